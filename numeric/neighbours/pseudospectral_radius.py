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
from kreiss.numeric.enclosures.enclosure import Enclosure, positive
from kreiss.numeric.enclosures.options import deadline, in_time
from kreiss.numeric.neighbours.resolvent_norm import (
    Point,
    at_radius,
    confirmed,
    is_exact,
    moved,
    nearest_point,
    prove_inside,
    prove_unit_circle,
    resolved_gap,
)
from kreiss.numeric.nodes.node import Stable
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_SIDE = Fraction(3, 8)  # of the gap, for each end; the rest is rounding's
_MOST_STEPS = 60  # of the search within a bracket, which mostly settles in far fewer
_POINT_GAPS = (Fraction(1, 10**4), Fraction(1, 10**8), Fraction(1, 10**16), Fraction(1, 10**32))
"""Of the point of the lower end, tried in turn: closer ones cost digits."""


@dataclass(frozen=True, repr=False, kw_only=True)
class PseudospectralRadius(Enclosure):
    """lower ≤ ρ_ε(A) ≤ upper; ``argmax`` is a point of the ε-pseudospectrum where the lower end is attained."""

    argmax: complex


def certify_pseudospectral_radius(
    A: object,
    epsilon: object,
    gap: object = 1e-6,
    *,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
) -> PseudospectralRadius:
    """An enclosure of ρ_ε(A) with a relative gap of at most ``gap``, within ``budget`` seconds or a deadline.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    or the time allowed does not separate the two circles. Source: Trefethen & Embree, *Spectra and Pseudospectra*,
    ch. 2; the criss-cross iterations (Mengi & Overton, IMA J. Numer. Anal. 25, 2005) estimate the same number.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, eps, wanted = exact_matrix(A), positive("epsilon", epsilon), resolved_gap(gap)
    with blas_threads(matrix.n), in_time():
        radius, steepness = _largest_root(matrix, eps, wanted, ends)
        # below the root σ falls by the factor 1 − steepness·step: it must not fall to 0, where the spectrum begins
        step = min(wanted * _SIDE, Fraction(1, 4) / steepness)
        lower, upper = rounded_down(radius * (1 - step), step), rounded_up(radius * (1 + wanted * _SIDE), wanted)
        point = _reach(matrix, lower, eps, ends)
        circle, inside = _bound(matrix, upper, eps, wanted, is_exact(matrix, exact), ends)
    argmax = complex(float(point.z[0]), float(point.z[1]))
    return PseudospectralRadius(
        quantity="pseudospectral_radius", lower=lower, upper=upper, matrix=matrix, parameters={"epsilon": str(eps)},
        steps=(point, circle, inside), precision=circle.precision, elapsed=time.perf_counter() - began,
        rigor=circle.rigor, argmax=argmax,
    )  # fmt: skip


def _reach(matrix: ExactMatrix, r: Fraction, epsilon: Fraction, deadline: Deadline) -> Point:
    """A point of modulus r with σ_min(zI − A) ≤ ε."""
    A = matrix.divided(r)
    resolvent = CircleResolvent(A)
    resolvent.scan(1.0)
    for gap in _POINT_GAPS:
        deadline.check()
        point = nearest_point(A, resolvent, gap)
        if point.sigma * r <= epsilon:
            return replace(moved(point, r), sigma=epsilon)
    raise PrecisionExhausted(f"no point of modulus {float(r):.9g} was shown to lie in the pseudospectrum")


def _bound(
    matrix: ExactMatrix, r: Fraction, epsilon: Fraction, gap: Fraction, exact: bool, deadline: Deadline
) -> tuple[Circle, Stable]:
    """The proof that M(r) ≤ 1/ε and ρ(A) < r."""
    A = matrix.divided(r)
    resolvent = CircleResolvent(A)
    resolvent.scan(1.0)
    peak = resolvent.peak(mpmath.mpf(1), float(gap) / 100)
    largest = peak.N if confirmed(resolvent, peak) else max(peak.N, mpmath.mpf(resolvent.highest(1.0)))
    nu = r / epsilon
    room = nu / from_mpf(largest) - 1
    circle = prove_unit_circle(A, nu, float(room), exact, deadline) if room > 0 else None
    if circle is None:
        raise PrecisionExhausted(f"the circle |z| = {float(r):.9g} was not shown to enclose the pseudospectrum")
    return at_radius(circle, matrix, r), prove_inside(circle)


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
