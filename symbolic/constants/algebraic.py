"""Real algebraic numbers: a primitive irreducible integer polynomial and an interval that isolates one root of it."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, cmp_to_key
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_poly, fmpz_poly

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import InvalidArgument
from kreiss.views import View, Viewed

_DIGITS = 12
"""Of a value that is shown."""


@dataclass(frozen=True)
class AlgebraicNumber(Viewed):
    """The only root of ``polynomial`` (coefficients from the constant term up) in [lower, upper]. Exact.

    Compares exactly with int and Fraction; ``enclosure(digits)`` narrows the interval to any width.
    """

    polynomial: tuple[int, ...]
    lower: Fraction
    upper: Fraction

    @property
    def degree(self) -> int:
        """The degree of the minimal polynomial."""
        return len(self.polynomial) - 1

    @property
    def rational(self) -> Fraction | None:
        """The value if it is rational, else None."""
        return Fraction(-self.polynomial[0], self.polynomial[1]) if self.degree == 1 else None

    @cached_property
    def _rising(self) -> bool:
        return self._value(self.upper) > 0

    def _value(self, x: Fraction) -> int:
        """The sign-carrying integer den^degree·p(x)."""
        total, power = 0, 1
        for coefficient in reversed(self.polynomial):
            total = total * x.numerator + coefficient * power
            power *= x.denominator
        return total

    def _below(self, x: Fraction) -> bool:
        """Whether x, inside the interval and not the root, lies below the root."""
        return (self._value(x) < 0) == self._rising

    def compare(self, x: Fraction | int) -> int:
        """−1, 0 or 1 as the number is less than, equal to or greater than the rational x. Exact."""
        x, exact = Fraction(x), self.rational
        if exact is not None:
            return (exact > x) - (exact < x)
        if not self.lower < x < self.upper:
            return 1 if x <= self.lower else -1
        return 1 if self._below(x) else -1

    def equals(self, other: "AlgebraicNumber") -> bool:
        """Whether both are the same number: one polynomial, and a root of it where the two intervals meet. Exact."""
        if self.polynomial != other.polynomial:
            return False
        if self.rational is not None:
            return True
        low, high = max(self.lower, other.lower), min(self.upper, other.upper)
        return low < high and (self._value(low) < 0) != (self._value(high) < 0)

    def greater_than(self, other: "AlgebraicNumber") -> bool:
        """Whether this is the greater number. Exact."""
        return not self.equals(other) and self._apart(other)[0] > 0

    def between(self, greater: "AlgebraicNumber") -> Fraction:
        """A rational strictly between this number and a greater one."""
        _, low, high = greater._apart(self)
        return _simple_between(low, high)

    def _apart(self, other: "AlgebraicNumber") -> tuple[int, Fraction, Fraction]:
        """The sign of self − other, which differ, and a gap low < high between them."""
        digits = 5
        while True:
            (a, b), (c, d) = self.enclosure(digits), other.enclosure(digits)
            if a > d:
                return 1, d, a
            if b < c:
                return -1, b, c
            digits *= 2

    def enclosure(self, digits: int = 20) -> tuple[Fraction, Fraction]:
        """Rationals lower ≤ number ≤ upper that differ by at most 10^−digits. Exact."""
        if digits < 0:
            raise InvalidArgument(f"expected a number of digits >= 0, got {digits}")
        if self.rational is not None:
            return self.rational, self.rational
        low, high, width = self.lower, self.upper, Fraction(1, 10**digits)
        while high - low > width:
            middle = _simple_between(low, high)
            low, high = (middle, high) if self._below(middle) else (low, middle)
        return low, high

    def decimal(self, digits: int = 20) -> str:
        """The number cut (towards zero) after ``digits`` decimals."""
        guard = digits
        while True:
            low, high = self.enclosure(guard + 2)
            cut = [abs(x.numerator) * 10**digits // x.denominator for x in (low, high)]
            if cut[0] == cut[1]:
                break
            guard += 5
        whole, part = divmod(cut[0], 10**digits)
        return ("-" if high < 0 else "") + (f"{whole}.{part:0{digits}d}" if digits else str(whole))

    def __float__(self) -> float:
        low, high = self.enclosure(20)
        return float((low + high) / 2)

    def __str__(self) -> str:
        return str(self.rational) if self.rational is not None else f"{self.decimal(12)}…"

    def views(self) -> tuple[View, ...]:
        """The value, exactly where it is rational, and else with the polynomial that it is the only root of there."""
        if self.rational is not None:
            return (View("rational number", [("value", str(self.rational))]),)
        low, high = self.enclosure(_DIGITS)
        value = f"[{decimal_below(low, _DIGITS)}, {decimal_above(high, _DIGITS)}]"
        return (View("algebraic number", [("value", value), ("root of", self.polynomial_text())]),)

    def polynomial_text(self, name: str = "x") -> str:
        """The minimal polynomial as text, highest power first."""
        parts = []
        for power in range(self.degree, -1, -1):
            coefficient = self.polynomial[power]
            if coefficient:
                size = "" if abs(coefficient) == 1 and power else str(abs(coefficient))
                variable = "" if power == 0 else name if power == 1 else f"{name}^{power}"
                parts.append((" - " if coefficient < 0 else " + ") + "*".join(filter(None, [size, variable])))
        text = "".join(parts)
        return text[3:] if text.startswith(" + ") else "-" + text[3:]


def _simple_between(low: Fraction, high: Fraction) -> Fraction:
    """A dyadic number in the middle third of the interval, with few digits."""
    width = high - low
    denominator = 1 << max(0, (2 * width.denominator // width.numerator).bit_length() + 1)
    return Fraction(round((low + high) / 2 * denominator), denominator)


def rational(value: Fraction | int) -> AlgebraicNumber:
    """A rational number as an algebraic one."""
    value = Fraction(value)
    return AlgebraicNumber((-value.numerator, value.denominator), value, value)


def real_roots(polynomial: fmpz_poly) -> list[AlgebraicNumber]:
    """The distinct real roots of a non-zero integer polynomial, in increasing order, each isolated. Exact."""
    roots = [root for factor, _ in polynomial.factor()[1] for root in _irreducible_roots(factor)]
    return sorted(roots, key=cmp_to_key(_compare))


def _compare(a: AlgebraicNumber, b: AlgebraicNumber) -> int:
    return 1 if a.greater_than(b) else -1


def _irreducible_roots(factor: fmpz_poly) -> list[AlgebraicNumber]:
    coefficients = tuple(int(c) for c in factor.coeffs())
    if len(coefficients) == 2:
        return [rational(Fraction(-coefficients[0], coefficients[1]))]
    roots: list[tuple[Any, int]] = list(factor.complex_roots())  # type: ignore[arg-type]
    return [_isolated(coefficients, root.real) for root, _ in roots if root.imag == 0]


def _isolated(coefficients: tuple[int, ...], ball: arb) -> AlgebraicNumber:
    """FLINT's balls isolate the roots; an irreducible polynomial of degree ≥ 2 is not zero at their rational ends."""
    number = AlgebraicNumber(coefficients, _fraction(ball.lower()), _fraction(ball.upper()))
    if (number._value(number.lower) < 0) == (number._value(number.upper) < 0):
        raise ArithmeticError("the interval does not isolate a simple root")
    return number


def _fraction(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def square_root(square: AlgebraicNumber) -> AlgebraicNumber:
    """The positive square root of a positive algebraic number. Exact."""
    spread = [0] * (2 * square.degree + 1)
    spread[::2] = square.polynomial
    candidates = [root for root in real_roots(fmpz_poly(spread)) if root.compare(0) > 0]
    digits = 5
    while len(candidates) > 1:
        low, high = square.enclosure(digits)
        ends = [(root, root.enclosure(digits)) for root in candidates]
        candidates = [root for root, (a, b) in ends if a * a <= high and b * b >= low]
        digits *= 2
    return candidates[0]


def count_roots_above(polynomial: fmpz_poly, bound: Fraction) -> int:
    """The number of distinct real roots greater than ``bound``, which is not a root, by Sturm's theorem. Exact."""
    chain = [fmpq_poly(polynomial), fmpq_poly(polynomial.derivative())]
    while chain[-1]:
        chain.append(-(chain[-2] % chain[-1]))
    point = fmpq(bound.numerator, bound.denominator)
    return _variations([p(point) for p in chain[:-1]]) - _variations([p.coeffs()[-1] for p in chain[:-1]])


def _variations(values: list[fmpq]) -> int:
    signs = [value > 0 for value in values if value != 0]
    return sum(a != b for a, b in pairwise(signs))
