"""Circles: pieces for many of them, and one circle for all larger ones in z, the step ``disc``.

``disc.segment`` has the inequality M(v) ⪰ 0 that T has to satisfy, v = 1 − u; T interpolates (v + e)P. The disc proves
N(u') ≤ ν for 0 < u' ≤ u, and so (1 − u')N(u') ≤ κ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from flint import arb_mat

from kreiss.numeric.algebraic.piece import Curves
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix, embedded_array
from kreiss.numeric.disc.circle import Circle, prove_circle, riccati
from kreiss.numeric.disc.segment import RimSegment, polynomial
from kreiss.numeric.nodes.node import Stable, prove_stable
from kreiss.numeric.nodes.riccati import doubling
from kreiss.numeric.nodes.segment import Height
from kreiss.numeric.semidefinite.bernstein import Polynomial, Proofs

_LEAST_ROOM = 1e-3  # of κ over N(u): less takes more bits than a segment
_ROUNDING = 1e-16  # of P, which is up to ν² large: the error is to be far below √ε


@dataclass(frozen=True)
class Disc:
    """A circle with N(u) ≤ ν, and the proof that its P is ≻ 0."""

    circle: Circle
    stable: Stable

    @property
    def precision(self) -> int:
        """The bits that it took."""
        return self.circle.precision

    def document(self) -> dict[str, Any]:
        """The step ``disc``, in which every proof is a factor, or elimination."""
        circle = replace(self.circle, slack=0.0)
        stable = replace(self.stable, node=circle).document()
        return {**circle.document(), "reason": "disc", "definite": stable["definite"]}


class Circles(Curves):
    """|z| = 1/(1 − v); e > 0 has the pole of P next to v = −e, and e = 0 is for pieces away from v = 0."""

    end = Fraction(1)

    def __init__(self, A: ExactMatrix, kappa: Fraction, height: Height, e: Fraction) -> None:
        super().__init__(A, kappa, height)
        self.e = e

    def beyond(self, v: Fraction) -> tuple[tuple[Disc], Fraction] | None:
        """N ≤ κ on (0, 1 − v], where double precision finds that. Guarantee: exact."""
        room = float(self.kappa / self.height(v, _LEAST_ROOM / 10)) - 1
        if room < _LEAST_ROOM:
            return None
        circle = prove_circle(self.A, 1 - v, self.kappa, room)
        stable = None if circle is None else prove_stable(circle)
        return None if circle is None or stable is None else ((Disc(circle, stable),), self.end)

    def unit(self, _: Fraction) -> Fraction:
        """1: the pole of P may be anywhere beyond the circle."""
        return Fraction(1)

    def where(self, v: Fraction) -> str:
        """|z|."""
        return f"|z| = {float(1 / (1 - v)):.9g}" if v < 1 else "z = ∞"

    def solution(self, v: Fraction, epsilon: float) -> BallMatrix | None:
        """(v + e)P for the Riccati solution P with ν = (1 + ε)N(u)."""
        A, u = self.A, 1 - v
        nu = self.height(v, epsilon / 1000) * (1 + Fraction(epsilon))
        slack = Fraction(min(2 * epsilon, 0.5) / 3)
        if float(nu * nu) * _ROUNDING <= sqrt(epsilon) / 1000:
            array = riccati(float(u) * embedded_array(A), float(nu * nu * (1 - slack)), float(slack), doubling)
            if array is not None and np.all(np.isfinite(array)):
                return BallMatrix(arb_mat(array.tolist())) * (v + self.e)
        F = highprec.balls(A.embedded * u.numerator, A.den * u.denominator)
        P = riccati(F, nu * nu * (1 - slack), slack, doubling)
        return None if P is None else P * (v + self.e)

    def polynomial(self, T: Sequence[ExactMatrix]) -> Polynomial:
        """M(v)."""
        return polynomial(self.A, self.kappa, self.e, T)

    def segment(
        self, ends: tuple[Fraction, Fraction], T: Sequence[ExactMatrix], proofs: Proofs, bits: int
    ) -> RimSegment:
        """(1 − u)N(u) ≤ κ between the ends."""
        return RimSegment(kappa=self.kappa, e=self.e, ends=ends, T=tuple(T), proofs=(proofs,), precision=bits)
