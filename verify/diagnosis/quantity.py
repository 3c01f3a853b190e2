"""One quantity of a diagnosis: two exact ends and how they are known, or the reason why there are none."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kreiss.decimals import decimal_above, decimal_below, magnitude
from kreiss.numeric.enclosures.interval import Interval
from kreiss.views import View

EXACT, VERIFIED, ESTIMATE = "exact", "verified-float", "estimate"
GRADES = (EXACT, VERIFIED, ESTIMATE)
"""From the strongest to the weakest."""
_DIGITS = 8  # shown at the most: fewer where the ends differ sooner
_AND = "; at most: "
"""Between the arguments for the two ends."""


@dataclass(frozen=True, repr=False)
class Measured(Interval):
    """lower ≤ q ≤ upper, known as ``rigor`` says; a lower end of None says that q = ∞, an upper one that q may be.

    ``by`` names the argument, ``t`` is a power where q is attained about, ``evidence`` the enclosure with its
    certificate. An ``estimate`` has no proved end: both are numbers that an iteration came to.
    """

    lower: Fraction | None
    upper: Fraction | None
    rigor: str
    by: str
    t: int | None = None
    evidence: Any = field(default=None, compare=False)

    @classmethod
    def of_floats(cls, lower: float, upper: float, rigor: str, by: str, t: int | None = None) -> Measured:
        """The same from floats, which are exact numbers; ∞ above is None."""
        return cls(Fraction(lower), Fraction(upper) if math.isfinite(upper) else None, rigor, by, t)

    def shown(self) -> str:
        """The interval in decimals rounded outward, or one number where the ends are equal; an estimate with ≈."""
        if self.lower is None:
            return "∞"
        if self.rigor == ESTIMATE:
            return f"≈ {float(self.lower):.6g}"
        if self.lower == self.upper:
            exact = decimal_below(self.lower, 12)
            return exact if Fraction(exact) == self.lower else f"[{exact}, {decimal_above(self.lower, 12)}]"
        digits = _DIGITS
        if self.upper is not None and self.upper:
            digits = min(_DIGITS, 2 + max(1, magnitude(self.upper) - magnitude(self.upper - self.lower)))
        upper = "∞" if self.upper is None else decimal_above(self.upper, digits)
        return f"[{decimal_below(self.lower, digits)}, {upper}]"

    def views(self) -> tuple[View, ...]:
        """The interval, how it is known, and by which argument."""
        at = [] if self.t is None else [("about at t =", str(self.t))]
        return (View("Quantity", [("enclosure", self.shown()), ("known", self.rigor), ("by", self.by), *at]),)

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        both = ((self.lower, decimal_below), (self.upper, decimal_above))
        decimals = ["inf" if end is None else shown(end, 12) for end, shown in both]
        form = {
            "lower": "inf" if self.lower is None else str(self.lower),
            "upper": "inf" if self.upper is None else str(self.upper),
            "lower_decimal": decimals[0],
            "upper_decimal": decimals[1],
            "rigor": self.rigor,
            "by": self.by,
        }
        return form if self.t is None else form | {"t": self.t}


@dataclass(frozen=True)
class Missing:
    """The reason why a quantity is not known."""

    why: str

    def shown(self) -> str:
        """The reason, for a table."""
        return f"not known: {self.why}"

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return {"missing": self.why}


Quantity = Measured | Missing


def tightest(found: Iterable[Measured]) -> Measured:
    """The intersection of proved enclosures of one quantity, with the weaker grade of the two that give its ends."""
    known = list(found)
    low = max(known, key=lambda each: (each.lower is None, each.lower or 0))
    finite = [each for each in known if each.upper is not None]
    high = min(finite, key=lambda each: each.upper or 0, default=known[0])
    rigor = max(low.rigor, high.rigor, key=GRADES.index)
    first, last = low.by.split(_AND)[0], high.by.split(_AND)[-1]
    by = first if first == last else f"{first}{_AND}{last}"
    return Measured(low.lower, high.upper, rigor, by, low.t, low.evidence or high.evidence)


def weaker(*parts: Measured) -> str:
    """The weakest grade of the parts."""
    return max((part.rigor for part in parts), key=GRADES.index)
