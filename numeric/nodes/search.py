"""Where a Kreiss ratio is largest, estimated: a search that convexity makes global.

Between two samples of a convex m the ratio lies below that of the chord, on circles of the chord of ln m over ln u,
whose maximum has a closed form, and beyond the last sample below what is known there. So the segment with the largest
bound is the one to sample next, and the search ends when no segment can hold a ratio much above the best sample. On
circles the ratio is g(u) = (1 − u)N(u) and m(u) = uN(u) (``disc.curves``), on lines g(x) = xM(x) and m = M
(``half_plane.curves``).
"""

from bisect import insort
from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

import mpmath

from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.curves import Resolvent
from kreiss.numeric.resolvent.polish import Peak

_COARSE = 0.02  # of the ratio above 1 that a segment may hide before it is sampled: less costs samples
SAMPLE_ERROR = 1e-4  # of samples that are compared only
_WORTH_A_LOOK = 0.3  # of the best ratio above 1: a curve below may hide maxima, but not the highest
_GAP_FOR_FLOATS = 1e-9  # far above their rounding
_NORM_FOR_FLOATS = 1e9  # likewise
_MOST_ROUNDS = 8  # each finds a maximum that was overlooked
_MOST_SAMPLES = 120  # a layout finds what they miss
MOST_STEPS = 60  # bisection to the last bit of a float, and a few
LARGEST_STEP = 2  # in logarithms: a secant further than that says little


def _never() -> None:
    pass


class Landscape(Protocol):
    """The ratio g(u) of one family of curves, as the search needs it."""

    @property
    def starts(self) -> tuple[Real, ...]:
        """The first curves to look at."""

    @property
    def limit(self) -> Real:
        """The largest u, which may be ∞."""

    def ratio(self, peak: Peak) -> Real:
        """g(u)."""

    def height(self, peak: Peak) -> Real:
        """m(u)."""

    def chord_bound(self, a: tuple[Real, Real], b: tuple[Real, Real]) -> tuple[Real, Real]:
        """(bound, u): the largest ratio of the chord of two points (u, m(u)), and where it is."""

    def beyond(self, peaks: list[Peak]) -> tuple[Real, Real]:
        """(bound, u): about the largest ratio beyond the samples, in the order of u, and the u to sample next there."""

    def derivative(self, peak: Peak) -> Real:
        """d ln g/d ln u."""


def highest_ratio(
    resolvent: Resolvent, landscape: Landscape, gap: float, checkpoint: Callable[[], None] = _never
) -> tuple[Peak | None, list[Peak]]:
    """The curve where g is largest, to a relative error of about ``gap``/20 (None where no ratio above 1 shows), and
    the curves seen on the way.

    ``checkpoint`` is called between samples and may raise to stop the search. Guarantee: estimate.
    """
    for _ in range(_MOST_ROUNDS):
        peaks = _coarse(resolvent, landscape, gap, checkpoint)
        best = max(range(len(peaks)), key=lambda i: landscape.ratio(peaks[i]))
        if landscape.ratio(peaks[best]) <= 1:
            return None, peaks
        if peaks[best].u == landscape.limit:
            return resolvent.peak(peaks[best].u, min(SAMPLE_ERROR, gap / 50)), peaks
        left = peaks[best - 1].u if best else peaks[best].u / 2
        right = peaks[best + 1].u if best + 1 < len(peaks) else peaks[best].u * 2
        peak = _polish(resolvent, landscape, peaks[best], (left, right), gap)
        if resolvent.confirm(float(peak.u)):
            break
    return peak, [*peaks, peak]


def _coarse(resolvent: Resolvent, landscape: Landscape, gap: float, checkpoint: Callable[[], None]) -> list[Peak]:
    def sample(u: Real) -> None:
        checkpoint()
        peak = resolvent.peak(u, SAMPLE_ERROR)
        best = max(landscape.ratio(other) for other in [peak, *peaks])
        if landscape.ratio(peak) - 1 > _WORTH_A_LOOK * (best - 1) and resolvent.look(float(u)):
            peak = resolvent.peak(u, SAMPLE_ERROR)
        insort(peaks, peak, key=lambda peak: peak.u)

    peaks: list[Peak] = []
    for start in map(float, landscape.starts):
        if not resolvent.followed_on(start):
            resolvent.scan(start)
    number = float if _floats_do(resolvent, landscape.starts[0], gap) else mpmath.mpf
    for start in landscape.starts:
        sample(number(start))
    while len(peaks) < _MOST_SAMPLES:
        best = max(1, *map(landscape.ratio, peaks))
        points = [(peak.u, landscape.height(peak)) for peak in peaks]
        bound, u = max(landscape.chord_bound(a, b) for a, b in pairwise(points))
        last, beyond = landscape.beyond(peaks)
        if bound < last:
            bound, u = last, beyond
        if bound - best <= _COARSE * (best - 1) + gap / 2 or any(u == peak.u for peak in peaks):
            break
        sample(u)
    return peaks


def _floats_do(resolvent: Resolvent, edge: Real, gap: float) -> bool:
    """Whether floats tell the curves apart: no ratio is above 1 nearer to the edge of the spectrum than 1/N there."""
    return gap >= _GAP_FOR_FLOATS and float(edge) == edge and resolvent.peak(edge, SAMPLE_ERROR).N < _NORM_FOR_FLOATS


def _polish(resolvent: Resolvent, landscape: Landscape, start: Peak, bracket: tuple[Real, Real], gap: float) -> Peak:
    """The root of d ln g/d ln u in the bracket, by secant steps kept inside."""
    left, right = bracket
    tolerance = min(SAMPLE_ERROR, gap / 50)
    best = resolvent.peak(start.u, tolerance)
    before, u = None, best.u
    now = best
    for _ in range(MOST_STEPS):
        d = landscape.derivative(now)
        left, right = (u, right) if d > 0 else (left, u)
        curvature = None if before is None else (d - before[1]) / reals.log(u / before[0])
        if curvature is not None and curvature < 0:
            if d * d <= -curvature * gap / 50:
                break
            step = u * reals.exp(max(min(-d / curvature, LARGEST_STEP), -LARGEST_STEP))
        else:
            step = u * (1.001 if d > 0 else 0.999)
        before = (u, d)
        u = step if left < step < right else (left + right) / 2
        if u == before[0]:
            break
        now = resolvent.peak(u, tolerance)
        best = max(best, now, key=landscape.ratio)
    return best
