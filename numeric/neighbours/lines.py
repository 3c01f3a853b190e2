"""M(s) = max over Re z = s of ‖(zI − A)⁻¹‖ for s right of the spectrum, and the distance to instability 1/M(0).

One point of the line proves the lower end, one line certificate the upper. Everything is computed for A − sI on the
imaginary axis, scaled to norm 1, so that no scale of A or s matters.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, UnstableMatrix
from kreiss.numeric.arithmetic.balancing import Balanced, balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix, real_number
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.enclosures.options import Options, deadline, in_time, options
from kreiss.numeric.half_plane.line import Line, prove_line
from kreiss.numeric.neighbours.points import AtPoint, OnCurve, Point, proved_stable
from kreiss.numeric.nodes.witness import gaussian, integer_vector, shifted_square
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_abscissa

_UNCLEAR = 1e-8
"""How far right of the line double precision may put an eigenvalue left of it, in parts of ‖A − sI‖."""


@dataclass(frozen=True, repr=False, kw_only=True)
class LineResolventNorm(AtPoint):
    """lower ≤ M(s) ≤ upper; ``argmax`` is the point of the line where the lower end is attained."""

    quantity: str = "M_ct"


@dataclass(frozen=True, repr=False, kw_only=True)
class DistanceToHalfPlaneInstability(AtPoint):
    """lower ≤ min ‖E‖ ≤ upper over all complex E for which A + E has an eigenvalue with Re λ ≥ 0, here near ``argmax``.

    It is 1/M(0), the complex stability radius (Van Loan 1985; Hinrichsen & Pritchard 1986).
    """

    quantity: str = "distance_to_instability_ct"


def certify_line_resolvent_norm(
    A: object, s: object = 0, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
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
    matrix, place = exact_matrix(A), real("s", s)
    asked = options(matrix, gap, None, exact, ends)
    with blas_threads(matrix.n), in_time():
        point, line = _enclose(matrix, place, asked)
    return LineResolventNorm.of(matrix, (1 / point.sigma, line.bound), (point, line), began, line=str(place))


def distance_to_half_plane_instability(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> DistanceToHalfPlaneInstability:
    """An enclosure of the distance from A to the matrices with an eigenvalue Re λ ≥ 0.

    Guarantee: exact, or verified-float from order 65 on unless ``exact`` is True. Raises as
    ``certify_line_resolvent_norm`` does; an eigenvalue of A with Re λ ≥ 0 is an ``UnstableMatrix`` (its distance is 0).
    """
    began, matrix, ends = time.perf_counter(), exact_matrix(A), deadline(budget)
    asked = options(matrix, gap, None, exact, ends)
    with blas_threads(matrix.n), in_time():
        alpha = spectral_abscissa(matrix)
        if not _left(alpha, matrix):
            raise UnstableMatrix(f"expected eigenvalues with Re λ < 0, as the distance of others is 0, got {alpha}")
        point, line = _enclose(matrix, Fraction(0), asked)
        left = proved_stable(line)
    return DistanceToHalfPlaneInstability.of(matrix, (1 / line.bound, point.sigma), (point, line, left), began)


def real(name: str, value: object) -> Fraction:
    """``value`` as the rational that it is; raises ``InvalidArgument``. Guarantee: exact."""
    try:
        return real_number(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        raise InvalidArgument(f"{name}: expected a real number, got {value!r:.40}") from None


class OnLine(OnCurve[Line]):
    """A − sI on the imaginary axis, for the line Re z = s of A: in balanced form, scaled to norm 1."""

    symbol, curve = "s", 0.0

    def __init__(self, A: ExactMatrix, s: Fraction) -> None:
        self.A, self.place = A, s
        self.matrix = shifted(A, s)
        self.balanced: Balanced = balance(self.matrix)
        self.scale = power_of_two(frobenius_norm(self.balanced.B) or Fraction(1))
        self.resolvent = LineResolvent(self.balanced.divided(self.scale))
        self.resolvent.scan(self.curve)

    def prove(self, bound: Fraction, room: float, precision: int, asked: Options) -> Line | None:
        """The proof that M(s) ≤ ``bound``, or None where this precision finds none."""
        zero = Fraction(0)
        line = prove_line(self.balanced, zero, bound, room, precision, exact=asked.exact, deadline=asked.deadline)
        return None if line is None else replace(line, A=self.A, place=self.place)

    def _proved(self, peak: Peak, bits: int) -> Point:
        _, y = gaussian(mpmath.mpc(0, peak.theta), bits)
        y *= self.scale
        re, im = integer_vector(peak.vector, bits)
        square = shifted_square(self.matrix, (Fraction(0), y), re, im) / sum(x * x for x in re + im)
        return Point((self.place, y), root_above(square, bits), re, im)


def shifted(A: ExactMatrix, s: Fraction) -> ExactMatrix:
    """A − sI. Guarantee: exact."""
    if not s:
        return A
    re = A.re * s.denominator
    for i in range(A.n):
        re[i, i] -= s.numerator * A.den
    return ExactMatrix(re, None if A.im is None else A.im * s.denominator, A.den * s.denominator)


def _enclose(A: ExactMatrix, s: Fraction, asked: Options) -> tuple[Point, Line]:
    on_axis = shifted(A, s)
    if not _left(spectral_abscissa(on_axis), on_axis):
        alpha = spectral_abscissa(A)
        raise UnstableMatrix(
            f"expected a line right of all eigenvalues, got s = {float(s):.6g} for {alpha}; take a larger s"
        )
    return OnLine(A, s).enclosed(asked)


def _left(alpha: Extreme, A: ExactMatrix) -> bool:
    """Whether α(A) < 0, as far as it is known."""
    return alpha.side == -1 if alpha.proved else alpha.near < _UNCLEAR * frobenius_norm(A)
