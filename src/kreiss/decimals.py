"""Exact numbers in decimals, rounded outward by integer arithmetic."""

from fractions import Fraction

_DIGITS = 12
"""Digits shown of an end that is exact."""


def decimal_below(x: Fraction, digits: int) -> str:
    """The largest decimal ≤ x with ``digits`` significant digits, without trailing zeros. Guarantee: exact."""
    return _written(x, digits, up=False)


def decimal_above(x: Fraction, digits: int) -> str:
    """The smallest decimal ≥ x with ``digits`` significant digits, without trailing zeros. Guarantee: exact."""
    return _written(x, digits, up=True)


def float_below(x: float, digits: int) -> str:
    """The largest decimal ≤ a finite float with ``digits`` significant digits. Guarantee: exact."""
    return decimal_below(Fraction(x), digits)


def magnitude(x: Fraction) -> int:
    """The e with 10^e ≤ |x| < 10^(e + 1); 0 for x = 0."""
    if not x:
        return 0
    e = (abs(x.numerator).bit_length() - x.denominator.bit_length()) * 30103 // 100000 - 1
    while abs(x) >= Fraction(10) ** (e + 1):
        e += 1
    return e


def shared_digits(lower: Fraction, upper: Fraction) -> int:
    """How many digits show two ends apart: three more than they share, and 12 for equal ones."""
    return _DIGITS if lower == upper else 4 + max(0, magnitude(upper) - magnitude(upper - lower))


def _written(x: Fraction, digits: int, *, up: bool) -> str:
    places = digits - 1 - magnitude(x)
    scaled = x * Fraction(10) ** places
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    if abs(magnitude(x)) > 2 * digits:
        return _scientific(whole, places)
    sign, text = "-" if whole < 0 else "", str(abs(whole))
    if places <= 0:
        return sign + text + "0" * (-places if whole else 0)
    text = text.rjust(places + 1, "0")
    return (sign + text[:-places] + "." + text[-places:]).rstrip("0").rstrip(".")


def _scientific(whole: int, places: int) -> str:
    sign, text = "-" if whole < 0 else "", str(abs(whole))
    tail = text[1:].rstrip("0")
    return f"{sign}{text[0]}{'.' + tail if tail else ''}e{len(text) - 1 - places:+d}"
