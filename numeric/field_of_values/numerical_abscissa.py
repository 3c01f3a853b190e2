"""The numerical abscissa ω(A) = λ_max((A + A*)/2), enclosed with a certificate.

One vector proves ω ≥ Re v*Av/v*v, and ωI − (A + A*)/2 ⪰ 0 the upper end (``abscissa``). The vector is the top
eigenvector of the symmetric part, by inverse iteration in as many bits as the gap takes: its error enters the lower
end squared.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb_mat, fmpz_mat

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, balls, identity_like, solve, working_precision
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two
from kreiss.numeric.enclosures.enclosure import Enclosure, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.field_of_values.abscissa import Abscissa, prove_abscissa_below, prove_dissipative
from kreiss.numeric.semidefinite.positivity import DOUBLE

_MOST_PRECISION = 64 * DOUBLE
_MOST_STEPS = 4  # of inverse iteration in double precision; each doubling of the bits takes one more
_TOUCHING = Fraction(1, 10**12)  # nearer to 0 than this, ω = 0 is tried exactly


@dataclass(frozen=True, repr=False, kw_only=True)
class NumericalAbscissa(Enclosure):
    """lower ≤ ω(A) ≤ upper."""

    quantity: str = "numerical_abscissa"


@dataclass(frozen=True)
class RealFieldValue:
    """A proof that ω(A) ≥ ``lower``: an integer vector v with v*Xv ≥ lower·v*v for the real embedding X of A."""

    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``field-value``; v is a vector of the real embedding."""
        v = {"re": self.v, "im": [0] * len(self.v)}
        return {"reason": "field-value", "lower": str(self.lower), "v": v}


def certify_numerical_abscissa(
    A: object, gap: object = 1e-6, *, budget: float | Deadline | None = None
) -> NumericalAbscissa:
    """An enclosure of ω(A) at most ``gap``·|ω| wide, and exactly [0, 0] for ω = 0. Guarantee: exact.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    allowed, or ``budget`` seconds or a deadline, prove nothing.

    >>> certify_numerical_abscissa([[-1, 10], [0, -1]]).lower > Fraction("3.99999")
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    with in_time():
        value, abscissa, precision = _touching(matrix) or _enclosed(matrix, wanted, ends)
    ends_found = (value.lower, abscissa.omega)
    return NumericalAbscissa.proved(matrix, ends_found, (value, abscissa), began, precision=precision)


Found = tuple[RealFieldValue, Abscissa, int]


def _symmetric(A: ExactMatrix) -> tuple[fmpz_mat, int]:
    """(A + A*)/2 of the real embedding, as integers over a denominator. Guarantee: exact."""
    X = A.embedded
    return X + X.transpose(), 2 * A.den


def _estimate(A: ExactMatrix) -> tuple[float, Any, Fraction]:
    """λ_max and its eigenvector for (A + A*)/2 of the real embedding over a scale, and that scale."""
    H, den = _symmetric(A)
    scale = power_of_two(frobenius_norm(A) or Fraction(1))
    values, vectors = np.linalg.eigh(ExactMatrix(H, None, den).divided(scale).approx)
    return float(values[-1]), vectors[:, -1], scale


def _touching(A: ExactMatrix) -> Found | None:
    """The proof that ω = 0, where it is, and elimination shows it. Guarantee: exact."""
    value, _, _ = _estimate(A)
    if abs(value) > _TOUCHING:
        return None
    kernel, nullity = _symmetric(A)[0].nullspace()
    abscissa = prove_dissipative(A) if nullity else None
    if abscissa is None:
        return None
    v = [int(kernel[i, 0]) for i in range(kernel.nrows())]
    return RealFieldValue(Fraction(0), v), abscissa, DOUBLE


def _enclosed(A: ExactMatrix, gap: Fraction, deadline: Deadline) -> Found:
    """The proofs of the two ends."""
    H, den = _symmetric(A)
    _, vector, scale = _estimate(A)
    precision = DOUBLE
    while precision <= _MOST_PRECISION:
        deadline.check()
        v = _integers(vector, precision) if precision == DOUBLE else _sharpened(H, den, vector, precision)
        lower = None if v is None else _value(H, den, v, precision, scale)
        if v is not None and lower:
            omega = lower + abs(lower) * gap * UPPER_SHARE
            omega = _rounded(omega, 1, precision, scale)
            abscissa = prove_abscissa_below(A, omega, precision) if omega - lower <= gap * abs(lower) else None
            if abscissa is not None:
                return RealFieldValue(lower, v), abscissa, precision
        precision *= 2
    raise PrecisionExhausted(
        f"ω(A) was not enclosed with {_MOST_PRECISION} bits; ask for a wider gap, or shift the matrix"
    )


def _rounded(x: Fraction, up: int, bits: int, scale: Fraction) -> Fraction:
    """x rounded down or up to a multiple of about 2^−2·bits·scale."""
    unit = max(0, 2 * bits - log2(scale))
    shifted = x.numerator << unit
    return Fraction(-(-shifted // x.denominator) if up else shifted // x.denominator, 1 << unit)


def _value(H: fmpz_mat, den: int, v: list[int], bits: int, scale: Fraction) -> Fraction:
    """v*Hv/(den·v*v), rounded down. Guarantee: exact."""
    column = fmpz_mat([[entry] for entry in v])
    form = int((column.transpose() * H * column)[0, 0])
    return _rounded(Fraction(form, den * sum(entry * entry for entry in v)), 0, bits, scale)


def _integers(vector: Any, bits: int) -> list[int]:
    return [round(float(entry) * 2.0**bits) for entry in vector]


def _sharpened(H: fmpz_mat, den: int, vector: Any, bits: int) -> list[int] | None:
    """The top eigenvector at that many bits, by inverse iteration at its Rayleigh quotient. Guarantee: estimate."""
    with working_precision(bits):
        B = balls(H, den)
        v = BallMatrix(arb_mat([[float(entry)] for entry in vector]))
        for _ in range(_MOST_STEPS + bits.bit_length() - DOUBLE.bit_length()):
            shift = (v.T @ B @ v).balls[0, 0] / (v.T @ v).balls[0, 0]
            nearly = shift + abs(shift) * 2.0 ** -min(bits * 3 // 4, 1000)
            solved = solve(B - identity_like(B) * nearly, v)
            largest = 0.0 if solved is None else highprec.largest_entry(solved)
            if solved is None or not np.isfinite(largest) or not largest:
                return None
            v = solved / largest
        return [int(entry) for entry in highprec.to_dyadic(v, bits).entries()]
