"""exp(hA) in integers with a bound on every rounding: Taylor sums where ‖hA‖_F ≤ 1/2, which squaring extends.

The rules, which terms are summed and how they are rounded, are part of the certificate's format.
"""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.rounded import Rounded, floor, square_sum, unit

_MOST_BITS = 1 << 17
"""How far, in bits, an exponential may be from 1."""


def taylor(A: ExactMatrix, h: Fraction, width: int) -> tuple[fmpz_mat, Fraction]:
    """B and e with ‖exp(hA) − B/2^width‖ ≤ e for the real embedding, where ‖hA‖_F ≤ 1/2. Guarantee: exact.

    The terms R_j ≈ 2^w(hA)^j/j! are hA·R_{j−1}/j rounded down, with errors below 2δ; those that are left out, after the
    first with 2^k·(k + 1)! ≥ 2^w, sum to at most δ.
    """
    X = A.embedded * h.numerator
    k, weight = 0, 1
    total = term = unit(X.nrows(), width)
    while weight < 1 << width:
        k += 1
        term = floor(X * term, A.den * h.denominator * k)
        total = total + term
        weight *= 2 * (k + 1)
    return total, Fraction((2 * k + 1) * int(X.nrows()), 1 << width)


def halvings(A: ExactMatrix, t: Fraction) -> int:
    """The least s ≥ 0 with ‖tA/2^s‖_F ≤ 1/2. Guarantee: exact."""
    square, s = 4 * t * t * Fraction(square_sum(A.embedded), A.den * A.den), 0
    if square > 1:
        s = max(0, (square.numerator.bit_length() - square.denominator.bit_length()) // 2 - 1)
        while square > 1 << 2 * s:
            s += 1
    return s


def exponential(A: ExactMatrix, t: Fraction, width: int, deadline: Deadline = NEVER) -> Rounded:
    """exp(tA) of the real embedding, products rounded to ``width`` bits.

    Raises ``OutOfTime``, and ``PrecisionExhausted`` where it is too large or too small.
    """
    s = halvings(A, t)
    B, error = taylor(A, t / (1 << s), width)
    result = Rounded(B, width, width, error)
    for _ in range(s):
        deadline.check()
        result = result @ result
        if abs(result.bits) > _MOST_BITS:
            raise PrecisionExhausted(f"exp(tA) is too large or too small at t = {float(t):.6g}; take a smaller t")
    return result
