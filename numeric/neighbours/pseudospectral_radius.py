"""The ε-pseudospectral radius ρ_ε(A) = max{|z| : ‖(zI − A)⁻¹‖ ≥ 1/ε}, enclosed with a certificate.

A point z with σ_min(zI − A) ≤ ε proves ρ_ε ≥ |z|. A circle certificate M(r) ≤ 1/ε with ρ(A) < r proves ρ_ε ≤ r, since
r·M(r) does not increase with r: ‖R(z)‖ ≤ M(r)·r/|z| < 1/ε for all |z| > r. So one radius is to be found, the largest
root of M(r) = 1/ε, and one circle on either side of it to be proved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two, rounded_down, rounded_up
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.disc.circle import Circle
from kreiss.numeric.enclosures.enclosure import positive
from kreiss.numeric.enclosures.options import Options, deadline, in_time, options
from kreiss.numeric.neighbours.points import AtPoint, Point, confirmed, proved_stable
from kreiss.numeric.neighbours.resolvent_norm import OnCircle
from kreiss.numeric.nodes.node import Stable
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_SIDE = Fraction(3, 8)  # of the gap, for each end; the rest is rounding's
_MOST_STEPS = 60  # of the search within a bracket, which mostly settles in far fewer
_POINT_GAPS = (Fraction(1, 10**4), Fraction(1, 10**8), Fraction(1, 10**16), Fraction(1, 10**32))
"""Of the point of the lower end, tried in turn: closer ones cost digits."""


@dataclass(frozen=True, repr=False, kw_only=True)
class PseudospectralRadius(AtPoint):
    """lower ≤ ρ_ε(A) ≤ upper; ``argmax`` is a point of the ε-pseudospectrum where the lower end is attained."""

    quantity: str = "pseudospectral_radius"


def certify_pseudospectral_radius(
    A: object, epsilon: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> PseudospectralRadius:
    """An enclosure of ρ_ε(A) with a relative gap of at most ``gap``, within ``budget`` seconds or a deadline.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    or the time allowed does not separate the two circles. Source: Trefethen & Embree, *Spectra and Pseudospectra*,
    ch. 2; the criss-cross iterations (Mengi & Overton, IMA J. Numer. Anal. 25, 2005) estimate the same number.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, eps = exact_matrix(A), positive("epsilon", epsilon)
    asked = options(matrix, gap, None, exact, ends)
    wanted = asked.gap
    with blas_threads(matrix.n), in_time():
        radius, steepness = _largest_root(matrix, eps, wanted, ends)
        # below the root σ falls by the factor 1 − steepness·step: it must not fall to 0, where the spectrum begins
        step = min(wanted * _SIDE, Fraction(1, 4) / steepness)
        lower, upper = rounded_down(radius * (1 - step), step), rounded_up(radius * (1 + wanted * _SIDE), wanted)
        point = _reach(_circle(matrix, lower), eps, ends)
        circle, inside = _bound(_circle(matrix, upper), eps, asked)
    return PseudospectralRadius.of(matrix, (lower, upper), (point, circle, inside), began, epsilon=str(eps))


def _circle(matrix: ExactMatrix, r: Fraction) -> OnCircle:
    circle = OnCircle(matrix, r)
    circle.resolvent.scan(circle.curve)
    return circle


def _reach(circle: OnCircle, epsilon: Fraction, deadline: Deadline) -> Point:
    """A point of the circle with σ_min(zI − A) ≤ ε."""
    for gap in _POINT_GAPS:
        deadline.check()
        point = circle.nearest(gap)
        if point.sigma <= epsilon:
            return replace(point, sigma=epsilon)
    raise PrecisionExhausted(f"no point of modulus {float(circle.place):.9g} was shown to lie in the pseudospectrum")


def _bound(circle: OnCircle, epsilon: Fraction, asked: Options) -> tuple[Circle, Stable]:
    """The proof that M(r) ≤ 1/ε and ρ(A) < r."""
    peak = circle.resolvent.peak(mpmath.mpf(1), float(asked.gap) / 100)
    largest = (
        peak.N if confirmed(circle.resolvent, peak) else max(peak.N, mpmath.mpf(circle.resolvent.highest(circle.curve)))
    )
    nu = circle.place / epsilon
    room = nu / from_mpf(largest) - 1
    found = circle.best(nu, float(room), asked) if room > 0 else None
    if found is None:
        where = Circle.where(1 / circle.place)
        raise PrecisionExhausted(f"the circle {where} was not shown to enclose the pseudospectrum")
    return found, proved_stable(found)


def _largest_root(
    matrix: ExactMatrix, epsilon: Fraction, gap: Fraction, deadline: Deadline
) -> tuple[Fraction, Fraction]:
    """The largest r with σ(r) = ε, σ = 1/M, and d ln σ/d ln r there. Guarantee: estimate.

    Newton's method from the right, where σ(r) ≥ r − ‖A‖ ≥ ε, kept in the bracket that the signs of σ − ε give: for
    ln σ over ln r (exact near a Jordan block) where that stays inside, else for σ over r (exact for a normal matrix).
    """
    scale = power_of_two(frobenius_norm(matrix) + epsilon)
    A = matrix.divided(scale)
    resolvent = CircleResolvent(A)
    level = epsilon / scale
    bits = 64 + 2 * (
        gap.denominator.bit_length() + max(0, level.denominator.bit_length() - level.numerator.bit_length())
    )
    with mpmath.workprec(bits):
        eps = to_mpf(level)
        left, right = to_mpf(spectral_radius(A).lower), mpmath.mpf(1)
        r = right
        for _ in range(_MOST_STEPS):
            deadline.check()
            resolvent.scan(float(1 / r))
            peak = resolvent.peak(1 / r, min(float(gap), 1e-3) / 100)
            excess, steepness = mpmath.log(r / peak.N / eps), 1 + peak.slope
            if abs(excess) <= min(steepness * float(gap) / 16, 1 / 32) and confirmed(resolvent, peak):
                return from_mpf(r) * scale, from_mpf(mpmath.mpf(steepness))
            left, right = (left, r) if excess > 0 else (r, right)
            if right - left <= r * float(gap) / 64:  # a maximum was overlooked on the right: M is larger there
                right = mpmath.mpf(1)
            steps = (mpmath.exp(-excess / steepness), 1 - (1 - mpmath.exp(-excess)) / steepness)
            r = next((r * step for step in steps if left < r * step < right), (left + right) / 2)
    raise PrecisionExhausted(f"no radius with M(r) = 1/ε was found in {_MOST_STEPS} steps")
