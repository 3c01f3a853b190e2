"""From lines to all Re z > 0: the chord rule, for the search, for the layout, and exactly for the bound.

M is convex on [0, ∞) if Re λ < 0 (log M is, by the three-lines theorem), and decreases. Between two nodes it lies below
their chord α + βx, and x(α + βx) is largest at x = −α/2β, where it is −α²/4β. Right of the last node x_N the numerical
abscissa ω gives x·M(x) ≤ x/(x − ω) ≤ x_N/(x_N − ω). K_ct(A) ≤ κ says M ≤ h for h(x) = κ/x.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import mpmath

from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.arithmetic.roots import ceiling
from kreiss.numeric.nodes.polygon import Crossed, Curves, TooFine
from kreiss.numeric.resolvent.polish import Peak

_STARTS = 5  # more lines to begin with overlook less, and cost a search each


_LARGEST_KAPPA_FOR_FLOATS = 1e10
"""Floats tell ω from κω/(κ − 1), where a chain may end, up to that."""


Number = TypeVar("Number", Fraction, Real)


@dataclass(frozen=True)
class Lines:
    """The ratio g(x) = x·M(x) with m = M, for the search."""

    omega: Real
    origin: Real
    limit: Real = mpmath.inf
    known: tuple[Real, ...] = ()

    @property
    def starts(self) -> tuple[Real, ...]:
        """The edge of the half-plane, the place where the tail lies below 2, some between, and the lines ``known``."""
        far = 2 * self.omega
        ratio = min(self.origin / far, mpmath.mpf(0.5))
        spread = (far * ratio ** (mpmath.mpf(k) / _STARTS) for k in range(_STARTS, -1, -1))
        return tuple(dict.fromkeys((0, *spread, *self.known)))

    def ratio(self, peak: Peak) -> Real:
        """x·M(x)."""
        return peak.u * peak.N

    def height(self, peak: Peak) -> Real:
        """M(x)."""
        return peak.N

    def chord_bound(self, a: tuple[Real, Real], b: tuple[Real, Real]) -> tuple[Real, Real]:
        """The largest x(α + βx) between two points, and where it is."""
        return chord_bound(a, b)

    def beyond(self, peaks: list[Peak]) -> tuple[Real, Real]:
        """Right of the last sample x the ratio lies below x/(x − ω)."""
        x = peaks[-1].u
        return x / (x - self.omega) if x > self.omega else mpmath.inf, 4 * x

    def derivative(self, peak: Peak) -> Real:
        """d ln g/d ln x, from d ln M/d ln(x − α)."""
        return 1 + peak.slope * peak.u / (peak.u + self.origin)


@dataclass(frozen=True)
class AxisLines(Lines):
    """The ratio from x = ``limit`` > 0 on, next to the axis."""

    limit: Real = 0

    @property
    def starts(self) -> tuple[Real, ...]:
        """Lines from the nearest to the place where the tail lies below 2, in equal ratios."""
        far = max(2 * self.omega, 2 * self.limit)
        spread = (self.limit * (far / self.limit) ** (mpmath.mpf(k) / _STARTS) for k in range(_STARTS + 1))
        return tuple(dict.fromkeys((*spread, *self.known)))


@dataclass(frozen=True)
class LineCurves(Curves):
    """m(x) = M(x) and h(x) = κ/x on [0, ∞); no node is needed right of κω/(κ − 1)."""

    omega: Real
    direction = 1

    def h(self, u: Real) -> Real:
        """κ/x."""
        return self.kappa / u if u else mpmath.inf

    def tangent(self, t: Real, u: Real) -> Real:
        """The tangent of h at t, evaluated at x."""
        return self.kappa * (2 * t - u) / (t * t)

    def touching_point(self, u: Real, p: Real) -> Real:
        """The t > x whose tangent passes through (x, p); requires 0 < p < h(x)."""
        discriminant = self.kappa * (self.kappa - p * u)
        if discriminant <= 0:
            raise Crossed(u)
        return (self.kappa + mpmath.sqrt(discriminant)) / p

    def tail(self, t: Real) -> Real:
        """The first point that the numerical abscissa allows to be the last."""
        return max(t, self._last())

    def ends(self, u: Real, _: Real) -> bool:
        """Whether x ≥ κω/(κ − 1)."""
        return bool(u >= self._last())

    def _last(self) -> Real:
        if isinstance(self.kappa, float) and self.kappa > _LARGEST_KAPPA_FOR_FLOATS:
            raise TooFine
        return self.kappa * self.omega / (self.kappa - 1)


def upper_bound(nodes: Sequence[tuple[Fraction, Fraction]], omega: Fraction, bits: int) -> Fraction:
    """The bound on K_ct that nodes 0 = x_0 < x_1 < … and ω < x_N prove, to about ``bits`` bits. Guarantee: exact."""
    last = nodes[-1][0]
    inside = (chord_bound(a, b)[0] for a, b in pairwise(nodes))
    return ceiling(max((last / (last - omega), *inside)), bits)


def chord_bound(left: tuple[Number, Number], right: tuple[Number, Number]) -> tuple[Number, Number]:
    """The largest x·chord(x) between two points (x, μ), and where it is: −α²/4β at x = −α/2β where that lies between.

    Guarantee: exact for rational numbers.
    """
    (a, mu_a), (b, mu_b) = left, right
    beta = (mu_b - mu_a) / (b - a)
    alpha = mu_a - beta * a
    if beta < 0 and a < -alpha / (2 * beta) < b:
        return -alpha * alpha / (4 * beta), -alpha / (2 * beta)
    return max((a * mu_a, a), (b * mu_b, b))
