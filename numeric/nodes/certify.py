"""A Kreiss constant from the first look to the enclosure: one flow over the disc and the half-plane.

K = 1 by the field of values, K = ∞ by an eigenvalue beyond the boundary, or by one on it that is not semisimple; else a
chain of nodes, with a segment next to the boundary where semisimple eigenvalues are on it; and, for a ball of matrices,
the chain of its centre, widened. Floats and high-precision numbers propose; every step is accepted in integer
arithmetic, or by bounds on all rounding.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Generic, Protocol, TypeVar

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.enclosures.options import Options, deadline, distance, options, stages, wanted_gap
from kreiss.numeric.nodes.ball import widened
from kreiss.numeric.nodes.chain import Bounds, Chain, furthest, working_bits
from kreiss.numeric.nodes.first_look import NOTHING, first_look
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.reading.algebraic import enclosed_matrix
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.spectral_radius import Extreme

TOO_NEAR = Fraction(1, 2**200)
"""An eigenvalue at a smaller distance from the boundary, in parts of the matrix, is out of the reach of a chain."""


class Marginal(Protocol):
    """The eigenvalues on the boundary."""

    @property
    def semisimple(self) -> bool:
        """Whether none has a Jordan block, so that the constant is finite if no eigenvalue lies beyond."""

    def defective(self) -> Step | None:
        """The proof that the constant is infinite, or None. Guarantee: exact."""


PartT = TypeVar("PartT", bound=Marginal)
EnclosureT = TypeVar("EnclosureT", bound=ByNodes)


class Region(ABC, Generic[PartT, EnclosureT]):
    """The disc or the half-plane for one matrix: what the flow has to ask where they differ."""

    symbol: ClassVar[str]
    continuous: ClassVar[bool]
    enclosure: type[EnclosureT]
    edge: ClassVar[int]
    """What the extreme eigenvalue's modulus, or real part, is on the boundary."""
    next_to: ClassVar[float]
    """How far from the boundary a Jordan block on it may come out of double precision."""
    unclear: ClassVar[float] = 0
    """How far beyond the boundary an eigenvalue inside may come out of double precision."""

    def __init__(self, A: ExactMatrix, asked: Options) -> None:
        self.A, self.asked = A, asked

    @abstractmethod
    def prove_one(self, radius: Fraction) -> Step | None:
        """A proof that the constant is 1 for every matrix within ``radius``, or None. Guarantee: exact."""

    @cached_property
    @abstractmethod
    def extreme(self) -> Extreme:
        """The extreme eigenvalue, told from the boundary."""

    @abstractmethod
    def part(self) -> PartT | None:
        """The eigenvalues on the boundary, or None where there are none, or A is too large to tell."""

    @abstractmethod
    def prove_infinite(self) -> Step | None:
        """A proof that an eigenvalue lies beyond the boundary, or None. Guarantee: exact."""

    @abstractmethod
    def chain(self, stage: Options, part: PartT | None, radius: Fraction) -> Chain:
        """The chain with the options of one stage, for eigenvalues ``part`` on the boundary, or for a ball."""

    @abstractmethod
    def upper(self, nodes: Sequence[tuple[Fraction, Fraction]], radius: Fraction, bits: int) -> Fraction:
        """The bound that nodes (place, bound) prove within ``radius``, to about ``bits`` bits. Guarantee: exact."""

    @abstractmethod
    def wider(self, part: PartT | None) -> tuple[Fraction, ...]:
        """The gaps to try where no chain was found for the one asked for."""

    @abstractmethod
    def undecided(self) -> KreissError:
        """The error where nothing was proved."""

    @abstractmethod
    def unstable_ball(self) -> UnstableMatrix:
        """The error for a ball whose centre has an eigenvalue on the boundary or beyond."""

    def uncertified(self) -> KreissError | None:
        """The error where the eigenvalues on the boundary are semisimple and no chain was found."""
        return None

    def gap_in_ball(self) -> Fraction:
        """The gap to enclose the centre of a ball with."""
        return self.asked.gap

    @property
    def size(self) -> Fraction:
        """About the size of A, where distances from the boundary depend on it."""
        return Fraction(1)

    @property
    def outside(self) -> Fraction:
        """How far the extreme eigenvalue lies beyond the boundary, about; negative inside."""
        return self.extreme.near - self.edge


@dataclass(frozen=True)
class _Found:
    lower: Fraction | None
    upper: Fraction | None
    steps: tuple[Step, ...]
    argmax: complex | None = None
    ended: str = "complete"


def certify(
    kind: type[Region[PartT, EnclosureT]],
    A: object,
    gap: object,
    *,
    digits: int | None,
    exact: bool | None,
    budget: float | Deadline | None,
    radius: object,
) -> EnclosureT:
    """The enclosure that ``certify_kreiss`` and ``certify_kreiss_ct`` describe."""
    began, ends = time.perf_counter(), deadline(budget)
    matrix, error = enclosed_matrix(A, wanted_gap(gap, digits))
    region = kind(matrix, options(matrix, gap, digits, exact, ends))
    ball = distance(radius) + error
    with one_blas_thread():  # the nodes are the threads
        look = NOTHING if ball else first_look(matrix, ends, continuous=region.continuous)
        try:
            found = _in_ball(region, ball) if ball else _certified(region)
        except OutOfTime:
            raise look.ended(region.symbol) from None
    nodes = [step for step in found.steps if isinstance(step, Node)]
    return region.enclosure(
        quantity=region.symbol,
        lower=found.lower,
        upper=found.upper,
        matrix=matrix,
        parameters={"radius": str(ball)} if ball else {},
        steps=found.steps,
        precision=max((step.precision for step in found.steps if isinstance(step, Node | Segment)), default=DOUBLE),
        elapsed=time.perf_counter() - began,
        rigor="verified-float" if any(node.rigor != "exact" for node in nodes) else "exact",
        argmax=found.argmax,
        nodes=len(nodes),
        ended=found.ended,
    )


def _certified(region: Region[PartT, EnclosureT]) -> _Found:
    one = region.prove_one(Fraction(0))
    if one is not None:
        return _Found(Fraction(1), Fraction(1), (one,))
    region.asked.checkpoint()
    extreme, outside = region.extreme, region.outside
    region.asked.checkpoint()
    if extreme.side == 0 or (not extreme.proved and abs(outside) < region.next_to):
        found = _on_the_boundary(region)
        if found is not None:
            return found
    # an eigenvalue that was not isolated may lie on the other side of the boundary than double precision says
    likely = extreme.side if extreme.side is not None else -1 if outside < region.unclear else 1
    for side in (likely,) if extreme.proved else (likely, -likely):
        if side and abs(outside) > TOO_NEAR * region.size:
            found = _chained(region, None) if side < 0 else _infinite(region.prove_infinite())
            if found is not None:
                return found
    raise region.undecided()


def _on_the_boundary(region: Region[PartT, EnclosureT]) -> _Found | None:
    """The constant for eigenvalues on the boundary; None where there are none, or some beyond, or nothing was proved.

    Raises ``PrecisionExhausted`` where it is known to be finite and was not enclosed.
    """
    part = region.part()
    if part is None:
        return None
    if not part.semisimple:
        return _infinite(part.defective())
    if region.outside > (0 if region.extreme.proved else region.unclear):
        return None
    found, error = _chained(region, part), region.uncertified()
    if found is None and error is not None:
        raise error
    return found


def _in_ball(region: Region[PartT, EnclosureT], radius: Fraction) -> _Found:
    one = region.prove_one(radius)
    if one is not None:
        return _Found(Fraction(1), Fraction(1), (one,))
    if region.extreme.side in (0, 1):
        raise region.unstable_ball()
    gap = region.gap_in_ball()
    reached, ended = furthest(region.asked, [gap], lambda stage: region.chain(stage, None, radius))
    if reached is None:
        raise region.undecided()
    bits = working_bits(gap)
    wide = widened(region.A, reached, radius, bits, lambda nodes: region.upper(nodes, radius, bits))
    return replace(_found(reached, gap, ended), lower=wide.lower, upper=wide.upper, steps=wide.steps)


def _infinite(proof: Step | None) -> _Found | None:
    return None if proof is None else _Found(None, None, (proof,))


def _chained(region: Region[PartT, EnclosureT], part: PartT | None) -> _Found | None:
    """The enclosure by a chain of nodes, or with a wider gap where none was found for the one asked for.

    Under a budget coarser chains come first, so that there is one when it ends.
    """
    asked = region.asked
    for gap in (asked.gap, *(gap for gap in region.wider(part) if gap > asked.gap)):
        reached, ended = furthest(
            asked, stages(replace(asked, gap=gap)), lambda stage: region.chain(stage, part, Fraction(0))
        )
        if reached is not None:
            return _found(reached, asked.gap, ended)
    return None


def _found(reached: Bounds, gap: Fraction, ended: str) -> _Found:
    complete = reached.upper <= reached.lower * (1 + gap)
    return _Found(reached.lower, reached.upper, reached.steps, reached.argmax, "complete" if complete else ended)
