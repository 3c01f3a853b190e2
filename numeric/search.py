"""Where the Kreiss ratio g(u) = (1 − u)N(u) is largest, estimated: a search that convexity makes global.

Between two samples of the convex m(u) = uN(u) the ratio lies below that of the chord α + βu, whose maximum over u is
(√β − √−α)² at u = √(−α/β); left of the smallest sample it lies below N there. So the segment with the largest bound is
the one to sample next, and the search ends when no segment can hold a ratio much above the best sample.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath

from kreiss.numeric.resolvent import Peak, Resolvent

_COARSE = 0.02


def _never() -> None:
    pass


_SAMPLE_ERROR = 1e-4
_MOST_ROUNDS = 8
_MOST_SAMPLES = 120
_MOST_STEPS = 60


def ratio(peak: Peak) -> Any:
    """g(u) = (1 − u)N(u)."""
    return (1 - peak.u) * peak.N


def chord_bound(a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
    """(bound, u): the largest (1/u − 1)·chord(u) on [u_a, u_b] for the chord of points (u, m(u)), and where it is."""
    beta = (b[1] - a[1]) / (b[0] - a[0])
    alpha = a[1] - beta * a[0]
    if alpha < 0 < beta and a[0] ** 2 * beta < -alpha < b[0] ** 2 * beta:
        return (mpmath.sqrt(beta) - mpmath.sqrt(-alpha)) ** 2, mpmath.sqrt(-alpha / beta)
    return max(((1 / u - 1) * m, u) for u, m in (a, b))


def highest_ratio(
    resolvent: Resolvent, gap: float, checkpoint: Callable[[], None] = _never, top: Any = 1
) -> tuple[Peak | None, list[Peak]]:
    """The circle where g is largest, to a relative error of about ``gap``/20 (None where no ratio above 1 shows), and
    the circles seen on the way.

    The search is among u ≤ ``top``. ``checkpoint`` is called between samples and may raise to stop the search.
    Guarantee: estimate.
    """
    for _ in range(_MOST_ROUNDS):
        peaks = _coarse(resolvent, gap, checkpoint, mpmath.mpf(top))
        best = max(range(len(peaks)), key=lambda i: ratio(peaks[i]))
        if ratio(peaks[best]) <= 1:
            return None, peaks
        if best == len(peaks) - 1:
            return resolvent.peak(peaks[best].u, min(_SAMPLE_ERROR, gap / 50)), peaks
        left = peaks[best - 1].u if best else peaks[best].u / 2
        peak = _polish(resolvent, peaks[best], left, peaks[best + 1].u, gap)
        if resolvent.confirm(float(peak.u)):
            break
    return peak, [*peaks, peak]


def _coarse(resolvent: Resolvent, gap: float, checkpoint: Callable[[], None], top: Any) -> list[Peak]:
    def sample(u: Any) -> None:
        checkpoint()
        insort(peaks, resolvent.peak(u, _SAMPLE_ERROR), key=lambda peak: peak.u)

    peaks: list[Peak] = []
    for u in (top, top / 2):
        if not resolvent.followed_on(float(u)):
            resolvent.scan(float(u))
        sample(u)
    while len(peaks) < _MOST_SAMPLES:
        best = max(1, *map(ratio, peaks))
        points = [(peak.u, peak.u * peak.N) for peak in peaks]
        bound, u = max(chord_bound(a, b) for a, b in pairwise(points))
        if bound < peaks[0].N:
            bound, u = peaks[0].N, peaks[0].u / 4
        if bound - best <= _COARSE * (best - 1) + gap / 2 or any(u == peak.u for peak in peaks):
            break
        sample(u)
    return peaks


def _polish(resolvent: Resolvent, start: Peak, left: Any, right: Any, gap: float) -> Peak:
    """The root of d ln g/d ln u = slope − u/(1 − u) in (left, right), by secant steps kept inside the bracket."""

    def derivative(peak: Peak) -> Any:
        return peak.slope - peak.u / (1 - peak.u)

    tolerance = min(_SAMPLE_ERROR, gap / 50)
    best = resolvent.peak(start.u, tolerance)
    before, u = None, best.u
    now = best
    for _ in range(_MOST_STEPS):
        d = derivative(now)
        left, right = (u, right) if d > 0 else (left, u)
        curvature = None if before is None else (d - before[1]) / mpmath.log(u / before[0])
        if curvature is not None and curvature < 0:
            if d * d <= -curvature * gap / 50:
                break
            step = u * mpmath.exp(-d / curvature)
        else:
            step = u * (1 + mpmath.mpf("1e-3") * mpmath.sign(d))
        before = (u, d)
        u = step if left < step < right else (left + right) / 2
        now = resolvent.peak(u, tolerance)
        best = max(best, now, key=ratio)
    return best
