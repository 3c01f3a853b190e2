"""The JSON document of a diagnosis, ``kreiss/diagnosis-1``; its form is ``verify/schemas/diagnosis-1.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kreiss.verify.diagnosis.advice import Advice
from kreiss.verify.diagnosis.quantity import Measured
from kreiss.verify.diagnosis.regime import Regime

if TYPE_CHECKING:
    from kreiss.verify.diagnosis.diagnosis import Diagnosis

SCHEMA = "kreiss/diagnosis-1"
QUANTITIES = ("norm", "radius", "kreiss", "ceiling", "peak", "horizon", "departure")
"""Of the matrix as a whole."""
BY_NORMS = ("gamma", "paper", "worst", "margin", "kreiss", "peak", "radius")
"""By the norms of the blocks."""


def document(diagnosis: Diagnosis) -> dict[str, Any]:
    """The document; ends are exact, "p/q" or "inf", beside decimals rounded outward."""
    held = diagnosis.bounds.hypotheses
    return {
        "schema": SCHEMA,
        "order": diagnosis.order,
        "blocks": list(diagnosis.sizes),
        "noise": str(diagnosis.noise),
        "regime": _regime(diagnosis.regime),
        **{name: getattr(diagnosis, name).document() for name in QUANTITIES},
        "block_norms": [[x.document() for x in row] for row in diagnosis.norms],
        "rates": [rate.document() for rate in diagnosis.rates],
        "hypotheses": {
            "one_way": held.one_way,
            "symmetric": held.symmetric,
            "normal": held.normal,
            "rates_below_one": held.rates_below_one,
        },
        "bounds": {name: getattr(diagnosis.bounds, name).document() for name in BY_NORMS},
        "wanted_peak": None if diagnosis.wanted is None else str(diagnosis.wanted),
        "advice": [_advice(each) for each in diagnosis.advice],
        "elapsed_s": round(diagnosis.elapsed, 6),
    }


def _regime(regime: Regime) -> dict[str, Any]:
    return {"name": regime.name, "rigor": regime.rigor, "why": regime.why}


def _advice(advice: Advice) -> dict[str, Any]:
    peak: Measured | None = advice.peak
    return {
        "scale": advice.what,
        "factor": None if advice.factor is None else str(advice.factor),
        "peak": None if peak is None else peak.document(),
        "exceeding": None if advice.exceeding is None else str(advice.exceeding),
        "why": advice.why,
    }
