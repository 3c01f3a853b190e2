"""Functions of numbers that are germs in n, known exactly or between two germs, and relations of them."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from kreiss.verify.evaluation.germs import ONE, ZERO, GermRange, exactly, greatest, largest, number
from kreiss.verify.evaluation.numbers import PRECISIONS, Number, exponential, logarithm
from kreiss.verify.evaluation.numbers import exactly as rational_number
from kreiss.verify.evaluation.ranges import Unresolved

_LARGEST_EXPONENT = 64  # of a power of a germ: degrees grow with it


def number_power(base: GermRange, exponent: Fraction) -> GermRange:
    """base^exponent for a rational exponent."""
    if exponent < 0:
        return number_power(base, -exponent).reciprocal()
    if exponent.numerator > _LARGEST_EXPONENT:
        raise Unresolved("a power is too large to be formed")
    factor = _absolute([base]) if exponent.numerator % 2 == 0 and base.point is None else base
    result = exactly(ONE)
    for _ in range(exponent.numerator):
        result = result * factor
    return result if exponent.denominator == 1 else _root(base, result, exponent.denominator)


def _root(base: GermRange, value: GermRange, degree: int) -> GermRange:
    """The square root of q²·n²ᵏ; else min(x, 1) ≤ x^(1/q) ≤ max(x, 1) for x ≥ 0."""
    if value.lo is None or value.lo.sign < 0 or base.lo is None or base.lo.sign < 0:
        raise Unresolved("the operand of a root is negative, or is not told from the negatives")
    exact = value.point.root() if value.point is not None and degree == 2 else None
    if exact is not None:
        return exactly(exact)
    return GermRange(-largest([-value.lo, -ONE]), None if value.hi is None else largest([value.hi, ONE]))


def _absolute(values: list[GermRange]) -> GermRange:
    return greatest([values[0], -values[0], exactly(ZERO)])


def _of_rational(function: Callable[[Number], Number], value: GermRange) -> GermRange | None:
    """A range around the function's value at a rational; None at any other germ."""
    rational = None if value.point is None else value.point.rational
    if rational is None:
        return None
    found = function(rational_number(rational))
    known = found.range(PRECISIONS[0])
    if known.lo is None or known.hi is None:
        return None
    return exactly(number(known.lo)) if known.lo == known.hi else GermRange(number(known.lo), number(known.hi))


def _logarithm(values: list[GermRange]) -> GermRange:
    """1 − 1/x ≤ log x ≤ x − 1 for x > 0."""
    value = values[0]
    if value.lo is None or value.lo.sign <= 0:
        raise Unresolved("the operand of log is not positive, or is not told from zero")
    upper = None if value.hi is None else value.hi - ONE
    return _of_rational(logarithm, value) or GermRange(ONE - value.lo.reciprocal(), upper)


def _exponential(values: list[GermRange]) -> GermRange:
    """exp x ≥ max(0, 1 + x)."""
    value = values[0]
    lower = ZERO if value.lo is None else largest([ZERO, ONE + value.lo])
    return _of_rational(exponential, value) or GermRange(lower, None)


OF_NUMBERS: Mapping[str, Callable[[list[GermRange]], GermRange]] = {
    "sqrt": lambda values: _root(values[0], values[0], 2),
    "exp": _exponential,
    "log": _logarithm,
    "abs": _absolute,
    "min": lambda values: -greatest([-value for value in values]),
    "max": greatest,
}


def compare(sign: str, left: GermRange, right: GermRange) -> bool | None:
    """Whether the relation holds for all large n; None where that stays open."""
    if sign in (">=", ">"):
        return compare({">=": "<=", ">": "<"}[sign], right, left)
    difference = left + -right
    low, high = (None if end is None else end.sign for end in (difference.lo, difference.hi))
    if sign == "==":
        return True if low == high == 0 else False if low == 1 or high == -1 else None
    if high is not None and (high < 0 or (high == 0 and sign == "<=")):
        return True
    return False if low is not None and (low > 0 or (low == 0 and sign == "<")) else None
