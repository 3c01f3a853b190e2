"""Searching for a counterexample in floats: structured seeds, then local and global optimisation of the best of them.

The score is the relative violation of the conclusion where the hypotheses hold, and their deficit elsewhere. Small
layouts come first; rounds repeat with fresh seeds until the budget ends. A search proposes, it proves nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline
from kreiss.verify.claims.claim import Claim
from kreiss.verify.search import floats
from kreiss.verify.search.ascent import Ascent
from kreiss.verify.search.layouts import Layout, layouts
from kreiss.verify.search.seeds import Array, seeds

_SEEDS, _KEPT, _EVOLVED = 240, 3, 1
"""Of one layout: seeds drawn, kept to be improved, and which of these globally, as that takes longest."""
_MOST_SHAPES, _PLENTY = 12, 0.1  # sizes of the matrices in one round, and a violation with which improvement ends
_SHARE_PUSHED, _BISECTIONS, _SLACKS, _FEASIBLE = 0.5, 12, (0.01, 0.1, 0.4), 1e-13
"""Of seeds pushed to a hypothesis' edge, how: bisections, distances from it, and the deficit allowed."""
NOTICEABLE = 1e-7  # a smaller violation may be an error of the float estimates
Measure = Callable[[Claim, floats.Point], float]


@dataclass(frozen=True)
class Candidate:
    """A vector of a layout, with the score that a float evaluation gives it."""

    layout: Layout
    vector: tuple[float, ...]
    score: float


def score(layout: Layout, vector: Sequence[Any] | Array) -> float:
    """The search's objective at a vector of floats or Fractions."""
    return _measured(floats.score, layout, vector, -np.inf)


def feasible(layout: Layout, vector: Sequence[Any] | Array) -> bool:
    """Whether the hypotheses hold at a vector, as far as floats can tell."""
    return _measured(floats.deficit, layout, vector, np.inf) <= _FEASIBLE


def _measured(measure: Measure, layout: Layout, vector: Sequence[Any] | Array, undefined: float) -> float:
    matrices, numbers = layout.point(vector)
    return measured(measure, layout.claim, matrices, numbers, undefined)


def measured(
    measure: Measure, claim: Claim, matrices: Mapping[str, Any], numbers: Mapping[str, Any], undefined: float
) -> float:
    """A measure of ``floats`` at a point; ``undefined`` where it has none, as where shapes do not fit."""
    point = {
        **{name: np.array(rows, dtype=float) for name, rows in matrices.items()},
        **{name: float(x) for name, x in numbers.items()},
    }
    try:
        value = measure(claim, point)
    except (ValueError, OverflowError):  # also numpy's LinAlgError, and its refusal to join unfitting shapes
        return undefined
    return undefined if np.isnan(value) else value


def pushed(layout: Layout, vector: list[float], rng: np.random.Generator) -> list[float]:
    """The vector with one matrix or number scaled as far as the hypotheses allow, or nearly so.

    Counterexamples gather where a hypothesis is almost violated, which local methods leave for the trivial equality
    at a vanishing coupling.
    """
    if not layout.size:
        return vector
    group = layout.groups[int(rng.integers(len(layout.groups)))]

    def scaled(exponent: float) -> list[float]:
        return [x * 2**exponent if i in group else x for i, x in enumerate(vector)]

    low = next((-k for k in (0.0, 4.0, 12.0) if feasible(layout, scaled(-k))), None)
    high = next((k for k in (0.0, 1.0, 4.0, 12.0) if not feasible(layout, scaled(k))), None)
    if low is None or high is None:
        return vector
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if feasible(layout, scaled(middle)) else (low, middle)
    return scaled(low - float(rng.choice(_SLACKS)))


class Search:
    """The layouts of a claim, the smallest first, visited in rounds until a deadline.

    ``largest`` may be lowered on the way: layouts of a higher order are then passed over.
    """

    def __init__(self, claim: Claim, deadline: Deadline, rng: np.random.Generator) -> None:
        self.layouts, self.deadline, self.rng, self.largest = _smallest(claim), deadline, rng, np.inf

    def candidates(self) -> Iterator[Candidate]:
        """The best vectors of each visit; round k visits the layouts of the k smallest orders."""
        orders = sorted({layout.order for layout in self.layouts})
        for order in chain.from_iterable(orders[:reach] for reach in (count(1) if orders else ())):
            for layout in (layout for layout in self.layouts if layout.order == order):
                if self.deadline.passed:
                    return
                if layout.order <= self.largest:
                    yield from _best(layout, self.deadline, self.rng)


def _smallest(claim: Claim) -> list[Layout]:
    """The layouts of the smallest shapes."""
    ordered = sorted(layouts(claim), key=lambda layout: layout.order)
    shapes = dict.fromkeys(tuple(block.shape for block in layout.blocks) for layout in ordered)
    kept = set(list(shapes)[:_MOST_SHAPES])
    return [layout for layout in ordered if tuple(block.shape for block in layout.blocks) in kept]


def _best(layout: Layout, deadline: Deadline, rng: np.random.Generator) -> Iterator[Candidate]:
    """Every seed that violates at once, else the optimised best of them."""
    scored: dict[float, Candidate] = {}
    for vector in islice(seeds(layout, rng), _SEEDS):
        if deadline.passed:
            break
        if rng.random() < _SHARE_PUSHED:
            vector = pushed(layout, vector, rng)
        value = score(layout, vector)
        scored[round(value, 9)] = Candidate(layout, tuple(vector), value)
    flat = scored.pop(0.0, None)  # equality leads nowhere: it holds wherever a coupling vanishes
    for place, value in enumerate(sorted(scored, reverse=True)[:_KEPT]):
        yield scored[value] if value > 0 else _improved(scored[value], deadline, rng, place == _EVOLVED)
    if flat is not None:
        yield flat


def _improved(start: Candidate, deadline: Deadline, rng: np.random.Generator, everywhere: bool) -> Candidate:
    """The best vector on the way of a global or of a local method."""
    if not start.layout.size:
        return start
    ascent = Ascent(
        start.vector, lambda vector: score(start.layout, vector), lambda best: best > _PLENTY or deadline.passed
    )
    ascent.everywhere(rng) if everywhere else ascent.local(rng)
    return Candidate(start.layout, tuple(map(float, ascent.vector)), max(ascent.best, start.score))
