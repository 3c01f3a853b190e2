"""Verdicts are never merged, say what they rest on, and tell whether they are the expected ones."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim, load_claims
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.reporting.folder import write
from kreiss.verify.reporting.report import document, grounds
from kreiss.verify.running.runner import only, verify

OPEN = Claim("open", "K(A^2) <= 3/2*K(A)", ("rho(A) < 1",))
FALSE = Claim("radius-bounds-norm", "norm(A) <= 19/10*numerical_radius(A)", expect="REFUTED")


@pytest.mark.parametrize("id_", ["kreiss-upper-bound", "block-resolvent", "sharper-upper-bound"])
def test_a_theorem_of_the_paper_is_proved_with_a_certificate_of_its_own_text(id_):
    claim = only(load_claims(), [id_])[0]
    verdict = decide(claim, budget=40)
    assert verdict.verdict == "PROVED"
    assert verdict.certificate["statement"] == {"given": list(claim.given), "states": claim.states}
    assert check_document(json.loads(json.dumps(verdict.certificate))).assumptions == verdict.assumptions


def test_what_is_neither_proved_nor_refuted_is_undecided_with_its_instances():
    verdict = decide(OPEN, budget=1.5)
    assert verdict.verdict == "UNDECIDED"
    assert verdict.evidence["instances_certified"] > 0
    assert verdict.evidence["worst_margin"] >= 0
    assert (verdict.outcome, verdict.as_expected) == ("undecided", False)


def test_a_margin_is_counted_from_the_smaller_side():
    verdict = decide(Claim("away", "rho(A + B) + 1 >= rho(A)", ("nonnegative(A, B)", "square(A)")), budget=1.5)
    assert verdict.evidence["worst_margin"] >= 0


CONTRADICTORY = [
    ("K(A) <= 0.5", ("norm(A) < 1/2", "rho(A) > 1")),
    ("A == 2*A", ("square(A)", "x^2 < 0")),
    ("K(A) <= 1", ("K(A) < 1",)),
    ("rho(J) < 1", ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 0")),
    ("x <= 1 as y -> 2", ("y <= 1", "x >= 0")),
]


@pytest.mark.parametrize(("states", "hypotheses"), CONTRADICTORY, ids=[states for states, _ in CONTRADICTORY])
def test_hypotheses_that_contradict_each_other_prove_the_claim_and_are_said_to(states, hypotheses):
    verdict = decide(Claim("nothing", states, hypotheses), budget=6)
    assert verdict.verdict == "PROVED"
    assert "vacuous" in verdict.evidence
    assert grounds(verdict).startswith("vacuous")
    assert check_document(json.loads(json.dumps(verdict.certificate)))


def test_hypotheses_that_something_satisfies_are_not_called_vacuous():
    verdict = decide(Claim("mean", "sqrt(x) <= (x + 1)/2", ("x >= 1", "x <= 1")), budget=6)
    assert (verdict.verdict, verdict.evidence) == ("PROVED", {})


@pytest.mark.parametrize(
    ("verdict", "expect", "agrees"),
    [
        ("PROVED", None, True), ("UNDECIDED", None, False), ("REFUTED", None, False),
        ("PROVED", "PROVED", True), ("REFUTED", "PROVED", False), ("UNDECIDED", "PROVED", False),
        ("REFUTED", "REFUTED", True), ("PROVED", "UNDECIDED", False), ("UNDECIDED", "UNDECIDED", True),
    ],
)  # fmt: skip
def test_a_verdict_agrees_with_what_is_expected(verdict, expect, agrees):
    assert Verdict(Claim("c", "x <= 1", expect=expect), verdict).as_expected is agrees


def test_any_executor_gives_the_same_verdicts_in_the_claims_order(tmp_path):
    seen = []
    with ThreadPoolExecutor(2) as pool:
        verdicts = verify([FALSE, OPEN], budget=1.5, executor=pool, progress=seen.append)
    assert [verdict.claim.id for verdict in verdicts] == ["radius-bounds-norm", "open"]
    assert sorted(verdict.claim.id for verdict in seen) == ["open", "radius-bounds-norm"]
    write(verdicts, tmp_path / "report")
    assert json.loads((tmp_path / "report" / "verdicts.json").read_text()) == json.loads(json.dumps(document(verdicts)))
    assert check_document(json.loads((tmp_path / "report" / "radius-bounds-norm.json").read_text()))
    assert not (tmp_path / "report" / "open.json").exists()
    assert "‖A‖ ≤" in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [{"budget": 0}, {"budget": float("nan")}, {"workers": 0}])
def test_unusable_options_are_refused(options):
    with pytest.raises(InvalidArgument):
        verify([OPEN], **options)


def test_an_unknown_id_is_refused_with_the_known_ones():
    with pytest.raises(InvalidClaim, match="open"):
        only([OPEN], ["opened"])
