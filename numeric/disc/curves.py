"""From circles to all |z| > 1: the chord rule, for the search, for the layout, and exactly for the bound.

m(u) = uN(u) is convex on (0, 1] when ρ(A) < 1, so between two nodes it lies below their chord α + βu, and with |z| =
1/u the Kreiss ratio (|z| − 1)‖R(z)‖ = (1/u − 1)m(u) lies below (1/u − 1)(α + βu) = β − α − (βu − α/u). For α < 0 < β
that is largest at u² = −α/β, where it is (√β − √−α)²; otherwise it is monotone. Left of the last node it lies below
ν_N. K(A) ≤ κ says m ≤ h for h(u) = κu/(1 − u).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf

import mpmath

from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.arithmetic.roots import ceiling, root_below
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.polygon import Crossed, Curves
from kreiss.numeric.resolvent.curves import Resolvent
from kreiss.numeric.resolvent.polish import Peak


@dataclass(frozen=True)
class Circles:
    """g(u) = (1 − u)N(u) and m(u) = uN(u), among u ≤ ``limit``."""

    limit: Real = 1

    @property
    def starts(self) -> tuple[Real, ...]:
        """The largest circle, and half of it."""
        return (self.limit, self.limit / 2)

    def ratio(self, peak: Peak) -> Real:
        """g(u)."""
        return (1 - peak.u) * peak.N

    def height(self, peak: Peak) -> Real:
        """m(u)."""
        return peak.u * peak.N

    def chord_bound(self, a: tuple[Real, Real], b: tuple[Real, Real]) -> tuple[Real, Real]:
        """The largest (1/u − 1)·Cu^q for Cu^q through the points, the chord of ln m, which is convex in ln u."""
        q = reals.log(b[1] / a[1]) / reals.log(b[0] / a[0])
        u = 1 - 1 / q if q > 1 else a[0]
        if a[0] < u < b[0]:
            return (1 / u - 1) * a[1] * reals.exp(q * reals.log(u / a[0])), u
        return max(((1 / u - 1) * m, u) for u, m in (a, b))

    def beyond(self, peaks: list[Peak]) -> tuple[Real, Real]:
        """Left of the smallest sample N lies about below its chord to N(0) = 1, 1 + su, s = (N − 1)/u."""
        u, s = peaks[0].u, (peaks[0].N - 1) / peaks[0].u
        if not s > 1:
            return 1, u / 4
        highest = (1 - 1 / s) / 2  # of (1 − u)(1 + su)
        return ((1 + s) ** 2 / (4 * s), highest) if highest < u else (self.ratio(peaks[0]), u / 4)

    def derivative(self, peak: Peak) -> Real:
        """d ln g/d ln u = slope − u/(1 − u)."""
        return peak.slope - peak.u / (1 - peak.u)


@dataclass(frozen=True)
class CircleCurves(Curves):
    """m(u) = uN(u) and h(u) = κu/(1 − u) on (0, start]; no node is needed left of one with ν ≤ κ."""

    direction = -1

    def weight(self, u: Real) -> Real:
        """u."""
        return u

    def h(self, u: Real) -> Real:
        """κu/(1 − u)."""
        return self.kappa * u / (1 - u) if u < 1 else inf

    def tangent(self, t: Real, u: Real) -> Real:
        """The tangent of h at t, evaluated at u."""
        return self.kappa * (u - t * t) / (1 - t) ** 2

    def touching_point(self, u: Real, p: Real) -> Real:
        """t < u such that the tangent of h at t passes through (u, p); requires κu < p < h(u)."""
        discriminant = self.kappa * (self.kappa * u - p * (1 - u))
        if discriminant <= 0:
            raise Crossed(u)
        return (p - self.kappa * u) / (p + reals.sqrt(discriminant))

    def tail(self, t: Real) -> Real:
        """Where the tangent meets κu."""
        return t / (2 - t)

    def ends(self, _: Real, nu: Real) -> bool:
        """Whether ν ≤ κ."""
        return bool(nu <= self.kappa)


def sharpened(resolvent: Resolvent, start: Peak, gap: float) -> Peak:
    """The circle next to ``start`` where (1 − u)N(u) is largest, by secant steps in ln(1 − u).

    Next to u = 1 the ratio varies with ln(1 − u), which ln u does not resolve. Guarantee: estimate.
    """
    tolerance = min(search.SAMPLE_ERROR, gap / 50)
    best = now = start
    before, length = None, mpmath.mpf(1) / 2
    for _ in range(search.MOST_STEPS):
        w = 1 - mpmath.mpf(now.u)
        d = w / now.u * (now.u / w - now.slope)
        curvature = None if before is None else (d - before) / length
        if curvature is not None and curvature < 0:
            if d * d <= -curvature * gap / 50:
                break
            length = max(min(-d / curvature, search.LARGEST_STEP), -search.LARGEST_STEP)
        else:
            length = abs(length) * mpmath.sign(d)
        before = d
        now = resolvent.peak(1 - w * mpmath.exp(length), tolerance)
        best = max(best, now, key=lambda peak: (1 - mpmath.mpf(peak.u)) * peak.N)
    return best


Point = tuple[Fraction, Fraction]
"""(u, ν) with N(u) ≤ ν."""


def upper_bound(nodes: Sequence[Point], bits: int) -> Fraction:
    """The bound on K that nodes u_0 = 1 > u_1 > … prove, rounded up to about ``bits`` bits. Guarantee: exact."""
    chords = (chord_bound(right, left, bits) for right, left in pairwise(nodes))
    return ceiling(max(nodes[-1][1], *chords, Fraction(1)), bits)


def chord_bound(right: Point, left: Point, bits: int) -> Fraction:
    """An upper bound on (1/u − 1)·chord(u) between two nodes: β − α − 2√(−αβ), the root rounded down.

    With nodes at a < b: α = −ab(ν_b − ν_a)/(b − a) and β = (bν_b − aν_a)/(b − a).
    """
    (a, nu_a), (b, nu_b) = left, right
    fall, rise = a * b * (nu_b - nu_a), b * nu_b - a * nu_a
    if a * a * rise < fall < b * b * rise:
        return (rise + fall - 2 * root_below(fall * rise, 2 * bits)) / (b - a)
    return max((1 - a) * nu_a, (1 - b) * nu_b)
