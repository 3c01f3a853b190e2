"""Files that are written whole or not at all, and refused before the work where they cannot be."""

import json
import os
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidArgument


def require_writable(path: Path, *inputs: str | Path) -> None:
    """Refuse, before the work begins, a file that could not be written or that is one of the inputs.

    Raises ``InvalidArgument``.
    """
    if path.is_dir():
        raise InvalidArgument(f"{path}: expected a file to write to, got a directory")
    if not path.parent.is_dir():
        raise InvalidArgument(f"{path}: expected a file in an existing directory")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InvalidArgument(f"{path}: cannot be written")
    if path.exists() and any(Path(name).exists() and path.samefile(name) for name in inputs):
        raise InvalidArgument(f"{path}: expected an output other than the input")


def require_folder(path: Path) -> None:
    """Refuse, before the work begins, a folder that could neither be written into nor made.

    Raises ``InvalidArgument``.
    """
    nearest = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not nearest.is_dir():
        raise InvalidArgument(f"{path}: expected a folder to write into, got a file at {nearest}")
    if not os.access(nearest, os.W_OK):
        raise InvalidArgument(f"{path}: cannot be written")


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` so that a reader, or an interrupted run, finds the old content or the new one, never a part.

    Raises ``OSError``. What is not a regular file, a device or a pipe, is written to directly.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def compact(document: Any) -> str:
    """The document as one line of JSON, without blanks between its parts."""
    return json.dumps(document, separators=(",", ":")) + "\n"
