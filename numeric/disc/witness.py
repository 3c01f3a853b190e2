"""Lower bounds by a witness: any z with |z| > 1 and v ≠ 0 give K(A) ≥ (|z| − 1)‖v‖/‖(zI − A)v‖, in exact arithmetic.

z and v have Gaussian-rational coordinates, so the squares are rational; square roots are bounded by rationals q through
q² ≤ x.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.roots import root_below
from kreiss.numeric.nodes.points import gaussian, integer_vector, shifted_square


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
