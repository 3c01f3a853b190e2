"""Lower bounds by a witness: any z with |z| > 1 and v ≠ 0 give K(A) ≥ (|z| − 1)‖v‖/‖(zI − A)v‖, in exact arithmetic.

z and v have Gaussian-rational coordinates, so the squares are rational; square roots are bounded by rationals q through
q² ≤ x.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm
from typing import Any

import mpmath
import numpy as np
from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import ExactMatrix

_LARGEST_FLOAT_BITS = 60


@dataclass(frozen=True)
class Witness:
    """A proof that K(A) ≥ ``lower``: the point z, a rational ``modulus`` ≤ |z|, and the vector v = (re + i·im)/den."""

    lower: Fraction
    z: tuple[Fraction, Fraction]
    modulus: Fraction
    re: list[int]
    im: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``witness`` of a certificate; v is taken up to a positive factor, which cancels."""
        return {
            "reason": "witness",
            "lower": str(self.lower),
            "z": {"re": str(self.z[0]), "im": str(self.z[1])},
            "modulus": str(self.modulus),
            "v": {"re": self.re, "im": self.im},
        }


def root_below(x: Fraction, bits: int) -> Fraction:
    """The largest q with q² ≤ x among multiples of 2^−k, with k such that q keeps ``bits`` bits. Guarantee: exact."""
    scale = max(bits + (x.denominator.bit_length() - x.numerator.bit_length()) // 2 + 1, 0)
    return Fraction(isqrt((x.numerator << (2 * scale)) // x.denominator), 1 << scale)


def root_above(x: Fraction, bits: int) -> Fraction:
    """A q with q² ≥ x, within about 2^−bits relatively. Guarantee: exact."""
    scale = max(bits + (x.denominator.bit_length() - x.numerator.bit_length()) // 2 + 1, 0)
    return Fraction(isqrt(-((-x.numerator << (2 * scale)) // x.denominator)) + 1, 1 << scale)


def prove_lower(A: ExactMatrix, zeta: Any, vector: Any, bits: int) -> Witness:
    """The bound that z = 1/ζ and v prove, rounded down to about ``bits`` bits. Guarantee: exact."""
    with mpmath.workprec(bits + 20):
        point = gaussian(1 / mpmath.mpc(zeta), bits)
        re, im = integer_vector(vector, bits)
    modulus = root_below(point[0] ** 2 + point[1] ** 2, 2 * bits)
    lower = Fraction(1)
    if modulus > 1:
        image = shifted_square(A, point, re, im)
        square = (modulus - 1) ** 2 * sum(x * x for x in re + im) / image
        lower = root_below(square, bits)
    return Witness(lower, point, modulus, re, im)


def gaussian(z: Any, bits: int) -> tuple[Fraction, Fraction]:
    """z rounded to multiples of 2^−bits."""
    re, im = (Fraction(int(mpmath.nint(part * 2**bits)), 2**bits) for part in (z.real, z.imag))
    return re, im


def integer_vector(vector: Any, bits: int) -> tuple[list[int], list[int]]:
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
