"""Binary files of numpy and scipy: one array, or several under names, of which one is chosen.

The indices of a sparse array of ``scipy.sparse.save_npz`` are checked before scipy follows them. Nothing is unpickled.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from kreiss.errors import InvalidMatrix

_SPARSE = {"format.npy", "shape.npy", "data.npy"}
Shape = tuple[int, ...]


def chosen(shapes: Mapping[str, Shape], key: str | None) -> str:
    """The name of the array that is meant: ``key``, or else the only one, or the only square one.

    Raises ``InvalidMatrix`` with the names.
    """
    if key is not None and key in shapes:
        return key
    listed = ", ".join(f"{name} ({'×'.join(map(str, shape)) or 'a number'})" for name, shape in shapes.items())
    if key is not None:
        raise InvalidMatrix(f"expected an array named {key!r:.60}, got {listed or 'none':.200}")
    square = [name for name, shape in shapes.items() if len(shape) == 2 and shape[0] == shape[1]]
    meant = square if len(shapes) > 1 else list(shapes)
    if len(meant) != 1:
        advice = ": choose one with --key NAME" if shapes else ""
        raise InvalidMatrix(f"expected one square array, got {listed or 'none':.200}{advice}")
    return meant[0]


def from_npy(data: bytes) -> Any:
    """The array that ``numpy.save`` wrote."""
    if not data.startswith(b"\x93NUMPY"):
        raise InvalidMatrix("expected an array saved by numpy.save")
    return np.load(io.BytesIO(data), allow_pickle=False)


def from_npz(data: bytes, key: str | None, largest: int) -> Any:
    """An array of an archive of ``numpy.savez``, or the one of ``scipy.sparse.save_npz``."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if entries.keys() >= _SPARSE and key is None:
            require_small(sum(entry.file_size for entry in entries.values()), largest)
            return _sparse_npz(data)
        names = {name.removesuffix(".npy"): name for name in entries}
        wanted = entries[names[chosen({short: _shape(archive, name) for short, name in names.items()}, key)]]
        require_small(wanted.file_size, largest)
        return from_npy(archive.read(wanted))


def require_small(size: int, largest: int) -> None:
    """Raise ``InvalidMatrix`` for more than ``largest`` bytes."""
    if size > largest:
        raise InvalidMatrix(f"expected at most {largest >> 20} MB")


def _shape(archive: zipfile.ZipFile, name: str) -> Shape:
    """The shape that an entry's first bytes state."""
    with archive.open(name) as stream:
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        return tuple(read(stream)[0])


def _sparse_npz(data: bytes) -> Any:
    from scipy.sparse import load_npz  # start-up time

    return _within_bounds(load_npz(io.BytesIO(data)))


def _within_bounds(array: Any) -> Any:
    """A sparse array whose indices are inside it; scipy follows them unchecked."""
    if hasattr(array, "check_format"):
        array.check_format(full_check=True)
    return array
