"""Verdicts on inequalities, each with a certificate that the independent checker accepts."""

import json
from time import process_time

import pytest

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.symbolic import prove
from kreiss.verify.checker import check_document

RATES = ["s = q + (1-gamma)", "0 <= gamma < 1", "q > 0"]


def decide(states, given=()):
    result = prove(states, given, budget=20)
    if result.certificate is not None:
        check_document(json.loads(json.dumps(result.certificate)))
    return result.verdict


def test_the_papers_bound_in_polynomials():
    given = [*RATES, "c >= 0", "f = 2/(1-gamma) + c/(4*(1-gamma))"]
    assert decide("f^2*s^2 - q^2 - f*q*c >= 0", given) == "PROVED"


def test_the_sharp_bound_with_equality_on_a_curve():
    given = [*RATES, "a >= 1", "c = 2*a*(1-gamma)", "f = (a+1/a)/2"]
    assert decide("f^2*s^2 - q^2 - f*q*c >= 0", given) == "PROVED"


def test_nothing_below_the_sharp_bound_is_proved():
    given = [*RATES, "a >= 1", "c = 2*a*(1-gamma)", "f = (a+1/a)/2 - 1/10^6"]
    assert decide("f^2*s^2 - q^2 - f*q*c >= 0", given) == "REFUTED"


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("sqrt(x) <= (x+1)/2", ["x >= 0"]),
        ("sqrt(x)+sqrt(y) <= sqrt(2*(x+y))", ["x >= 0", "y >= 0"]),
        ("max(1, (a+1/a)/2) <= 1 + a/2", ["a >= 1"]),
        ("(a+b)/2 <= max(a, b)", []),
        ("abs(x*y) <= (x^2+y^2)/2", []),
        ("x^(1/3) <= (x+2)/3", ["x >= 0"]),
        ("0 <= x*y <= 1/4", ["x >= 0", "y >= 0", "x + y <= 1"]),
        ("x == 1", ["x^3 == 1"]),
    ],
)
def test_true_statements_are_proved(states, given):
    assert decide(states, given) == "PROVED"


@pytest.mark.parametrize(
    ("states", "given", "point"),
    [("x^2 > x", ["x > 0"], {"x": 1}), ("x == 1", ["x^2 == 1"], {"x": -1}), ("1 < 1", [], {})],
)
def test_false_statements_are_refuted_at_a_simple_point(states, given, point):
    result = prove(states, given)
    assert (result.verdict, result.point) == ("REFUTED", point)
    check_document(result.certificate)


@pytest.mark.parametrize(
    "states",
    [
        "(x+y+z+w)^60 >= 0",
        "(x+y+z+w)^999 >= 0",
        " * ".join(f"(1+x{i})" for i in range(20)) + " >= 0",
        f"max({', '.join(f'x{i}' for i in range(30))}) >= x0",
        "(x^1000)^1000 >= 0",
    ],
)
def test_what_cannot_be_expanded_is_refused_at_once(states):
    with pytest.raises(InvalidClaim, match="too large"):
        prove(states)


def test_the_budget_is_kept():
    hard = "a/sqrt(a^2+8*b*c)+b/sqrt(b^2+8*c*a)+c/sqrt(c^2+8*a*b) >= 1"
    started = process_time()
    result = prove(hard, ["a > 0", "b > 0", "c > 0"], budget=1)
    assert result.verdict == "UNDECIDED"
    assert process_time() - started < 3
    assert "not shown" in result.tried[-1] or "budget" in result.tried[-1]


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("1e300*x <= 1e301", ["x <= 10"]),
        ("x^2 >= 1e-600", ["x >= 1"]),
        ("((x^10)^10)^10 >= 0", []),
        ("sqrt(sqrt(sqrt(sqrt(x)))) <= x", ["x >= 1"]),
        ("abs(abs(abs(abs(x)-1)-1)-1) <= abs(x)+1", []),
        ("x >= y", ["x == y^3", "y^2 == 2", "y > 0"]),
        ("x*y == 6", ["x + y == 5", "x - y == 1"]),
        ("x^2 <= 2", ["x^5 - x - 1 == 0"]),
        ("0.1 + 0.2 == 0.3", []),
    ],
)
def test_extreme_numbers_deep_roots_and_algebraic_hypotheses_are_exact(states, given):
    assert decide(states, given) == "PROVED"


def test_vacuous_truth_is_told_apart():
    result = prove("x >= 5", ["x > 1", "x < 1"])
    assert (result.verdict, result.vacuous) == ("PROVED", True)
    check_document(result.certificate)
    assert not prove("x >= 1", ["x >= 2"]).vacuous


def test_a_conclusion_that_is_undefined_somewhere_is_not_proved():
    result = prove("sqrt(x) <= x + 1")
    assert result.verdict == "UNDECIDED"
    assert "x >= 0" in result.tried[-1]


def test_a_budget_must_be_positive():
    with pytest.raises(InvalidArgument, match="budget"):
        prove("x <= x", budget=0)


@pytest.mark.parametrize("given", [["s = s + 1"], ["s = 1", "s = 2"], ["x <= sin(x)"], ["symmetric(A)"]])
def test_unusable_hypotheses_are_typed_errors(given):
    with pytest.raises(InvalidClaim):
        prove("x <= s", given)


def test_division_by_the_constant_zero_is_a_typed_error():
    with pytest.raises(InvalidClaim, match="zero"):
        prove("x/(1-1) <= 1")


@pytest.mark.parametrize("states", ["((9e999)^1000)^1000 >= 0", "(1 + 1e-999)^1000 > 1"])
def test_a_number_too_long_to_be_written_out_is_refused_before_it_is(states):
    with pytest.raises(InvalidClaim, match="too large to be expanded"):
        prove(states, budget=3)
