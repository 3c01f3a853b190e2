"""Claims of the literature's kinds, written before they were run: none is decided wrongly, what was decided is."""

from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.running.runner import only, verify

SUITE = load_claims(Path(__file__).with_name("holdout_literature.toml"))
OPEN = [
    "field-kittaneh-root", "field-nilpotent-4", "kreiss-projection", "resolvent-taylor", "unit-kreiss-shift",
    "descent-decrease",
]  # fmt: skip
"""Not seen to be proved within 20 seconds of processor time."""
QUICK = ["kreiss-third-power", "unit-kreiss-powers", "flow-relaxed-blocks", "leapfrog", "resolvent-squared", "field-51"]


def test_one_in_six_of_the_suite_is_false():
    assert [claim.expect for claim in SUITE].count("REFUTED") * 6 >= len(SUITE)


@pytest.mark.parametrize("claim", only(SUITE, QUICK), ids=lambda claim: claim.id)
def test_a_claim_of_the_suite_is_decided_rightly(claim):
    (verdict,) = verify([claim], budget=20, workers=1)
    assert verdict.verdict == claim.expect


@pytest.mark.slow
def test_no_claim_of_the_suite_is_decided_wrongly_and_what_was_decided_is():
    verdicts = {verdict.claim.id: verdict for verdict in verify(SUITE, budget=20, workers=1)}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict.verdict != "UNDECIDED"}
    assert [name for name, verdict in decided.items() if verdict.verdict != verdict.claim.expect] == []
    plain = [claim.id for claim in SUITE if claim.expect == "PROVED" and not (claim.constants or claim.sharp)]
    assert [name for name in plain if name not in decided and name not in OPEN] == []
