"""Matrix files by their endings, and standard input by its first bytes.

A number written as a decimal literal is the float64 nearest to it, in every format, so that one matrix saved in two
formats stays one matrix; "p/q" and integers are exact, and so are decimals that JSON holds as strings. Nothing in a
file is executed: numpy's pickles are refused.
"""

from __future__ import annotations

import csv
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.reading.archives import from_npy, from_npz
from kreiss.numeric.reading.documents import from_json
from kreiss.numeric.reading.matlab import from_mat
from kreiss.numeric.reading.matrix_market import parse_matrix_market
from kreiss.numeric.reading.tables import from_table

LARGEST_FILE = 1 << 28  # what is read into memory at the most
LARGEST_ORDER = 2000  # larger ones take hours
_UNREADABLE = (
    *(ValueError, TypeError, SyntaxError, EOFError, KeyError, OverflowError, RecursionError, MemoryError, IndexError),
    *(NotImplementedError, RuntimeError, csv.Error, tokenize.TokenError, zipfile.BadZipFile, zlib.error),
)
"""What the readers of json, csv, numpy, scipy and zipfile raise for a file that is not what its name says."""


@dataclass(frozen=True)
class _Choice:
    """Which matrix of a file is meant, and which lines of a table are labels."""

    key: str | None
    header: bool
    index: bool


def read_matrix(name: str, *, key: str | None = None, header: bool = False, index: bool = False) -> ExactMatrix:
    """The matrix in the file ``name``, or on standard input for ``-``. Guarantee: exact.

    ``key`` names one array of a file with several (.npz, .mat, .json), which without it has to hold one square one;
    ``header`` and ``index`` say that the first row and the first column of a table (.csv, .txt) are labels.
    Raises ``InvalidMatrix``, with the file's name, for a file that cannot be read or does not hold one non-empty,
    square, finite matrix of numbers of order at most 2000.
    """
    with named("standard input" if name == "-" else name):
        return exact_matrix(_limited(_content(name, _Choice(key, header, index))))


@contextmanager
def named(shown: str) -> Iterator[None]:
    """Makes ``InvalidMatrix``, with the file's name, of what reading it raises."""
    try:
        yield
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{shown}: {error}") from None
    except OSError as error:
        raise InvalidMatrix(f"{shown}: cannot be read: {error.strerror or error}") from None
    except _UNREADABLE as error:
        raise InvalidMatrix(f"{shown}: not a readable matrix file: {error}") from None


def _content(name: str, choice: _Choice) -> object:
    if name == "-":
        data = _bounded(sys.stdin.buffer)
        return _readers(choice)[_ending(data)](data)
    readers, suffix = _readers(choice), Path(name).suffix.lower()
    if Path(name).is_dir():
        raise InvalidMatrix("expected a file, got a directory")
    if suffix not in readers:
        raise InvalidMatrix(f"expected a file ending in {', '.join(readers)}, got {suffix or 'no ending'!r}")
    with Path(name).open("rb") as stream:
        return readers[suffix](_bounded(stream))


def _bounded(stream: BinaryIO) -> bytes:
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise InvalidMatrix(f"expected at most {LARGEST_FILE >> 20} MB")
    return data


def _limited(content: Any) -> object:
    """``content``, refused before an exact copy is made if it is too large to certify."""
    shape = content.shape if hasattr(content, "shape") else (len(content),)
    if max(shape, default=0) > LARGEST_ORDER:
        raise InvalidMatrix(f"expected an order of at most {LARGEST_ORDER}, got {'×'.join(map(str, shape))}")
    return content


def _readers(choice: _Choice) -> dict[str, Callable[[bytes], Any]]:
    """What reads a file, by its ending."""
    unnamed, labelled = choice.key is None, choice.header or choice.index

    def plain(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        return read if unnamed and not labelled else _refused("one matrix, without names or labels")

    def keyed(read: Callable[[bytes, str | None], Any]) -> Callable[[bytes], Any]:
        return _refused("arrays without labels") if labelled else lambda data: read(data, choice.key)

    def table(data: bytes) -> Any:
        return from_table(data, header=choice.header, index=choice.index)

    tables = table if unnamed else _refused("one matrix without a name")
    return {
        ".npy": plain(from_npy),
        ".npz": keyed(lambda data, key: from_npz(data, key, LARGEST_FILE)),
        ".mat": keyed(lambda data, key: from_mat(data, key, LARGEST_FILE, LARGEST_ORDER)),
        ".mtx": plain(lambda data: parse_matrix_market(data.decode(), LARGEST_ORDER)),
        ".csv": tables,
        ".txt": tables,
        ".json": keyed(from_json),
    }


def _refused(content: str) -> Callable[[bytes], Any]:
    def read(_: bytes) -> Any:
        raise InvalidMatrix(f"a file of this kind holds {content}: leave out what chooses among them")

    return read


def _ending(data: bytes) -> str:
    """The ending that a file of these bytes would have."""
    for start, ending in _MAGIC.items():
        if data[: len(start)].lower() == start.lower():
            return ending
    return ".json" if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{") else ".csv"


_MAGIC = {
    b"\x93NUMPY": ".npy",
    b"%%MatrixMarket": ".mtx",
    **dict.fromkeys((b"PK\x03\x04", b"PK\x05\x06"), ".npz"),
    **dict.fromkeys((b"MATLAB ", b"\x89HDF"), ".mat"),
}
