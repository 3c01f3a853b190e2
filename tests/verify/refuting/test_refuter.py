"""The search finds counterexamples to false claims, the checker accepts them, and true claims get none."""

from fractions import Fraction

import pytest

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim, load_claims
from kreiss.verify.deciding.decide import decide
from kreiss.verify.refuting.refuter import Trail, refute
from kreiss.verify.refuting.witness import examine, refutes
from kreiss.verify.search.layouts import layouts
from kreiss.verify.search.rounds import Candidate, score

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")

FALSE = [
    Claim("spectral-radius-decides", "K(A) <= 1", ("rho(A) < 1",)),
    Claim("bounded-transient", "sup_powers(J) <= 10", COUPLED),
    Claim("large-coupling", "K(J) <= 2/(1 - gamma) + 99/100*norm(C)/(4*(1 - gamma))", COUPLED),
    Claim("radius-bounds-norm", "norm(A) <= 19/10*numerical_radius(A)"),
    Claim("three-dimensions", "norm(A^2) <= norm(A)*rho(A) + norm(A)^2/2", ("upper_triangular(A)", "rho(A) <= 1/4")),
    Claim(
        "continuous-coupling",
        "K_ct(J - I) <= 99/100*(norm(C)/(4*(1 - gamma)) + (1 - gamma)/norm(C))",
        (*COUPLED, "norm(C) >= 2*(1 - gamma)"),
    ),
    Claim("euler-backwards", "K(A) <= K_ct(A - I)", ("rho(A) < 1",)),
    Claim("unstable", "K_ct(A) == 1", ("normal(A)",)),
    Claim("one-matrix", "K_ct([[-1, 5], [0, -1]]) <= 14/10"),
    Claim("involution", "A*A == I", ("norm(A) <= 1",)),
    Claim("root", "sqrt(x) <= (x + 2)/3", ("x >= 1",)),
]


@pytest.mark.parametrize("claim", FALSE, ids=lambda claim: claim.id)
def test_a_false_claim_gets_a_witness_that_the_checker_accepts(claim):
    witness = refute(claim, budget=15)
    assert witness is not None
    assert refutes(claim, witness)
    assert check_document(witness.certificate).schema == "kreiss/refutation-1"


@pytest.mark.parametrize(
    "claim",
    [
        Claim("contraction", "K(A) <= 1", ("norm(A) <= 1",)),
        Claim("norm-bounds-radius", "rho(A) <= norm(A)"),
        Claim("berger", "norm(A) <= 2*numerical_radius(A)"),
        Claim("euler", "K_ct(A - I) <= K(A)"),
        Claim("mean", "sqrt(x) <= (x + 1)/2", ("x >= 0",)),
    ],
    ids=lambda claim: claim.id,
)
def test_a_true_claim_gets_none(claim):
    assert refute(claim, budget=0.4) is None


def test_the_summarised_neumann_bound_fails_at_a_two_by_two_matrix_within_its_hypothesis():
    claim = next(claim for claim in load_claims() if claim.id == "neumann-bound")
    verdict = decide(claim, budget=40)
    assert verdict.verdict == "REFUTED"
    assert verdict.as_expected
    assert len(verdict.witness.matrices["B0"]) == 2
    assert verdict.witness.document()["lhs"] == "inf"


def test_a_known_counterexample_to_the_neumann_bound_is_confirmed():
    claim = next(claim for claim in load_claims() if claim.id == "neumann-bound")
    half, zero = Fraction(1, 2), Fraction(0)
    blocks = {"A": [[half]], "C": [[Fraction(4)]], "D": [[half]], "B0": [[zero, Fraction(1)], [zero, zero]]}
    instance = examine(claim, blocks, {"eps": Fraction(1, 8)}, gap=1e-4)
    assert (instance.hypotheses, instance.conclusion) == (True, False)
    assert refutes(claim, instance.witness)


def test_a_witness_refutes_no_other_claim():
    witness = refute(FALSE[3], budget=15)
    other = Claim("radius-bounds-norm", "norm(A) <= 2*numerical_radius(A)")
    assert not refutes(other, witness)


def test_a_witness_outside_the_hypotheses_is_no_refutation():
    claim = Claim("contraction", "K(A) <= 1", ("norm(A) <= 1",))
    instance = examine(claim, {"A": [[Fraction(0), Fraction(9)], [Fraction(0), Fraction(0)]]}, {}, gap=1e-3)
    assert (instance.hypotheses, instance.conclusion) == (False, False)
    assert not refutes(claim, instance.witness)


def test_a_trail_counts_as_feasible_what_satisfies_the_hypotheses_whatever_its_score():
    claim = Claim("c", "norm(A) <= 2", ("norm(A) <= 1", "dim(A) == 1"))
    (layout,) = layouts(claim)
    trail = Trail()
    for entry in (0.5, 1.5, -0.25, 3.0):
        trail.add(Candidate(layout, (entry,), score(layout, (entry,))))
    assert (trail.candidates, trail.feasible) == (4, 2)
