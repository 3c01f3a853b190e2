"""Refuting a claim: a counterexample is searched for in floats, made rational and simple, and decided exactly.

What is returned carries a certificate that the checker has accepted for exactly this claim; a search that finds
nothing says nothing about the claim.
"""

from dataclasses import dataclass, field
from math import inf, nan

import numpy as np

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting.witness import Witness, examine, refutes
from kreiss.verify.search import rounds, simplify
from kreiss.verify.search.layouts import Block
from kreiss.verify.search.rounds import Candidate

_CLOSEST_GAP, _WIDEST_GAP = 1e-12, 1e-4
"""Of enclosures at a candidate, a hundredth of its violation between these: closer costs time."""
_MOST_EQUALITIES, _EQUAL = 8, 1e-12
"""Candidates at which a strict relation may fail by equality, and what counts as equal in floats."""
_MOST_DECIDED, _LEAST_TIME, _LONGEST_SIMPLIFYING = 6, 3.0, 1.5
"""Candidates decided exactly, seconds for that at least, and seconds to make one simpler."""

_ENOUGH, _PATIENCE = 24, 0.5
"""How many float counterexamples are compared for simplicity, and for how many seconds after the first."""


@dataclass
class Trail:
    """What a search has seen: how many points were tried, and the largest violation among them (negative: a margin)."""

    candidates: int = 0
    feasible: int = 0
    worst: float = -inf
    closest: Candidate | None = field(default=None, repr=False)

    def add(self, candidate: Candidate) -> None:
        """Count a candidate."""
        self.candidates += 1
        self.feasible += rounds.feasible(candidate.layout, candidate.vector)
        if candidate.score > self.worst:
            self.worst, self.closest = candidate.score, candidate


def refute(claim: Claim, budget: float = 10.0, seed: int = 0, trail: Trail | None = None) -> Witness | None:
    """The simplest exact witness found within ``budget`` seconds, or None. Guarantee: exact (checked) where found.

    What floats have found by then is still decided, in a fifth of the budget and a second more. Raises
    ``InvalidClaim`` for a claim that leaves constants open: a point refutes it at given values only.
    """
    return hunt(claim, Deadline.after(budget), Deadline.after(1.2 * budget + 1), seed, trail)


def hunt(
    claim: Claim, search: Deadline, end: Deadline, seed: int, trail: Trail | None = None, *, patience: float = _PATIENCE
) -> Witness | None:
    """The simplest exact witness that a search until one deadline finds; None without one.

    Simpler ones are waited for as many seconds after the first as there is ``patience``. The last point that it finds
    may be decided a little longer, but not beyond ``end``. Guarantee: exact (checked) where found. Raises
    ``InvalidClaim`` as ``refute`` does.
    """
    if claim.constants:
        raise InvalidClaim(f"claim '{claim.id}' leaves {', '.join(claim.constants)} open: no single point refutes it")
    trail = Trail() if trail is None else trail
    pool: list[_Proposal] = []
    failed: set[_Place] = set()
    equalities = _MOST_EQUALITIES if any(tree[0] in ("<", ">") for tree in claim.conclusion) else 0
    visits = rounds.Search(claim, search, np.random.default_rng(seed))
    waited = search.within(patience)
    for candidate in visits.candidates():
        trail.add(candidate)
        if pool and (len(pool) >= _ENOUGH or waited.passed):
            witness = _first_exact(claim, pool, (search, end), failed)
            if witness is not None:
                return witness
            pool.clear()
            visits.largest = inf
        if candidate.score > rounds.NOTICEABLE:
            waited = waited if pool else search.within(patience)
            pool.extend(_proposals(candidate, end))
            visits.largest = min(visits.largest, candidate.layout.order)
        elif equalities and candidate.score >= -_EQUAL:  # a strict relation fails where its sides are equal
            equalities -= 1
            witness = _first_exact(claim, _proposals(candidate, end), (search, end), failed)
            if witness is not None:
                return witness
    return _first_exact(claim, pool, (search, end), failed)


_Place = tuple[tuple[Block, ...], simplify.Vector]
"""A layout's blocks and a vector of it."""


@dataclass(frozen=True)
class _Proposal:
    """A rational point that violates the claim as far as floats can tell."""

    candidate: Candidate
    vector: simplify.Vector

    @property
    def weight(self) -> tuple[int, int]:
        """How much there is to read: the order of the matrices, then the digits of the entries."""
        return self.candidate.layout.order, simplify.weight(self.vector)


def _proposals(candidate: Candidate, end: Deadline) -> list[_Proposal]:
    return [_Proposal(candidate, vector) for vector in simplify.simplify(candidate.vector, _score(candidate, end))]


def _score(candidate: Candidate, end: Deadline) -> simplify.Score:
    """The score of vectors of a candidate's layout, for as long as simplifying may take; then nothing is acceptable."""
    longest = end.within(_LONGEST_SIMPLIFYING)
    return lambda vector: nan if longest.passed else rounds.score(candidate.layout, vector)


def _first_exact(
    claim: Claim, pool: list[_Proposal], limits: tuple[Deadline, Deadline], failed: set[_Place]
) -> Witness | None:
    """The simplest proposal that the checker accepts as a refutation, after one more attempt to simplify it.

    Points that are decided otherwise are noted as ``failed`` and not tried again: floats that are wrong at the simplest
    points, where a matrix is singular or two sides are equal, leave others to be found.
    """
    tried, (search, end) = 0, limits
    different = {(proposal.candidate.layout.blocks, proposal.vector): proposal for proposal in pool}
    for proposal in sorted(different.values(), key=lambda proposal: proposal.weight):
        if end.passed or (tried and search.passed):
            return None
        simpler = simplify.shrink_pairs(proposal.vector, _score(proposal.candidate, end))
        for vector in dict.fromkeys((simpler, proposal.vector)):
            place = (proposal.candidate.layout.blocks, vector)
            if place in failed:
                continue
            if tried == 2 * _MOST_DECIDED or (tried and search.passed):
                return None
            tried += 1
            try:
                longest = end.within(max(_LEAST_TIME, search.left))
                witness = exact_witness(claim, proposal.candidate, vector, longest)
            except OutOfTime:
                witness = None
            if witness is not None:
                return witness
            failed.add(place)
    return None


def exact_witness(
    claim: Claim, candidate: Candidate, vector: simplify.Vector, deadline: Deadline = NEVER
) -> Witness | None:
    """The witness at a rational vector if the checker accepts it as a refutation of this claim, else None.

    Raises ``OutOfTime``.
    """
    instance = examine(claim, *candidate.layout.point(vector), exact_gap(candidate.score), deadline)
    if instance is None or instance.hypotheses is not True or instance.conclusion is not False:
        return None
    return instance.witness if refutes(claim, instance.witness) else None


def exact_gap(violation: float) -> float:
    """A relative gap of enclosures that resolves a violation, as floats see it."""
    return min(_WIDEST_GAP, max(_CLOSEST_GAP, violation / 100))
