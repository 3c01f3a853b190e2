"""Rational functions of n, and of positive numbers p1, …, p4 that are fixed before n, compared for all large n.

Their sign is that of the leading coefficient in n, where the p's leave no doubt of it. Fractions are in lowest terms.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from kreiss.verify.evaluation.ranges import Unresolved

MOST_CONSTANTS = 4  # unspecified ones of a claim: each is a variable of the ring
_RING: Any = fmpq_mpoly_ctx.get(("n", *(f"p{i}" for i in range(1, MOST_CONSTANTS + 1))), Ordering.lex)
_N, *_POSITIVE = _RING.gens()
_UNIT = _RING.constant(1)


@dataclass(frozen=True, eq=False)
class Germ:
    """``top / bottom``, with a positive leading coefficient below; polynomials of FLINT."""

    top: Any
    bottom: Any

    def __neg__(self) -> "Germ":
        return Germ(-self.top, self.bottom)

    def __add__(self, other: "Germ") -> "Germ":
        return _lowest(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Germ") -> "Germ":
        return self + -other

    def __mul__(self, other: "Germ") -> "Germ":
        return _lowest(self.top * other.top, self.bottom * other.bottom)

    def __abs__(self) -> "Germ":
        return -self if self.sign < 0 else self

    def reciprocal(self) -> "Germ":
        """1/x; raises ``Unresolved`` for 0."""
        if not self.sign:
            raise Unresolved("a divisor is zero")
        return Germ(self.bottom, self.top) if self.sign > 0 else Germ(-self.bottom, -self.top)

    @property
    def sign(self) -> int:
        """−1, 0 or 1, for all large n; raises ``Unresolved`` where it depends on the constants."""
        terms = list(zip(self.top.monoms(), self.top.coeffs(), strict=True))
        highest = max((monomial[0] for monomial, _ in terms), default=0)
        signs = {c > 0 for monomial, c in terms if monomial[0] == highest}
        if len(signs) > 1:
            raise Unresolved("a sign depends on the constants")
        return 0 if not signs else 1 if True in signs else -1

    @property
    def rational(self) -> Fraction | None:
        """The value of a constant."""
        if not (self.top.is_constant() and self.bottom.is_constant()):
            return None
        value = (
            self.top.leading_coefficient() if not self.top.is_zero() else fmpq(0)
        ) / self.bottom.leading_coefficient()
        return Fraction(int(value.p), int(value.q))

    @property
    def is_whole(self) -> bool:
        """Whether it is a polynomial in n with whole coefficients that is ≥ 0 for all large n."""
        if not self.bottom.is_constant() or any(any(monomial[1:]) for monomial in self.top.monoms()):
            return False
        scale = self.bottom.leading_coefficient()
        return all((c / scale).q == 1 for c in self.top.coeffs()) and self.sign >= 0

    def root(self) -> "Germ | None":
        """√(q²·n²ᵏ) = q·nᵏ; None for any other germ."""
        parts = [_root(part) for part in (self.top, self.bottom)]
        return None if None in parts else Germ(*parts)

    def text(self, constants: Sequence[str] = ()) -> str:
        """The germ in the claim language, with names for the constants."""
        scale = lcm(*(int(c.q) for part in (self.top, self.bottom) for c in part.coeffs()))
        top, bottom = (str(part * scale) for part in (self.top, self.bottom))
        above = f"({top})" if len(self.top.monoms()) > 1 else top
        below = bottom if re.fullmatch(r"\w+(\^\d+)?", bottom) else f"({bottom})"
        shown = top if bottom == "1" else f"{above}/{below}"
        return re.sub(r"p(\d)", lambda found: constants[int(found[1]) - 1], shown) if constants else shown


def _lowest(top: Any, bottom: Any) -> Germ:
    if not bottom.is_constant():
        common = top.gcd(bottom)
        top, bottom = top / common, bottom / common
    return Germ(top / bottom.leading_coefficient(), _UNIT) if bottom.is_constant() else _signed(top, bottom)


def _signed(top: Any, bottom: Any) -> Germ:
    return Germ(top, bottom) if Germ(bottom, _UNIT).sign > 0 else Germ(-top, -bottom)


def _root(part: Any) -> Any:
    if len(part.monoms()) != 1:
        return None
    (power, *others), value = part.monoms()[0], part.coeffs()[0]
    top, bottom = isqrt(max(0, int(value.p))), isqrt(int(value.q))
    exact = top * top == value.p and bottom * bottom == value.q and power % 2 == 0 and not any(others)
    return _N ** (power // 2) * fmpq(top, bottom) if exact else None


def number(value: Fraction | int) -> Germ:
    """A constant."""
    exact = Fraction(value)
    return Germ(_RING.constant(fmpq(exact.numerator, exact.denominator)), _UNIT)


ZERO, ONE = number(0), number(1)
N = Germ(_N, _UNIT)


def constant(index: int) -> Germ:
    """The positive number that stands for the constant of that index."""
    return Germ(_POSITIVE[index], _UNIT)


def largest(values: Sequence[Germ]) -> Germ:
    """The maximum, for all large n."""
    best = values[0]
    for value in values[1:]:
        best = value if (value - best).sign > 0 else best
    return best


@dataclass(frozen=True)
class GermRange:
    """A real number between two germs for all large n; ``None`` is no bound on that side."""

    lo: Germ | None
    hi: Germ | None

    @property
    def point(self) -> Germ | None:
        """The value, where both ends are one germ."""
        return self.lo if self.lo is self.hi else None

    def __neg__(self) -> "GermRange":
        if self.point is not None:
            return exactly(-self.point)
        return GermRange(None if self.hi is None else -self.hi, None if self.lo is None else -self.lo)

    def __add__(self, other: "GermRange") -> "GermRange":
        if self.point is not None and other.point is not None:
            return exactly(self.point + other.point)
        low = None if self.lo is None or other.lo is None else self.lo + other.lo
        return GermRange(low, None if self.hi is None or other.hi is None else self.hi + other.hi)

    def __mul__(self, other: "GermRange") -> "GermRange":
        """Exact for points; else a ≤ x, b ≤ y ⇒ ab ≤ xy for a, b ≥ 0, up to signs; 0 times what may be ∞ is open."""
        if self.point is not None and other.point is not None:
            return exactly(self.point * other.point)
        if any(factor.point is not None and not factor.point.sign for factor in (self, other)):
            return GermRange(None, None) if None in (self.lo, self.hi, other.lo, other.hi) else exactly(ZERO)
        if self._is_below_zero:
            return -(-self * other)
        if other._is_below_zero:
            return -(self * -other)
        if self.lo is None or other.lo is None or self.lo.sign < 0 or other.lo.sign < 0:
            return GermRange(None, None)
        return GermRange(self.lo * other.lo, None if self.hi is None or other.hi is None else self.hi * other.hi)

    @property
    def _is_below_zero(self) -> bool:
        return self.hi is not None and self.hi.sign <= 0 and (self.lo is None or self.lo.sign < 0)

    def reciprocal(self) -> "GermRange":
        """1/x, for a range that excludes zero."""
        if self.point is not None:
            return exactly(self.point.reciprocal())
        if self._is_below_zero:
            return -(-self).reciprocal()
        if self.lo is None or self.lo.sign <= 0:
            raise Unresolved("a divisor is zero, or is not told from zero")
        return GermRange(ZERO if self.hi is None else self.hi.reciprocal(), self.lo.reciprocal())


def exactly(value: Germ) -> GermRange:
    """The range of one germ."""
    return GermRange(value, value)


def greatest(values: Sequence[GermRange]) -> GermRange:
    """max: the largest of the known lower ends, and of the upper ones if all are known."""
    lows = [value.lo for value in values if value.lo is not None]
    highs = [value.hi for value in values if value.hi is not None]
    if all(value.point is not None for value in values):
        return exactly(largest(lows))
    return GermRange(largest(lows) if lows else None, largest(highs) if len(highs) == len(values) else None)
