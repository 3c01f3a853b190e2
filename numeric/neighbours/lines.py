"""M(s) = max over Re z = s of ‖(zI − A)⁻¹‖ for s right of the spectrum, and the distance to instability 1/M(0).

One point of the line proves the lower end, one line certificate the upper. Everything is computed for A − sI on the
imaginary axis, scaled to norm 1, so that no scale of A or s matters.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log

import mpmath

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.balancing import Balanced, balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix, real_number
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two, rounded_up
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.enclosures.enclosure import Enclosure
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.half_plane.line import Line, prove_line
from kreiss.numeric.neighbours.resolvent_norm import Point, is_exact, resolved_gap
from kreiss.numeric.nodes.node import Stable, prove_stable
from kreiss.numeric.nodes.witness import gaussian, integer_vector, shifted_square
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_abscissa

_MOST_PRECISION = 128 * DOUBLE
_MOST_SEARCHES = 5  # each aims at a higher peak than the last: what they miss is out of reach
_CONFIRMABLE = 1e10  # of ‖R‖: above it, next to an eigenvalue, floats cannot tell whether another place is higher
_GAP_FOR_FLOATS = Fraction(1, 10**9)  # down to it floats find the peak; below, numbers of more digits do
_UNCLEAR = 1e-8
"""How far right of the line double precision may put an eigenvalue left of it, in parts of ‖A − sI‖."""
_LOWER_SHARE = Fraction(1, 8)  # of the gap, for the point of the lower end: nearly free to reach


@dataclass(frozen=True, repr=False, kw_only=True)
class LineResolventNorm(Enclosure):
    """lower ≤ M(s) ≤ upper; ``argmax`` is the point of the line where the lower end is attained."""

    argmax: complex


@dataclass(frozen=True, repr=False, kw_only=True)
class DistanceToHalfPlaneInstability(Enclosure):
    """lower ≤ min ‖E‖ ≤ upper over all complex E for which A + E has an eigenvalue with Re λ ≥ 0, here near ``argmax``.

    It is 1/M(0), the complex stability radius (Van Loan 1985; Hinrichsen & Pritchard 1986).
    """

    argmax: complex


def certify_line_resolvent_norm(
    A: object,
    s: object = 0,
    gap: object = 1e-6,
    *,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
) -> LineResolventNorm:
    """An enclosure of M(s) = max over Re z = s of ‖(zI − A)⁻¹‖ with a relative gap of at most ``gap``.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True.

    Requires s right of all eigenvalues (``UnstableMatrix`` otherwise); raises ``InvalidMatrix``, ``InvalidArgument``
    for unusable input, and ``PrecisionExhausted`` where the precision allowed, or ``budget`` seconds or a deadline,
    prove nothing. Source: bounded real lemma, ``line``.

    >>> certify_line_resolvent_norm([[-2, 0], [0, -3]]).upper < Fraction("0.500001")
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, place, wanted = exact_matrix(A), real("s", s), resolved_gap(gap)
    with blas_threads(matrix.n), in_time():
        point, line = _enclose(matrix, place, wanted, is_exact(matrix, exact), ends)
    return LineResolventNorm(
        quantity="M_ct", lower=1 / point.sigma, upper=line.bound, matrix=matrix, parameters={"line": str(place)},
        steps=(point, line), precision=line.precision, elapsed=time.perf_counter() - began, rigor=line.rigor,
        argmax=complex(float(point.z[0]), float(point.z[1])),
    )  # fmt: skip


def distance_to_half_plane_instability(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> DistanceToHalfPlaneInstability:
    """An enclosure of the distance from A to the matrices with an eigenvalue Re λ ≥ 0.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True. Raises as
    ``certify_line_resolvent_norm`` does; an eigenvalue of A with Re λ ≥ 0 is an ``UnstableMatrix`` (its distance is 0).
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), resolved_gap(gap)
    with blas_threads(matrix.n), in_time():
        alpha = spectral_abscissa(matrix)
        if not _left(alpha, matrix):
            raise UnstableMatrix(f"expected eigenvalues with Re λ < 0, as the distance of others is 0, got {alpha}")
        point, line = _enclose(matrix, Fraction(0), wanted, is_exact(matrix, exact), ends)
        stable = prove_left(line)
    return DistanceToHalfPlaneInstability(
        quantity="distance_to_instability_ct", lower=1 / line.bound, upper=point.sigma, matrix=matrix,
        steps=(point, line, stable), precision=line.precision, elapsed=time.perf_counter() - began, rigor=line.rigor,
        argmax=complex(float(point.z[0]), float(point.z[1])),
    )  # fmt: skip


def real(name: str, value: object) -> Fraction:
    """``value`` as the rational that it is; raises ``InvalidArgument``. Guarantee: exact."""
    try:
        return real_number(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        raise InvalidArgument(f"{name}: expected a real number, got {value!r:.40}") from None


class Shifted:
    """A − sI on the imaginary axis: in balanced form, scaled to norm 1, with its resolvent's maxima."""

    def __init__(self, A: ExactMatrix, s: Fraction) -> None:
        self.A, self.s = A, s
        self.matrix = shifted(A, s)
        self.balanced: Balanced = balance(self.matrix)
        self.scale = power_of_two(frobenius_norm(self.balanced.B) or Fraction(1))
        self.resolvent = LineResolvent(self.balanced.divided(self.scale))
        self.resolvent.scan(0.0)

    def point(self, gap: Fraction) -> tuple[Point, Peak]:
        """The point of the line at the highest maximum followed, proved to a relative ``gap``, and that maximum."""
        bits = 64 + 2 * max(0, -log2(gap))
        tolerance, u = float(gap) / 8, 0.0 if gap >= _GAP_FOR_FLOATS else mpmath.mpf(0)
        with mpmath.workprec(bits):
            for more in range(_MOST_SEARCHES):
                finer = tolerance / 2.0 ** (20 * more)
                peak = self.resolvent.with_vector(self.resolvent.peak(u, finer), finer)
                # rounding v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
                fine = bits // 2 + bits * more + _size(peak.N) + max(0, ceil(self.resolvent.log_norm))
                with mpmath.workprec(fine + 64):
                    point = self._proved(peak, fine)
                if point.sigma / self.scale * real_number(peak.N) <= 1 + gap:
                    break
        return point, peak

    def confirmed(self, peak: Peak) -> bool:
        """Whether no height beats the peak, as far as double precision can tell: next to an eigenvalue it cannot."""
        return bool(peak.N > _CONFIRMABLE) or self.resolvent.confirm(float(peak.u))

    def line(self, mu: Fraction, room: float, precision: int, *, exact: bool, deadline: Deadline) -> Line | None:
        """The proof that M(s) ≤ μ, or None where this precision finds none."""
        found = prove_line(self.balanced, Fraction(0), mu, room, precision, exact=exact, deadline=deadline)
        return None if found is None else replace(found, A=self.A, place=self.s)

    def best_line(self, mu: Fraction, room: float, *, exact: bool, deadline: Deadline) -> Line | None:
        """The proof at the lowest of the precisions 53, 106, 212, … that finds one."""
        precision = DOUBLE
        while precision <= _MOST_PRECISION:
            line = self.line(mu, room, precision, exact=exact, deadline=deadline)
            if line is not None:
                return line
            precision *= 2
        return None

    def _proved(self, peak: Peak, bits: int) -> Point:
        """σ_min(zI − A) ≤ σ at a rational point of the line next to the peak. Guarantee: exact."""
        _, y = gaussian(mpmath.mpc(0, peak.theta), bits)
        y *= self.scale
        re, im = integer_vector(peak.vector, bits)
        square = shifted_square(self.matrix, (Fraction(0), y), re, im) / sum(x * x for x in re + im)
        return Point((self.s, y), root_above(square, bits), re, im)


def shifted(A: ExactMatrix, s: Fraction) -> ExactMatrix:
    """A − sI. Guarantee: exact."""
    if not s:
        return A
    re = A.re * s.denominator
    for i in range(A.n):
        re[i, i] -= s.numerator * A.den
    return ExactMatrix(re, None if A.im is None else A.im * s.denominator, A.den * s.denominator)


def prove_left(line: Line) -> Stable:
    """The proof that the line's P is ≻ 0; raises ``PrecisionExhausted``, as where the spectrum reaches the line."""
    proof = prove_stable(line)
    if proof is None:
        raise PrecisionExhausted(f"the eigenvalues were not proved to lie left of {line.where(line.place)}")
    return proof


def _enclose(A: ExactMatrix, s: Fraction, gap: Fraction, exact: bool, deadline: Deadline) -> tuple[Point, Line]:
    on_axis = shifted(A, s)
    alpha = spectral_abscissa(on_axis)
    if not _left(alpha, on_axis):
        raise UnstableMatrix(
            f"expected a line right of all eigenvalues, got s = {float(s):.6g} for "
            f"{spectral_abscissa(A)}; take a larger s"
        )
    axis = Shifted(A, s)
    room = gap * UPPER_SHARE
    for _ in range(_MOST_SEARCHES):
        deadline.check()
        point, peak = axis.point(gap * _LOWER_SHARE)
        mu = rounded_up((1 + room) / point.sigma, gap)
        line = axis.line(mu, float(room), DOUBLE, exact=exact, deadline=deadline)
        if line is None and axis.confirmed(peak):
            line = axis.best_line(mu, float(room), exact=exact, deadline=deadline)
            if line is None:
                break
        if line is not None:
            return point, line
    raise PrecisionExhausted(
        f"M({float(s):.6g}) is at least {float(1 / point.sigma):.6g}, but no upper bound next to that was certified "
        f"with {_MOST_PRECISION} bits; a larger s takes fewer",
        1 / point.sigma,
    )


def _left(alpha: Extreme, A: ExactMatrix) -> bool:
    """Whether α(A) < 0, as far as it is known."""
    return alpha.side == -1 if alpha.proved else alpha.near < _UNCLEAR * frobenius_norm(A)


def _size(N: reals.Real) -> int:
    return max(0, ceil(float(reals.log(N)) / log(2)))
