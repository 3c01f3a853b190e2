"""Lower bounds by a witness, in exact arithmetic: any v ≠ 0 with any z outside of the disc, or in the half-plane, gives

    K(A) ≥ (|z| − 1)‖v‖/‖(zI − A)v‖,   K_ct(A) ≥ Re z·‖v‖/‖(zI − A)v‖.

z and v have Gaussian-rational coordinates, so that the squares are rational; roots are bounded by rationals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.roots import root_above, root_below
from kreiss.numeric.nodes.points import shifted_square


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

    def weakened(self, A: ExactMatrix, radius: Fraction, bits: int) -> Witness:
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
