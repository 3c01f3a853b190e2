"""A replay script prints, with the standard library alone and exactly, the contradiction that a witness is."""

import contextlib
import io
import itertools
import re
import subprocess
import sys
from fractions import Fraction

import pytest

from kreiss.verify.claims import Claim
from kreiss.verify.refuting.witness import examine
from kreiss.verify.replay import script
from kreiss.verify.replay.arithmetic import (
    circles,
    exponential,
    lines,
    norm_below,
    quotient,
    radius_below,
    semidefinite,
)
from kreiss.verify.replay.writing import written


def block(*rows):
    return [[Fraction(entry) for entry in row] for row in rows]


COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
NEUMANN = Claim(
    "neumann",
    "K(J0 + eps*B0) <= K(J0)/(1 - eps*norm(B0)*K(J0)/(1 - gamma))",
    ("J0 = [[A, 0], [C, D]]", "gamma = max(rho(A), rho(D))", "eps > 0", "eps*norm(B0)*K(J0) < 1 - gamma"),
)
HALF, SHEAR = block(["1/2"]), block(["1/2", 0], ["9/2", "1/2"])
SYMMETRIC, ROTATED = block([2, 1], [1, 0]), block([0, 1, 0], ["1/2", 0, 2], [3, 0, 0])
WITNESSES = [
    (Claim("simplest", "K(A) <= 2"), {"A": SHEAR}, {}),
    (Claim("coupled", "K(J) <= 1 + norm(C)/(8*(1 - gamma))", COUPLED), {"A": HALF, "C": block([17]), "D": HALF}, {}),
    (Claim("wide", "K(J) <= 1 + norm(C)/(8*(1 - gamma))", COUPLED),
     {"A": block(["1/2", 0], [0, "1/3"]), "C": block([5, 1]), "D": HALF}, {}),
    (Claim("full", "K(J) <= 1 + norm(C)/(8*(1 - gamma))", COUPLED),
     {"A": block(["1/5", "2/5"], ["2/5", "1/5"]), "C": block([17, 1], [1, 0]), "D": block([0, "1/2"], ["1/2", 0])}, {}),
    (NEUMANN, {"A": block([0]), "C": block([2]), "D": block([0]), "B0": block([0, 2], [0, 0])}, {"eps": "1/3"}),
    (NEUMANN, {"A": HALF, "C": block([4]), "D": HALF, "B0": block([0, 1], [0, 0])}, {"eps": "1/8"}),
    (Claim("complex", "K(A - transpose(A)/2) <= 1"), {"A": ROTATED}, {}),
    (Claim("upper", "K(A) >= 3", ("K_ct(A - I) <= 3",)), {"A": SHEAR}, {}),
    (Claim("continuous", "K_ct(J) <= 1 + norm(C)/8", ("J = [[A - I, 0], [C, -I]]",)),
     {"A": HALF, "C": block([15])}, {}),
    (Claim("euler", "K(A) <= K_ct(A - I)", ("rho(A) < 1",)), {"A": block([0, 0], [2, "-31/32"])}, {}),
    (Claim("turning", "K_ct(A) <= 3/2"), {"A": block(["-1/10", 10], ["-1/10", "-1/10"])}, {}),
    (Claim("unstable", "K_ct(A) <= 10^4"), {"A": block([0, 1], [0, "1/100"])}, {}),
    (Claim("marginal", "K(A) <= 100"), {"A": block([1, 1], [0, 1])}, {}),
    (Claim("powers", "sup_powers(-A) <= x^2"), {"A": block(["1/2", 0], [4, "1/2"])}, {"x": 2}),
    (Claim("powers-below", "sup_powers(A) >= 5"), {"A": block(["1/2", 0], [4, "1/2"])}, {}),
    (Claim("one-power", "power_norm(A, t) >= 2*exp(-t)", ("rho(A) <= 1/2",)),
     {"A": block(["1/4", 1], [0, 0])}, {"t": 3}),
    (Claim("resolvent", "norm(resolvent(A, z)*A/2) <= 1"), {"A": block(["1/2", 1], [0, "1/3"])}, {"z": 1}),
    (Claim("inverse", "norm(inverse(A)^2) <= dim(A)"), {"A": block([1, 2], [0, 1])}, {}),
    (Claim("field", "norm(A) <= 19/10*numerical_radius(A)"), {"A": block([0, 1], [0, 0])}, {}),
    (Claim("field-above", "numerical_radius(A) <= rho(A)"), {"A": block([0, 2], [1, 0])}, {}),
    (Claim("radius", "rho(A) <= norm(A)/2"), {"A": ROTATED}, {}),
    (Claim("symmetric", "rho(A) <= 2", ("symmetric(A)", "numerical_radius(A) <= 5/2")), {"A": SYMMETRIC}, {}),
    (Claim("roots", "sqrt(x) + log(y)^2 <= y^(2/3)", ("x > 0", "exp(-x) < y")), {}, {"x": 2, "y": "3/2"}),
    (Claim("negative-power", "(1 + norm(A))^-2 >= x^(-1/2)", ("A*A == I - 3*B",)),
     {"A": block([4]), "B": block([-5])}, {"x": 3}),
    (Claim("predicates", "normal(A)", ("nonnegative(A)", "upper_triangular(A)", "square(A)")),
     {"A": block([1, 2], [0, 1])}, {}),
    (Claim("matrices", "A*B == B*A", ("lower_triangular(A)", "diagonal(B)")),
     {"A": block([1, 0], [2, 1]), "B": block([1, 0], [0, 2])}, {}),
    (Claim("extremes", "min(norm(A), 3) <= max(rho(A), abs(x))", ("abs(x - norm(A)) <= 3",)),
     {"A": block([0, 2], ["1/3", 0])}, {"x": -1}),
]  # fmt: skip
IDS = [f"{claim.id}-{number}" for number, (claim, _, _) in enumerate(WITNESSES)]


def replay(claim, matrices, parameters):
    numbers = {name: Fraction(value) for name, value in parameters.items()}
    instance = examine(claim, matrices, numbers, gap=1e-4)
    assert (instance.hypotheses, instance.conclusion) == (True, False)
    return script(claim, instance.witness)


def printed(text):
    run = subprocess.run([sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


@pytest.mark.parametrize(("claim", "matrices", "parameters"), WITNESSES, ids=IDS)
def test_everything_given_is_printed_true_and_what_is_claimed_false(claim, matrices, parameters):
    *shown, last = printed(replay(claim, matrices, parameters))
    assert last.startswith("claimed ")
    assert last.endswith(" False")
    assert [line for line in shown if not line.endswith("True")] == []
    given = [tree for tree in claim.hypotheses if tree[0] != "define"]
    assert sum(line.startswith("given ") for line in shown) == len(given)


def test_a_script_for_a_simple_witness_has_ten_to_fifteen_lines():
    assert len(replay(*WITNESSES[0]).splitlines()) == 10
    assert len(replay(*WITNESSES[1]).splitlines()) <= 15


def outcome(text):
    """What a script prints, or the error that it ends in."""
    stream = io.StringIO()
    try:
        with contextlib.redirect_stdout(stream):
            exec(compile(text, "replay", "exec"), {})
    except (ArithmeticError, ValueError, IndexError, TypeError) as error:
        return type(error)
    return stream.getvalue()


def contradicts(shown):
    """Whether the output says that all is given and the claim fails."""
    lines = shown.splitlines() if isinstance(shown, str) else [""]
    return lines[-1].endswith(" False") and all(line.endswith("True") for line in lines[:-1])


@pytest.mark.parametrize(("claim", "matrices", "parameters"), WITNESSES, ids=IDS)
def test_a_forged_bound_changes_what_is_printed(claim, matrices, parameters):
    text = replay(claim, matrices, parameters)
    genuine = outcome(text)
    lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        if re.fullmatch(r"\w+_\w* = (F\([-0-9, ]+\)|-?inf)(, (F\([-0-9, ]+\)|inf))?\n", line):
            for number in re.finditer(r"[0-9]+(?=[,)])", line):
                forged = f"{line[: number.start()]}{int(number[0]) + 1}{line[number.end() :]}"
                assert outcome("".join([*lines[:i], forged, *lines[i + 1 :]])) != genuine, forged


@pytest.mark.parametrize(("claim", "matrices", "parameters"), WITNESSES, ids=IDS)
def test_a_script_of_a_forged_witness_contradicts_only_what_fails_there(claim, matrices, parameters):
    text = replay(claim, matrices, parameters)
    first = ", ".join([*matrices, *parameters])
    witness = next((line for line in text.splitlines() if line.startswith(f"{first} = ")), "")
    for name, rows in matrices.items():
        for i, j in itertools.product(range(len(rows)), range(len(rows[0]))):
            for other in (rows[i][j] + 1, rows[i][j] / 2, -rows[i][j]):
                forged = [[other if (i, j) == (k, m) else x for m, x in enumerate(row)] for k, row in enumerate(rows)]
                line = f"{name} = {written(forged)}"
                if contradicts(outcome(text.replace(witness, f"{witness}\n{line}", 1))):
                    numbers = {key: Fraction(value) for key, value in parameters.items()}
                    there = examine(claim, {**matrices, name: forged}, numbers, gap=1e-6)
                    assert there is None or (there.hypotheses, there.conclusion) == (True, False), line


def test_names_of_python_and_of_the_script_can_be_names_of_the_claim():
    numbers = {"len": 3, "print": 1, "low": 0, "abs_": 2, "times": 1}
    claim = Claim("in'f\nimport os", "len*norm(F) <= print + low", ("F = [[len, abs_], [0, times]]",))
    text = replay(claim, {}, numbers)
    assert "\nimport os" not in text
    assert printed(text)[-1].endswith("False")


def test_a_bound_without_a_short_test_is_said_to_come_from_the_certificate():
    claim = Claim("c", "norm(A) <= 1", ("rho(A) <= 1/2",))
    defective = block(["5/4", "3/4"], ["-3/4", "-1/4"])
    shown = printed(replay(claim, {"A": defective}, {}))
    assert "rho(A) from 0 to 1/2 by the certificate; not repeated here" in shown
    assert shown[-1].endswith("False")


def test_definite_matrices_are_told_from_others():
    assert semidefinite(block([1, 1], [1, 1]))
    assert not semidefinite(block([0, 1], [1, 1]))
    assert not semidefinite(block([1, 2], [2, 1]))
    assert norm_below(block([3, 0], [0, 4]), Fraction(4))
    assert not norm_below(block([3, 0], [0, 4]), Fraction(399, 100))
    assert not norm_below(block([0]), Fraction(-1))
    assert radius_below(block([0, 1], [0, 0]), Fraction(1, 2), block(["1/2", 0], [0, "-1/2"]))
    assert not radius_below(block([0, 1], [0, 0]), Fraction(49, 100), block(["1/2", 0], [0, "-1/2"]))


def test_circles_and_lines_that_do_not_reach_the_bound_are_not_accepted():
    zero = block([0])
    assert circles(zero, Fraction(1), [(Fraction(1), Fraction(1), block([1]))])
    assert not circles(zero, Fraction(99, 100), [(Fraction(1), Fraction(1), block([1]))])
    assert not circles(zero, Fraction(1), [(Fraction(1, 2), Fraction(1), block([1]))])
    assert not circles(zero, Fraction(1), [(Fraction(1), Fraction(1), block([-1]))])
    assert not lines(block([-1]), Fraction(1), Fraction(1), [(Fraction(1), Fraction(1), block([1]))])


def test_a_quotient_by_what_may_be_zero_has_no_bounds():
    low, high = quotient((Fraction(1), Fraction(2)), (Fraction(-1), Fraction(1)))
    assert low < -(10**300)
    assert high > 10**300


@pytest.mark.parametrize("x", [0, 1, -1, Fraction(7, 3), 5, -5])
def test_the_bounds_of_the_exponential_hold_those_of_more_terms(x):
    (low, high), (inner, outer) = exponential(Fraction(x), 20), exponential(Fraction(x), 40)
    assert low <= inner <= outer <= high
    assert high - low <= Fraction(1, 1000)
