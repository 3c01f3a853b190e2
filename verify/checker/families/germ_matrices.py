"""Matrices of germs: sums, products, blocks and structure, exact for all large n."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kreiss.verify.checker.families.germs import ONE, ZERO, Germ, Range, number
from kreiss.verify.checker.refutations.values import Unfit, extents

Rows = tuple[tuple[Germ, ...], ...]
LARGEST_ORDER, LARGEST_MATRIX = 8, 60


@dataclass(frozen=True)
class Identity:
    """``scale`` times the identity of whatever size fits; as a block, 0 or I."""

    scale: Germ


Value = Range | Rows | Identity


def real(value: Value) -> Range:
    """A number's range."""
    if not isinstance(value, Range):
        raise Unfit("expected a number, got a matrix")
    return value


def germ(value: Range) -> Germ:
    """A number's exact value."""
    if value.point is None:
        raise Unfit("expected a number known exactly, as a factor or entry of a matrix or as an exponent")
    return value.point


def matrix(value: Value) -> Rows:
    """A matrix of known shape."""
    if isinstance(value, Range | Identity):
        raise Unfit("expected a matrix of known size")
    return value


def square(value: Value) -> Rows:
    """A square matrix of at most ``LARGEST_ORDER`` rows."""
    rows = matrix(value)
    if len(rows) != len(rows[0]) or len(rows) > LARGEST_ORDER:
        raise Unfit(f"expected a square matrix of order at most {LARGEST_ORDER}")
    return rows


def scaled(factor: Germ, rows: Rows) -> Rows:
    """factor·M."""
    return tuple(tuple(factor * entry for entry in row) for row in rows)


def added(left: Rows, right: Rows) -> Rows:
    """The sum of matrices of one shape."""
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        raise Unfit("adds matrices of different shapes")
    return tuple(tuple(x + y for x, y in zip(a, b, strict=True)) for a, b in zip(left, right, strict=True))


def total(left: Value, right: Value) -> Value:
    """left + right; a multiple of I takes the size of the matrix beside it."""
    if isinstance(left, Range) and isinstance(right, Range):
        return left + right
    if isinstance(left, Identity) and isinstance(right, Identity):
        return Identity(left.scale + right.scale)
    if isinstance(left, Identity):
        left, right = right, left
    if isinstance(right, Identity):
        right = diagonal(len(square(left)), right.scale)
    return added(matrix(left), matrix(right))


def times(left: Value, right: Value) -> Value:
    """left·right."""
    if isinstance(left, Range) and isinstance(right, Range):
        return left * right
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Identity):
            factor = Range(factor.scale, factor.scale) if not isinstance(other, Range) else factor
        if isinstance(factor, Range):
            scale = germ(factor)
            return Identity(scale * other.scale) if isinstance(other, Identity) else scaled(scale, matrix(other))
    return product(matrix(left), matrix(right))


def diagonal(size: int, entry: Germ) -> Rows:
    """``entry`` times the identity."""
    return tuple(tuple(entry if i == j else ZERO for j in range(size)) for i in range(size))


def product(left: Rows, right: Rows) -> Rows:
    """The product of two matrices."""
    if len(left[0]) != len(right):
        raise Unfit("multiplies matrices of unfitting shapes")
    return tuple(tuple(dot(row, column) for column in zip(*right, strict=True)) for row in left)


def inverse(rows: Rows) -> Rows:
    """M⁻¹ by Faddeev and LeVerrier: the adjugate, over the determinant, which is not 0 for all large n."""
    order, adjugate = len(rows), diagonal(len(rows), ONE)
    for k in range(1, order):
        image = product(rows, adjugate)
        trace = dot(tuple(row[i] for i, row in enumerate(image)), (ONE,) * order)
        adjugate = added(image, diagonal(order, trace * number(Fraction(-1, k))))
    return scaled(product(rows, adjugate)[0][0].reciprocal(), adjugate)


def dot(left: tuple[Germ, ...], right: tuple[Germ, ...]) -> Germ:
    """Σ xᵢyᵢ."""
    result = ZERO
    for x, y in zip(left, right, strict=True):
        result = result + x * y
    return result


def blocks(rows: list[list[Value]]) -> Rows:
    """A matrix of numbers, or of blocks, among which 0 and I take the shape that is left."""
    if all(isinstance(entry, Range) for row in rows for entry in row):
        return tuple(tuple(germ(real(entry)) for entry in row) for row in rows)
    columns = list(zip(*rows, strict=True))
    places = [(i, j, entry) for i, row in enumerate(rows) for j, entry in enumerate(row)]
    squares = [(i, j) for i, j, entry in places if isinstance(entry, Identity) and entry.scale.sign]
    heights, widths = extents([_extent(row, 0) for row in rows], [_extent(column, 1) for column in columns], squares)
    filled = [
        [_filled(x, h, w) for x, w in zip(row, widths, strict=True)] for row, h in zip(rows, heights, strict=True)
    ]
    if max(sum(heights), sum(widths)) > LARGEST_MATRIX:
        raise Unfit(f"builds a matrix larger than {LARGEST_MATRIX}×{LARGEST_MATRIX}")
    return tuple(tuple(entry for block in row for entry in block[i]) for row in filled for i in range(len(row[0])))


def _extent(entries: list[Value] | tuple[Value, ...], axis: int) -> int:
    extents = {(len(block), len(block[0]))[axis] for block in entries if isinstance(block, tuple)}
    if len(extents) > 1:
        raise Unfit("joins blocks of unfitting shapes")
    return extents.pop() if extents else 0


def _filled(entry: Value, height: int, width: int) -> Rows:
    if isinstance(entry, tuple):
        if (len(entry), len(entry[0])) != (height, width):
            raise Unfit("joins blocks of unfitting shapes")
        return entry
    scale = entry.scale if isinstance(entry, Identity) else germ(entry)
    is_number = isinstance(entry, Range) and scale.sign != 0
    if is_number or not height or not width or (scale.sign and height != width):
        raise Unfit("a block is a matrix, 0 or I, of a shape that its row and column give")
    return tuple(tuple(scale if i == j else ZERO for j in range(width)) for i in range(height))


def size(entry: Germ) -> Germ:
    """|x|."""
    return -entry if entry.sign < 0 else entry


def sizes(rows: Rows) -> list[Germ]:
    """|m_ij|, the non-zero ones."""
    return [size(entry) for row in rows for entry in row if entry.sign]


def _is_lower(rows: Rows) -> bool:
    return all(not entry.sign for i, row in enumerate(rows) for entry in row[i + 1 :])


def is_triangular(rows: Rows) -> bool:
    """Whether all entries above, or all below the diagonal are zero."""
    return _is_lower(rows) or _is_lower(tuple(zip(*rows, strict=True)))


def _is_square(rows: Rows) -> bool:
    return len(rows) == len(rows[0])


def equal(left: Rows, right: Rows) -> bool:
    """Whether two matrices of one shape agree for all large n."""
    return not any((x - y).sign for a, b in zip(left, right, strict=True) for x, y in zip(a, b, strict=True))


def _is_normal(rows: Rows) -> bool:
    flipped = tuple(zip(*rows, strict=True))
    return _is_square(rows) and equal(product(rows, flipped), product(flipped, rows))


PROPERTIES: Mapping[str, Callable[[Rows], bool]] = {
    "square": _is_square,
    "symmetric": lambda rows: _is_square(rows) and equal(rows, tuple(zip(*rows, strict=True))),
    "normal": _is_normal,
    "diagonal": lambda rows: _is_square(rows) and _is_lower(rows) and _is_lower(tuple(zip(*rows, strict=True))),
    "lower_triangular": lambda rows: _is_square(rows) and _is_lower(rows),
    "upper_triangular": lambda rows: _is_square(rows) and _is_lower(tuple(zip(*rows, strict=True))),
    "nonnegative": lambda rows: all(entry.sign >= 0 for row in rows for entry in row),
}
"""What each predicate of the claim language says of the matrices of a family, for all large n."""
