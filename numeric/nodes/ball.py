"""K for every matrix within a distance ε of one: the same nodes and witness, each with ε allowed for.

With S = (I − ζA)⁻¹ and ‖E‖ ≤ ε: (I − ζ(A + E))⁻¹ = S(I − ζES)⁻¹, so N(u) ≤ ν for A gives N(u) ≤ ν/(1 − uεν) for A + E
as long as uεν < 1; at u = 1 this also keeps the eigenvalues of A + tE, 0 ≤ t ≤ 1, off the unit circle, so that ρ(A +
E) < 1. A witness loses ε: ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ε‖v‖.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.disc import curves
from kreiss.numeric.disc.circle import Circle
from kreiss.numeric.disc.witness import Witness, root_above, shifted_square
from kreiss.numeric.nodes.chain import Bounds


def widened(A: ExactMatrix, bounds: Bounds, radius: Fraction, bits: int) -> Bounds:
    """The bounds that the steps for A prove for every matrix within ``radius`` of it. Guarantee: exact.

    Raises ``UnstableMatrix`` where the ball may reach a matrix with an eigenvalue on the unit circle.
    """
    steps = tuple(_weakened(A, step, radius, bits) if isinstance(step, Witness) else step for step in bounds.steps)
    circles = [step for step in steps if isinstance(step, Circle)]
    if any(circle.u * radius * circle.nu >= 1 for circle in circles):
        enough = min(1 / (circle.u * circle.nu) for circle in circles)
        raise UnstableMatrix(
            f"the ball may reach a matrix with an eigenvalue on the unit circle: expected a radius below "
            f"{decimal_below(enough, 6)}, for which the nodes exclude that, got {decimal_above(radius, 6)}"
        )
    nodes = [(circle.u, circle.nu / (1 - circle.u * radius * circle.nu)) for circle in circles]
    lower = max((step.lower for step in steps if isinstance(step, Witness)), default=Fraction(1))
    return Bounds(max(lower, Fraction(1)), curves.upper_bound(nodes, bits), bounds.argmax, steps)


def _weakened(A: ExactMatrix, witness: Witness, radius: Fraction, bits: int) -> Witness:
    square = shifted_square(A, witness.z, witness.re, witness.im) / sum(x * x for x in witness.re + witness.im)
    lower = (witness.modulus - 1) / (root_above(square, bits) + radius)
    return replace(witness, lower=Fraction(int(lower * 2**bits), 2**bits))
