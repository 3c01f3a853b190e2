"""Matrices in JSON: a list of rows, the form of certificates, or an object that holds one of these under a name.

Numbers with a point are the float64 nearest to them; integers, and strings such as "1/10", "0.1" and "1+2i", are exact.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.literals import Complex
from kreiss.numeric.reading.archives import Shape, chosen

_PARTS = {"denominator", "re", "im"}


def from_json(data: bytes, key: str | None) -> list[Any]:
    """The rows of the matrix, or of the one under the name ``key``."""
    content = json.loads(data, object_pairs_hook=unique)
    if key is None and not _is_named(content):
        return matrix_rows(content)
    if not isinstance(content, dict):
        raise InvalidMatrix(f"expected an object with the key {key!r:.60}, got a list of rows")
    shapes = {name: _shape(value) for name, value in content.items()}
    held = {name: shape for name, shape in shapes.items() if shape is not None}
    return matrix_rows(content[chosen(held, key)])


def _is_named(content: object) -> bool:
    """Whether the matrices stand under names."""
    return isinstance(content, dict) and "denominator" not in content and not content.keys() <= _PARTS


def _shape(value: object) -> Shape | None:
    """The shape of what may be a matrix; None for anything else."""
    rows = value.get("re") if isinstance(value, dict) else value
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return None
    return len(rows), len(rows[0])


def matrix_rows(content: object) -> list[Any]:
    """The rows of a matrix that is a list of rows, or has the form of certificates."""
    if isinstance(content, dict):
        return _over_denominator(content)
    if not isinstance(content, list):
        raise InvalidMatrix(f"expected a list of rows, got {content!r:.40}")
    return content


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object, whose keys are to be different."""
    form = dict(pairs)
    if len(form) < len(pairs):
        raise InvalidMatrix(f"expected different keys in an object, got {', '.join(key for key, _ in pairs):.100}")
    return form


def _over_denominator(form: dict[str, Any]) -> list[list[Complex]]:
    """The rows of ``{"denominator", "re", "im"}``, the form in which certificates hold matrices."""
    if not {"denominator", "re"} <= set(form) <= _PARTS:
        raise InvalidMatrix("expected a list of rows, or an object with the keys 'denominator', 're' and, if any, 'im'")
    den = form["denominator"]
    if type(den) is not int or den < 1:
        raise InvalidMatrix(f"expected a positive integer as denominator, got {den!r:.40}")
    try:
        im = form.get("im", [[0] * len(row) for row in form["re"]])
        pairs = [zip(*pair, strict=True) for pair in zip(form["re"], im, strict=True)]
        return [[Complex(_over(x, den), _over(y, den)) for x, y in row] for row in pairs]
    except (TypeError, ValueError):
        raise InvalidMatrix("expected 're' and 'im' to be integer matrices of one shape") from None


def _over(numerator: object, den: int) -> Fraction:
    if type(numerator) is not int:
        raise TypeError("not an integer")
    return Fraction(numerator, den)
