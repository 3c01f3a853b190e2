"""Rational matrices, multiples of the identity whose size nothing states, and the algebra of both with numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from kreiss.verify.evaluation import numbers
from kreiss.verify.evaluation.extents import completed, places
from kreiss.verify.evaluation.numbers import Number
from kreiss.verify.evaluation.ranges import LONGEST, Unresolved

LARGEST = 60  # order of a matrix that an expression builds: larger ones take minutes


class Unfit(ValueError):
    """Shapes or kinds of values do not fit the operation: the claim has no meaning at the point."""


@dataclass(frozen=True)
class Identity:
    """``scale`` times the identity of whatever size fits."""

    scale: Fraction


Value = Number | fmpq_mat | Identity
Fractions = Sequence[Sequence[Fraction]]


def from_fractions(rows: Fractions) -> fmpq_mat:
    """The matrix with these rows."""
    return fmpq_mat([[_flint(x) for x in row] for row in rows])


def stated_rows(block: Mapping[str, Any]) -> list[list[Fraction]]:
    """The rows of a real matrix of a certificate."""
    return [[Fraction(x, block["denominator"]) for x in row] for row in block["re"]]


def fractions(A: fmpq_mat) -> list[list[Fraction]]:
    """The rows of a matrix."""
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in A.tolist()]


def shape(A: fmpq_mat) -> tuple[int, int]:
    """Rows and columns."""
    return A.nrows(), A.ncols()


def _flint(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)


def real(value: Value) -> Number:
    """A number."""
    if not isinstance(value, Number):
        raise Unfit("expected a number, got a matrix")
    return value


def rational(value: Value) -> Fraction:
    """A number's rational value."""
    found = real(value).rational()
    if found is None:
        raise Unfit("expected a rational number, as a factor or entry of a matrix or as an exponent")
    return found


def matrix(value: Value) -> fmpq_mat:
    """A matrix of known shape."""
    if not isinstance(value, fmpq_mat):
        raise Unfit("expected a matrix of known size")
    return value


def square(value: Value) -> fmpq_mat:
    """A square matrix."""
    A = matrix(value)
    if A.nrows() != A.ncols():
        raise Unfit(f"expected a square matrix, got {A.nrows()}×{A.ncols()}")
    return A


def scaled(factor: Fraction, value: Value) -> Value:
    """factor·value."""
    if isinstance(value, Identity):
        return Identity(factor * value.scale)
    if isinstance(value, Number):
        return numbers.multiplied(numbers.exactly(factor), value)
    return value * _flint(factor)


def total(left: Value, right: Value) -> Value:
    """left + right; a multiple of I takes the size of the matrix beside it."""
    if isinstance(left, Number) and isinstance(right, Number):
        return numbers.added(left, right)
    if isinstance(left, Identity) and isinstance(right, Identity):
        return Identity(left.scale + right.scale)
    if isinstance(left, Identity):
        left, right = right, left
    A = matrix(left)
    B = multiple(right.scale, shape(square(A))) if isinstance(right, Identity) else matrix(right)
    if shape(A) != shape(B):
        raise Unfit("adds matrices of different shapes, or a number to a matrix")
    return A + B


def times(left: Value, right: Value) -> Value:
    """left·right."""
    if isinstance(left, Number) and isinstance(right, Number):
        return numbers.multiplied(left, right)
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Number):
            return scaled(rational(factor), other)
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Identity):
            return scaled(factor.scale, other)
    A, B = matrix(left), matrix(right)
    if A.ncols() != B.nrows():
        raise Unfit("multiplies matrices of unfitting shapes")
    return A * B


def power(value: Value, exponent: Fraction) -> fmpq_mat:
    """A^t for a whole t ≥ 0, by repeated squaring."""
    A = square(value)
    if exponent.denominator > 1 or exponent < 0:
        raise Unfit("a matrix has whole powers ≥ 0 only; inverse(A) is its inverse")
    size = max(max(abs(int(x.p)), int(x.q)) for x in A.entries()) * A.nrows()
    if size.bit_length() * exponent > LONGEST:
        raise Unresolved("a power is too large to be formed")
    result, t = multiple(Fraction(1), shape(A)), exponent.numerator
    while t:
        if t % 2:
            result = result * A
        t //= 2
        if t:
            A = A * A
    return result


def inverse(value: Value) -> fmpq_mat:
    """A⁻¹."""
    A = square(value)
    if A.det() == 0:
        raise Unfit("inverts a singular matrix")
    return A.inv()


def multiple(scale: Fraction, extents: tuple[int, int]) -> fmpq_mat:
    """``scale`` on the diagonal of a matrix of that shape."""
    A = fmpq_mat(*extents)
    for i in range(min(extents)):
        A[i, i] = _flint(scale)
    return A


def blocks(rows: list[list[Value]]) -> fmpq_mat:
    """The matrix with these entries, all numbers, or with these blocks, among which 0 and c·I take the size left."""
    if all(isinstance(entry, Number) for row in rows for entry in row):
        return _bounded(fmpq_mat([[_flint(rational(entry)) for entry in row] for row in rows]))
    heights, widths = _extents(rows)
    filled = [
        [_filled(x, h, w) for x, w in zip(row, widths, strict=True)] for row, h in zip(rows, heights, strict=True)
    ]
    joined = [
        [entry for line in lines for entry in line]
        for row in filled
        for lines in zip(*(block.tolist() for block in row), strict=True)
    ]
    return _bounded(fmpq_mat(joined))


def _extents(rows: list[list[Value]]) -> tuple[list[int], list[int]]:
    """The heights of the block rows and the widths of the block columns."""
    m, n = len(rows), len(rows[0])
    known: list[int] = [0] * (m + n)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            for place, extent in zip((i, m + j), shape(entry) if isinstance(entry, fmpq_mat) else (0, 0), strict=True):
                if extent and known[place] not in (0, extent):
                    raise Unfit("joins blocks of unfitting shapes")
                known[place] = known[place] or extent
    identities = places(rows, lambda entry: isinstance(entry, Identity) and bool(entry.scale))
    heights, widths, squares = completed(known[:m], known[m:], identities)
    if any(heights[i] != widths[j] for i, j in squares):
        raise Unfit("a block c*I, or a diagonal block of as many block rows as columns, is square")
    return heights, widths


def _filled(entry: Value, height: int, width: int) -> fmpq_mat:
    if isinstance(entry, fmpq_mat):
        return entry
    if isinstance(entry, Number) and entry.rational() != 0:
        raise Unfit("a block is a matrix, 0 or a multiple of I")
    if not height or not width:
        raise Unfit("nothing gives a block 0 or I its size")
    return multiple(entry.scale if isinstance(entry, Identity) else Fraction(0), (height, width))


def _bounded(A: fmpq_mat) -> fmpq_mat:
    if max(shape(A)) > LARGEST:
        raise Unfit(f"builds a matrix larger than {LARGEST}×{LARGEST}")
    return A


def is_zero(value: Value) -> bool:
    """Whether a matrix is zero."""
    return value.scale == 0 if isinstance(value, Identity) else not any(matrix(value).entries())


def _is_square(A: fmpq_mat) -> bool:
    return bool(A.nrows() == A.ncols())


def _vanishes(A: fmpq_mat, where: Callable[[int, int], bool]) -> bool:
    """Whether a square matrix is zero at the places (i, j) with ``where(i, j)``."""
    places = ((i, j) for i in range(A.nrows()) for j in range(A.ncols()))
    return _is_square(A) and not any(A[i, j] for i, j in places if where(i, j))


def is_symmetric(A: fmpq_mat) -> bool:
    """A = Aᵀ."""
    return bool(A == A.transpose())


def ordered(sign: str, left: Value, right: Value) -> bool:
    """Whether X ⪯ Y, or X ≺ Y: both are symmetric, and no root, or none with 0, of det(xI + Y − X) has x > 0.

    All roots are real: they are ≤ 0 if no coefficient is negative, and < 0 if all are positive.
    """
    low, high = (right, left) if sign in (">=", ">") else (left, right)
    difference = total(high, scaled(Fraction(-1), low))
    if isinstance(difference, Identity):
        return difference.scale > 0 or (difference.scale == 0 and "=" in sign)
    coefficients = (square(difference) * -1).charpoly().coeffs()
    if not all(isinstance(side, Identity) or is_symmetric(matrix(side)) for side in (low, high)):
        return False
    return all(c > 0 or (c == 0 and "=" in sign) for c in coefficients)


PREDICATES: Mapping[str, Callable[[Any], bool]] = {
    "square": _is_square,
    "symmetric": is_symmetric,
    "normal": lambda A: _is_square(A) and bool(A * A.transpose() == A.transpose() * A),
    "diagonal": lambda A: _vanishes(A, lambda i, j: i != j),
    "lower_triangular": lambda A: _vanishes(A, lambda i, j: i < j),
    "upper_triangular": lambda A: _vanishes(A, lambda i, j: i > j),
    "nonnegative": lambda A: all(x >= 0 for x in A.entries()),
}
"""What each predicate of the claim language says of a matrix."""
