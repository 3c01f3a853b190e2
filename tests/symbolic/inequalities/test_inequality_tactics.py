"""Each tactic of the prover on a goal that it closes, with the other tactics out of the way."""

import json
from math import isqrt

import pytest
from flint import fmpq, fmpq_poly

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.symbolic import prove
from kreiss.symbolic.inequalities import search as room
from kreiss.symbolic.inequalities.sampling import Sampler
from kreiss.symbolic.inequalities.search import Schedule
from kreiss.symbolic.inequalities.steps import System
from kreiss.symbolic.inequalities.systems import polynomial_problem, read_statement
from kreiss.symbolic.inequalities.tactics.leaves import _vertex
from kreiss.symbolic.inequalities.tactics.univariate import real_roots, solution
from kreiss.verify.checker import check_document


def rules(node):
    """The rules that a proof uses."""
    found = {node["rule"]}
    for inner in [*node.get("cases", {}).values(), *([node["then"]] if "then" in node else [])]:
        found |= rules(inner)
    return found


def proved_with(monkeypatch, tactics, states, given):
    """The rules in a proof of the statement with the named tactics only; the checker has accepted it."""
    named = dict(room.TACTICS) | dict(room.LEAVES)
    monkeypatch.setattr(room, "TACTICS", tuple((name, named[name]) for name in tactics if name in dict(room.TACTICS)))
    monkeypatch.setattr(room, "LEAVES", tuple(leaf for leaf in room.LEAVES if leaf[0] in (*tactics, "constants")))
    problem = polynomial_problem(read_statement(states, given))
    points = Sampler(problem).draw(500)
    search = Schedule(problem, Deadline.after(20))
    proofs = [search.solve(System(o.relations, points), o.target) for o in problem.obligations]
    assert None not in proofs
    statement = {"given": list(given), "states": states}
    document = {"schema": "kreiss/inequality-1", "statement": statement, "verdict": "PROVED", "proofs": proofs}
    check_document(json.loads(json.dumps(document)))
    return set().union(*map(rules, proofs))


@pytest.mark.parametrize(
    ("tactics", "states", "given"),
    [
        (["sums of relations"], "x <= 5", ["x + y <= 3", "y >= -2"]),
        (["real roots of one variable"], "x^4 - 4*x^2 + 4 >= 0", []),
        (["signs of coefficients"], "x*y*z >= 1", ["x >= 1", "y >= 1", "z >= 1"]),
        (["signs of coefficients"], "z^2 >= x*y", ["0 <= x", "x <= y", "y <= z"]),
        (["signs of coefficients", "factors"], "x^3*y + x*y^3 >= 2*x^2*y^2", ["x >= 0", "y >= 0"]),
        (["signs of coefficients", "completing the square"], "x^2 + x*y + y^2 >= 0", []),
        (["signs of coefficients", "powers of a bound"], "x^2 + x >= y^2 + y", ["y >= 0", "x >= y"]),
        (["signs of coefficients", "chords"], "x*(1-y) + y*(1-x) <= 1", ["0 <= x <= 1", "0 <= y <= 1"]),
        (["sums of squares"], "x^2+y^2+z^2 >= x*y+y*z+z*x", []),
        (["sums of squares with a multiplier"], "x^4*y^2+x^2*y^4+1 >= 3*x^2*y^2", []),
        (["signs of coefficients", "factors", "squaring"], "sqrt(a*b) <= (a+b)/2", ["a >= 0", "b >= 0"]),
        (
            ["signs of coefficients", "order of symmetric variables"],
            "x*(x-y)*(x-z)+y*(y-x)*(y-z)+z*(z-x)*(z-y) >= 0",
            ["x >= 0", "y >= 0", "z >= 0"],
        ),
        (
            ["signs of coefficients", "sums of squares", "cases around the least value"],
            "a^2+b^2+c^2+2*a*b*c+1 >= 2*(a*b+b*c+c*a)",
            ["a >= 0", "b >= 0", "c >= 0"],
        ),
    ],
)
def test_a_tactic_closes_its_kind_of_goal(monkeypatch, tactics, states, given):
    assert proved_with(monkeypatch, tactics, states, given) <= {"split", "identity", "univariate", "eliminate"}


def test_a_square_root_is_made_rational_by_substitution(monkeypatch):
    """With x = u/2 - 2/u and sqrt(x^2+4) = u/2 + 2/u the goal becomes a square over u."""
    tactics = ["signs of coefficients", "factors", "rational substitution", "sums of relations", "sums of squares"]
    assert "define" in proved_with(monkeypatch, tactics, "5*sqrt(x^2+4) >= 3*x + 8", [])
    assert "define" in proved_with(monkeypatch, tactics, "sqrt((x+y)^2+1) > x+y", [])


def test_a_homogeneous_goal_takes_one_variable_as_unit(monkeypatch):
    tactics = ["sums of squares", "sums of squares with a multiplier of degree two", "one variable as unit"]
    proved_with(monkeypatch, tactics, "x^4*y^2+x^2*y^4+z^6 >= 3*x^2*y^2*z^2", [])


def test_a_goal_that_stays_as_it_is_when_its_variables_shift_in_a_circle_is_proved_by_their_order():
    """x⁴y² + y⁴z² + z⁴x² − 3x²y²z² in squares is no sum of squares (Choi and Lam)."""
    result = prove("x^2*y + y^2*z + z^2*x >= 3*x*y*z", ["x >= 0", "y >= 0", "z >= 0"])
    assert result.verdict == "PROVED"
    assert "order of symmetric variables" in result.tried


def test_a_divisor_is_not_zero_where_a_multiple_of_it_is_positive():
    assert prove("(x - y)/(sqrt(x) - sqrt(y)) == sqrt(x) + sqrt(y)", ["x > y", "y > 0"]).verdict == "PROVED"
    assert prove("(x - y)/(sqrt(x) - sqrt(y)) == sqrt(x) + sqrt(y)", ["x >= y", "y > 0"]).verdict != "PROVED"


def test_roots_of_several_polynomials_are_told_apart_however_close():
    """1 and 1 + 1e-480 and a rational number within 1e-480 of the root of two, in a second of processor time."""
    near, end = fmpq(1, 10**480), Deadline.after(1)
    below = fmpq(isqrt(2 * 10**960), 10**480)
    polynomials = [fmpq_poly(c) for c in ([-1, 1], [-1 - near, 1], [-2, 0, 1], [-below, 1])]
    roots = real_roots(polynomials, end)
    assert [root.factor.degree() for root in roots] == [2, 1, 1, 1, 2]
    assert [(root.low, root.high) for root in roots[1:4]] == [(x, x) for x in (fmpq(1), 1 + near, below)]
    assert solution([([fmpq(-1), fmpq(1)], ">"), ([1 + near, fmpq(-1)], ">")], end) is not False
    assert solution([([fmpq(2), fmpq(0), fmpq(-1)], ">="), ([-below - near, fmpq(1)], ">=")], end) is False


def test_the_root_of_a_polynomial_is_not_isolated_once_the_time_is_over():
    with pytest.raises(OutOfTime):
        real_roots([fmpq_poly([-2, 0, 1])], Deadline.after(0))


@pytest.mark.parametrize("size", [fmpq(1, 10**400), fmpq(1), fmpq(10**400)])
def test_a_combination_is_found_for_coefficients_of_any_size(size):
    assert _vertex([{0: size, 1: 2 * size}, {0: -size, 1: -2 * size}], 2, [0], [False, False]) == [0, 1]
