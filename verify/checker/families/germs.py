"""Rational functions of a parameter n, compared for all large n: the ordered field of a family of instances.

A germ is p/q with polynomials p, q in n, whose coefficients are polynomials in positive numbers, the constants that a
claim leaves open. Its sign is that of its leading coefficient in n: for any values of the constants there is an N such
that p/q has this sign for all n ≥ N. A leading coefficient has a sign if all of its own coefficients have one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from kreiss.verify.checker.arithmetic.intervals import Unresolved
from kreiss.verify.checker.arithmetic.polynomials import WIDTH, Polynomial, constant, variable
from kreiss.verify.checker.documents import spend

_ONE = constant(Fraction(1))


@dataclass(frozen=True, eq=False)
class Germ:
    """``top / bottom``, with a positive leading coefficient below; the variable number 0 is n."""

    top: Polynomial
    bottom: Polynomial = _ONE

    def __neg__(self) -> "Germ":
        return Germ(-self.top, self.bottom)

    def __add__(self, other: "Germ") -> "Germ":
        if self.bottom == other.bottom:
            return Germ(self.top + other.top, self.bottom)
        return Germ(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Germ") -> "Germ":
        return self + -other

    def __mul__(self, other: "Germ") -> "Germ":
        return Germ(self.top * other.top, self.bottom * other.bottom)

    def reciprocal(self) -> "Germ":
        """1/x, for x ≠ 0 for all large n."""
        sign = self.sign
        if not sign:
            raise Unresolved("a divisor is zero")
        return Germ(self.bottom, self.top) if sign > 0 else Germ(-self.bottom, -self.top)

    @property
    def sign(self) -> int:
        """−1, 0 or 1, for all large n; raises ``Unresolved`` where it depends on the constants."""
        spend(5)
        if not self.top:
            return 0
        leading = self.top.by_powers(0)[-1].terms.values()
        if min(leading) < 0 < max(leading):
            raise Unresolved("a sign depends on the constants")
        return 1 if min(leading) > 0 else -1

    @property
    def rational(self) -> Fraction | None:
        """The value of a constant germ."""
        top, bottom = self.top.constant_value(), self.bottom.constant_value()
        return None if top is None or bottom is None else top / bottom

    @property
    def is_whole(self) -> bool:
        """Whether it is a polynomial in n with whole coefficients that is ≥ 0 for all large n."""
        scale = self.bottom.constant_value()
        if scale is None or not self.top.variables() <= {0}:
            return False
        coefficients = [Fraction(c, self.top.den) / scale for c in self.top.terms.values()]
        return all(c.denominator == 1 for c in coefficients) and self.sign >= 0

    def root(self, degree: int) -> "Germ | None":
        """The root of q·nᵏ, where q > 0 has a rational one and k is divisible; None for any other germ."""
        parts = [_monomial_root(part, degree) for part in (self.top, self.bottom)]
        return None if parts[0] is None or parts[1] is None else Germ(parts[0], parts[1])


def _monomial_root(polynomial: Polynomial, degree: int) -> Polynomial | None:
    if len(polynomial.terms) != 1 or degree != 2:
        return None
    ((monomial, coefficient),) = polynomial.terms.items()
    value = Fraction(coefficient, polynomial.den)
    if monomial >> WIDTH or monomial % 2 or value < 0:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return variable(0) ** (monomial // 2) * constant(Fraction(top, bottom)) if exact else None


def number(value: Fraction | int) -> Germ:
    """A constant germ."""
    return Germ(constant(Fraction(value)))


ZERO, ONE = number(0), number(1)


def largest(values: Sequence[Germ]) -> Germ:
    """The maximum, for all large n."""
    best = values[0]
    for value in values[1:]:
        best = value if (value - best).sign > 0 else best
    return best


@dataclass(frozen=True)
class Range:
    """A real number between two germs, for all large n; ``None`` is no bound on that side."""

    lo: Germ | None
    hi: Germ | None

    @property
    def point(self) -> Germ | None:
        """The value, where both ends are one germ."""
        return self.lo if self.lo is self.hi else None

    def __neg__(self) -> "Range":
        if self.point is not None:
            return exactly(-self.point)
        return Range(None if self.hi is None else -self.hi, None if self.lo is None else -self.lo)

    def __add__(self, other: "Range") -> "Range":
        if self.point is not None and other.point is not None:
            return exactly(self.point + other.point)
        return Range(
            None if self.lo is None or other.lo is None else self.lo + other.lo,
            None if self.hi is None or other.hi is None else self.hi + other.hi,
        )

    def __sub__(self, other: "Range") -> "Range":
        return self + -other

    def __mul__(self, other: "Range") -> "Range":
        if self.point is not None and other.point is not None:
            return exactly(self.point * other.point)
        if any(factor.point is not None and not factor.point.sign for factor in (self, other)):
            finite = None not in (self.lo, self.hi, other.lo, other.hi)
            return exactly(ZERO) if finite else Range(None, None)
        if self._nonpositive():
            return -(-self * other)
        if other._nonpositive():
            return -(self * -other)
        if self.lo is None or other.lo is None or self.lo.sign < 0 or other.lo.sign < 0:
            return Range(None, None)
        return Range(self.lo * other.lo, None if self.hi is None or other.hi is None else self.hi * other.hi)

    def _nonpositive(self) -> bool:
        return self.hi is not None and self.hi.sign <= 0 and (self.lo is None or self.lo.sign < 0)

    def reciprocal(self) -> "Range":
        """1/x, for a range that excludes zero."""
        if self.point is not None:
            return exactly(self.point.reciprocal())
        if self._nonpositive():
            return -(-self).reciprocal()
        if self.lo is None or self.lo.sign <= 0:
            raise Unresolved("a divisor is zero, or is not separated from zero")
        return Range(ZERO if self.hi is None else self.hi.reciprocal(), self.lo.reciprocal())


def exactly(value: Germ) -> Range:
    """The range of one germ."""
    return Range(value, value)


def greatest(values: Sequence[Range]) -> Range:
    """max: a bound from below is the largest of those there are."""
    lows = [value.lo for value in values if value.lo is not None]
    highs = [value.hi for value in values if value.hi is not None]
    if len(lows) == len(highs) == len(values) and all(value.point is not None for value in values):
        return exactly(largest(lows))
    return Range(largest(lows) if lows else None, largest(highs) if len(highs) == len(values) else None)


def least(values: Sequence[Range]) -> Range:
    """min: −max of the negatives."""
    return -greatest([-value for value in values])
