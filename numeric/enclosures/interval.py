"""An enclosure as an interval: shown in decimals and handed on as floats or to mpmath, always rounded outward."""

import re
from collections.abc import Iterator
from fractions import Fraction
from math import inf, nextafter
from typing import Any

from kreiss.decimals import decimal_above, decimal_below, shared_digits
from kreiss.numeric.enclosures.ordering import Ordered, ends_of
from kreiss.views import View, Viewed

_FORMAT = re.compile(r"\.([1-9]\d{0,3})g?", re.ASCII)


class Interval(Ordered, Viewed):
    """What holds between the ends ``lower`` and ``upper`` (None for ∞) of a quantity, beside their order."""

    lower: Fraction | None
    upper: Fraction | None
    rigor: str

    def __iter__(self) -> Iterator[Fraction | None]:
        """The two ends, exactly."""
        return iter((self.lower, self.upper))

    def __contains__(self, value: object) -> bool:
        """Whether a number, or all of another enclosure, lies between the ends; raises TypeError. Guarantee: exact."""
        if value != value:
            return False
        ours, theirs = ends_of(self), ends_of(value)
        if ours is None or theirs is None:
            raise TypeError(f"an enclosure does not hold anything of the type {type(value).__name__}")
        return ours[0] <= theirs[0] and theirs[1] <= ours[1]

    def __float__(self) -> float:
        """The float that both ends round outward to, ∞ included; raises TypeError where these are two numbers."""
        low, high = self.as_floats()
        if low != high:
            raise TypeError(f"{self} is no single float: take lower, upper or as_floats()")
        return low

    def as_floats(self) -> tuple[float, float]:
        """The ends as floats, the lower one rounded down and the upper one up. Guarantee: exact."""
        return _float_below(self.lower), -_float_below(None if self.upper is None else -self.upper, infinity=-inf)

    def mpmath_interval(self) -> Any:
        """The enclosure as an interval of ``mpmath.iv`` in its present precision, rounded outward."""
        from mpmath import iv  # start-up time

        ends = [iv.mpf("inf") if end is None else iv.mpf(end.numerator) / iv.mpf(end.denominator) for end in self]
        return iv.mpf([ends[0].a, ends[1].b])

    def __format__(self, spec: str) -> str:
        """``[lower, upper]`` in decimals; ``.6g`` gives six significant digits. Raises ValueError for other formats."""
        found = _FORMAT.fullmatch(spec)
        if spec and found is None:
            raise ValueError(f"expected a format such as '.6g' for an enclosure, got {spec!r:.20}")
        if self.lower is None:
            return "∞"
        digits = int(found[1]) if found else self._digits(self.lower)
        upper = "∞" if self.upper is None else decimal_above(self.upper, digits)
        return f"[{decimal_below(self.lower, digits)}, {upper}]"

    def _digits(self, lower: Fraction) -> int:
        """Enough to tell the ends apart; as many as of an exact one where the other is infinite."""
        return shared_digits(lower, lower if self.upper is None else self.upper)

    def __str__(self) -> str:
        return format(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self}, {self.rigor})"

    def views(self) -> tuple[View, ...]:
        """The ends, how they are known, and where the lower one is attained."""
        attained, ended = getattr(self, "argmax", None), getattr(self, "ended", "complete")
        place = [] if attained is None else [("lower end at", f"z = {attained:.6g}")]
        cut_short = [] if ended == "complete" else [("ended before the gap asked for", ended)]
        rows = [("enclosure", str(self)), ("known", self.rigor), *place, *cut_short]
        return (View(type(self).__name__, rows),)


def _float_below(x: Fraction | None, infinity: float = inf) -> float:
    """The largest float ≤ x, or ``infinity`` for None."""
    if x is None:
        return infinity
    try:
        nearest = x.numerator / x.denominator
    except OverflowError:
        return -inf if x < 0 else nextafter(inf, 0)
    return nextafter(nearest, -inf) if Fraction(nearest) > x else nearest
