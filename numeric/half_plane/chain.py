"""The chain of nodes that bounds K_ct(A) = sup over x > 0 of x·M(x) from above, on lines instead of circles.

M is convex on [0, ∞) if Re λ < 0 (log M is, by the three-lines theorem), and decreases. Between two nodes it lies below
their chord α + βx, and x(α + βx) is largest at x = −α/2β, where it is −α²/4β. Right of the last node x_N the numerical
abscissa ω gives x·M(x) ≤ x/(x − ω) ≤ x_N/(x_N − ω). The layout is that of ``polygon`` between M and h(x) = κ/x, from
x = 0 to the right, until x_N ≥ κω/(κ − 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath

from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.roots import ceiling, root_below
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.abscissa import Abscissa
from kreiss.numeric.half_plane.line import Line, prove_line
from kreiss.numeric.nodes import search
from kreiss.numeric.nodes.chain import Chain
from kreiss.numeric.nodes.points import gaussian, integer_vector, shifted_square
from kreiss.numeric.nodes.polygon import Crossed, Curves, TooFine
from kreiss.numeric.resolvent.curves import Peak
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.resolvent.sampled import KnownGrowth

_STARTS = 5
_LARGEST_KAPPA_FOR_FLOATS = 1e10
"""Floats tell ω from κω/(κ − 1), where a chain may end, up to that."""


@dataclass(frozen=True)
class HalfPlaneWitness:
    """A proof that K_ct(A) ≥ ``lower``: Re z·‖v‖/‖(zI − A)v‖ at the point z, with the vector v = re + i·im."""

    lower: Fraction
    z: tuple[Fraction, Fraction]
    re: list[int]
    im: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``witness`` of a half-plane's certificate."""
        z = {"re": str(self.z[0]), "im": str(self.z[1])}
        return {"reason": "witness", "lower": str(self.lower), "z": z, "v": {"re": self.re, "im": self.im}}


@dataclass(frozen=True)
class Lines:
    """The ratio g(x) = x·M(x) with m = M, for the search."""

    omega: Any
    origin: Any
    limit: Any = mpmath.inf
    known: tuple[Any, ...] = ()

    @property
    def starts(self) -> tuple[Any, ...]:
        """The edge of the half-plane, the place where the tail lies below 2, some between, and the lines ``known``."""
        far = 2 * self.omega
        ratio = min(self.origin / far, mpmath.mpf(0.5))
        return (0, *(far * ratio ** (mpmath.mpf(k) / _STARTS) for k in range(_STARTS, -1, -1)), *self.known)

    def ratio(self, peak: Peak) -> Any:
        """x·M(x)."""
        return peak.u * peak.N

    def height(self, peak: Peak) -> Any:
        """M(x)."""
        return peak.N

    def chord_bound(self, a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
        """The largest x(α + βx) between two points, which is −α²/4β at x = −α/2β where that lies between them."""
        beta = (b[1] - a[1]) / (b[0] - a[0])
        alpha = a[1] - beta * a[0]
        if beta < 0 and a[0] < -alpha / (2 * beta) < b[0]:
            return -alpha * alpha / (4 * beta), -alpha / (2 * beta)
        return max((x * m, x) for x, m in (a, b))

    def beyond(self, peaks: list[Peak]) -> tuple[Any, Any]:
        """Right of the last sample x the ratio lies below x/(x − ω)."""
        x = peaks[-1].u
        return x / (x - self.omega) if x > self.omega else mpmath.inf, 4 * x

    def derivative(self, peak: Peak) -> Any:
        """d ln g/d ln x, from d ln M/d ln(x − α)."""
        return 1 + peak.slope * peak.u / (peak.u + self.origin)


@dataclass(frozen=True)
class LineCurves(Curves):
    """m(x) = M(x) and h(x) = κ/x on [0, ∞); no node is needed right of κω/(κ − 1)."""

    omega: Any
    direction = 1

    def h(self, u: Any) -> Any:
        """κ/x."""
        return self.kappa / u if u else mpmath.inf

    def tangent(self, t: Any, u: Any) -> Any:
        """The tangent of h at t, evaluated at x."""
        return self.kappa * (2 * t - u) / (t * t)

    def touching_point(self, u: Any, p: Any) -> Any:
        """The t > x whose tangent passes through (x, p); requires 0 < p < h(x)."""
        discriminant = self.kappa * (self.kappa - p * u)
        if discriminant <= 0:
            raise Crossed(u)
        return (self.kappa + mpmath.sqrt(discriminant)) / p

    def tail(self, t: Any) -> tuple[Any, Any]:
        """The first point that the numerical abscissa allows to be the last."""
        x = max(t, self._last())
        return x, self.tangent(t, x)

    def ends(self, u: Any, _: Any) -> bool:
        """Whether x ≥ κω/(κ − 1)."""
        return bool(u >= self._last())

    def _last(self) -> Any:
        if isinstance(self.kappa, float) and self.kappa > _LARGEST_KAPPA_FOR_FLOATS:
            raise TooFine
        return self.kappa * self.omega / (self.kappa - 1)


class HalfPlaneChain(Chain):
    """The nodes for one matrix with Re λ < 0, and an ``omega`` > 0 that is at least its own.

    Planned for A/s with a power of two s ≥ ‖B‖, B the balanced A, and proved for A.
    """

    def __init__(self, A: ExactMatrix, options: Options, abscissa: Abscissa, omega: Fraction) -> None:
        self.balanced = balance(A)
        self.scale = power_of_two(frobenius_norm(self.balanced.B))
        super().__init__(A, options)
        self.abscissa = abscissa
        self.omega = omega / self.scale
        self._known: list[Any] = []
        self.resolvent: LineResolvent = LineResolvent(self.balanced.divided(self.scale))

    def _landscape(self) -> search.Landscape:
        return Lines(to_mpf(self.omega), self.resolvent.origin, known=tuple(self._known))

    def _inside(self, seen: list[Peak]) -> list[Peak]:
        return seen

    def _look_again(self, crossed: Crossed) -> None:
        super()._look_again(crossed)
        if crossed.u not in self._landscape().starts:
            self._known.append(crossed.u)

    def _curves(self, growth: KnownGrowth, kappa: Any) -> Curves:
        return LineCurves(growth, kappa, 0, to_mpf(self.omega))

    def _lower(self, peak: Peak | None) -> tuple[Fraction, HalfPlaneWitness | None]:
        if peak is None:
            return Fraction(1), None
        peak = self.resolvent.with_vector(peak, float(self.options.gap) / 100)
        bits = self.bits + max(0, int(mpmath.log(peak.N, 2))) + 8
        with mpmath.workprec(bits + 20):
            x, y = gaussian(mpmath.mpc(peak.u, peak.theta), bits)
            re, im = integer_vector(peak.vector, bits)
        z = x * self.scale, y * self.scale
        square = z[0] ** 2 * sum(c * c for c in re + im) / shifted_square(self.A, z, re, im)
        lower = root_below(square, bits)
        return (lower, HalfPlaneWitness(lower, z, re, im)) if lower > 1 else (Fraction(1), None)

    def _prove(self, u: Fraction, nu: Fraction, room: float, precision: int) -> Line | None:
        exact, ends = self.options.exact, self.options.deadline
        return prove_line(self.balanced, u * self.scale, nu / self.scale, room, precision, exact=exact, deadline=ends)

    def _upper(self, nodes: Sequence[Any]) -> Fraction:
        return upper_bound([(line.place, line.bound) for line in nodes], self.omega * self.scale, self.bits)

    def _beyond(self) -> tuple[Step, ...]:
        return (self.abscissa,)

    def _where(self, u: float) -> str:
        return f"Re z = {u * float(self.scale):.9g}"


def upper_bound(nodes: Sequence[tuple[Fraction, Fraction]], omega: Fraction, bits: int) -> Fraction:
    """The bound on K_ct that nodes 0 = x_0 < x_1 < … and ω < x_N prove, to about ``bits`` bits. Guarantee: exact."""
    last = nodes[-1][0]
    inside = (chord_bound(a, b) for a, b in pairwise(nodes))
    return ceiling(max((last / (last - omega), *inside)), bits)


def chord_bound(left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> Fraction:
    """The largest x·chord(x) between two nodes (x, μ). Guarantee: exact."""
    (a, mu_a), (b, mu_b) = left, right
    beta = (mu_b - mu_a) / (b - a)
    alpha = mu_a - beta * a
    if beta < 0 and 2 * a * -beta < alpha < 2 * b * -beta:
        return alpha * alpha / (-4 * beta)
    return max(a * mu_a, b * mu_b)
