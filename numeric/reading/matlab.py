"""MATLAB's .mat files of version 5 to 7 (MathWorks, "MAT-File Format"), every count and index checked.

A file is a header of 128 bytes and elements: a tag (type, size), data, padding to 8 bytes. An array is an element of
elements: flags, dimensions, name, real and imaginary parts by columns; a sparse one has row indices and the places
where columns begin. An element may be compressed. Cells, structures, texts and objects are passed over.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.literals import Complex
from kreiss.numeric.reading.archives import chosen, require_small

_HEADER, _MATRIX, _COMPRESSED, _INT32, _UINT32 = 128, 14, 15, 5, 6
"""Bytes of the header, and the kinds of elements, as the format numbers them."""
_STORED = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
"""How numbers of each type are stored."""
_SPARSE, _FIRST_NUMBER, _LAST_NUMBER = 5, 6, 15
"""The classes of arrays that hold numbers."""
_IS_COMPLEX = 0x0800  # the flag of an array's header, as the format has it
Element = tuple[int, bytes]


@dataclass(frozen=True)
class _Array:
    """One array of numbers: its name, its shape, and the elements of its entries."""

    name: str
    shape: tuple[int, ...]
    sparse: bool
    complex: bool
    parts: list[Element]


def from_mat(data: bytes, key: str | None, largest: int, order: int) -> Any:
    """An array of a .mat file, by the rules of ``chosen``; of at most ``largest`` bytes unpacked, and of the ``order``.

    Raises ``InvalidMatrix``, for a file of version 7.3 with what to do.
    """
    if data.startswith((b"MATLAB 7.3", b"\x89HDF")):
        remedy = "in MATLAB, save it with save('A.mat', 'A', '-v7')"
        raise InvalidMatrix(f"expected a .mat file of version 7 or older, got one of version 7.3 (HDF5): {remedy}")
    mark = {b"IM": "<", b"MI": ">"}.get(data[126:_HEADER])
    if mark is None or not data.startswith(b"MATLAB "):
        raise InvalidMatrix("expected a .mat file of MATLAB, version 5 to 7")
    found = {array.name: array for array in _arrays(data[_HEADER:], mark, largest)}
    array = found[chosen({name: one.shape for name, one in found.items()}, key)]
    if max(array.shape, default=0) > order:
        raise InvalidMatrix(f"expected an order of at most {order}, got {'×'.join(map(str, array.shape))}")
    return _entries(array, mark)


def _arrays(data: bytes, mark: str, largest: int) -> Iterator[_Array]:
    for kind, inner in _elements(data, mark):
        unpacked = list(_elements(_unpacked(inner, largest), mark)) if kind == _COMPRESSED else [(kind, inner)]
        for kind_inside, content in unpacked:
            array = _array(content, mark) if kind_inside == _MATRIX else None
            if array is not None:
                yield array


def _unpacked(data: bytes, largest: int) -> bytes:
    try:
        content = zlib.decompressobj().decompress(data, largest + 1)
    except zlib.error as error:
        raise InvalidMatrix(f"an array of the file cannot be unpacked: {error}") from None
    require_small(len(content), largest)
    return content


def _elements(data: bytes, mark: str) -> Iterator[Element]:
    """The types and contents of the elements, each as long as its tag says."""
    position = 0
    while position < len(data):
        kind, size = _integers(data[position : position + 8], mark, 2)
        if kind >> 16:  # up to four bytes, within the tag
            kind, size, start, following = kind & 0xFFFF, kind >> 16, position + 4, position + 8
        else:
            start = position + 8
            following = start + size + (-size % 8 if kind != _COMPRESSED else 0)
        if size > (4 if start == position + 4 else len(data) - start):
            raise InvalidMatrix("the file ends within an array")
        yield kind, data[start : start + size]
        position = following


def _integers(data: bytes, mark: str, count: int) -> list[int]:
    if len(data) != 4 * count:
        raise InvalidMatrix("the file ends within an array")
    return [int(x) for x in np.frombuffer(data, f"{mark}u4")]


def _array(data: bytes, mark: str) -> _Array | None:
    """The array, or None for one that does not hold numbers."""
    elements = list(_elements(data, mark))
    if len(elements) < 4 or elements[0][0] != _UINT32 or elements[1][0] != _INT32:
        return None
    flags = _integers(elements[0][1], mark, 2)[0]
    kind = flags & 0xFF
    shape = tuple(_integers(elements[1][1], mark, len(elements[1][1]) // 4))
    if kind != _SPARSE and not _FIRST_NUMBER <= kind <= _LAST_NUMBER:
        return None
    return _Array(elements[2][1].decode(), shape, kind == _SPARSE, bool(flags & _IS_COMPLEX), elements[3:])


def _entries(array: _Array, mark: str) -> Any:
    """The entries: an array, or for complex numbers rows of pairs."""
    count = 2 if array.sparse else 0
    parts = [_numbers(part, mark) for part in array.parts]
    if len(parts) != count + 1 + array.complex:
        raise InvalidMatrix(f"expected {count + 1 + array.complex} lists of numbers in an array, got {len(parts)}")
    shape, sparse = array.shape, array.sparse
    full = [_filled(parts[0], parts[1], part, shape) if sparse else _folded(part, shape) for part in parts[count:]]
    if not array.complex:
        return full[0]
    return [
        [Complex(*pair) for pair in zip(*rows, strict=True)] for rows in zip(*(x.tolist() for x in full), strict=True)
    ]


def _numbers(element: Element, mark: str) -> NDArray[Any]:
    kind, data = element
    if kind not in _STORED:
        raise InvalidMatrix(f"expected numbers, got an element of the type {kind}")
    return np.frombuffer(data, f"{mark}{_STORED[kind]}")


def _folded(entries: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    return entries.reshape(shape, order="F")


def _filled(rows: NDArray[Any], starts: NDArray[Any], entries: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """The array of a sparse one, whose column j has the entries from starts[j] to starts[j + 1]."""
    places = starts.astype(np.int64)
    counts = places[1:] - places[:-1]
    inside = len(starts) == shape[1] + 1 and starts[0] == 0 and not np.any(counts < 0)
    used = int(starts[-1]) if inside else 0
    if not inside or used > min(len(rows), len(entries)) or np.any((rows[:used] < 0) | (rows[:used] >= shape[0])):
        raise InvalidMatrix("the indices of a sparse array lead out of it")
    columns = np.repeat(np.arange(shape[1]), counts)
    if len(set(zip(rows[:used].tolist(), columns.tolist(), strict=True))) < used:
        raise InvalidMatrix("expected one entry for each place of a sparse array, got several for one")
    array = np.zeros(shape, entries.dtype)
    array[rows[:used].astype(np.int64), columns] = entries[:used]
    return array
