"""Claims of the literature's kinds, written before they were run: none is decided wrongly, what was decided is.

Those of ``holdout_unseen`` and ``holdout_fresh`` were written without seeing the prover; it was then taught the former.
"""

from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.running.runner import only, verify

SUITES = {
    name: load_claims(Path(__file__).with_name(f"holdout_{name}.toml")) for name in ("literature", "unseen", "fresh")
}
OPEN = {
    "literature": {
        "field-kittaneh-root", "field-nilpotent-4", "kreiss-projection", "resolvent-taylor", "unit-kreiss-shift",
        "descent-decrease",
    },
    "unseen": {
        "unseen-field-nonnegative-monotone", "unseen-field-kittaneh-square", "unseen-nesterov-rate",
        "unseen-growth-bernoulli", "unseen-hump-exponential",
    },
    "fresh": {
        "fresh-norm-inverse-near-identity", "fresh-norm-push-through", "fresh-norm-parallelogram",
        "fresh-norm-reflection", "fresh-field-kittaneh-upper", "fresh-field-fong-holbrook", "fresh-kreiss-square-zero",
        "fresh-kreiss-orthogonal", "fresh-flow-log-norm", "fresh-flow-similar-gradient", "fresh-small-routh",
        "fresh-small-implicit-rotation", "fresh-sym-condition", "fresh-exp-hump-two",
    },
}  # fmt: skip
"""Not seen to be proved within 20 seconds of processor time."""
QUICK = {
    "literature": ["kreiss-third-power", "unit-kreiss-powers", "flow-relaxed-blocks", "leapfrog", "resolvent-squared"],
    "unseen": [
        "unseen-flow-trapezoidal",
        "unseen-tikhonov-filter",
        "unseen-kreiss-two-rates",
        "unseen-kreiss-midpoint",
    ],
    "fresh": ["fresh-norm-difference-squares", "fresh-field-direct-sum", "fresh-sym-cayley", "fresh-exp-implicit"],
}


@pytest.mark.parametrize("suite", SUITES)
def test_one_in_six_of_a_suite_is_false(suite):
    assert [claim.expect for claim in SUITES[suite]].count("REFUTED") * 6 >= len(SUITES[suite])


@pytest.mark.parametrize(
    "claim", [claim for name in SUITES for claim in only(SUITES[name], QUICK[name])], ids=lambda claim: claim.id
)
def test_a_claim_of_a_suite_is_decided_rightly(claim):
    (verdict,) = verify([claim], budget=20, workers=1)
    assert verdict.verdict == claim.expect


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_no_claim_of_a_suite_is_decided_wrongly_and_what_was_decided_is(suite):
    verdicts = {verdict.claim.id: verdict for verdict in verify(SUITES[suite], budget=20, workers=1)}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict.verdict != "UNDECIDED"}
    assert [name for name, verdict in decided.items() if verdict.verdict != verdict.claim.expect] == []
    plain = [claim.id for claim in SUITES[suite] if claim.expect == "PROVED" and not (claim.constants or claim.sharp)]
    assert [name for name in plain if name not in decided and name not in OPEN[suite]] == []
