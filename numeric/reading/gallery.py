"""Reference matrices of non-normal stability: the demonstrations of EigTool, and sizes for timing.

Definitions: T. G. Wright and L. N. Trefethen's EigTool 2.4 (``grcar_demo.m`` and its neighbours,
https://github.com/eigtool/eigtool); where one has an older source, the docstring names it. Each function returns a
float64 (complex128) array, those of riffles rationals; an entry that is irrational is the float that this code
computes, and is exact as that.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial, pi

import numpy as np

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import Array


def grcar(n: int) -> Array:
    """−1 below the diagonal, 1 on it and on three diagonals above. J. F. Grcar, SAND89-8691, Sandia, 1989."""
    n = _order(n, 1)
    return -np.eye(n, k=-1) + sum((np.eye(n, k=k) for k in range(4)), np.zeros((n, n)))


def orr_sommerfeld(n: int, reynolds: float = 5772.0) -> Array:
    """The Orr–Sommerfeld operator of plane Poiseuille flow for the wave number 1, B⁻¹A by collocation at n points.

    B = D² − I and A = (D² − I)²/R − 2iI − i(1 − x²)B, with clamped ends; in continuous time its eigenvalues lie left of
    the axis where n resolves it and R is at most about 5772. Source: L. N. Trefethen, Spectral Methods in MATLAB, 2000.
    """
    x = np.cos(np.pi * np.arange(n + 2) / (n + 1))
    ends = np.r_[2.0, np.ones(n), 2.0] * (-1.0) ** np.arange(n + 2)
    apart = x[:, None] - x + np.eye(n + 2)
    D = np.outer(ends, 1 / ends) / apart
    D -= np.diag(D.sum(axis=1))
    inside, below = slice(1, n + 1), 1 - x**2
    clamped = np.diag(np.r_[0.0, 1 / below[inside], 0.0])
    D2, D3 = D @ D, D @ D @ D
    D4 = (np.diag(below) @ D2 @ D2 - 8 * np.diag(x) @ D3 - 12 * D2) @ clamped
    D2, D4, eye = D2[inside, inside], D4[inside, inside], np.eye(n)
    A = (D4 - 2 * D2 + eye) / reynolds - 2j * eye - 1j * np.diag(below[inside]) @ (D2 - eye)
    return np.asarray(np.linalg.solve(D2 - eye, A))


def transient_demo(n: int) -> Array:
    """0.4·(diag(e^{2πij/n}) + cyclic shift) − 0.5·I: growth in Aᵗ and in e^{tA} alike. EigTool."""
    n = _order(n, 2)
    shift = np.eye(n, k=1) + np.eye(n, k=1 - n)
    return 0.4 * (np.diag(np.exp(2j * pi * np.arange(n) / n)) + shift) - 0.5 * np.eye(n)


def kahan(n: int) -> Array:
    """s^{i−1}·(1 on the diagonal, −c right of it), s^{n−1} = 1/10, s² + c² = 1.

    W. Kahan, Canad. Math. Bull. 9, 1966.
    """
    n = _order(n, 2)
    s = 0.1 ** (1 / (n - 1))
    scales = s ** np.arange(n)
    return np.asarray(np.diag(scales) - np.sqrt(1 - s * s) * np.triu(np.tile(scales[:, None], (1, n)), 1))


def convdiff_demo(n: int) -> Array:
    """u″/30 + u′, u(±1) = 0, by Chebyshev collocation at n + 1 points; order n − 1.

    S. C. Reddy and L. N. Trefethen, SIAM J. Appl. Math. 54, 1994; the differentiation matrix is that of
    L. N. Trefethen, *Spectral Methods in MATLAB*, SIAM 2000, ch. 6.
    """
    n = _order(n, 2)
    x = np.cos(pi * np.arange(n + 1) / n)
    weights = (-1.0) ** np.arange(n + 1)
    weights[[0, -1]] *= 2
    D = np.outer(weights, 1 / weights) / (x[:, None] - x[None, :] + np.eye(n + 1))
    D -= np.diag(D.sum(axis=1))
    return np.asarray((D @ D / 30 + D)[1:-1, 1:-1])


def companion_demo(n: int) -> Array:
    """The companion matrix of Σ_{k≤n} x^k/k!, the truncated exponential series. C. Moler, in EigTool."""
    n = _order(n, 1)
    C = np.eye(n, k=-1)
    C[0] = [-factorial(n) / factorial(n - k) for k in range(1, n + 1)]
    return C


def demmel(n: int) -> Array:
    """−(upper triangular Toeplitz matrix of B^{j−i}), B = 10^{4/(n−1)}.

    J. W. Demmel, IEEE Trans. Autom. Control 32, 1987.
    """
    n = _order(n, 2)
    powers = (10 ** (4 / (n - 1))) ** np.arange(n)
    return np.asarray(-sum(powers[k] * np.eye(n, k=k) for k in range(n)))


def eulerian(n: int) -> list[int]:
    """The Eulerian numbers ⟨n, 0⟩, …, ⟨n, n − 1⟩: permutations of n by their descents. Guarantee: exact."""
    row = [1]
    for m in range(2, _order(n, 1) + 1):
        row = [(k + 1) * (row[k] if k < m - 1 else 0) + (m - k) * (row[k - 1] if k else 0) for k in range(m)]
    return row


def riffle(n: int) -> list[list[Fraction]]:
    """P_ij = 2⁻ⁿ·C(n + 1, 2i − j)·a_j/a_i with the Eulerian numbers a: rising sequences of a deck of n cards, riffled.

    Eigenvalues 1, 1/2, 1/4, …. Rationals, as floats lose that rows add up to 1. Source: D. Bayer and P. Diaconis, Ann.
    Appl. Probab. 2, 1992; G. F. Jonsson and L. N. Trefethen, in Numerical Analysis 1997.
    """
    a, reach = eulerian(n), range(1, n + 1)
    chosen = {(i, j): comb(n + 1, 2 * i - j) if 2 * i >= j else 0 for i in reach for j in reach}
    return [[Fraction(chosen[i, j] * a[j - 1], 2**n * a[i - 1]) for j in reach] for i in reach]


def riffle_rest(n: int) -> list[list[Fraction]]:
    """``riffle`` minus its limit, the matrix of equal rows a_j/n!: ρ = 1/2, with the same powers but for that limit."""
    a = eulerian(n)
    return [[x - Fraction(y, factorial(n)) for x, y in zip(row, a, strict=True)] for row in riffle(n)]


def stochastic_demo() -> Array:
    """[[0, 1, 2], [½, 0.1, 0], [0, 0.6, 0.6]], a non-negative matrix to be divided by its spectral radius."""
    return np.array([[0.0, 1.0, 2.0], [0.5, 0.1, 0.0], [0.0, 0.6, 0.6]])


def with_radius(A: Array, radius: float) -> Array:
    """A scaled to the spectral radius ``radius``, as eigenvalues in double precision tell it."""
    return np.asarray(A * (radius / np.abs(np.linalg.eigvals(A)).max()))


def with_abscissa_shifted(A: Array, factor: float) -> Array:
    """A − factor·α·I with the spectral abscissa α = max Re λ, as eigenvalues in double precision tell it."""
    return np.asarray(A - factor * np.linalg.eigvals(A).real.max() * np.eye(len(A)))


def random_stable(n: int, seed: int, radius: float = 0.95) -> Array:
    """A real Gaussian matrix scaled to the given spectral radius."""
    return with_radius(np.random.default_rng(seed).standard_normal((_order(n, 1), n)), radius)


DISCRETE: dict[str, Callable[[], Array]] = {
    "grcar(10)": lambda: with_radius(grcar(10), 1 / 1.01),
    "grcar(20)": lambda: with_radius(grcar(20), 1 / 1.01),
    "grcar(32)": lambda: with_radius(grcar(32), 1 / 1.01),
    "transient_demo(10)": lambda: transient_demo(10),
    "transient_demo(20)": lambda: transient_demo(20),
    "kahan(8)": lambda: 0.99 * kahan(8),
    "convdiff_demo(11)": lambda: convdiff_demo(11) / 13 + 1.1 * np.eye(10),
}
"""The reference matrices of the discrete Kreiss constant, scaled as ``REFERENCE`` says."""

CONTINUOUS: dict[str, Callable[[], Array]] = {
    "companion_demo(10)": lambda: with_abscissa_shifted(companion_demo(10), 1.001),
    "demmel(3)": lambda: demmel(3),
    "demmel(8)": lambda: demmel(8),
    "transient_demo(10)": lambda: transient_demo(10),
    "transient_demo(20)": lambda: transient_demo(20),
}
"""The reference matrices of the continuous one."""

REFERENCE: dict[str, float] = {
    "grcar(10)": 2.41264482462,
    "grcar(20)": 26.1868970018,
    "grcar(32)": 951.274299789,
    "transient_demo(10)": 1.58121810555,
    "transient_demo(20)": 5.88891278715,
    "kahan(8)": 1.97124684689,
    "convdiff_demo(11)": 1.89501339091,
    "companion_demo(10)": 129186.707006,
    "demmel(3)": 1481.8149148,
    "demmel(8)": 542.012918337,
}
"""Kreiss constants to about ten digits, from an optimiser without a proof; independent of this package."""


def _order(n: int, least: int) -> int:
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < least:
        raise InvalidArgument(f"n: expected an integer of at least {least}, got {n!r}")
    return int(n)
