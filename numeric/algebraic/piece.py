"""One matrix polynomial bounds the resolvent on all curves between two places: the step ``segment``, anywhere.

T interpolates Riccati solutions, those for (1 + ε) times the resolvent's maximum with one ε: they are smooth, and those
for κ over the distance from the boundary are not. What the interpolation misses by enters the inequality squared where
κ is nearly reached, since the terms in P cancel there, so that a piece may be as long as the square root of the room
over the curvature of the ratio, wherever it lies.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, cos, log2, pi

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.nodes.segment import Height, Segment
from kreiss.numeric.semidefinite.bernstein import Polynomial, Proofs, bernstein, interpolated
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite

DEGREE = 3  # of what is interpolated: more makes longer pieces and dearer ones
_LARGEST_EPSILON = 0.25
_ROOM_SHARE = 2  # of the room that κ leaves, a half
_GUARD = 60  # bits beyond those of the room
_SHORT = 20  # bits of the points of an interpolation
_TOLERANCE = 1e-9  # of the height that the room is measured by


class Curves(ABC):
    """The curves of one matrix by their distance v from the boundary, where v·height(v) ≤ κ is to be proved."""

    end: Fraction
    """From there on nothing is left to prove."""

    def __init__(self, A: ExactMatrix, kappa: Fraction, height: Height) -> None:
        self.A, self.kappa, self.height = A, kappa, height

    def room(self, v: Fraction) -> float:
        """κ/(v·height(v)) − 1, estimated; large at v = 0."""
        return float(self.kappa / (v * self.height(v, _TOLERANCE)) - 1) if v else 1.0

    @abstractmethod
    def beyond(self, v: Fraction) -> tuple[tuple[Step, ...], Fraction] | None:
        """A bound from v on, and how far it proves the ratio ≤ κ; None where it is not found, or not worth it."""

    @abstractmethod
    def unit(self, v: Fraction) -> Fraction:
        """What lengths are measured by at v."""

    @abstractmethod
    def where(self, v: Fraction) -> str:
        """The curve in words."""

    @abstractmethod
    def solution(self, v: Fraction, epsilon: float) -> BallMatrix | None:
        """What is interpolated, at v, for (1 + ε)·height(v); None where the Riccati equation was not solved."""

    @abstractmethod
    def polynomial(self, T: Sequence[ExactMatrix]) -> Polynomial:
        """What has to be ⪰ 0, for the coefficients of the interpolant."""

    @abstractmethod
    def segment(self, ends: tuple[Fraction, Fraction], T: Sequence[ExactMatrix], proofs: Proofs, bits: int) -> Segment:
        """The step that says so."""


def prove_piece(curves: Curves, a: Fraction, b: Fraction) -> Segment | None:
    """A proof of the ratio ≤ κ for a ≤ v ≤ b, or None where this interpolation gives none. Guarantee: exact."""
    room = min(curves.room(v) for v in (a, (a + b) / 2, b))
    if room <= 0:
        return None
    epsilon = min(room / _ROOM_SHARE, _LARGEST_EPSILON)
    bits = _GUARD + 2 * ceil(-log2(epsilon)) + DEGREE * max(0, ceil(log2(curves.unit(b) / (b - a))))
    T = _interpolated(curves, a, b, epsilon, bits)
    if T is None:
        return None
    proofs: list[Dominance] = []
    for X, den in bernstein(curves.polynomial(T), a, b):
        proof = prove_semidefinite(X, den) or prove_semidefinite(X, den, precision=bits)
        if proof is None:
            return None
        proofs.append(proof)
    return curves.segment((a, b), T, tuple(proofs), max(bits, DOUBLE))


def _interpolated(curves: Curves, a: Fraction, b: Fraction, epsilon: float, bits: int) -> list[ExactMatrix] | None:
    """The coefficients through the values at Chebyshev points, or None where a Riccati equation was not solved."""
    nodes = [(1 - cos(pi * (2 * i + 1) / (2 * DEGREE + 2))) / 2 for i in range(DEGREE + 1)]
    points = [rounded(a + (b - a) * Fraction(node), _SHORT - ceil(log2(b - a))) for node in nodes]
    with highprec.working_precision(bits):
        values = []
        for v in points:
            value = curves.solution(v, epsilon)
            if value is None:
                return None
            values.append(value)
        return [symmetric_midpoints(coefficient, bits) for coefficient in interpolated(points, values)]


def rounded(x: Fraction, bits: int) -> Fraction:
    """x to ``bits`` bits behind the point."""
    unit = Fraction(2) ** bits
    return Fraction(round(x * unit)) / unit
