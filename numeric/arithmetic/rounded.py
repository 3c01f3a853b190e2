"""Integer matrices B that stand for X ≈ B/2^b, and bounds on their norms that hold exactly.

‖B‖ is bounded by repeated squaring: ‖B‖² = ‖B*B‖, and ‖C‖² = ‖C²‖ for symmetric C, until the Frobenius norm, which
approaches ‖C‖ as the dominant eigenvalue takes over, is below 1 by more than the rounding. The rounding rule is part of
the certificate's format: every entry is rounded down.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt

from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix, integer_rows
from kreiss.numeric.arithmetic.roots import root_below


@dataclass(frozen=True)
class Rounded:
    """X with ‖X − B/2^bits‖ ≤ error; products keep ``width`` bits of the largest entry."""

    B: fmpz_mat
    bits: int
    width: int
    error: Fraction

    def __matmul__(self, other: Rounded) -> Rounded:
        """The product; its error is ‖B‖f + ‖C‖e + ef, and δ where it was rounded, on a grid far below δ."""
        M = self.B * other.B
        shift = max(0, max(int(abs(entry)).bit_length() for entry in M.entries()) - self.width)
        B, bits = floor(M, 1 << shift), self.bits + other.bits - shift if any(M.entries()) else self.width
        norms = [(isqrt(square_sum(X.B)) + 1) / Fraction(2) ** X.bits for X in (self, other)]
        error = norms[0] * other.error + norms[1] * self.error + self.error * other.error
        if shift:
            error += delta(B, bits)
        grid = Fraction(2) ** (bits + 2 * self.width)
        return Rounded(B, bits, self.width, ceil(error * grid) / grid)


def delta(B: fmpz_mat, bits: int) -> Fraction:
    """A bound on the norm of what rounding the entries of B/2^bits takes away."""
    return B.nrows() / Fraction(2) ** bits


def unit(size: int, bits: int) -> fmpz_mat:
    """The identity, in units of 2^−bits."""
    return integer_identity(size) * (1 << bits)


def floor(M: fmpz_mat, down: int) -> fmpz_mat:
    """The entries of M/down rounded down."""
    return fmpz_mat([[entry // down for entry in row] for row in M.tolist()])


def power(A: ExactMatrix, t: int, width: int, deadline: Deadline = NEVER) -> Rounded:
    """Aᵗ of the real embedding by repeated squaring. Raises ``OutOfTime``."""
    X = A.embedded
    result = Rounded(unit(X.nrows(), 0), 0, width, Fraction(0))
    factor = Rounded(floor(X * (1 << width), A.den), width, width, delta(X, width))
    for digit in bin(t)[2:]:
        deadline.check()
        result = result @ result
        if digit == "1":
            result = result @ factor
    return result


def square_sum(B: fmpz_mat) -> int:
    """‖B‖_F²."""
    return int(sum(entry * entry for entry in B.entries()))


def norm_at_most(B: fmpz_mat, bits: int, bound: Fraction, width: int) -> bool:
    """Whether ‖B/2^bits‖ ≤ bound is shown by ‖C_k‖_F ≤ 1 − e_k for a k, C_k a multiple of 2^−width.

    C_0 ≈ B*B/bound², C_{k+1} ≈ C_k², e_0 = δ, e_{k+1} = 2e_k + δ: then ‖C_k‖² ≤ 1 − 2e_k ≤ (1 − e_k)².
    Guarantee: exact.
    """
    if bound <= 0:
        return False
    level = (bound * Fraction(2) ** bits) ** 2
    if square_sum(B) <= level:
        return True
    one, rounding = 1 << width, B.nrows()
    C = floor((B.transpose() * B) * (level.denominator << width), level.numerator)
    error = rounding
    while error < one:
        if square_sum(C) <= (one - error) ** 2:
            return True
        if max(abs(entry) for entry in C.entries()) > 2 * one:
            return False
        C = floor(C * C, one)
        error = 2 * error + rounding
    return False


def top_vector(B: fmpz_mat, width: int) -> list[int]:
    """An integer vector near the dominant right singular vector of B, by repeated squaring. Guarantee: estimate."""
    C = B.transpose() * B
    one, before = 1 << width, 0
    for _ in range(width):
        trace = int(sum(C[i, i] for i in range(C.nrows())))
        if trace == 0:
            break
        C = floor(C * one, trace)
        square = C * C
        purity = int(sum(square[i, i] for i in range(C.nrows())))
        # Tr C² = 1/m exactly when the rescaled C is a projection of rank m
        if abs(purity - before) <= one:
            break
        C, before = square, purity
    column = max(range(C.nrows()), key=lambda j: int(C[j, j]))
    v = [int(C[i, column]) for i in range(C.nrows())]
    return v if any(v) else [int(i == 0) for i in range(len(v))]


def stretch(B: fmpz_mat, bits: int, v: list[int], width: int) -> Fraction:
    """‖(B/2^bits)v‖/‖v‖, rounded down to about ``width`` bits. Guarantee: exact."""
    image = integer_rows(B * fmpz_mat([[entry] for entry in v]))
    square = Fraction(sum(row[0] ** 2 for row in image), sum(entry * entry for entry in v)) / Fraction(4) ** bits
    return root_below(square, width) if square else Fraction(0)
