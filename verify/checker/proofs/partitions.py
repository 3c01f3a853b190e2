"""Whether the blocks of an expression fit one another wherever the statement has a meaning.

[[A, B]]·[[C], [D]] has a value as soon as A and B together have as many columns as C and D have rows; it is AC + BD
only where A has as many columns as C has rows. What is multiplied out block by block therefore has to fit block by
block: in a product, in a sum, and on the diagonal of what has to be square. The sizes are those of the blocks as they
are written, also of one that is 0 or a multiple of 0, since it does not show in what is multiplied out.
"""

from collections.abc import Iterator, Sequence

from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.hypotheses import Hypotheses, is_number
from kreiss.verify.checker.language.shapes import Shapes, Size
from kreiss.verify.checker.language.statements import Tree

Partition = tuple[tuple[Size, ...], tuple[Size, ...]]
"""The sizes of the block rows and of the block columns."""
_ONE: Size = ("rows", "1")
_Line = list[Size | None]


class Partitions:
    """Reads expressions into the sizes of their block rows and columns; ``Rejected`` where they may not fit."""

    def __init__(self, known: Hypotheses, shapes: Shapes, path: str) -> None:
        self._known, self._shapes, self._path = known, shapes, path

    def of(self, tree: Tree) -> Partition | None:
        """The partition of a matrix expression; None for a number, or a multiple of I, which fits where it stands."""
        spend(20)
        if is_number(tree, self._known) or self._shapes.is_of_identity(tree):
            return None
        match tree:
            case ("name", name) if name in self._known.matrices or name in self._known.definitions:
                return self.of(self._known.matrices.get(name) or self._known.definitions[name])
            case ("name", name):
                return (("rows", name),), (("columns", name),)
            case ("call", "transpose", (argument,)):
                partition = self.of(argument)
                return partition and (partition[1], partition[0])
            case ("call", _, (argument, *_)):
                return self.square(argument)
            case ("matrix", rows):
                return self._of_blocks(rows)
        return self._of_operation(tree)

    def _of_operation(self, tree: Tree) -> Partition | None:
        match tree:
            case ("neg", operand):
                return self.of(operand)
            case ("^", base, _):
                return self.square(base)
            case ("+" | "-", left, right):
                return self.same(left, right)
            case ("*" | "/", left, right):
                return self._of_product(self.of(left), self.of(right))
        raise Rejected(self._path, "not an expression in blocks")

    def same(self, left: Tree, right: Tree) -> Partition | None:
        """The partition of two expressions that are added, or are equal."""
        first, second = self.of(left), self.of(right)
        if first and second:
            self._fit(first[0], second[0])
            self._fit(first[1], second[1])
        elif one := first or second:
            self._fit_diagonal(one)
        return first or second

    def square(self, tree: Tree) -> Partition | None:
        """The partition of an expression whose diagonal blocks are square."""
        partition = self.of(tree)
        if partition:
            self._fit_diagonal(partition)
        return partition

    def _of_product(self, left: Partition | None, right: Partition | None) -> Partition | None:
        if left and right:
            self._fit(left[1], right[0])
            return left[0], right[1]
        return left or right

    def _of_blocks(self, rows: tuple[tuple[Tree, ...], ...]) -> Partition:
        if all(is_number(entry, self._known) for row in rows for entry in row):
            return (_ONE,) * len(rows), (_ONE,) * len(rows[0])
        partitions = [[self._of_entry(entry) for entry in row] for row in rows]
        heights = [self._line(entry[0] for entry in row if entry) for row in partitions]
        widths = [self._line(entry[1] for entry in column if entry) for column in zip(*partitions, strict=True)]
        squares = [(i, j) for i, row in enumerate(rows) for j, x in enumerate(row) if self._shapes.is_identity(x)]
        if len(heights) == len(widths):
            squares += [(i, i) for i in range(len(heights))]
        for _ in range(len(heights) + len(widths)):
            for i, j in squares:
                spend(5)
                heights[i] = widths[j] if heights[i] is None else heights[i]
                widths[j] = heights[i] if widths[j] is None else widths[j]
        return self._named(heights), self._named(widths)

    def _of_entry(self, tree: Tree) -> tuple[Size, Size] | None:
        partition = self.of(tree)
        if partition is None:
            return None
        if (len(partition[0]), len(partition[1])) != (1, 1):
            raise Rejected(self._path, "a block matrix stands inside another")
        return partition[0][0], partition[1][0]

    def _line(self, sizes: Iterator[Size]) -> Size | None:
        """The size of a block row or column; None where nothing in it says one."""
        found = list(sizes)
        self._fit(found[:1] * len(found), found)
        return found[0] if found else None

    def _fit_diagonal(self, partition: Partition) -> None:
        """A single block is square as a whole."""
        if max(map(len, partition)) > 1:
            self._fit(*partition)

    def _named(self, line: _Line) -> tuple[Size, ...]:
        return tuple(self._shapes.fresh() if size is None else size for size in line)

    def _fit(self, first: Sequence[Size], second: Sequence[Size]) -> None:
        if len(first) != len(second) or any(
            self._shapes.find(a) != self._shapes.find(b) for a, b in zip(first, second, strict=True)
        ):
            raise Rejected(self._path, "blocks whose sizes are not known to agree")
