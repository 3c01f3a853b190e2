"""What the page is told of one file: the answer of the checker as JSON. It runs in the browser, and anywhere else.

It imports the standard library and the checker alone, as everything that the page carries does.
"""

import hashlib
import json
from pathlib import Path

from kreiss.verify.checker.documents import Rejected, Unreadable, check_file

_MOST_SHOWN = 20_000
"""Characters of a statement: a large matrix is not shown whole."""


def answer(path: str) -> str:
    """A JSON object for the file: its ``outcome``, the SHA-256 of its bytes, and what the checker says of it.

    ``accepted`` comes with ``schema``, ``statement``, ``assumptions``, ``instance`` and ``vacuous``, and as ``stated``
    with the statement that stands in the file, as JSON; ``rejected`` with ``path`` and ``message``; ``unreadable`` and
    ``failed``, an error of the checker itself, with ``message``. Only ``accepted`` says that anything is proved.
    """
    return json.dumps({"sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest(), **_outcome(Path(path))})


def _outcome(path: Path) -> dict[str, object]:
    try:
        checked = check_file(path)
    except Unreadable as trouble:
        return {"outcome": "unreadable", "message": trouble.message}
    except Rejected as rejected:
        return {"outcome": "rejected", "path": rejected.path, "message": rejected.message}
    except Exception as error:  # of the checker: nothing is accepted
        return {"outcome": "failed", "message": f"{type(error).__name__}: {error}"}
    return {
        "outcome": "accepted",
        "schema": checked.schema,
        "statement": checked.statement,
        "assumptions": list(checked.assumptions),
        "instance": checked.instance,
        "vacuous": checked.vacuous,
        "stated": _stated(path),
    }


def _stated(path: Path) -> str:
    """The statement of an accepted document as it stands in the file, whole or cut with a sign that it is."""
    text = json.dumps(json.loads(path.read_bytes())["statement"], ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} … ({len(text)} characters in all)"
