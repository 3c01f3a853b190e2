"""The chain of lines for semisimple eigenvalues on the imaginary axis: a segment next to it comes first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.abscissa import Abscissa
from kreiss.numeric.half_plane.chain import HalfPlaneChain, LineCurves, Lines
from kreiss.numeric.half_plane.segment import prove_axis_segment
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.chain import Bounds, fine_bits
from kreiss.numeric.nodes.node import prove_stable
from kreiss.numeric.nodes.polygon import Crossed, polygon
from kreiss.numeric.resolvent.curves import Peak
from kreiss.numeric.resolvent.sampled import KnownGrowth
from kreiss.numeric.spectrum.axis import AxisPart

_UPPER_SHARE = Fraction(31, 32)
_MOST_LAYOUTS = 12
_MOST_APPROACHES = 12
_STARTS = 5
_CLOSEST = Fraction(1, 1024)
_COARSEST = Fraction(1, 256)


@dataclass(frozen=True)
class AxisLines(Lines):
    """The ratio from x = ``limit`` > 0 on, next to the axis."""

    limit: Any = 0

    @property
    def starts(self) -> tuple[Any, ...]:
        """Lines from the nearest to the place where the tail lies below 2, in equal ratios."""
        far = max(2 * self.omega, 2 * self.limit)
        spread = (self.limit * (far / self.limit) ** (mpmath.mpf(k) / _STARTS) for k in range(_STARTS + 1))
        return (*spread, *self.known)


class AxisChain(HalfPlaneChain):
    """The nodes and the segment for one matrix with Re λ ≤ 0, ω > 0 and the imaginary eigenvalues ``part``."""

    def __init__(self, A: ExactMatrix, options: Options, abscissa: Abscissa, part: AxisPart) -> None:
        super().__init__(A, options, abscissa, abscissa.omega)
        self.part = part
        self.closest = min(options.gap, _COARSEST) * _CLOSEST

    def bounds(self) -> Bounds | None:
        """The enclosure, or None where no segment or no layout held.

        Raises ``PrecisionExhausted`` and ``OutOfTime``. Guarantee: as the options ask.
        """
        self._approach()
        for _ in range(_MOST_LAYOUTS):
            peak, seen = search.highest_ratio(
                self.resolvent, self._landscape(), float(self.options.gap), self.options.checkpoint
            )
            peak = self._or_the_limit(peak)
            lower, witness = self._lower(peak)
            kappa = lower * (1 + _UPPER_SHARE * self.options.gap)
            segment = prove_axis_segment(self.A, self.scale, self.part, kappa, self.closest, self._height)
            if segment is None:
                return None
            start = to_mpf(segment.x / self.scale)
            growth = KnownGrowth(self.resolvent, seen, self.options.checkpoint)
            try:
                with mpmath.workprec(fine_bits(kappa)):
                    vertices = polygon(LineCurves(growth, to_mpf(kappa), start, to_mpf(self.omega)))
                    nodes = [self._node(vertex) for vertex in vertices]
            except Crossed as crossed:
                self._look_again(crossed)
                continue
            stable = prove_stable(nodes[0])
            if stable is None:
                return None
            argmax = None if witness is None else complex(*map(float, witness.z))
            found = () if witness is None else (witness,)
            steps = (*found, nodes[0], stable, segment, *nodes[1:], *self._beyond())
            return Bounds(lower, max(kappa, self._upper(nodes)), argmax, steps)
        return None

    def _or_the_limit(self, peak: Peak | None) -> Peak | None:
        """The peak, or the line closest to the axis if the ratio is as large there."""
        tolerance = float(self.options.gap) / 64
        last = self.resolvent.peak(to_mpf(self.closest), tolerance)
        return last if peak is None or last.u * last.N * (1 + tolerance) >= peak.u * peak.N else peak

    def _approach(self) -> None:
        """Come so close to the axis that the ratio is within a small part of the gap of its limit there."""
        self.resolvent.scan(float(self.closest))
        tolerance = float(self.options.gap) / 64
        for _ in range(_MOST_APPROACHES):
            here, there = (x * self._height(x, tolerance / 4) for x in (self.closest, 2 * self.closest))
            if abs(there / here - 1) <= tolerance:
                break
            self.closest /= 16

    def _height(self, x: Fraction, tolerance: float) -> Fraction:
        """M(x) of A/s, estimated; a line is searched as a whole when it is first asked for."""
        self.options.checkpoint()
        if not self.resolvent.followed_on(float(x)):
            self.resolvent.highest(float(x))
        return from_mpf(mpmath.mpf(self.resolvent.peak(to_mpf(x), tolerance).N))

    def _landscape(self) -> search.Landscape:
        return AxisLines(to_mpf(self.omega), self.resolvent.origin, to_mpf(self.closest), tuple(self._known))
