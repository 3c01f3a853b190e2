"""Lower bounds by a witness, in exact arithmetic: any v ≠ 0 with any z outside of the disc, or in the half-plane, gives

    K(A) ≥ (|z| − 1)‖v‖/‖(zI − A)v‖,   K_ct(A) ≥ Re z·‖v‖/‖(zI − A)v‖.

z and v have Gaussian-rational coordinates, so that the squares are rational; roots are bounded by rationals.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any, Self

import mpmath
import numpy as np
from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, integer_rows
from kreiss.numeric.arithmetic.roots import root_above, root_below
from kreiss.numeric.arithmetic.slices import LARGEST_ORDER, Slices

_LARGEST_FLOAT_BITS = 60  # what int64 holds
_SMALL = 24  # the order up to which FLINT's integers are as quick as slices


@dataclass(frozen=True, kw_only=True)
class Witness:
    """A proof that the constant is at least ``lower``: the point z, and the vector v = re + i·im of integers.

    ``modulus`` is a rational ≤ |z|, or None in the half-plane. A positive factor of v cancels.
    """

    z: tuple[Fraction, Fraction]
    modulus: Fraction | None
    re: list[int]
    im: list[int]
    lower: Fraction = Fraction(1)

    @property
    def weight(self) -> Fraction:
        """|z| − 1, rounded down, or Re z."""
        return self.z[0] if self.modulus is None else self.modulus - 1

    def weakened(self, A: ExactMatrix, radius: Fraction, bits: int) -> Self:
        """What it proves for every matrix within ``radius`` of A: ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ‖E‖‖v‖."""
        square = shifted_square(A, self.z, self.re, self.im) / sum(x * x for x in self.re + self.im)
        lower = self.weight / (root_above(square, bits) + radius)
        return replace(self, lower=Fraction(int(lower * 2**bits), 2**bits))

    def document(self) -> dict[str, Any]:
        """The step ``witness`` of a certificate."""
        return {
            "reason": "witness",
            "lower": str(self.lower),
            "z": {"re": str(self.z[0]), "im": str(self.z[1])},
            **({} if self.modulus is None else {"modulus": str(self.modulus)}),
            "v": {"re": self.re, "im": self.im},
        }


def prove_witness(
    A: ExactMatrix, z: tuple[Fraction, Fraction], v: tuple[list[int], list[int]], bits: int, *, continuous: bool
) -> Witness:
    """The bound that z and v prove, rounded down to about ``bits`` bits; 1 where z is not outside. Guarantee: exact."""
    re, im = v
    modulus = None if continuous else root_below(z[0] ** 2 + z[1] ** 2, 2 * bits)
    witness = Witness(z=z, modulus=modulus, re=re, im=im)
    if witness.weight <= 0:
        return witness
    square = witness.weight**2 * sum(x * x for x in re + im) / shifted_square(A, z, re, im)
    return replace(witness, lower=root_below(square, bits))


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
    total = 0
    for x, y, X, Y in zip(re, im, *_image(A, re, im), strict=True):
        total += (a * x - b * y - den * X) ** 2 + (b * x + a * y - den * Y) ** 2
    return Fraction(total, (A.den * den) ** 2)


def _image(A: ExactMatrix, re: list[int], im: list[int]) -> tuple[list[int], list[int]]:
    """Real and imaginary parts of den(A)·A(re + i·im). Guarantee: exact."""
    columns = fmpz_mat([list(pair) for pair in zip(re, im, strict=True)] if A.real else [[c] for c in re + im])
    if _SMALL < columns.nrows() <= LARGEST_ORDER:
        image = (A.slices @ Slices.of_integers(columns)).integers()
    else:
        image = integer_rows(A.embedded * columns)
    if A.real:
        return [row[0] for row in image], [row[1] for row in image]
    return [row[0] for row in image[: A.n]], [row[0] for row in image[A.n :]]
