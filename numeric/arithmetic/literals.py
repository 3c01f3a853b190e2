"""Numbers as text: integers and p/q exactly, decimals exactly or as the float64 nearest to them, a + bi of these.

Digits are those of ASCII, without marks between them: what one program reads as a number and another does not is
refused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import NamedTuple

Part = int | float | Fraction
LONGEST = 4000
"""Digits of a number, and of the exponent of ten of an exact one."""
_DECIMAL = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_UNSIGNED = rf"(?:\d+/\d+|{_DECIMAL})"
_FLAGS = re.ASCII | re.IGNORECASE
_REAL = re.compile(rf"[+-]?{_UNSIGNED}", _FLAGS)
_FRACTION = re.compile(r"[+-]?\d+/\d+", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_COMPLEX = re.compile(
    rf"(?:(?P<real>[+-]?{_UNSIGNED})\s*(?P<sign>\+-|[+-])\s*|(?P<first>[+-]?))(?P<imag>{_UNSIGNED}?)\s*\*?\s*[ij]",
    _FLAGS,
)


class Complex(NamedTuple):
    """real + imag·i, each part as it was written."""

    real: Part
    imag: Part

    def conjugate(self) -> Complex:
        """real − imag·i."""
        return Complex(self.real, -self.imag)

    def __neg__(self) -> Complex:
        """−real − imag·i."""
        return Complex(-self.real, -self.imag)


def exact_real(text: str) -> Fraction:
    """The integer, fraction or decimal exactly; raises ValueError or ZeroDivisionError. Guarantee: exact."""
    return Fraction(_part(_match(_REAL, text).group(), _exact_decimal))


def exact_number(text: str) -> Part | Complex:
    """A real number as ``exact_real`` reads it, or a complex one of such parts, as in ``1/2-0.1i`` or ``2j``."""
    return _number(text, _exact_decimal)


def nearest_real(text: str) -> Part:
    """The integer or fraction exactly, a decimal as the float64 nearest to it; raises as ``exact_real`` does."""
    return _part(_match(_REAL, text).group(), _nearest_decimal)


def nearest_number(text: str) -> Part | Complex:
    """A real number as ``nearest_real`` reads it, or a complex one of such parts."""
    return _number(text, _nearest_decimal)


def integer(text: str) -> int:
    """The integer; raises ValueError. Guarantee: exact."""
    return int(_match(_INTEGER, text).group())


def _number(text: str, decimal: Callable[[str], Part]) -> Part | Complex:
    inner = text.strip()
    inner = inner[1:-1] if inner.startswith("(") and inner.endswith(")") else inner  # as Python prints 1+2j
    if inner[-1:] not in set("ijIJ"):
        return _part(_match(_REAL, inner).group(), decimal)
    found = _match(_COMPLEX, inner)
    sign = found["first"] if found["sign"] is None else found["sign"]
    imag = _part(found["imag"] or "1", decimal)
    return Complex(_part(found["real"] or "0", decimal), -imag if sign.endswith("-") else imag)


def _match(form: re.Pattern[str], text: str) -> re.Match[str]:
    """The match of all the text but blanks around it."""
    found = form.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError("not a number, or too long")
    return found


def _part(text: str, decimal: Callable[[str], Part]) -> Part:
    if _INTEGER.fullmatch(text):
        return int(text)
    return Fraction(text) if _FRACTION.fullmatch(text) else decimal(text)


def _exact_decimal(text: str) -> Fraction:
    number = Decimal(text)
    if number and abs(number.adjusted()) > LONGEST:
        raise ValueError("out of range")
    return Fraction(number)


def _nearest_decimal(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("beyond the range of double precision")
    return number
