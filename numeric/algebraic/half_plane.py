"""Vertical lines: pieces for many of them, and one line for those to its right, as far as its bound reaches.

``half_plane.segment`` has the inequality H(x) ⪰ 0 for T = T₀ + xT'. Away from the axis T₀ = 0 will do: T' is P itself,
for which that is the inequality of a line, its second rows and columns multiplied by x. A line with M(x) ≤ μ and P ≻ 0
proves M ≤ μ on [x, ∞), and so x'·M(x') ≤ κ for x ≤ x' ≤ κ/μ; from κω/(κ − 1) on, the numerical abscissa ω proves it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
from flint import arb_mat

from kreiss.numeric.algebraic.piece import Curves, rounded
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix, embedded_array
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two
from kreiss.numeric.half_plane.line import Line, prove_line, riccati
from kreiss.numeric.half_plane.segment import AxisSegment, polynomial
from kreiss.numeric.nodes.node import Stable, prove_stable
from kreiss.numeric.nodes.segment import Height
from kreiss.numeric.semidefinite.bernstein import Polynomial, Proofs

_LEAST_ROOM = 0.5  # of κ over x·M(x): with less a piece is longer
_OF_THE_ROOM = 1 / 8  # what a line leaves between M(x) and its μ
_BITS = 12  # of μ
_ROUNDING = 1e-16  # of P, which is up to μ² large: the error is to be far below √ε


class Lines(Curves):
    """Re z = v, up to κω/(κ − 1)."""

    def __init__(self, A: ExactMatrix, kappa: Fraction, height: Height, omega: Fraction) -> None:
        super().__init__(A, kappa, height)
        self.end = kappa * omega / (kappa - 1)
        self.balanced = balance(A)
        self.scale = power_of_two(frobenius_norm(A))

    def beyond(self, v: Fraction) -> tuple[tuple[Line, Stable], Fraction] | None:
        """M ≤ μ on [v, ∞), in factors, where double precision finds that and it reaches far. Guarantee: exact."""
        room = self.room(v)
        if room < _LEAST_ROOM:
            return None
        share = min(room, 1.0) * _OF_THE_ROOM
        mu = self.height(v, share / 100) * (1 + Fraction(share))
        mu = rounded(mu, _BITS - int(log2(mu)))
        line = prove_line(self.balanced, v, mu, share)
        stable = None if line is None else prove_stable(line)
        if line is None or stable is None:
            return None
        line = replace(line, slack=0.0)
        return (line, replace(stable, node=line)), self.kappa / mu

    def unit(self, v: Fraction) -> Fraction:
        """v: P has its poles left of the axis."""
        return v

    def where(self, v: Fraction) -> str:
        """Re z."""
        return Line.where(v)

    def solution(self, v: Fraction, epsilon: float) -> BallMatrix | None:
        """The Riccati solution P with μ = (1 + ε)M(x)."""
        mu = self.height(v, epsilon / 1000) * (1 + Fraction(epsilon)) * self.scale
        slack = Fraction(min(2 * epsilon, 0.5) / 3)
        scaled, x = self.A.divided(self.scale), v / self.scale
        if float(mu * mu) * _ROUNDING <= sqrt(epsilon) / 1000:
            X = embedded_array(scaled)
            array = riccati(X, np.eye(len(X)), float(x), float(mu * mu * (1 - slack)), float(slack))
            if array is not None and np.all(np.isfinite(array)):
                return BallMatrix(arb_mat(array.tolist())) / self.scale
        balls = highprec.balls(scaled.embedded, scaled.den)
        P = riccati(balls, highprec.identity_like(balls), x, mu * mu * (1 - slack), slack)
        return None if P is None else P / self.scale

    def polynomial(self, T: Sequence[ExactMatrix]) -> Polynomial:
        """H(x), for T₀ = 0."""
        return polynomial(self.A, self.kappa, self._from_zero(T))

    def segment(
        self, ends: tuple[Fraction, Fraction], T: Sequence[ExactMatrix], proofs: Proofs, bits: int
    ) -> AxisSegment:
        """x·M(x) ≤ κ between the ends."""
        T = self._from_zero(T)
        return AxisSegment(kappa=self.kappa, start=ends[0], ends=ends[1:], T=tuple(T), proofs=(proofs,), precision=bits)

    def _from_zero(self, T: Sequence[ExactMatrix]) -> list[ExactMatrix]:
        return [ExactMatrix(T[0].re * 0, None, 1), *T]
