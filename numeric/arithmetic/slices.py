"""Integer matrices as slices: float64 matrices whose products BLAS forms without any rounding.

X = Σ_k X_k·2^(bk), b = 22, with digits |X_k| ≤ 2^(b−1). A product of two digit matrices of inner order n ≤ 2^11 is a
sum of integers up to 2^42 in size, every partial sum of which, in any order, is at most n·2^42 ≤ 2^53: float64
arithmetic makes no error, with fused multiply-adds neither. (As everywhere here, BLAS is taken to sum products; fast
matrix multiplication, which subtracts first, is excluded.) The digits of the whole product are sums of such in int64,
and carries bring them back below 2^(b−1). So every number here is exact; ``floats`` alone rounds, by a bound.

Source: error-free splitting, Ozaki, Ogita, Oishi & Rump, Numer. Algorithms 59, 2012; here on one grid, so that digits
of several matrices add.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

BASE_BITS = 22  # of a slice: more need fewer products, and allow smaller orders before sums round
LARGEST_ORDER = 2 ** (53 - 2 * (BASE_BITS - 1))
"""The largest inner order of a product."""
MOST_DIGITS = 44
"""2^(22·44) is the largest power of the base that float64 holds with room to spare."""
RELATIVE = 2.0**-44
"""What ``floats`` rounds by, at most."""
_WIDEST_SHIFT = 40
"""What leaves a digit below 2^62."""
_HALF, _BASE = 1 << (BASE_BITS - 1), 1 << BASE_BITS
_MASK = _BASE - 1
_PACKED = 4
"""Slices of 22 bits that fill whole bytes, 11 of them."""

Digits = NDArray[np.int64]


@dataclass(frozen=True)
class Slices:
    """The integer matrix Σ_k digits[k]·2^(22k), |digits| ≤ 2^21; the first index of ``digits`` is k."""

    digits: Digits

    @classmethod
    def of(cls, digits: Digits) -> Slices:
        """Σ_k digits[k]·2^(22k) for digits below 2^62 in size."""
        return cls(_carried(digits))

    @classmethod
    def of_floats(cls, array: NDArray[np.float64]) -> Slices:
        """A real matrix of integers that float64 holds; raises ``OverflowError`` for entries that are not finite."""
        if not np.all(np.isfinite(array)):
            raise OverflowError("not finite")
        rest, digits = array, []
        while np.any(rest):
            quotient = np.rint(rest / _BASE)
            digits.append((rest - quotient * _BASE).astype(np.int64))
            rest = quotient
        return cls(np.array(digits) if digits else np.zeros((1, *array.shape), dtype=np.int64))

    @classmethod
    def of_integers(cls, matrix: fmpz_mat) -> Slices:
        """The same integers as FLINT's."""
        entries = [int(entry) for entry in matrix.entries()]
        widest = max((abs(entry).bit_length() for entry in entries), default=0)
        groups = (widest + 1) // (_PACKED * BASE_BITS) + 1
        size = groups * _PACKED * BASE_BITS // 8
        halves = sum(_HALF << (BASE_BITS * k) for k in range(_PACKED * groups))
        packed = b"".join((entry + halves).to_bytes(size, "little") for entry in entries)
        digits = _unpacked(np.frombuffer(packed, dtype=np.uint8).reshape(len(entries), groups, -1)) - _HALF
        return cls(_without_zeros(digits.reshape(-1, matrix.nrows(), matrix.ncols())))

    @classmethod
    def diagonal(cls, number: int, n: int) -> Slices:
        """``number`` times the identity of order n."""
        return cls(_digits_of(number)[:, None, None] * np.eye(n, dtype=np.int64))

    @property
    def T(self) -> Slices:
        """The transpose."""
        return Slices(self.digits.transpose(0, 2, 1))

    @property
    def small(self) -> bool:
        """Whether ``floats`` holds the numbers."""
        return len(self.digits) <= MOST_DIGITS

    @cached_property
    def _beside(self) -> NDArray[np.float64]:
        """The digits in one row, the last first."""
        return np.concatenate(self.digits, axis=1, dtype=np.float64)

    @cached_property
    def _above(self) -> NDArray[np.float64]:
        """The digits in one column, the first of them first."""
        return np.concatenate(self.digits[::-1], axis=0, dtype=np.float64)

    def __getitem__(self, part: tuple[slice, slice]) -> Slices:
        return Slices(self.digits[:, part[0], part[1]])

    def __add__(self, other: Slices) -> Slices:
        return Slices.of(_sum(self.digits, other.digits))

    def __sub__(self, other: Slices) -> Slices:
        return Slices.of(_sum(self.digits, -other.digits))

    def __mul__(self, factor: int) -> Slices:
        """Every entry times an integer, whose powers of two only move digits."""
        odd, places, bits = _split(factor)
        scale = _digits_of(odd << bits)
        if len(scale) == 1:
            return (self if scale[0] == 1 else Slices.of(self.digits * scale[0]))._raised(places)
        total = np.zeros((places + len(scale) + len(self.digits), *self.digits.shape[1:]), dtype=np.int64)
        for k, digit in enumerate(scale, places):
            total[k : k + len(self.digits)] += self.digits * digit
        return Slices.of(total)

    def __matmul__(self, other: Slices) -> Slices:
        """The product: for each of its digits, one product of the digits beside each other. Inner order up to 2^11."""
        n = self.digits.shape[2]
        a, b, most = len(self.digits), len(other.digits), LARGEST_ORDER // n
        total = np.zeros((a + b - 1, self.digits.shape[1], other.digits.shape[2]), dtype=np.int64)
        for k in range(a + b - 1):
            first, end = max(0, k - b + 1), min(a, k + 1)
            for i in range(first, end, most):
                j = min(i + most, end)
                left = self._beside[:, i * n : j * n]
                right = other._above[(b - 1 - k + i) * n : (b - 1 - k + j) * n]
                total[k] += (left @ right).astype(np.int64)
        return Slices.of(total)

    def without(self, count: int) -> Slices:
        """The nearest integers to the numbers over 2^(22·count), less than 1 from them: without the last digits."""
        rest = self.digits[count:]
        return Slices(rest) if len(rest) else Slices(np.zeros((1, *self.digits.shape[1:]), dtype=np.int64))

    def shifted(self, rows: NDArray[np.int64], columns: NDArray[np.int64], factor: int = 1) -> Slices:
        """The entries times 2^(rows_i + columns_j)·``factor``, for exponents ≥ 0."""
        odd, places, bits = _split(factor)
        if odd == 1 and int(rows.max()) + int(columns.max()) + bits <= _WIDEST_SHIFT:
            return Slices.of(self.digits << (rows[:, None] + columns + bits))._raised(places)
        return self._rows_shifted(rows).T._rows_shifted(columns).T * factor

    def _raised(self, places: int) -> Slices:
        """2^(22·places) times the same."""
        if not places:
            return self
        return Slices(np.concatenate([np.zeros((places, *self.digits.shape[1:]), dtype=np.int64), self.digits]))

    def _rows_shifted(self, exponents: NDArray[np.int64]) -> Slices:
        return Slices.of(_moved(self.digits, exponents))

    def integers(self) -> list[list[int]]:
        """The rows as Python's integers."""
        total = np.zeros(self.digits.shape[1:], dtype=object)
        for digit in self.digits[::-1]:
            total = (total << BASE_BITS) + digit
        return [[int(entry) for entry in row] for row in total.tolist()]

    def floats(self) -> NDArray[np.float64]:
        """The nearest numbers of float64, about: relative errors are at most ``RELATIVE``, for ``small`` ones.

        By Horner's rule from the top digit. With t the first nonzero one, the number v has |v| ≥ 0.49·2^(22t), as those
        below add up to at most 0.51·2^(22t). So each of the at most 44 sums, in units of v's last digit, is at most
        2.05·|v| in size, and adds 2^−53 of that: 44·2.05·2^−53 < 2^−46 in all, to first order.
        """
        total = np.zeros(self.digits.shape[1:])
        for digit in self.digits[::-1]:
            total = total * _BASE + digit
        return total


def stacked(a: Slices, b: Slices, c: Slices, d: Slices) -> Slices:
    """[[a, b], [c, d]]."""
    most = max(len(block.digits) for block in (a, b, c, d))
    rows, columns = a.digits.shape[1:]
    total = np.zeros((most, rows + c.digits.shape[1], columns + b.digits.shape[2]), dtype=np.int64)
    for block, top, left in ((a, 0, 0), (b, 0, columns), (c, rows, 0), (d, rows, columns)):
        count, height, width = block.digits.shape
        total[:count, top : top + height, left : left + width] = block.digits
    return Slices(total)


def _carried(digits: Digits) -> Digits:
    """The same numbers with digits from −2^21 to 2^21 − 1, and no zeros on top but one."""
    done = np.empty_like(digits)
    carry = np.zeros(digits.shape[1:], dtype=np.int64)
    for digit, rest in zip(digits, done, strict=True):
        np.add(digit, carry, out=rest)
        np.add(rest, _HALF, out=carry)
        carry >>= BASE_BITS
        rest -= carry << BASE_BITS
    more = []
    while carry.any():
        total, carry = carry, (carry + _HALF) >> BASE_BITS
        more.append(total - (carry << BASE_BITS))
    if more:
        return np.concatenate([done, more])
    return _without_zeros(done)


def _without_zeros(digits: Digits) -> Digits:
    """The same without zeros on top but one."""
    count = len(digits)
    while count > 1 and not digits[count - 1].any():
        count -= 1
    return digits[:count]


def _unpacked(packed: NDArray[np.uint8]) -> Digits:
    """The slices of numbers ≥ 0 whose bytes, the least first, lie along the last two axes; slices first."""
    words = np.zeros((*packed.shape[:2], 16), dtype=np.uint8)
    words[..., : packed.shape[2]] = packed
    low, high = np.moveaxis(words.view("<u8"), -1, 0)
    parts = (low, low >> BASE_BITS, low >> 2 * BASE_BITS | high << 20, high >> 2)  # from the bits 0, 22, 44 and 66 on
    digits = np.stack(parts, axis=-1) & _MASK
    return digits.reshape(len(packed), -1).T.astype(np.int64)


def _sum(x: Digits, y: Digits) -> Digits:
    longer, shorter = (x, y) if len(x) >= len(y) else (y, x)
    total = longer.copy()
    total[: len(shorter)] += shorter
    return total


def _moved(digits: Digits, shifts: NDArray[np.int64]) -> Digits:
    """Row i times 2^shifts_i, with digits below 2^43 for those up to 2^21."""
    places, bits = shifts // BASE_BITS, shifts % BASE_BITS
    total = np.zeros((len(digits) + int(places.max(initial=0)), *digits.shape[1:]), dtype=np.int64)
    scaled = digits << bits[:, None]
    for place in np.unique(places):
        rows = places == place
        total[place : place + len(digits), rows] = scaled[:, rows]
    return total


def _split(factor: int) -> tuple[int, int, int]:
    """(o, p, b) with ``factor`` = o·2^(22p + b), o odd or 0 and b < 22."""
    zeros = (factor & -factor).bit_length() - 1 if factor else 0
    return factor >> zeros, *divmod(zeros, BASE_BITS)


def _digits_of(number: int) -> Digits:
    digits = []
    while number:
        low = ((number + _HALF) & _MASK) - _HALF
        digits.append(low)
        number = (number - low) >> BASE_BITS
    return np.array(digits or [0], dtype=np.int64)
