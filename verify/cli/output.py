"""What a command hands over: answers before the files that prove them, and tables in which nothing is cut."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from kreiss.errors import InvalidArgument
from kreiss.verify.cli.terminal import is_quiet
from kreiss.verify.files import compact, require_writable, write_whole
from kreiss.views import View

_STANDARD_OUTPUT = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


def is_standard_output(path: Path | None) -> bool:
    """Whether an output was asked for by one of the names of standard output, which then carries nothing else."""
    return str(path) in _STANDARD_OUTPUT


def require_outputs(
    outputs: Mapping[str, Path | None], inputs: Iterable[str | Path] = (), *, as_json: bool = False
) -> None:
    """Refuse, before the work begins, outputs (by their options) that cannot be written, or that overwrite anything.

    Raises ``InvalidArgument`` for an unwritable file, an input, two outputs of one name, and two on standard output.
    """
    asked = {option: path for option, path in outputs.items() if path is not None}
    places: dict[Path, str] = {}
    for option, path in asked.items():
        if is_standard_output(path):
            if as_json:
                raise InvalidArgument(f"{option} {path}, --json: standard output holds one document; name a file")
        else:
            require_writable(path, *inputs)
        place = Path("-") if is_standard_output(path) else path.resolve()
        if place in places:
            raise InvalidArgument(f"{places[place]}, {option}: expected different files, got {path} for both")
        places[place] = option


def write(path: Path, text: str) -> None:
    """Write the text to standard output, or whole to a file."""
    if is_standard_output(path):
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_whole(path, text)


def hand_over(
    show: Callable[[str | None], None], certificate: Callable[[], Any], output: Path | None, *, as_json: bool
) -> None:
    """Show the answer, then write its certificate; one JSON document comes last, as it says where that is.

    ``show`` is given the certificate's place, None where there is none (yet). Whatever keeps it from being written, an
    interrupt or a full disk, leaves the answer shown, and is raised again.
    """
    written = None
    try:
        if not as_json:
            show(None)
            sys.stdout.flush()
        if output is not None:
            with waiting(f"writing the certificate to {output}"):
                write(output, compact(certificate()))
            written = str(output)
    except KeyboardInterrupt:
        typer.echo(f"kreiss: {output}: interrupted, no certificate was written", err=True)
        raise
    finally:
        if as_json:
            show(written)
    if output is not None and not as_json and not is_standard_output(output):
        typer.echo(f"certificate: {output}{_size(output)}")


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f" ({size / 10**6:.1f} MB)" if size >= 10**5 else ""


def waiting(message: str) -> AbstractContextManager[object]:
    """A spinner on stderr, where that is a terminal, and unless ``--quiet`` was asked for."""

    console = Console(stderr=True)
    return console.status(message) if console.is_terminal and not is_quiet() else nullcontext()


def note_errors(traces: Mapping[str, str], *, debug: bool) -> None:
    """Ask for a report of internal errors, by where each was met, with their tracebacks if wanted."""
    from kreiss.verify.running.isolation import PLEASE

    for place, trace in traces.items() if debug else ():
        typer.echo(f"{place}:\n{trace}", err=True)
    if traces:
        typer.echo(PLEASE, err=True)


def show_facts(title: str, facts: Sequence[tuple[str, str]], *, aside: bool = False) -> None:
    """Print a table of names and values, in which nothing is cut.

    It goes to stderr where it is ``aside``, as something else has standard output.
    """

    Console(stderr=aside).print(View(title, facts).table())
