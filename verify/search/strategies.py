"""Hypothesis strategies for claims: structured rational matrices, whole points of a claim, and shrunk counterexamples.

Entries are fractions of small denominators, so that what Hypothesis shrinks to is simple: small sizes first, then zeros
and small whole numbers.
"""

import operator
from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings, target
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from kreiss.verify.claims.claim import Claim
from kreiss.verify.search import rounds
from kreiss.verify.search.layouts import Block, Layout, blocks, bounds, layouts

Rows = list[list[Fraction]]
DENOMINATORS = (1, 2, 3, 4, 5, 8, 10, 16, 100)  # of the fractions drawn: hypothesis shrinks to the simplest


def rationals(low: Fraction | None = None, high: Fraction | None = None) -> st.SearchStrategy[Fraction]:
    """Fractions of small denominators within bounds, at sizes from small to large; whole numbers shrink first."""
    least, most = (-1000 if low is None else low), (1000 if high is None else high)
    if low is not None and high is None:
        most = low + 1000
    if high is not None and low is None:
        least = high - 1000
    pieces = [st.fractions(least, most, max_denominator=denominator) for denominator in DENOMINATORS]
    return st.one_of(pieces)


def matrices(
    structure: str = "square", rows: int | None = None, columns: int | None = None, largest: int = 4
) -> st.SearchStrategy[Rows]:
    """Rational matrices of a structure: a predicate of the claim language, or "any" for rectangular ones.

    ``rows`` and ``columns`` fix the shape; a structure other than "any" is square. ``normal`` draws symmetric matrices,
    and blocks of rotations turned by orthogonal matrices.
    """
    extents = st.integers(1, largest)
    shapes = st.tuples(extents if rows is None else st.just(rows), extents if columns is None else st.just(columns))
    if structure != "any":
        shapes = (st.just(rows) if rows is not None else extents).map(lambda n: (n, n))
    return shapes.flatmap(lambda shape: _filled(shape, structure))


def _filled(shape: tuple[int, int], structure: str) -> st.SearchStrategy[Rows]:
    families = blocks("A", shape, frozenset({structure}))
    return st.one_of([_entries(family).map(family.fill) for family in families])


def _entries(blank: Block) -> st.SearchStrategy[list[Fraction]]:
    free = st.lists(rationals(), min_size=len(blank.cells), max_size=len(blank.cells))
    turn = st.fractions(-2, 2, max_denominator=4)
    turns = st.lists(turn, min_size=blank.turns, max_size=blank.turns)
    return st.builds(operator.add, free, turns)


@st.composite
def points(draw: st.DrawFn, claim: Claim, largest: int = 3) -> tuple[Layout, tuple[Fraction, ...]]:
    """A layout of the claim and a rational vector of it; the hypotheses need not hold."""
    layout = draw(st.sampled_from(sorted(layouts(claim, largest), key=lambda layout: layout.order)))
    entries = [draw(rationals()) for _ in range(layout.size - len(claim.numbers))]
    numbers = [draw(rationals(*bounds(claim, name))) for name in claim.numbers]
    return layout, (*entries, *numbers)


def instances(claim: Claim, largest: int = 3) -> st.SearchStrategy[tuple[Layout, tuple[Fraction, ...]]]:
    """Points of the claim at which its hypotheses hold, as far as floats can tell."""
    return points(claim, largest).filter(lambda point: rounds.feasible(*point))


def shrunk(claim: Claim, examples: int = 2000, seed: int = 0) -> tuple[Layout, tuple[Fraction, ...]] | None:
    """The simplest point at which a float evaluation sees the claim fail, guided by the violation; None if none is met.

    Guarantee: estimate. ``refuter.exact_witness`` decides the point exactly.
    """
    quiet = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(points(claim), _fails, settings=quiet, random=_random(seed))
    except NoSuchExample:
        return None


def _random(seed: int) -> Any:
    return Random(seed)  # noqa: S311  (reproducible search, no secrets)


def _fails(point: tuple[Layout, tuple[Fraction, ...]]) -> bool:
    value = rounds.score(*point)
    if isfinite(value):
        target(max(value, -10.0), label="violation")
    return value > rounds.NOTICEABLE


def named(layout: Layout, vector: tuple[Fraction, ...]) -> Mapping[str, Any]:
    """The matrices and numbers of a point by name."""
    found, numbers = layout.point(vector)
    return {**found, **numbers}
