"""The chain of nodes that bounds K(A) from above: search, witness, layout, proofs, and a new layout where one fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from math import log2
from typing import Any

import mpmath

from kreiss.errors import PrecisionExhausted
from kreiss.numeric import chords, search
from kreiss.numeric.circle import Circle, prove_circle
from kreiss.numeric.growth import KnownGrowth
from kreiss.numeric.layout import Crossed, Vertex, polygon
from kreiss.numeric.marginal import Marginal
from kreiss.numeric.matrices import ExactMatrix, from_mpf
from kreiss.numeric.options import Options
from kreiss.numeric.positivity import DOUBLE
from kreiss.numeric.resolvent import Peak, Resolvent
from kreiss.numeric.roundoff import definite
from kreiss.numeric.stability import Stable, prove_definite
from kreiss.numeric.witness import Witness, prove_lower

_UPPER_SHARE = Fraction(9, 10)
_MOST_LAYOUTS = 12
_MOST_PRECISION = 32 * DOUBLE
_SERIAL = 48
_CLEARLY = 1 + 1e-9


@dataclass(frozen=True)
class Bounds:
    """lower ≤ K(A) ≤ upper with the steps that prove it, and the point z where the lower end is attained."""

    lower: Fraction
    upper: Fraction
    argmax: complex | None
    steps: tuple[Any, ...]


class Chain:
    """The nodes for one matrix with ρ(A) < 1, or with a bound near |z| = 1 where ρ(A) = 1 (``marginal``).

    ``bits`` is mpmath's working precision for the layout.
    """

    def __init__(self, A: ExactMatrix, options: Options, marginal: Marginal | None = None) -> None:
        self.A, self.options, self.marginal = A, options, marginal
        self.bits = working_bits(options.gap)
        self.top = Fraction(1) if marginal is None else marginal.top(options.gap / 8)
        self.resolvent = Resolvent(A)

    def bounds(self) -> Bounds | None:
        """The enclosure, or None where ρ(A) < 1 was not proved or no layout held.

        Raises ``PrecisionExhausted`` and ``OutOfTime``. Guarantee: as the options ask.
        """
        for _ in range(_MOST_LAYOUTS):
            top = to_mpf(self.top)
            peak, seen = search.highest_ratio(self.resolvent, float(self.options.gap), self.options.checkpoint, top)
            lower, witness = self._lower(peak)
            kappa = lower * (1 + _UPPER_SHARE * self.options.gap)
            if self.marginal is not None:
                kappa = max(kappa, self.marginal.bound(self.top) * (1 + self.options.gap / 8))
            try:
                growth = KnownGrowth(self.resolvent, seen, self.options.checkpoint)
                proved = self._proved(polygon(growth, to_mpf(kappa), top))
            except Crossed as crossed:
                self.resolvent.highest(float(crossed.u))
                continue
            if proved is None:
                return None
            edge, circles = proved
            upper = chords.upper_bound([(circle.u, circle.nu) for circle in circles], self.bits)
            if self.marginal is not None:
                upper = max(upper, self.marginal.bound(circles[0].u))
            argmax = None if witness is None or peak is None else complex(1 / peak.zeta)
            witnesses = () if witness is None else (witness,)
            return Bounds(lower, upper, argmax, (*witnesses, circles[0], edge, *circles[1:]))
        return None

    def _proved(self, vertices: list[Vertex]) -> tuple[Stable | Marginal, list[Circle]] | None:
        """What bounds the ratio from the first node to |z| = 1, and the nodes; None where ρ(A) < 1 was not proved."""
        first = self._circle(vertices[0])
        edge = self.marginal or self._stable(first)
        return None if edge is None else (edge, [first, *self._circles(vertices[1:])])

    def _lower(self, peak: Peak | None) -> tuple[Fraction, Witness | None]:
        if peak is None:
            return Fraction(1), None
        # rounding v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
        bits = self.bits + int(mpmath.log(peak.N / (1 - peak.u), 2) + max(0, self.resolvent.log_norm))
        witness = prove_lower(self.A, peak.zeta, peak.vector, bits)
        return (witness.lower, witness) if witness.lower > 1 else (Fraction(1), None)

    def _stable(self, first: Circle) -> Stable | None:
        if first.rigor != "exact" and definite(first.P.approx):
            return Stable(first, None)
        proof = prove_definite(first)
        return None if proof is None else Stable(first, proof)

    def _circles(self, vertices: list[Vertex]) -> list[Circle]:
        """The nodes' proofs; in double precision by two threads from a certain order on, since BLAS frees the lock."""
        if self.A.n < _SERIAL or self.options.exact:
            return [self._circle(vertex) for vertex in vertices]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(self._in_double, vertices))
        return [circle or self._refined(vertex) for circle, vertex in zip(found, vertices, strict=True)]

    def _circle(self, vertex: Vertex) -> Circle:
        return self._in_double(vertex) or self._refined(vertex)

    def _in_double(self, vertex: Vertex) -> Circle | None:
        self.options.checkpoint()
        u, nu = from_mpf(vertex.u), from_mpf(vertex.nu)
        return prove_circle(self.A, u, nu, vertex.room, DOUBLE, exact=self.options.exact)

    def _refined(self, vertex: Vertex) -> Circle:
        """The proof with the room that a search over all angles leaves, at the lowest precision that finds one.

        Raises ``Crossed`` where that search finds no room.
        """
        u, nu = from_mpf(vertex.u), from_mpf(vertex.nu)
        highest, room = self.resolvent.highest(float(u)), vertex.room
        precision = 2 * DOUBLE
        if highest * (1 + room) > float(nu) * _CLEARLY:
            room, precision = float(nu) / highest - 1, DOUBLE
            if room <= 0:
                raise Crossed(u)
        while precision <= _MOST_PRECISION:
            self.options.checkpoint()
            circle = prove_circle(self.A, u, nu, room, precision, exact=self.options.exact)
            if circle is not None:
                return circle
            precision *= 2
        raise PrecisionExhausted(
            f"the node at |z| = {float(1 / u):.9g} was not certified with {_MOST_PRECISION} bits; ask for a wider gap"
        )


def working_bits(gap: Fraction) -> int:
    """mpmath's working precision for a layout with this relative gap."""
    return 64 + 2 * max(0, int(-log2(gap)))


def to_mpf(x: Fraction) -> Any:
    """x at mpmath's working precision."""
    return mpmath.mpf(x.numerator) / x.denominator
