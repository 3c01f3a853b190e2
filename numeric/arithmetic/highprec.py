"""High-precision matrices: FLINT ball matrices that look like arrays, so that one algorithm serves every precision.

A ``BallMatrix`` keeps midpoints only: it proposes, like a float does, with as many bits as asked for. What it
proposes is accepted or not in integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar, final

import numpy as np
from flint import arb, arb_mat, ctx, fmpz, fmpz_mat
from scipy.linalg.lapack import dgees, dgetrf, dgetrs, zgees, zgetrf, zgetrs

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix

_LEAF = 8  # orders up to which Cholesky goes entry by entry; larger ones go by blocks, which multiply faster


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """FLINT's working precision inside the block."""
    saved, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = saved


@final
@dataclass(frozen=True)
class BallMatrix:
    """A real matrix of midpoints with array operators; products and quotients round to the working precision."""

    balls: arb_mat

    def __matmul__(self, other: BallMatrix) -> BallMatrix:
        return BallMatrix((self.balls * other.balls).mid())

    def __add__(self, other: BallMatrix) -> BallMatrix:
        return BallMatrix((self.balls + other.balls).mid())

    def __sub__(self, other: BallMatrix) -> BallMatrix:
        return BallMatrix((self.balls - other.balls).mid())

    def __mul__(self, factor: object) -> BallMatrix:
        return BallMatrix((self.balls * _ball(factor)).mid())

    def __truediv__(self, divisor: object) -> BallMatrix:
        return BallMatrix((self.balls / _ball(divisor)).mid())

    def __len__(self) -> int:
        return int(self.balls.nrows())

    @property
    def T(self) -> BallMatrix:
        """The transpose."""
        return BallMatrix(self.balls.transpose())

    def conj(self) -> BallMatrix:
        """The matrix itself: it is real."""
        return self


Work = TypeVar("Work", Array, BallMatrix)
"""A float array or a high-precision matrix."""


def _ball(number: Any) -> arb:
    if isinstance(number, Fraction):
        return arb(number.numerator) / number.denominator
    return arb(number)


def balls(X: fmpz_mat, den: int = 1) -> BallMatrix:
    """X/den at the working precision."""
    return BallMatrix((arb_mat(X) / den).mid())


def floats(X: BallMatrix) -> Array:
    """X in float64. Guarantee: estimate, nearest entries."""
    return np.array([[float(entry) for entry in row] for row in X.balls.tolist()])


def from_floats(X: Array) -> BallMatrix:
    """The real float64 array, exactly."""
    return BallMatrix(arb_mat(X.tolist()))


def integer_identity(n: int) -> fmpz_mat:
    """The identity of order n."""
    return fmpz_mat(np.eye(n, dtype=int).tolist())


def power_diagonal(exponents: list[int]) -> BallMatrix:
    """diag(2^k)."""
    D = arb_mat(len(exponents), len(exponents))
    for i, k in enumerate(exponents):
        D[i, i] = arb((1, k))
    return BallMatrix(D)


def identity_like(A: Work) -> Work:
    """The identity of A's size and kind."""
    if isinstance(A, BallMatrix):
        return BallMatrix(arb_mat(integer_identity(len(A))))
    return np.eye(len(A), dtype=A.dtype)


def solve(W: Work, B: Work) -> Work | None:
    """W⁻¹B, or None for a W that is singular to working precision. Guarantee: estimate."""
    solved = solve_each(W, (B,))
    return None if solved is None else solved[0]


def solve_each(W: Work, right: tuple[Work, ...]) -> list[Work] | None:
    """W⁻¹B for each B, or None for a W that is singular to working precision. Guarantee: estimate.

    A float W is factorised once.
    """
    if isinstance(W, BallMatrix):
        try:
            return [BallMatrix(W.balls.solve(B.balls).mid()) for B in right]
        except ZeroDivisionError:
            return None
    real = np.isrealobj(W) and all(np.isrealobj(B) for B in right)
    getrf, getrs = (dgetrf, dgetrs) if real else (zgetrf, zgetrs)
    lu, pivots, info = getrf(W)
    return None if info else [np.asarray(getrs(lu, pivots, B)[0]) for B in right]


def ordered_schur(X: Array, leading: Callable[[complex], bool]) -> tuple[int, Array]:
    """The number of X's eigenvalues that are leading, and Schur vectors that begin with theirs. Guarantee: estimate."""
    if np.isrealobj(X):
        _, count, _, _, vectors, _, _ = dgees(lambda re, im: leading(complex(re, im)), X, sort_t=1)
    else:
        _, count, _, vectors, _, _ = zgees(leading, X, sort_t=1)
    return int(count), np.asarray(vectors)


def largest_entry(A: Array | BallMatrix) -> float:
    """max |A_ij| as a float; nan and inf pass through."""
    if isinstance(A, BallMatrix):
        return max(abs(float(entry)) for entry in A.balls.entries())
    return float(abs(A).max())


def to_dyadic(A: BallMatrix, bits: int) -> fmpz_mat:
    """The integer matrix nearest to 2^bits·A; raises ``OverflowError`` for an entry that is not finite."""
    rows = [[_nearest(entry, bits) for entry in row] for row in A.balls.tolist()]
    return fmpz_mat(rows)


def _nearest(ball: arb, bits: int) -> fmpz:
    if not ball.is_finite():
        raise OverflowError("not finite")
    mantissa, exponent = ball.mid().man_exp()
    shift = int(exponent) + bits
    return fmpz(mantissa) << shift if shift >= 0 else (fmpz(mantissa) + (fmpz(1) << (-shift - 1))) >> -shift


def cholesky(X: arb_mat) -> arb_mat | None:
    """A lower-triangular midpoint factor F of X ≈ F·Fᵀ, by blocks, or None where a pivot is not positive."""
    n = X.nrows()
    if n <= _LEAF:
        return _cholesky_leaf(X)
    k = n // 2
    first = cholesky(_block(X, 0, k, 0, k))
    if first is None:
        return None
    below = first.solve(_block(X, 0, k, k, n)).mid().transpose()
    second = cholesky((_block(X, k, n, k, n) - below * below.transpose()).mid())
    return None if second is None else _assemble(first, below, second)


def _cholesky_leaf(X: arb_mat) -> arb_mat | None:
    n = X.nrows()
    F = arb_mat(n, n)
    for j in range(n):
        pivot = (X[j, j] - sum((F[j, k] * F[j, k] for k in range(j)), arb(0))).mid()
        if not pivot > 0:
            return None
        F[j, j] = pivot.sqrt().mid()
        for i in range(j + 1, n):
            F[i, j] = ((X[i, j] - sum((F[i, k] * F[j, k] for k in range(j)), arb(0))) / F[j, j]).mid()
    return F


def _block(X: arb_mat, top: int, bottom: int, left: int, right: int) -> arb_mat:
    return arb_mat([row[left:right] for row in X.tolist()[top:bottom]])


def _assemble(first: arb_mat, below: arb_mat, second: arb_mat) -> arb_mat:
    zeros = [arb(0)] * second.nrows()
    return arb_mat(
        [row + zeros for row in first.tolist()]
        + [left + right for left, right in zip(below.tolist(), second.tolist(), strict=True)]
    )


def symmetric_midpoints(P: BallMatrix, bits: int) -> ExactMatrix:
    """P's nearest multiples of 2^−bits, by its upper triangle."""
    upper = [[_nearest(entry, bits) for entry in row[i:]] for i, row in enumerate(P.balls.tolist())]
    size = range(len(upper))
    rows = [[upper[min(i, j)][max(i, j) - min(i, j)] for j in size] for i in size]
    return ExactMatrix(fmpz_mat(rows), None, 2**bits)
