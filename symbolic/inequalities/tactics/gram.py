"""Semidefinite feasibility with exact answers: clarabel proposes Gram matrices, rational arithmetic disposes.

The problem: symmetric Q_k ⪰ 0 and free numbers h_j with Σ_k ⟨A_ik, Q_k⟩ + Σ_j a_ij h_j = b_i, all data rational. The
numerical solution maximises the least eigenvalue. If that is positive, all but as many entries as there are equations
are rounded to small dyadic numbers, the equations give the others exactly, and an exact LDLᵀ decides. If it is
zero, each Q_k has a kernel that every solution shares; the kernel is recognised as a rational subspace, the problem is
restricted to its complement (facial reduction), and solved again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import clarabel
import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import qr

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.steps import TooLarge

Floats = NDArray[np.float64]
Entries = list[dict[int, fmpq]]
"""For each unknown its coefficients by equation."""
Gram = list[list[fmpq]]
"""A symmetric matrix of rationals, or a basis."""

ROUNDINGS = (3, 6, 10, 16, 24, 36)  # bits of a Gram matrix, tried in turn: few give short certificates, many lose less
_PATIENCE = 3
"""The solver's own limit is by the clock on the wall: so many times the processor time that is left."""


@dataclass(frozen=True)
class Block:
    """A Gram matrix's unknowns, the upper triangle by columns, each with its coefficients."""

    size: int
    entries: Entries


@dataclass(frozen=True)
class Proposal:
    """A numerical solution: the Gram matrices, the free numbers, and the least eigenvalue over all blocks."""

    grams: list[Floats]
    free: Floats
    margin: float


def pairs(size: int) -> list[tuple[int, int]]:
    """The places (i, j), i ≤ j, of the upper triangle by columns."""
    return [(i, j) for j in range(size) for i in range(j + 1)]


def propose(
    blocks: Sequence[Block], free: Entries, right: dict[int, fmpq], rows: int, deadline: Deadline
) -> Proposal | None:
    """Maximise t ≤ 1 with Q_k ⪰ t·I under the equations, in floating point; None if that seems impossible.

    Raises ``OutOfTime``.
    """
    unknowns = [entry for block in blocks for entry in block.entries] + free
    count = len(unknowns)
    cones: list[Any] = [clarabel.ZeroConeT(rows)]
    equation = _sparse(unknowns, rows, count + 1)
    pieces, offset = [equation], 0
    for block in blocks:
        pieces.append(_cone_rows(block.size, offset, count))
        cones.append(clarabel.PSDTriangleConeT(block.size) if block.size > 1 else clarabel.NonnegativeConeT(1))
        offset += len(block.entries)
    pieces.append(sparse.csc_matrix(([1.0], ([0], [count])), shape=(1, count + 1)))
    cones.append(clarabel.NonnegativeConeT(1))
    vector = np.zeros(rows + offset + 1)
    for row, value in right.items():
        vector[row] = _float(value)
    vector[-1] = 1.0
    cost = np.zeros(count + 1)
    cost[-1] = -1.0
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_iter = 100
    settings.time_limit = _PATIENCE * deadline.left
    quadratic = sparse.csc_matrix((count + 1, count + 1))
    solver = clarabel.DefaultSolver(quadratic, cost, sparse.vstack(pieces, format="csc"), vector, cones, settings)
    deadline.check()
    solution = _solution(solver)
    deadline.check()
    if solution is None or "Infeasible" in str(solution.status) or not np.isfinite(x := np.asarray(solution.x)).all():
        return None
    return Proposal(_grams(blocks, x), x[offset:count], float(x[-1]))


def _solution(solver: Any) -> Any:
    """What the solver finds, or None where it panics, as for eigenvalues that it does not find: no ``Exception``."""
    try:
        return solver.solve()
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        return None


def _sparse(unknowns: Entries, rows: int, columns: int) -> sparse.csc_matrix:
    data = [(row, column, _float(value)) for column, entry in enumerate(unknowns) for row, value in entry.items()]
    if not data:
        return sparse.csc_matrix((rows, columns))
    row, column, value = zip(*data, strict=True)
    return sparse.csc_matrix((value, (row, column)), shape=(rows, columns))


def _cone_rows(size: int, offset: int, count: int) -> sparse.csc_matrix:
    """s = svec(Q − t·I): off-diagonal entries are scaled by √2."""
    row, column, value = [], [], []
    for k, (i, j) in enumerate(pairs(size)):
        row.append(k)
        column.append(offset + k)
        value.append(-1.0 if i == j else -np.sqrt(2.0))
        if i == j:
            row.append(k)
            column.append(count)
            value.append(1.0)
    return sparse.csc_matrix((value, (row, column)), shape=(len(pairs(size)), count + 1))


def _grams(blocks: Sequence[Block], x: Floats) -> list[Floats]:
    result, offset = [], 0
    for block in blocks:
        matrix = np.zeros((block.size, block.size))
        for k, (i, j) in enumerate(pairs(block.size)):
            matrix[i, j] = matrix[j, i] = x[offset + k]
        offset += len(block.entries)
        result.append(matrix)
    return result


def exact_solution(
    blocks: Sequence[Block], free: Entries, right: dict[int, fmpq], rows: int, proposal: Proposal, deadline: Deadline
) -> tuple[list[Gram], list[fmpq]] | None:
    """Rational Gram matrices, all ⪰ 0, and free numbers that satisfy every equation; None if none is near. Exact.

    Raises ``OutOfTime``.
    """
    unknowns = [entry for block in blocks for entry in block.entries] + free
    guess = np.concatenate([*(_upper(matrix) for matrix in proposal.grams), proposal.free])
    basis, wanted = _pivots(unknowns, rows), [right.get(row, fmpq(0)) for row in range(rows)]
    if basis is None:
        return None
    for bits in ROUNDINGS:
        deadline.check()
        values = [fmpq(round(x * 2**bits), 2**bits) for x in guess.tolist()]
        if not _settled(unknowns, values, wanted, basis):
            return None
        grams, offset = [], 0
        for block in blocks:
            grams.append(_matrix(block.size, values[offset : offset + len(block.entries)]))
            offset += len(block.entries)
        if all(ldl(gram, deadline) is not None for gram in grams):
            return grams, values[offset:]
    return None


def _upper(matrix: Floats) -> Floats:
    return np.array([matrix[i, j] for i, j in pairs(len(matrix))])


def _matrix(size: int, values: Sequence[fmpq]) -> Gram:
    result = [[fmpq(0)] * size for _ in range(size)]
    for (i, j), value in zip(pairs(size), values, strict=True):
        result[i][j] = result[j][i] = value
    return result


@dataclass(frozen=True)
class _Basis:
    """Unknowns and equations, equally many, between which the coefficients form an invertible ``matrix``, if any."""

    chosen: list[int]
    equations: list[int]
    matrix: fmpq_mat | None


def _pivots(unknowns: Entries, rows: int) -> _Basis | None:
    """A basis, or None where there is none."""
    dense = np.zeros((rows, len(unknowns)))
    for column, entry in enumerate(unknowns):
        for row, value in entry.items():
            dense[row, column] = _float(value)
    if not dense.size:
        return _Basis([], [], None)
    for _ in range(6):
        for axis in (0, 1):
            largest = np.sqrt(np.abs(dense).max(axis=axis, keepdims=True))
            dense /= np.where(largest > 0, largest, 1)
    _, R, order = qr(dense, mode="economic", pivoting=True)
    diagonal = np.abs(np.diag(R))
    rank = int(np.count_nonzero(diagonal > 1e-11 * max(diagonal.max(initial=0), 1e-300)))
    chosen = sorted(int(c) for c in order[:rank])
    _, _, rows_order = qr(dense[:, chosen].T, mode="economic", pivoting=True)
    equations = sorted(int(r) for r in rows_order[:rank])
    matrix = fmpq_mat([[unknowns[c].get(r, fmpq(0)) for c in chosen] for r in equations]) if chosen else None
    return _Basis(chosen, equations, matrix)


def _settled(unknowns: Entries, values: list[fmpq], right: list[fmpq], basis: _Basis) -> bool:
    """Set the chosen values so that the equations hold; False if they are inconsistent."""
    for column in basis.chosen:
        values[column] = fmpq(0)
    rest = _residual(unknowns, values, right)
    if basis.matrix is not None:
        try:
            found = basis.matrix.solve(fmpq_mat([[rest[r]] for r in basis.equations]))
        except ZeroDivisionError:
            return False
        for i, column in enumerate(basis.chosen):
            values[column] = found[i, 0]
    return not any(_residual(unknowns, values, right))


def _residual(unknowns: Entries, values: list[fmpq], right: list[fmpq]) -> list[fmpq]:
    rest = list(right)
    for entry, value in zip(unknowns, values, strict=True):
        if value:
            for row, coefficient in entry.items():
                rest[row] -= coefficient * value
    return rest


def ldl(matrix: Gram, deadline: Deadline) -> list[tuple[fmpq, list[fmpq]]] | None:
    """Pairs (d, v) with Q = Σ d·v·vᵀ and d > 0, or None if Q is not ⪰ 0. Exact. Raises ``OutOfTime``."""
    rest = [list(row) for row in matrix]
    size, result = len(rest), []
    for k in range(size):
        deadline.check()
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[k][j] != 0 for j in range(k, size))):
            return None
        if pivot == 0:
            continue
        column = [fmpq(0)] * k + [rest[k][j] / pivot for j in range(k, size)]
        result.append((pivot, column))
        for i in range(k + 1, size):
            if column[i]:
                for j in range(i, size):
                    rest[i][j] -= column[i] * rest[k][j]
                    rest[j][i] = rest[i][j]
    return result


def face(gram: Floats, tolerance: float) -> Gram | None:
    """A rational basis of the complement of the numerical kernel; [] if all is kernel, None if not recognised."""
    values, vectors = np.linalg.eigh(gram)
    kernel = vectors[:, values < tolerance]
    if not kernel.shape[1]:
        return [[fmpq(int(i == j)) for j in range(len(gram))] for i in range(len(gram))]
    if kernel.shape[1] == len(gram):
        return []
    echelon, pivots = _echelon(kernel.T.copy())
    return None if echelon is None else _complement(echelon, pivots, len(gram))


def _echelon(rows: Floats) -> tuple[Gram | None, list[int]]:
    """The reduced row echelon form of a numerical subspace, recognised as rational with small denominators."""
    pivots: list[int] = []
    for k in range(len(rows)):
        weights = np.abs(rows[k:]).max(axis=0)
        weights[pivots] = 0
        column = int(np.argmax(weights > 0.3 * weights.max()))
        best = k + int(np.argmax(np.abs(rows[k:, column])))
        rows[[k, best]] = rows[[best, k]]
        rows[k] /= rows[k, column]
        for i in range(len(rows)):
            if i != k:
                rows[i] -= rows[i, column] * rows[k]
        pivots.append(column)
    result = []
    for row in rows:
        exact = [number for x in row if (number := _recognised(float(x))) is not None]
        if len(exact) < len(row):
            return None, []
        result.append(exact)
    return result, pivots


def _recognised(value: float) -> fmpq | None:
    """The rational of least denominator near a number that is known to a few digits, or None."""
    for denominator in range(1, 61):
        numerator = round(value * denominator)
        if abs(value - numerator / denominator) < (4e-3 if denominator <= 12 else 5e-4):
            return fmpq(numerator, denominator)
    return None


def _complement(echelon: Gram, pivots: list[int], size: int) -> Gram:
    """A basis of the vectors orthogonal to the rows of the echelon form."""
    basis = []
    for j in range(size):
        if j not in pivots:
            vector = [fmpq(0)] * size
            vector[j] = fmpq(1)
            for row, pivot in zip(echelon, pivots, strict=True):
                vector[pivot] = -row[j]
            basis.append(vector)
    return basis


def _float(value: fmpq) -> float:
    """The float of a rational. Raises ``TooLarge`` for one out of range."""
    try:
        return float(Fraction(int(value.p), int(value.q)))
    except OverflowError:
        raise TooLarge from None
