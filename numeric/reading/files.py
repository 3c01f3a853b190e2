"""Matrix files: .npy, .npz, .mtx, .csv, .json, and ``-`` for standard input (JSON or CSV).

A number written as a decimal literal is the float64 nearest to it, in every format, so that one matrix saved in two
formats stays one matrix; "p/q" and integers are exact, and so are decimals that JSON holds as strings. Nothing in a
file is executed: numpy's pickles are refused.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.literals import Complex, nearest_number
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.reading.matrix_market import parse_matrix_market

_LARGEST_FILE = 1 << 28
_LARGEST_ORDER = 2000
_UNREADABLE = (
    ValueError, TypeError, SyntaxError, EOFError, KeyError, OverflowError, RecursionError, MemoryError,
    NotImplementedError, RuntimeError, csv.Error, tokenize.TokenError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What the readers of json, csv, numpy and zipfile raise for a file that is not what its name says."""


def read_matrix(name: str) -> ExactMatrix:
    """The matrix in the file ``name``, or on standard input for ``-``. Guarantee: exact.

    Raises ``InvalidMatrix``, with the file's name, for a file that cannot be read or does not hold one non-empty,
    square, finite matrix of numbers of order at most 2000.
    """
    shown = "standard input" if name == "-" else name
    try:
        return exact_matrix(_limited(_content(name)))
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{shown}: {error}") from None
    except OSError as error:
        raise InvalidMatrix(f"{shown}: cannot be read: {error.strerror or error}") from None
    except _UNREADABLE as error:
        raise InvalidMatrix(f"{shown}: not a readable matrix file: {error}") from None


def _content(name: str) -> object:
    if name == "-":
        return _from_text(_bounded(sys.stdin.buffer))
    suffix = Path(name).suffix.lower()
    if Path(name).is_dir():
        raise InvalidMatrix("expected a file, got a directory")
    if suffix not in _READERS:
        raise InvalidMatrix(f"expected a file ending in {', '.join(_READERS)}, got {suffix or 'no ending'!r}")
    with Path(name).open("rb") as stream:
        return _READERS[suffix](_bounded(stream))


def _bounded(stream: BinaryIO) -> bytes:
    data = stream.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise InvalidMatrix(f"expected at most {_LARGEST_FILE >> 20} MB")
    return data


def _limited(content: Any) -> object:
    """``content``, refused before an exact copy is made if it is too large to certify."""
    shape = content.shape if hasattr(content, "shape") else (len(content),)
    if max(shape, default=0) > _LARGEST_ORDER:
        raise InvalidMatrix(f"expected an order of at most {_LARGEST_ORDER}, got {'×'.join(map(str, shape))}")
    return content


def _from_text(data: bytes) -> object:
    return _from_json(data) if data.lstrip()[:1] in (b"[", b"{") else _from_csv(data)


def _from_json(data: bytes) -> object:
    content = json.loads(data, object_pairs_hook=_unique)
    if isinstance(content, dict):
        return _over_denominator(content)
    if not isinstance(content, list):
        raise InvalidMatrix(f"expected a list of rows, got {content!r:.40}")
    return content


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, whose keys are to be different."""
    form = dict(pairs)
    if len(form) < len(pairs):
        raise InvalidMatrix(f"expected different keys in an object, got {', '.join(key for key, _ in pairs):.100}")
    return form


def _over_denominator(form: dict[str, Any]) -> list[list[Complex]]:
    """The rows of ``{"denominator", "re", "im"}``, the form in which certificates hold matrices."""
    if not {"denominator", "re"} <= set(form) <= {"denominator", "re", "im"}:
        raise InvalidMatrix("expected a list of rows, or an object with the keys 'denominator', 're' and, if any, 'im'")
    den = form["denominator"]
    if type(den) is not int or den < 1:
        raise InvalidMatrix(f"expected a positive integer as denominator, got {den!r:.40}")
    try:
        im = form.get("im", [[0] * len(row) for row in form["re"]])
        return [[Complex(_over(x, den), _over(y, den)) for x, y in zip(*pair, strict=True)]
                for pair in zip(form["re"], im, strict=True)]  # fmt: skip
    except (TypeError, ValueError):
        raise InvalidMatrix("expected 're' and 'im' to be integer matrices of one shape") from None


def _over(numerator: object, den: int) -> Fraction:
    if type(numerator) is not int:
        raise TypeError("not an integer")
    return Fraction(numerator, den)


def _from_csv(data: bytes) -> list[list[object]]:
    """Rows of a table with commas, semicolons, tabs or blanks between entries; lines that begin with # are comments."""
    text = data.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    separator = next((mark for mark in (",", ";", "\t") if any(mark in line for line in lines)), None)
    rows = [line.split() for line in lines] if separator is None else csv.reader(lines, delimiter=separator)
    return [[_entry(text.strip()) for text in row] for row in rows]


def _entry(text: str) -> object:
    """An integer or p/q exactly, other numbers with the float64 nearest to each part; else the text itself."""
    try:
        return nearest_number(text)
    except (ValueError, ArithmeticError):
        return text


def _from_npy(data: bytes) -> Any:
    if not data.startswith(b"\x93NUMPY"):
        raise InvalidMatrix("expected an array saved by numpy.save")
    return np.load(io.BytesIO(data), allow_pickle=False)


def _from_npz(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        chosen = [entry for entry in entries if entry.filename == "A.npy"] or entries
        if len(chosen) != 1:
            names = ", ".join(entry.filename.removesuffix(".npy") for entry in entries) or "none"
            raise InvalidMatrix(f"expected one array, or one named A, got {names:.200}")
        if chosen[0].file_size > _LARGEST_FILE:
            raise InvalidMatrix(f"expected at most {_LARGEST_FILE >> 20} MB")
        return _from_npy(archive.read(chosen[0]))


def _from_mtx(data: bytes) -> object:
    return parse_matrix_market(data.decode(), _LARGEST_ORDER)


_READERS: dict[str, Callable[[bytes], Any]] = {
    ".npy": _from_npy,
    ".npz": _from_npz,
    ".mtx": _from_mtx,
    ".csv": _from_csv,
    ".json": _from_json,
}
