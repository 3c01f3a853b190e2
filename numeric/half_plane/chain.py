"""The chain of lines that bounds K_ct(A) for Re λ < 0, from the imaginary axis to the right.

The layout goes from x = 0 until x_N ≥ κω/(κ − 1), from where on the numerical abscissa ω bounds the ratio.
"""

from fractions import Fraction

import mpmath

from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.reals import Real, to_mpf
from kreiss.numeric.arithmetic.scales import power_of_two
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.abscissa import Abscissa
from kreiss.numeric.half_plane.curves import LineCurves, Lines, upper_bound
from kreiss.numeric.half_plane.line import Line, prove_line
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.chain import Chain, Points
from kreiss.numeric.nodes.polygon import Curves
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.nodes.witness import gaussian
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.resolvent.polish import Peak


class HalfPlaneChain(Chain):
    """The lines for one matrix with Re λ < 0, and an ``omega`` > 0 that is at least its own.

    Planned for A/s with a power of two s ≥ ‖B‖, B the balanced A, and proved for A.
    """

    continuous = True
    node = Line
    resolvent: LineResolvent

    def __init__(self, A: ExactMatrix, options: Options, abscissa: Abscissa, omega: Fraction) -> None:
        self.balanced = balance(A)
        self.scale = power_of_two(self.balanced.size)
        super().__init__(A, options, LineResolvent(self.balanced.divided(self.scale)))
        self.abscissa = abscissa
        self.omega = omega / self.scale

    def _upper(self, nodes: Points) -> Fraction:
        return upper_bound(nodes, self.omega * self.scale, self.bits)

    def _landscape(self) -> search.Landscape:
        return Lines(to_mpf(self.omega), self.resolvent.origin, known=tuple(self.known))

    def _curves(self, seen: list[Peak], kappa: Real, segment: Segment | None) -> Curves:
        start = 0 if segment is None else to_mpf(segment.ends[-1] / self.scale)
        return LineCurves(self._growth(seen), kappa, start, to_mpf(self.omega))

    def _point(self, peak: Peak) -> tuple[tuple[Fraction, Fraction], int]:
        bits = self.bits + max(0, int(mpmath.log(peak.N, 2))) + 8
        with mpmath.workprec(bits + 20):
            x, y = gaussian(mpmath.mpc(peak.u, peak.theta), bits)
        return (x * self.scale, y * self.scale), bits

    def _prove(self, u: Fraction, nu: Fraction, room: float, precision: int) -> Line | None:
        exact, ends = self.options.exact, self.options.deadline
        return prove_line(self.balanced, u * self.scale, nu / self.scale, room, precision, exact=exact, deadline=ends)

    def _beyond(self) -> tuple[Step, ...]:
        return (self.abscissa,)
