"""Certifying a claim at single points: random rational instances whose hypotheses hold, each decided exactly.

A claim that holds at every instance tried is not proved; the count and the smallest margin tell how hard it was tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting.witness import Instance, Witness, examine, refutes
from kreiss.verify.search import rounds, simplify
from kreiss.verify.search.layouts import Layout
from kreiss.verify.search.seeds import seeds

_CLOSEST_GAP, _WIDEST_GAP = 1e-6, 1e-2  # of enclosures at an instance: its margin, between these. Closer costs time
_TRIES, _LONGEST_INSTANCE = 200, 2.0  # draws of one layout, and seconds for one instance


@dataclass
class Certified:
    """How many instances hold, how many were left open, the smallest relative margin, and the point that has it.

    ``counterexample`` is a point that the checker accepts as a refutation; it ends the trial.
    """

    holding: int = 0
    open: int = 0
    margin: float | None = None
    closest: Witness | None = None
    counterexample: Witness | None = None

    def add(self, instance: Instance) -> None:
        """Count an instance whose hypotheses hold."""
        if instance.conclusion is not True:
            self.open += 1
            return
        self.holding += 1
        if instance.margin is not None and (self.margin is None or instance.margin < self.margin):
            self.margin, self.closest = instance.margin, instance.witness

    def document(self) -> dict[str, Any]:
        """The evidence as ``verify --json`` shows it."""
        return {
            "instances_certified": self.holding,
            "instances_open": self.open,
            "worst_margin": self.margin,
            "worst_at": None if self.closest is None else self.closest.document(),
        }


def certify(
    claim: Claim, deadline: Deadline, seed: int = 0, most: int = 100, closest: rounds.Candidate | None = None
) -> Certified:
    """Up to ``most`` instances decided before the deadline, the ``closest`` of a search first.

    Guarantee: exact, for the instances alone.
    """
    result = Certified()
    first = [] if closest is None else [(closest.layout, _rational(closest.vector))]
    drawn = _feasible(claim, deadline, np.random.default_rng(seed))
    for layout, vector in islice(chain(first, drawn), most):
        longest = deadline.within(_LONGEST_INSTANCE)
        try:
            instance = examine(claim, *layout.point(vector), _gap(layout, vector), longest)
        except OutOfTime:
            result.open += 1
            continue
        if instance is not None and instance.hypotheses is True:
            result.add(instance)
            if instance.conclusion is False and refutes(claim, instance.witness):
                result.counterexample = instance.witness
        if result.counterexample is not None:
            break
    return result


def _gap(layout: Layout, vector: simplify.Vector) -> float:
    """A relative gap of enclosures that resolves the margin, as far as floats know it."""
    margin = abs(rounds.score(layout, vector)) / 20
    return _WIDEST_GAP if margin < _CLOSEST_GAP else min(margin, _WIDEST_GAP)


def _feasible(claim: Claim, deadline: Deadline, rng: np.random.Generator) -> Iterator[tuple[Layout, simplify.Vector]]:
    """Rational points of all layouts in turn whose hypotheses hold as far as floats can tell."""
    visited = rounds.Search(claim, deadline, rng).layouts
    while not deadline.passed:
        for layout in visited:
            vector = _draw(layout, deadline, rng)
            if vector is not None:
                yield layout, vector


def _rational(vector: Sequence[float]) -> simplify.Vector:
    return tuple(Fraction(x).limit_denominator(1000) for x in vector)


def _draw(layout: Layout, deadline: Deadline, rng: np.random.Generator) -> simplify.Vector | None:
    for vector in islice(seeds(layout, rng), _TRIES):
        if deadline.passed:
            return None
        candidate = _rational(vector)
        if rounds.feasible(layout, candidate):
            return candidate
    return None
