"""Rational interval arithmetic: every real function of the claim language, rounded outward.

An interval [lo, hi] has ``Fraction`` ends, or ``None`` for an end at infinity, and encloses one real number (or, where
``hi`` is None, possibly +∞). Sums, products and quotients of rationals are exact, so a rational value stays a point and
equalities between rationals are decided. Irrational functions are rounded outward to about ``bits`` significant bits.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from kreiss.verify.checker.arithmetic.matrices import integer_root
from kreiss.verify.checker.documents import division, multiplication, spend

LARGEST_BITS = 200_000
"""No power is formed whose numerator or denominator would be longer than this."""
LARGEST_DEGREE = 24
"""Roots of a higher degree are intervals alone."""


class Unresolved(ArithmeticError):
    """An operand's interval is too wide for the operation, or a number is out of reach: no conclusion."""


@dataclass(frozen=True)
class Interval:
    """The set of reals from ``lo`` to ``hi``; ``None`` is no bound on that side.

    ``surd`` (q, r) says that the number is the q-th root of the rational r > 0, which is no rational itself.
    """

    lo: Fraction | None
    hi: Fraction | None
    surd: tuple[int, Fraction] | None = field(default=None, compare=False)

    @property
    def point(self) -> Fraction | None:
        """The value, where it is known exactly."""
        return self.lo if self.lo == self.hi else None

    @property
    def exact(self) -> tuple[int, Fraction] | None:
        """(q, r) if the number is known to be the q-th root of r ≥ 0."""
        point = self.point
        return (1, point) if point is not None and point >= 0 else self.surd

    def __neg__(self) -> "Interval":
        return Interval(None if self.hi is None else -self.hi, None if self.lo is None else -self.lo)

    def bits(self) -> int:
        """The length of the longest numerator or denominator of an end."""
        ends = [end for end in (self.lo, self.hi) if end is not None]
        return max((max(end.numerator.bit_length(), end.denominator.bit_length()) for end in ends), default=1)

    def __add__(self, other: "Interval") -> "Interval":
        spend(20 + 8 * division(self.bits(), other.bits()))
        return Interval(
            None if self.lo is None or other.lo is None else self.lo + other.lo,
            None if self.hi is None or other.hi is None else self.hi + other.hi,
        )

    def __sub__(self, other: "Interval") -> "Interval":
        return self + (-other)

    def __mul__(self, other: "Interval") -> "Interval":
        spend(40 + 20 * division(self.bits(), other.bits()))
        if ZERO in (self, other):
            return ZERO if None not in (self.lo, self.hi, other.lo, other.hi) else _EVERYTHING
        a, b, c, d = self.lo, self.hi, other.lo, other.hi
        if a is None or b is None or c is None or d is None:
            return self._unbounded_product(other)
        ends = (a * c, a * d, b * c, b * d)
        return Interval(min(ends), max(ends))

    def _unbounded_product(self, other: "Interval") -> "Interval":
        """[a, ·]·[b, ·] ≥ ab for a, b ≥ 0, up to sign; nothing finer is needed."""
        if self._below_zero() or other._below_zero():
            left, right = (-self if self._below_zero() else self), (-other if other._below_zero() else other)
            product = left * right
            return product if self._below_zero() and other._below_zero() else -product
        if self.lo is None or other.lo is None or self.lo < 0 or other.lo < 0:
            return _EVERYTHING
        return Interval(self.lo * other.lo, None if self.hi is None or other.hi is None else self.hi * other.hi)

    def _below_zero(self) -> bool:
        return self.hi is not None and self.hi < 0

    def __truediv__(self, other: "Interval") -> "Interval":
        return self * other.reciprocal()

    def reciprocal(self) -> "Interval":
        """1/x, for an interval that excludes zero."""
        if self._below_zero():
            return -(-self).reciprocal()
        if self.lo is None or self.lo <= 0:
            raise Unresolved("a divisor is zero, or is not separated from zero")
        return Interval(Fraction(0) if self.hi is None else 1 / self.hi, 1 / self.lo)


ZERO = Interval(Fraction(0), Fraction(0))
_EVERYTHING = Interval(None, None)


def exactly(value: Fraction | int) -> Interval:
    """The interval of one rational."""
    return Interval(Fraction(value), Fraction(value))


def least(values: list[Interval]) -> Interval:
    """min: [min lo, min hi]."""
    spend(sum(20 + 4 * division(value.bits(), value.bits()) for value in values))
    lows = [value.lo for value in values if value.lo is not None]
    highs = [value.hi for value in values if value.hi is not None]
    return Interval(min(lows) if len(lows) == len(values) else None, min(highs, default=None))


def greatest(values: list[Interval]) -> Interval:
    """max: −min of the negatives."""
    return -least([-value for value in values])


def absolute(value: Interval) -> Interval:
    """|x|."""
    return greatest([value, -value, ZERO])


def power(base: Interval, exponent: Fraction, bits: int) -> Interval:
    """base^(p/q): the q-th root of the p-th power, for base ≥ 0 where q > 1."""
    if exponent < 0:
        return power(base, -exponent, bits).reciprocal()
    if base.surd is not None and _is_short(base.surd[1], exponent / base.surd[0]):
        return power(exactly(base.surd[1]), exponent / base.surd[0], bits)
    if exponent.denominator > 1 and (base.lo is None or base.lo < 0):
        raise Unresolved("the operand of a root is negative, or is not separated from the negatives")
    whole = _whole_power(base, exponent.numerator)
    return whole if exponent.denominator == 1 else root(whole, exponent.denominator, bits)


def _is_short(value: Fraction, exponent: Fraction) -> bool:
    """Whether the power of a rational is formed, and its root kept as a surd."""
    length = max(value.numerator, value.denominator).bit_length() * exponent.numerator
    return length <= LARGEST_BITS and exponent.denominator <= LARGEST_DEGREE


def _whole_power(base: Interval, exponent: int) -> Interval:
    if exponent == 0:
        return exactly(1)
    for end in (base.lo, base.hi):
        if end is not None and max(abs(end.numerator), end.denominator).bit_length() * exponent > LARGEST_BITS:
            raise Unresolved("a power is too large to be formed")
    spend(20 + 4 * multiplication(base.bits() * exponent, base.bits() * exponent))
    if exponent % 2 == 0:
        base = absolute(base)
    return Interval(None if base.lo is None else base.lo**exponent, None if base.hi is None else base.hi**exponent)


def root(value: Interval, degree: int, bits: int) -> Interval:
    """The non-negative ``degree``-th root; exact where it is rational."""
    if value.lo is None or value.lo < 0:
        raise Unresolved("the operand of a root is negative, or is not separated from the negatives")
    inner, number = value.exact or (LARGEST_DEGREE, Fraction(0))
    if inner * degree <= LARGEST_DEGREE:
        low, high = _root(number, inner * degree, bits)
        return Interval(low, high, None if low == high else (inner * degree, number))
    low = _root(value.lo, degree, bits)[0]
    return Interval(low, None if value.hi is None else _root(value.hi, degree, bits)[1])


def _root(value: Fraction, degree: int, bits: int) -> tuple[Fraction, Fraction]:
    """Neighbours on a grid of about ``bits`` significant bits with low ≤ root < high, or twice the rational root."""
    top, bottom = integer_root(value.numerator, degree), integer_root(value.denominator, degree)
    if top**degree == value.numerator and bottom**degree == value.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    spend(10 + 2 * division(top.bit_length() * degree, bottom.bit_length() * degree))
    shift = bits + 2 + max(0, value.denominator.bit_length() - value.numerator.bit_length()) // degree
    low = integer_root((value.numerator << (degree * shift)) // value.denominator, degree)
    return Fraction(low, 1 << shift), Fraction(low + 1, 1 << shift)


def exponential(value: Interval, bits: int) -> Interval:
    """exp, increasing: the ends are enclosed one by one; exp(0) = 1 exactly."""
    low = Fraction(0) if value.lo is None else _exp(value.lo, bits)[0]
    return Interval(low, None if value.hi is None else _exp(value.hi, bits)[1])


def _exp(x: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Taylor's series at y = x/2^k, |y| ≤ 1/2, with remainder ≤ 2|y|ⁿ/n!, then k squarings."""
    if x == 0:
        return Fraction(1), Fraction(1)
    if abs(x) > 10_000:
        raise Unresolved("the operand of exp is beyond ±10000")
    if x < 0:
        mirrored = _exp(-x, bits)
        return 1 / mirrored[1], 1 / mirrored[0]
    halvings = max(0, x.numerator.bit_length() - x.denominator.bit_length() + 2)
    width = bits + 2 * halvings + 16
    spend(_series(width) + division(x.numerator.bit_length() + width, x.denominator.bit_length() + halvings))
    scaled = (x.numerator << width) // (x.denominator << halvings)
    low, high = _exp_series(scaled, width, up=False), _exp_series(scaled + 1, width, up=True)
    for _ in range(halvings):
        low, high = (low * low) >> width, -((-high * high) >> width)
    return Fraction(low, 1 << width), Fraction(high, 1 << width)


def _series(width: int) -> int:
    """The work of two series of at most ``width`` terms, a product and a quotient in each."""
    return width * (4 + 2 * division(2 * width, width))


def _exp_series(y: int, width: int, *, up: bool) -> int:
    """Σ yⁿ/n! in units of 2^−width, rounded down in every term and cut, or rounded up with twice the last term added.

    For y ≤ 1/2 the tail after a term is smaller than the term.
    """
    total, term = 0, 1 << width
    for n in count(1):
        total += term
        if term <= up:
            break
        term = -((-term * y) // (n << width)) if up else term * y // (n << width)
    return total + 2 * up


def logarithm(value: Interval, bits: int) -> Interval:
    """log, increasing, for positive operands; log(1) = 0 exactly."""
    if value.lo is None or value.lo <= 0:
        raise Unresolved("the operand of log is not positive, or is not separated from zero")
    return Interval(_log(value.lo, bits)[0], None if value.hi is None else _log(value.hi, bits)[1])


def _log(x: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """e·log 2 + log m with x = 2^e·m, 1 ≤ m < 2, each as 2·artanh."""
    if x == 1:
        return Fraction(0), Fraction(0)
    exponent = x.numerator.bit_length() - x.denominator.bit_length()
    width = bits + 16 + abs(exponent).bit_length()
    longest = x.numerator.bit_length() + x.denominator.bit_length()
    spend(2 * _series(width) + 8 * division(longest, longest + width))
    exponent -= Fraction(2) ** exponent > x
    two, rest = _artanh_twice(Fraction(1, 3), width), x / Fraction(2) ** exponent
    small = _artanh_twice((rest - 1) / (rest + 1), width)
    scaled = sorted(exponent * end for end in two)
    return Fraction(scaled[0] + small[0], 1 << width), Fraction(scaled[1] + small[1], 1 << width)


def _artanh_twice(t: Fraction, width: int) -> tuple[int, int]:
    """2·Σ t^(2n+1)/(2n+1) for 0 ≤ t ≤ 1/3, enclosed in units of 2^−width."""
    scaled = (t.numerator << width) // t.denominator
    return 2 * _artanh_series(scaled, width, up=False), 2 * _artanh_series(scaled + 1, width, up=True)


def _artanh_series(t: int, width: int, *, up: bool) -> int:
    """The series in units of 2^−width, rounded as in ``_exp_series``; its terms fall at least ninefold."""
    total, power_of_t, square = 0, t, t * t
    for n in count():
        term = -(-power_of_t // (2 * n + 1)) if up else power_of_t // (2 * n + 1)
        total += term
        if power_of_t <= up:
            break
        power_of_t = -((-power_of_t * square) >> (2 * width)) if up else (power_of_t * square) >> (2 * width)
    return total + 2 * up
