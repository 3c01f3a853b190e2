"""Where a search for counterexamples starts: families at which bounds on transient growth tend to break.

Simple small numbers, scalar multiples of the identity, Jordan blocks, near-defective and rank-one couplings, random
structured matrices, at sizes from small to extreme: spectral radii close to 1, couplings up to 10⁶, numbers close to
the ends of their ranges. Where a claim speaks of K_ct, half of the square matrices are moved left by the identity.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.verify.search.layouts import Layout, bounds

Array = NDArray[np.float64]

_RADII = (0.0, 0.5, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, -0.5, -0.9, 1.0)
"""Spectral radii that are drawn: claims fail next to 1, or at simple ones."""
_SIZES = (1e-3, 1e-2, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0, 60.0, 300.0, 1e3, 1e4, 1e6)
"""Of couplings that are drawn: claims fail for small, usual or very large ones."""
_SIMPLE, _SHARE_SIMPLE = (0, 0, 1, 1, -1, 2, 4, 0.5, 0.5, -0.5, 0.25, 0.125), 0.4
"""Entries of readable counterexamples, and the share of seeds that have only such."""
_TURNS = (0, 0, 0, 1, -1, 0.5, -0.5, 0.25, 2, -3)  # imaginary parts that are drawn: real numbers fail most claims
_NEAR = (1e-4, 1e-3, 1e-2, 0.1, 0.5)  # an end of a parameter's range, as a share of it: claims fail there


def seeds(layout: Layout, rng: np.random.Generator) -> Iterator[list[float]]:
    """Endless vectors of the layout; the caller takes as many as its budget allows."""
    continuous = layout.claim.mentions("K_ct")
    while True:
        if rng.random() < _SHARE_SIMPLE:
            yield [float(x) for x in rng.choice(_SIMPLE, size=layout.size)]
            continue
        shared = float(rng.choice(_RADII))
        matrices = {block.name: _matrix(block.shape, shared, rng, continuous).tolist() for block in layout.blocks}
        numbers = {name: _number(*_floats(layout, name), rng) for name in layout.claim.numbers}
        yield _turned(layout, layout.vector(matrices, numbers), rng)


def _turned(layout: Layout, vector: list[float], rng: np.random.Generator) -> list[float]:
    """The vector with some of its normal matrices turned."""
    for place in layout.turns:
        vector[place] = float(rng.choice(_TURNS))
    return vector


def _matrix(shape: tuple[int, int], shared: float, rng: np.random.Generator, continuous: bool = False) -> Array:
    """Square blocks mostly carry the shared radius, others a coupling of some size."""
    square = shape[0] == shape[1]
    if square and rng.random() < 0.75:
        radius = shared if rng.random() < 0.7 else float(rng.choice(_RADII))
        shift = float(rng.integers(2)) if continuous else 0.0
        return _of_radius(shape[0], radius, rng) - shift * np.eye(shape[0])
    coupling = _COUPLINGS[int(rng.integers(len(_COUPLINGS)))](shape, rng)
    return np.asarray(float(rng.choice(_SIZES)) * coupling)


def _of_radius(n: int, radius: float, rng: np.random.Generator) -> Array:
    """A matrix with the spectral radius |radius|: scalar, diagonal, symmetric, Jordan-like, or full."""
    family = int(rng.integers(5))
    if family == 0 or n == 1:
        return radius * np.eye(n)
    if family == 1:
        return np.asarray(radius * np.diag(rng.choice([1.0, 1.0, -1.0, 0.5, 0.0], size=n)))
    if family == 2:
        return np.asarray(radius * np.eye(n) + float(rng.choice(_SIZES)) * np.eye(n, k=int(rng.choice([-1, 1]))))
    full = rng.normal(size=(n, n))
    full = full + full.T if family == 3 else full
    return np.asarray(full * (radius / np.abs(np.linalg.eigvals(full)).max()))


def _corner(shape: tuple[int, int], rng: np.random.Generator) -> Array:
    result = np.zeros(shape)
    result[int(rng.choice([0, -1])), int(rng.choice([0, -1]))] = float(rng.choice([1.0, 1.0, -1.0]))
    return result


def _rank_one(shape: tuple[int, int], rng: np.random.Generator) -> Array:
    left, right = rng.normal(size=shape[0]), rng.normal(size=shape[1])
    return np.asarray(np.outer(left, right) / np.sqrt(shape[0] * shape[1]))


_COUPLINGS: tuple[Callable[[tuple[int, int], np.random.Generator], Any], ...] = (
    _corner,
    _rank_one,
    lambda shape, rng: np.eye(*shape),
    lambda shape, rng: np.ones(shape) / np.sqrt(shape[0] * shape[1]),
    lambda shape, rng: rng.normal(size=shape) / np.sqrt(shape[0] * shape[1]),
    lambda shape, rng: np.eye(*shape, k=1) if shape[1] > 1 else np.ones(shape),
    lambda shape, rng: np.zeros(shape),
)


def _floats(layout: Layout, name: str) -> tuple[float | None, float | None]:
    low, high = bounds(layout.claim, name)
    return None if low is None else float(low), None if high is None else float(high)


def _number(low: float | None, high: float | None, rng: np.random.Generator) -> float:
    """A number of the range, often close to an end of it."""
    size = float(rng.choice(_SIZES))
    if low is not None and high is not None:
        return low + (high - low) * float(rng.choice([rng.random(), rng.choice(_NEAR), 1 - rng.choice(_NEAR)]))
    if low is not None:
        return low + size
    if high is not None:
        return high - size
    return size * float(rng.choice([1, -1]))
