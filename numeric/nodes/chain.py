"""The chain of nodes that bounds K(A) from above: search, witness, layout, proofs, and a new layout where one fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log2
from typing import Any, Protocol

import mpmath

from kreiss.deadlines import OutOfTime
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.scales import log2 as log2_of
from kreiss.numeric.disc import curves
from kreiss.numeric.disc.boundary import NearCircle
from kreiss.numeric.disc.circle import prove_circle
from kreiss.numeric.disc.interpolant import Rim
from kreiss.numeric.disc.witness import prove_lower
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.node import Node, Stable, prove_stable
from kreiss.numeric.nodes.polygon import CircleCurves, Crossed, Curves, Vertex, polygon
from kreiss.numeric.resolvent.curves import Peak, Resolvent
from kreiss.numeric.resolvent.sampled import KnownGrowth
from kreiss.numeric.semidefinite.positivity import DOUBLE

_UPPER_SHARE = Fraction(31, 32)
_MOST_LAYOUTS = 12
_MOST_PRECISION = 128 * DOUBLE
_SERIAL = 48
_CLEARLY = 1e-9
_ROUGHLY = 1e-3


class Lower(Step, Protocol):
    """A witness of a lower end."""

    @property
    def lower(self) -> Fraction:
        """The bound."""

    @property
    def z(self) -> tuple[Fraction, Fraction]:
        """Its point."""


@dataclass(frozen=True)
class Bounds:
    """lower ≤ K(A) ≤ upper with the steps that prove it, and the point z where the lower end is attained."""

    lower: Fraction
    upper: Fraction
    argmax: complex | None
    steps: tuple[Any, ...]


class Chain:
    """The nodes for one matrix with ρ(A) ≤ 1, and a segment next to |z| = 1 if eigenvalues are there (``rim``).

    ``bits`` is mpmath's working precision for the layout.
    """

    def __init__(self, A: ExactMatrix, options: Options, rim: Rim | None = None) -> None:
        self.A, self.options = A, options
        self.bits = working_bits(options.gap)
        self.resolvent: Resolvent = Resolvent(A)
        self.near = None if rim is None else NearCircle(A, options, rim, self.resolvent)
        self.start = Fraction(1)

    def bounds(self) -> Bounds | None:
        """The enclosure, or None where ρ(A) < 1 was not proved or no layout held.

        Raises ``PrecisionExhausted`` and ``OutOfTime``. Guarantee: as the options ask.
        """
        for _ in range(_MOST_LAYOUTS):
            peak, seen = self._highest_ratio()
            lower, witness = self._lower(peak)
            kappa = lower * (1 + _UPPER_SHARE * self.options.gap)
            segment = None if self.near is None else self.near.segment(peak, kappa)
            if self.near is not None and segment is None and self.near.touches:
                if self.near.look_again():
                    continue
                return None
            try:
                self.start = Fraction(1) if segment is None else 1 - segment.w[-1]
                with mpmath.workprec(fine_bits(kappa)):
                    growth = KnownGrowth(self.resolvent, self._inside(seen), self.options.checkpoint)
                    proved = self._proved(polygon(self._curves(growth, to_mpf(kappa))))
            except Crossed as crossed:
                self._look_again(crossed)
                continue
            if proved is None:
                return None
            stable, nodes = proved
            argmax = None if witness is None else complex(*map(float, witness.z))
            found = tuple(step for step in (witness, nodes[0], stable, segment) if step is not None)
            upper = self._upper(nodes) if segment is None else max(self._upper(nodes), segment.kappa)
            return Bounds(lower, upper, argmax, (*found, *nodes[1:], *self._beyond()))
        return None

    def _highest_ratio(self) -> tuple[Peak | None, list[Peak]]:
        """The circle where the ratio is largest, as it seems, and the circles seen."""
        if self.near is not None:
            return self.near.highest()
        gap = float(self.options.gap)
        return search.highest_ratio(self.resolvent, self._landscape(), gap, self.options.checkpoint)

    def _look_again(self, crossed: Crossed) -> None:
        """Search all angles where the ratio was higher than thought, and all circles from now on."""
        self.resolvent.highest(float(crossed.u))
        if self.near is not None:
            self.near.look_again()

    def _inside(self, seen: list[Peak]) -> list[Peak]:
        """The circles seen that the layout may use, at least one."""
        start = to_mpf(self.start)
        return [peak for peak in seen if peak.u <= start] or [self.resolvent.peak(start, _ROUGHLY)]

    def _landscape(self) -> search.Landscape:
        return search.Circles()

    def _curves(self, growth: KnownGrowth, kappa: Any) -> Curves:
        return CircleCurves(growth, kappa, to_mpf(self.start))

    def _upper(self, nodes: Sequence[Any]) -> Fraction:
        """The bound that the nodes prove."""
        return curves.upper_bound([(circle.place, circle.bound) for circle in nodes], self.bits)

    def _beyond(self) -> tuple[Step, ...]:
        """What bounds the ratio beyond the last node, where that node does not."""
        return ()

    def _where(self, u: float) -> str:
        return f"|z| = {1 / u:.9g}"

    def _proved(self, vertices: list[Vertex]) -> tuple[Stable, list[Node]] | None:
        """The proof that no eigenvalue lies outside of the first node, and the nodes; None where there is none."""
        first = self._node(vertices[0])
        stable = prove_stable(first)
        return None if stable is None else (stable, [first, *self._nodes(vertices[1:])])

    def _lower(self, peak: Peak | None) -> tuple[Fraction, Lower | None]:
        if peak is None:
            return Fraction(1), None
        peak = self.resolvent.with_vector(peak, float(self.options.gap) / 100)
        # rounding z and v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
        bits = self.bits + int(mpmath.log(peak.N / (1 - peak.u), 2) + max(0, self.resolvent.log_norm))
        with mpmath.workprec(bits):
            witness = prove_lower(self.A, peak.zeta, peak.vector, bits)
        return (witness.lower, witness) if witness.lower > 1 else (Fraction(1), None)

    def _nodes(self, vertices: list[Vertex]) -> list[Node]:
        """The nodes' proofs; in double precision by two threads from a certain order on, since BLAS frees the lock."""
        if self.A.n < _SERIAL or self.options.exact:
            return [self._node(vertex) for vertex in vertices]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(self._in_double, vertices))
        return [node or self._refined(vertex) for node, vertex in zip(found, vertices, strict=True)]

    def _node(self, vertex: Vertex) -> Node:
        return self._in_double(vertex) or self._refined(vertex)

    def _in_double(self, vertex: Vertex) -> Node | None:
        self.options.checkpoint()
        return self._prove(from_mpf(vertex.u), from_mpf(vertex.nu), vertex.room, DOUBLE)

    def _prove(self, u: Fraction, nu: Fraction, room: float, precision: int) -> Node | None:
        asked = self.options
        return prove_circle(self.A, u, nu, room, precision, exact=asked.exact, deadline=asked.deadline)

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
            f"the node at {self._where(float(u))} was not certified with {_MOST_PRECISION} bits; ask for a wider gap"
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
