"""``kreiss check``: re-check certificates with the independent checker, and with the proved kernel beside it."""

from pathlib import Path
from typing import Annotated

import typer

from kreiss.verify.checker.__main__ import main as check_files

EXAMPLE_CALLS = ("kreiss check cert.json",)
"""Shown by ``--help``."""


def command(
    certificates: Annotated[list[Path], typer.Argument(metavar="CERT.json...", help="Certificates of any kind.")],
    kernel: Annotated[
        bool, typer.Option("--kernel", help="Ask kreiss-kernel too, a checker that is proved correct (docs/formal.md).")
    ] = False,
) -> int:
    """Re-check certificates with the standard library alone, and say what each proves.

    Each file has its own outcome. Exit status 1 if one is rejected, 2 if one cannot be read, or if the checker fails.
    With `--kernel`, 1 also if the kernel rejects one or does not cover it.
    """
    names = [str(path) for path in certificates]
    return _with_kernel(names) if kernel else check_files(names)


def _with_kernel(names: list[str]) -> int:
    """The outcomes of the checker, each followed by the kernel's."""
    from kreiss.verify.kernel import ask_kernel, escaped, find_kernel

    program, worst = find_kernel(), 0
    for name in names:
        status = check_files([name])
        says = ask_kernel(program, Path(name))
        shown = escaped(name)
        if status < 2 and says.answer in ("accepted", "rejected") and (status == 0) != (says.answer == "accepted"):
            typer.echo(f"{shown}:   THE TWO CHECKERS DISAGREE, the proved kernel: {says.words}")
            typer.echo("please report this, with the file", err=True)
            status = 1
        else:
            typer.echo(f"{shown}:   the proved kernel: {says.words}")
        worst = max(worst, status, says.answer != "accepted")
    return worst
