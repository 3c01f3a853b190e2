"""Norms, fields, K, resolvents, spectra, written before they were run: none is decided wrongly, what was decided is."""

from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.running.runner import only, verify

SUITE = load_claims(Path(__file__).with_name("holdout_norms.toml"))
OPEN = [
    "norm-psd-block", "norm-commuting-cube", "norm-sylvester-shear", "norm-woodbury", "field-nilpotent-5",
    "field-idempotent", "field-commuting-isometry", "field-sum-of-squares", "field-commutator", "kreiss-nilpotent",
    "kreiss-partial-isometry", "kreiss-commuting-contraction", "kreiss-negated-transposed", "resolvent-product-commute",
    "resolvent-derivative", "resolvent-first-order", "resolvent-idempotent", "resolvent-scaled",
    "rho-block-triangular", "rho-inverse", "rho-antidiagonal",
]  # fmt: skip
"""Not seen to be decided within 20 seconds of processor time."""


def test_a_claim_on_norms_is_decided_rightly():
    (verdict,) = verify(only(SUITE, ["norm-young-gram"]), budget=20, workers=1)
    assert verdict.verdict == verdict.claim.expect


@pytest.mark.slow
def test_no_claim_on_norms_is_decided_wrongly_and_what_was_decided_is():
    verdicts = {verdict.claim.id: verdict for verdict in verify(SUITE, budget=20, workers=1)}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict.verdict != "UNDECIDED"}
    assert [name for name, verdict in decided.items() if verdict.verdict != verdict.claim.expect] == []
    true = [claim.id for claim in SUITE if claim.expect == "PROVED"]
    assert [name for name in true if name not in decided and name not in OPEN] == []
