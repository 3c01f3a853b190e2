"""The matrices of a claim, drawn at random in sizes that fit, with floats or symbols for its numbers."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

import numpy as np
import sympy
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree, replaced, walk
from kreiss.verify.proving.forms.matrices import Array, Unfit, Values, blocks
from kreiss.verify.proving.forms.scalars import FLOATS, Scalars
from kreiss.verify.proving.problem import Facts
from kreiss.verify.search.shapes import shapes

_MOST_SHAPES, _LARGEST_ENTRY = 400, 4
"""Sizes of the matrices that are looked through, and the entries drawn: small ones stay exact and short."""
_LARGEST_INVERTED = 2
"""The order up to which matrices with symbols are inverted: entries grow fast with it."""
_INVERSES = ("inverse", "resolvent")
_NO_NUMBERS = ("inverse", "transpose", "resolvent")
Rows = Sequence[Sequence[Tree]]


class Setting:
    """A claim with its numbers, and sizes for its matrices, as different as they may be."""

    def __init__(self, claim: Claim, facts: Facts, seed: int = 0) -> None:
        self.claim, self.facts, self.scalars = claim, facts, Scalars(facts)
        self.rng = np.random.default_rng(seed)
        self.sizes = _unlike(claim)
        self.small = _unlike(claim, _LARGEST_INVERTED) or self.sizes
        self.symmetric = claim.stated("symmetric", "diagonal")
        self.matrices = {name: body for name, body in facts.definitions.items() if facts.is_matrix(body)}
        self.equations = [tree for tree in claim.hypotheses if tree[0] == "==" and facts.is_matrix(tree[1])]
        self._blocks: dict[Tree, tuple[int, int]] = {}

    def draw(self, *trees: Tree) -> dict[Tree, float] | None:
        """Values of the numbers in the trees, in the facts and in the definitions; None if no such point was hit."""
        return self.scalars.draw(self.rng, *trees, *self.matrices.values())

    def tree(self, expression: sympy.Expr, symbols: Mapping[sympy.Symbol, Tree]) -> Tree:
        """An expression of symbols as a tree, with what each stands for."""
        names = {("name", symbol.name): original for symbol, original in symbols.items()}
        return replaced(parse(f"0 <= {expression}")[0][2], names)

    def blocks_of(self, tree: Tree) -> tuple[int, int]:
        """The numbers of block rows and block columns of a matrix expression."""
        if tree not in self._blocks:
            self._blocks[tree] = self._blocks_of(tree)
        return self._blocks[tree]

    def _blocks_of(self, tree: Tree) -> tuple[int, int]:
        match tree:
            case ("matrix", rows):
                return len(rows), len(rows[0])
            case ("name", name) if name in self.matrices:
                return self.blocks_of(self.matrices[name])
            case ("call", "transpose", (argument,)):
                height, width = self.blocks_of(argument)
                return width, height
            case ("*", left, right) if self.facts.is_matrix(left) and self.facts.is_matrix(right):
                return self.blocks_of(left)[0], self.blocks_of(right)[1]
            case ("+" | "-" | "*" | "/" | "neg" | "^", *parts):
                return max((self.blocks_of(part) for part in parts if self.facts.is_matrix(part)), default=(1, 1))
        return 1, 1

    def is_symmetric(self, tree: Tree) -> bool:
        """Whether a matrix expression is symmetric, as it looks."""
        try:
            value = self._sample(tree)
        except (Unfit, np.linalg.LinAlgError):
            return False
        return np.shape(value) == np.shape(np.transpose(value)) and bool(np.allclose(value, np.transpose(value)))

    def is_normal(self, tree: Tree) -> bool:
        """Whether a matrix expression commutes with its transpose, as it looks."""
        turned: Tree = ("call", "transpose", (tree,))
        try:
            difference = self._sample(("-", ("*", tree, turned), ("*", turned, tree)))
        except (Unfit, np.linalg.LinAlgError):
            return False
        return bool(np.allclose(difference, 0))

    def is_square(self, tree: Tree) -> bool:
        """Whether a matrix expression has as many rows as columns, for matrices of these sizes."""
        try:
            value = self._sample(tree)
        except (Unfit, np.linalg.LinAlgError):
            return False
        return np.ndim(value) == 0 or value.shape[0] == value.shape[1]

    def fit(self, left: Tree, right: Tree) -> bool:
        """Whether a product of two matrix expressions has a value for matrices of these sizes."""
        try:
            self._sample(("*", left, right))
        except (Unfit, np.linalg.LinAlgError):
            return False
        return True

    def _sample(self, tree: Tree) -> Any:
        parts = (part for one in (tree, *self.matrices.values()) for part in walk(one))
        return self.floats({part: 1.5 for part in parts if _is_indeterminate(part, self.facts)}).values.of(tree)

    def floats(self, numbers: Mapping[Tree, Any]) -> "Draw":
        """Random real matrices beside these numbers."""
        entries = {name: self.rng.normal(size=shape) + 2 * np.eye(*shape) for name, shape in self.sizes.items()}
        return Draw(self, {**numbers}, entries, FLOATS)

    def symbols(self, trees: Iterable[Tree], known: dict[Tree, Any]) -> tuple["Draw", dict[sympy.Symbol, Tree]]:
        """Random matrices of integers, with a symbol for each number of the trees that is no polynomial in others."""
        stated = (*trees, *self.matrices.values())
        for part in (part for tree in stated for part in walk(tree)):
            if part not in known and _is_indeterminate(part, self.facts):
                known[part] = sympy.Symbol(f"v{len(known)}", real=True)
        inverted = any(part[0] == "call" and part[1] in _INVERSES for tree in stated for part in walk(tree))
        sizes, high = self.small if inverted else self.sizes, _LARGEST_ENTRY + 1
        entries = {name: _integers(self.rng.integers(1 - high, high, size=shape)) for name, shape in sizes.items()}
        draw = Draw(self, known, entries, SYMBOLS, conjugate=_real)
        return draw, {symbol: tree for tree, symbol in known.items() if symbol.is_Symbol}


class Draw:
    """Values of everything in a claim."""

    def __init__(
        self,
        setting: Setting,
        numbers: dict[Tree, Any],
        matrices: Mapping[str, Array],
        functions: Mapping[str, Any],
        conjugate: Callable[[Any], Any] = np.conjugate,
    ) -> None:
        known = dict(numbers)
        for name, value in matrices.items():
            known["name", name] = value + value.T if name in setting.symmetric else value
        self.values = Values(known, functions, conjugate)
        for name, body in setting.matrices.items():
            known["name", name] = self.values.of(body)
        self._setting = setting
        self._extents: dict[Tree, tuple[list[int], list[int]]] = {}
        self._kept: dict[Hashable, Array] = {}

    def kept(self, name: Hashable, value: Callable[[], Array]) -> Array:
        """The value of that name, computed when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = value()
        return self._kept[name]

    def extents(self, tree: Tree) -> tuple[list[int], list[int]]:
        """The heights of the block rows and the widths of the block columns of a matrix expression."""
        if tree not in self._extents:
            self._extents[tree] = self._extents_of(tree)
        return self._extents[tree]

    def _extents_of(self, tree: Tree) -> tuple[list[int], list[int]]:
        if self._setting.blocks_of(tree) == (1, 1):
            value = self.values.of(tree)
            return ([value.shape[0]], [value.shape[1]]) if np.ndim(value) else ([1], [1])
        match tree:
            case ("name", name):
                return self.extents(self._setting.matrices[name])
            case ("matrix", rows):
                return self._extents_of_blocks(rows)
            case ("call", "transpose", (argument,)):
                heights, widths = self.extents(argument)
                return widths, heights
            case ("*", left, right) if self._is_matrix(left) and self._is_matrix(right):
                return self.extents(left)[0], self.extents(right)[1]
            case ("+" | "-" | "*" | "/" | "neg" | "^", *parts):
                found = [self.extents(part) for part in parts if self._is_matrix(part)]
                return max(found, key=lambda pair: len(pair[0]))
        raise Unfit("the inverse of several blocks")

    def _extents_of_blocks(self, rows: Rows) -> tuple[list[int], list[int]]:
        values = [[self.values.of(entry) for entry in row] for row in rows]
        heights = [blocks([row]).shape[0] if any(map(np.ndim, row)) else 0 for row in values]
        columns = [[[x] for x in column] for column in zip(*values, strict=True)]
        widths = [blocks(column).shape[1] if any(np.ndim(x) for (x,) in column) else 0 for column in columns]
        for i, row in enumerate(values):
            for j, x in enumerate(row):
                if not np.ndim(x) and x != 0:
                    heights[i] = widths[j] = heights[i] or widths[j]
        return [size or 1 for size in heights], [size or 1 for size in widths]

    def _is_matrix(self, tree: Tree) -> bool:
        return isinstance(tree, tuple) and self._setting.facts.is_matrix(tree)


def _real(value: Any) -> Any:
    """The conjugate of what is real, also of a root of symbols, whose signs are not known."""
    return value


def _is_indeterminate(tree: Tree, facts: Facts) -> bool:
    match tree:
        case ("name", name):
            return name != "I" and not facts.is_matrix(tree)
        case ("call", function, _):
            return function not in _NO_NUMBERS
        case ("^", base, ("num", exponent)):
            return exponent.denominator > 1 and not facts.is_matrix(base)
    return False


def _integers(values: Array) -> Array:
    return np.array([[sympy.Integer(int(x)) for x in row] for row in values], dtype=object)


def _inverse(value: Array) -> Array:
    try:
        inverse = DomainMatrix.from_Matrix(sympy.Matrix(value.tolist())).to_field().inv()
    except DMNonInvertibleMatrixError:
        raise Unfit("a singular matrix") from None
    return np.array(inverse.to_Matrix().tolist(), dtype=object)


SYMBOLS: Mapping[str, Any] = {
    "number": lambda value: sympy.Rational(Fraction(value).numerator, Fraction(value).denominator),
    "power": lambda x, q: x ** sympy.Rational(q.numerator, q.denominator),
    "inverse": _inverse,
}


def _unlike(claim: Claim, largest: int = 3) -> dict[str, tuple[int, int]]:
    try:
        looked_at = islice(shapes(claim), _MOST_SHAPES)
        found = [sizes for sizes in looked_at if all(size <= largest for pair in sizes.values() for size in pair)]
    except InvalidClaim:
        return {}
    return max(found, key=_apart, default={})


def _apart(sizes: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """How many of the sizes differ in pairs: what need not agree is not to agree by chance."""
    every = [size for pair in sizes.values() for size in pair]
    return sum(x != y for x, y in combinations(every, 2)), sum(every)
