"""Counterexamples beside points at which a claim has no meaning: what is undefined is avoided, not sought."""

import numpy as np
import pytest

from kreiss.deadlines import Deadline
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.refuting.sampling import certify
from kreiss.verify.refuting.witness import refutes
from kreiss.verify.search import estimates, floats

FALSE = [
    Claim("inverse", "norm(inverse(A)) <= 2", ("square(A)",)),
    Claim("growth", "K(inverse(A)) <= 2"),
    Claim("radius", "rho(inverse(A)) <= 2", ("dim(A) == 1",)),
    Claim("resolvent", "norm(resolvent(A, 0)) <= 2"),
    Claim("product", "norm(inverse(A)*B) <= 2"),
    Claim("condition", "norm(A)*norm(inverse(A)) <= 10", ("dim(A) == 2",)),
    Claim("quotient", "norm(A)/rho(A) <= 3"),
    Claim("similar", "norm(inverse(S)*A*S) <= norm(A)"),
    Claim("powers", "sup_powers(inverse(A)) <= 3"),
    Claim("neumann", "norm(inverse(I - A)) <= 1/(1 - rho(A))", ("rho(A) < 1",)),
    Claim("premise", "norm(A) >= 2", ("norm(inverse(A)) <= 1",)),
]


@pytest.mark.parametrize("claim", FALSE, ids=lambda claim: claim.id)
def test_a_false_claim_about_inverses_is_refuted(claim):
    witness = refute(claim, budget=10)
    assert witness is not None
    assert refutes(claim, witness)


ESTIMATES = (estimates.norm, estimates.spectral_radius, estimates.kreiss_constant, estimates.half_plane_constant,
             estimates.sup_powers, estimates.numerical_radius)  # fmt: skip


@pytest.mark.parametrize("estimate", ESTIMATES)
@pytest.mark.parametrize(("entry", "value"), [(np.nan, np.nan), (np.inf, np.inf)])
def test_an_undefined_matrix_has_no_estimate_and_one_that_overflows_an_infinite_one(estimate, entry, value):
    assert np.array_equal(estimate(np.array([[1.0, entry], [0.0, 1.0]])), value, equal_nan=True)


@pytest.mark.parametrize("A", [[[1.0, 2.0], [2.0, 4.0]], [[0.1, 0.3], [0.2, 0.6]], [[0.0]], [[np.inf]]])
def test_a_singular_matrix_has_no_inverse_however_it_is_rounded(A):
    assert np.isnan(estimates.inverse(np.array(A))).all()


def test_an_undefined_hypothesis_fails_and_an_undefined_conclusion_does_not():
    claim = Claim("c", "norm(inverse(A)) <= 2", ("norm(inverse(B)) <= 1",))
    singular, unit = np.zeros((1, 1)), np.ones((1, 1))
    assert floats.deficit(claim, {"A": unit, "B": singular}) == 1
    assert floats.violation(claim, {"A": singular, "B": unit}) == -1


def test_a_contraction_on_the_circle_has_the_constant_one():
    assert estimates.kreiss_constant(np.array([[0.0, -1.0], [1.0, 0.0]])) == 1
    assert estimates.kreiss_constant(np.array([[1.0, 1.0], [0.0, 1.0]])) == np.inf


def test_an_instance_at_which_the_claim_fails_ends_the_trial_as_a_counterexample():
    claim = FALSE[0]
    found = certify(claim, Deadline.after(5))
    assert found.counterexample is not None
    assert refutes(claim, found.counterexample)


@pytest.mark.parametrize(
    ("given", "words"), [("rho(A) == exp(1)", "hard to meet"), ("dim(A) == 100", "larger matrices than are drawn")]
)
def test_where_no_instance_is_met_nothing_more_is_said_of_the_hypotheses(given, words):
    verdict = decide(Claim("nothing", "norm(A) <= 1/2", (given,)), budget=0.5)
    assert verdict.verdict == "UNDECIDED"
    assert words in verdict.evidence["no_instance"]
    assert "vacuous" not in verdict.evidence
