"""Balancing: B = T⁻¹AT with T = diag(2^k) such that rows and columns of B are alike in size, exactly.

A similarity does not keep norms, but it tells where rounding hurts: ‖(zI − A)⁻¹‖ = ‖T(zI − B)⁻¹T⁻¹‖, and the inverse in
the middle is computed to many more digits than that of a badly scaled zI − A. Method: LAPACK's ``gebal``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import fmpz_mat
from scipy.linalg.lapack import dgebal, zgebal

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two

_WIDEST = 250  # of the exponents of a scaling: beyond it floats overflow
_WORTHWHILE = 4  # by how much a scaling must shrink ‖A‖_F: below it the longer certificate is not worth it
_CLEARLY = 3.9  # the same in floats, which may be wrong by a little: below _WORTHWHILE, so that none is missed
_MODERATE = 2.0**200  # sizes between 1/it and it are compared as floats, without overflow


@dataclass(frozen=True)
class Balanced:
    """A = TBT⁻¹ with T = diag(2^k_i); ``B`` is A itself where balancing gains little. Guarantee: exact."""

    A: ExactMatrix
    B: ExactMatrix
    exponents: list[int]

    @cached_property
    def T(self) -> Array:
        """The diagonal of T."""
        return np.ldexp(1.0, self.exponents)

    @property
    def trivial(self) -> bool:
        """Whether T = I."""
        return not any(self.exponents)

    @property
    def spread(self) -> int:
        """log₂ of T's condition number."""
        return max(self.exponents) - min(self.exponents)

    @cached_property
    def size(self) -> Fraction:
        """A number slightly above ‖B‖_F. Guarantee: exact."""
        return frobenius_norm(self.B)

    def divided(self, r: Fraction) -> Balanced:
        """The same for A/r; kept, as it is asked for again."""
        known = self._divided.get(r)
        return known or self._divided.setdefault(r, Balanced(self.A.divided(r), self.B.divided(r), self.exponents))

    @cached_property
    def _divided(self) -> dict[Fraction, Balanced]:
        return {}


def balance(A: ExactMatrix) -> Balanced:
    """The balanced form of A."""
    plain = Balanced(A, A, [0] * A.n)
    if _gains_nothing(A.approx):
        return plain
    norm = frobenius_norm(A)
    if not norm:
        return plain
    k = _exponents(A.divided(power_of_two(norm)).approx)
    if k is None:
        return plain
    B = diagonally_scaled(A, [-entry for entry in k], k)
    return Balanced(A, B, k) if frobenius_norm(B) * _WORTHWHILE < norm else plain


def _exponents(A: Array) -> list[int] | None:
    """k for T = diag(2^k) that balances A, centred, or None where LAPACK finds none."""
    gebal = dgebal if np.isrealobj(A) else zgebal
    scaling = gebal(A, scale=1, permute=0)[3]
    if not np.all(np.isfinite(scaling)) or scaling.min() <= 0:
        return None
    exact = np.round(np.log2(scaling)).astype(int)
    centred = exact - (int(exact.max()) + int(exact.min())) // 2
    return [int(entry) for entry in np.clip(centred, -_WIDEST, _WIDEST)]


def _gains_nothing(A: Array) -> bool:
    """Whether the entries are of moderate size, and floats show already that balancing them gains little."""
    sizes = np.abs(A)
    if not np.all((sizes == 0) | ((sizes > 1 / _MODERATE) & (sizes < _MODERATE))):
        return False
    k = _exponents(A)
    return k is None or bool(
        np.linalg.norm(np.ldexp(sizes, np.subtract.outer(k, k).T)) * _CLEARLY >= np.linalg.norm(sizes)
    )


def diagonally_scaled(X: ExactMatrix, left: list[int], right: list[int]) -> ExactMatrix:
    """diag(2^left)·X·diag(2^right). Guarantee: exact."""
    moved = X.moved(np.add.outer(left, right))
    if moved is not None:
        return moved
    least = min(left) + min(right)
    re, im = (None if part is None else _shifted(part, left, right, least) for part in (X.re, X.im))
    factor = Fraction(2) ** least
    return ExactMatrix((re or X.re) * factor.numerator, im and im * factor.numerator, X.den * factor.denominator)


def _shifted(X: fmpz_mat, left: list[int], right: list[int], least: int) -> fmpz_mat:
    rows = zip(X.tolist(), left, strict=True)
    return fmpz_mat([[entry << (a + b - least) for entry, b in zip(row, right, strict=True)] for row, a in rows])
