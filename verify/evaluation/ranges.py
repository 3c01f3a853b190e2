"""Ranges [lo, hi] of rationals around one real number, rounded outward by FLINT's balls where they must be rounded.

An end may be ``None``: nothing is known on that side, or, above, the number may be +∞.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from kreiss.numeric.arithmetic.highprec import working_precision

LONGEST = 200_000
"""Bits of the longest power that is formed."""


class Unresolved(ArithmeticError):
    """More precision, or more than can be done, is needed to go on."""


@dataclass(frozen=True)
class Range:
    """The reals from ``lo`` to ``hi``; ``None`` is no bound."""

    lo: Fraction | None
    hi: Fraction | None

    @property
    def point(self) -> Fraction | None:
        """The number, where both ends are one."""
        return self.lo if self.lo == self.hi else None

    def __neg__(self) -> "Range":
        return Range(None if self.hi is None else -self.hi, None if self.lo is None else -self.lo)

    def __add__(self, other: "Range") -> "Range":
        low = None if self.lo is None or other.lo is None else self.lo + other.lo
        return Range(low, None if self.hi is None or other.hi is None else self.hi + other.hi)

    def __mul__(self, other: "Range") -> "Range":
        """The products of all ends; with an open end only a ≤ x, b ≤ y ⇒ ab ≤ xy for a, b ≥ 0, up to signs."""
        ends = [x * y for x in (self.lo, self.hi) for y in (other.lo, other.hi) if x is not None and y is not None]
        if len(ends) == 4:
            return Range(min(ends), max(ends))
        if self.is_negative:
            return -(-self * other)
        if other.is_negative:
            return -(self * -other)
        if self.lo is None or other.lo is None or min(self.lo, other.lo) < 0 or Range(ZERO, ZERO) in (self, other):
            return Range(None, None)
        return Range(self.lo * other.lo, None)

    @property
    def is_negative(self) -> bool:
        """Whether hi < 0."""
        return self.hi is not None and self.hi < 0

    @property
    def is_positive(self) -> bool:
        """Whether lo > 0."""
        return self.lo is not None and self.lo > 0

    def reciprocal(self) -> "Range":
        """1/x; raises ``Unresolved`` for a range that contains 0."""
        if self.is_negative:
            return -(-self).reciprocal()
        if self.lo is None or self.lo <= 0:
            raise Unresolved("a divisor is zero, or is not told from zero")
        return Range(ZERO if self.hi is None else 1 / self.hi, 1 / self.lo)

    def power(self, exponent: int) -> "Range":
        """x^k for k ≥ 1."""
        for end in (self.lo, self.hi):
            if end is not None and max(abs(end.numerator), end.denominator).bit_length() * exponent > LONGEST:
                raise Unresolved("a power is too large to be formed")
        base = greatest([self, -self, Range(ZERO, ZERO)]) if exponent % 2 == 0 else self
        low = None if base.lo is None else base.lo**exponent
        return Range(low, None if base.hi is None else base.hi**exponent)

    def increasing(self, function: Callable[[arb], arb], bits: int) -> "Range":
        """f(x) for an increasing f, from balls around f(lo) and f(hi)."""
        low = None if self.lo is None else image(function, self.lo, bits).lo
        return Range(low, None if self.hi is None else image(function, self.hi, bits).hi)


ZERO = Fraction(0)  # zero, exactly
INFINITE = Range(Fraction(2) ** 4096, None)
"""+∞, as far as a comparison with a number can need it."""


def greatest(ranges: list[Range]) -> Range:
    """The maximum."""
    lows, highs = (
        [end for end in ends if end is not None] for ends in zip(*((r.lo, r.hi) for r in ranges), strict=True)
    )
    return Range(max(lows, default=None), max(highs) if len(highs) == len(ranges) else None)


def image(function: Callable[[arb], arb], x: Fraction, bits: int) -> Range:
    """The function's value at a rational, enclosed to about ``bits`` bits; raises ``Unresolved`` where it has none."""
    with working_precision(bits + 16):
        return of_ball(function(arb(fmpq(x.numerator, x.denominator))))


def of_ball(ball: arb) -> Range:
    """A finite ball's ends, rounded outward at the working precision."""
    if not ball.is_finite():
        raise Unresolved("a value is undefined, or is beyond what is enclosed")
    return Range(fraction(ball.lower()), fraction(ball.upper()))


def fraction(end: arb) -> Fraction:
    """An exact ball as a fraction."""
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
