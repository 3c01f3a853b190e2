"""The dominant eigenvalue of a real matrix, of largest modulus or largest real part: which it is, and its eigenvectors.

All is an estimate that proposes, but for ρ(A) or α(A) where that is rational: an eigenvalue of the integer matrix dA is
an algebraic integer, and so are its modulus and, doubled, its real part. If they are rational they are integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, balls, to_dyadic, working_precision
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.scales import log2
from kreiss.numeric.spectrum.spectral_radius import Extreme

_GUARD_BITS = 40  # of eigenvectors, beyond those that are kept
_NEXT_TO = 1e-9
_OFF = 2.0**-35
"""How far from the eigenvalue, in parts of it, the matrix is inverted: as far as double precision is sure of."""
_MOST_ITERATIONS = 100  # of the search for an eigenvalue: it is refused where they do not settle


@dataclass(frozen=True)
class Pair:
    """An eigenvalue with integer vectors x and y, Ax ≈ λx and yᵀA ≈ λyᵀ; 2^bits is an entry of both."""

    eigenvalue: Fraction
    right: list[int]
    left: list[int]
    bits: int


def dominant(eigenvalues: list[complex], measure: Callable[[Any], Any]) -> list[complex]:
    """Those whose measure is about the largest, the largest first. Guarantee: estimate."""
    size = max(abs(value) for value in eigenvalues)
    top = max(float(measure(value)) for value in eigenvalues)
    return sorted(
        (value for value in eigenvalues if float(measure(value)) >= top - _NEXT_TO * size), key=measure, reverse=True
    )


def pair_near(A: ExactMatrix, at: float, bits: int) -> Pair | None:
    """The eigenvalue nearest to ``at`` and its vectors to about ``bits`` bits; None where inverse iteration stalls.

    Guarantee: estimate.
    """
    precision = 2 * bits + _GUARD_BITS
    with working_precision(precision):
        X = balls(A.embedded, A.den)
        size = max(abs(at), float(np.abs(A.approx).max()))
        inverse = highprec.solve(X - highprec.identity_like(X) * (at + _OFF * size), highprec.identity_like(X))
        if inverse is None:
            return None
        right, left = _iterated(inverse, bits), _iterated(inverse.T, bits)
        if right is None or left is None:
            return None
        value = ((left.T @ X @ right).balls[0, 0] / (left.T @ right).balls[0, 0]).mid()
        if not value.is_finite():
            return None
        x, y = (to_dyadic(v, bits).entries() for v in (right, left))
        man, exponent = value.man_exp()
    return Pair(Fraction(int(man)) * Fraction(2) ** int(exponent), [int(v) for v in x], [int(v) for v in y], bits)


def _iterated(inverse: BallMatrix, bits: int) -> BallMatrix | None:
    """The eigenvector to the eigenvalue of largest modulus, with an entry 1 and none above 2."""
    v, place = BallMatrix(arb_mat([[1 + arb(i % 7) / 16] for i in range(len(inverse))])), 0
    for _ in range(_MOST_ITERATIONS):
        image = inverse @ v
        sizes = [abs(float(entry)) for entry in image.balls.entries()]
        if not np.all(np.isfinite(sizes)) or max(sizes) == 0:
            return None
        if 2 * sizes[place] < max(sizes):
            place = int(np.argmax(sizes))
        image = BallMatrix((image.balls / image.balls[place, 0]).mid())
        change = max(abs(entry) for entry in (image - v).balls.entries())
        v = image
        if change < arb((1, -bits - 8)):
            return v
    return None


def rational(A: ExactMatrix, known: Extreme, measure: Callable[[Any], Any]) -> Fraction | None:
    """The rational number that ρ(A) or α(A), which ``known`` encloses, is if it is rational; None where it is not.

    Guarantee: exact in what it excludes; the number itself is still to be proved.
    """
    if not known.proved or known.lower == known.upper:
        return known.lower if known.proved else None
    den = 2 * A.den
    with working_precision(den.bit_length() + max(0, log2(abs(known.near))) + _GUARD_BITS):
        found: list[Any] = A.characteristic.complex_roots()  # pairs (root, multiplicity)
        values = [measure(root) * den for root, _ in found]
        whole = {int(value.unique_fmpz()) for value in values if value.unique_fmpz() is not None}
    return next((Fraction(k, den) for k in whole if known.lower <= Fraction(k, den) <= known.upper), None)
