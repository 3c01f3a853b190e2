"""Square roots and bounds rounded to rationals, on the side that is asked for."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt


def root_below(x: Fraction, bits: int) -> Fraction:
    """The largest q with q² ≤ x among multiples of 2^−k, with k such that q keeps ``bits`` bits. Guarantee: exact."""
    scale = max(bits + (x.denominator.bit_length() - x.numerator.bit_length()) // 2 + 1, 0)
    return Fraction(isqrt((x.numerator << (2 * scale)) // x.denominator), 1 << scale)


def root_above(x: Fraction, bits: int) -> Fraction:
    """A q with q² ≥ x, within about 2^−bits relatively. Guarantee: exact."""
    scale = max(bits + (x.denominator.bit_length() - x.numerator.bit_length()) // 2 + 1, 0)
    return Fraction(isqrt(-((-x.numerator << (2 * scale)) // x.denominator)) + 1, 1 << scale)


def ceiling(bound: Fraction, bits: int) -> Fraction:
    """``bound`` ≥ 1 rounded up to about ``bits`` bits."""
    scale = max(bits - int(bound).bit_length(), 0)
    return Fraction(-((-bound.numerator << scale) // bound.denominator), 1 << scale)
