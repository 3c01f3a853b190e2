"""Semidefiniteness in floating point, proved: every rounding error is bounded.

IEEE-754 double arithmetic, rounding to nearest, and inner products whose error is at most γ_k|x|ᵀ|y|, γ_k = ku/(1 −
ku), u = 2^−53, in any order of summation (Higham, Accuracy and Stability, §3.1), are all that is assumed; this covers
BLAS with or without fused multiply-add, but not fast matrix multiplication. If floating-point Cholesky of B runs to
completion then λ_min(B) ≥ −γ_{m+1}/(1 − γ_{m+1})·trace(B) (Rump, BIT 46, 2006). Complex products count as real ones
of twice the length.
"""

from __future__ import annotations

import numpy as np

from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.semidefinite.positivity import float_cholesky

_UNIT = 2.0**-53  # half the distance from 1 to the next float: the error of one rounding
_LARGEST = 2.0**200  # up to it no sum of squares overflows
_ALMOST_INFINITE = 2.0**199
"""A ν² that asks nothing of N: L ≻ 0 for it, and its first block is P − F*PF − I ≻ 0."""
_UNDERFLOW = 2.0**-200
"""What underflow can add when entries and scales are at most 2^200 and an order is below 2^20."""
_SAFETY = 1.5
"""Covers the rounding of the bounds themselves, and the use of one triangle for both."""


def gamma(k: int) -> float:
    """γ_k = ku/(1 − ku), doubled for the √2 of complex arithmetic."""
    return 2 * k * _UNIT / (1 - k * _UNIT)


def circle_holds(F: Array, P: Array, nu2: float) -> bool:
    """Whether [[P − F'*PF' − I, −F'*P], [−PF', ν²I − P]] ≻ 0 for all F' with |F' − F| ≤ 4u|F| entrywise.

    P is exactly Hermitian and ν² is at least ``nu2``. Guarantee: verified-float; False proves nothing.
    """
    n = len(F)
    M = P @ F
    T = F.conj().T @ M
    blocks = (P - T - np.eye(n), -M, nu2 * np.eye(n) - P)
    diagonal = np.concatenate([blocks[0].diagonal().real, blocks[2].diagonal().real])
    if not np.all(np.isfinite(T)) or diagonal.min() <= 0 or max(_largest(F), _largest(P), nu2) > _LARGEST:
        return False
    d = _scales(diagonal)
    if d is None:
        return False
    top, bottom = d[:n], d[n:]
    f, m, p = _column_norms(F), _column_norms(M), _column_norms(P)
    g = gamma(2 * n + 8)
    error_M = g * _norm(bottom * p) * _norm(top * f)
    error_T = g * _norm(top * f) * (_norm(top * m) + 2 * _norm(p) * _norm(top * f))
    scaled = np.empty((2 * n, 2 * n), dtype=M.dtype)
    scaled[:n, :n] = _hermitian(blocks[0]) * np.outer(top, top)
    scaled[n:, :n] = blocks[1] * np.outer(bottom, top)
    scaled[:n, n:] = 0.0
    scaled[n:, n:] = blocks[2] * np.outer(bottom, bottom)
    above = _norm((np.abs(P) + np.abs(T) + np.eye(n)) * np.outer(top, top))
    below = _norm((np.abs(P) + nu2 * np.eye(n)) * np.outer(bottom, bottom))
    return _definite(scaled, error_T + 2 * error_M + 4 * _UNIT * (above + below))


def stein_holds(F: Array, P: Array) -> bool:
    """Whether P ≻ 0 and P − F'*PF' ≻ 0 for all |F' − F| ≤ 4u|F| entrywise, so that ρ(F') < 1 (Stein).

    P is exactly Hermitian. Guarantee: verified-float; False proves nothing.
    """
    return circle_holds(F, P, _ALMOST_INFINITE) and definite(P)


def line_holds(A: Array, x: float, P: Array, mu2: float) -> bool:
    """Whether [[2x'P − A'*P − PA' − I, −P], [−P, μ²I]] ≻ 0 for all |A' − A| ≤ u|A| entrywise and |x' − x| ≤ u|x|.

    P is exactly Hermitian and μ² is at least ``mu2``. Guarantee: verified-float; False proves nothing.
    """
    n = len(A)
    M = P @ A
    first = 2 * x * P - (M + M.conj().T) - np.eye(n)
    diagonal = np.concatenate([first.diagonal().real, np.full(n, mu2)])
    if not np.all(np.isfinite(M)) or diagonal.min() <= 0 or max(_largest(A), _largest(P), mu2) > _LARGEST:
        return False
    d = _scales(diagonal)
    if d is None:
        return False
    top, bottom = d[:n], d[n:]
    scaled = np.zeros((2 * n, 2 * n), dtype=M.dtype)
    scaled[:n, :n] = _hermitian(first) * np.outer(top, top)
    scaled[n:, :n] = -P * np.outer(bottom, top)
    scaled[n:, n:] = np.diag(mu2 * bottom**2)
    return _definite(scaled, _norm(_line_errors(A, x, P, M) * np.outer(top, top)))


def _line_errors(A: Array, x: float, P: Array, M: Array) -> Array:
    """What rounding and |A' − A| ≤ u|A|, |x' − x| ≤ u|x| change in 2xP − M − M* − I, M = PA, at most, entrywise."""
    n = len(A)
    products = gamma(2 * n + 8) * (np.abs(P) @ np.abs(A))
    sums = 8 * _UNIT * (2 * abs(x) * np.abs(P) + 2 * np.abs(M) + np.eye(n))
    errors: Array = products + products.T + sums + sums.T
    return errors


def definite(P: Array) -> bool:
    """Whether the exactly Hermitian P is ≻ 0. Guarantee: verified-float; False proves nothing."""
    if not np.all(np.isfinite(P)) or P.diagonal().real.min() <= 0 or _largest(P) > _LARGEST:
        return False
    d = _scales(P.diagonal().real)
    return d is not None and _definite(P * np.outer(d, d), 0.0)


def norm_bound(A: Array) -> float:
    """A bound on ‖A‖, at most n^¼ times it: ‖A‖² ≤ max_i Σ_j |A*A|_ij. Guarantee: verified-float."""
    largest = _largest(A)
    if not largest:
        return 0.0
    A = A / largest
    errors = gamma(2 * len(A) + 8) * float(np.linalg.norm(A)) ** 2 * len(A) ** 0.5
    return 1.001 * largest * float(np.sqrt(np.abs(A.conj().T @ A).sum(axis=1).max() + errors))


def _definite(scaled: Array, error: float) -> bool:
    """Whether every Hermitian matrix within ``error`` of ``scaled`` (its lower triangle) is ≻ 0."""
    m = len(scaled)
    g = gamma(2 * m + 8)
    completion = 2 * g * float(np.abs(scaled.diagonal()).sum())
    return float_cholesky(scaled, _SAFETY * (error + completion) + _UNDERFLOW) is not None


def _scales(diagonal: Array) -> Array | None:
    """Powers of two d with d²·diagonal of order one, or None where they would leave the safe range."""
    d = np.ldexp(1.0, -np.round(np.log2(diagonal) / 2).astype(int))
    return None if d.max() > _LARGEST or d.min() < 1 / _LARGEST else d


def _hermitian(X: Array) -> Array:
    return (X + X.conj().T) * 0.5


def _largest(X: Array) -> float:
    return float(np.abs(X).max())


def _norm(X: Array) -> float:
    return float(np.linalg.norm(X))


def _column_norms(X: Array) -> Array:
    return np.asarray(np.linalg.norm(X, axis=0))
