"""The ε-pseudospectral abscissa α_ε(A) = max{Re z : ‖(zI − A)⁻¹‖ ≥ 1/ε}, enclosed with a certificate.

A point z with σ_min(zI − A) ≤ ε proves α_ε ≥ Re z. A line certificate M(x) ≤ 1/ε right of the spectrum proves α_ε ≤ x,
since M decreases there. So one line is to be found, the largest root of M(x) = 1/ε, and one line on either side of it
to be proved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.enclosures.enclosure import positive
from kreiss.numeric.enclosures.options import Options, deadline, in_time, options
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.neighbours.lines import OnLine, shifted
from kreiss.numeric.neighbours.points import AtPoint, Point, confirmed, proved_stable
from kreiss.numeric.nodes.node import Stable
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.spectrum.spectral_radius import spectral_abscissa

_SIDE = Fraction(3, 8)  # of the gap, for each end; the rest is rounding's
_MOST_STEPS = 60  # of Newton's method within a bracket, which is halved where no step stays inside
_SHORTEST = 1 / 16
"""The least factor of the first step, squared at each next one, so that no slope is followed too far."""
_POINT_GAPS = (Fraction(1, 10**4), Fraction(1, 10**8), Fraction(1, 10**16), Fraction(1, 10**32))
"""Of the point of the lower end, tried in turn: closer ones cost digits."""
_UNPROVED = Fraction(1, 10**8)
"""How far left of double precision's spectral abscissa to begin, in parts of ‖A‖, where that is all there is."""


@dataclass(frozen=True, repr=False, kw_only=True)
class PseudospectralAbscissa(AtPoint):
    """lower ≤ α_ε(A) ≤ upper; ``argmax`` is a point of the ε-pseudospectrum where the lower end is attained."""

    quantity: str = "pseudospectral_abscissa"


def certify_pseudospectral_abscissa(
    A: object, epsilon: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> PseudospectralAbscissa:
    """An enclosure of α_ε(A), at most ``gap`` times the larger of |α_ε| and (α_ε − α(A))/16 wide, in ``budget`` s.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    or the time allowed does not separate the two lines. Source: Trefethen & Embree, *Spectra and Pseudospectra*,
    ch. 2; the criss-cross iterations (Burke, Lewis & Overton, IMA J. Numer. Anal. 23, 2003) estimate the same number.

    >>> certify_pseudospectral_abscissa([[-2, 0], [0, -3]], 1).upper < Fraction("-0.99999")
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, eps = exact_matrix(A), positive("epsilon", epsilon)
    asked = options(matrix, gap, None, exact, ends)
    with blas_threads(matrix.n), in_time():
        root = _Root(matrix, eps, asked.gap, ends)
        point = _reach(OnLine(matrix, root.below()), eps, ends)
        line, stable = _bound(OnLine(matrix, root.above()), eps, root.fine, asked)
    return PseudospectralAbscissa.of(matrix, (point.z[0], line.place), (point, line, stable), began, epsilon=str(eps))


def _reach(line: OnLine, epsilon: Fraction, deadline: Deadline) -> Point:
    """A point of the line with σ_min(zI − A) ≤ ε."""
    for gap in _POINT_GAPS:
        deadline.check()
        point, _ = line.point(gap)
        if point.sigma <= epsilon:
            return replace(point, sigma=epsilon)
    raise PrecisionExhausted(f"no point with Re z = {float(line.place):.9g} was shown to lie in the pseudospectrum")


def _bound(line: OnLine, epsilon: Fraction, fine: Fraction, asked: Options) -> tuple[Line, Stable]:
    """The proof that M(x) ≤ 1/ε and Re λ < x; M(x) is told to a relative gap ``fine``."""
    point, _ = line.point(fine)
    room = point.sigma / epsilon - 1
    found = line.best(1 / epsilon, float(room), asked) if room > 0 else None
    if found is None:
        where = Line.where(line.place)
        raise PrecisionExhausted(f"the line {where} was not shown to lie right of the pseudospectrum")
    return found, proved_stable(found)


def _left_of_abscissa(A: ExactMatrix, epsilon: Fraction) -> Fraction:
    """A number next to α(A) and not above it, to far less than ε where the eigenvalues can be isolated."""
    alpha, size = spectral_abscissa(A), frobenius_norm(A)
    if not alpha.proved:
        return alpha.lower - _UNPROVED * size
    if alpha.lower == alpha.upper:
        return alpha.lower
    with working_precision(64 + max(0, log2(size / epsilon))):
        roots: list[Any] = A.characteristic.complex_roots()  # pairs (root, multiplicity)
        lowest = [(root.real.lower().mid().man_exp()) for root, _ in roots]
    return max(Fraction(int(mantissa)) * Fraction(2) ** int(exponent) for mantissa, exponent in lowest)


class _Root:
    """The largest x with σ(x) = ε, σ = 1/M, as a distance r = x − c from a c ≤ α(A), c rational. Guarantee: estimate.

    Newton's method from the right, where σ(x) ≥ r − ‖A − cI‖ ≥ ε, kept in the bracket that the signs of σ − ε give: for
    ln σ over ln r (exact near a Jordan block) where that stays inside, else for σ over r (exact for a normal matrix).
    """

    def __init__(self, A: ExactMatrix, epsilon: Fraction, gap: Fraction, deadline: Deadline) -> None:
        self.origin = _left_of_abscissa(A, epsilon)
        on_axis = shifted(A, self.origin)
        balanced = balance(on_axis)
        self.scale = power_of_two(frobenius_norm(balanced.B) or epsilon)
        self.resolvent = LineResolvent(balanced.divided(self.scale))
        distance, steepness = self._found(epsilon / self.scale, frobenius_norm(on_axis) / self.scale, gap, deadline)
        self.distance = distance * self.scale
        self.wide = max(abs(self.origin + self.distance), self.distance / 16) * gap * _SIDE
        # below the root σ falls by the factor 1 − steepness·step: it must not fall to 0, where the spectrum begins
        self.step = min(self.wide / self.distance, Fraction(1, 4) / steepness)
        self.fine = min(self.step * steepness / 64, _POINT_GAPS[0])

    def below(self) -> Fraction:
        """The line for the lower end."""
        return self._rounded(self.origin + self.distance * (1 - self.step))

    def above(self) -> Fraction:
        """The line for the upper end."""
        return self._rounded(self.origin + self.distance + self.wide)

    def _rounded(self, x: Fraction) -> Fraction:
        """x to far less than the step."""
        bits = max(0, 16 - log2(self.distance * self.step))
        return Fraction(round(x * 2**bits), 2**bits)

    def _found(self, level: Fraction, norm: Fraction, gap: Fraction, deadline: Deadline) -> tuple[Fraction, Fraction]:
        """r and d ln σ/d ln r there."""
        bits = 64 + 2 * (
            gap.denominator.bit_length() + max(0, level.denominator.bit_length() - level.numerator.bit_length())
        )
        with mpmath.workprec(bits):
            eps, left = to_mpf(level), mpmath.mpf(0)
            right = to_mpf(norm + level)
            r = farthest = right
            for k in range(_MOST_STEPS):
                deadline.check()
                self.resolvent.scan(float(r))
                peak = self.resolvent.peak(r, min(float(gap), 1e-3) / 100)
                excess, steepness = -mpmath.log(peak.N * eps), -peak.slope * r / (r + self.resolvent.origin)
                if abs(excess) <= min(steepness * float(gap) / 16, 1 / 32) and confirmed(self.resolvent, peak):
                    return from_mpf(r), from_mpf(mpmath.mpf(steepness))
                left, right = (left, r) if excess > 0 else (r, right)
                if right - left <= r * float(gap) / 64:  # a maximum was overlooked on the right: M is larger there
                    right = farthest
                steps = (mpmath.exp(-excess / steepness), 1 - (1 - mpmath.exp(-excess)) / steepness)
                # σ falls ever more steeply to the left: short steps first, and no slope is followed too far
                steps = tuple(max(step, mpmath.mpf(_SHORTEST) ** (2**k)) for step in steps)
                r = next((r * step for step in steps if left < r * step < right), (left + right) / 2)
        raise PrecisionExhausted(f"no line with M(x) = 1/ε was found in {_MOST_STEPS} steps")
