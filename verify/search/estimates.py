"""Fast float estimates of norms, radii, Kreiss constants and powers, for a search that asks for thousands of them.

Guarantee: estimate. Nothing here is a bound.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

_MOST_CONDITION, _TOUCHING = 1e12, 1e-12  # above it an inverse is noise; and what counts as 1 in floats
_SHORTEST, _LONGEST, _SPENT = 0.1, 400, 0.1
"""Of sup ‖exp(tA)‖: steps of ‖A‖t, their number, and a norm below which the transient is over."""
Estimate = Callable[[NDArray[np.float64]], float]


def _defined(estimate: Estimate) -> Estimate:
    """The estimate, nan for a matrix that is undefined and +∞ for one that overflows."""

    @wraps(estimate)
    def guarded(A: NDArray[np.float64]) -> float:
        if np.isfinite(A).all():
            return estimate(A)
        return np.nan if np.isnan(A).any() else np.inf

    return guarded


@_defined
def norm(A: NDArray[np.float64]) -> float:
    """‖A‖."""
    return abs(float(A[0, 0])) if A.size == 1 else float(np.linalg.norm(A, 2))


@_defined
def spectral_radius(A: NDArray[np.float64]) -> float:
    """ρ(A)."""
    return abs(float(A[0, 0])) if A.size == 1 else float(np.abs(np.linalg.eigvals(A)).max())


def inverse(A: NDArray[np.float64]) -> NDArray[np.float64]:
    """A⁻¹, or nan where A is singular or too close to it: what looks large there may have no value."""
    if not np.isfinite(A).all() or np.linalg.cond(A) > _MOST_CONDITION:
        return np.full_like(A, np.nan)
    return np.array(np.linalg.inv(A), dtype=np.float64)


@_defined
def kreiss_constant(A: NDArray[np.float64]) -> float:
    """An estimate of K(A) from below: the best of a grid around the spectrum, refined three times; 1 if w(A) ≤ 1.

    The maximum over |z| = r of a non-negative A lies at z = r; a general A is sampled at a few angles.
    """
    rho = spectral_radius(A)
    if not rho < 1:
        return 1.0 if rho < 1 + _TOUCHING and numerical_radius(A) < 1 + _TOUCHING else np.inf
    real_axis = bool((A >= 0).all())
    radii, angles = _REAL_GRID if real_axis else _GRID
    best, r, angle = _best_on(A, 1 + (1 - rho) * radii, angles)
    spread, turn = 1.0, np.pi / 16
    for _ in range(3):
        radii, angles = _REAL_STAR if real_axis or angle in (0, np.pi) else _STAR
        best, r, angle = max((best, r, angle), _best_on(A, 1 + (r - 1) * np.exp(spread * radii), angle + turn * angles))
        spread, turn = spread / 4, turn / 4
    return max(1.0, best)


def _grid(radii: Any, angles: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r, angle = np.meshgrid(radii, angles)
    return r.ravel(), angle.ravel()


_RELATIVE_RADII = np.concatenate([np.exp(np.arange(-4.0, 6.1)), [1e5]])
_GRID, _STAR = _grid(_RELATIVE_RADII, np.linspace(0, np.pi, 9)), _grid(np.linspace(-1, 1, 7), np.linspace(-1, 1, 7))
_REAL_GRID, _REAL_STAR = _grid(_RELATIVE_RADII, [0.0]), _grid(np.linspace(-1, 1, 9), [0.0])


def _best_on(A: NDArray[np.float64], r: Any, angle: Any) -> tuple[float, float, float]:
    values = (r - 1) / _least_singular(r * np.exp(1j * angle), A)
    best = int(values.argmax())
    return float(values[best]), float(r[best]), float(angle[best])


def _least_singular(z: Any, A: NDArray[np.float64]) -> Any:
    """σ_min(zI − A) for an array of z; 2×2 in closed form."""
    if len(A) == 2:
        a, d = z - A[0, 0], z - A[1, 1]
        total = np.abs(a) ** 2 + np.abs(d) ** 2 + (A[0, 1] ** 2 + A[1, 0] ** 2)
        det = np.abs(a * d - A[0, 1] * A[1, 0])
        return det / np.sqrt((total + np.sqrt(np.maximum(total**2 - 4 * det**2, 0))) / 2)
    return np.linalg.svd(z[:, None, None] * np.eye(len(A)) - A, compute_uv=False)[:, -1]


@_defined
def half_plane_constant(A: NDArray[np.float64]) -> float:
    """An estimate of K_ct(A) from below: the best of a grid beside the spectrum, refined three times.

    The maximum over Re z = x lies at z = x if A is non-negative off the diagonal; else some heights are sampled.
    """
    eigenvalues = np.linalg.eigvals(A)
    alpha = float(eigenvalues.real.max())
    if not alpha < 0:
        return np.inf if alpha > 0 or np.linalg.eigvalsh(A + A.T).max() > 0 else 1.0
    real_axis = bool((A - np.diag(np.diag(A)) >= 0).all())
    heights = [0.0] if real_axis else np.unique(np.concatenate([np.abs(eigenvalues.imag), norm(A) * _HEIGHTS]))
    best, x, y = _best_beside(A, *_grid(-alpha * _RELATIVE_RADII, heights))
    spread, step = 1.0, 0.0 if real_axis else norm(A) / 8
    for _ in range(3):
        steps, turns = _REAL_STAR if real_axis else _STAR
        best, x, y = max((best, x, y), _best_beside(A, x * np.exp(spread * steps), y + step * turns))
        spread, step = spread / 4, step / 4
    return max(1.0, best)


_HEIGHTS = np.concatenate([[0.0], np.logspace(-3, 0.0, 7)])


def _best_beside(A: NDArray[np.float64], x: Any, y: Any) -> tuple[float, float, float]:
    values = x / _least_singular(x + 1j * y, A)
    best = int(values.argmax())
    return float(values[best]), float(x[best]), float(y[best])


@_defined
def sup_powers(A: NDArray[np.float64]) -> float:
    """sup_t ‖Aᵗ‖ from below: all t < 32, then 16 to an octave, then the neighbours of the best."""
    if not spectral_radius(A) < 1 and norm(A) > 1:
        return np.inf
    powers, exponents = _consecutive(A, np.eye(len(A)), 2 * _PER_OCTAVE), np.arange(2 * _PER_OCTAVE)
    best, at = _largest(powers, exponents)
    powers, exponents = powers[_PER_OCTAVE:], exponents[_PER_OCTAVE:]
    for _ in range(_OCTAVES):
        powers, exponents = powers @ powers, 2 * exponents
        size, t = _largest(powers, exponents)
        if size < _FORGOTTEN:
            break
        best, at = max((best, at), (size, t))
    if at >= 2 * _PER_OCTAVE:
        first = max(0, at - _PER_OCTAVE)
        nearby = _consecutive(A, np.linalg.matrix_power(A, first), 2 * _PER_OCTAVE)
        best = max(best, _largest(nearby, np.arange(first, first + 2 * _PER_OCTAVE))[0])
    return best


_PER_OCTAVE, _OCTAVES, _FORGOTTEN = 16, 24, 0.5
"""Powers looked at between t and 2t, octaves, and the size below which nothing grows again."""


def _consecutive(A: NDArray[np.float64], first: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    powers = np.empty((count, *A.shape))
    for t in range(count):
        powers[t] = first
        first = first @ A
    return powers


def _largest(powers: NDArray[np.float64], exponents: Any) -> tuple[float, int]:
    """The largest norm among powers, and its exponent."""
    if not np.isfinite(powers).all():
        return np.inf, int(exponents[0])
    sizes = np.linalg.svd(powers, compute_uv=False)[:, 0]
    best = int(sizes.argmax())
    return float(sizes[best]), int(exponents[best])


@_defined
def numerical_radius(A: NDArray[np.float64]) -> float:
    """w(A), at 65 angles."""
    turns = np.exp(1j * np.linspace(0, np.pi, 65))[:, None, None]
    return float(np.linalg.eigvalsh((turns * A + turns.conj() * A.T) / 2).max())


@_defined
def greatest_eigenvalue(A: NDArray[np.float64]) -> float:
    """λ_max of a symmetric matrix, nan for any other."""
    return float(np.linalg.eigvalsh(A)[-1]) if np.allclose(A, A.T) else np.nan


@_defined
def abscissa(A: NDArray[np.float64]) -> float:
    """max Re λ."""
    return float(np.linalg.eigvals(A).real.max())


@_defined
def exponential_norm(A: NDArray[np.float64]) -> float:
    """‖exp(A)‖."""
    return norm(np.asarray(expm(A), dtype=np.float64))


@_defined
def sup_exponential(A: NDArray[np.float64]) -> float:
    """sup over t ≥ 0 of ‖exp(tA)‖, from a grid of times that doubles."""
    if np.linalg.eigvalsh(A + A.T).max() <= _TOUCHING:
        return 1.0
    alpha = abscissa(A)
    if alpha >= 0:
        return np.inf
    step = np.asarray(expm(A * (_SHORTEST / max(norm(A), _TOUCHING))), dtype=np.float64)
    best, power = 1.0, step
    for _ in range(_LONGEST):
        size = norm(power)
        best = max(best, size)
        if size < _SPENT or not np.isfinite(size):
            break
        power = power @ step
    return best
