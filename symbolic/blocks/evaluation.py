"""Block formulas as functions of numbers: an element or block matrix evaluated on numpy or mpmath matrices."""

from collections.abc import Mapping
from typing import Any, Protocol

import mpmath
import numpy as np

from kreiss.errors import InvalidArgument
from kreiss.symbolic.blocks.elements import Element, Letter, Word
from kreiss.symbolic.blocks.elimination import BlockMatrix

Values = Mapping[str, Any]


class Backend(Protocol):
    """The operations in which numpy and mpmath matrices differ."""

    def matrix(self, value: Any) -> Any:
        """``value`` as a matrix; a number becomes 1×1."""

    def shape(self, value: Any) -> tuple[int, int]:
        """Rows and columns."""

    def eye(self, size: int) -> Any:
        """The identity."""

    def inverse(self, value: Any) -> Any:
        """The inverse."""

    def zeros(self, rows: int, columns: int) -> Any:
        """A zero matrix that can hold complex entries."""


class NumpyBackend:
    """Floating-point (or complex) numpy arrays."""

    def matrix(self, value: Any) -> Any:
        """``value`` as a two-dimensional array."""
        return np.atleast_2d(np.asarray(value))

    def shape(self, value: Any) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = value.shape
        return rows, columns

    def eye(self, size: int) -> Any:
        """The identity."""
        return np.eye(size)

    def inverse(self, value: Any) -> Any:
        """The inverse."""
        return np.linalg.inv(value)

    def zeros(self, rows: int, columns: int) -> Any:
        """A zero matrix that can hold complex entries."""
        return np.zeros((rows, columns), dtype=complex)


class MpmathBackend:
    """mpmath matrices at the working precision of ``mpmath.mp``."""

    def matrix(self, value: Any) -> Any:
        """``value`` as an mpmath matrix; a number becomes 1×1."""
        return mpmath.matrix(value if hasattr(value, "__len__") or hasattr(value, "rows") else [[value]])

    def shape(self, value: Any) -> tuple[int, int]:
        """Rows and columns."""
        return value.rows, value.cols

    def eye(self, size: int) -> Any:
        """The identity."""
        return mpmath.eye(size)

    def inverse(self, value: Any) -> Any:
        """The inverse."""
        return mpmath.inverse(value)

    def zeros(self, rows: int, columns: int) -> Any:
        """A zero matrix."""
        return mpmath.zeros(rows, columns)


BACKENDS: dict[str, Backend] = {"numpy": NumpyBackend(), "mpmath": MpmathBackend()}


class Evaluator:
    """Evaluates elements for given blocks and scalars; each inverse is computed once."""

    def __init__(self, backend: str, blocks: Values, scalars: Values) -> None:
        if backend not in BACKENDS:
            raise InvalidArgument(f"unknown backend {backend!r}: choose one of {', '.join(BACKENDS)}")
        self.backend = BACKENDS[backend]
        self.blocks = {name: self.backend.matrix(value) for name, value in blocks.items()}
        self.scalars = scalars
        self._inverses: dict[Letter, Any] = {}

    def element(self, element: Element, rows: int, columns: int) -> Any:
        """The value of an element that maps ``columns`` to ``rows`` dimensions."""
        total = self.backend.zeros(rows, columns)
        for (powers, word), value in element.terms.items():
            factor = self._number(value.numerator) / value.denominator
            for name, power in powers:
                factor = factor * self._scalar(name) ** power
            total = total + factor * (self._word(word) if word else self.backend.eye(rows))
        return total

    def block_matrix(self, matrix: BlockMatrix, sizes: list[int]) -> Any:
        """The whole matrix, blocks put together; ``sizes`` are the dimensions of the block rows."""
        total = self.backend.zeros(sum(sizes), sum(sizes))
        starts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
        for i, row in enumerate(matrix.rows):
            for j, entry in enumerate(row):
                total[starts[i] : starts[i + 1], starts[j] : starts[j + 1]] = self.element(entry, sizes[i], sizes[j])
        return total

    def size(self, entry: Element) -> int:
        """The dimension of a square block given by ``entry``; 1 for a pure scalar."""
        words = [word for _, word in entry.terms if word]
        return self.backend.shape(self._word(words[0]))[0] if words else 1

    def _number(self, value: int) -> Any:
        return mpmath.mpf(value) if isinstance(self.backend, MpmathBackend) else float(value)

    def _scalar(self, name: str) -> Any:
        if name not in self.scalars:
            raise InvalidArgument(f"no value for the scalar {name}")
        return self.scalars[name]

    def _word(self, word: Word) -> Any:
        result = self._letter(word[0])
        for letter in word[1:]:
            result = result @ self._letter(letter)
        return result

    def _letter(self, letter: Letter) -> Any:
        if letter.of is None:
            if letter.name not in self.blocks:
                raise InvalidArgument(f"no value for the block {letter.name}")
            return self.blocks[letter.name]
        if letter not in self._inverses:
            size = self.size(letter.of)
            self._inverses[letter] = self.backend.inverse(self.element(letter.of, size, size))
        return self._inverses[letter]
