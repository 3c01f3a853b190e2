"""Matrix Market files of sparse matrices that are too large to be read as dense ones."""

from __future__ import annotations

from pathlib import Path

from kreiss.errors import InvalidMatrix
from kreiss.numeric.reading.files import LARGEST_FILE, LARGEST_ORDER, named
from kreiss.numeric.reading.matrix_market import large_coordinates
from kreiss.numeric.sparse.matrix import SparseMatrix, of_triples

_LARGEST_SPARSE = 200_000  # beyond, a vector of integers for each step takes minutes


def read_large(name: str) -> SparseMatrix | None:
    """The matrix of the Matrix Market file ``name`` if it lists coordinates and its order is above 2000, else None.

    Raises ``InvalidMatrix``, with the file's name, for such a file that holds no square matrix or too large a one. What
    cannot be read is left to ``read_matrix``. Guarantee: exact.
    """
    path = Path(name)
    if path.suffix.lower() != ".mtx" or not path.is_file() or path.stat().st_size > LARGEST_FILE:
        return None
    with named(name):
        found = large_coordinates(path.read_text(), LARGEST_ORDER)
        if found is None:
            return None
        shape, entries = found
        if max(shape) > _LARGEST_SPARSE:
            raise InvalidMatrix(f"expected an order of at most {_LARGEST_SPARSE}, got {shape[0]}×{shape[1]}")
        return of_triples(shape, entries)
