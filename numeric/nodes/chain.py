"""The chain of nodes that bounds a Kreiss constant: search, witness, layout, proofs, and a new layout where one fails.

What lies next to the boundary is bounded by a segment where eigenvalues are on it, and may be where they are near.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log2
from typing import ClassVar

import mpmath

from kreiss.deadlines import OutOfTime
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import Real, to_mpf
from kreiss.numeric.arithmetic.scales import log2 as log2_of
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.node import Node, Stable, prove_stable
from kreiss.numeric.nodes.polygon import Crossed, Curves, Vertex, polygon
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.nodes.witness import Witness, integer_vector, prove_witness
from kreiss.numeric.resolvent.curves import Resolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.resolvent.sampled import KnownGrowth
from kreiss.numeric.semidefinite.positivity import DOUBLE

_UPPER_SHARE = Fraction(31, 32)  # of the gap between the witness and the nodes: the rest is for the search's errors
_MOST_LAYOUTS = 12  # a layout after that many has shown that the search sees too little
_MOST_PRECISION = 128 * DOUBLE  # more bits cost more than a wider gap
_SERIAL = 64  # threads cost more than they gain below that order
_CLEARLY = 1e-9  # a node that far below a maximum found since is not tried as it is

Points = Sequence[tuple[Fraction, Fraction]]
"""Places and bounds of nodes."""


@dataclass(frozen=True)
class Bounds:
    """lower ≤ K ≤ upper with the steps that prove it, and the point z where the lower end is attained."""

    lower: Fraction
    upper: Fraction
    argmax: complex | None
    steps: tuple[Step, ...]


class Chain(ABC):
    """The nodes for one matrix that has no eigenvalue beyond the boundary.

    ``bits`` is mpmath's working precision for the layout, ``known`` holds curves where one met a ratio unforeseen, and
    ``lower`` is what a witness has proved so far.
    """

    continuous: ClassVar[bool]
    node: ClassVar[type[Node]]
    scale = Fraction(1)
    """What places are measured by in the layout."""
    touches = False
    """Whether eigenvalues lie on the boundary, so that a segment has to bound the ratio next to it."""

    def __init__(self, A: ExactMatrix, options: Options, resolvent: Resolvent) -> None:
        self.A, self.options, self.resolvent = A, options, resolvent
        self.gap, self.bits = float(options.gap), working_bits(options.gap)
        self.known: list[Real] = []
        self.lower = Fraction(1)

    def bounds(self) -> Bounds | None:
        """The enclosure, or None where stability was not proved, or no segment or no layout held.

        Raises ``PrecisionExhausted`` and ``OutOfTime``. Guarantee: as the options ask.
        """
        for _ in range(_MOST_LAYOUTS):
            try:
                return self._laid_out()
            except Crossed as crossed:
                self.resolvent.highest(float(crossed.u))
                self.known.append(crossed.u)
                self._search_further()
        return None

    def _laid_out(self) -> Bounds | None:
        peak, seen = self._highest()
        witness = None if peak is None else self._witness(peak)
        lower = Fraction(1) if witness is None else witness.lower
        self.lower = max(self.lower, lower)
        kappa = lower * (1 + _UPPER_SHARE * self.options.gap)
        segment = self._segment(peak, kappa)
        if segment is None and self.touches:
            return self._laid_out() if self._search_further() else None
        with mpmath.workprec(fine_bits(kappa)):
            proved = self._proved(polygon(self._curves(seen, to_mpf(kappa), segment)))
        if proved is None:
            return None
        stable, nodes = proved
        upper = self._upper([(node.place, node.bound) for node in nodes])
        argmax = None if witness is None else complex(*map(float, witness.z))
        steps = (witness, nodes[0], stable, segment, *nodes[1:], *self._beyond())
        upper = upper if segment is None else max(upper, segment.kappa)
        return Bounds(lower, upper, argmax, tuple(step for step in steps if step is not None))

    @abstractmethod
    def _landscape(self) -> search.Landscape:
        """The ratio, for the search."""

    @abstractmethod
    def _curves(self, seen: list[Peak], kappa: Real, segment: Segment | None) -> Curves:
        """The curves to lay nodes between, beyond the segment if there is one."""

    @abstractmethod
    def _point(self, peak: Peak) -> tuple[tuple[Fraction, Fraction], int]:
        """A rational z next to the peak's, and the bits that rounding leaves room for."""

    @abstractmethod
    def _prove(self, u: Fraction, nu: Fraction, room: float, precision: int) -> Node | None:
        """The node at u with the bound ν, or None where this precision finds no proof."""

    def _prove_after(self, _: Sequence[Node], u: Fraction, nu: Fraction, room: float) -> Node | None:
        """The same in double precision, where nodes before may show the way."""
        return self._prove(u, nu, room, DOUBLE)

    @abstractmethod
    def _upper(self, nodes: Points) -> Fraction:
        """The bound that the nodes prove. Guarantee: exact."""

    def _beyond(self) -> tuple[Step, ...]:
        """What bounds the ratio beyond the last node, where that node does not."""
        return ()

    def _highest(self) -> tuple[Peak | None, list[Peak]]:
        """The curve where the ratio is largest, as it seems, and the curves seen."""
        return search.highest_ratio(self.resolvent, self._landscape(), self.gap, self.options.checkpoint)

    def _segment(self, _: Peak | None, __: Fraction) -> Segment | None:
        """A segment with the bound κ, or None where there is no need of one, or none was found. Guarantee: exact."""
        return None

    def _search_further(self) -> bool:
        """Search more curves from now on; whether that is new."""
        return False

    def _growth(self, seen: list[Peak]) -> KnownGrowth:
        return KnownGrowth(self.resolvent, seen, self.options.checkpoint)

    def _witness(self, peak: Peak) -> Witness | None:
        """The witness that the peak's own vector proves, where that is good enough, or one in more bits."""
        enough = self._landscape().ratio(peak) * (1 - self.gap / 100)
        witness = self._witnessed(peak) if len(peak.vector) else None
        if witness is None or not witness.lower >= from_mpf(mpmath.mpf(enough)):
            witness = self._witnessed(self.resolvent.with_vector(peak, self.gap / 100))
        return witness if witness.lower > 1 else None

    def _witnessed(self, peak: Peak) -> Witness:
        z, bits = self._point(peak)
        with mpmath.workprec(bits + 20):
            v = integer_vector(peak.vector, bits)
        return prove_witness(self.A, z, v, bits, continuous=self.continuous)

    def _proved(self, vertices: list[Vertex]) -> tuple[Stable, list[Node]] | None:
        """The proof that no eigenvalue lies outside of the first node, and the nodes; None where there is none."""
        first = self._node(vertices[0])
        stable = prove_stable(first)
        return None if stable is None else (stable, [first, *self._nodes(first, vertices[1:])])

    def _nodes(self, first: Node, vertices: list[Vertex]) -> list[Node]:
        """The nodes' proofs; in double precision by two threads from a certain order on, since BLAS frees the lock."""
        if self.A.n < _SERIAL or self.options.exact:
            nodes = [first]
            for vertex in vertices:
                nodes.append(self._in_double(nodes, vertex) or self._refined(vertex))
            return nodes[1:]
        half = len(vertices) // 2
        with ThreadPoolExecutor(2) as pool:
            rows = pool.map(self._row, ([first], []), (vertices[:half], vertices[half:]))
            found = [node for row in rows for node in row]
        return [node or self._refined(vertex) for node, vertex in zip(found, vertices, strict=True)]

    def _row(self, before: list[Node], vertices: list[Vertex]) -> list[Node | None]:
        """The nodes that double precision proves, one after the other, for None where it does not."""
        found = []
        for vertex in vertices:
            found.append(node := self._in_double(before, vertex))
            before += [node] if node else []
        return found

    def _node(self, vertex: Vertex) -> Node:
        return self._in_double([], vertex) or self._refined(vertex)

    def _in_double(self, before: Sequence[Node], vertex: Vertex) -> Node | None:
        self.options.checkpoint()
        return self._prove_after(before, from_mpf(vertex.u), from_mpf(vertex.nu), vertex.room)

    def _refined(self, vertex: Vertex) -> Node:
        """The proof with the room that a search over all angles leaves, at the lowest precision that finds one.

        Raises ``Crossed`` where that search finds no room.
        """
        u, nu = from_mpf(vertex.u), from_mpf(vertex.nu)
        highest, room = self.resolvent.highest(float(u)), vertex.room
        precision = 2 * DOUBLE
        known = float(nu) * (1 + max(_CLEARLY, self.resolvent.rounding(float(u), highest)))
        if room <= 0 or highest * (1 + room) > known:
            room, precision = float(nu) / highest - 1, DOUBLE
            if room <= 0:
                raise Crossed(vertex.u)
        while precision <= _MOST_PRECISION:
            self.options.checkpoint()
            node = self._prove(u, nu, room, precision)
            if node is not None:
                return node
            precision *= 2
        raise PrecisionExhausted(
            f"the node at {self.node.where(u * self.scale)} was not certified with {_MOST_PRECISION} bits; ask for a "
            "wider gap"
        )


def furthest(asked: Options, gaps: Sequence[Fraction], chain: Callable[[Options], Chain]) -> tuple[Bounds | None, str]:
    """The bounds at the last of the gaps that was reached, and what ended the row: limit, budget or interrupted."""
    reached: Bounds | None = None
    try:
        for gap in gaps:
            with mpmath.workprec(working_bits(gap)):
                reached = chain(replace(asked, gap=gap)).bounds() or reached
            if reached is None:
                break
    except PrecisionExhausted:
        return reached, "limit"
    except OutOfTime:
        if reached is None:
            raise
        return reached, "budget"
    except KeyboardInterrupt:
        if reached is None:
            raise
        return reached, "interrupted"
    return reached, "limit"


def working_bits(gap: Fraction) -> int:
    """mpmath's working precision for a layout with this relative gap."""
    return 64 + 2 * max(0, int(-log2(gap)))


def fine_bits(kappa: Fraction) -> int:
    """mpmath's working precision with bits to spare for what is as small as 1/κ."""
    return int(mpmath.mp.prec) + max(0, log2_of(kappa))
