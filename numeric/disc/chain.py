"""The chain of circles that bounds K(A) for ρ(A) < 1, from |z| = 1 outwards."""

from collections.abc import Sequence
from fractions import Fraction

import mpmath

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.reals import Real, to_mpf
from kreiss.numeric.disc.circle import Circle, prove_circle
from kreiss.numeric.disc.continued import POINTS
from kreiss.numeric.disc.curves import CircleCurves, Circles, upper_bound
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.chain import Chain, Points
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.nodes.polygon import Curves
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.nodes.witness import gaussian
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.semidefinite.positivity import DOUBLE

_ROUGHLY = 1e-3  # the accuracy of one curve that the layout may start from, when no other is known


class DiscChain(Chain):
    """The circles for one matrix with ρ(A) < 1."""

    continuous = False
    node = Circle

    def __init__(self, A: ExactMatrix, options: Options) -> None:
        super().__init__(A, options, CircleResolvent(A))

    def _upper(self, nodes: Points) -> Fraction:
        return upper_bound(nodes, self.bits)

    def _landscape(self) -> search.Landscape:
        return Circles()

    def _curves(self, seen: list[Peak], kappa: Real, segment: Segment | None) -> Curves:
        start = to_mpf(Fraction(1) if segment is None else 1 - segment.ends[-1])
        inside = [peak for peak in seen if peak.u <= start] or [self.resolvent.peak(start, _ROUGHLY)]
        return CircleCurves(self._growth(inside), kappa, start)

    def _point(self, peak: Peak) -> tuple[tuple[Fraction, Fraction], int]:
        # rounding z and v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
        bits = self.bits + int(mpmath.log(peak.N / (1 - peak.u), 2) + max(0, self.resolvent.log_norm))
        with mpmath.workprec(bits):
            zeta = peak.zeta
        with mpmath.workprec(bits + 20):
            return gaussian(1 / mpmath.mpc(zeta), bits), bits

    def _prove(
        self, u: Fraction, nu: Fraction, room: float, precision: int, before: Sequence[Node] = ()
    ) -> Circle | None:
        exact, ends = self.options.exact, self.options.deadline
        return prove_circle(self.A, u, nu, room, precision, exact=exact, deadline=ends, before=before[-POINTS:])

    def _prove_after(self, before: Sequence[Node], u: Fraction, nu: Fraction, room: float) -> Circle | None:
        return self._prove(u, nu, room, DOUBLE, before)
