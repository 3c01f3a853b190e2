"""N(u) for one matrix, remembered and interpolated: ln N over the resolvent's coordinate of u, known with its slope.

For circles the coordinate is ln u, in which ln N is convex.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from typing import Any

import mpmath

from kreiss.numeric.resolvent import Peak, Resolvent

_COARSEST = 1e-3
_SHARE = 1e-2


class KnownGrowth:
    """The resolvent's maxima on curves, each found once to the accuracy asked for. Guarantee: estimate."""

    def __init__(self, resolvent: Resolvent, peaks: list[Peak], checkpoint: Callable[[], None]) -> None:
        self._resolvent, self._checkpoint = resolvent, checkpoint
        self._peaks: dict[Any, Peak] = {}
        self._points: list[tuple[Any, Any, Any]] = []
        for peak in peaks:
            self._remember(peak)

    def value(self, u: Any, room: Any) -> Any:
        """N(u), with a relative error of at most a hundredth of ``room``."""
        tolerance = min(_COARSEST, max(float(room) * _SHARE, 1e-300))
        peak = self._peaks.get(u)
        if peak is None or peak.error > tolerance:
            self._checkpoint()
            peak = self._resolvent.peak(u, tolerance)
            self._remember(peak)
        return peak.N

    def model(self, u: Any) -> Any:
        """N(u) by cubic Hermite interpolation of ln N over the coordinate, by tangents outside the curves seen."""
        x = self._resolvent.coordinate(u)
        i = bisect_left(self._points, (x,))
        if i == 0 or i == len(self._points):
            x0, y0, slope = self._points[min(i, len(self._points) - 1)]
            return mpmath.exp(y0 + slope * (x - x0))
        (a, ya, da), (b, yb, db) = self._points[i - 1], self._points[i]
        h = b - a
        s = (x - a) / h
        return mpmath.exp(
            ya * (1 + 2 * s) * (1 - s) ** 2 + yb * s * s * (3 - 2 * s) + h * s * (1 - s) * (da * (1 - s) - db * s)
        )

    def _remember(self, peak: Peak) -> None:
        u = mpmath.mpf(peak.u)
        x = self._resolvent.coordinate(u)
        if u in self._peaks:
            self._points = [point for point in self._points if point[0] != x]
        self._peaks[u] = peak
        insort(self._points, (x, mpmath.log(peak.N), peak.slope))
