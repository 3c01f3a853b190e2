"""One matrix polynomial bounds the resolvent on all circles a ≤ 1 − u ≤ b: the step ``segment``, anywhere.

``disc.segment`` has the inequality M(v) ⪰ 0 that T has to satisfy, v = 1 − u. T interpolates (v + e)P, where P is the
Riccati solution for ν = (1 + ε)N(u) with one ε: it is smooth, and those for ν = κ/v are not. What the interpolation
misses by enters M(v) squared where κ is nearly reached, since the terms in P cancel there, so that a piece may be as
long as the square root of the room over the curvature of the ratio, wherever it lies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, cos, log2, pi, sqrt
from typing import Any

import numpy as np
from flint import arb_mat

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import ExactMatrix, embedded_array
from kreiss.numeric.disc.circle import riccati
from kreiss.numeric.disc.segment import polynomial
from kreiss.numeric.nodes.riccati import doubling
from kreiss.numeric.semidefinite.bernstein import Proofs, bernstein, interpolated
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite

_DEGREE = 3  # of T: more makes longer pieces and dearer ones
_LARGEST_EPSILON = 0.25
_ROOM_SHARE = 2  # of the room that κ leaves, a half
_ROUNDING = 1e-16  # of P, which is up to ν² large: the error is to be far below √ε
_GUARD = 60  # bits beyond those of the room
_SHORT = 20  # bits of the points of an interpolation

Height = Callable[[Fraction, float], Fraction]
"""(v, tolerance) ↦ N(1 − v), estimated."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """(1 − u)N(u) ≤ κ; e > 0 has the pole of P next to v = −e, and e = 0 is for pieces away from v = 0."""

    A: ExactMatrix
    kappa: Fraction
    e: Fraction
    height: Height

    def room(self, v: Fraction) -> float:
        """κ/(vN(1 − v)) − 1, estimated; large at v = 0."""
        return float(self.kappa / (v * self.height(v, 1e-9)) - 1) if v else 1.0


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A proof that (1 − u)N(u) ≤ κ for w_0 ≤ 1 − u ≤ w_m: e, the coefficients of T, and proofs for each part."""

    kappa: Fraction
    e: Fraction
    ends: tuple[Fraction, ...]
    T: tuple[ExactMatrix, ...]
    proofs: tuple[Proofs, ...]
    precision: int

    def document(self) -> dict[str, Any]:
        """The step ``segment``, in the real embedding. Every proof is a factor; that of a zero matrix is zero."""
        size = 2 * self.T[0].n
        return {
            "reason": "segment",
            "kappa": str(self.kappa),
            "w": [str(end) for end in self.ends],
            "e": str(self.e),
            "T": [T.document() for T in self.T],
            "semidefinite": [
                [_zero(size) if proof is None else proof.document() for proof in part] for part in self.proofs
            ],
        }


def _zero(size: int) -> dict[str, Any]:
    return {"denominator": 1, "lower": [[0] * (i + 1) for i in range(size)], "weights": [0] * size}


def prove_piece(wanted: Wanted, a: Fraction, b: Fraction) -> Piece | None:
    """A proof that (1 − u)N(u) ≤ κ for a ≤ 1 − u ≤ b, or None where this interpolation gives none. Guarantee: exact."""
    room = min(wanted.room(v) for v in (a, (a + b) / 2, b))
    if room <= 0:
        return None
    epsilon = min(room / _ROOM_SHARE, _LARGEST_EPSILON)
    bits = _GUARD + 2 * ceil(-log2(epsilon)) + _DEGREE * max(0, ceil(-log2(b - a)))
    T = _interpolated(wanted, a, b, epsilon, bits)
    if T is None:
        return None
    proofs: list[Dominance] = []
    for X, den in bernstein(polynomial(wanted.A, wanted.kappa, wanted.e, T), a, b):
        proof = prove_semidefinite(X, den) or prove_semidefinite(X, den, precision=bits)
        if proof is None:
            return None
        proofs.append(proof)
    kappa, e = wanted.kappa, wanted.e
    return Piece(kappa=kappa, e=e, ends=(a, b), T=tuple(T), proofs=(tuple(proofs),), precision=max(bits, DOUBLE))


def _interpolated(wanted: Wanted, a: Fraction, b: Fraction, epsilon: float, bits: int) -> list[ExactMatrix] | None:
    """The coefficients of T through its values at Chebyshev points, or None where a Riccati equation was not solved."""
    nodes = [(1 - cos(pi * (2 * i + 1) / (2 * _DEGREE + 2))) / 2 for i in range(_DEGREE + 1)]
    points = [rounded(a + (b - a) * Fraction(node), _SHORT - min(0, ceil(log2(b - a)))) for node in nodes]
    with highprec.working_precision(bits):
        values = []
        for v in points:
            value = _solution(wanted, v, epsilon)
            if value is None:
                return None
            values.append(value)
        return [symmetric_midpoints(coefficient, bits) for coefficient in interpolated(points, values)]


def _solution(wanted: Wanted, v: Fraction, epsilon: float) -> BallMatrix | None:
    """(v + e)P for the Riccati solution P with ν = (1 + ε)N(u)."""
    A, u = wanted.A, 1 - v
    nu = wanted.height(v, epsilon / 1000) * (1 + Fraction(epsilon))
    slack = Fraction(min(2 * epsilon, 0.5) / 3)
    if float(nu * nu) * _ROUNDING <= sqrt(epsilon) / 1000:
        array = riccati(float(u) * embedded_array(A), float(nu * nu * (1 - slack)), float(slack), doubling)
        if array is not None and np.all(np.isfinite(array)):
            return BallMatrix(arb_mat(array.tolist())) * (v + wanted.e)
    F = highprec.balls(A.embedded * u.numerator, A.den * u.denominator)
    P = riccati(F, nu * nu * (1 - slack), slack, doubling)
    return None if P is None else P * (v + wanted.e)


def rounded(x: Fraction, bits: int) -> Fraction:
    """x to ``bits`` bits behind the point."""
    return Fraction(round(x * 2**bits), 2**bits)
