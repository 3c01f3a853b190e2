"""A point at which a proof's hypotheses hold, put into its certificate: a theorem about nothing is seen to be one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidClaim
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting.witness import hypotheses_at
from kreiss.verify.search import rounds, simplify
from kreiss.verify.search.layouts import Layout
from kreiss.verify.search.seeds import seeds

_DENOMINATORS = (1, 2, 10, 100)  # of an instance, the simplest first: readable ones
_TRIES, _MOST_LAYOUTS = 400, 3  # draws of each layout, and layouts: an instance is a courtesy, the proof holds without


def with_instance(
    certificate: Mapping[str, Any], deadline: Deadline = NEVER, seconds: float = 1.0, seed: int = 0
) -> dict[str, Any]:
    """The ``kreiss/proof-1`` document with a simple point of its hypotheses, if one is found and there are any.

    The search takes at most so many ``seconds``, and ends at the deadline. Guarantee: exact; the checker has accepted
    the point, with the proof where that speaks of more than the hypotheses do, else alone.
    """
    statement = certificate["statement"]
    try:
        claim = Claim("instance", statement["states"], tuple(statement["given"]))
    except InvalidClaim:
        return dict(certificate)
    if not any(tree[0] in ("<=", "<", ">=", ">", "==") for tree in claim.hypotheses):
        return dict(certificate)
    end = deadline.within(seconds)
    try:
        for layout, vector in _simple_points(claim, end, np.random.default_rng(seed)):
            instance = hypotheses_at(claim, *layout.point(vector), end)
            if instance is not None and _is_accepted(certificate, instance):
                return {**certificate, "instance": instance}
    except OutOfTime:
        pass
    return dict(certificate)


def _is_accepted(certificate: Mapping[str, Any], instance: Mapping[str, Any]) -> bool:
    """Whether the checker accepts the point: without the proof, which takes longer, where it has no further names."""
    alone = {"statement": {**certificate["statement"], "states": "0 <= 0"}, "steps": []}
    return any(_shows_a_point({**certificate, **shown, "instance": instance}) for shown in (alone, {}))


def _shows_a_point(document: Mapping[str, Any]) -> bool:
    try:
        return bool(check_document(document).instance)
    except Rejected:
        return False


def _simple_points(claim: Claim, end: Deadline, rng: np.random.Generator) -> Iterator[tuple[Layout, simplify.Vector]]:
    """Points of small denominators at which the hypotheses hold as far as floats can tell, the simplest first."""
    layouts = list(islice(rounds.Search(claim, end, rng).layouts, _MOST_LAYOUTS))
    drawn = [(layout, vector) for layout in layouts for vector in islice(seeds(layout, rng), _TRIES)]
    for denominator in _DENOMINATORS:
        rounded = {
            (layout.order, simplify.weight(vector), tuple(vector)): (layout, vector)
            for layout, drawing in drawn
            for vector in [tuple(Fraction(x).limit_denominator(denominator) for x in drawing)]
        }
        for layout, vector in (rounded[key] for key in sorted(rounded)):
            end.check()
            if rounds.feasible(layout, vector):
                yield layout, vector
