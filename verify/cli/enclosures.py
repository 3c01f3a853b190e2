"""How an enclosure is shown: exact ends, decimals rounded outward, and how they are known."""

from fractions import Fraction
from typing import Protocol

from kreiss.decimals import decimal_above, decimal_below, shared_digits

GRADES = {
    "exact": "every step accepted in integer arithmetic",
    "verified-float": "some steps rest on the rounding bounds of IEEE-754 arithmetic",
}
"""What the grades of a certificate say."""
End = Fraction | None
Rows = list[tuple[str, str]]


class Shown(Protocol):
    """What the last rows of a table tell of an enclosure."""

    @property
    def rigor(self) -> str:
        """How the ends are known."""

    @property
    def precision(self) -> int:
        """The most bits that a step took."""

    @property
    def elapsed(self) -> float:
        """The seconds it took."""


def decimals(lower: End, upper: End) -> tuple[str, str]:
    """Both ends in decimals, rounded outward, with three digits more than they share."""
    if lower is None or upper is None:
        return "inf" if lower is None else decimal_below(lower, 12), "inf"
    digits = shared_digits(lower, upper)
    return decimal_below(lower, digits), decimal_above(upper, digits)


def ends(lower: End, upper: End) -> dict[str, str]:
    """Both ends for a program: exactly, and in decimals."""
    low, high = decimals(lower, upper)
    return {"lower": exact(lower), "upper": exact(upper), "lower_decimal": low, "upper_decimal": high}


def exact(end: End) -> str:
    """The end as p/q, or ``inf``."""
    return "inf" if end is None else str(end)


def rows_of_ends(lower: End, upper: End, gap: End) -> Rows:
    """The rows of both ends and of the gap between them."""
    low, high = decimals(lower, upper)
    between = [] if gap is None else [decimal_above(gap, 3) if gap else "0, the ends are equal"]
    return [("lower", low), ("upper", high), *(("relative gap", text) for text in between)]


def rows_of_rigor(enclosure: Shown, *, with_precision: bool = True) -> Rows:
    """The rows that say in how many bits the ends were found, how they are known, and how long it took."""
    bits = [("precision", f"{enclosure.precision} bits")] if with_precision else []
    known = f"{enclosure.rigor}: {GRADES[enclosure.rigor]}"
    return [*bits, ("known", known), ("time", f"{enclosure.elapsed:.2f} s")]
