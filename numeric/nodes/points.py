"""Points z and vectors v with Gaussian-rational coordinates, and ‖(zI − A)v‖ for them, exactly."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import mpmath
import numpy as np
from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix

_LARGEST_FLOAT_BITS = 60  # what int64 holds


def gaussian(z: complex | mpmath.mpc, bits: int) -> tuple[Fraction, Fraction]:
    """z rounded to multiples of 2^−bits."""
    re, im = (Fraction(int(mpmath.nint(part * 2**bits)), 2**bits) for part in (z.real, z.imag))
    return re, im


def integer_vector(vector: Array | list[mpmath.mpc], bits: int) -> tuple[list[int], list[int]]:
    """Real and imaginary parts of a positive multiple of v, rounded to integers of up to ``bits`` bits.

    A float vector gives no more than its own bits.
    """
    if isinstance(vector, np.ndarray):
        scaled = vector / np.abs(vector).max() * 2.0 ** min(bits, _LARGEST_FLOAT_BITS)
        return np.rint(scaled.real).astype(np.int64).tolist(), np.rint(scaled.imag).astype(np.int64).tolist()
    entries = [mpmath.mpc(entry) for entry in vector]
    largest = max(abs(entry) for entry in entries)
    re, im = (
        [int(mpmath.nint(part(entry) / largest * 2**bits)) for entry in entries] for part in (mpmath.re, mpmath.im)
    )
    return re, im


def shifted_square(A: ExactMatrix, z: tuple[Fraction, Fraction], re: list[int], im: list[int]) -> Fraction:
    """‖(zI − A)v‖² for v = re + i·im. Guarantee: exact."""
    den = lcm(z[0].denominator, z[1].denominator)
    a, b = int(z[0] * den) * A.den, int(z[1] * den) * A.den
    x, y = fmpz_mat([[c] for c in re]), fmpz_mat([[c] for c in im])
    X, Y = A.re * x, A.re * y  # den(A)·Av
    if A.im is not None:
        X, Y = X - A.im * y, Y + A.im * x
    parts = (x * a - y * b - X * den).entries() + (x * b + y * a - Y * den).entries()
    return Fraction(int(sum(entry * entry for entry in parts)), (A.den * den) ** 2)
