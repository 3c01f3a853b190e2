"""The rows of whatever holds a matrix: arrays, sparse arrays, frames, lists, matrices of sympy and mpmath.

Entries are handed on as they are. A frame is its values, never its labels; its columns keep types of their own, so
that an integer beyond 2⁵³ survives beside a column of floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from kreiss.errors import InvalidMatrix

Rows = list[list[object]]


def rows_of(source: Any) -> Rows:
    """The entries, as they are, of a matrix of any kind; raises ``InvalidMatrix``."""
    if isinstance(source, (str, bytes, Mapping)) or source is None:
        raise InvalidMatrix(f"expected a square matrix of numbers, got {source!r:.40}")
    if hasattr(source, "toarray"):
        return _of_array(_dense(source))
    if isinstance(source, np.ndarray):
        return _of_array(source)
    if hasattr(source, "to_numpy"):
        return _of_frame(source)
    if hasattr(source, "tolist"):  # sympy and mpmath matrices, tensors
        return _of_lists(source.tolist())
    return _of_array(np.asarray(source)) if hasattr(source, "__array__") else _of_lists(source)


def _of_array(array: Any) -> Rows:
    if array.ndim != 2:
        raise InvalidMatrix(f"expected a matrix, got an array with {array.ndim} dimensions{_stack(array.ndim)}")
    if array.dtype == np.bool_:
        raise InvalidMatrix("expected numbers, got an array of truth values: A.astype(int) is the matrix of 0 and 1")
    masked = np.argwhere(np.ma.getmaskarray(array))
    if masked.size:
        i, j = masked[0].tolist()
        raise InvalidMatrix(f"entry ({i + 1}, {j + 1}): expected a number, got a masked entry: give it a value")
    return [list(row) for row in np.asarray(array)]


def _stack(dimensions: int) -> str:
    return ": of a stack of matrices give one at a time, as in certify_kreiss(A[0])" if dimensions > 2 else ""


def _dense(source: Any) -> Any:
    """The array of a sparse matrix, in which each place is given at most once: a sum of floats would be rounded."""
    places = source.tocoo()
    if len(places.shape) == 2 and len(set(zip(places.row.tolist(), places.col.tolist(), strict=True))) < places.nnz:
        raise InvalidMatrix("expected one entry for each place of a sparse matrix: call its sum_duplicates() first")
    return source.toarray()


def _of_frame(frame: Any) -> Rows:
    """The values of a frame of pandas or polars, or of whatever else turns into an array."""
    if callable(getattr(frame, "rows", None)):  # polars: a list of tuples
        return _of_lists(frame.rows())
    return _of_array(frame.to_numpy(dtype=object) if hasattr(frame, "columns") else np.asarray(frame.to_numpy()))


def _of_lists(source: object) -> Rows:
    if not isinstance(source, Iterable):
        raise InvalidMatrix(f"expected a square matrix of numbers, got {type(source).__name__}")
    rows = list(source)
    for row in rows:
        if isinstance(row, (str, bytes, Mapping)) or not isinstance(row, Iterable):
            raise InvalidMatrix(f"expected rows of numbers, got the row {row!r:.40}")
    return [list(row) for row in rows]
