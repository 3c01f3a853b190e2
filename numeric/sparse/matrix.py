"""Sparse matrices with exact entries, their products with integer vectors, and their nearest floats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import exact_entry
from kreiss.numeric.arithmetic.roots import root_above

Integers = list[int]
Places = list[tuple[int, int, int, int]]
"""(i, j, re, im): rows, columns, and the parts of the entries times one denominator."""
_WIDEST_BAND = 400  # factors of wider ones take seconds and more
_MODULUS_BITS = 64  # of the modulus of an entry that is neither real nor imaginary, which is rounded up


@dataclass(frozen=True)
class SparseMatrix:
    """The square matrix of order ``n`` with the entries (re + i·im)/``den`` at ``places``, each given once."""

    n: int
    den: int
    places: Places

    @property
    def real(self) -> bool:
        """Whether no entry has an imaginary part."""
        return not any(im for *_, im in self.places)

    @cached_property
    def approx(self) -> Any:
        """The nearest matrix of floats, by columns. Guarantee: estimate."""
        rows, columns = ([place[k] for place in self.places] for k in (0, 1))
        values = np.array([re / self.den + 1j * (im / self.den) for _, _, re, im in self.places], dtype=complex)
        array = scipy.sparse.coo_array((values, (rows, columns)), shape=(self.n, self.n)).tocsc()
        return array.real if self.real else array

    def image(self, re: Integers, im: Integers) -> tuple[Integers, Integers]:
        """den·A(re + i·im), by its parts. Guarantee: exact."""
        real, imaginary = [0] * self.n, [0] * self.n
        for i, j, a, b in self.places:
            real[i] += a * re[j] - b * im[j]
            imaginary[i] += a * im[j] + b * re[j]
        return real, imaginary

    @cached_property
    def banded(self) -> bool:
        """Whether sparse factors stay sparse: in an order of rows and columns in which it is a narrow band."""
        pattern = abs(self.approx)
        order = np.empty(self.n, dtype=np.int64)
        order[reverse_cuthill_mckee((pattern + pattern.T).tocsr(), symmetric_mode=True)] = np.arange(self.n)
        return all(abs(int(order[i]) - int(order[j])) <= _WIDEST_BAND for i, j, *_ in self.places)

    @cached_property
    def doubled_hermitian_part(self) -> SparseMatrix:
        """A + A*."""
        total: dict[tuple[int, int], tuple[int, int]] = {}
        for i, j, re, im in [*self.places, *((j, i, re, -im) for i, j, re, im in self.places)]:
            before = total.get((i, j), (0, 0))
            total[i, j] = before[0] + re, before[1] + im
        return SparseMatrix(self.n, self.den, [(i, j, *parts) for (i, j), parts in total.items() if any(parts)])

    def moduli(self, *, metzler: bool) -> Places:
        """(i, j, m, 0) with m/den ≥ |a_ij|; for ``metzler`` Re a_ii on the diagonal. Guarantee: exact."""
        return [(i, j, re if metzler and i == j else self._modulus(re, im), 0) for i, j, re, im in self.places]

    @staticmethod
    def _modulus(re: int, im: int) -> int:
        if not re or not im:
            return abs(re) + abs(im)
        root = root_above(Fraction(re * re + im * im), _MODULUS_BITS)
        return -(-root.numerator // root.denominator)


def sparse_matrix(source: Any) -> SparseMatrix:
    """Read a sparse matrix of scipy, or one of these, exactly.

    Raises ``InvalidMatrix`` for one that is empty or not square, and for entries that are no finite numbers or given
    twice.
    """
    if isinstance(source, SparseMatrix):
        return source
    if not scipy.sparse.issparse(source):
        raise InvalidMatrix(f"expected a sparse matrix of scipy, got {type(source).__name__}")
    triples = source.tocoo()
    return of_triples(triples.shape, zip(triples.row.tolist(), triples.col.tolist(), triples.data, strict=True))


def of_triples(shape: tuple[int, ...], triples: Iterable[tuple[int, int, Any]]) -> SparseMatrix:
    """The matrix with these (i, j, entry), counted from 0; raises ``InvalidMatrix`` as ``sparse_matrix``."""
    if len(shape) != 2 or shape[0] != shape[1] or not shape[0]:
        raise InvalidMatrix(f"expected a non-empty square matrix, got {'×'.join(map(str, shape))}")
    entries = {}
    for i, j, value in triples:
        if (i, j) in entries:
            raise InvalidMatrix(f"expected one entry for each place, got two for ({i + 1}, {j + 1})")
        entries[i, j] = exact_entry(value, i, j)
    den = lcm(*{part.denominator for pair in entries.values() for part in pair})
    places = [
        (i, j, re.numerator * (den // re.denominator), im.numerator * (den // im.denominator))
        for (i, j), (re, im) in entries.items()
    ]
    return SparseMatrix(shape[0], den, [place for place in places if place[2] or place[3]])
