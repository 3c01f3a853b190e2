"""Found counterexamples, kept from run to run and tried first: a folder of points, by the free names that they are for.

``{"schema": "kreiss/examples-1", "free": {name: kind}, "points": [{"matrices": …, "parameters": …}, …]}``, the newest
first. A point serves every claim with the same free names, so that a bound that is edited meets the points that refuted
it before. Nothing in the folder is trusted: a point is decided as a found one is, exactly, and the checker has the last
word; a file that is not of this form holds no points, and is written anew.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidArgument
from kreiss.verify.claims.claim import Claim
from kreiss.verify.files import write_whole
from kreiss.verify.refuting.refuter import exact_gap
from kreiss.verify.refuting.witness import Witness, examine, refutes
from kreiss.verify.search import floats, rounds

SCHEMA = "kreiss/examples-1"
_MOST_POINTS, _MOST_TRIED, _LARGEST, _LONGEST, _LONGEST_FILE, _SECONDS = 50, 5, 4, 400, 1_000_000, 5.0
"""Examples kept of a claim, and tried; orders, characters of a number, bytes of a file, seconds for one."""
Point = tuple[dict[str, list[list[Fraction]]], dict[str, Fraction]]


class Examples:
    """The counterexamples of a folder, which is made when the first is kept.

    Raises ``InvalidArgument`` for a path that is something else than a folder.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise InvalidArgument(f"{folder}: expected a folder of examples")
        self.folder = folder

    def refute(self, claim: Claim, deadline: Deadline = NEVER) -> Witness | None:
        """A witness that a kept point is of this claim. Guarantee: exact, accepted by the checker.

        Raises ``OutOfTime``.
        """
        if claim.constants:
            return None
        points = [(_violation(claim, point), point) for point in self.points(claim)]
        promising = sorted((pair for pair in points if pair[0] > rounds.NOTICEABLE), key=lambda pair: _length(pair[1]))
        for violation, point in promising[:_MOST_TRIED]:
            deadline.check()
            try:
                instance = examine(claim, *point, exact_gap(violation), deadline.within(_SECONDS))
            except OutOfTime:
                continue
            if instance is not None and refutes(claim, instance.witness):
                return instance.witness
        return None

    def keep(self, claim: Claim, witness: Witness) -> None:
        """Note the witness's point as the newest; does nothing where the folder cannot be written to."""
        path, point = self._path(claim), (dict(witness.matrices), dict(witness.parameters))
        if path.is_symlink() or not _writable(self.folder):
            return
        others = [other for other in self.points(claim) if other != point]
        shown = [_document(one) for one in (point, *others)[:_MOST_POINTS]]
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            (self.folder / ".gitignore").write_text("*\n")
        write_whole(path, json.dumps({"schema": SCHEMA, "free": dict(claim.free), "points": shown}) + "\n")

    def points(self, claim: Claim) -> list[Point]:
        """The kept points for the claim's free names, newest first."""
        path = self._path(claim)
        if not path.is_file() or path.stat().st_size > _LONGEST_FILE or not os.access(path, os.R_OK):
            return []
        try:
            document = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return []
        listed = document.get("points") if isinstance(document, dict) and document.get("schema") == SCHEMA else None
        points = [_point(one, claim) for one in listed[:_MOST_POINTS]] if isinstance(listed, list) else []
        return [point for point in points if point is not None]

    def _path(self, claim: Claim) -> Path:
        names = json.dumps(sorted(claim.free.items())).encode()
        return self.folder / f"{hashlib.sha256(names).hexdigest()[:16]}.json"


def _writable(folder: Path) -> bool:
    """Whether the folder, or the nearest one above that exists, can be written to."""
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK)


def _violation(claim: Claim, point: Point) -> float:
    """The float score of a point, −∞ where its shapes do not fit the claim."""
    return rounds.measured(floats.score, claim, *point, -np.inf)


def _length(point: Point) -> int:
    return len(json.dumps(_document(point)))


def _document(point: Point) -> Mapping[str, Any]:
    matrices, parameters = point
    return {
        "matrices": {name: [[str(x) for x in row] for row in rows] for name, rows in matrices.items()},
        "parameters": {name: str(x) for name, x in parameters.items()},
    }


def _point(document: Any, claim: Claim) -> Point | None:
    """A stored point, if it is one for the claim's free names."""
    if not isinstance(document, dict):
        return None
    matrices, parameters = document.get("matrices"), document.get("parameters")
    if not isinstance(matrices, dict) or not isinstance(parameters, dict):
        return None
    if matrices.keys() != set(claim.matrices) or parameters.keys() != set(claim.numbers):
        return None
    rows = {name: _rows(value) for name, value in matrices.items()}
    numbers = {name: _number(value) for name, value in parameters.items()}
    if None in numbers.values() or None in rows.values():
        return None
    return {name: value for name, value in rows.items() if value}, {n: x for n, x in numbers.items() if x is not None}


def _rows(value: Any) -> list[list[Fraction]] | None:
    if (
        not isinstance(value, list)
        or not all(isinstance(row, list) for row in value)
        or not 1 <= len(value) <= _LARGEST
    ):
        return None
    rows = [[_number(entry) for entry in row] for row in value]
    whole = [[entry for entry in row if entry is not None] for row in rows]
    return whole if whole == rows and 1 <= len(rows[0]) <= _LARGEST and len({*map(len, rows)}) == 1 else None


def _number(text: Any) -> Fraction | None:
    """A rational as "p/q" in plain digits."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    top, _, bottom = text.removeprefix("-").partition("/")
    plain = all(part.isascii() and part.isdigit() for part in (top, bottom or "1"))
    return Fraction(text) if plain and "/" not in text[-1:] and int(bottom or 1) else None
