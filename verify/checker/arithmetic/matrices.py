"""Exact numbers and integer matrices: reading them from JSON, multiplying them, and proving X ⪰ 0.

A real m×n matrix is rows of Python integers over one positive denominator. A complex matrix X + iY is read as the real
matrix [[X, −Y], [Y, X]]: the embedding preserves sums, products, adjoints, singular values and X ⪰ 0, so every argument
below is about real matrices only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
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


def number(document: object, name: str, path: str) -> Fraction:
    """``document[name]``, an integer or a "p/q" string, as a Fraction."""
    return rational(field(document, name, path), f"{path}.{name}")


def integers(document: object, name: str, path: str, size: int | None = None) -> list[int]:
    """``document[name]`` as a list of integers, ``size`` of them."""
    where = f"{path}.{name}"
    entries = [integer(entry, where) for entry in items(field(document, name, path), where)]
    if size not in (None, len(entries)):
        raise Rejected(where, f"expected {size} entries")
    return entries


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


def listed(value: object, path: str) -> list[tuple[Any, str]]:
    """The entries of a list, each with its path."""
    return [(entry, f"{path}[{i}]") for i, entry in enumerate(items(value, path))]


@dataclass(frozen=True)
class Matrix:
    """The real matrix ``rows / den``."""

    rows: Rows
    den: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return len(self.rows), len(self.rows[0])

    @cached_property
    def square(self) -> Rows:
        """The integers rowsᵀ·rows."""
        return product(transpose(self.rows), self.rows)


def _integer_rows(value: object, path: str) -> Rows:
    spend(sum(len(row) for row in items(value, path) if isinstance(row, list)) * 4)
    rows = [[integer(entry, at) for entry in items(row, at)] for row, at in listed(value, path)]
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
    """Read a symmetric (embedded: Hermitian) matrix of the given embedded size; a real one may stand for either.

    A real one may be given by its lower triangle, ``{"denominator": d, "lower": rows}``.
    """
    if isinstance(value, Mapping) and "lower" in value:
        rows, den = _triangle(value, path)
        spend(len(rows) ** 2)
        result = Matrix([row + [below[i] for below in rows[i + 1 :]] for i, row in enumerate(rows)], den)
    else:
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


def times(rows: Rows, factor: int) -> Rows:
    """``factor`` times the matrix."""
    return combination([(factor, rows)])


def combination(terms: Sequence[tuple[int, Rows]], diagonal: int = 0) -> Rows:
    """Σ c·X + diagonal·I."""
    (first, *_), size = terms, len(terms[0][1]) * len(terms[0][1][0])
    spend(size * sum(multiplication(c.bit_length(), length(X)) + length(X) // 256 for c, X in terms))
    rows = [[first[0] * x for x in row] for row in first[1]]
    for c, X in terms[1:]:
        rows = [[x + c * y for x, y in zip(*pair, strict=True)] for pair in zip(rows, X, strict=True)]
    for i in range(len(rows) if diagonal else 0):
        rows[i][i] += diagonal
    return rows


def blocks(first: Rows, off: Rows, last: Rows) -> Rows:
    """[[first, off], [off*, last]]."""
    top = [x + y for x, y in zip(first, off, strict=True)]
    return top + [x + y for x, y in zip(transpose(off), last, strict=True)]


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
    offset = _offset(width, count)
    packed = [_packed(row, width, offset) for row in right]
    return [_digits(sum(map(mul, row, packed)) + offset, width, count) for row in left]


def _offset(width: int, count: int) -> int:
    """Σ_j (X/2)·X^j over ``count`` digits."""
    return int.from_bytes((bytes(width - 1) + b"\x80") * count, "little")


def _packed(row: list[int], width: int, offset: int) -> int:
    """Σ_j b_j X^j."""
    half = 1 << (8 * width - 1)
    return int.from_bytes(b"".join([(entry + half).to_bytes(width, "little") for entry in row]), "little") - offset


def _digits(packed: int, width: int, count: int, first: int = 0) -> list[int]:
    """The digits b_first, b_(first + 1), … of Σ_j b_j X^j, to which the offset has been added."""
    half, text = 1 << (8 * width - 1), packed.to_bytes(width * count, "little")
    return [int.from_bytes(text[a : a + width], "little") - half for a in range(width * first, width * count, width)]


def proved(X: Rows, den: int, document: object, name: str, path: str, *, strict: bool = False) -> None:
    """Accept ``document[name]`` as a proof that X/den is ⪰ 0 (``strict``: ≻ 0), or reject it."""
    semidefinite(X, den, field(document, name, path), f"{path}.{name}", strict=strict)


def semidefinite(X: Rows, den: int, proof: object, path: str, *, strict: bool = False) -> None:
    """Accept the proof that the symmetric X/den is ⪰ 0 (``strict``: ≻ 0), or reject it.

    With a lower-triangular F and weights w_i = 2^k_i: X/den = F·Fᵀ + E and E_ii·w_i ≥ Σ_{j≠i} |E_ij|·w_j for all i.
    F·Fᵀ ⪰ 0, and E ⪰ 0 by Gershgorin's theorem for diag(w)⁻¹·E·diag(w). The proof "elimination" asks the checker to
    find LDLᵀ itself, and a number of bits to find such an F.
    """
    if type(proof) is int:
        if not _factored(X, den, proof):
            raise Rejected(path, f"elimination in units of 2^−{proof} met a pivot that is not positive")
        return
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


def _triangle(value: object, path: str) -> tuple[Rows, int]:
    """The rows ``lower``, each up to the diagonal, and the denominator."""
    den = integer(field(value, "denominator", path), f"{path}.denominator")
    lower = listed(field(value, "lower", path), f"{path}.lower")
    rows = [[integer(entry, at) for entry in items(row, at)] for row, at in lower]
    if den < 1 or not rows or [*map(len, rows)] != [*range(1, len(rows) + 1)]:
        raise Rejected(path, "expected rows of 1, 2, 3, … entries over a positive denominator")
    return rows, den


def _factor(proof: object, size: int, path: str) -> tuple[Rows, int, list[int]]:
    """The lower-triangular factor as full rows, its denominator, and the weights' exponents."""
    lower, den = _triangle(proof, path)
    weights = integers(proof, "weights", path)
    if len(lower) != size or len(weights) != size:
        raise Rejected(path, f"expected a factor with {size} rows, and {size} weights")
    if max(weights) - min(weights) > _WIDEST_WEIGHTS:
        raise Rejected(f"{path}.weights", f"expected exponents that differ by at most {_WIDEST_WEIGHTS}")
    spend(4 * size * size)
    return [row + [0] * (size - len(row)) for row in lower], den, weights


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


_BLOCK = 16
"""Rows by which the columns of a factor are shortened at once: each costs a copy of all."""


def _factored(X: Rows, den: int, bits: int) -> bool:
    """Whether X/den, of order n, is seen to be ≻ 0 by elimination in integers of about ``bits`` bits, 2^bits = B.

    With k such that 4^k_i·X_ii/den < 2, let Z be B²·2^(k_i + k_j)·X_ij/den rounded down, and r_i = Z_ii − nB. Column
    after column, G_ii = g = ⌊√r_i⌋, and G_ji for j > i is (Z_ji − Σ_{k<i} G_jk·G_ik)/g to the nearest integer, whose
    square r_j loses. While r ≥ 1, Σ_k G_jk² < Z_jj < 2B²: entries and sums (Cauchy) are below 2B² in size, which a
    digit holds. At the end B²·2^(k_i + k_j)·X_ij/den = (G·Gᵀ + E)_ij with E_ii ≥ nB, and |E_ij| ≤ g/2 + 1 ≤ B/√2 + 1
    < B for j ≠ i as B ≥ 4, so that E ≻ 0 by Gershgorin's theorem.
    """
    n, width = len(X), (2 * bits + 9) // 8
    diagonal = [row[i] for i, row in enumerate(X)]
    if bits < 2 or min(diagonal) <= 0:
        return False
    k = [(den.bit_length() - entry.bit_length()) // 2 for entry in diagonal]
    least, shifts = min(k), [ki - min(k) for ki in k]
    up, down = max(0, 2 * (bits + least)), max(0, -2 * (bits + least))
    longest = length(X) + up + 2 * max(shifts)
    quotient = max(1, longest - den.bit_length() - down)  # a division costs its length times the divisor's
    work = multiplication(longest, 64) + division(quotient, den.bit_length() + down) + division(quotient, bits)
    spend(n * n * (2 + multiplication(3 * width * n, max(bits, 30)) + work) + n * multiplication(longest, longest))
    den, offset = den << down, _offset(width, n)
    rest = [(entry << up + 2 * s) // den - (n << bits) for entry, s in zip(diagonal, shifts, strict=True)]
    heads: Rows = [[] for _ in X]  # the rows of G, as far as they are known
    columns: list[int] = []  # packed, from row ``start`` on
    start = 0
    if min(rest) < 1:
        return False
    for i, row in enumerate(X):
        if i == start + _BLOCK:
            start, drop = i, 8 * width * _BLOCK
            columns = [(column + offset >> drop) - (offset >> drop) for column in columns]
            offset >>= drop
        shift, g, known = up + shifts[i], isqrt(rest[i]), i + 1 - start
        Z = [(x << shift + s) // den for x, s in zip(row[i + 1 :], shifts[i + 1 :], strict=True)]
        sums = _digits(sum(map(mul, heads[i], columns)) + offset, width, n - start, known)
        column = [(z - y + (g >> 1)) // g for z, y in zip(Z, sums, strict=True)]
        for j, entry in enumerate(column, i + 1):
            rest[j] -= entry * entry
            heads[j].append(entry)
        if min(rest[i + 1 :], default=1) < 1:
            return False
        columns.append(_packed([0] * known + column, width, offset))
    return True


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
