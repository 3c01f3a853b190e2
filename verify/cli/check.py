"""``kreiss check``: re-check certificates with the independent checker."""

from pathlib import Path
from typing import Annotated

import typer

from kreiss.verify.checker.__main__ import main as check_files

EXAMPLE_CALLS = ("kreiss check cert.json",)
"""Shown by ``--help``."""


def command(
    certificates: Annotated[list[Path], typer.Argument(metavar="CERT.json...", help="Certificates of any kind.")],
) -> int:
    """Re-check certificates with the standard library alone, and say what each proves.

    Each file has its own outcome. Exit status 1 if one is rejected, 2 if one cannot be read, or if the checker fails.
    """
    return check_files([str(path) for path in certificates])
