"""The values that expressions take at a witness, and their algebra.

A value is an exact rational matrix, a multiple of the identity ``I`` of unstated size, or an interval around one real
number. What does not fit raises ``Unfit``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from kreiss.verify.checker.arithmetic.intervals import Interval, Unresolved, exactly
from kreiss.verify.checker.arithmetic.matrices import Matrix, eliminated, length, product, transpose
from kreiss.verify.checker.documents import division, multiplication, spend
from kreiss.verify.checker.refutations.spectra import is_symmetric, matrix_power, reduced

LARGEST_MATRIX, LARGEST_POWER = 60, 100_000


class Unfit(ValueError):
    """Shapes or kinds of values do not fit the operation."""


@dataclass(frozen=True)
class Identity:
    """``scale`` times the identity of whatever size fits."""

    scale: Fraction


Value = Interval | Matrix | Identity


def from_fractions(rows: list[list[Fraction]]) -> Matrix:
    """The matrix over its smallest denominator."""
    den = common_denominator(entry.denominator for row in rows for entry in row)
    spend(len(rows) * len(rows[0]) * 4 * division(den.bit_length(), den.bit_length()))
    return Matrix([[int(entry * den) for entry in row] for row in rows], den)


def common_denominator(denominators: Iterable[int]) -> int:
    """The least common multiple."""
    result = 1
    for den in denominators:
        spend(4 * division(result.bit_length(), den.bit_length()))
        result = lcm(result, den)
    return result


def real(value: Value) -> Interval:
    """A number's interval."""
    if not isinstance(value, Interval):
        raise Unfit("expected a number, got a matrix")
    return value


def rational(value: Value) -> Fraction:
    """A number's exact value."""
    point = real(value).point
    if point is None:
        raise Unfit("expected a number known exactly, as a factor or entry of a matrix or as an exponent")
    return point


def matrix(value: Value) -> Matrix:
    """A matrix of known shape."""
    if not isinstance(value, Matrix):
        raise Unfit("expected a matrix of known size")
    return value


def square(value: Value) -> Matrix:
    """A square matrix."""
    result = matrix(value)
    if result.shape[0] != result.shape[1]:
        raise Unfit(f"expected a square matrix, got {result.shape[0]}×{result.shape[1]}")
    return result


def symmetric(value: Value) -> Matrix:
    """A symmetric matrix."""
    if not is_symmetric(matrix(value)):
        raise Unfit("expected a symmetric matrix")
    return matrix(value)


def scaled(factor: Fraction, value: Value) -> Value:
    """factor·value."""
    if isinstance(value, Identity):
        return Identity(factor * value.scale)
    if isinstance(value, Interval):
        return exactly(factor) * value
    bits = max(factor.numerator.bit_length(), factor.denominator.bit_length())
    spend(len(value.rows) * len(value.rows[0]) * multiplication(length(value.rows), bits))
    rows = [[factor.numerator * entry for entry in row] for row in value.rows]
    return reduced(Matrix(rows, factor.denominator * value.den))


def total(left: Value, right: Value) -> Value:
    """left + right; a multiple of I takes the size of the matrix beside it."""
    if isinstance(left, Interval) and isinstance(right, Interval):
        return left + right
    if isinstance(left, Identity) and isinstance(right, Identity):
        return Identity(left.scale + right.scale)
    if isinstance(left, Identity):
        left, right = right, left
    if isinstance(right, Identity):
        right = _identity(right.scale, square(left).shape)
    if not isinstance(left, Matrix) or not isinstance(right, Matrix) or left.shape != right.shape:
        raise Unfit("adds matrices of different shapes, or a number to a matrix")
    work = multiplication(length(left.rows), right.den.bit_length())
    work += multiplication(length(right.rows), left.den.bit_length())
    spend(len(left.rows) * len(left.rows[0]) * work)
    pairs = zip(left.rows, right.rows, strict=True)
    rows = [[a * right.den + b * left.den for a, b in zip(x, y, strict=True)] for x, y in pairs]
    return reduced(Matrix(rows, left.den * right.den))


def times(left: Value, right: Value) -> Value:
    """left·right."""
    if isinstance(left, Interval) and isinstance(right, Interval):
        return left * right
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Identity) and not isinstance(other, Interval):
            return scaled(factor.scale, other)
        if isinstance(factor, Interval):
            return scaled(rational(factor), other)
    if not isinstance(left, Matrix) or not isinstance(right, Matrix) or left.shape[1] != right.shape[0]:
        raise Unfit("multiplies matrices of unfitting shapes")
    return reduced(Matrix(product(left.rows, right.rows), left.den * right.den))


def matrix_to_the(base: Value, exponent: Fraction) -> Matrix:
    """A^t for a square matrix and a whole number t ≥ 0."""
    base = square(base)
    if exponent.denominator > 1 or exponent < 0:
        raise Unfit("a matrix has whole powers ≥ 0 only; inverse(A) is its inverse")
    size = max(base.den, *(abs(entry) for row in base.rows for entry in row)) * len(base.rows)
    if size.bit_length() * exponent > LARGEST_POWER:
        raise Unresolved("a power is too large to be formed")
    return matrix_power(base, exponent.numerator)


def transposed(value: Value) -> Matrix:
    """Aᵀ."""
    return Matrix(transpose(matrix(value).rows), matrix(value).den)


def inverse(value: Value) -> Matrix:
    """A⁻¹, by Gauss and Jordan's elimination, without fractions (Bareiss)."""
    given, size = square(value), len(square(value).rows)
    work = [row + [int(i == j) for j in range(size)] for i, row in enumerate(given.rows)]
    previous = 1
    for k in range(size):
        pivot = next((i for i in range(k, size) if work[i][k]), None)
        if pivot is None:
            raise Unfit("inverts a singular matrix")
        bits = length(work)
        spend(2 * size**2 * (1 + 2 * multiplication(bits, bits) + division(bits, previous.bit_length())))
        work[k], work[pivot] = work[pivot], work[k]
        top = work[k]
        work = [[(top[k] * a - row[k] * b) // previous for a, b in zip(row, top, strict=True)] for row in work]
        work[k], previous = top, top[k]
    sign = 1 if previous > 0 else -1
    return reduced(Matrix([[sign * given.den * entry for entry in row[size:]] for row in work], abs(previous)))


def blocks(rows: list[list[Value]]) -> Matrix:
    """The matrix with the given entries, all numbers, or the given blocks; among blocks 0 and I take the shape left."""
    columns = list(zip(*rows, strict=True))
    if all(isinstance(entry, Interval) for row in rows for entry in row):
        return _bounded(from_fractions([[rational(entry) for entry in row] for row in rows]))
    squares = [(i, j) for i, row in enumerate(rows) for j, x in enumerate(row) if isinstance(x, Identity) and x.scale]
    heights, widths = extents([_extent(row, 0) for row in rows], [_extent(column, 1) for column in columns], squares)
    shapes = [[(h, w) for w in widths] for h in heights]
    filled = [list(map(_filled, *pair)) for pair in zip(rows, shapes, strict=True)]
    den = common_denominator(block.den for row in filled for block in row)
    entries, bits = sum(heights) * sum(widths), max(length(block.rows) for row in filled for block in row)
    spend(entries * (2 + multiplication(den.bit_length(), bits) + den.bit_length() // 64))
    return _bounded(reduced(Matrix([_joined(row, i, den) for row in filled for i in range(row[0].shape[0])], den)))


def extents(heights: list[int], widths: list[int], squares: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Heights and widths of block rows and columns, 0 where unknown, completed by what is square.

    That is the block at each of ``squares``, a multiple of I that is not 0, and the diagonal of as many block rows as
    columns.
    """
    if len(heights) == len(widths):
        squares = squares + [(i, i) for i in range(len(heights))]
    for _ in range(len(heights) + len(widths)):
        for i, j in squares:
            heights[i], widths[j] = heights[i] or widths[j], widths[j] or heights[i]
    if any(heights[i] != widths[j] for i, j in squares):
        raise Unfit("a multiple of I, or a diagonal block of as many block rows as columns, is not square")
    return heights, widths


def _joined(row: list[Matrix], i: int, den: int) -> list[int]:
    """Row ``i`` of blocks side by side."""
    return [entry * (den // block.den) for block in row for entry in block.rows[i]]


def _extent(entries: list[Value] | tuple[Value, ...], axis: int) -> int:
    """The common height (axis 0) or width (axis 1) of the blocks, 0 where there is none."""
    extents = {block.shape[axis] for block in entries if isinstance(block, Matrix)}
    if len(extents) > 1:
        raise Unfit("joins blocks of unfitting shapes")
    return extents.pop() if extents else 0


def _filled(entry: Value, shape: tuple[int, int]) -> Matrix:
    if isinstance(entry, Matrix):
        return entry
    scale = entry.scale if isinstance(entry, Identity) else Fraction(0)
    if (isinstance(entry, Interval) and entry.point != 0) or 0 in shape or (scale and shape[0] != shape[1]):
        raise Unfit("a block is a matrix, 0 or I, of a shape that its row and column give")
    return _identity(scale, shape)


def _identity(scale: Fraction, shape: tuple[int, int]) -> Matrix:
    return from_fractions([[scale * (i == j) for j in range(shape[1])] for i in range(shape[0])])


def _bounded(result: Matrix) -> Matrix:
    if max(result.shape) > LARGEST_MATRIX:
        raise Unfit(f"builds a matrix larger than {LARGEST_MATRIX}×{LARGEST_MATRIX}")
    return result


def _nonzero(value: Matrix) -> list[tuple[int, int, int]]:
    return [(i, j, entry) for i, row in enumerate(value.rows) for j, entry in enumerate(row) if entry]


def is_zero(value: Value) -> bool:
    """Whether a matrix is zero."""
    return value.scale == 0 if isinstance(value, Identity) else not _nonzero(matrix(value))


def ordered(sign: str, left: Value, right: Value) -> bool:
    """Whether X ⪯ Y, or X ≺ Y: both are symmetric, and Y − X is positive semidefinite, or definite."""
    low, high = (right, left) if sign in (">=", ">") else (left, right)
    difference = total(high, scaled(Fraction(-1), low))
    if isinstance(difference, Identity):
        return difference.scale > 0 or (difference.scale == 0 and "=" in sign)
    rows = square(difference).rows
    if not all(isinstance(side, Identity) or is_symmetric(matrix(side)) for side in (low, high)):
        return False
    semidefinite, rank = eliminated(rows)
    return semidefinite and ("=" in sign or rank == len(rows))


def _is_square(value: Matrix) -> bool:
    return value.shape[0] == value.shape[1]


def _is_normal(value: Matrix) -> bool:
    flipped = transpose(value.rows)
    return _is_square(value) and product(value.rows, flipped) == product(flipped, value.rows)


PROPERTIES: Mapping[str, Callable[[Matrix], bool]] = {
    "square": _is_square,
    "symmetric": is_symmetric,
    "normal": _is_normal,
    "diagonal": lambda value: _is_square(value) and all(i == j for i, j, _ in _nonzero(value)),
    "lower_triangular": lambda value: _is_square(value) and all(i >= j for i, j, _ in _nonzero(value)),
    "upper_triangular": lambda value: _is_square(value) and all(i <= j for i, j, _ in _nonzero(value)),
    "nonnegative": lambda value: all(entry > 0 for _, _, entry in _nonzero(value)),
}
"""What each predicate of the claim language says of a matrix."""
