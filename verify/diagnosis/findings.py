"""What is found of one coupled update: its quantities, its bounds, and their JSON document."""

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

from kreiss.verify.diagnosis.advice import Advice
from kreiss.verify.diagnosis.balls.powers import Powers
from kreiss.verify.diagnosis.blocks import Blocks
from kreiss.verify.diagnosis.bounds import Bounds, Norms
from kreiss.verify.diagnosis.quantity import Measured, Quantity
from kreiss.verify.diagnosis.regime import Regime
from kreiss.verify.diagnosis.transient import ceiling

SCHEMA = "kreiss/diagnosis-1"
QUANTITIES = ("norm", "radius", "kreiss", "ceiling", "peak", "horizon", "departure")
"""Of the matrix as a whole."""
BY_NORMS = ("gamma", "paper", "worst", "margin", "kreiss", "peak", "radius")
"""By the norms of the blocks."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Findings:
    """What is proved of the powers of J, and with ``noise`` ε of every matrix within ε of J in the spectral norm.

    ``norms`` are ‖J_ij‖, ``rates`` ρ(J_ii), ``radius`` is ρ(J), ``kreiss`` K(J), ``peak`` sup_t ‖Jᵗ‖ and the t where it
    is attained, ``horizon`` the first t from which on ‖Jˢ‖ ≤ 1 for all s ≥ t, ``departure`` Henrici's departure from
    normality; ``bounds`` follow from the norms of the blocks alone. Each is ``Measured``, or ``Missing`` with a reason.
    """

    order: int
    sizes: tuple[int, ...]
    noise: Fraction
    wanted: Fraction | None
    regime: Regime
    norm: Measured
    norms: Norms
    rates: tuple[Quantity, ...]
    radius: Quantity
    kreiss: Quantity
    peak: Quantity
    horizon: Quantity
    departure: Quantity
    bounds: Bounds
    advice: tuple[Advice, ...]
    elapsed: float
    blocks: Blocks = field(compare=False)
    powers: Powers | None = field(compare=False)

    @property
    def ceiling(self) -> Quantity:
        """e·n·K(J) rounded up, which bounds every power (the Kreiss matrix theorem; Spijker's constant)."""
        if not isinstance(self.kreiss, Measured):
            return self.kreiss
        return ceiling(self.kreiss, self.order)

    def __str__(self) -> str:
        named = (("K", self.kreiss), ("peak", self.peak), ("ρ", self.radius))
        parts = [f"{name} {value.shown()}" for name, value in named if isinstance(value, Measured)]
        at = f" at t = {self.peak.t}" if isinstance(self.peak, Measured) and self.peak.t is not None else ""
        return f"{self.regime.name or 'regime not known'}: {', '.join(parts)}{at}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self})"

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document of schema ``kreiss/diagnosis-1``, its ends exact, "p/q" or "inf", beside outward decimals.

        Its form is ``verify/schemas/diagnosis-1.schema.json``.
        """
        held = self.bounds.hypotheses
        return {
            "schema": SCHEMA,
            "order": self.order,
            "blocks": list(self.sizes),
            "noise": str(self.noise),
            "regime": asdict(self.regime),
            **{name: getattr(self, name).document() for name in QUANTITIES},
            "block_norms": [[x.document() for x in row] for row in self.norms],
            "rates": [rate.document() for rate in self.rates],
            "hypotheses": {
                "one_way": held.one_way,
                "symmetric": held.symmetric,
                "normal": held.normal,
                "rates_below_one": held.rates_below_one,
            },
            "bounds": {name: getattr(self.bounds, name).document() for name in BY_NORMS},
            "wanted_peak": None if self.wanted is None else str(self.wanted),
            "advice": [_advice(each) for each in self.advice],
            "elapsed_s": round(self.elapsed, 6),
        }


def _advice(advice: Advice) -> dict[str, Any]:
    peak: Measured | None = advice.peak
    return {
        "scale": advice.what,
        "factor": None if advice.factor is None else str(advice.factor),
        "peak": None if peak is None else peak.document(),
        "exceeding": None if advice.exceeding is None else str(advice.exceeding),
        "why": advice.why,
    }
