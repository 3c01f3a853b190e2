"""Values of expressions in matrices, with floats or symbols for numbers: they show which identities may hold.

An identity between words holds for all matrices if it does for a few that are drawn at random, but for chance; the
checker multiplies it out. A quantity such as ‖A‖ is a number of its own here, whatever A is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kreiss.verify.language.trees import Tree

Array = Any
"""A matrix as a numpy array of floats, complex numbers or symbolic expressions; a number is its multiple of I."""


class Unfit(ValueError):
    """Sizes that do not fit, or an expression that has no value here."""


class Values:
    """Values of trees, from those of names and quantities in ``known``, where what is computed is kept."""

    def __init__(self, known: dict[Tree, Any], functions: Mapping[str, Any], conjugate: Any = np.conjugate) -> None:
        self.known, self._functions, self._conjugate = known, functions, conjugate

    def of(self, tree: Tree) -> Any:
        """The value of a tree: an array, or a number. Raises ``Unfit``."""
        if tree not in self.known:
            self.known[tree] = self._value(tree)
        return self.known[tree]

    def _value(self, tree: Tree) -> Any:
        match tree:
            case ("num", value):
                return self._functions["number"](value)
            case ("name", "I"):
                return self._functions["number"](1)
            case ("neg", operand):
                return -self.of(operand)
            case ("^", base, ("num", exponent)):
                return self._power(self.of(base), exponent)
            case ("+" | "-" | "*" | "/" as sign, left, right):
                return _OPERATIONS[sign](self.of(left), self.of(right))
            case ("matrix", rows):
                return blocks([[self.of(entry) for entry in row] for row in rows])
        return self._call(tree)

    def _call(self, tree: Tree) -> Any:
        match tree:
            case ("call", "transpose", (argument,)):
                return self.adjoint(self.of(argument))
            case ("call", "inverse", (argument,)):
                return self._inverse(self.of(argument))
            case ("call", "resolvent", (argument, z)):
                return self._inverse(_sum(self.of(z), -self.of(argument)))
            case ("call", function, arguments) if function in self._functions:
                return self._number(function, *map(self.of, arguments))
        raise Unfit("an expression without a value here")

    def _number(self, function: str, *arguments: Any) -> Any:
        try:
            return self._functions[function](*arguments)
        except (ValueError, ArithmeticError, TypeError):
            raise Unfit(f"{function} has no value here") from None

    def adjoint(self, value: Any) -> Any:
        """The conjugate transpose."""
        return self._conjugate(value).T if np.ndim(value) else self._conjugate(value)

    def _power(self, base: Any, exponent: Any) -> Any:
        if not np.ndim(base):
            return self._number("power", base, exponent)
        if exponent.denominator > 1 or exponent < 1:
            raise Unfit("a power of a matrix that is no product")
        result = base
        for _ in range(int(exponent) - 1):
            result = product(result, base)
        return result

    def _inverse(self, value: Any) -> Any:
        if not np.ndim(value):
            return 1 / value
        if value.shape[0] != value.shape[1]:
            raise Unfit("the inverse of a matrix that is not square")
        return self._functions["inverse"](value)


def product(left: Any, right: Any) -> Any:
    """The product; a number is a multiple of the identity."""
    if not np.ndim(left) or not np.ndim(right):
        return left * right
    if left.shape[1] != right.shape[0]:
        raise Unfit("a product of matrices that do not fit")
    return left @ right


def identity(size: int, factor: Any) -> Array:
    """A multiple of the identity."""
    result = np.zeros((size, size), dtype=np.asarray(factor).dtype) + factor * 0
    result[np.diag_indices(size)] = factor
    return result


def blocks(rows: Sequence[Sequence[Any]], tall: Sequence[int] = (), wide: Sequence[int] = ()) -> Array:
    """The matrix of blocks; a number is a multiple of the identity of the size that its row and column ask for."""
    if tall and wide:
        return _blocks(rows, tall, wide)
    heights: list[int | None] = [next((x.shape[0] for x in row if np.ndim(x)), None) for row in rows]
    columns = zip(*rows, strict=True)
    widths: list[int | None] = [next((x.shape[1] for x in column if np.ndim(x)), None) for column in columns]
    scalars = [(i, j) for i, row in enumerate(rows) for j, x in enumerate(row) if not np.ndim(x) and x != 0]
    for _ in range(len(heights) + len(widths)):
        for i, j in scalars:
            heights[i] = widths[j] = heights[i] or widths[j]
    if all(size is None for size in (*heights, *widths)):
        heights, widths = [1] * len(heights), [1] * len(widths)
    sizes = [size for size in (*heights, *widths) if size is not None]
    return _blocks(rows, [size or sizes[0] for size in heights], [size or sizes[0] for size in widths])


def _blocks(rows: Sequence[Sequence[Any]], tall: Sequence[int], wide: Sequence[int]) -> Array:
    if len(rows) == len(rows[0]) == 1:
        return _fill(rows[0][0], tall[0], wide[0])
    try:
        return np.block([[_fill(x, tall[i], wide[j]) for j, x in enumerate(row)] for i, row in enumerate(rows)])
    except ValueError as error:
        raise Unfit(str(error)) from None


def _fill(value: Any, height: int, width: int) -> Array:
    if np.ndim(value):
        return value
    if height == width:
        return identity(height, value)
    if value != 0:
        raise Unfit("a multiple of the identity in a place that is not square")
    return np.zeros((height, width), dtype=np.asarray(value).dtype) + value


def _sum(left: Any, right: Any) -> Any:
    if np.ndim(left) and not np.ndim(right):
        right = identity(_order(left), right)
    if np.ndim(right) and not np.ndim(left):
        left = identity(_order(right), left)
    if np.shape(left) != np.shape(right):
        raise Unfit("a sum of matrices of two shapes")
    return left + right


def _order(value: Array) -> int:
    if value.shape[0] != value.shape[1]:
        raise Unfit("a number beside a matrix that is not square")
    return int(value.shape[0])


def _over(value: Any, divisor: Any) -> Any:
    if np.ndim(divisor) or divisor == 0:
        raise Unfit("a division by 0, or by a matrix")
    return value / divisor


_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _sum,
    "-": lambda left, right: _sum(left, -right),
    "*": product,
    "/": _over,
}
