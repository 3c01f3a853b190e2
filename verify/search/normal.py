"""Real normal matrices, parametrised: A = Q·B·Qᵀ with an orthogonal Q and a B of 1×1 blocks and multiples of rotations.

B has k blocks [[a, −b], [b, a]] and then single numbers; every real normal matrix is of this form. Q = 2(I + S)⁻¹ − I
for a skew-symmetric S is Cayley's transform: every rotation without the eigenvalue −1, and rational if S is, so that a
rounded point is still exactly normal.
"""

from collections.abc import Iterator, Sequence
from typing import Any

Cell = tuple[int, int, int]
"""(row, column, sign): where a free entry of a matrix stands."""


def rotations(size: int, count: int) -> Iterator[tuple[Cell, ...]]:
    """The cells of B: ``count`` blocks [[a, −b], [b, a]] and single numbers on the rest of the diagonal."""
    for i in range(0, 2 * count, 2):
        yield (i, i, 1), (i + 1, i + 1, 1)
        yield (i + 1, i, 1), (i, i + 1, -1)
    for i in range(2 * count, size):
        yield ((i, i, 1),)


def circulant(size: int) -> Iterator[tuple[Cell, ...]]:
    """The cells of a circulant matrix, which is normal whatever its entries."""
    for shift in range(size):
        yield tuple((i, (i + shift) % size, 1) for i in range(size))


def turned(B: list[list[Any]], entries: Sequence[Any]) -> list[list[Any]]:
    """Q·B·Qᵀ for the entries of S below the diagonal, row by row. Exact for Fractions."""
    if not any(entries):
        return B
    Q = cayley(len(B), entries)
    QB = [[_sum(q * B[k][j] for k, q in enumerate(row)) for j in range(len(B))] for row in Q]
    return [[_sum(a * b for a, b in zip(row, other, strict=True)) for other in Q] for row in QB]


def cayley(size: int, entries: Sequence[Any]) -> list[list[Any]]:
    """2(I + S)⁻¹ − I; the pivots of I + S are positive, as x*(I + S)x = ‖x‖²."""
    one = entries[0] * 0 + 1
    work = [[one * (i == j) for j in range(size)] * 2 for i in range(size)]
    places = ((i, j) for i in range(size) for j in range(i))
    for (i, j), entry in zip(places, entries, strict=True):
        work[i][j], work[j][i] = entry, -entry
    for k in range(size):
        pivot = work[k][k]
        work[k] = [x / pivot for x in work[k]]
        for i in range(size):
            if i != k and work[i][k]:
                work[i] = [a - work[i][k] * b for a, b in zip(work[i], work[k], strict=True)]
    return [[2 * x - (i == j) for j, x in enumerate(row[size:])] for i, row in enumerate(work)]


def _sum(terms: Iterator[Any]) -> Any:
    first = next(terms)
    return sum(terms, first)
