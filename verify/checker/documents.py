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
    "kreiss/enclosure-1": "kreiss.verify.checker.enclosure",
    "kreiss/family-1": "kreiss.verify.checker.family",
    "kreiss/inequality-1": "kreiss.verify.checker.inequality",
    "kreiss/proof-1": "kreiss.verify.checker.proof",
    "kreiss/refutation-1": "kreiss.verify.checker.refutation",
    "kreiss/sharpness-1": "kreiss.verify.checker.sharpness",
}


class Rejected(ValueError):
    """The document does not prove its statement; ``path`` is the JSON path of the part that fails."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = _printable(path), _printable(message)
        super().__init__(f"{self.path}: {self.message}")


def _printable(text: str) -> str:
    """Names in a document may hold half a surrogate pair, which no stream can write."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class Unreadable(Rejected):
    """The file cannot be read, or its text is not JSON: there is no document to speak of."""


MOST_WORK = 40_000_000
"""What one document may ask for, in units of about 0.2 µs, where its own length does not limit the arithmetic."""
_left: ContextVar[int | None] = ContextVar("left", default=None)


def spend(units: int) -> None:
    """Count arithmetic, and reject the document that is being checked if it asks for too much."""
    left = _left.get()
    if left is not None:
        if units > left:
            raise Rejected("$", "asks for more arithmetic than a document may")
        _left.set(left - units)


@contextmanager
def _limited() -> Iterator[None]:
    """The allowance of a whole document, which the documents inside it share."""
    if _left.get() is not None:
        yield
        return
    _left.set(MOST_WORK)
    try:
        yield
    finally:
        _left.set(None)


@dataclass(frozen=True)
class Checked:
    """What an accepted document proves: the statement in words, and the cited lemmas that it rests on.

    ``instance`` is a point, in words, at which the hypotheses of a proof hold; empty where the document gives none.
    """

    schema: str
    statement: str
    assumptions: tuple[str, ...] = ()
    instance: str = ""


def check_document(document: object) -> Checked:
    """Return what ``document`` proves, or raise ``Rejected``. Guarantee: exact."""
    if not isinstance(document, Mapping):
        raise Rejected("$", "expected a JSON object")
    schema = document.get("schema")
    if not isinstance(schema, str) or schema not in SCHEMAS:
        raise Rejected("$.schema", f"expected one of {', '.join(SCHEMAS)}; got {schema!r}")
    check: Callable[[Mapping[str, Any]], Checked] = import_module(SCHEMAS[schema]).check
    try:
        with _limited():
            return check(document)
    except RecursionError:
        raise Rejected("$", "nested too deeply to be checked") from None


def check_file(path: Path) -> Checked:
    """Check the document in a file; a file that cannot be read or is not JSON raises ``Unreadable``."""
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise Unreadable("$", f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable("$", f"not a JSON document: {error}") from None
    return check_document(document)
