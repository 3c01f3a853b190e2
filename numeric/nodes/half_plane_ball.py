"""K_ct for every matrix within a distance ε of one: the same lines and witness, each with ε allowed for.

With R = (zI − A)⁻¹ and ‖E‖ ≤ ε: (zI − A − E)⁻¹ = R(I − ER)⁻¹, so M(x) ≤ μ for A gives M(x) ≤ μ/(1 − εμ) for A + E as
long as εμ < 1; at x = 0 this also keeps the eigenvalues of A + tE, 0 ≤ t ≤ 1, off the axis, so that they stay left of
it. A witness loses ε, ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ε‖v‖, and the numerical abscissa grows by ε at most.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.disc.witness import root_above, shifted_square
from kreiss.numeric.half_plane.chain import HalfPlaneWitness, upper_bound
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.nodes.chain import Bounds


def widened(A: ExactMatrix, bounds: Bounds, omega: Fraction, radius: Fraction, bits: int) -> Bounds:
    """The bounds that the steps for A prove for every matrix within ``radius`` of it; ``omega`` > 0 is that of the
    whole ball. Guarantee: exact.

    Raises ``UnstableMatrix`` where the ball may reach a matrix with an eigenvalue on the imaginary axis.
    """
    steps = tuple(
        _weakened(A, step, radius, bits) if isinstance(step, HalfPlaneWitness) else step for step in bounds.steps
    )
    lines = [step for step in steps if isinstance(step, Line)]
    largest = max(line.mu for line in lines)
    if radius * largest >= 1:
        raise UnstableMatrix(
            f"the ball may reach a matrix with an eigenvalue on the imaginary axis: expected a radius below "
            f"{decimal_below(1 / largest, 6)}, for which the nodes exclude that, got {decimal_above(radius, 6)}"
        )
    nodes = [(line.x, line.mu / (1 - radius * line.mu)) for line in lines]
    lower = max((step.lower for step in steps if isinstance(step, HalfPlaneWitness)), default=Fraction(1))
    return Bounds(max(lower, Fraction(1)), upper_bound(nodes, omega, bits), bounds.argmax, steps)


def _weakened(A: ExactMatrix, witness: HalfPlaneWitness, radius: Fraction, bits: int) -> HalfPlaneWitness:
    square = shifted_square(A, witness.z, witness.re, witness.im) / sum(x * x for x in witness.re + witness.im)
    lower = witness.z[0] / (root_above(square, bits) + radius)
    return replace(witness, lower=Fraction(int(lower * 2**bits), 2**bits))
