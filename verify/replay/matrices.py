"""Python for the matrices of a replay script: lists of rows of fractions."""

import builtins
import keyword
from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

from flint import fmpq_mat

from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.extents import completed
from kreiss.verify.evaluation.matrices import Identity
from kreiss.verify.language.trees import Tree, is_matrix
from kreiss.verify.replay import arithmetic
from kreiss.verify.replay.values import Values
from kreiss.verify.replay.writing import text, written

_LOCAL = {
    "F",
    "inf",
    "low",
    "high",
    "left",
    "right",
    "point",
    "vector",
    "image",
    "re",
    "im",
    "v",
    "w",
    "modulus",
    "power_",
}
_PROPERTIES = {
    "square": "len(@) == len(@[0])",
    "symmetric": "@ == transpose(@)",
    "normal": "mul(@, transpose(@)) == mul(transpose(@), @)",
    "diagonal": "not any(x for i, row in enumerate(@) for j, x in enumerate(row) if i != j)",
    "lower_triangular": "not any(x for i, row in enumerate(@) for x in row[i + 1:])",
    "upper_triangular": "not any(x for i, row in enumerate(@) for x in row[:i])",
    "nonnegative": "min(x for row in @ for x in row) >= 0",
}
_USED_BY = {"symmetric": ("transpose",), "normal": ("mul", "transpose")}


class Matrices(ABC):
    """Names, and the code of matrix expressions; ``used`` are the functions that a script needs."""

    def __init__(self, claim: Claim, found: Values) -> None:
        self.claim, self.found = claim, found
        self.names: dict[object, str] = {}
        self.used: dict[str, None] = {}
        self.lines: list[str] = []

    def name(self, key: object, wanted: str = "") -> str:
        """A name of the script, the wanted one unless Python or the script itself means something by it."""
        if key not in self.names:
            safe = wanted or str(key)
            taken = {*_LOCAL, *keyword.kwlist, *dir(builtins), *arithmetic.names(), *self.names.values()}
            while safe in taken:
                safe += "_"
            self.names[key] = safe
        return self.names[key]

    def fresh(self, tree: Tree) -> str:
        """A name for an expression, such as ``norm_C``."""
        function, arguments = (tree[1], tree[2]) if tree[0] == "call" else ("power", (tree[1],))
        inner = arguments[0][1] if arguments[0][0] == "name" else ""
        return self.name(tree, f"{function}_{inner}" if inner else function + "_")

    def call(self, function: str, *arguments: str) -> str:
        """The call of a function of ``arithmetic``."""
        self.used[function] = None
        return f"{function}({', '.join(arguments)})"

    def is_matrix(self, tree: Tree) -> bool:
        """Whether an expression is a matrix: by its names and literals outside of functions that yield numbers."""
        return is_matrix(tree, self.claim.scope.kind)

    def named(self, tree: Tree) -> str:
        """The name of a matrix, given one by a line of its own if it has none."""
        code = self.matrix(tree)
        if code.isidentifier():
            return code
        if tree not in self.names:
            self.lines.append(f"{self.name(tree, 'M')} = {code}")
        return self.names[tree]

    def property(self, function: str, tree: Tree) -> str:
        """The test of a predicate."""
        self.used.update(dict.fromkeys(_USED_BY.get(function, ())))
        return _PROPERTIES[function].replace("@", self.named(tree))

    def equality(self, left: Tree, right: Tree) -> str:
        """The comparison of two matrices."""
        size = max(self.order(left), self.order(right))
        return f"{self.matrix(left, size)} == {self.matrix(right, size)}"

    def ordering(self, sign: str, left: Tree, right: Tree) -> str:
        """The test of an order of matrices."""
        size = max(self.order(left), self.order(right)) or 1
        low, high = (right, left) if sign in (">=", ">") else (left, right)
        return self.call("ordered", self.matrix(low, size), self.matrix(high, size), str("=" not in sign))

    def order(self, tree: Tree) -> int:
        """The height of a matrix; 0 for a multiple of the identity."""
        return len(self.found.evaluation.rows(tree))

    def matrix(self, tree: Tree, size: int = 0) -> str:
        """Code for a matrix; a multiple of the identity takes the size."""
        value = self.found.evaluation.value(tree)
        if not isinstance(value, fmpq_mat):
            scale = value.scale if isinstance(value, Identity) else Fraction(0)
            identity = self.call("eye", str(size))
            return identity if scale == 1 else self.call("scale", text(scale), identity)
        match tree:
            case ("name", name):
                return self.name(name)
            case ("neg", operand):
                return self.call("scale", "-1", self.matrix(operand))
            case ("matrix", rows):
                return self.blocks(rows)
            case ("call", function, arguments):
                return self.of_function(function, arguments)
            case ("^", base, ("num", exponent)):
                return self.call("power", self.matrix(base), str(exponent))
        return self.combination(*tree)

    def combination(self, sign: str, left: Tree, right: Tree) -> str:
        """A sum, difference, product or multiple."""
        if sign in "*/":
            return self.multiple(sign, left, right)
        size = max(self.order(left), self.order(right))
        y = self.matrix(right, size)
        return self.call("add", self.matrix(left, size), y if sign == "+" else self.call("scale", "-1", y))

    def multiple(self, sign: str, left: Tree, right: Tree) -> str:
        """A product of matrices, or of a matrix and a number, which is known exactly."""
        if sign == "*" and self.is_matrix(left) and self.is_matrix(right):
            return self.call("mul", self.matrix(left, self.order(right)), self.matrix(right, self.width(left)))
        number, matrix = (right, left) if self.is_matrix(left) else (left, right)
        factor = self.number(number)[0]
        return self.call("scale", f"1/{factor}" if sign == "/" else factor, self.matrix(matrix))

    def width(self, tree: Tree) -> int:
        """The number of columns; 0 for a multiple of the identity."""
        rows = self.found.evaluation.rows(tree)
        return len(rows[0]) if rows else 0

    def of_function(self, function: str, arguments: tuple[Tree, ...]) -> str:
        """A transpose, an inverse, or a resolvent."""
        matrix = self.matrix(arguments[0])
        if function != "resolvent":
            return self.call(function, matrix)
        shifted = self.call("scale", self.number(arguments[1])[0], self.call("eye", str(self.order(arguments[0]))))
        return self.call("inverse", self.call("add", shifted, self.call("scale", "-1", matrix)))

    @abstractmethod
    def number(self, tree: Tree) -> tuple[str, bool]:
        """Python for a number, and whether it is a pair of bounds."""

    def blocks(self, rows: Any) -> str:
        """A literal of numbers, or block rows joined."""
        if not any(self.is_matrix(entry) for row in rows for entry in row):
            return "[" + ", ".join("[" + ", ".join(self.number(entry)[0] for entry in row) + "]" for row in rows) + "]"
        heights = [max(map(self.order, row)) for row in rows]
        widths = [max(map(self.width, column)) for column in zip(*rows, strict=True)]
        identities = [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if self.is_identity(entry)]
        heights, widths, _ = completed(heights, widths, identities)
        return " + ".join(self.block_row(row, h, widths) for row, h in zip(rows, heights, strict=True))

    def is_identity(self, tree: Tree) -> bool:
        """Whether an expression is a multiple of I, other than 0, whose size nothing in it states."""
        value = self.found.evaluation.value(tree)
        return isinstance(value, Identity) and value.scale != 0

    def block_row(self, row: tuple[Tree, ...], height: int, widths: list[int]) -> str:
        """A row of blocks, joined."""
        codes = [
            self.matrix(entry, height) if self.is_matrix(entry) else zeros(height, width)
            for entry, width in zip(row, widths, strict=True)
        ]
        if len(codes) == 1:
            return codes[0]
        letters = "abcdefgh"[: len(codes)] if len(codes) <= 8 else ""
        if not letters:
            return f"[sum(rows, []) for rows in zip({', '.join(codes)})]"
        return f"[{' + '.join(letters)} for {', '.join(letters)} in zip({', '.join(codes)})]"


def zeros(height: int, width: int) -> str:
    """Code for a block of zeros."""
    return written([[Fraction(0)] * width] * height) if height * width <= 4 else f"[[0]*{width}]*{height}"
