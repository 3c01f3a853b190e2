"""A Kreiss constant from the first look to the enclosure: one flow over the disc and the half-plane.

K = 1 by the field of values, K = ∞ by an eigenvalue beyond the boundary, or by one on it that is not semisimple; else a
chain of nodes, with a segment next to the boundary where semisimple eigenvalues are on it; and, for a ball of matrices,
the chain of its centre, widened. Floats and high-precision numbers propose; every step is accepted in integer
arithmetic, or by bounds on all rounding.
"""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.enclosures.options import Options, deadline, distance, options, stages, wanted_gap
from kreiss.numeric.nodes.ball import widened
from kreiss.numeric.nodes.chain import Bounds, Chain, Points, furthest, working_bits
from kreiss.numeric.nodes.first_look import NOTHING, first_look
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.nodes.order_two import prove_order_two
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.reading.algebraic import enclosed_matrix
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.axis import AxisPart
from kreiss.numeric.spectrum.peripheral import Peripheral
from kreiss.numeric.spectrum.spectral_radius import Extreme

_TOO_NEAR = Fraction(1, 2**200)  # an eigenvalue nearer to the boundary is out of the reach of a chain


PartT = TypeVar("PartT", Peripheral, AxisPart)
EnclosureT = TypeVar("EnclosureT", bound=ByNodes)


@dataclass(frozen=True)
class Found:
    """What was proved: the ends, None for infinity, by the steps; where, and what ended the work."""

    lower: Fraction | None
    upper: Fraction | None
    steps: tuple[Step, ...]
    argmax: complex | None = None
    ended: str = "complete"


class Region(ABC, Generic[PartT, EnclosureT]):
    """The disc or the half-plane for one matrix: the flow, and what it has to ask where they differ."""

    A: ExactMatrix
    asked: Options
    enclosure: type[EnclosureT]
    symbol: ClassVar[str]
    continuous: ClassVar[bool]
    edge: ClassVar[int]
    """What the extreme eigenvalue's modulus, or real part, is on the boundary."""
    next_to: ClassVar[float]
    """How far from the boundary a Jordan block on it may come out of double precision."""
    by_polynomials: ClassVar[bool] = True
    """Whether real 2×2 matrices need no nodes."""
    unclear: ClassVar[float] = 0
    """How far beyond the boundary an eigenvalue inside may come out of double precision."""

    def __init__(self, A: ExactMatrix, asked: Options) -> None:
        self.A, self.asked = A, asked
        self._chains: list[Chain] = []

    def certified(self) -> Found:
        """The constant of the matrix. Raises ``UnstableMatrix``, ``PrecisionExhausted`` and ``OutOfTime``."""
        one = self._prove_one(Fraction(0))
        if one is not None:
            return Found(Fraction(1), Fraction(1), (one,))
        self.asked.checkpoint()
        found = self._of_order_two() if self.by_polynomials and self.A.n == 2 and self.A.real else None
        if found is not None:
            return found
        extreme, outside = self._extreme, self._outside
        self.asked.checkpoint()
        if extreme.side == 0 or (extreme.side is None and abs(outside) < self.next_to and not self._inside()):
            found = self._on_the_boundary()
            if found is not None:
                return found
        # an eigenvalue that was not isolated may lie on the other side of the boundary than double precision says
        likely = extreme.side if extreme.side is not None else -1 if outside < self.unclear else 1
        for side in (likely, -likely) if extreme.side is None else (likely,):
            if side and abs(outside) > _TOO_NEAR * self._size():
                found = self._chained(None) if side < 0 else _infinite(self._prove_infinite())
                if found is not None:
                    return found
        raise self._undecided()

    def _of_order_two(self) -> Found | None:
        """The constant of a real 2×2 matrix by the signs of polynomials, or None where that does not enclose it."""
        proved = prove_order_two(self.A, self.asked.gap, continuous=self.continuous)
        if proved is None:
            return None
        witness, bound = proved
        if witness is None:
            return Found(Fraction(1), bound.kappa, (bound,))
        return Found(witness.lower, bound.kappa, (witness, bound), complex(*map(float, witness.z)))

    def in_ball(self, radius: Fraction) -> Found:
        """The constants of all matrices within ``radius``; raises likewise."""
        one = self._prove_one(radius)
        if one is not None:
            return Found(Fraction(1), Fraction(1), (one,))
        if self._extreme.side in (0, 1):
            raise self._unstable_ball()
        gap = self._gap_in_ball()
        reached, ended = furthest(self.asked, [gap], lambda stage: self._chain(stage, None, radius))
        if reached is None:
            raise self._undecided()
        bits = working_bits(gap)
        wide = widened(self.A, reached, radius, bits, lambda nodes: self._upper(nodes, radius, bits))
        return replace(_found(reached, gap, ended), lower=wide.lower, upper=wide.upper, steps=wide.steps)

    def _on_the_boundary(self) -> Found | None:
        """The constant for eigenvalues on the boundary; None where there are none, or some beyond, or no proof.

        Raises ``PrecisionExhausted`` where it is known to be finite and was not enclosed.
        """
        part = self._part()
        if part is None:
            return None
        if not part.semisimple:
            return _infinite(part.defective())
        if self._outside > (self.unclear if self._extreme.side is None else 0):
            return None
        found, error = self._chained(part), self._uncertified()
        if found is None and error is not None:
            raise error
        return found

    def _chained(self, part: PartT | None) -> Found | None:
        """The enclosure by a chain of nodes, or with a wider gap where none was found for the one asked for.

        Under a budget coarser chains come first, so that there is one when it ends.
        """
        asked: Options = self.asked
        for gap in (asked.gap, *(gap for gap in self._wider(part) if gap > asked.gap)):
            reached, ended = furthest(
                asked, stages(replace(asked, gap=gap)), lambda stage: self._kept(self._chain(stage, part, Fraction(0)))
            )
            if reached is not None:
                return _found(reached, asked.gap, ended)
        return None

    def _kept(self, chain: Chain) -> Chain:
        self._chains.append(chain)
        return chain

    @property
    def lower(self) -> Fraction:
        """What witnesses of the chains have proved of the constant so far, 1 at least. Guarantee: exact."""
        return max((chain.lower for chain in self._chains), default=Fraction(1))

    @property
    def _outside(self) -> Fraction:
        """How far the extreme eigenvalue lies beyond the boundary, about; negative inside."""
        return self._extreme.near - self.edge

    @cached_property
    @abstractmethod
    def _extreme(self) -> Extreme:
        """The extreme eigenvalue, told from the boundary."""

    def _inside(self) -> bool:
        """Whether floats prove, by bounds on all rounding, that no eigenvalue lies on the boundary or beyond."""
        return False

    @abstractmethod
    def _part(self) -> PartT | None:
        """The eigenvalues on the boundary, or None where there are none, or A is too large to tell."""

    @abstractmethod
    def _prove_one(self, radius: Fraction) -> Step | None:
        """A proof that the constant is 1 for every matrix within ``radius``, or None. Guarantee: exact."""

    @abstractmethod
    def _prove_infinite(self) -> Step | None:
        """A proof that an eigenvalue lies beyond the boundary, or None. Guarantee: exact."""

    @abstractmethod
    def _chain(self, stage: Options, part: PartT | None, radius: Fraction) -> Chain:
        """The chain with the options of one stage, for eigenvalues ``part`` on the boundary, or for a ball."""

    @abstractmethod
    def _upper(self, nodes: Points, radius: Fraction, bits: int) -> Fraction:
        """The bound that nodes prove within ``radius``, to about ``bits`` bits. Guarantee: exact."""

    @abstractmethod
    def _wider(self, part: PartT | None) -> tuple[Fraction, ...]:
        """The gaps to try where no chain was found for the one asked for."""

    @abstractmethod
    def _undecided(self) -> KreissError:
        """The error where nothing was proved."""

    @abstractmethod
    def _unstable_ball(self) -> UnstableMatrix:
        """The error for a ball whose centre has an eigenvalue on the boundary or beyond."""

    def _uncertified(self) -> KreissError | None:
        """The error where the eigenvalues on the boundary are semisimple and no chain was found."""
        return None

    def _gap_in_ball(self) -> Fraction:
        """The gap to enclose the centre of a ball with."""
        return self.asked.gap

    def _size(self) -> Fraction:
        """About the size of A, where distances from the boundary depend on it."""
        return Fraction(1)


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
            found = region.in_ball(ball) if ball else region.certified()
        except OutOfTime:
            raise replace(look, lower=max(look.lower, region.lower)).ended(region.symbol) from None
    nodes = [step for step in found.steps if isinstance(step, Node)]
    return region.enclosure(
        quantity=region.symbol,
        matrix=matrix,
        parameters={"radius": str(ball)} if ball else {},
        precision=max((step.precision for step in found.steps if isinstance(step, Node | Segment)), default=DOUBLE),
        elapsed=time.perf_counter() - began,
        rigor="verified-float" if any(node.rigor != "exact" for node in nodes) else "exact",
        nodes=len(nodes),
        **vars(found),
    )


def _infinite(proof: Step | None) -> Found | None:
    return None if proof is None else Found(None, None, (proof,))


def _found(reached: Bounds, gap: Fraction, ended: str) -> Found:
    complete = reached.upper <= reached.lower * (1 + gap)
    return Found(reached.lower, reached.upper, reached.steps, reached.argmax, "complete" if complete else ended)
