"""Exact elimination for small matrices that are semidefinite without room, where no factor in floats can show it."""

from __future__ import annotations

from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import integer_rows


def eliminates(X: fmpz_mat) -> bool:
    """Whether the symmetric X is ⪰ 0: fraction-free elimination meets positive pivots, or zero pivots in zero rows.

    Guarantee: exact. Cost: cubic in the order, on integers as long as the minors.
    """
    rest = integer_rows(X)
    previous = 1
    while rest:
        pivot, *row = rest[0]
        if pivot < 0 or (pivot == 0 and any(row)):
            return False
        tail = [line[1:] for line in rest[1:]]
        if pivot:
            tail = [
                [(pivot * x - a * b) // previous for x, b in zip(line, row, strict=True)]
                for line, a in zip(tail, row, strict=True)
            ]
            previous = pivot
        rest = tail
    return True
