"""Which sizes of the matrices of a statement are forced to agree, wherever the statement has a meaning.

Every letter has a number of rows and one of columns. A product A·B forces the columns of A to be the rows of B, a sum
forces both, a quantity such as K(A) forces A to be square. What is not forced may differ: a step must not assume it.
"""

from collections.abc import Iterable
from itertools import count, pairwise

from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.hypotheses import SIGNED, Hypotheses, is_number
from kreiss.verify.checker.language.statements import Tree

Size = tuple[str, str] | int
"""("rows", letter), ("columns", letter), or a number for a size without a name, such as that of an identity."""
_OF_SQUARES = ("K", "K_ct", "rho", "numerical_radius", "sup_powers", "power_norm", "sup_exp", "exp_norm", *SIGNED)
_SQUARE = ("square", "symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular")


class Shapes:
    """The sizes that occur in a statement, in classes of those that are forced to agree."""

    def __init__(self, known: Hypotheses, conclusion: Iterable[Tree]) -> None:
        self._known = known
        self._above: dict[Size, Size] = {}
        self._forced: set[Size] | None = None
        self._numbers = count()
        defined = {**known.matrices, **known.definitions}.items()
        for tree in (*known.relations, *known.predicates, *(("define", *item) for item in defined), *conclusion):
            self._visit(tree)
        self._forced = {self.find(size) for size in tuple(self._above)}

    def fresh(self) -> Size:
        """A size of which nothing is known yet."""
        return next(self._numbers)

    def letter(self, name: str, path: str) -> tuple[Size, Size]:
        """The rows and columns of a matrix that the statement names."""
        if name not in self._known.names:
            raise Rejected(path, f"{name!r:.60} is no matrix of the statement")
        return ("rows", name), ("columns", name)

    def find(self, size: Size) -> Size:
        """The representative of the class."""
        passed = []
        while (above := self._above.setdefault(size, size)) != size:
            spend(5)
            passed.append(size)
            size = above
        self._above.update(dict.fromkeys(passed, size))
        return size

    def agree(self, first: Size, second: Size) -> bool:
        """Whether the two sizes are one; a size without a name becomes the other."""
        first, second = self.find(first), self.find(second)
        if self._is_forced(first):
            first, second = second, first
        if self._is_forced(first) and first != second:
            return False
        self._above[first] = second
        return True

    def _is_forced(self, size: Size) -> bool:
        """Whether the statement, once it is read, says all that may be known of the size: it has a name, or had one."""
        return self._forced is not None and (isinstance(size, tuple) or size in self._forced)

    def _visit(self, tree: Tree) -> None:
        """Read every matrix expression in a relation, a definition or a predicate of the statement."""
        spend(10)
        match tree:
            case ("define", name, body):
                self._same(self._shape(("name", name)), self._shape(body))
                return
            case ("call", predicate, arguments) if predicate in _SQUARE:
                for argument in arguments:
                    self._square(self._shape(argument))
                return
            case ("call", function, arguments):
                for argument in arguments:
                    shape = self._shape(argument)
                    if function in _OF_SQUARES:
                        self._square(shape)
                return
            case ("num" | "name", _):
                return
        if tree[0] in ("<=", "<", ">=", ">", "=="):
            shape = self._same(self._shape(tree[1]), self._shape(tree[2]))
            if tree[0] != "==":
                self._square(shape)
        else:
            self._shape(tree)

    def _shape(self, tree: Tree) -> tuple[Size, Size] | None:
        """The rows and columns of a matrix expression; None for a number."""
        spend(10)
        if is_number(tree, self._known):
            for part in tree[1:]:
                if isinstance(part, tuple) and part and isinstance(part[0], str):
                    self._visit(part)
            if tree[0] == "call":
                self._visit(tree)
            return None
        if self.is_of_identity(tree):
            size = self.fresh()
            return size, size
        match tree:
            case ("name", name):
                return ("rows", name), ("columns", name)
            case ("call", "transpose", (argument,)):
                shape = self._shape(argument)
                return shape and (shape[1], shape[0])
            case ("call", _, arguments):
                return self._square(next(self._shape(argument) for argument in arguments))
            case ("matrix", rows):
                return self._blocks(rows)
        return self._of_operation(tree)

    def _of_operation(self, tree: Tree) -> tuple[Size, Size] | None:
        match tree:
            case ("neg", operand):
                return self._shape(operand)
            case ("^", base, _):
                return self._square(self._shape(base))
            case ("+" | "-", left, right):
                shapes = [self._shape(part) for part in (left, right) if not self._may_vanish(part)]
                return self._same(shapes[0], shapes[1]) if len(shapes) == 2 else shapes[0]
            case ("*" | "/", left, right):
                return self._product(self._shape(left), self._shape(right))
        return None

    def is_of_identity(self, tree: Tree) -> bool:
        """Whether a matrix expression is made of I and numbers: its size is what each place asks for."""
        spend(10)
        if is_number(tree, self._known):
            return False
        match tree:
            case ("name", name):
                return name == "I" or self.is_of_identity(self._known.definitions.get(name, ("matrix", ())))
            case ("neg", *parts) | ("+" | "-" | "*" | "/", *parts):
                return all(is_number(part, self._known) or self.is_of_identity(part) for part in parts)
            case ("^", base, _) | ("call", _, (base, *_)):
                return self.is_of_identity(base)
        return False

    def _may_vanish(self, tree: Tree) -> bool:
        """Whether the expression is a multiple of I that may be 0, and then fits a place that is not square."""
        return self.is_of_identity(tree) and not self.is_identity(tree)

    def is_identity(self, tree: Tree) -> bool:
        """Whether the expression is plainly a multiple of I that is not 0, and so makes its place square."""
        match tree:
            case ("name", "I") | ("neg", ("name", "I")):
                return True
            case ("*", ("num", factor), ("name", "I")):
                return bool(factor)
        return False

    def _blocks(self, rows: tuple[tuple[Tree, ...], ...]) -> tuple[Size, Size]:
        shapes = [[None if self._may_vanish(entry) else self._shape(entry) for entry in row] for row in rows]
        for row in shapes:
            self._all_agree(shape[0] for shape in row if shape)
        for column in zip(*shapes, strict=True):
            self._all_agree(shape[1] for shape in column if shape)
        one_row = [shape[0] for shape in shapes[0] if shape and len(shapes) == 1]
        one_column = [row[0][1] for row in shapes if row[0] and len(row) == 1]
        return next(iter(one_row), self.fresh()), next(iter(one_column), self.fresh())

    def _all_agree(self, sizes: Iterable[Size]) -> None:
        for first, second in pairwise(sizes):
            self.agree(first, second)

    def _square(self, shape: tuple[Size, Size] | None) -> tuple[Size, Size] | None:
        if shape:
            self.agree(*shape)
        return shape

    def _same(self, first: tuple[Size, Size] | None, second: tuple[Size, Size] | None) -> tuple[Size, Size] | None:
        if first and second:
            self.agree(first[0], second[0])
            self.agree(first[1], second[1])
        return first or second

    def _product(self, first: tuple[Size, Size] | None, second: tuple[Size, Size] | None) -> tuple[Size, Size] | None:
        if first and second:
            self.agree(first[1], second[0])
            return first[0], second[1]
        return first or second
