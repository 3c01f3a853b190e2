"""How large a matrix is, and numbers rounded to as many bits as a gap asks for."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.roots import root_above


def frobenius_norm(A: ExactMatrix) -> Fraction:
    """A number slightly above ‖A‖_F ≥ ‖A‖, and 0 for A = 0. Guarantee: exact."""
    parts = [A.re] if A.im is None else [A.re, A.im]
    square = int(sum(entry * entry for part in parts for entry in part.entries()))
    return root_above(Fraction(square, A.den * A.den), 20) if square else Fraction(0)


def require_floats(A: ExactMatrix) -> None:
    """Raise ``InvalidMatrix`` for a matrix with entries beyond the range of double precision."""
    if not np.all(np.isfinite(A.approx)):
        raise InvalidMatrix("expected entries within the range of double precision, below 1.8e308; scale the matrix")


def power_of_two(x: Fraction) -> Fraction:
    """A power of two between x and 4x."""
    return Fraction(2) ** (log2(x) + 1)


def log2(x: Fraction) -> int:
    """log₂ of x > 0, to the next integer below or above."""
    return x.numerator.bit_length() - x.denominator.bit_length()


def rounded_up(x: Fraction, gap: Fraction) -> Fraction:
    """x > 0 rounded up to a dyadic number, by a relative error far below ``gap``."""
    bits = max(0, 16 - log2(gap) - log2(x))
    return Fraction(-((-x.numerator << bits) // x.denominator), 1 << bits)


def rounded_down(x: Fraction, gap: Fraction) -> Fraction:
    """x > 0 rounded down to a dyadic number, by a relative error far below ``gap``."""
    bits = max(0, 16 - log2(gap) - log2(x))
    return Fraction((x.numerator << bits) // x.denominator, 1 << bits)
