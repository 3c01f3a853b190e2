"""Eigenvalues inside the unit circle and next to it, in floats."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import scipy.linalg

from kreiss.numeric.arithmetic.highprec import BallMatrix, from_floats, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, embedded_array
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_LARGEST_NEARBY = 32  # orders up to which eigenvalues next to the circle are split off
NEXT_TO = 1e-4  # the boundary: farther eigenvalues need no special care


@dataclass(frozen=True)
class Nearby:
    """Eigenvalues inside the circle and next to it, in floats: (1 − ρ)/ρ, and the projector Π' away from them."""

    A: Array
    e: Fraction
    rest: Array
    angles: tuple[float, ...] = ()

    def inner(self) -> tuple[BallMatrix, BallMatrix]:
        """(Π'A, Π'*Π')."""
        return from_floats(self.rest @ self.A), from_floats(self.rest.T @ self.rest)

    def start(self, target: BallMatrix, bits: int) -> ExactMatrix:
        """The ``target``, rounded to ``bits`` bits."""
        return symmetric_midpoints(target, bits)


def nearby(A: ExactMatrix) -> Nearby | None:
    """The eigenvalues inside the circle and next to it; None where none is, or A is large. Guarantee: estimate."""
    X = embedded_array(A)
    if len(X) > _LARGEST_NEARBY or not np.all(np.isfinite(X)):
        return None
    distance = float(1 - spectral_radius(A).near)
    if not 0 < distance < NEXT_TO:
        return None
    least = 1 - distance**0.5
    T, Q, k = scipy.linalg.schur(X, output="complex", sort=lambda eigenvalue: abs(eigenvalue) > least)
    Y = scipy.linalg.solve_sylvester(T[:k, :k], -T[k:, k:], -T[:k, k:])
    projector = Q[:, :k] @ np.hstack([np.eye(k), -Y]) @ Q.conj().T
    return Nearby(X, Fraction(distance / (1 - distance)), np.eye(len(X)) - projector.real)
