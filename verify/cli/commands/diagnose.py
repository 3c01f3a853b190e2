"""``kreiss diagnose``: everything that is proved of one coupled update, in one table, document and picture."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.commands.portrait import ENDINGS
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of, shown, stem
from kreiss.verify.files import require_writable
from kreiss.views import grouped

EXAMPLE_CALLS = ("kreiss diagnose A.npy --split 1 --peak 2",)
"""Shown by ``--help``."""

if TYPE_CHECKING:
    from kreiss.verify.diagnosis.diagnosis import Diagnosis


def command(
    matrix: MatrixArgument,
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    split: Annotated[
        str | None,
        typer.Option(metavar="N[,N…]", help="Where the blocks end: 4 for two blocks, 4,8 for three, and so on."),
    ] = None,
    noise: Annotated[
        str,
        typer.Option(metavar="EPS", help="Answer for every matrix within this spectral distance: a decimal or p/q."),
    ] = "0",
    peak: Annotated[
        str | None, typer.Option(metavar="P", help="Advise by which factor coupling or step keep the peak at most P.")
    ] = None,
    budget: Annotated[
        float, typer.Option(metavar="S", help="Seconds after which what is left is bounded by what is known.")
    ] = 240.0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.{png,svg,pdf}", help="Draw it into this file.")
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Diagnose the update x -> Jx of a coupled method: norms, radius, Kreiss constant, transient, bounds, advice.

    Every line says how it is known: exact, or verified-float. What was not reached says why.
    """
    places = _places(split)
    if output is not None:
        if output.suffix.lower() not in ENDINGS:
            raise InvalidArgument(f"--output: expected a file ending in .png, .svg or .pdf, got {output}")
        require_writable(output, matrix)
    from kreiss.verify.diagnosis.diagnose import diagnose

    J = matrix_of(matrix, key, header, index)
    with about(matrix):
        found = diagnose(J, places, noise=noise, budget=budget, peak=peak)
    if as_json:
        typer.echo(json.dumps(found.document, indent=2))
    else:
        _show(found, shown(matrix))
    if output is not None:
        _draw(found, stem(matrix), output)


def _places(split: str | None) -> tuple[int, ...] | None:
    if split is None:
        return None
    try:
        return tuple(int(place) for place in split.split(","))
    except ValueError:
        raise InvalidArgument(f"--split: expected whole numbers such as 4 or 4,8, got {split!r:.40}") from None


def _draw(found: "Diagnosis", name: str, output: Path) -> None:
    from kreiss.numeric.portraits import save_portrait
    from kreiss.verify.diagnosis.picture import draw

    save_portrait(draw(found, name), output)


def _show(found: "Diagnosis", matrix: str) -> None:

    from kreiss.verify.diagnosis.rows import views

    Console().print(grouped(views(found, matrix)))
