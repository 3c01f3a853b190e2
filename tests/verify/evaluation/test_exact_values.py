"""Equalities between squares, roots and spectral radii are decided: instances that hold count, strict bounds fail."""

import subprocess
import sys
from fractions import Fraction

import pytest

from kreiss.deadlines import Deadline
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.checker.language.statements import parse
from kreiss.verify.claims import Claim
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.ranges import Range
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.refuting.sampling import certify
from kreiss.verify.refuting.witness import examine, refutes
from kreiss.verify.replay import script

SIMULTANEOUS = "J = [[1, -h], [h, 1]]"
ALTERNATING = "J = [[1, -x], [x, 1 - x^2]]"
BLOCKS = ("J = [[I, -h*C], [h*transpose(C), I]]",)

TRUE = [
    Claim("simultaneous", "rho(J)^2 == 1 + h^2", (SIMULTANEOUS,)),
    Claim("simultaneous-root", "rho(J) == sqrt(1 + h^2)", (SIMULTANEOUS,)),
    Claim("simultaneous-blocks", "rho(J)^2 == 1 + h^2*norm(C)^2", BLOCKS),
    Claim("alternating", "rho(J) == 1", (ALTERNATING, "0 < x < 2")),
    Claim("heavy-ball", "rho([[1 + b - a, -b], [1, 0]]) == sqrt(b)", ("0 < b < 1", "(1 + b - a)^2 < 4*b")),
    Claim("frobenius", "norm([[x, y], [y, -x]]) == sqrt(x^2 + y^2)"),
    Claim("golden", "norm([[1, x], [0, 1]])^2 == 1 + x^2/2 + abs(x)*sqrt(1 + x^2/4)"),
    Claim("berger", "2*numerical_radius([[0, x], [0, 0]]) == norm([[0, x], [0, 0]])"),
]
FALSE = [
    Claim("strict", "rho(J)^2 < 1 + h^2", (SIMULTANEOUS,)),
    Claim("strict-root", "rho(J) < sqrt(1 + h^2)", (SIMULTANEOUS, "h > 0")),
    Claim("strict-circle", "rho(J) < 1", (ALTERNATING, "0 < x < 2")),
    Claim("strict-blocks", "rho(J)^2 < 1 + h^2*norm(C)^2", (*BLOCKS, "h*norm(C) > 0")),
    Claim("strict-norm", "norm([[x, y], [y, -x]]) < sqrt(x^2 + y^2)", ("x > 0", "y > x")),
]


@pytest.mark.parametrize("claim", TRUE, ids=lambda claim: claim.id)
def test_all_instances_of_an_equality_hold(claim):
    found = certify(claim, Deadline.after(20), most=20)
    assert (found.holding, found.open, found.counterexample) == (20, 0, None)


@pytest.mark.parametrize("claim", FALSE, ids=lambda claim: claim.id)
def test_a_strict_bound_that_is_attained_is_refuted(claim):
    witness = refute(claim, budget=10)
    assert witness is not None
    assert refutes(claim, witness)
    done = subprocess.run(
        [sys.executable, "-I", "-c", script(claim, witness)], capture_output=True, text=True, check=True
    )
    assert "False" in done.stdout or "by the certificate" in done.stdout


LARGE = "((2)^(2/3))^(2/3)"


EQUAL = [
    (LARGE, LARGE),
    (LARGE, "2^(4/9)"),
    ("exp(1)", "exp(1)"),
    ("sqrt(2) + sqrt(3) + 7^(1/5)", "7^(1/5) + sqrt(5 + 2*sqrt(6))"),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_numbers_of_high_degree_and_copies_of_one_number_are_equal(left, right):
    evaluation = Evaluation({}, {}, lambda *_: Range(None, None))
    for sign, truth in (("==", True), ("<=", True), ("<", False), (">", False)):
        assert evaluation.holds(parse(f"{left} {sign} {right}", "$")[0]) is truth
    assert evaluation.holds(parse(f"{left} == {right} + 1/10^99", "$")[0]) is False


@pytest.mark.parametrize(
    "states",
    ["rho(J)^2 <= 1 + h^2", "rho(J)^2 >= 1 + h^2", "rho(J) == sqrt(1 + h^2)", "norm(J) <= (1 + h^2)^(1/2)",
     "rho(J)^2 < 1 + h^2 + 1/10^99", "rho(J)^4 == (1 + h^2)^2", "sqrt(rho(J)) <= (1 + h^2)^(1/4)"],
)  # fmt: skip
def test_no_refutation_of_what_holds_with_equality_is_accepted(states):
    instance = examine(Claim("true", states, (SIMULTANEOUS,)), {}, {"h": Fraction(1, 2)}, gap=1e-2)
    assert (instance.hypotheses, instance.conclusion) == (True, True)
    with pytest.raises(Rejected, match="satisfies the conclusion"):
        check_document(instance.witness.certificate)
