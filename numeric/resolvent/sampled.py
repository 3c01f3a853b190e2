"""N(u) for one matrix, remembered and interpolated: ln N over the resolvent's coordinate of u, known with its slope.

For circles the coordinate is ln u, in which ln N is convex.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from math import inf

import mpmath

from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.curves import Resolvent
from kreiss.numeric.resolvent.polish import Peak

Number = Callable[[Real], Real]
"""What makes a number of one kind: float, or mpmath's."""

_COARSEST = 1e-3  # the tolerance of a sample at most: coarser ones mislead the layout
_SHARE = 1e-2  # of the room that is left, for the error of a sample
_CAUTION = 4  # times what the model seems to err by: less lays nodes too low


class KnownGrowth:
    """The resolvent's maxima on curves, each found once to the accuracy asked for, in numbers of one kind.

    Guarantee: estimate.
    """

    def __init__(
        self, resolvent: Resolvent, peaks: list[Peak], checkpoint: Callable[[], None], number: Number = mpmath.mpf
    ) -> None:
        self._resolvent, self._checkpoint, self._number = resolvent, checkpoint, number
        self._peaks: dict[Real, Peak] = {}
        self._points: list[tuple[Real, Real, Real]] = []
        self._errors: dict[Real, float] = {}
        self._rough: KnownGrowth | None = None
        for peak in peaks:
            self._remember(peak)

    def value(self, u: Real, room: Real) -> Real:
        """N(u), with a relative error of at most a hundredth of ``room``."""
        tolerance = min(_COARSEST, max(float(room) * _SHARE, 1e-300))
        peak = self._peaks.get(u)
        if peak is None and isinstance(u, float) and self._uncertainty(u) <= tolerance:
            return self.model(u)  # where numbers of many bits are needed, the curves are too steep to trust it
        if peak is None or peak.error > tolerance:
            self._checkpoint()
            peak = self._resolvent.peak(u, tolerance)
            self._remember(peak)
        return peak.N

    def model(self, u: Real) -> Real:
        """N(u) by cubic Hermite interpolation of ln N over the coordinate, by tangents outside the curves seen."""
        return reals.exp(interpolated(self._points, self._resolvent.coordinate(u)))

    def _uncertainty(self, u: Real) -> Real:
        """About the error of the model at u, from how its third derivative changes towards a neighbour; ∞ at the ends.

        A cubic Hermite interpolant errs by t²(h − t)²/24 times the fourth derivative, and by as much as its values.
        """
        x = self._resolvent.coordinate(u)
        i = bisect_left(self._points, (x,))
        if not 1 < i < len(self._points) - 1:
            return inf
        before, now, after = (_third(*self._points[k - 1 : k + 1]) for k in (i - 1, i, i + 1))
        (a, *_), (b, *_) = self._points[i - 1 : i + 1]
        change = max(abs(now - before), abs(now - after)) / (b - a)
        known = max(self._errors[a], self._errors[b])
        return known + _CAUTION * change * ((x - a) * (b - x)) ** 2 / 24

    def in_floats(self) -> KnownGrowth:
        """The same for floats, with what is known by now."""
        if self._rough is None:
            self._rough = KnownGrowth(self._resolvent, [], self._checkpoint, float)
            self._rough._peaks = dict(self._peaks)
            self._rough._errors = {float(x): error for x, error in self._errors.items()}
            self._rough._points = [(float(x), float(y), float(slope)) for x, y, slope in self._points]
        return self._rough

    @property
    def known(self) -> list[Real]:
        """The curves u for which N(u) is known."""
        return list(self._peaks)

    def _remember(self, peak: Peak) -> None:
        u = self._number(peak.u)
        x = self._resolvent.coordinate(u)
        if u in self._peaks:
            self._points = [point for point in self._points if point[0] != x]
        self._peaks[u], self._errors[x] = peak, peak.error
        self._rough = None
        insort(self._points, (x, self._number(reals.log(peak.N)), self._number(peak.slope)))


def _third(left: tuple[Real, Real, Real], right: tuple[Real, Real, Real]) -> Real:
    """The third derivative of the cubic through two points with slopes."""
    (a, ya, da), (b, yb, db) = left, right
    h = b - a
    return 6 * (da + db - 2 * (yb - ya) / h) / (h * h)


def interpolated(points: list[tuple[Real, Real, Real]], x: Real) -> Real:
    """The cubic Hermite interpolant of sorted points (x, y, slope), continued by tangents."""
    i = bisect_left(points, (x,))
    if i == 0 or i == len(points):
        x0, y0, slope = points[min(i, len(points) - 1)]
        return y0 + slope * (x - x0)
    (a, ya, da), (b, yb, db) = points[i - 1], points[i]
    h = b - a
    s = (x - a) / h
    return ya * (1 + 2 * s) * (1 - s) ** 2 + yb * s * s * (3 - 2 * s) + h * s * (1 - s) * (da * (1 - s) - db * s)
