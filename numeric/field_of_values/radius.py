"""The numerical radius w(A) = max |x*Ax|/x*x, enclosed with a certificate.

One vector proves w ≥ |v*Av|/v*v; Ando's Z with [[I + Z, A/q], [A*/q, I − Z]] ⪰ 0 proves w ≤ q (``ando`` finds
it). The vector is the top eigenvector of H(θ) = Re(e^{iθ}A) at the θ where λ_max(H) is largest; there the
derivative x*H′(θ)x vanishes, so that an error of θ or x enters the lower end squared.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
from flint import fmpz_mat

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, exact_matrix, integer_rows
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.roots import root_below
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two, require_floats, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.field_of_values.ando import Contractive, prove_field_inside, widest_vector
from kreiss.numeric.semidefinite.positivity import DOUBLE

_ANGLES = (64, 512, 4096)  # looked at in turn, the next where the last missed the widest direction
_DOUBLE_GAP = Fraction(1, 10**20)  # down to it a vector of floats is close enough; below it is sharpened
_MOST_PRECISION = 32 * DOUBLE
_MOST_SHARPENINGS = 16  # of the angle, by the secant method, which settles in fewer
_NUDGE = 1e-8  # the first step of the secant method, against the slope


@dataclass(frozen=True, repr=False, kw_only=True)
class NumericalRadius(Enclosure):
    """lower ≤ w(A) ≤ upper; ``argmax`` is the point of the field of values where the lower end is attained."""

    quantity: str = "w"
    argmax: complex


@dataclass(frozen=True)
class FieldValue:
    """A proof that w(A) ≥ ``lower``: a vector v = re + i·im of integers with |v*Av| ≥ lower·v*v."""

    lower: Fraction
    re: list[int]
    im: list[int]
    value: complex

    def document(self) -> dict[str, Any]:
        """The step ``field-value``."""
        return {"reason": "field-value", "lower": str(self.lower), "v": {"re": self.re, "im": self.im}}


@dataclass(frozen=True)
class Ando:
    """A proof that w(A) ≤ q: ``inside`` proves w(A/q) ≤ 1."""

    q: Fraction
    inside: Contractive

    def document(self) -> dict[str, Any]:
        """The step ``ando``, with the Z of A/q."""
        return {**self.inside.document(), "reason": "ando", "q": str(self.q)}


@dataclass(frozen=True)
class Zero:
    """The remark that A = 0."""

    def document(self) -> dict[str, Any]:
        """The step ``zero``."""
        return {"reason": "zero"}


def certify_numerical_radius(
    A: object, gap: object = 1e-6, *, budget: float | Deadline | None = None
) -> NumericalRadius:
    """An enclosure of w(A) with a relative gap of at most ``gap``. Guarantee: exact.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    allowed, or ``budget`` seconds or a deadline, prove nothing. Sources: T. Ando, Acta Sci. Math. 34, 1973; C. R.
    Johnson, SIAM J. Numer. Anal. 15, 1978.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    if not any(entry for row in integer_rows(matrix.embedded) for entry in row):
        return NumericalRadius.proved(matrix, (Fraction(0),) * 2, (Zero(),), began, precision=DOUBLE, argmax=0j)
    require_floats(matrix)
    with in_time():
        value, ando = _enclosed(matrix, wanted, ends)
    known = {"precision": _bits(ando.inside), "argmax": value.value}
    return NumericalRadius.proved(matrix, (value.lower, ando.q), (value, ando), began, **known)


def _enclosed(matrix: ExactMatrix, gap: Fraction, deadline: Deadline) -> tuple[FieldValue, Ando]:
    """The proofs of the two ends."""
    for count in _ANGLES:
        value = _reach(matrix, gap, count, deadline)
        q = rounded_up(value.lower * (1 + gap * UPPER_SHARE), gap)
        inside = prove_field_inside(matrix.divided(q), float(gap * UPPER_SHARE), _MOST_PRECISION, deadline)
        if inside is not None:
            return value, Ando(q, inside)
    raise PrecisionExhausted(
        f"w(A) ≤ {float(q):.9g} was not certified with {_MOST_PRECISION} bits; ask for a wider gap", value.lower
    )


def _bits(inside: Contractive) -> int:
    return max(DOUBLE, inside.Z.den.bit_length() // DOUBLE * DOUBLE)


def _reach(matrix: ExactMatrix, gap: Fraction, count: int, deadline: Deadline) -> FieldValue:
    """The lower end that the widest vector proves, on the matrix scaled to entries of order 1."""
    A = matrix.divided(power_of_two(frobenius_norm(matrix)))
    x = widest_vector(A.approx.astype(complex), count, deadline)
    bits = 64 + 2 * (gap.denominator.bit_length() - gap.numerator.bit_length())
    with mpmath.workprec(bits):
        vector = [mpmath.mpc(entry) for entry in x] if gap >= _DOUBLE_GAP else _sharpened(A, x)
        re, im = ([int(mpmath.nint(part(entry) * 2**bits)) for entry in vector] for part in (mpmath.re, mpmath.im))
    return _value(matrix, re, im, bits)


def _value(A: ExactMatrix, re: list[int], im: list[int], bits: int) -> FieldValue:
    """|v*Av|/v*v rounded down to about ``bits`` bits. Guarantee: exact."""
    x, y = fmpz_mat([[c] for c in re]), fmpz_mat([[c] for c in im])
    zero = fmpz_mat(A.n, A.n)
    X, Y = A.re, A.im or zero
    Ax, Ay = X * x - Y * y, X * y + Y * x
    real = int((x.transpose() * Ax + y.transpose() * Ay)[0, 0])
    imaginary = int((x.transpose() * Ay - y.transpose() * Ax)[0, 0])
    square = sum(c * c for c in re + im)
    scale = A.den * square
    lower = root_below(Fraction(real * real + imaginary * imaginary, scale * scale), bits)
    return FieldValue(lower, re, im, complex(Fraction(real, scale), Fraction(imaginary, scale)))


def _sharpened(A: ExactMatrix, x: Array) -> list[mpmath.mpc]:
    """x at mpmath's precision: secant steps on dλ/dθ = −Im(e^{iθ}x*Ax), with (λ, x) by inverse iteration at each θ."""
    B = mpmath.matrix([[mpmath.mpc(to_mpf(p), to_mpf(q)) for p, q in row] for row in A.entries()])
    small = mpmath.mpf(2) ** (-mpmath.mp.prec // 2)
    v = mpmath.matrix([mpmath.mpc(entry) for entry in x])
    theta = -mpmath.arg(_form(B, v))
    before = None
    for _ in range(_MOST_SHARPENINGS):
        phase = mpmath.expj(theta)
        v = _top_vector((phase * B + (phase * B).H) / 2, v)
        slope = -mpmath.im(phase * _form(B, v))
        if abs(slope) <= small:
            break
        step = -_NUDGE * mpmath.sign(slope) if before is None else -slope * (theta - before[0]) / (slope - before[1])
        before, theta = (theta, slope), theta + step
    return list(v)


def _top_vector(H: mpmath.matrix, v: mpmath.matrix) -> mpmath.matrix:
    """The eigenvector of the Hermitian H next to v, by three steps of inverse iteration at its Rayleigh quotient."""
    for _ in range(3):
        shift = mpmath.re(_form(H, v)) * (1 + mpmath.mpf(2) ** (-mpmath.mp.prec * 3 // 4))
        v = mpmath.lu_solve(H - shift * mpmath.eye(H.rows), v)
        v /= mpmath.norm(v)
    return v


def _form(B: mpmath.matrix, v: mpmath.matrix) -> mpmath.mpc:
    """v*Bv for a unit vector v."""
    return (v.H * B * v)[0]
