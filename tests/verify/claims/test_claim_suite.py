"""Claims outside the paper, half of them false: none is decided wrongly, nearly all are decided."""

from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.running.runner import only, verify

SUITE = load_claims(Path(__file__).with_name("suite.toml"))
QUICK = [
    "t-geometric", "t-scalar-three", "t-normal-blocks", "t-two-way", "f-nilpotent-cube", "f-non-symmetric-small",
    "f-two-way-critical", "f-numerical-radius", "f-scalar-percent", "f-commuting", "f-submultiplicative",
    "f-ct-coupled", "f-ct-euler-backwards", "f-normal-sum", "f-normal-percent", "f-field-square",
    "t-ct-euler", "t-ct-contraction", "t-ct-coupled", "f-ct-euler-any-step",
]  # fmt: skip


def opposite(verdict):
    return {verdict.verdict, verdict.claim.expect} == {"PROVED", "REFUTED"}


def test_the_suite_is_half_false_and_large():
    false = sum(claim.expect == "REFUTED" for claim in SUITE)
    assert len(SUITE) >= 40
    assert 2 * false >= len(SUITE)


@pytest.mark.parametrize("claim", only(SUITE, QUICK), ids=lambda claim: claim.id)
def test_a_claim_of_the_suite_is_decided_rightly(claim):
    (verdict,) = verify([claim], budget=15, workers=1)
    assert verdict.verdict == claim.expect


@pytest.mark.slow
def test_no_claim_of_the_suite_is_decided_wrongly_and_nearly_all_are_decided():
    verdicts = verify(SUITE, budget=30, workers=2)
    assert [verdict.claim.id for verdict in verdicts if opposite(verdict)] == []
    assert sum(verdict.verdict != "UNDECIDED" for verdict in verdicts) >= 36
    assert all(verdict.elapsed < 20 for verdict in verdicts if verdict.verdict == "REFUTED")
