"""M(r) = max over |z| = r of ‖(zI − A)⁻¹‖ for r > ρ(A), and the distance to instability 1/M(1).

One point of the circle proves the lower end, one circle certificate the upper. Everything is computed for A/r on the
unit circle, M_A(r) = M_{A/r}(1)/r, so that no scale of A or r matters.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log, pi, tan
from typing import Any

import mpmath
import numpy as np

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, exact_matrix, real_number
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.arithmetic.scales import log2, rounded_up
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.disc.circle import Circle, prove_circle
from kreiss.numeric.enclosures.enclosure import Enclosure, positive, relative_gap
from kreiss.numeric.enclosures.options import LEAST_GAP, UPPER_SHARE, deadline, in_time
from kreiss.numeric.nodes.node import Stable, prove_stable
from kreiss.numeric.nodes.witness import integer_vector, shifted_square
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.spectral_radius import Extreme, eigenvalues, spectral_radius

_MOST_PRECISION = 128 * DOUBLE
_MOST_SEARCHES = 5  # each aims at a higher peak than the last: what they miss is out of reach
_CONFIRMABLE = 1e10  # of ‖R‖: above it, next to an eigenvalue, floats cannot tell whether another place is higher
_MOST_STARTS, _MANY_STARTS = 3, 16
"""Eigenvalues towards which peaks are looked for: few usually, many where the first look missed."""
_FLOAT_BITS = 60  # of a witness found in floats, which has no more to keep
_GAP_FOR_FLOATS = Fraction(1, 10**9)  # down to it floats find the peak; below, numbers of more digits do
LARGEST_EXACT = 64
"""The order up to which integer arithmetic is the default."""
_UNCLEAR = Fraction(1, 10**8)
"""How far above 1 double precision may put a spectral radius below it."""
_LOWER_SHARE = Fraction(1, 8)  # of the gap, for the point of the lower end: nearly free to reach


@dataclass(frozen=True, repr=False, kw_only=True)
class ResolventNorm(Enclosure):
    """lower ≤ M(r) ≤ upper; ``argmax`` is the point of the circle where the lower end is attained."""

    argmax: complex


@dataclass(frozen=True, repr=False, kw_only=True)
class DistanceToInstability(Enclosure):
    """lower ≤ min ‖E‖ ≤ upper over all complex E for which A + E has an eigenvalue with |λ| ≥ 1, here near ``argmax``.

    It is 1/M(1), the complex stability radius (Van Loan 1985; Hinrichsen & Pritchard 1986).
    """

    argmax: complex


@dataclass(frozen=True)
class Point:
    """A proof that σ_min(zI − A) ≤ ``sigma``: the Gaussian-rational z and the vector v = re + i·im of integers."""

    z: tuple[Fraction, Fraction]
    sigma: Fraction
    re: list[int]
    im: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``point``."""
        z = {"re": str(self.z[0]), "im": str(self.z[1])}
        return {"reason": "point", "z": z, "sigma": str(self.sigma), "v": {"re": self.re, "im": self.im}}


def certify_resolvent_norm(
    A: object,
    r: object = 1,
    gap: object = 1e-6,
    *,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
) -> ResolventNorm:
    """An enclosure of M(r) with a relative gap of at most ``gap``, within ``budget`` seconds or a deadline.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Requires r > ρ(A) (``UnstableMatrix`` otherwise); raises ``InvalidMatrix``, ``InvalidArgument`` for unusable input,
    and ``PrecisionExhausted`` where the precision or the time allowed proves nothing. Source: bounded real lemma,
    ``circle``.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, radius, wanted = exact_matrix(A), positive("r", r), resolved_gap(gap)
    with blas_threads(matrix.n), in_time():
        point, circle = _enclose(matrix, radius, wanted, is_exact(matrix, exact), ends)
    argmax = complex(float(point.z[0]), float(point.z[1]))
    return ResolventNorm(
        quantity="M", lower=1 / point.sigma, upper=circle.resolvent, matrix=matrix, parameters={"radius": str(radius)},
        steps=(point, circle), precision=circle.precision, elapsed=time.perf_counter() - began, rigor=circle.rigor,
        argmax=argmax,
    )  # fmt: skip


def distance_to_instability(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> DistanceToInstability:
    """An enclosure of the distance from A to the matrices with an eigenvalue |λ| ≥ 1, as ``certify_resolvent_norm``.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True. Raises as
    ``certify_resolvent_norm`` does; ρ(A) ≥ 1 is an ``UnstableMatrix`` (its distance is 0).
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), resolved_gap(gap)
    with blas_threads(matrix.n), in_time():
        rho = spectral_radius(matrix)
        if not _inside(rho):
            raise UnstableMatrix(f"expected a matrix with ρ(A) < 1, as the distance of others is 0, got {rho}")
        point, circle = _enclose(matrix, Fraction(1), wanted, is_exact(matrix, exact), ends)
        inside = prove_inside(circle)
    argmax = complex(float(point.z[0]), float(point.z[1]))
    return DistanceToInstability(
        quantity="distance_to_instability", lower=1 / circle.bound, upper=point.sigma, matrix=matrix,
        steps=(point, circle, inside), precision=circle.precision, elapsed=time.perf_counter() - began,
        rigor=circle.rigor, argmax=argmax,
    )  # fmt: skip


def resolved_gap(gap: object) -> Fraction:
    """The relative gap asked for, not below what the exponents of floats resolve; raises ``InvalidArgument``."""
    wanted = relative_gap(gap)
    if wanted < LEAST_GAP:
        raise InvalidArgument(f"gap: expected at least {float(LEAST_GAP):.0e}, got {gap!r:.40}")
    return wanted


def _inside(rho: Extreme) -> bool:
    """Whether ρ < 1, as far as it is known."""
    return rho.side == -1 if rho.proved else rho.near < 1 + _UNCLEAR


def _enclose(matrix: ExactMatrix, r: Fraction, gap: Fraction, exact: bool, deadline: Deadline) -> tuple[Point, Circle]:
    A = matrix.divided(r)
    rho = spectral_radius(A)
    if not _inside(rho):
        raise UnstableMatrix(
            f"expected a circle outside the spectrum, got r = {float(r):.6g} for {rho.times(r)}; take a larger r"
        )
    resolvent = CircleResolvent(A)
    resolvent.follow_best(1.0, _towards(np.array(eigenvalues(A)), real=A.im is None))
    room = gap * UPPER_SHARE
    for _ in range(_MOST_SEARCHES):
        deadline.check()
        point, peak = _point_at_peak(A, resolvent, gap * _LOWER_SHARE)
        nu = rounded_up((1 + room) / point.sigma, gap)
        circle = prove_circle(A, Fraction(1), nu, float(room), exact=exact, deadline=deadline)
        if circle is None and confirmed(resolvent, peak) and not _higher(A, resolvent, peak, gap):
            circle = prove_unit_circle(A, nu, float(room), exact, deadline)
            if circle is None:
                break
        if circle is not None:
            return moved(point, r), at_radius(circle, matrix, r)
    raise PrecisionExhausted(
        f"M({float(r):.6g}) is at least {float(1 / (point.sigma * r)):.6g}, but no upper bound next to that was "
        f"certified with {_MOST_PRECISION} bits; a larger r takes fewer",
        1 / (point.sigma * r),
    )


def _higher(A: ExactMatrix, resolvent: CircleResolvent, peak: Peak, gap: Fraction) -> bool:
    """Whether a look at angles all around finds a higher maximum than the ``peak``."""
    resolvent.scan(1.0)
    for theta in _towards(np.array(eigenvalues(A)), real=A.im is None, count=_MANY_STARTS):
        resolvent.follow(1.0, float(theta))
    return bool(resolvent.peak(peak.u, float(gap) / 64).N > peak.N * (1 + float(gap) / 16))


def _towards(eigenvalues: Array, *, real: bool, count: int = _MOST_STARTS) -> Array:
    """The arguments of ζ = 1/z for a few eigenvalues z of largest modulus, in one half-plane for a real matrix."""
    largest = eigenvalues[np.argsort(-np.abs(eigenvalues))[:count]]
    return np.unique(np.abs(np.angle(largest)) if real else -np.angle(largest))


def moved(point: Point, r: Fraction) -> Point:
    """The point of A that a point of A/r is."""
    return replace(point, z=(point.z[0] * r, point.z[1] * r), sigma=point.sigma * r)


def nearest_point(A: ExactMatrix, resolvent: CircleResolvent, gap: Fraction) -> Point:
    """The point of the unit circle with the least σ_min, proved to a relative ``gap`` of what the search found."""
    for _ in range(_MOST_SEARCHES):
        point, peak = _point_at_peak(A, resolvent, gap)
        if confirmed(resolvent, peak):
            break
    return point


def _point_at_peak(A: ExactMatrix, resolvent: CircleResolvent, gap: Fraction) -> tuple[Point, Peak]:
    """The point at the highest maximum followed, proved to a relative ``gap`` of it, and that maximum."""
    bits = 64 + 2 * max(0, -log2(gap))
    tolerance, u = float(gap) / 8, 1.0 if gap >= _GAP_FOR_FLOATS else mpmath.mpf(1)
    with mpmath.workprec(bits):
        for more in range(_MOST_SEARCHES):
            finer = tolerance / 2.0 ** (20 * more)
            peak = resolvent.with_vector(resolvent.peak(u, finer), finer)
            # rounding v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
            fine = bits // 2 + bits * more + _size(peak.N) + max(0, ceil(resolvent.log_norm))
            with mpmath.workprec(fine):
                point = prove_point(A, peak, fine)
            if point.sigma * real_number(peak.N) <= 1 + gap:
                break
    return point, peak


def confirmed(resolvent: CircleResolvent, peak: Peak) -> bool:
    """Whether no angle beats the peak, as far as double precision can tell: next to an eigenvalue it cannot."""
    return bool(peak.N > _CONFIRMABLE) or resolvent.confirm(float(peak.u))


def prove_point(A: ExactMatrix, peak: Peak, bits: int) -> Point:
    """σ_min(zI − A) ≤ σ at the rational point of the unit circle next to the peak's z. Guarantee: exact."""
    z = rational_direction(-peak.theta, bits)
    re, im = integer_vector(peak.vector, bits)
    square = shifted_square(A, z, re, im) / sum(x * x for x in re + im)
    return Point(z, root_above(square, bits), re, im)


def rational_direction(theta: Any, bits: int) -> tuple[Fraction, Fraction]:
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


def prove_unit_circle(
    A: ExactMatrix, nu: Fraction, room: float, exact: bool, deadline: Deadline = NEVER
) -> Circle | None:
    """The proof of N(1) ≤ ν at the lowest of the precisions 53, 106, 212, … that finds one."""
    precision = DOUBLE
    while precision <= _MOST_PRECISION:
        circle = prove_circle(A, Fraction(1), nu, room, precision, exact=exact, deadline=deadline)
        if circle is not None:
            return circle
        precision *= 2
    return None


def at_radius(circle: Circle, A: ExactMatrix, r: Fraction) -> Circle:
    """The circle |z| = r of A that the unit circle of A/r is."""
    return replace(circle, place=1 / r, A=A)


def is_exact(A: ExactMatrix, exact: bool | None) -> bool:
    """Whether every step is to be accepted in integer arithmetic: what the caller said, else up to order 64."""
    return A.n <= LARGEST_EXACT if exact is None else exact


def prove_inside(circle: Circle) -> Stable:
    """The proof that the circle's P is ≻ 0; raises ``PrecisionExhausted``, as where the spectrum reaches the circle."""
    proof = prove_stable(circle)
    if proof is None:
        raise PrecisionExhausted(f"the spectral radius was not proved to be below {float(1 / circle.place):.9g}")
    return proof


def _size(N: Any) -> int:
    return max(0, ceil(float(reals.log(N)) / log(2)))
