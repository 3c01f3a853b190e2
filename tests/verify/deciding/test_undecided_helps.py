"""UNDECIDED says what is proved instead, what was left on the way to a proof, and where the sides came closest."""

from fractions import Fraction
from time import process_time

import pytest

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.relaxation import LADDER, least_relaxation
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import UNDECIDED, decide
from kreiss.verify.deciding.decide import _certificate as certificate
from kreiss.verify.deciding.sufficing import sufficient
from kreiss.verify.reporting.report import tried

OPEN = Claim("open", "norm(A*transpose(B)*A)^3 <= norm(A*transpose(A)*A)^2*norm(B*transpose(B)*B)")


@pytest.mark.parametrize("least", [*LADDER, None])
@pytest.mark.parametrize("sign", ["<=", "<", ">=", ">"])
def test_the_least_factor_of_the_ladder_that_is_proved_is_found_in_three_attempts(sign, least):
    asked = []

    def proof(states, attempts):
        asked.append(attempts)
        factor = Fraction(states.split(" ")[2 if "<" in sign else 0].split("*")[0])
        return {"proves": states} if least is not None and factor >= least else None

    found = least_relaxation(sign, "x", "y", proof)
    assert (found and found.factor) == least
    assert found is None or found.certificate == {"proves": found.states}
    assert asked[0] == 3
    assert len(asked) <= 3


def test_an_equation_has_no_relaxation():
    assert least_relaxation("==", "x", "y", lambda states, attempts: {"proves": states}) is None


def test_an_undecided_claim_comes_with_a_weaker_one_whose_certificate_the_checker_accepts():
    """It is false only where x = y = ±sqrt(1/2), at no rational point."""
    started = process_time()
    verdict = decide(Claim("irrational", "x*y < 1/2", ("x^2 + y^2 == 1",)), 6)
    assert process_time() - started < 9
    assert verdict.verdict == UNDECIDED
    relaxation = verdict.document()["evidence"]["relaxation"]
    assert relaxation["factor"] == "17/16"
    assert check_document(relaxation["certificate"]).statement.startswith(relaxation["states"])
    assert any(relaxation["states"] in line for line in tried(verdict))


def test_where_both_sides_vanish_they_are_not_said_to_be_close():
    closest = decide(OPEN, 2).evidence["worst_at"]
    assert closest is None or any(float(x) for row in closest["matrices"]["A"] for x in map(Fraction, row))


def test_a_claim_of_numbers_names_the_inequality_that_was_left():
    claim = Claim("numbers", "max((1-a*m)^4, (1-a*l)^4) >= ((l-m)/(l+m))^4", ("0 < m <= l",))
    verdict = decide(claim, 1.5)
    assert verdict.verdict == UNDECIDED
    assert any(line.startswith("a goal that was left on the way to a proof: ") for line in tried(verdict))


@pytest.mark.slow
def test_an_undecided_claim_comes_with_a_hypothesis_that_suffices_and_can_be_met():
    verdict = decide(Claim("open", "x*y < 1/2", ("x^2 + y^2 == 1",)), 20)
    enough, hypothesis = verdict.document()["evidence"]["sufficient"], "x >= 1"
    assert (verdict.verdict, enough["hypothesis"]) == (UNDECIDED, hypothesis)
    assert enough["certificate"]["statement"]["given"] == ["x^2 + y^2 == 1", hypothesis]
    assert check_document(enough["certificate"]).instance
    assert enough["at"] == {"matrices": {}, "parameters": {"x": "1", "y": "0"}}
    assert any(line.endswith(f"accepts that: {hypothesis}") for line in tried(verdict))


@pytest.mark.parametrize(
    ("states", "given", "hypothesis"),
    [
        ("x*y < 1/2", ("x^2 + y^2 == 1",), "x >= 1"),
        ("rho(A*B) <= rho(A)*rho(B)", ("square(A, B)",), "A*B == B*A"),
        ("norm(A) <= numerical_radius(A)", ("square(A)",), "normal(A)"),
        ("norm(A^2) <= norm(A)", ("square(A)",), "norm(A) <= 1"),
        ("norm(h*A) <= norm(A)", ("h >= 0",), "h <= 1"),
    ],
)
def test_the_first_hypothesis_that_is_proved_to_suffice_is_found(states, given, hypothesis):
    """All but the first are false as they are; the search is the one that undecided claims get."""
    found = sufficient(Claim("open", states, given), Deadline.after(40), certificate)
    assert (found.hypothesis, found.certificate["statement"]["given"]) == (hypothesis, [*given, hypothesis])
    assert check_document(found.certificate).statement
    assert found.at


def test_a_hypothesis_that_contradicts_the_others_suffices_for_nothing():
    """The only proofs are from 1 <= 0: the bounds of x are strict, and every hypothesis on it is implied or absurd."""
    claim = Claim("open", "y^2 <= x", ("1 < x < 2", "y > 2"))
    found = sufficient(claim, Deadline.after(10), certificate)
    assert found is None or found.hypothesis not in ("x <= 1", "x < 1", "x <= 0", "y <= 1", "y < 1", "y <= 0")
