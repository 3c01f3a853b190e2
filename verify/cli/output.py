"""Output files, written whole or not at all, and tables in which nothing is cut."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from kreiss.errors import InvalidArgument

EXAMPLES = Path(".kreiss", "examples")
"""Where found counterexamples are kept, beside what other tools keep of a project."""


def require_writable(path: Path, *inputs: str) -> None:
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
        with draft.open("x", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def note_errors(traces: Mapping[str, str], *, debug: bool) -> None:
    """Ask for a report of internal errors, by where each was met, with their tracebacks if wanted."""
    import typer

    from kreiss.verify.running.isolation import PLEASE

    for place, trace in traces.items() if debug else ():
        typer.echo(f"{place}:\n{trace}", err=True)
    if traces:
        typer.echo(PLEASE, err=True)


def show_facts(title: str, facts: Sequence[tuple[str, str]]) -> None:
    """Print a table of names and values; a value that is too long for a line goes on in the next, digit by digit.

    A cell that is cut would show both ends of an enclosure by the same digits, the upper one below the value.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, title=Text(title), title_justify="left")
    for _ in range(2):
        table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(Text(name), Text(value))
    Console().print(table)
