"""Sharp claims: attained at a partner of every instance, or beaten by a better bound; the bound itself comes first."""

import json

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim, load_claims
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.deciding.decide import decide
from kreiss.verify.reporting.report import grounds
from kreiss.verify.running.records import record, restored

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
STRONG, WEAK = (*COUPLED, "norm(C) >= 2*(1 - gamma)"), (*COUPLED, "norm(C) <= 2*(1 - gamma)")
BLOCKS = ("J = [[A, B], [C, D]]", "normal(A, D)", "M = [[rho(A), norm(B)], [norm(C), rho(D)]]")
EXACT, PAPER = "norm(C)/(4*(1 - gamma)) + (1 - gamma)/norm(C)", "2/(1 - gamma) + norm(C)/(4*(1 - gamma))"


def sharp(states, *given):
    return Claim("sharp", states, given, sharp=True)


ATTAINED = [
    sharp(f"K(J) <= {EXACT}", *STRONG),
    sharp("K(J) <= 1", *WEAK),
    sharp("K(J) <= K(M)", *BLOCKS),
    sharp("sup_powers(J) <= sup_powers(M)", *BLOCKS),
    sharp("rho(A) <= norm(A)"),
    sharp("rho(A) <= numerical_radius(A)", "symmetric(A)"),
    sharp("K(J) >= c/(4*(1 - g)) + (1 - g)/c", "J = [[g, 0], [c, g]]", "0 <= g < 1", "c >= 2*(1 - g)"),
    sharp("x*(1 - x) <= 1/4", "x >= 0"),
    sharp("x <= y", "x <= y"),
    sharp("norm(inverse(A + E)) <= a/(1 - a*norm(E))", "norm(inverse(A)) <= a", "a*norm(E) < 1"),
]


@pytest.mark.parametrize("claim", ATTAINED, ids=lambda claim: claim.states)
def test_a_bound_that_is_attained_is_proved_sharp(claim):
    verdict = decide(claim, budget=60)
    assert verdict.verdict == "PROVED"
    assert verdict.certificate["statement"] == {**claim.statement, "sharp": True}
    assert ", sharp" in check_document(json.loads(json.dumps(verdict.certificate))).statement
    assert grounds(verdict) == "proof, and the bound is attained"


BEATEN = [
    (sharp(f"K(J) <= {PAPER}", *COUPLED), "max(1, 1/2 + norm(C)/(4*(1 - gamma)))"),
    (sharp(f"K(J) <= {PAPER}", *STRONG), EXACT),
    (sharp("K(J) <= 1 + norm(C)/(4*(1 - gamma))", *COUPLED), "max(1, 1/2 + norm(C)/(4*(1 - gamma)))"),
    (sharp("sqrt(x) <= x + 1", "x >= 0"), "9/10*(x + 1)"),
    (sharp("x^2 + 1 >= x", "x >= 1"), "10/9*x"),
    (sharp("norm(A + B) <= norm(A) + 2*norm(B)"), "norm(A) + norm(B)"),
]


@pytest.mark.parametrize(("claim", "better"), BEATEN, ids=[claim.states for claim, _ in BEATEN])
def test_a_bound_that_holds_without_being_sharp_is_refuted_with_a_better_one(claim, better):
    verdict = decide(claim, budget=20)
    assert verdict.verdict == "REFUTED"
    assert verdict.evidence == {"bound": "PROVED", "better": better}
    assert verdict.certificate["proof"]["statement"]["states"].endswith(better)
    assert "but not sharp" in check_document(json.loads(json.dumps(verdict.certificate))).statement
    assert grounds(verdict).startswith("holds, but is not sharp: ")


def test_a_sharp_claim_whose_bound_is_false_is_refuted_by_a_counterexample():
    verdict = decide(sharp("K(J) <= 2", *COUPLED), budget=15)
    assert (verdict.verdict, grounds(verdict)) == ("REFUTED", "counterexample")
    assert restored(verdict.claim, json.loads(json.dumps(record(verdict)))).verdict == "REFUTED"


def test_where_neither_is_found_the_bound_is_still_said_to_hold():
    verdict = decide(sharp("norm(A) <= 2*numerical_radius(A)"), budget=2)
    assert (verdict.verdict, grounds(verdict)) == ("UNDECIDED", "holds; whether it is sharp is open")


def test_a_stored_proof_of_the_bound_alone_does_not_make_it_sharp():
    plain = Claim("sharp", "rho(A) <= norm(A)")
    stored = json.loads(json.dumps(record(decide(plain, budget=5))))
    assert restored(plain, stored).verdict == "PROVED"
    assert restored(ATTAINED[4], stored) is None
    assert restored(ATTAINED[4], {**stored, "sharp": True}) is None
    stored = json.loads(json.dumps(record(decide(ATTAINED[4], budget=5))))
    assert restored(ATTAINED[4], stored).verdict == "PROVED"
    assert restored(plain, stored) is None
    assert restored(plain, {**stored, "sharp": False}) is None
    assert restored(ATTAINED[4], {**stored, "verdict": "REFUTED"}) is None


@pytest.mark.parametrize(
    ("states", "given"),
    [("K(A) == 1", ("norm(A) <= 1",)), ("K(A) < 2", ("norm(A) <= 1",)), ("1 <= K(A) <= 1", ("norm(A) <= 1",)),
     ("K(A) <= O(1)", ("norm(A) <= 1",)), ("symmetric(A)", ("diagonal(A)",))],
)  # fmt: skip
def test_only_one_weak_inequality_can_be_sharp(states, given):
    with pytest.raises(InvalidClaim, match="sharp: expected one relation with <= or >="):
        Claim("c", states, given, sharp=True)


def test_sharpness_is_read_from_a_file_and_back_in_words(tmp_path):
    path = tmp_path / "c.toml"
    lines = ['schema = "kreiss/claims-1"', "[[claim]]", 'id = "a"', f"given = {list(STRONG)}", "sharp = true"]
    path.write_text("\n".join([*lines, f'states = "K(J) <= {EXACT}"']))
    (claim,) = load_claims(path)
    assert claim.sharp
    assert in_words(claim).endswith("\nNo smaller function of ‖C‖ and γ can stand on the right.")
    assert in_latex(claim).endswith("\nNo smaller function of $\\lVert C\\rVert$ and $\\gamma$ can stand on the right.")
    assert in_words(sharp("x >= 1/4", "x >= 1/4")).endswith("No greater number can stand on the right.")
    path.write_text(path.read_text().replace("sharp = true", "sharp = 1"))
    with pytest.raises(InvalidClaim, match="'sharp' is true, false, a hypothesis or the name of a number"):
        load_claims(path)
