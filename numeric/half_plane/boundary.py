"""The chain of lines for semisimple eigenvalues on the imaginary axis: a segment next to it comes first."""

from fractions import Fraction

import mpmath

from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.abscissa import Abscissa
from kreiss.numeric.half_plane.chain import HalfPlaneChain
from kreiss.numeric.half_plane.curves import AxisLines
from kreiss.numeric.half_plane.segment import AxisSegment, prove_axis_segment
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.chain import Bounds
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.spectrum.axis import AxisPart

_MOST_APPROACHES = 12  # steps towards the axis, each by _CLOSER
_CLOSER = 16
_CLOSEST = Fraction(1, 1024)  # parts of the gap where the approach begins: nearer lines take more bits
_COARSEST = Fraction(1, 256)  # a gap above that would begin too far from the axis


class AxisChain(HalfPlaneChain):
    """The lines and the segment for one matrix with Re λ ≤ 0, ω > 0 and the imaginary eigenvalues ``part``."""

    touches = True

    def __init__(self, A: ExactMatrix, options: Options, abscissa: Abscissa, part: AxisPart) -> None:
        super().__init__(A, options, abscissa, abscissa.omega)
        self.part = part
        self.closest = min(options.gap, _COARSEST) * _CLOSEST

    def bounds(self) -> Bounds | None:
        """As every chain's, after an approach to the axis."""
        self._approach()
        return super().bounds()

    def _approach(self) -> None:
        """Come so close to the axis that the ratio is within a small part of the gap of its limit there."""
        self.resolvent.scan(float(self.closest))
        for _ in range(_MOST_APPROACHES):
            here, there = (x * self._height(x, self.gap / 256) for x in (self.closest, 2 * self.closest))
            if abs(there / here - 1) <= self.gap / 64:
                break
            self.closest /= _CLOSER

    def _landscape(self) -> search.Landscape:
        return AxisLines(to_mpf(self.omega), self.resolvent.origin, to_mpf(self.closest), tuple(self.known))

    def _highest(self) -> tuple[Peak | None, list[Peak]]:
        """The line where the ratio is largest, or the closest to the axis if it is as large there; the lines seen."""
        peak, seen = super()._highest()
        last = self.resolvent.peak(to_mpf(self.closest), self.gap / 64)
        largest = peak is None or last.u * last.N * (1 + self.gap / 64) >= peak.u * peak.N
        return last if largest else peak, seen

    def _segment(self, _: Peak | None, kappa: Fraction) -> AxisSegment | None:
        return prove_axis_segment(self.A, self.scale, self.part, kappa, self.closest, self._height)

    def _height(self, x: Fraction, tolerance: float) -> Fraction:
        """M(x) of A/s, estimated; a line is searched as a whole when it is first asked for."""
        self.options.checkpoint()
        if not self.resolvent.followed_on(float(x)):
            self.resolvent.highest(float(x))
        return from_mpf(mpmath.mpf(self.resolvent.peak(to_mpf(x), tolerance).N))
