"""Claims about K are proved through the comparison matrix, and only if the checker agrees."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim, load_claims
from kreiss.verify.proving.prover import prove_claim

F = Fraction
ONE_WAY = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
TWO_RATES = ("J = [[A, 0], [C, D]]", "normal(A, D)", "rho(A) < 1", "rho(D) < 1")
TWO_WAY = ("J = [[A, B], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))")
NUMBERS = ("M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1")

CHAIN = (
    "J = [[A, 0, 0], [C, D, 0], [0, E, F]]",
    "symmetric(A, D, F)",
    "gamma = max(rho(A), rho(D), rho(F))",
    "gamma < 1",
)
SUM = "1 + norm(C)/(1 - gamma) + norm(E)/(1 - gamma) + norm(C)*norm(E)/(1 - gamma)^2"

TRUE = [
    (f"K(J) <= {SUM}", CHAIN),
    ("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", ONE_WAY),
    ("K(J) < 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", ONE_WAY),
    ("K(J) <= 1 + norm(C)/(4*(1 - gamma))", ONE_WAY),
    ("1/2 + norm(C)/(4*(1 - gamma)) >= K(J)", (*ONE_WAY, "norm(C) >= 2*(1 - gamma)")),
    ("K(J) <= max(1, norm(C)/(4*(1 - gamma)) + (1 - gamma)/norm(C))", (*ONE_WAY, "norm(C) > 0")),
    ("K(J) <= (a + 1/a)/2", (*ONE_WAY, "a = max(1, norm(C)/(2*(1 - gamma)))")),
    ("K(J) == 1", (*ONE_WAY, "norm(C) <= 2*(1 - gamma)")),
    ("(1 - gamma)*K(J) <= 1 + norm(C)/4", ONE_WAY),
    ("K(J)^2 <= 4/(1 - gamma)^2 + norm(C)^2/(1 - gamma)^2", ONE_WAY),
    ("K(J) <= 1 + norm(C)/(1 - rho(A))", TWO_RATES),
    ("K(J) <= 1 + norm(C)/(2 - rho(A) - rho(D))", TWO_RATES),
    ("K(J) <= 1/(1 - norm(B) - norm(C) - gamma)", (*TWO_WAY, "norm(B) + norm(C) < 1 - gamma")),
    ("1 <= K(J)", ONE_WAY),
    ("rho(A) <= gamma", ONE_WAY),
    ("K(M) == c/(4*(1 - gamma)) + (1 - gamma)/c", (*NUMBERS, "c >= 2*(1 - gamma)")),
    ("K(M) >= c/(4*(1 - gamma))", (*NUMBERS, "c >= 2*(1 - gamma)")),
    ("rho(J) < 1", (*TWO_WAY, "gamma < 1", "norm(B)*norm(C) < (1 - gamma)^2")),
    ("rho(M) >= 1", ("M = [[g, b], [c, g]]", "0 <= g < 1", "b >= 0", "c >= 0", "b*c >= (1 - g)^2")),
    ("resolvent(J, z) == [[resolvent(A, z), 0], [resolvent(D, z)*C*resolvent(A, z), resolvent(D, z)]]", ONE_WAY[:1]),
]
FALSE = [
    ("K(J) <= 1/(2*(1 - gamma)) + norm(C)/(4*(1 - gamma)) - 1/100", ONE_WAY),
    ("K(J) <= norm(C)/(4*(1 - gamma))", (*ONE_WAY, "norm(C) >= 2*(1 - gamma)")),
    ("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", ONE_WAY[:1] + ONE_WAY[2:]),
    ("K(J) <= 1", ONE_WAY),
    ("K(M) <= c/(4*(1 - gamma))", (*NUMBERS, "c >= 2*(1 - gamma)")),
    ("K(A) < K(A) + 1", ()),
    ("rho(J) < 1", (*TWO_WAY, "gamma < 1", "norm(B)*norm(C) <= (1 - gamma)^2")),
    ("rho(M) >= 1", ("M = [[g, b], [c, g]]", "0 <= g < 1", "b >= 0", "c >= 0", "2*b*c >= (1 - g)^2")),
    ("resolvent(J, z) == [[resolvent(A, z), 0], [C, resolvent(D, z)]]", ONE_WAY[:1]),
]


@pytest.mark.parametrize(("states", "given_"), TRUE)
def test_a_true_claim_is_proved_and_the_checker_accepts_the_proof(states, given_):
    proof = prove_claim(Claim("claim", states, given=given_))
    assert proof is not None
    document = proof.document()
    assert document["statement"] == {"given": list(given_), "states": states}
    assert check_document(document).statement.startswith(states)
    assert states in proof.text()


@pytest.mark.parametrize(("states", "given_"), FALSE)
def test_a_false_claim_is_not_proved(states, given_):
    assert prove_claim(Claim("claim", states, given=given_), budget=5) is None


def test_the_claims_of_the_paper_that_are_expected_to_be_refuted_are_not_proved():
    for claim in load_claims():
        if claim.expect == "REFUTED" and not claim.sharp:
            assert prove_claim(claim, budget=1) is None


def test_a_budget_must_be_positive_and_is_kept():
    claim = Claim("claim", "K(J) <= 2/(1 - gamma)", given=ONE_WAY)
    with pytest.raises(InvalidArgument, match="budget"):
        prove_claim(claim, budget=0)
    assert prove_claim(claim, budget=0.01) is None


@pytest.mark.parametrize(
    ("states", "given_"),
    [
        ("K(A) <= sup_powers(A)", ()),
        ("rho(A) <= norm(A)", ()),
        ("numerical_radius(A) <= norm(A)", ()),
        ("norm(A) <= 2*numerical_radius(A)", ()),
        ("K(A) == 1", ("norm(A) <= 1",)),
        ("K(A) <= 1", ("numerical_radius(A) <= 1",)),
        ("K(J) <= K(M)", ("J = [[A, B], [0, D]]", "normal(A, D)", "M = [[rho(A), norm(B)], [0, rho(D)]]")),
        ("rho(J) <= rho(M)", ("J = [[A, 0], [0, D]]", "symmetric(A, D)", "M = [[rho(A), 0], [0, rho(D)]]")),
    ],
)
def test_lemmas_and_the_comparison_theorem_are_found_by_their_form(states, given_):
    proof = prove_claim(Claim("claim", states, given=given_))
    assert proof is not None
    assert check_document(proof.document()).statement.startswith(states)


@pytest.mark.parametrize(
    ("states", "given_"),
    [
        ("K(A) <= 1", ("rho(A) <= 1",)),
        ("K(A) <= 1", ("norm(B) <= 1",)),
        ("norm(A) <= numerical_radius(A)", ()),
        ("norm(A) <= rho(A)", ()),
        ("sup_powers(A) <= K(A)", ()),
        ("K(J) <= K(M)", ("J = [[A, B], [0, D]]", "normal(A)", "M = [[rho(A), norm(B)], [0, rho(D)]]")),
        ("K(J) <= K(M)", ("J = [[A, B], [C, D]]", "normal(A, D)", "M = [[rho(A), norm(B)], [0, rho(D)]]")),
        ("norm(J) <= rho(M)", ("J = [[A, 0], [0, D]]", "normal(A, D)", "M = [[rho(A), 0], [0, rho(D)]]")),
    ],
)
def test_what_only_looks_like_a_lemma_is_not_proved(states, given_):
    assert prove_claim(Claim("claim", states, given=given_), budget=5) is None


def test_a_theorem_of_the_catalogue_is_found_by_its_text():
    theorem_claims = [claim for claim in load_claims() if claim.id in ("two-way-exact", "neumann-repaired")]
    assert len(theorem_claims) == 2
    for claim in theorem_claims:
        proof = prove_claim(claim)
        assert proof is not None
        assert proof.document()["statement"] == claim.statement


@settings(max_examples=8)
@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 3))
def test_what_is_proved_holds_at_the_exact_worst_case(p, q, power):
    """Random bounds p/4 + q‖C‖/(8(1 − γ)^power): if one is proved, every 2×2 matrix of a grid satisfies it."""
    bound = f"{p}/4 + {q}*norm(C)/(8*(1 - gamma)^{power})"
    if prove_claim(Claim("claim", f"K(J) <= {bound}", given=ONE_WAY), budget=6) is None:
        return
    for gamma, c in product((F(0), F(1, 2), F(9, 10), F(99, 100)), (F(0), F(1, 50), F(1), F(3), F(100))):
        a = max(F(1), c / (2 * (1 - gamma)))
        assert (a + 1 / a) / 2 <= F(p, 4) + q * c / (8 * (1 - gamma) ** power)


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("K_ct(M) <= K(J)", ("J = I + h*M", "h > 0")),
        ("K_ct(M) <= 1", ("J = I + h*M", "h > 0", "norm(J) <= 1")),
        (
            "K_ct(M) <= 1 + norm(C)/(4*(1 - gamma))",
            ("J = [[A, 0], [C, D]]", "normal(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1", "M = J - I"),
        ),
    ],
)
def test_a_bound_in_continuous_time_follows_from_a_step_of_eulers_method(states, given):
    proof = prove_claim(Claim("continuous", states, given), budget=20)
    assert check_document(proof.document()).assumptions == ()


def test_a_step_of_unknown_sign_proves_nothing():
    assert prove_claim(Claim("continuous", "K_ct(M) <= K(J)", ("J = I + h*M",)), budget=5) is None
