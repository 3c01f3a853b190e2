"""The chain of circles for eigenvalues on or near |z| = 1: where (1 − u)N(u) is largest there, and a segment first.

On the circle (e = 0) the ratio has a limit for u → 1 that may be K itself. A search among u ≤ 63/64 and a look at the
limit do in most cases; if the ratio still rises at 63/64, or no segment is found, all circles are searched.
"""

from fractions import Fraction

import mpmath

from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import Real, to_mpf
from kreiss.numeric.disc.chain import DiscChain
from kreiss.numeric.disc.curves import Circles, sharpened
from kreiss.numeric.disc.interpolant import Rim, Wanted
from kreiss.numeric.disc.segment import RimSegment, prove_segment
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.nodes import search
from kreiss.numeric.resolvent.polish import Peak

_COARSELY = mpmath.mpf(1) / 64  # how near to the circle one search looks, before it is worth to look at all circles
_CLOSER = 1024  # parts of the gap: a circle nearer to the limit takes more bits
_MOST_TRIES = 6  # steps towards the limit, each _CLOSER
_AT_THE_LIMIT = Fraction(1, 1 << 20)  # nearer, double precision does not see the maxima


class RimChain(DiscChain):
    """The circles and the segment for one matrix with the eigenvalues ``rim``."""

    def __init__(self, A: ExactMatrix, options: Options, rim: Rim) -> None:
        super().__init__(A, options)
        self.rim = rim
        self.closest = options.gap / _CLOSER
        self.touches = rim.e == 0
        self.thorough = not self.touches

    def _highest(self) -> tuple[Peak | None, list[Peak]]:
        """The circle where the ratio is largest, or one next to |z| = 1 for the limit there; and the circles seen."""
        last = self._limit() if self.touches else None
        peak, seen = self._search(last)
        if peak is not None and 1 - peak.u <= _COARSELY:
            peak = sharpened(self.resolvent, peak, self.gap)
            seen = [*seen, peak]
        if last is not None and (peak is None or _ratio(last) * (1 + self.gap / 64) >= _ratio(peak)):
            peak = last
        return peak, seen

    def _segment(self, peak: Peak | None, kappa: Fraction) -> RimSegment | None:
        w = Fraction(1) if peak is None else from_mpf(mpmath.mpf(1 - peak.u))
        tight = Fraction(0) if self.touches and w <= 2 * self.closest else w
        return prove_segment(
            Wanted(A=self.A, kappa=kappa, rim=self.rim, tight=tight, height=self._height, closest=self.closest)
        )

    def _search_further(self) -> bool:
        new, self.thorough = not self.thorough, True
        return new

    def _limit(self) -> Peak:
        """A circle where the ratio has nearly its limit; ``closest`` is its distance from |ζ| = 1."""
        for angle in self.rim.angles:
            self.resolvent.follow(float(1 - self.closest), angle)
        peak = self._peak(self.closest, self.gap / 256)
        for _ in range(_MOST_TRIES):
            next_peak = self._peak(self.closest / _CLOSER, self.gap / 256)
            if abs(_ratio(next_peak) / _ratio(peak) - 1) <= self.gap / 64:
                break
            self.closest, peak = self.closest / _CLOSER, next_peak
        return peak

    def _search(self, last: Peak | None) -> tuple[Peak | None, list[Peak]]:
        if not self.thorough:
            peak, seen = self._among(1 - _COARSELY)
            if peak is None or peak.u < 1 - _COARSELY or (last and _ratio(last) >= _ratio(peak)):
                return peak, seen
            self.thorough = True
        return self._among(1 - to_mpf(self.closest) if self.touches else mpmath.mpf(1))

    def _among(self, limit: Real) -> tuple[Peak | None, list[Peak]]:
        return search.highest_ratio(self.resolvent, Circles(limit), self.gap, self.options.checkpoint)

    def _peak(self, w: Fraction, tolerance: float) -> Peak:
        """The maximum on |ζ| = 1 − w; next to eigenvalues on the circle, the highest of the maxima at their angles."""
        u = 1 - to_mpf(w)
        if not self.touches or w > _AT_THE_LIMIT:
            return self.resolvent.peak(u, tolerance)
        return max((self.resolvent.peak_near(u, angle, tolerance) for angle in self.rim.angles), key=_ratio)

    def _height(self, w: Fraction, tolerance: float) -> Fraction:
        """N(1 − w), estimated."""
        self.options.checkpoint()
        return from_mpf(mpmath.mpf(self._peak(w, tolerance).N))


def _ratio(peak: Peak) -> Real:
    return (1 - mpmath.mpf(peak.u)) * peak.N
