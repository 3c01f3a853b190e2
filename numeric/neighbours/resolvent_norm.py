"""M(r) = max over |z| = r of ‖(zI − A)⁻¹‖ for r > ρ(A), and the distance to instability 1/M(1).

One point of the circle proves the lower end, one circle certificate the upper. Everything is computed for A/r on the
unit circle, M_A(r) = M_{A/r}(1)/r, so that no scale of A or r matters.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from math import pi, tan

import mpmath
import numpy as np

from kreiss.deadlines import Deadline
from kreiss.errors import UnstableMatrix
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, exact_matrix
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.disc.circle import Circle, prove_circle
from kreiss.numeric.enclosures.enclosure import positive
from kreiss.numeric.enclosures.options import Options, deadline, in_time, options
from kreiss.numeric.neighbours.points import AtPoint, OnCurve, Point, proved_stable
from kreiss.numeric.nodes.witness import integer_vector, shifted_square
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.spectrum.spectral_radius import Extreme, eigenvalues, spectral_radius

_MOST_STARTS, _MANY_STARTS = 3, 16
"""Eigenvalues towards which peaks are looked for: few usually, many where the first look missed."""
_FLOAT_BITS = 60  # of a witness found in floats, which has no more to keep
_UNCLEAR = Fraction(1, 10**8)
"""How far above 1 double precision may put a spectral radius below it."""


@dataclass(frozen=True, repr=False, kw_only=True)
class ResolventNorm(AtPoint):
    """lower ≤ M(r) ≤ upper; ``argmax`` is the point of the circle where the lower end is attained."""

    quantity: str = "M"


@dataclass(frozen=True, repr=False, kw_only=True)
class DistanceToInstability(AtPoint):
    """lower ≤ min ‖E‖ ≤ upper over all complex E for which A + E has an eigenvalue with |λ| ≥ 1, here near ``argmax``.

    It is 1/M(1), the complex stability radius (Van Loan 1985; Hinrichsen & Pritchard 1986).
    """

    quantity: str = "distance_to_instability"


def certify_resolvent_norm(
    A: object, r: object = 1, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> ResolventNorm:
    """An enclosure of M(r) with a relative gap of at most ``gap``, within ``budget`` seconds or a deadline.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Requires r > ρ(A) (``UnstableMatrix`` otherwise); raises ``InvalidMatrix``, ``InvalidArgument`` for unusable input,
    and ``PrecisionExhausted`` where the precision or the time allowed proves nothing. Source: bounded real lemma,
    ``circle``.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, radius = exact_matrix(A), positive("r", r)
    asked = options(matrix, gap, None, exact, ends)
    with blas_threads(matrix.n), in_time():
        point, circle = _enclose(matrix, radius, asked)
    return ResolventNorm.of(matrix, (1 / point.sigma, circle.resolvent), (point, circle), began, radius=str(radius))


def distance_to_instability(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> DistanceToInstability:
    """An enclosure of the distance from A to the matrices with an eigenvalue |λ| ≥ 1, as ``certify_resolvent_norm``.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True. Raises as
    ``certify_resolvent_norm`` does; ρ(A) ≥ 1 is an ``UnstableMatrix`` (its distance is 0).
    """
    began, matrix, ends = time.perf_counter(), exact_matrix(A), deadline(budget)
    asked = options(matrix, gap, None, exact, ends)
    with blas_threads(matrix.n), in_time():
        rho = spectral_radius(matrix)
        if not _inside(rho):
            raise UnstableMatrix(f"expected a matrix with ρ(A) < 1, as the distance of others is 0, got {rho}")
        point, circle = _enclose(matrix, Fraction(1), asked)
        inside = proved_stable(circle)
    return DistanceToInstability.of(matrix, (1 / circle.bound, point.sigma), (point, circle, inside), began)


def _inside(rho: Extreme) -> bool:
    """Whether ρ < 1, as far as it is known."""
    return rho.side == -1 if rho.proved else rho.near < 1 + _UNCLEAR


def _enclose(matrix: ExactMatrix, r: Fraction, asked: Options) -> tuple[Point, Circle]:
    circle = OnCircle(matrix, r)
    rho = spectral_radius(circle.A)
    if not _inside(rho):
        raise UnstableMatrix(
            f"expected a circle outside the spectrum, got r = {float(r):.6g} for {rho.times(r)}; take a larger r"
        )
    circle.resolvent.follow_best(circle.curve, circle.towards(_MOST_STARTS))
    return circle.enclosed(asked)


class OnCircle(OnCurve[Circle]):
    """A/r on the unit circle, for the circle |z| = r of A."""

    symbol, curve = "r", 1.0

    def __init__(self, matrix: ExactMatrix, r: Fraction) -> None:
        self.matrix, self.A = matrix, matrix.divided(r)
        self.place = self.scale = self.unit = r
        self.resolvent: CircleResolvent = CircleResolvent(self.A)

    def prove(self, bound: Fraction, room: float, precision: int, asked: Options) -> Circle | None:
        """The proof of N(1) ≤ ``bound`` for A/r, as the circle |z| = r of A."""
        one = Fraction(1)
        circle = prove_circle(self.A, one, bound, room, precision, exact=asked.exact, deadline=asked.deadline)
        return None if circle is None else replace(circle, place=1 / self.place, A=self.matrix)

    def missed(self, peak: Peak, gap: Fraction) -> bool:
        """Whether a look at angles all around finds a higher maximum than the ``peak``."""
        self.resolvent.scan(self.curve)
        for theta in self.towards(_MANY_STARTS):
            self.resolvent.follow(self.curve, float(theta))
        return bool(self.resolvent.peak(peak.u, float(gap) / 64).N > peak.N * (1 + float(gap) / 16))

    def towards(self, count: int) -> Array:
        """The arguments of ζ = 1/z for a few eigenvalues z of largest modulus, in one half-plane for a real matrix."""
        values = np.array(eigenvalues(self.A))
        angles = np.angle(values[np.argsort(-np.abs(values))[:count]])
        return np.unique(np.abs(angles) if self.A.im is None else -angles)

    def _proved(self, peak: Peak, bits: int) -> Point:
        (x, y), r = rational_direction(-peak.theta, bits), self.place
        re, im = integer_vector(peak.vector, bits)
        square = shifted_square(self.A, (x, y), re, im) / sum(x * x for x in re + im)
        return Point((x * r, y * r), root_above(square, bits) * r, re, im)


def rational_direction(theta: reals.Real, bits: int) -> tuple[Fraction, Fraction]:
    """A Gaussian rational of modulus 1, exactly, within about 2^−bits of e^{iθ}: ±((1 − t²) + 2it)/(1 + t²).

    A float θ gives no more than its own bits.
    """
    sign = 1 if reals.cos(theta) >= 0 else -1
    if isinstance(theta, float):
        bits = min(bits, _FLOAT_BITS)
        t = Fraction(round(tan((theta if sign == 1 else theta - pi) / 2) * 2.0**bits), 2**bits)
    else:
        tangent = mpmath.tan((theta if sign == 1 else theta - mpmath.pi) / 2)
        t = Fraction(int(mpmath.nint(tangent * 2**bits)), 2**bits)
    return sign * (1 - t * t) / (1 + t * t), sign * 2 * t / (1 + t * t)
