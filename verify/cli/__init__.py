"""The command line: one file per command, and one place where every error becomes one line and an exit status.

Exit status: 0 all as expected; 1 a verdict differs from what was expected, or a certificate is invalid; 2 unusable
input or arguments; 130 interrupted; 143 ended by SIGTERM; 141 the reader of the output has gone.
"""

import io
import os
import sys
import threading
import warnings
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer

import kreiss
from kreiss.errors import KreissError
from kreiss.verify.cli.interrupts import INTERRUPTED, TERMINATED, answer_sigterm, status_of

COMMANDS: tuple[str, ...] = (
    "verify", "certify", "check", "refute", "sweep", "prove", "derive", "measure", "portrait", "diagnose",
)  # fmt: skip
"""Names of the commands; each is the function ``command`` of the module of that name in this folder."""

_USAGE: Any = typer.BadParameter.__mro__[2]  # ClickException, wherever this typer keeps its click


def app() -> typer.Typer:
    """The application with every command registered; command modules import their heavy needs when they run."""
    result = typer.Typer(
        name="kreiss",
        help="Prove, certify or refute claims about the transient growth of matrices.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    result.callback()(_kreiss)
    for name in COMMANDS:
        result.command(name)(import_module(f"kreiss.verify.cli.{name}").command)
    return result


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kreiss {kreiss.__version__}")
        raise typer.Exit


def _kreiss(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Prove, certify or refute claims about the transient growth of matrices."""


def main() -> None:
    """Run the command line and leave with its exit status; an error is one line on stderr, never a traceback."""
    _prepare()
    if threading.current_thread() is threading.main_thread():
        answer_sigterm()
    try:
        status = app()(sys.argv[1:] or ["--help"], standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt as interrupt:
        status = status_of(interrupt)
    except typer.Abort as abort:  # what click makes of an interrupt
        cause = abort.__context__
        status = status_of(cause) if isinstance(cause, KeyboardInterrupt) else INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click leaves so where the reader of a pipe has gone
        _leave_a_closed_pipe()
    except KreissError as error:
        _fail(str(error))
    except _USAGE as error:
        _fail(f"{error.format_message()} (see kreiss --help)")
    except OSError as error:
        _fail(f"{error.filename or 'input/output'}: {error.strerror or error}")
    if status in (INTERRUPTED, TERMINATED):
        _fail("interrupted" if status == INTERRUPTED else "terminated", status)
    raise SystemExit(status if isinstance(status, int) else 0)


def _prepare() -> None:
    """One BLAS thread, as workers share the cores and small matrices gain nothing from two; ≤ on an ASCII terminal.

    Floating-point warnings are silent: floats only propose, and what they propose badly is not accepted.
    """
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    if not sys.warnoptions:
        warnings.simplefilter("ignore", RuntimeWarning)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fail(message: str, status: int = 2) -> NoReturn:
    print("kreiss:", " ".join(message.split()), file=sys.stderr)  # noqa: T201
    raise SystemExit(status)


def _leave_a_closed_pipe() -> NoReturn:
    """Leave as a process does that SIGPIPE ends, with nothing left to be flushed into the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(141)
