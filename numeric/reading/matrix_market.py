"""Matrix Market files (R. F. Boisvert, R. Pozo, K. A. Remington, NIST IR 5935, 1996), every count and index checked.

A file is text: a banner ``%%MatrixMarket matrix FORMAT FIELD SYMMETRY``, comments, the size, the entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.literals import Complex, integer, nearest_real

_PARTS = {"real": 1, "integer": 1, "complex": 2, "pattern": 0}  # numbers in an entry, as the format has them
_MIRRORS: dict[str, Callable[[Any], Any] | None] = {
    "general": None,
    "symmetric": lambda entry: entry,
    "skew-symmetric": lambda entry: -entry,
    "hermitian": lambda entry: entry.conjugate(),
}


Entries = Iterator[tuple[int, int, Any]]
"""(i, j, entry), counted from 0, each place once."""


def parse_matrix_market(text: str, largest: int) -> list[list[Any]]:
    """The rows of the matrix: integers exactly, other numbers as the float64 nearest to them.

    Raises ``InvalidMatrix`` for an order above ``largest`` and for text that does not follow the format.
    """
    file = _File.of(text)
    if max(file.rows, file.columns) > largest:
        raise InvalidMatrix(f"expected an order of at most {largest}, got {file.rows}×{file.columns}")
    A: list[list[Any]] = [[0] * file.columns for _ in range(file.rows)]
    for i, j, entry in file.entries():
        A[i][j] = entry
    return A


def large_coordinates(text: str, above: int) -> tuple[tuple[int, int], Entries] | None:
    """The shape and the entries of a file of coordinates whose order is larger than that; None for any other.

    Raises ``InvalidMatrix`` for text that does not follow the format, for the entries while they are read.
    """
    file = _File.of(text)
    large = file.kind == "coordinate" and max(file.rows, file.columns) > above
    return ((file.rows, file.columns), file.entries()) if large else None


@dataclass(frozen=True)
class _File:
    """A file's banner and size, and its lines from the size on, comments among them."""

    kind: str
    field: str
    symmetry: str
    size: list[int]
    rest: list[str]

    @classmethod
    def of(cls, text: str) -> _File:
        """The parts of the text, the size checked."""
        banner, *rest = text.splitlines() or [""]
        kind, field, symmetry = _banner(banner.lower().split())
        size = [_count(word) for word in next(map(str.split, filter(_is_told, rest)), [])]
        if len(size) != (3 if kind == "coordinate" else 2):
            raise InvalidMatrix("expected a line with the size after the banner")
        return cls(kind, field, symmetry, size, rest)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.size[0]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return self.size[1]

    def entries(self) -> Entries:
        """The entries, those that symmetry gives among them."""
        mirror = _MIRRORS[self.symmetry]
        places = _places(self.rows, self.columns, self.symmetry) if self.kind == "array" else None
        expected = self.size[2] if places is None else len(places)
        lines = list(map(str.split, filter(_is_told, self.rest)))[1:]
        if len(lines) != expected:
            raise InvalidMatrix(f"expected {expected} entries, got {len(lines)}")
        if mirror is not None and self.rows != self.columns:
            raise InvalidMatrix(f"expected a square matrix, got {self.rows}×{self.columns}")
        given = set()
        for k, words in enumerate(lines):
            i, j = places[k] if places is not None else _place(words, self.rows, self.columns)
            if (i, j) in given:
                raise InvalidMatrix(f"expected one entry for each place, got two for ({i + 1}, {j + 1})")
            entry = _value(words if places is not None else words[2:], self.field)
            given.add((i, j))
            yield i, j, entry
            if mirror is not None and i == j and mirror(entry) != entry:
                raise InvalidMatrix(f"expected a {self.symmetry} matrix, got {entry} at ({i + 1}, {i + 1})")
            if mirror is not None and i != j:
                given.add((j, i))
                yield j, i, mirror(entry)


def _is_told(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("%")


def _banner(words: Sequence[str]) -> tuple[str, str, str]:
    if len(words) != 5 or words[:2] != ["%%matrixmarket", "matrix"]:
        raise InvalidMatrix("expected the banner %%MatrixMarket matrix FORMAT FIELD SYMMETRY")
    kind, field, symmetry = words[2:]
    if kind not in ("coordinate", "array") or field not in _PARTS or symmetry not in _MIRRORS:
        raise InvalidMatrix(f"expected a Matrix Market format, field and symmetry, got {' '.join(words[2:])!r:.60}")
    if kind == "array" and field == "pattern":
        raise InvalidMatrix("expected entries, got an array of the field 'pattern'")
    return kind, field, symmetry


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit() or len(word) > 12:
        raise InvalidMatrix(f"expected a count, got {word!r:.40}")
    return int(word)


def _places(rows: int, columns: int, symmetry: str) -> list[tuple[int, int]]:
    """The places of an array's entries: by columns, only from the diagonal down where the rest is mirrored."""

    def first(j: int) -> int:
        return 0 if symmetry == "general" else j + (symmetry == "skew-symmetric")

    return [(i, j) for j in range(columns) for i in range(first(j), rows)]


def _place(words: Sequence[str], rows: int, columns: int) -> tuple[int, int]:
    i, j = _indices(words)
    if not (1 <= i <= rows and 1 <= j <= columns):
        raise InvalidMatrix(f"expected indices within {rows}×{columns}, got ({i}, {j})")
    return i - 1, j - 1


def _indices(words: Sequence[str]) -> Iterator[int]:
    if len(words) < 2:
        raise InvalidMatrix("expected a row index, a column index and the entry")
    return map(_count, words[:2])


def _value(words: Sequence[str], field: str) -> Any:
    if len(words) != _PARTS[field]:
        raise InvalidMatrix(f"expected {_PARTS[field]} numbers for an entry of the field {field!r}, got {len(words)}")
    try:
        if field == "integer":
            return integer(words[0])
        return Complex(*map(nearest_real, words)) if field == "complex" else nearest_real(words[0]) if words else 1
    except (ValueError, ArithmeticError):
        raise InvalidMatrix(f"expected a number, got {' '.join(words)!r:.40}") from None
