"""Exact numbers and integer matrices: reading them from JSON, multiplying them, and proving X ⪰ 0.

A real m×n matrix is rows of Python integers over one positive denominator. A complex matrix X + iY is read as the real
matrix [[X, −Y], [Y, X]]: the embedding preserves sums, products, adjoints, singular values and X ⪰ 0, so every argument
below is about real matrices only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import mul
from typing import Any

from kreiss.verify.checker.documents import Rejected

Rows = list[list[int]]
_RATIONAL = re.compile(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?", re.ASCII)


def integer(value: object, path: str) -> int:
    """``value`` as an int; bools, floats and everything else are rejected."""
    if type(value) is not int:
        raise Rejected(path, f"expected an integer, got {value!r:.40}")
    return value


def rational(value: object, path: str) -> Fraction:
    """``value``, an integer or a "p/q" string, as a Fraction."""
    if type(value) is int:
        return Fraction(value)
    if not isinstance(value, str) or not _RATIONAL.fullmatch(value):
        raise Rejected(path, f"expected an integer or a 'p/q' string, got {value!r:.40}")
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise Rejected(path, "the denominator is zero") from None


def field(document: object, name: str, path: str) -> Any:
    """``document[name]``, rejecting a missing field or a non-object by its path."""
    if not isinstance(document, Mapping):
        raise Rejected(path, "expected an object")
    if name not in document:
        raise Rejected(path, f"the field {name!r} is missing")
    return document[name]


def items(value: object, path: str) -> Sequence[Any]:
    """``value`` as a list."""
    if not isinstance(value, list):
        raise Rejected(path, "expected a list")
    return value


@dataclass(frozen=True)
class Matrix:
    """The real matrix ``rows / den``."""

    rows: Rows
    den: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.rows[0])


def _integer_rows(value: object, path: str) -> Rows:
    rows = [[integer(entry, f"{path}[{i}]") for entry in items(row, f"{path}[{i}]")]
            for i, row in enumerate(items(value, path))]  # fmt: skip
    if not rows or not rows[0]:
        raise Rejected(path, "expected at least one row and one column")
    if any(len(row) != len(rows[0]) for row in rows):
        raise Rejected(path, "the rows differ in length")
    return rows


def matrix(value: object, path: str) -> Matrix:
    """Read ``{"denominator": d, "re": rows, "im": rows or absent}``; a complex one comes back embedded as real."""
    den = integer(field(value, "denominator", path), f"{path}.denominator")
    if den < 1:
        raise Rejected(f"{path}.denominator", "expected a positive integer")
    re_rows = _integer_rows(field(value, "re", path), f"{path}.re")
    if "im" not in value:  # type: ignore[operator]
        return Matrix(re_rows, den)
    im_rows = _integer_rows(field(value, "im", path), f"{path}.im")
    if (len(im_rows), len(im_rows[0])) != (len(re_rows), len(re_rows[0])):
        raise Rejected(f"{path}.im", "expected the shape of the real part")
    top = [x + [-b for b in y] for x, y in zip(re_rows, im_rows, strict=True)]
    return Matrix(top + [y + x for x, y in zip(re_rows, im_rows, strict=True)], den)


def symmetric(value: object, size: int, path: str) -> Matrix:
    """Read a symmetric (embedded: Hermitian) matrix of the given embedded size; a real one may stand for either."""
    result = matrix(value, path)
    if result.shape == (size // 2, size // 2) and size % 2 == 0 and "im" not in value:  # type: ignore[operator]
        half = len(result.rows)
        zeros = [0] * half
        result = Matrix([row + zeros for row in result.rows] + [zeros + row for row in result.rows], result.den)
    if result.shape != (size, size):
        raise Rejected(path, f"expected a {size}×{size} real matrix, got {result.shape[0]}×{result.shape[1]}")
    if any(row[:i] != [result.rows[j][i] for j in range(i)] for i, row in enumerate(result.rows)):
        raise Rejected(path, "expected a Hermitian matrix")
    return result


def transpose(rows: Rows) -> Rows:
    """The transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def _largest(rows: Rows) -> int:
    return max(max(map(abs, row)) for row in rows)


def product(left: Rows, right: Rows) -> Rows:
    """The product of integer matrices, exactly, by Kronecker substitution.

    Each row of ``right`` becomes one integer Σ_j b_j X^j with X = 2^w too large for sums to overlap, so that a row of
    the product is one sum of big-integer multiples: m·k multiplications instead of m·k·n.
    """
    bound = _largest(left) * _largest(right) * len(right)
    width = (bound.bit_length() + 9) // 8
    count = len(right[0])
    packed = [_pack(row, width) for row in right]
    offset = int.from_bytes((bytes(width - 1) + b"\x80") * count, "little")
    half = 1 << (8 * width - 1)
    result = []
    for row in left:
        digits = (sum(map(mul, row, packed)) + offset).to_bytes(width * count, "little")
        result.append([int.from_bytes(digits[a:b], "little") - half
                       for a, b in pairwise(range(0, width * (count + 1), width))])  # fmt: skip
    return result


def _pack(row: list[int], width: int) -> int:
    positive = b"".join(max(entry, 0).to_bytes(width, "little") for entry in row)
    negative = b"".join(max(-entry, 0).to_bytes(width, "little") for entry in row)
    return int.from_bytes(positive, "little") - int.from_bytes(negative, "little")
