"""Smaller systems with the same transfer function: what B does not reach, and C does not see, is left out.

The reachable space is spanned by B, AB, A²B, …. With T in reduced column echelon form on it, AT = TA' and B = TB',
where A' and B' are the rows of AT and B at T's pivots. The dual leaves out what C does not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq_mat, fmpz_mat, nmod_mat

from kreiss.numeric.spectrum.kept_forms import exact
from kreiss.numeric.systems.state_space import Real

_PRIME = (1 << 61) - 1  # as large as a word holds: a full rank modulo it is full, and seldom missed
LARGEST_ORDER = 60
"""The order up to which hidden states are looked for."""


@dataclass(frozen=True)
class Reduction:
    """A step to a smaller system: T with AT = TA', B = TB' (``reachable``), or TA = A'T, C = C'T (``observable``)."""

    reason: str
    A: fmpq_mat
    other: fmpq_mat
    T: fmpq_mat

    def document(self) -> dict[str, Any]:
        """The step of its name."""
        name = "B" if self.reason == "reachable" else "C"
        return {
            "reason": self.reason,
            "A": exact(self.A).document(),
            name: exact(self.other).document(),
            "T": exact(self.T).document(),
        }


def minimal(system: Real) -> tuple[Real, list[Reduction], bool]:
    """A system with the same transfer function, the steps to it, and whether it is known to be minimal."""
    if system.n > LARGEST_ORDER:
        return system, [], False
    steps = []
    found = _reduced(system.A, system.B, system.discrete)
    if found is not None:
        A, B, T = found
        system = Real(A, B, system.C * T, system.D, system.discrete)
        steps.append(Reduction("reachable", A, B, T))
    found = _reduced(system.A.transpose(), system.C.transpose(), system.discrete)
    if found is not None:
        A, C, T = (X.transpose() for X in found)
        system = Real(A, T * system.B, C, system.D, system.discrete)
        steps.append(Reduction("observable", A, C, T))
    # what C sees of the reachable states is reachable; a zero system is held with one state that is not
    return system, steps, any(system.B.entries()) and any(system.C.entries())


def _reduced(A: fmpq_mat, B: fmpq_mat, discrete: bool) -> tuple[fmpq_mat, fmpq_mat, fmpq_mat] | None:
    """A', B', T for the reachable space, or None where that is everything. Guarantee: exact."""
    n = A.nrows()
    a, b = A.numer_denom()[0], B.numer_denom()[0]
    if nmod_mat(_krylov(a, b, _PRIME), _PRIME).rank() == n:  # a full rank modulo a prime is full
        return None
    echelon, den, rank = _krylov(a, b, None).transpose().rref()
    if rank == n:
        return None
    if rank == 0:
        rest = fmpq_mat(1, 1, [0 if discrete else -1])
        return rest, fmpq_mat(1, B.ncols()), fmpq_mat(n, 1)
    rows = [list(row) for row in (fmpq_mat(echelon) / int(den)).tolist()[:rank]]
    pivots = [next(j for j, entry in enumerate(row) if entry != 0) for row in rows]
    T = fmpq_mat(rows).transpose()
    return _at(A * T, pivots), _at(B, pivots), T


def _at(X: fmpq_mat, rows: list[int]) -> fmpq_mat:
    table = X.tolist()
    return fmpq_mat([table[i] for i in rows])


def _krylov(a: fmpz_mat, b: fmpz_mat, modulus: int | None) -> fmpz_mat:
    """[b, ab, …, a^(n−1)b], modulo a number if one is given."""
    block, columns = b, [list(row) for row in b.tolist()]
    for _ in range(a.nrows() - 1):
        block = a * block
        if modulus is not None:
            block = fmpz_mat([[entry % modulus for entry in row] for row in block.tolist()])
        columns = [left + list(right) for left, right in zip(columns, block.tolist(), strict=True)]
    return fmpz_mat(columns)
