"""Exact elimination for small matrices that are semidefinite without room, where no factor in floats can show it."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import integer_rows


@dataclass(frozen=True)
class Elimination:
    """That elimination shows a matrix to be ⪰ 0, which a checker repeats."""

    @staticmethod
    def document() -> str:
        """The JSON form."""
        return "elimination"


ELIMINATION = Elimination()


def eliminates(X: fmpz_mat) -> bool:
    """Whether the symmetric X is ⪰ 0: fraction-free elimination meets positive pivots, or zero pivots in zero rows.

    Guarantee: exact. Cost: cubic in the order, on integers as long as the minors.
    """
    rest = [row[i:] for i, row in enumerate(integer_rows(X))]
    previous = 1
    while rest:
        pivot, *row = rest[0]
        if pivot < 0 or (pivot == 0 and any(row)):
            return False
        tail = rest[1:]
        if pivot:
            tail = [
                [(pivot * x - row[i] * b) // previous for x, b in zip(line, row[i:], strict=True)]
                for i, line in enumerate(tail)
            ]
            previous = pivot
        rest = tail
    return True
