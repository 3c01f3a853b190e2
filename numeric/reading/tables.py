"""Tables of numbers as text (.csv, .txt): commas, semicolons, tabs or blanks between entries, a row a line.

Lines that begin with # are comments. A first row or first column of labels is read past where that is asked for, and
named where it is not.
"""

from __future__ import annotations

import csv

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.literals import nearest_number

_SEPARATORS = (";", ",", "\t")
_MISSING = {"", "nan", "na", "n/a", "null", "none", "inf", "+inf", "-inf", "infinity"}
"""Words that stand for numbers, and are no labels."""
Rows = list[list[object]]


def from_table(data: bytes, *, header: bool = False, index: bool = False) -> Rows:
    """The rows without labels: integers and p/q exactly, other numbers as the float64 nearest to each part.

    Raises ``InvalidMatrix`` for a first row or column of words that were not said to be labels.
    """
    lines = [line for line in data.decode("utf-8-sig").splitlines() if line.strip() and line.lstrip()[0] != "#"]
    separator = next((mark for mark in _SEPARATORS if any(mark in line for line in lines)), None)
    split = [line.split() for line in lines] if separator is None else csv.reader(lines, delimiter=separator)
    rows = [[_entry(text.strip()) for text in row] for row in split]
    if len(rows) > 1 and all(rows):
        _require_labels_asked_for(rows, header=header, index=index)
    return [row[index:] for row in rows[header:]]


def _entry(text: str) -> object:
    """An integer or p/q exactly, other numbers with the float64 nearest to each part; else the text itself."""
    try:
        return nearest_number(text)
    except (ValueError, ArithmeticError):
        return text


def _require_labels_asked_for(rows: Rows, *, header: bool, index: bool) -> None:
    """Name the labels that keep a table from being a square matrix, and the options that read past them."""
    on_top, beside = _labels(rows)
    height, widths = len(rows), {len(row) for row in rows}
    if (on_top and not header) or (beside and not index):
        found = [f"column labels in row 1, {_shown(rows[0])}"] * on_top
        found += [f"row labels in column 1, {_shown([row[0] for row in rows])}"] * beside
        options = " ".join(["--header"] * on_top + ["--index"] * beside)
        raise InvalidMatrix(f"expected numbers, got {' and '.join(found)}: ask with {options}")
    if not header and not index and widths in ({height - 1}, {height + 1}):
        line, option = ("row", "--header") if widths == {height - 1} else ("column", "--index")
        raise InvalidMatrix(
            f"expected a square matrix, got {height}×{widths.pop()}: if {line} 1 holds labels, ask with {option}"
        )


def _labels(rows: Rows) -> tuple[bool, bool]:
    """Whether the first row, and the first column, are labels: words where not all of the rest is words.

    An empty corner belongs to labels on both sides, which may be numbers themselves.
    """
    corner, top, side = rows[0][0], rows[0][1:], [row[0] for row in rows[1:]]
    inner = [entry for row in rows[1:] for entry in row[1:]]
    if corner == "" and top and "" not in top and "" not in side:
        return True, True
    if not top:
        return _is_word(corner) and not any(map(_is_word, [*side, *inner])), False
    if inner and all(map(_is_word, inner)):
        return False, False
    return all(map(_is_word, top)), all(map(_is_word, side))


def _is_word(entry: object) -> bool:
    return isinstance(entry, str) and entry.lower() not in _MISSING


def _shown(labels: list[object]) -> str:
    """The first labels, quoted."""
    few = ", ".join(repr(str(label)) for label in labels[:3])
    return f"{few:.60}{', …' * (len(labels) > 3)}"
