"""A matrix in blocks: where it is cut, which blocks vanish, which are symmetric or normal, and the blocks' norms.

For every M within ε of J in the spectral norm a block moves by at most ε: M_ij − J_ij is a compression of M − J. So
max(0, ‖J_ij‖ − ε) ≤ ‖M_ij‖ ≤ ‖J_ij‖ + ε.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.verify.diagnosis.balls.outward import above, below, entry_error, frobenius_above, norm_ends, product_error
from kreiss.verify.diagnosis.quantity import EXACT, VERIFIED, Measured

MOST_BLOCKS = 64  # more are no diagnosis that a reader can follow
_LETTERS = {2: (("A", "B"), ("C", "D"))}


def cut(n: int, split: object) -> tuple[int, ...]:
    """Where a matrix of order n is cut, 0 and n included: ``split`` is one place, several in rising order, or none.

    Raises ``InvalidArgument``.
    """
    given: Sequence[Any] = () if split is None else (split,) if isinstance(split, int) else tuple(split)  # type: ignore[arg-type]
    places = [int(place) for place in given if isinstance(place, int) and not isinstance(place, bool)]
    cuts = (0, *places, n)
    if len(places) != len(given) or any(a >= b for a, b in pairwise(cuts)) or len(cuts) > MOST_BLOCKS + 1:
        raise InvalidArgument(
            f"split: expected where the {n}×{n} matrix is cut, at most {MOST_BLOCKS - 1} rising numbers between 1 and "
            f"{n - 1}, got {split!r:.60}"
        )
    return cuts


@dataclass(frozen=True)
class Blocks:
    """The blocks of ``matrix`` between the places ``cuts``, counted from 0."""

    matrix: ExactMatrix
    cuts: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many block rows there are."""
        return len(self.cuts) - 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """The order of each diagonal block."""
        return tuple(b - a for a, b in pairwise(self.cuts))

    def name(self, i: int, j: int) -> str:
        """A, B, C, D for two blocks, else J₁₂ and so on."""
        if self.count in _LETTERS:
            return _LETTERS[self.count][i][j]
        digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
        mark = "," if self.count > 9 else ""
        return f"J{f'{i + 1}{mark}{j + 1}'.translate(digits)}"

    def floats(self, i: int, j: int) -> Array:
        """The block as floats. Guarantee: estimate."""
        return self.matrix.approx[self._range(i), self._range(j)]

    @cached_property
    def diagonal(self) -> tuple[ExactMatrix, ...]:
        """The diagonal blocks, exactly."""
        return tuple(self._block(i) for i in range(self.count))

    def _block(self, i: int) -> ExactMatrix:
        real, imaginary = self._rows(i, i)
        im = fmpz_mat(imaginary) if any(map(any, imaginary)) else None
        approx = self.floats(i, i)
        return ExactMatrix.of_floats(approx if im is not None else approx.real, fmpz_mat(real), im, self.matrix.den)

    def vanishes(self, i: int, j: int) -> bool:
        """Whether the block is zero, exactly."""
        return not np.any(self.floats(i, j)) and not any(any(row) for part in self._rows(i, j) for row in part)

    @cached_property
    def symmetric(self) -> tuple[bool, ...]:
        """Which diagonal blocks are symmetric (Hermitian), exactly."""
        return tuple(map(_hermitian, self.diagonal))

    @cached_property
    def normal(self) -> tuple[bool, ...]:
        """Which diagonal blocks are normal, exactly."""
        pairs = zip(self.diagonal, self.symmetric, strict=True)
        return tuple(symmetric or _normal(block) for block, symmetric in pairs)

    def norms(self, radius: Fraction) -> tuple[tuple[Measured, ...], ...]:
        """‖M_ij‖ for every M within ``radius`` of the matrix."""
        return tuple(tuple(self._norm(i, j, radius) for j in range(self.count)) for i in range(self.count))

    def _norm(self, i: int, j: int, radius: Fraction) -> Measured:
        if self.vanishes(i, j):
            return Measured(Fraction(0), radius, EXACT, "the block is zero")
        lower, upper = block_norm(self.floats(i, j))
        by = "singular vector; Cholesky"
        return Measured(max(Fraction(0), Fraction(lower) - radius), Fraction(upper) + radius, VERIFIED, by)

    def _range(self, i: int) -> slice:
        return slice(self.cuts[i], self.cuts[i + 1])

    def _rows(self, i: int, j: int) -> tuple[list[list[int]], list[list[int]]]:
        """Real and imaginary numerators."""
        rows, columns = (range(self.cuts[k], self.cuts[k + 1]) for k in (i, j))
        both = (self.matrix.re, self.matrix.im)
        real, imaginary = (
            [[int(part[r, c]) for c in columns] for r in rows] if part is not None else [] for part in both
        )
        return real, imaginary


def block_norm(X: Array) -> tuple[float, float]:
    """Ends of ‖X₀‖ for every X₀ whose nearest floats are X. Guarantee: verified-float."""
    lower, upper, _ = norm_ends(X)
    error = above(2.0**-52 * frobenius_above(X)) + 2.0**-1000
    return below(lower - error), above(upper + error)


def _hermitian(X: ExactMatrix) -> bool:
    if not np.array_equal(X.approx, X.approx.conj().T):
        return False
    adjoint = X.adjoint()
    return bool(X.re == adjoint.re) and (X.im is None or bool(X.im == adjoint.im))


def _normal(X: ExactMatrix) -> bool:
    if commutator_below(X, 0.0) > 0:
        return False
    E = X.embedded
    return bool(E * E.transpose() == E.transpose() * E)


def commutator_below(J: ExactMatrix, radius: float) -> float:
    """A number at most ‖M*M − MM*‖_F for every M within ``radius`` of J. Guarantee: verified-float."""
    X = J.approx
    n, size, star = J.n, frobenius_above(X), X.conj().T
    h = float(np.linalg.norm(star @ X - X @ star))
    moved = above(above(math.sqrt(n)) * above(radius) + entry_error(J))
    return below(h * (1 - n * n * 2.0**-52) - 2 * product_error(n, size, size) - above(moved * (4 * size + 2 * moved)))
