"""σ_min(zI − A) on a grid of points z, for portraits: one Schur form, then inverse Lanczos on all points at once.

With A = QTQ*, σ_min(zI − A) = σ_min(zI − T), and 1/σ_min² is the largest eigenvalue of S⁻¹S⁻*, S = zI − T (S.-H. Lui,
SIAM J. Sci. Comput. 18, 1997; L. N. Trefethen, Acta Numerica 8, 1999). Only the diagonal of S depends on z, so one
back-substitution serves all points: blocks of T times blocks of vectors are matrix products, and the n divisions by
z − t_jj are vectorised over the points. Everything here is an estimate; ``certify_kreiss`` proves.
"""

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric.arithmetic.matrices import Array, exact_matrix

_BLOCK = 32  # rows solved by one matrix product: larger blocks waste work on the triangle
_DENSE = 24  # orders up to which all singular values are as quick as an iteration
_POINTS = 4096  # at once: more save calls, and take memory
_CHECKS = (4, 7, 11, 16, 23, 32, 45)  # steps at which Lanczos is looked at, the last of which ends it
_TOLERANCE = 1e-3  # growth below which it has settled: a picture shows no more


@dataclass(frozen=True)
class Grid:
    """σ_min(zI − A) at z = x_j + iy_i: ``sigma`` has a row for each y. Guarantee: estimate, about 3 digits."""

    x: Array
    y: Array
    sigma: Array


def sigma_grid(A: object, x: Array, y: Array) -> Grid:
    """σ_min(zI − A) on the grid of all x_j + iy_i. Guarantee: estimate, to a relative error of about 1e-3.

    Raises ``InvalidMatrix`` for unusable input, and for entries outside the range of double precision.
    """
    matrix = exact_matrix(A).approx
    if not np.all(np.isfinite(matrix)):
        raise InvalidMatrix("expected entries within the range of double precision for a picture")
    x, y = (np.asarray(axis, dtype=float) for axis in (x, y))
    if x.ndim != 1 or y.ndim != 1 or not x.size or not y.size:
        raise InvalidArgument("expected two non-empty lists of coordinates")
    mirrored = len(y) > 1 and np.allclose(y, -y[::-1], rtol=1e-12, atol=0.0)
    if np.isrealobj(matrix) and mirrored:  # σ_min at z̄ is that at z
        half = sigma_at(matrix, x[None, :] + 1j * y[len(y) // 2 :, None])
        sigma = np.concatenate([half[len(y) % 2 :][::-1], half])
    else:
        sigma = sigma_at(matrix, x[None, :] + 1j * y[:, None])
    return Grid(x, y, sigma)


def sigma_at(A: Array, z: Array) -> Array:
    """σ_min(zI − A) for an array of points z, in the shape of z. Guarantee: estimate, as ``sigma_grid``."""
    points = np.ravel(z).astype(complex)
    if len(A) <= _DENSE:
        chunks = np.array_split(points, -(-points.size // _POINTS))
        eye = np.eye(len(A))
        values = [np.linalg.svd(chunk[:, None, None] * eye - A, compute_uv=False)[:, -1] for chunk in chunks]
    else:
        T = scipy.linalg.schur(A, output="complex", check_finite=False)[0]
        values = [_lanczos(T, chunk) for chunk in np.array_split(points, -(-points.size // _POINTS))]
    return np.concatenate(values).reshape(np.shape(z))


def _lanczos(T: Array, z: Array) -> Array:
    """σ_min(zI − T) for the triangular T: the three-term recurrence for S⁻¹S⁻* from a random vector, until it settles.

    The largest eigenvalue of the tridiagonal matrix is wanted, for which lost orthogonality does no harm.
    """
    n, rng = len(T), np.random.default_rng(0)
    start = rng.standard_normal(n) + 1j * rng.standard_normal(n)
    result = np.zeros(len(z))
    active = np.arange(len(z))
    v = np.repeat((start / np.linalg.norm(start))[:, None], len(z), axis=1)
    previous = np.zeros_like(v)
    alphas, betas, last = np.zeros((len(z), 0)), np.zeros((len(z), 0)), np.zeros(len(z))
    for step in range(1, _CHECKS[-1] + 1):
        shifts = z[active] - np.diag(T)[:, None]
        with np.errstate(all="ignore"):
            w = _solve(T, shifts, _solve_adjoint(T, shifts, v))
            alpha = np.einsum("ij,ij->j", v.conj(), w).real
            w -= alpha * v + (betas[:, -1] if step > 1 else 0.0) * previous
            beta = np.linalg.norm(w, axis=0)
            alphas, betas = np.column_stack([alphas, alpha]), np.column_stack([betas, beta])
            previous, v = v, w / np.where(beta > 0, beta, 1.0)
        if step not in _CHECKS:
            continue
        top = _largest_eigenvalues(alphas, betas[:, :-1])
        result[active] = 1 / np.sqrt(np.where(top > 0, top, np.inf))
        going = (top - last > _TOLERANCE * top) & np.isfinite(top)
        if not going.any():
            break
        active, last = active[going], top[going]
        v, previous, alphas, betas = v[:, going], previous[:, going], alphas[going], betas[going]
    return result


def _largest_eigenvalues(diagonal: Array, off: Array) -> Array:
    """The largest eigenvalue of each symmetric tridiagonal matrix; inf where an entry is not finite."""
    count, k = diagonal.shape
    tridiagonal = np.zeros((count, k, k))
    index = np.arange(k)
    tridiagonal[:, index, index] = diagonal
    tridiagonal[:, index[1:], index[:-1]] = off
    finite = np.isfinite(tridiagonal).all(axis=(1, 2))
    result = np.full(count, np.inf)
    result[finite] = np.linalg.eigvalsh(tridiagonal[finite])[:, -1]
    return result


def _solve(T: Array, shifts: Array, B: Array) -> Array:
    """(zI − T)⁻¹b for every point's column b, from the last block of rows up; shifts are z − t_jj."""
    X = B.copy()
    for bottom in range(len(T), 0, -_BLOCK):
        top = max(bottom - _BLOCK, 0)
        X[top:bottom] += T[top:bottom, bottom:] @ X[bottom:]
        for j in range(bottom - 1, top - 1, -1):
            X[j] = (X[j] + T[j, j + 1 : bottom] @ X[j + 1 : bottom]) / shifts[j]
    return X


def _solve_adjoint(T: Array, shifts: Array, B: Array) -> Array:
    """(zI − T)⁻*b for every point's column b, from the first block of rows down."""
    X = B.copy()
    adjoint = T.conj().T
    for top in range(0, len(T), _BLOCK):
        bottom = min(top + _BLOCK, len(T))
        X[top:bottom] += adjoint[top:bottom, :top] @ X[:top]
        for j in range(top, bottom):
            X[j] = (X[j] + adjoint[j, top:j] @ X[top:j]) / shifts[j].conj()
    return X
