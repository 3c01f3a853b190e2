"""Balancing: B = T⁻¹AT with T = diag(2^k) such that rows and columns of B are alike in size, exactly.

A similarity does not keep norms, but it tells where rounding hurts: ‖(zI − A)⁻¹‖ = ‖T(zI − B)⁻¹T⁻¹‖, and the inverse in
the middle is computed to many more digits than that of a badly scaled zI − A. Method: LAPACK's ``gebal``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import scipy.linalg
from flint import fmpz_mat

from kreiss.numeric.matrices import Array, ExactMatrix
from kreiss.numeric.scales import frobenius_norm, power_of_two

_WIDEST = 200
_WORTHWHILE = 4


@dataclass(frozen=True)
class Balanced:
    """A = TBT⁻¹ with T = diag(2^k_i); ``B`` is A itself where balancing gains little. Guarantee: exact."""

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

    def divided(self, r: Fraction) -> Balanced:
        """The same for A/r."""
        return Balanced(self.B.divided(r), self.exponents)


def balance(A: ExactMatrix) -> Balanced:
    """The balanced form of A."""
    plain = Balanced(A, [0] * A.n)
    norm = frobenius_norm(A)
    if not norm:
        return plain
    approx = A.divided(power_of_two(norm)).approx
    (gebal,) = scipy.linalg.get_lapack_funcs(("gebal",), (approx,))
    scaling = gebal(approx, scale=1, permute=0)[3]
    if not np.all(np.isfinite(scaling)) or scaling.min() <= 0:
        return plain
    k = np.round(np.log2(scaling)).astype(int)
    k -= (int(k.max()) + int(k.min())) // 2
    if k.max() - k.min() > 2 * _WIDEST:
        return plain
    found = _similar(A, [int(entry) for entry in k])
    return found if frobenius_norm(found.B) * _WORTHWHILE < norm else plain


def _similar(A: ExactMatrix, k: list[int]) -> Balanced:
    widest = max(k) - min(k)
    parts = [None if part is None else _scaled(part, k, widest) for part in (A.re, A.im)]
    return Balanced(ExactMatrix(parts[0] or A.re, parts[1], A.den << widest), k)


def _scaled(X: fmpz_mat, k: list[int], widest: int) -> fmpz_mat:
    """2^widest·T⁻¹XT."""
    return fmpz_mat([
        [entry << (kj - ki + widest) for entry, kj in zip(row, k, strict=True)]
        for row, ki in zip(X.tolist(), k, strict=True)
    ])  # fmt: skip
