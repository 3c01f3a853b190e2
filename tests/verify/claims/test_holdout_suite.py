"""Claims on norms, inverses and powers, written before they were run: none is decided wrongly, what was decided is."""

from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.running.runner import only, verify

SUITE = load_claims(Path(__file__).with_name("holdout.toml"))
DECIDED = [
    "square-lipschitz", "product-difference", "banach-lemma", "relative-inverse", "reverse-triangle",
    "schur-complement", "orthogonal-projection", "block-circulant", "block-frobenius", "push-through",
    "neumann-second", "resolvent-error", "resolvent-range", "kreiss-fourth", "unit-congruence", "unit-mixture",
    "order-square", "kreiss-perturbed-contraction", "kreiss-three-parts", "power-idempotent",
    "difference-product", "unit-contraction", "powers-by-square", "sharp-square-slack",
]  # fmt: skip
"""Seen to be decided within 20 seconds of processor time; the others may be undecided."""


def test_a_claim_that_was_held_out_is_decided_rightly():
    (verdict,) = verify(only(SUITE, ["product-difference"]), budget=20, workers=1)
    assert verdict.verdict == verdict.claim.expect


@pytest.mark.slow
def test_no_claim_that_was_held_out_is_decided_wrongly_and_what_was_decided_is():
    verdicts = {verdict.claim.id: verdict for verdict in verify(SUITE, budget=20, workers=1)}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict.verdict != "UNDECIDED"}
    assert [name for name, verdict in decided.items() if verdict.verdict != verdict.claim.expect] == []
    assert [name for name in DECIDED if name not in decided] == []
