"""Which of many terms a sum may consist of: a linear program over several points at once proposes them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.optimize import linprog, nnls
from scipy.sparse import block_diag, csr_matrix, hstack, identity, vstack

from kreiss.verify.proving.forms.matrices import Array

SMALLEST, _TINY, _ROUNDS = 1e-7, 1e-12, 4
"""Of the weights in floats: what has been missed, what is no weight, and the rounds that drop some."""
_FEW = 4  # columns of a support that has one left out: each is a least squares more, and a system of equations
_MOST_WEIGHTS = 12  # terms of what is proposed at the most: each is an unknown of the exact system


@dataclass(frozen=True)
class Point:
    """One equation a row: the columns, times weights, are to sum to the right side."""

    columns: Array
    right: Array

    @property
    def size(self) -> float:
        """The size of the right side, at least 1."""
        return max(1.0, float(np.abs(self.right).max()))

    def only(self, chosen: Sequence[int]) -> "Point":
        """The point with some of the columns."""
        return Point(self.columns[:, list(chosen)], self.right)


def supports(points: Sequence[Point], costs: Sequence[float], free: Sequence[bool]) -> Iterator[list[int]]:
    """Columns whose sums reach the right sides, with weights ≥ 0 but for those that are free: the likeliest first.

    What least squares takes at single points comes first, then what serves all of them and costs least, then fewer and
    fewer of these by reweighting. Floating point: a proposal.
    """
    single = [_least_squares(point, costs, free) for point in points]
    if any(support is None for support in single):
        return
    if not any(single):
        yield []  # the right sides are 0
        return
    counts = Counter(tuple(support) for support in single if support)
    seen = {()} | {support for support in counts if len(support) > _MOST_WEIGHTS}
    together = _reweighted(points, sorted(set().union(*counts)), costs, free)
    likely = [support for support, _ in counts.most_common()]
    for support in chain(likely, together):
        if support not in seen and len(support) <= _MOST_WEIGHTS:
            seen.add(support)
            yield list(support)


def _least_squares(point: Point, costs: Sequence[float], free: Sequence[bool]) -> list[int] | None:
    """The columns of a sum that least squares with weights ≥ 0 finds; None if it misses the right side."""
    signed = [i for i, is_free in enumerate(free) if is_free]
    columns = point.columns / (np.maximum(np.linalg.norm(point.columns, axis=0), _TINY) * np.asarray(costs))
    try:
        weights, missed = nnls(np.hstack([columns, -columns[:, signed]]), point.right / point.size)
    except RuntimeError:
        return None  # it did not end
    taken = [*range(len(free)), *signed]
    found = {i for i, weight in zip(taken, weights, strict=True) if weight > _TINY}
    return sorted(found) if missed <= SMALLEST else None


def without_one(
    support: Sequence[int], points: Sequence[Point], costs: Sequence[float], free: Sequence[bool]
) -> Iterator[tuple[int, ...]]:
    """What least squares takes where one column of a support is left out. Floating point: a proposal."""
    for left_out in support if len(support) <= _FEW and not any(free) else ():
        rest = [i for i in range(len(free)) if i != left_out]
        own, signs = [costs[i] for i in rest], [free[i] for i in rest]
        found = [_least_squares(point.only(rest), own, signs) for point in points]
        yield from {tuple(rest[i] for i in columns): None for columns in found if columns} if all(found) else ()


def _reweighted(
    points: Sequence[Point], chosen: list[int], costs: Sequence[float], free: Sequence[bool]
) -> Iterator[tuple[int, ...]]:
    prices = np.asarray(costs, dtype=float)[chosen]
    for _ in range(_ROUNDS):
        largest = _largest([point.only(chosen) for point in points], prices, [free[i] for i in chosen])
        if largest is None:
            return
        kept = largest > SMALLEST
        if not kept.any():
            return  # all weights vanish
        prices = (prices / (largest + 0.1 * largest.max()))[kept]
        chosen = [i for i, keep in zip(chosen, kept, strict=True) if keep]
        yield tuple(chosen)


def _largest(points: Sequence[Point], prices: Array, free: Sequence[bool]) -> Array | None:
    """The largest weight of each column over the points, for solutions that together cost least; None for none."""
    signed = [i for i, is_free in enumerate(free) if is_free]
    scale = np.maximum.reduce([np.abs(point.columns).max(axis=0) for point in points])
    blocks = [np.hstack([point.columns / scale, -point.columns[:, signed] / scale[signed]]) for point in points]
    width, count = len(free) + len(signed), len(points)
    size = max(point.size for point in points)
    equal = hstack([block_diag(blocks), csr_matrix((sum(map(len, blocks)), width))])
    below = hstack([identity(count * width), vstack([-identity(width)] * count)])
    cost = np.concatenate([np.zeros(count * width), prices, prices[signed]])
    right = np.concatenate([point.right / size for point in points])
    found = linprog(cost, A_ub=below, b_ub=np.zeros(count * width), A_eq=equal, b_eq=right, method="highs")
    if found.status != 0:
        return None
    weights = found.x[-width:]
    largest: Array = weights[: len(free)].copy()
    largest[signed] = np.maximum(largest[signed], weights[len(free) :])
    return largest
