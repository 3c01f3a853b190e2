"""Matrices and systems that people bring and that enclosures, of ours or of others, once ended on without an answer.

``PROBLEMS[name]()`` is a ``Problem``: the quantity, how it is certified, and what it is known to be, by theory, by a
source, or by ``highest``, an optimiser in double precision without a proof. Seeds are fixed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import factorial, inf
from typing import Any

import numpy as np
import scipy.linalg
import scipy.optimize

from kreiss.numeric import certify_hinf_norm, certify_kreiss, certify_kreiss_ct, distance_to_half_plane_instability
from kreiss.numeric.arithmetic.matrices import Array, exact_matrix
from kreiss.numeric.reading import gallery

_DISTANCES, _DIRECTIONS = 24, 48
_OPTIMISED = 1e-6  # the error of what was optimised
_CLOSEST = 1e-7  # to the boundary: nearer, floats do not tell on which side of it an eigenvalue lies

GODUNOV = [
    [289, 2064, 336, 128, 80, 32, 16],
    [1152, 30, 1312, 512, 288, 128, 32],
    [-29, -2000, 756, 384, 1008, 224, 48],
    [512, 128, 640, 0, 640, 512, 128],
    [1053, 2256, -504, -384, -756, 800, 208],
    [-287, -16, 1712, -128, 1968, -30, 2032],
    [-2176, -287, -1565, -512, -541, -1152, -289],
]
"""Eigenvalues 0, ±1, ±2, ±4; LAPACK finds one of modulus 7.39."""

CESSNA_GAIN = 704.6392766532747
CESSNA_ZEROS = [
    -101.47795511977208, -48.91219110762173, -7.96322290641594, -0.7114937019357614,
    *(-7.282563985219324 + s * 7.114985406231401j for s in (1, -1)),
    *(-1.5268748507837735 + s * 1.2594070637611725j for s in (1, -1)),
]  # fmt: skip
CESSNA_POLES = [
    -101.32273797977184, -49.510558929948274, -20, -11.82446898287247, -10.604444850836952,
    -0.6235091399063754, -0.2743617810110765,
    *(-5.297845964509693 + s * 6.146324852257861j for s in (1, -1)),
    *(-1.4795349979133343 + s * 1.2376578249023653j for s in (1, -1)),
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is certified, and its value as it is known otherwise, to a relative ``error``."""

    quantity: str
    certify: Callable[[], Any]
    known: Callable[[], float]
    error: float = 1e-12


def discrete(A: Any, known: float | None = None) -> Problem:
    """K(A)."""
    return _problem("K", certify_kreiss, A, known, continuous=False)


def continuous(A: Any, known: float | None = None) -> Problem:
    """K_ct(A)."""
    return _problem("K_ct", certify_kreiss_ct, A, known, continuous=True)


def _problem(quantity: str, certify: Callable[..., Any], A: Any, known: float | None, *, continuous: bool) -> Problem:
    if known is None:
        return Problem(quantity, partial(certify, A), partial(highest, A, continuous=continuous), _OPTIMISED)
    return Problem(quantity, partial(certify, A), lambda: known)


def highest(A: Any, *, continuous: bool) -> float:
    """The largest ratio that an optimiser finds outside of the disc, or in the half-plane. Estimate."""
    M = exact_matrix(A).approx
    eye, size = np.eye(len(M)), max(1.0, float(np.linalg.norm(M, 2)))
    eigenvalues = np.linalg.eigvals(M)

    def ratio(x: Array) -> float:
        distance = float(np.exp(np.clip(x[0], np.log(_CLOSEST), 50.0)))
        z = complex(distance, x[1]) if continuous else (1 + distance) * np.exp(1j * x[1])
        return distance / max(float(np.linalg.svd(z * eye - M, compute_uv=False)[-1]), 1e-300)

    places = eigenvalues.imag if continuous else np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    starts = [(t, y) for t in np.linspace(np.log(_CLOSEST), np.log(2 * size), _DISTANCES) for y in np.unique(places)]
    best = sorted(starts, key=lambda x: -ratio(np.array(x)))[:3]
    found = [
        -scipy.optimize.minimize(
            lambda x: -ratio(x), x, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}
        ).fun
        for x in best
    ]
    return max(1.0, *found)


def brusselator(m: int) -> Array:
    """The Brusselator wave model of order 2m, bwm200 of the Matrix Market for m = 100 (Bai, Day, Demmel & Dongarra)."""
    alpha, beta, length, rates = 2.0, 5.45, 0.51302, (0.008, 0.004)
    T = np.diag(np.full(m, -2.0)) + np.eye(m, k=1) + np.eye(m, k=-1)
    first, second = (rate * ((m + 1) / length) ** 2 * T for rate in rates)
    eye = np.eye(m)
    return np.block([[first + (beta - 1) * eye, alpha**2 * eye], [-beta * eye, second - alpha**2 * eye]])


def stochastic(n: int) -> list[list[Fraction]]:
    """Random rows that add up to 1 exactly."""
    counts = np.random.default_rng(55).integers(0, 10, (n, n)) ** 3 + 1
    return [[Fraction(int(x), int(row.sum())) for x in row] for row in counts]


def shifted_triangle(n: int) -> list[list[Fraction]]:
    """An upper triangle minus its own rightmost eigenvalue 1/2, so that 0 is simple."""
    rng = np.random.default_rng(50)
    A = np.triu(rng.integers(-8, 9, (n, n)), 1) / 16 + np.diag(rng.integers(-16, 7, n) / 16)
    A[n // 2, n // 2] = 0.5
    return _shifted(A, Fraction(1, 2))


def _shifted(A: Array, shift: Fraction | int) -> list[list[Fraction]]:
    """A − shift·I. Exact."""
    return [[Fraction(x) - (i == j) * shift for j, x in enumerate(row)] for i, row in enumerate(A.tolist())]


def _condition(A: list[list[Fraction]], k: int) -> float:
    """‖x‖‖y‖/|y*x| for the simple eigenvalue A_kk = 0 of an upper triangle, Ax = 0 and y*A = 0, in rationals."""
    x, y = {k: Fraction(1)}, {k: Fraction(1)}
    for i in reversed(range(k)):
        x[i] = -sum(A[i][j] * x[j] for j in range(i + 1, k + 1)) / A[i][i]
    for j in range(k + 1, len(A)):
        y[j] = -sum(y[i] * A[i][j] for i in range(k, j)) / A[j][j]
    squares = [sum(value * value for value in vector.values()) for vector in (x, y)]
    return float(squares[0] * squares[1]) ** 0.5


def _mixing(n: int) -> float:
    """√n·‖a‖/n!, the condition number of the riffle's eigenvalue 1: of the rows' sums, and of its stationary row."""
    return float(Fraction(n * sum(a * a for a in gallery.eulerian(n)), factorial(n) ** 2)) ** 0.5


def population(n: int) -> Array:
    """Fecundities in the first row, survival below the diagonal and in the last class."""
    rng = np.random.default_rng(n)
    A = np.diag(rng.uniform(0.2, 0.95, n - 1), -1)
    A[0] = rng.uniform(0, 3, n)
    A[-1, -1] = rng.uniform(0.1, 0.9)
    return A


def normalized(A: Array, *, continuous: bool) -> Problem:
    """K(A/ρ(A)), or K_ct(A − α(A)I)."""
    values, quantity = np.linalg.eigvals(A), "K_ct, normalize" if continuous else "K, normalize"
    near = A - values.real.max() * np.eye(len(A)) if continuous else A / np.abs(values).max()
    certify = certify_kreiss_ct if continuous else certify_kreiss
    known = partial(highest, near, continuous=continuous)
    return Problem(quantity, partial(certify, A, normalize=True), known, _OPTIMISED)


def ties() -> Array:
    """Four eigenvalues 1, i, −1, −i whose limits tie: cyclic shifts times [[1, 2], [0, 1/2]]."""
    return np.kron(np.roll(np.eye(4), 1, axis=0), np.array([[1.0, 2.0], [0.0, 0.5]]))


def stable_band(n: int) -> Array:
    """−1 on the diagonal and 10 below."""
    return -np.eye(n) + 10 * np.eye(n, k=-1)


def pitch_loop() -> dict[str, list[Fraction]]:
    """S = 1/(1 + 0.6P(s + 0.5)/s) of a Cessna's pitch."""
    closed = _product(_polynomial(CESSNA_POLES), [Fraction(1), Fraction(0)])
    loop = _product(_polynomial(CESSNA_ZEROS), [Fraction(3, 5), Fraction(3, 10)])
    loop = [Fraction(CESSNA_GAIN) * c for c in loop]  # P = k∏(s − z)/∏(s − p)
    loop = [Fraction(0)] * (len(closed) - len(loop)) + loop
    return {"num": closed, "den": [a + b for a, b in zip(closed, loop, strict=True)]}


def _polynomial(roots: list[Any]) -> list[Fraction]:
    """The real polynomial with these roots, complex ones in pairs."""
    result = [Fraction(1)]
    for root in map(complex, roots):
        re, im = Fraction(root.real), Fraction(root.imag)
        if im > 0:
            result = _product(result, [Fraction(1), -2 * re, re * re + im * im])
        elif not im:
            result = _product(result, [Fraction(1), -re])
    return result


def _product(p: list[Fraction], q: list[Fraction]) -> list[Fraction]:
    result = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def _smallest_singular(A: Array) -> float:
    """σ_min to all digits, by the inverse of a triangular matrix, which has no cancellation here."""
    return 1 / float(np.linalg.norm(scipy.linalg.solve_triangular(A, np.eye(len(A)), lower=True), 2))


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "Godunov 7": lambda: discrete(GODUNOV, inf),
    "Godunov 7, continuous": lambda: continuous(GODUNOV, inf),
    "grcar(100), continuous": lambda: continuous(gallery.grcar(100), inf),
    "riffle 10": lambda: discrete(gallery.riffle(10), _mixing(10)),
    "riffle 52": lambda: discrete(gallery.riffle(52), _mixing(52)),
    "riffle 10 minus its limit": lambda: discrete(gallery.riffle_rest(10)),
    "riffle 52 minus its limit": lambda: discrete(gallery.riffle_rest(52)),
    "Orr–Sommerfeld 99": lambda: continuous(gallery.orr_sommerfeld(99)),
    "kahan(20)": lambda: discrete(gallery.kahan(20), _condition(_shifted(gallery.kahan(20), 1), 0)),
    "bwm200, continuous": lambda: continuous(brusselator(100), inf),
    "stochastic 55": lambda: discrete(stochastic(55)),
    "stochastic 55 in floats": lambda: normalized(exact_matrix(stochastic(55)).approx, continuous=False),
    "triangle 50 minus 1/2": lambda: continuous(shifted_triangle(50), _condition(shifted_triangle(50), 25)),
    "four limits that tie": lambda: discrete(ties(), 17**0.5),
    "[[0, 4], [−1, 0]]": lambda: continuous([[0, 4], [-1, 0]], 1.25),
    "two tiny distances": lambda: continuous([[-1e-9, 0, 1], [0, -1e-6, 1], [0, 0, -1]]),
    "stable 20, −1 and 10": lambda: Problem(
        "distance",
        partial(distance_to_half_plane_instability, stable_band(20)),
        lambda: _smallest_singular(stable_band(20)),
    ),
    "Cessna pitch loop": lambda: Problem("H∞", partial(certify_hinf_norm, pitch_loop()), lambda: 1.30561054811, 1e-11),
    **{f"population {n}": partial(lambda n: normalized(population(n), continuous=False), n) for n in range(3, 9)},
    **{
        f"population {n}, continuous": partial(lambda n: normalized(population(n), continuous=True), n)
        for n in range(3, 9)
    },
}
