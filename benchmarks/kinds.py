"""Matrices of the kinds that people bring, of any order, each a float64 array with ρ < 1: ``KINDS[name](n)``.

ginibre: independent normal entries, divided by 1.02 of the computed spectral radius. triangular: normal entries of
variance 1.44/n above the diagonal, which is uniform in ±0.95. dense: an orthogonal similarity of that. block: two
symmetric blocks with eigenvalues uniform in ±0.95, the first one coupled into the second. grcar: over 1.02 of its
spectral radius. Seeds are fixed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator, default_rng

from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.reading import gallery

_INSIDE = 0.95
_COUPLING = 1.2
_BEYOND = 1.02


def ginibre(n: int) -> Array:
    """Normal entries."""
    return _scaled(default_rng(0).standard_normal((n, n)))


def triangular(n: int) -> Array:
    """An upper triangle."""
    rng = default_rng(0)
    above = np.triu(rng.standard_normal((n, n)), 1) * (_COUPLING / n**0.5)
    return above + np.diag(rng.uniform(-_INSIDE, _INSIDE, n))


def dense(n: int) -> Array:
    """The triangular one in other coordinates."""
    Q = _orthogonal(default_rng(1), n)
    return Q @ triangular(n) @ Q.T


def block(n: int) -> Array:
    """[[S, 0], [C, T]] with symmetric S and T, for an even n."""
    rng, half = default_rng(0), n // 2
    S, T = (_symmetric(rng, half) for _ in range(2))
    C = rng.standard_normal((half, half)) * (_COUPLING / n**0.5)
    return np.block([[S, np.zeros((half, half))], [C, T]])


def grcar(n: int) -> Array:
    """EigTool's, made stable."""
    return _scaled(gallery.grcar(n))


def _scaled(A: Array) -> Array:
    return A / (_BEYOND * float(np.abs(np.linalg.eigvals(A)).max()))


def _orthogonal(rng: Generator, n: int) -> Array:
    return np.asarray(np.linalg.qr(rng.standard_normal((n, n)))[0])


def _symmetric(rng: Generator, n: int) -> Array:
    Q = _orthogonal(rng, n)
    S = (Q * rng.uniform(-_INSIDE, _INSIDE, n)) @ Q.T
    return np.asarray((S + S.T) / 2)


KINDS: dict[str, Callable[[int], Array]] = {
    "ginibre": ginibre,
    "triangular": triangular,
    "dense": dense,
    "block": block,
    "grcar": grcar,
}
