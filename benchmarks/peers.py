"""What others do with the same matrix: grids of σ_min, and the H∞ norm of a discrete-time system.

None of these proves anything. Grids cover 40 radii by 180 angles; a sample of a grid is timed where the whole would
take minutes, and its time is extrapolated and marked as such.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.linalg
from scipy.linalg.lapack import ztrtrs

from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.resolvent.grid import sigma_at

RADII, ANGLES = 40, 180
_LANCZOS_STEPS = 40


@dataclass(frozen=True)
class Timing:
    """Wall and processor seconds for the whole grid, the best ratio seen, and whether the times are extrapolated."""

    seconds: float
    cpu: float
    best: float
    extrapolated: bool


class Stopwatch:
    """Both clocks, started."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> Array:
        """Wall and processor seconds since the start."""
        return np.array([time.perf_counter() - self._wall, time.process_time() - self._cpu])


def grid_points() -> Array:
    """z = (1 + s)·e^{iθ} for 40 distances s from 10^−3 to 10 and 180 angles."""
    s, theta = np.geomspace(1e-3, 10, RADII), 2 * np.pi * np.arange(ANGLES) / ANGLES
    return ((1 + s[:, None]) * np.exp(1j * theta)).ravel()


def timed_grid(sigma: Callable[[Array], Array], n: int, budget: float, setup: Array | float = 0.0) -> Timing:
    """The grid's points in random order, until all are done or the budget has passed."""
    z = np.random.default_rng(0).permutation(grid_points())
    done, values, watch = 0, [], Stopwatch()
    chunk = max(4, min(z.size, 400_000 // n**2))
    while done < z.size and watch.read()[0] < budget:
        values.append(sigma(z[done : done + chunk]))
        done = min(done + chunk, z.size)
    wall, cpu = setup + watch.read() * z.size / done
    best = float(np.max((np.abs(z[:done]) - 1) / np.concatenate(values)))
    return Timing(float(wall), float(cpu), best, done < z.size)


def svd_grid(A: Array, budget: float) -> Timing:
    """numpy's batched singular values at every point."""
    eye = np.eye(len(A))

    def sigma(z: Array) -> Array:
        return np.asarray(np.linalg.svd(z[:, None, None] * eye - A, compute_uv=False)[:, -1])

    return timed_grid(sigma, len(A), budget)


def schur_grid(A: Array, budget: float) -> Timing:
    """One Schur form, then inverse Lanczos by triangular solves, point by point, as EigTool and pseudopy do."""
    watch = Stopwatch()
    T = np.asfortranarray(scipy.linalg.schur(A, output="complex")[0])
    setup = watch.read()
    return timed_grid(lambda z: np.array([_inverse_lanczos(T, point) for point in z]), len(A), budget, setup)


def batched_grid(A: Array, budget: float) -> Timing:
    """The portrait's grid of this package: one Schur form, all points at once. The whole grid whatever the budget."""
    del budget
    z, watch = grid_points(), Stopwatch()
    sigma = sigma_at(A, z)
    wall, cpu = watch.read()
    return Timing(float(wall), float(cpu), float(np.max((np.abs(z) - 1) / sigma)), False)


def _inverse_lanczos(T: Array, z: complex, tolerance: float = 1e-3) -> float:
    S = np.asfortranarray(z * np.eye(len(T)) - T)
    v = np.full(len(T), len(T) ** -0.5, dtype=complex)
    previous, beta, alphas, betas, last = np.zeros_like(v), 0.0, [], [], 0.0
    for _ in range(_LANCZOS_STEPS):
        w = ztrtrs(S, ztrtrs(S, v, trans=2)[0])[0]
        alphas.append(float(np.vdot(v, w).real))
        w = w - alphas[-1] * v - beta * previous
        top = float(scipy.linalg.eigvalsh_tridiagonal(alphas, betas)[-1]) if betas else alphas[0]
        beta = float(np.linalg.norm(w))
        if abs(top - last) <= tolerance * top or beta == 0:
            break
        last, previous, v = top, v, w / beta
        betas.append(beta)
    return top**-0.5


def hinf_norm(A: Array) -> tuple[str, Callable[[], float]]:
    """The name and a call of a peer for M(1): slycot's ab13dd through python-control, else Bruinsma and Steinbuch."""
    try:
        import control
        import slycot
    except ImportError:
        return "Bruinsma–Steinbuch in scipy (control and slycot are not installed)", partial(bruinsma_steinbuch, A)
    eye = np.eye(len(A))
    system = control.ss(A, eye, eye, 0 * eye, dt=True)
    return f"control {control.__version__} linfnorm (slycot {slycot.__version__})", lambda: control.linfnorm(system)[0]


def linfnorm() -> tuple[str, Callable[..., float]] | None:
    """The name and a call of ``control.linfnorm`` for A, B, C, D and a step; None where it is not installed."""
    try:
        import control
        import slycot
    except ImportError:
        return None
    name = f"control {control.__version__} linfnorm (slycot {slycot.__version__})"
    return name, lambda A, B, C, D, dt=0: float(control.linfnorm(control.ss(A, B, C, D, dt))[0])


def random_system(states: int, seed: int) -> tuple[Array, Array, Array, Array]:
    """A Gaussian system with two inputs and outputs, shifted to the spectral abscissa −0.05."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((states, states))
    A -= (np.linalg.eigvals(A).real.max() + 0.05) * np.eye(states)
    return A, rng.standard_normal((states, 2)), rng.standard_normal((2, states)), rng.standard_normal((2, 2))


def bruinsma_steinbuch(A: Array, tolerance: float = 1e-8) -> float:
    """max over |z| = 1 of ‖(zI − A)⁻¹‖ by level sets (Systems & Control Letters 14, 1990), for the unit circle."""
    n, eye = len(A), np.eye(len(A))
    level = 1 / min(np.linalg.svd(z * eye - A, compute_uv=False)[-1] for z in np.exp(2j * np.pi * np.arange(8) / 8))
    while True:
        gamma = level * (1 + tolerance)
        left = np.block([[A, eye / gamma], [np.zeros((n, n)), eye]])
        right = np.block([[eye, np.zeros((n, n))], [eye / gamma, A.conj().T]])
        z = scipy.linalg.eigvals(left, right)
        angles = np.sort(np.angle(z[np.abs(np.abs(z) - 1) < 1e-7]))
        if not angles.size:
            return float(gamma)
        middles = (angles + np.append(angles[1:], angles[0] + 2 * np.pi)) / 2
        found = 1 / min(np.linalg.svd(np.exp(1j * t) * eye - A, compute_uv=False)[-1] for t in middles)
        if found <= level * (1 + tolerance):
            return float(gamma)
        level = found
