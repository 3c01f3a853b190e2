"""Norms of float arrays with every rounding bounded: what BLAS computes proposes, and is widened until it is proved.

IEEE-754 double arithmetic is assumed, and inner products of length k whose error is at most γ_k|x|ᵀ|y| in any order of
summation (Higham, Accuracy and Stability, §3.1). With G = X*X computed, ‖X‖² ≤ s as soon as Cholesky's factorisation
shows sI − G ≻ γ‖X‖_F²·I (Rump, BIT 46, 2006). Guarantee throughout: verified-float.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import scipy.sparse.linalg

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.semidefinite.roundoff import definite, gamma

UNIT = 2.0**-53  # half the distance from 1 to the next float: the error of one rounding
_SHARE = 2.0**-40
"""More than a few operations, or a sum of up to a thousand terms, lose of a number."""
_TINY = 2.0**-1000
"""More than underflow takes away from a product of matrices with entries of order one."""
_SLACKS = (1e-8, 1e-6, 1e-4, 1e-2)  # by which ‖·‖ is raised for Cholesky to succeed, tried in turn: less is sharper
_DENSE = 64  # orders up to which all eigenvalues are as quick as an iteration
_STEPS = 60  # of that iteration, which proposes only
_ROOT_BITS = 128  # of a square root's square: half as many behind the point


def above(x: float) -> float:
    """A float above every number that a few operations on positive floats may have rounded to x."""
    return math.nextafter(x * (1 + _SHARE), math.inf) if x > 0 else max(x, 0.0)


def below(x: float) -> float:
    """A float below every number that a few operations on positive floats may have rounded to x, at least 0."""
    return max(0.0, math.nextafter(x * (1 - _SHARE), -math.inf)) if x > 0 else 0.0


def frobenius_above(X: Array) -> float:
    """A bound of ‖X‖_F, which bounds ‖X‖, for an array of any shape."""
    size = float(np.abs(X).max(initial=0.0))
    if not 0 < size < math.inf:
        return size
    return above(size * float(np.linalg.norm(X / size)) * (1 + gamma(X.size + 8))) + _TINY


def entry_error(A: ExactMatrix) -> float:
    """A bound of the distance between A and its nearest float array."""
    return above(2 * UNIT * frobenius_above(A.approx)) + _TINY


def product_error(length: int, left: float, right: float) -> float:
    """A bound of what rounding does to a product of matrices with these Frobenius norms, summed over ``length``."""
    return above(gamma(2 * length + 8) * left * right) + length * _TINY


def norm_ends(X: Array, near: Array | None = None) -> tuple[float, float, Array]:
    """(lower, upper, v): lower ≤ ‖X‖ ≤ upper for the float array X, real or complex, of any shape, and ‖Xv‖ ≈ ‖X‖.

    ``near`` is where to look for v. An upper end of ∞ says that X is out of range.
    """
    rows, columns = X.shape
    if not np.all(np.isfinite(X)):
        return 0.0, math.inf, np.ones(columns)
    size = float(np.abs(X).max(initial=0.0))
    if size == 0.0:
        return 0.0, 0.0, np.ones(columns)
    exponent = math.frexp(size)[1]
    if rows < columns:
        lower, upper, w = norm_ends(X.conj().T)
        return lower, upper, X.conj().T @ w
    X = X * 2.0**-exponent if exponent < 1000 else X / 2.0**exponent
    G = X.conj().T @ X
    G = (G + G.conj().T) / 2
    total = frobenius_above(X)
    top, v = _dominant(G, near)
    lower = _stretch(X, v, total)
    upper = min(total, _root_bound(G, top, product_error(rows, total, total)))
    return below(_scaled(lower, exponent)), above(_scaled(upper, exponent)), v


def _scaled(x: float, exponent: int) -> float:
    try:
        return math.ldexp(x, exponent)
    except OverflowError:
        return math.inf


def _dominant(G: Array, near: Array | None) -> tuple[float, Array]:
    """The greatest eigenvalue of the Hermitian G and its vector. Guarantee: estimate."""
    if len(G) <= _DENSE:
        values, vectors = np.linalg.eigh(G)
        return float(values[-1]), vectors[:, -1]
    start = near if near is not None and len(near) == len(G) else np.ones(len(G))
    try:
        values, vectors = scipy.sparse.linalg.eigsh(G, 1, v0=start.astype(G.dtype), maxiter=_STEPS, tol=1e-9)
    except scipy.sparse.linalg.ArpackNoConvergence:
        values, vectors = np.linalg.eigh(G)
    return float(values[-1]), np.asarray(vectors[:, -1])


def _stretch(X: Array, v: Array, total: float) -> float:
    """‖Xv‖/‖v‖ from below."""
    length = float(np.linalg.norm(v))
    if not 0 < length < math.inf:
        return 0.0
    image = float(np.linalg.norm(X @ v))
    return below((image - product_error(len(v), total, length)) / above(length))


def _root_bound(G: Array, top: float, error: float) -> float:
    """A number whose square is at least the norm of every matrix within ``error`` of G."""
    least = 16 * gamma(2 * len(G) + 8) * len(G)
    for slack in (least, *(slack for slack in _SLACKS if slack > least)):
        level = top * (1 + slack) + error
        shifted = -G
        shifted[np.diag_indices_from(shifted)] += level
        if definite(shifted):
            return above(math.sqrt(above(level + error)))
    return math.inf


def root_below(x: Fraction) -> Fraction:
    """A rational at most √x, to about sixty bits. Guarantee: exact."""
    return Fraction(math.isqrt((x.numerator << _ROOT_BITS) // x.denominator), 1 << _ROOT_BITS // 2)


def root_above(x: Fraction) -> Fraction:
    """A rational at least √x, to about sixty bits; exactly √x where that is a short dyadic number. Guarantee: exact."""
    lower = root_below(x)
    return lower if lower * lower == x else lower + Fraction(1, 1 << _ROOT_BITS // 2)
