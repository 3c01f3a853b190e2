"""The extents of block rows and columns: where no block of known size stands, 0 and c·I take the size that is left."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Extent = TypeVar("Extent", int, tuple[int, ...])
T = TypeVar("T")
Place = tuple[int, int]


def places(rows: Sequence[Sequence[T]], chosen: Callable[[T], bool]) -> list[Place]:
    """Where the chosen blocks stand."""
    return [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if chosen(entry)]


def completed(
    heights: Sequence[Extent], widths: Sequence[Extent], multiples: Sequence[Place]
) -> tuple[list[Extent], list[Extent], list[Place]]:
    """Heights and widths, of which those that are empty are filled from square blocks as far as these reach.

    Square are the blocks at ``multiples``, which are multiples of I, and the diagonal of as many rows as columns; all
    of these places are returned as well, as their extents have still to be compared.
    """
    squares = [*multiples, *((i, i) for i in range(len(heights)) if len(heights) == len(widths))]
    high, wide = list(heights), list(widths)
    for _ in range(len(high) + len(wide)):
        for i, j in squares:
            high[i], wide[j] = high[i] or wide[j], wide[j] or high[i]
    return high, wide, squares
