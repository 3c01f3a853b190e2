"""A matrix in blocks: where it is cut, which blocks vanish, which are symmetric or normal, and the blocks' norms.

For every M within ε of J in the spectral norm a block moves by at most ε: M_ij − J_ij is a compression of M − J. So
max(0, ‖J_ij‖ − ε) ≤ ‖M_ij‖ ≤ ‖J_ij‖ + ε.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import fmpz_mat

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.verify.diagnosis.outward import above, below, frobenius_above, norm_ends
from kreiss.verify.diagnosis.quantity import EXACT, VERIFIED, Measured

MOST_BLOCKS = 64
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

    def diagonal(self, i: int) -> ExactMatrix:
        """The diagonal block, exactly."""
        rows = self._rows(i, i)
        return ExactMatrix(fmpz_mat(rows[0]), fmpz_mat(rows[1]) if rows[1] else None, self.matrix.den)

    def vanishes(self, i: int, j: int) -> bool:
        """Whether the block is zero, exactly."""
        return not any(any(row) for part in self._rows(i, j) for row in part)

    @cached_property
    def symmetric(self) -> tuple[bool, ...]:
        """Which diagonal blocks are symmetric (Hermitian), exactly."""
        return tuple(_hermitian(self.diagonal(i)) for i in range(self.count))

    @cached_property
    def normal(self) -> tuple[bool, ...]:
        """Which diagonal blocks are normal, exactly."""
        pairs = zip(map(self.diagonal, range(self.count)), self.symmetric, strict=True)
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
        real, imaginary = ([[int(part[r, c]) for c in columns] for r in rows] if part is not None else []
                           for part in (self.matrix.re, self.matrix.im))  # fmt: skip
        return real, imaginary


def block_norm(X: Array) -> tuple[float, float]:
    """Ends of ‖X₀‖ for every X₀ whose nearest floats are X. Guarantee: verified-float."""
    lower, upper, _ = norm_ends(X)
    error = above(2.0**-52 * frobenius_above(X)) + 2.0**-1000
    return below(lower - error), above(upper + error)


def _hermitian(X: ExactMatrix) -> bool:
    adjoint = X.adjoint()
    return bool(X.re == adjoint.re) and (X.im is None or bool(X.im == adjoint.im))


def _normal(X: ExactMatrix) -> bool:
    E = X.embedded
    return bool(E * E.transpose() == E.transpose() * E)
