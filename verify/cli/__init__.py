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
from types import ModuleType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

import kreiss
from kreiss.errors import KreissError
from kreiss.verify.cli import terminal
from kreiss.verify.cli.interrupts import INTERRUPTED, TERMINATED, answer_sigterm, stopped_status

COMMANDS: tuple[str, ...] = (
    "verify",
    "certify",
    "check",
    "refute",
    "sweep",
    "prove",
    "derive",
    "measure",
    "portrait",
    "diagnose",
    "experiments",
)
"""Names of the commands; each is the function ``command`` of the module of that name in ``commands``."""

_COMPLETING = "_KREISS_COMPLETE"
"""Set by a shell that asks for completions."""
_USAGE: Any = typer.BadParameter.__mro__[2]  # ClickException, wherever this typer keeps its click


class _PlainTypes:
    """Parameters without Python's names of types: a flag has none, and an argument says what it is by its own name."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, for the help and for the parser."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in found:
            if parameter.param_type_name == "argument" or parameter.is_flag:
                parameter.display_type_rich = lambda ctx: None
        return found


class _Command(_PlainTypes, TyperCommand):
    """A command with plain types."""


class _Group(_PlainTypes, TyperGroup):
    """The group of the commands, with plain types."""


def app() -> typer.Typer:
    """The application with every command registered; command modules import their heavy needs when they run."""
    result = typer.Typer(
        name="kreiss",
        help="Prove, certify or refute claims about the transient growth of matrices.",
        cls=_Group,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    result.callback()(_kreiss)
    for name in COMMANDS:
        module = import_module(f"kreiss.verify.cli.commands.{name}")
        result.command(name, cls=_Command, epilog=_epilog(module))(module.command)
    return result


def _epilog(module: ModuleType) -> str:
    """The examples of a command, which a test executes; typer keeps lines apart that have an empty one between them."""
    calls = getattr(module, "EXAMPLE_CALLS", ())
    return "\n\n".join(["Example:" if len(calls) == 1 else "Examples:", *calls]) if calls else ""


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kreiss {kreiss.__version__}")
        raise typer.Exit


def _kreiss(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
    quiet: Annotated[
        bool, typer.Option(terminal.QUIET, help="Show no progress on stderr; also after the command.")
    ] = False,
    no_color: Annotated[
        bool, typer.Option(terminal.NO_COLOR, help="Print without colours, as with NO_COLOR=1; also after the command.")
    ] = False,
) -> None:
    """Prove, certify or refute claims about the transient growth of matrices."""


def main() -> None:
    """Run the command line and leave with its exit status; an error is one line on stderr, never a traceback."""
    _prepare()
    if threading.current_thread() is threading.main_thread():
        answer_sigterm()
    try:
        status = _status()
    except KreissError as error:
        _fail(str(error))
    except _USAGE as error:
        _fail(f"{error.format_message()} (see kreiss --help)")
    except OSError as error:
        _fail(f"{error.filename or 'input/output'}: {error.strerror or error}")
    if status in (INTERRUPTED, TERMINATED):
        status = stopped_status()
        _fail("interrupted" if status == INTERRUPTED else "terminated", status)
    raise SystemExit(status if isinstance(status, int) else 0)


def _status() -> object:
    """What the command that the arguments name leaves with, an interrupt as its status."""
    try:
        status: object = app()(terminal.take(sys.argv[1:]) or ["--help"], standalone_mode=False, prog_name="kreiss")
        if sys.stdout is not None:
            sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):  # click makes an Abort of an interrupt, or a status
        return INTERRUPTED
    except BrokenPipeError:
        _leave_a_closed_pipe()
    except SystemExit as left:  # click leaves so after a completion, and where the reader of a pipe has gone
        if not left.code or _COMPLETING in os.environ:
            raise
        _leave_a_closed_pipe()
    return status


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
