"""Which checker reads which document: one function per schema, each deriving its obligations from the statement."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

SCHEMAS = {
    "kreiss/enclosure-1": "kreiss.verify.checker.quantities.table",
    "kreiss/family-1": "kreiss.verify.checker.families.family",
    "kreiss/inequality-1": "kreiss.verify.checker.inequalities.inequality",
    "kreiss/proof-1": "kreiss.verify.checker.proofs.proof",
    "kreiss/refutation-1": "kreiss.verify.checker.refutations.refutation",
    "kreiss/sharpness-1": "kreiss.verify.checker.proofs.sharpness",
}


class Rejected(ValueError):
    """The document does not prove its statement; ``path`` is the JSON path of the part that fails."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = printable(path), printable(message)
        super().__init__(f"{self.path}: {self.message}")


def printable(text: str) -> str:
    """The text with everything escaped that is no visible character: line ends, control codes, half surrogate pairs."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class Unreadable(Rejected):
    """The file cannot be read, or its text is not JSON: there is no document to speak of."""


MOST_WORK, WORK_PER_CHARACTER, LONG, WORK_PER_OBJECT = 120_000_000, 12, 10_000_000, 300
"""What one document may ask for, in units of about 0.2 µs: a constant, and more by its length.

Beyond ``LONG`` characters it grows with the square of the length: n² numbers of a matrix may ask for n³ products.
An object of the document costs what holding it in memory does.
"""
_left: ContextVar[int | None] = ContextVar("left", default=None)


def spend(units: int) -> None:
    """Count arithmetic, and reject the document that is being checked if it asks for too much.

    What computes with numbers of a document, or makes something of their size, counts its own work before it starts:
    no caller has to think of it.
    """
    left = _left.get()
    if left is not None:
        if units > left:
            raise Rejected("$", "asks for more arithmetic than a document may")
        _left.set(left - units)


def multiplication(left: int, right: int) -> int:
    """The work of a product of integers of so many bits."""
    return 1 + (left * right >> 18)


def division(left: int, right: int) -> int:
    """The work of a quotient, or of a greatest common divisor, of integers of so many bits."""
    return 1 + (left * right >> 16)


def _length(value: Any) -> int:
    """About the number of characters that a value takes in a file."""
    if type(value) is int:
        return 2 + value.bit_length() // 4
    if isinstance(value, str):
        return 2 + len(value)
    if type(value) is list and {*map(type, value)} == {int}:
        return 2 + 2 * len(value) + sum(map(int.bit_length, value)) // 4
    if isinstance(value, Mapping):
        return 2 + sum(_length(name) + _length(field) for name, field in value.items())
    return 2 + sum(map(_length, value)) if isinstance(value, list) else 4


@contextmanager
def _limited(document: Mapping[str, Any]) -> Iterator[None]:
    """The allowance of a whole document, which the documents inside it share."""
    length = _length(document)
    _left.set(MOST_WORK + WORK_PER_CHARACTER * length * max(length, LONG) // LONG)
    try:
        yield
    finally:
        _left.set(None)


@dataclass(frozen=True)
class Checked:
    """What an accepted document proves: the statement in words, and the cited lemmas that it rests on.

    ``instance`` is a point, in words, at which the hypotheses of a proof hold; empty where the document gives none.
    ``vacuous`` says that nothing satisfies the hypotheses, as the statement does in words.
    """

    schema: str
    statement: str
    assumptions: tuple[str, ...] = ()
    instance: str = ""
    vacuous: bool = False

    def __post_init__(self) -> None:
        for name in ("statement", "instance"):
            object.__setattr__(self, name, printable(getattr(self, name)))


class Object(dict[str, Any]):
    """A JSON object that knows which of its fields have been read: what no one reads would prove nothing."""

    def __init__(self, fields: Mapping[str, Any], path: str) -> None:
        super().__init__(fields)
        self.path, self.unread = path, set(fields)

    def __getitem__(self, name: str) -> Any:
        self.unread.discard(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The field, which is read by that."""
        self.unread.discard(name)
        return super().get(name, default)

    def items(self) -> Any:
        """All fields, which are read by that."""
        self.unread.clear()
        return super().items()


def _watched(value: Any, path: str, objects: list[Object]) -> Any:
    """The value with every object in it replaced by one that knows what has been read of it."""
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise Rejected(path, "expected an object with names as keys")
        spend(WORK_PER_OBJECT + len(path))
        result = Object({name: _watched(field, f"{path}.{name}", objects) for name, field in value.items()}, path)
        objects.append(result)
        return result
    if isinstance(value, list) and any(type(entry) is not int and isinstance(entry, Mapping | list) for entry in value):
        return [_watched(entry, f"{path}[{i}]", objects) for i, entry in enumerate(value)]
    return value


def check_document(document: object) -> Checked:
    """Return what ``document`` proves, or raise ``Rejected``. Guarantee: exact."""
    if isinstance(document, Object):  # a document inside another, which is being checked
        return _checked(document)
    if not isinstance(document, Mapping):
        raise Rejected("$", "expected a JSON object")
    objects: list[Object] = []
    try:
        with _limited(document):
            checked = _checked(_watched(document, "$", objects))
    except RecursionError:
        raise Rejected("$", "nested too deeply to be checked") from None
    for part in reversed(objects):
        if part.unread:
            raise Rejected(part.path, f"has a field that proves nothing: {min(part.unread)!r:.60}")
    return checked


def _checked(document: Object) -> Checked:
    schema = document.get("schema")
    if not isinstance(schema, str) or schema not in SCHEMAS:
        raise Rejected("$.schema", f"expected one of {', '.join(SCHEMAS)}; got {schema!r}")
    check: Callable[[Mapping[str, Any]], Checked] = import_module(SCHEMAS[schema]).check
    return check(document)


def read(text: bytes) -> Any:
    """The JSON value of the text, where no object has a name twice and numbers are whole; raises ``Unreadable``."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable("$", f"not a JSON document: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise ValueError(f"the name {name!r:.60} stands twice in one object")
        result[name] = value
    return result


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def check_file(path: Path) -> Checked:
    """Check the document in a file; a file that cannot be read or is not JSON raises ``Unreadable``."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise Unreadable("$", f"cannot be read: {error.strerror}") from None
    return check_document(read(text))
