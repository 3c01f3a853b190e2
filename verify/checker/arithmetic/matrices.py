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
from math import isqrt
from operator import lshift, mul
from typing import Any

from kreiss.verify.checker.documents import Rejected, division, multiplication, spend

Rows = list[list[int]]
_WIDEST_WEIGHTS = 100_000
_LONGEST_INTEGER = 13_288
_RATIONAL = re.compile(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?", re.ASCII)


def integer(value: object, path: str) -> int:
    """``value`` as an int; bools, floats and everything else are rejected."""
    if type(value) is not int:
        raise Rejected(path, f"expected an integer, got {value!r:.40}")
    return value


def rational(value: object, path: str) -> Fraction:
    """``value``, an integer or a "p/q" string, as a Fraction."""
    spend(_cost_of_rational(value))
    if type(value) is int:
        if value.bit_length() > _LONGEST_INTEGER:
            raise Rejected(path, "expected an integer of at most 4000 digits")
        return Fraction(value)
    if not isinstance(value, str) or not _RATIONAL.fullmatch(value):
        raise Rejected(path, f"expected an integer or a 'p/q' string, got {value!r:.40}")
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise Rejected(path, "the denominator is zero") from None


def cost(value: Fraction) -> int:
    """The work of a few sums and products with a number."""
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    return 40 + 40 * multiplication(bits, bits)


def _cost_of_rational(value: object) -> int:
    """The work of the few dozen sums, products and comparisons that a step does with a number of a document."""
    length = len(value) * 4 if isinstance(value, str) else value.bit_length() if isinstance(value, int) else 0
    return 40 + (min(length, 4 * _LONGEST_INTEGER) ** 2 >> 10)


def field(document: object, name: str, path: str) -> Any:
    """``document[name]``, rejecting a missing field or a non-object by its path."""
    spend(2)
    if not isinstance(document, Mapping):
        raise Rejected(path, "expected an object")
    if name not in document:
        raise Rejected(path, f"the field {name!r} is missing")
    return document[name]


def items(value: object, path: str) -> Sequence[Any]:
    """``value`` as a list."""
    if not isinstance(value, list):
        raise Rejected(path, "expected a list")
    spend(2 + 4 * len(value))
    return value


@dataclass(frozen=True)
class Matrix:
    """The real matrix ``rows / den``."""

    rows: Rows
    den: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return len(self.rows), len(self.rows[0])


def _integer_rows(value: object, path: str) -> Rows:
    spend(sum(len(row) for row in items(value, path) if isinstance(row, list)) * 4)
    rows = [[integer(entry, f"{path}[{i}]") for entry in items(row, f"{path}[{i}]")]
            for i, row in enumerate(items(value, path))]  # fmt: skip
    if not rows or not rows[0]:
        raise Rejected(path, "expected at least one row and one column")
    if any(len(row) != len(rows[0]) for row in rows):
        raise Rejected(path, "the rows differ in length")
    return rows


def matrix(value: Any, path: str) -> Matrix:
    """Read ``{"denominator": d, "re": rows, "im": rows or absent}``; a complex one comes back embedded as real."""
    den = integer(field(value, "denominator", path), f"{path}.denominator")
    if den < 1:
        raise Rejected(f"{path}.denominator", "expected a positive integer")
    re_rows = _integer_rows(field(value, "re", path), f"{path}.re")
    if "im" not in value:
        return Matrix(re_rows, den)
    im_rows = _integer_rows(field(value, "im", path), f"{path}.im")
    if (len(im_rows), len(im_rows[0])) != (len(re_rows), len(re_rows[0])):
        raise Rejected(f"{path}.im", "expected the shape of the real part")
    spend(2 * len(re_rows) * len(re_rows[0]))
    top = [x + [-b for b in y] for x, y in zip(re_rows, im_rows, strict=True)]
    return Matrix(top + [y + x for x, y in zip(re_rows, im_rows, strict=True)], den)


def symmetric(value: Any, size: int, path: str) -> Matrix:
    """Read a symmetric (embedded: Hermitian) matrix of the given embedded size; a real one may stand for either."""
    result = matrix(value, path)
    spend(4 * size * size if 2 * len(result.rows) >= size else 0)
    if result.shape == (size // 2, size // 2) and size % 2 == 0 and "im" not in value:
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


def length(rows: Rows) -> int:
    """The bits of the longest entry."""
    return max(max(map(int.bit_length, row)) for row in rows)


def image(rows: Rows, vector: Sequence[int]) -> list[int]:
    """The matrix times the vector."""
    spend(len(rows) * len(vector) * multiplication(length(rows), length([[*vector]])))
    return [sum(map(mul, row, vector)) for row in rows]


def product(left: Rows, right: Rows) -> Rows:
    """The product of integer matrices, exactly, by Kronecker substitution.

    Each row of ``right`` becomes one integer Σ_j b_j X^j with X = 2^w too large for sums to overlap, so that a row of
    the product is one sum of big-integer multiples: m·k multiplications instead of m·k·n. Sums are at most ``bound``
    < X/2 in size, so that X/2 added to each leaves it between 0 and X: a digit. Rows of ``left`` may end before their
    zeros.
    """
    bound = max(_largest(left), 1) * _largest(right) * len(right)
    width = (bound.bit_length() + 9) // 8
    count = len(right[0])
    row_work = 1 + 2 * multiplication(8 * width * count, max(length(left), 30))
    spend(20 + 3 * (len(left) + len(right)) * count + len(left) * len(right) * row_work // 2)
    half = 1 << (8 * width - 1)
    offset = int.from_bytes((bytes(width - 1) + b"\x80") * count, "little")  # Σ_j half·X^j: no digit is negative then
    packed = [
        int.from_bytes(b"".join([(entry + half).to_bytes(width, "little") for entry in row]), "little") - offset
        for row in right
    ]
    places = list(pairwise(range(0, width * (count + 1), width)))
    result = []
    for row in left:
        digits = (sum(map(mul, row, packed)) + offset).to_bytes(width * count, "little")
        result.append([int.from_bytes(digits[a:b], "little") - half for a, b in places])
    return result


def semidefinite(X: Rows, den: int, proof: object, path: str, *, strict: bool = False) -> None:
    """Accept the proof that the symmetric X/den is ⪰ 0 (``strict``: ≻ 0), or reject it.

    With a lower-triangular F and weights w_i = 2^k_i: X/den = F·Fᵀ + E and E_ii·w_i ≥ Σ_{j≠i} |E_ij|·w_j for all i.
    F·Fᵀ ⪰ 0, and E ⪰ 0 by Gershgorin's theorem for diag(w)⁻¹·E·diag(w). The proof "elimination" asks the checker to
    find LDLᵀ itself.
    """
    if proof == "elimination":
        definite, rank = eliminated(X)
        if not definite or (strict and rank < len(X)):
            raise Rejected(path, "elimination met a negative pivot, or a zero pivot in a non-zero row")
        return
    F, f_den, weights = _factor(proof, len(X), path)
    square = product([row[: i + 1] for i, row in enumerate(F)], transpose(F))
    scale = f_den * f_den
    spend(len(X) ** 2 * (3 + multiplication(length(X), scale.bit_length()) + (max(weights) - min(weights) >> 6)))
    spend(len(X) ** 2 * multiplication(length(square), den.bit_length()))
    shifts = [k - min(weights) for k in weights]
    alike = max(shifts) == 0
    for i, row in enumerate(X):
        sizes = [abs(x * scale - y * den) for x, y in zip(row, square[i], strict=True)]
        own = (row[i] * scale - square[i][i] * den) << shifts[i]
        total = sum(sizes) if alike else sum(map(lshift, sizes, shifts))
        others = total - (sizes[i] << shifts[i])
        if own < others or (strict and own == others):
            raise Rejected(path, f"row {i + 1} of the remainder is not diagonally dominant")


def _factor(proof: object, size: int, path: str) -> tuple[Rows, int, list[int]]:
    """The lower-triangular factor as full rows, its denominator, and the weights' exponents."""
    f_den = integer(field(proof, "denominator", path), f"{path}.denominator")
    lower = items(field(proof, "lower", path), f"{path}.lower")
    weights = [
        integer(k, f"{path}.weights[{i}]")
        for i, k in enumerate(items(field(proof, "weights", path), f"{path}.weights"))
    ]
    if len(lower) != size or len(weights) != size or f_den < 1:
        raise Rejected(path, f"expected a factor with {size} rows over a positive denominator, and {size} weights")
    if max(weights) - min(weights) > _WIDEST_WEIGHTS:
        raise Rejected(f"{path}.weights", f"expected exponents that differ by at most {_WIDEST_WEIGHTS}")
    F = []
    for i, row in enumerate(lower):
        entries = [integer(x, f"{path}.lower[{i}]") for x in items(row, f"{path}.lower[{i}]")]
        if len(entries) != i + 1:
            raise Rejected(f"{path}.lower[{i}]", f"expected {i + 1} entries")
        F.append(entries + [0] * (size - i - 1))
    return F, f_den, weights


def eliminated(X: Rows) -> tuple[bool, int]:
    """Whether the symmetric integer matrix is ⪰ 0, and then its rank.

    LDLᵀ elimination: a negative pivot refutes ⪰ 0; a zero pivot needs a zero row in its Schur complement, which then
    drops out. Fraction-free (Bareiss): the entries are minors of X, and the divisions leave no remainder.
    """
    rest, rank, previous = X, 0, 1
    while rest:
        pivot, *row = rest[0]
        if pivot < 0 or (pivot == 0 and any(row)):
            return False, rank
        tail = [line[1:] for line in rest[1:]]
        if pivot:
            bits = length(rest)
            spend(len(rest) ** 2 * (1 + 2 * multiplication(bits, bits) + division(bits, previous.bit_length())))
            rank += 1
            tail = [
                [(pivot * x - a * b) // previous for x, b in zip(line, row, strict=True)]
                for line, a in zip(tail, row, strict=True)
            ]
            previous = pivot
        rest = tail
    return True, rank


def integer_root(value: int, degree: int) -> int:
    """The largest integer whose power is at most ``value`` ≥ 0."""
    bits = value.bit_length()
    spend(2 + 8 * multiplication(bits, bits) + 4 * degree * multiplication(min(bits, 4 * degree), 4 * degree))
    if degree == 1 or value < 2:
        return value
    if degree == 2:
        return isqrt(value)
    width = -(-value.bit_length() // degree)
    if width > 4:  # the root of the leading half of the digits, plus one, is close and above
        half = width // 2
        guess = (integer_root(value >> degree * half, degree) + 1) << half
    else:
        guess = 1 << width
    while True:
        better = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
