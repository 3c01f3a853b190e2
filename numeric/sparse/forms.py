"""Upper ends by a diagonal form G = diag(g) > 0 that a sparse matrix does not let grow.

If A*GA ⪯ G then G^{1/2}AG^{−1/2} has norm at most 1 and the constant 1, so that K(A) ≤ √κ with κ = max g/min g. So does
K_ct(A) where GA + A*G ⪯ 0. Positive vectors prove such forms, for M_ij = |a_ij|:

    Mx ≤ q, Mᵀq ≤ x gives A*A ⪯ I,     and     Mx ≤ x, Mᵀy ≤ y gives A*GA ⪯ G for g_i = y_i/x_i,

since |Σ_j a_ij v_j|² ≤ (Mx)_i·Σ_j |a_ij||v_j|²/x_j by Cauchy and Schwarz, so that with g_i·(Mx)_i ≤ y_i the sum of all
g_i|(Av)_i|² is at most Σ_j |v_j|²(Mᵀy)_j/x_j (Schur's test). With Re a_ii on the diagonal of M, Mx ≤ 0 and Mᵀy ≤ 0
give GA + A*G ⪯ 0 for the same g: 2|v_i||v_j| ≤ |v_i|²x_j/x_i + |v_j|²x_i/x_j leaves Σ_i |v_i|²(y_i(Mx)_i/x_i² +
(Mᵀy)_i/x_i). Of A + A*, x = y shows that A + A* ⪯ 0. Equations solved in floats propose the vectors, integers decide.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse
from scipy.sparse.linalg import spsolve

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.sparse.matrix import Integers, Places, SparseMatrix

_VECTOR_BITS = 60  # of a positive vector
_BITS = 60  # of a root
_MOST_TERMS, _SMALL_TERM, _DIVERGED = 20000, 0.5, 1e12
"""Of a sum of powers: it proves what it should where its last term is below 1."""

Solver = Callable[[Any], Integers | None]


def prove_upper(A: SparseMatrix, ends: Deadline, *, continuous: bool) -> tuple[Fraction, str] | None:
    """An upper end of K(A), or K_ct(A), and what proves it, or None where no form does in time. Guarantee: exact."""
    M = A.moduli(metzler=continuous)
    H = A.doubled_hermitian_part.moduli(metzler=True) if continuous else None
    solve = _positive if A.banded else partial(_summed, ends=ends)
    if _keeps_lengths(A.n, A.den, M, solve) if H is None else _shrunk(A.n, A.den, H, solve, True) is not None:
        what = "a numerical abscissa of at most 0" if continuous else "a norm of at most 1"
        return Fraction(1), f"{what}, by a positive vector"
    one, other = (_shrunk(A.n, A.den, N, solve, continuous) for N in (M, _transposed(M)))
    if one is None or other is None:
        return None
    ratios = [Fraction(y, x) for x, y in zip(one, other, strict=True)]
    return root_above(max(ratios) / min(ratios), _BITS), "a diagonal form, by two positive vectors"


def _keeps_lengths(n: int, den: int, M: Places, solve: Solver) -> bool:
    """Whether a positive vector shows that ‖A‖ ≤ 1. Guarantee: exact; False proves nothing."""
    N = _floats(n, den, M)
    x = solve(N.T @ N)
    if x is None:
        return False
    q = [-(-entry // den) for entry in _product(n, M, x)]  # (Mx)_i rounded up
    return _at_most(_product(n, _transposed(M), q), [den * entry for entry in x])


def _shrunk(n: int, den: int, M: Places, solve: Solver, continuous: bool) -> Integers | None:
    """Integers x > 0 with (M/den)x ≤ x, or ≤ 0 in continuous time, or None. Guarantee: exact."""
    N = _floats(n, den, M)
    if continuous:  # Mx ≤ 0 is (I + M/s)x ≤ x, with entries ≥ 0
        N = N / (float(abs(N).max()) or 1.0) + scipy.sparse.identity(n, format="csc")
    x = solve(N)
    if x is None:
        return None
    most = [0] * n if continuous else [den * entry for entry in x]
    return x if _at_most(_product(n, M, x), most) else None


def _positive(N: Any) -> Integers | None:
    """About a multiple of (I − N)⁻¹(1, …, 1), in integers, where that is positive. Guarantee: positive integers."""
    with warnings.catch_warnings(action="ignore"):  # a singular matrix has no such vector, or one that proves nothing
        return _integers(spsolve(scipy.sparse.identity(N.shape[0], format="csc") - N, np.ones(N.shape[0])))


def _summed(N: Any, ends: Deadline) -> Integers | None:
    """The same by the sum of Nᵏ(1, …, 1), where that converges in time. Guarantee: positive integers."""
    term = total = np.ones(N.shape[0])
    for _ in range(_MOST_TERMS):
        term = N @ term
        size = float(term.max())
        if not size < _DIVERGED or ends.passed:
            return None
        total = total + term
        if size <= _SMALL_TERM:
            return _integers(total)
    return None


def _integers(x: Array) -> Integers | None:
    if not np.all(np.isfinite(x)) or x.min() <= 0:
        return None
    unit = Fraction(float(x.min())) / 2**_VECTOR_BITS
    return [round(Fraction(entry) / unit) for entry in x.tolist()]


def _floats(n: int, den: int, M: Places) -> Any:
    rows, columns, values = ([place[k] for place in M] for k in range(3))
    entries = np.array([value / den for value in values], dtype=float)
    return scipy.sparse.coo_array((entries, (rows, columns)), shape=(n, n)).tocsc()


def _transposed(M: Places) -> Places:
    return [(j, i, re, im) for i, j, re, im in M]


def _product(n: int, M: Places, x: Integers) -> Integers:
    total = [0] * n
    for i, j, entry, _ in M:
        total[i] += entry * x[j]
    return total


def _at_most(left: Integers, right: Integers) -> bool:
    return all(a <= b for a, b in zip(left, right, strict=True))
