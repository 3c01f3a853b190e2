"""Points of a claim as vectors: the free numbers and the free entries of structured matrices, in a fixed order.

The same layout serves float vectors (searching) and vectors of Fractions (the witness that is found).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any

from kreiss.verify.claims.claim import Claim
from kreiss.verify.shapes import Shape, shapes
from kreiss.verify.trees import walk

Cell = tuple[int, int, int]
"""(row, column, sign): where a free entry of a matrix stands."""


@dataclass(frozen=True)
class Block:
    """A free matrix: its shape, and for each free entry the cells that it fills."""

    name: str
    shape: Shape
    cells: tuple[tuple[Cell, ...], ...]
    nonnegative: bool

    def fill(self, entries: Sequence[Any]) -> list[list[Any]]:
        """The matrix as rows, from its free entries."""
        rows: list[list[Any]] = [[entries[0] * 0] * self.shape[1] for _ in range(self.shape[0])]
        for entry, cells in zip(entries, self.cells, strict=True):
            for i, j, sign in cells:
                rows[i][j] = abs(entry) if self.nonnegative else sign * entry
        return rows


@dataclass(frozen=True)
class Layout:
    """One assignment of shapes to a claim's matrices, and the vector that holds a point of it."""

    claim: Claim
    blocks: tuple[Block, ...]

    @cached_property
    def size(self) -> int:
        """The length of the vector."""
        return sum(len(block.cells) for block in self.blocks) + len(self.claim.numbers)

    @cached_property
    def order(self) -> int:
        """The total extent of the matrices, a measure of how large a witness of this layout is."""
        return sum(sum(block.shape) for block in self.blocks)

    @cached_property
    def groups(self) -> tuple[range, ...]:
        """The index ranges of the vector that belong to one matrix or number."""
        sizes = [len(block.cells) for block in self.blocks] + [1] * len(self.claim.numbers)
        return tuple(range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True))

    def point(self, vector: Any) -> tuple[dict[str, list[list[Any]]], dict[str, Any]]:
        """The matrices, as rows, and the numbers that a vector stands for."""
        matrices, start = {}, 0
        for block in self.blocks:
            matrices[block.name] = block.fill(vector[start : start + len(block.cells)])
            start += len(block.cells)
        values = zip(self.claim.numbers, vector[start:], strict=True)
        return matrices, {name: abs(round(x)) if name in self._whole else x for name, x in values}

    def vector(self, matrices: Mapping[str, Any], numbers: Mapping[str, Any]) -> list[Any]:
        """The vector whose point has these matrices, read at the first cell of each free entry."""
        entries = [matrices[block.name][cells[0][0]][cells[0][1]] * cells[0][2]
                   for block in self.blocks for cells in block.cells]  # fmt: skip
        return entries + [numbers[name] for name in self.claim.numbers]

    @cached_property
    def _whole(self) -> frozenset[str]:
        """Numbers that stand as exponents of ``power_norm`` and are therefore whole."""
        trees = (*self.claim.hypotheses, *self.claim.conclusion)
        calls = (part[2][1] for tree in trees for part in walk(tree) if part[:2] == ("call", "power_norm"))
        return frozenset(exponent[1] for exponent in calls if exponent[0] == "name")


def layouts(claim: Claim, largest: int = 3) -> Iterator[Layout]:
    """The layouts of a claim, the smallest matrices first."""
    structures = {name: structure(claim, name) for name in claim.matrices}
    for shape in shapes(claim, largest):
        yield Layout(claim, tuple(block(name, shape[name], structures[name]) for name in claim.matrices))


def structure(claim: Claim, name: str) -> frozenset[str]:
    """The predicates that the hypotheses state of a free matrix by its name."""
    return frozenset(tree[1] for tree in claim.hypotheses if tree[0] == "call" and ("name", name) in tree[2])


def bounds(claim: Claim, name: str) -> tuple[Fraction | None, Fraction | None]:
    """The range of a free number as far as hypotheses of the form ``number <= name`` or ``name < number`` say."""
    low: list[Fraction] = []
    high: list[Fraction] = []
    for tree in claim.hypotheses:
        match tree:
            case ("<=" | "<", ("num", value), ("name", other)) | (">=" | ">", ("name", other), ("num", value)):
                low += [value] if other == name else []
            case ("<=" | "<", ("name", other), ("num", value)) | (">=" | ">", ("num", value), ("name", other)):
                high += [value] if other == name else []
    return max(low, default=None), min(high, default=None)


def block(name: str, shape: Shape, properties: frozenset[str]) -> Block:
    """The free matrix of a name and shape that has the stated properties by construction."""
    return Block(name, shape, tuple(_cells(shape, properties)), "nonnegative" in properties)


def _cells(shape: Shape, properties: frozenset[str]) -> Iterator[tuple[Cell, ...]]:
    rows, columns = shape
    if "normal" in properties and "symmetric" not in properties:
        yield from _rotations(rows)
        return
    for i in range(rows):
        for j in range(columns):
            if "diagonal" in properties and i != j:
                continue
            if ("lower_triangular" in properties and i < j) or ("upper_triangular" in properties and i > j):
                continue
            if "symmetric" in properties and i != j:
                if i < j:
                    yield (i, j, 1), (j, i, 1)
                continue
            yield ((i, j, 1),)


def _rotations(size: int) -> Iterator[tuple[Cell, ...]]:
    """Blocks [[a, −b], [b, a]] and a last 1×1: every normal matrix up to an orthogonal change of basis."""
    for i in range(0, size - 1, 2):
        yield (i, i, 1), (i + 1, i + 1, 1)
        yield (i + 1, i, 1), (i, i + 1, -1)
    if size % 2:
        yield ((size - 1, size - 1, 1),)
