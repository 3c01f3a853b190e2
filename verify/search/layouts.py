"""Points of a claim as vectors: the free numbers and the free entries of structured matrices, in a fixed order.

The same layout serves float vectors (searching) and vectors of Fractions (the witness that is found).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, product
from typing import Any

from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import walk
from kreiss.verify.search.normal import Cell, circulant, rotations, turned
from kreiss.verify.search.shapes import Shape, shapes


@dataclass(frozen=True)
class Block:
    """A free matrix: its shape, and for each free entry the cells that it fills.

    ``turns`` more entries turn the matrix by an orthogonal one (``normal``).
    """

    name: str
    shape: Shape
    cells: tuple[tuple[Cell, ...], ...]
    nonnegative: bool
    turns: int = 0

    @property
    def size(self) -> int:
        """The number of free entries."""
        return len(self.cells) + self.turns

    def fill(self, entries: Sequence[Any]) -> list[list[Any]]:
        """The matrix as rows, from its free entries."""
        rows: list[list[Any]] = [[entries[0] * 0] * self.shape[1] for _ in range(self.shape[0])]
        for entry, cells in zip(entries, self.cells, strict=False):
            for i, j, sign in cells:
                rows[i][j] = abs(entry) if self.nonnegative else sign * entry
        return turned(rows, entries[len(self.cells) :]) if self.turns else rows

    def entries(self, matrix: Any) -> list[Any]:
        """The free entries of a matrix, read at the first cell of each, without turns."""
        return [matrix[cells[0][0]][cells[0][1]] * cells[0][2] for cells in self.cells] + [0.0] * self.turns


@dataclass(frozen=True)
class Layout:
    """One assignment of shapes to a claim's matrices, and the vector that holds a point of it."""

    claim: Claim
    blocks: tuple[Block, ...]

    @cached_property
    def size(self) -> int:
        """The length of the vector."""
        return sum(block.size for block in self.blocks) + len(self.claim.numbers)

    @cached_property
    def order(self) -> int:
        """The total extent of the matrices, a measure of how large a witness of this layout is."""
        return sum(sum(block.shape) for block in self.blocks)

    @cached_property
    def groups(self) -> tuple[range, ...]:
        """The index ranges of the vector that belong to one matrix or number."""
        sizes = [block.size for block in self.blocks] + [1] * len(self.claim.numbers)
        return tuple(range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True))

    def point(self, vector: Any) -> tuple[dict[str, list[list[Any]]], dict[str, Any]]:
        """The matrices, as rows, and the numbers that a vector stands for."""
        matrices, start = {}, 0
        for block in self.blocks:
            matrices[block.name] = block.fill(vector[start : start + block.size])
            start += block.size
        values = zip(self.claim.numbers, vector[start:], strict=True)
        return matrices, {name: abs(round(x)) if name in self._whole else x for name, x in values}

    def vector(self, matrices: Mapping[str, Any], numbers: Mapping[str, Any]) -> list[Any]:
        """The vector whose point has these matrices, read at the first cell of each free entry, without turns."""
        entries = [entry for block in self.blocks for entry in block.entries(matrices[block.name])]
        return entries + [numbers[name] for name in self.claim.numbers]

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The places in the vector of the entries that turn a matrix."""
        ends = accumulate(block.size for block in self.blocks)
        return tuple(i for end, block in zip(ends, self.blocks, strict=True) for i in range(end - block.turns, end))

    @cached_property
    def _whole(self) -> frozenset[str]:
        """Numbers that stand as exponents of ``power_norm`` and are therefore whole."""
        trees = (*self.claim.hypotheses, *self.claim.conclusion)
        calls = (part[2][1] for tree in trees for part in walk(tree) if part[:2] == ("call", "power_norm"))
        return frozenset(exponent[1] for exponent in calls if exponent[0] == "name")


def layouts(claim: Claim, largest: int = 3) -> Iterator[Layout]:
    """The layouts of a claim, for each assignment of shapes one for each family of normal matrices."""
    structures = {name: structure(claim, name) for name in claim.matrices}
    for shape in shapes(claim, largest):
        for chosen in product(*(blocks(name, shape[name], structures[name]) for name in claim.matrices)):
            yield Layout(claim, chosen)


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


def blocks(name: str, shape: Shape, properties: frozenset[str]) -> Iterator[Block]:
    """The free matrices of a name and shape that have the stated properties by construction, family by family."""
    nonnegative, size = "nonnegative" in properties, shape[0]
    if "normal" not in properties:
        yield Block(name, shape, tuple(_cells(shape, properties)), nonnegative)
        return
    triangular = not properties.isdisjoint({"lower_triangular", "upper_triangular"})
    simple = properties | {"diagonal" if triangular else "symmetric"}
    yield Block(name, shape, tuple(_cells(shape, simple)), nonnegative)
    if not properties.isdisjoint({"symmetric", "diagonal", "lower_triangular", "upper_triangular"}):
        return
    if nonnegative and size > 2:
        yield Block(name, shape, tuple(circulant(size)), True)
    for count in range(1, 1 if nonnegative else size // 2 + 1):
        yield Block(name, shape, tuple(rotations(size, count)), False, size * (size - 1) // 2 if size > 2 else 0)


def _cells(shape: Shape, properties: frozenset[str]) -> Iterator[tuple[Cell, ...]]:
    rows, columns = shape
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
