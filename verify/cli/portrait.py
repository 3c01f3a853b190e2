"""``kreiss portrait``: draw the pseudospectra of one matrix beside the unit circle, with its certified K."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of, stem
from kreiss.verify.files import require_writable

if TYPE_CHECKING:
    from kreiss.numeric import KreissEnclosure
    from kreiss.numeric.arithmetic.matrices import ExactMatrix

ENDINGS = (".png", ".svg", ".pdf")

EXAMPLE_CALLS = ("kreiss portrait A.npy -o A.png",)
"""Shown by ``--help``."""


def command(
    matrix: MatrixArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.{png,svg,pdf}", help="The picture to write.")],
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    gap: Annotated[
        str, typer.Option(metavar="GAP", help="The relative gap of the K in the title: a decimal or p/q.")
    ] = "1e-4",
    points: Annotated[int, typer.Option(metavar="N", help="Points of the grid in each direction.")] = 240,
    dpi: Annotated[int, typer.Option(metavar="DPI", help="Resolution of a .png.")] = 150,
) -> None:
    """Draw the pseudospectra of a matrix beside the unit circle, and where its Kreiss constant is attained."""
    if output.suffix.lower() not in ENDINGS:
        raise InvalidArgument(f"--output: expected a file ending in .png, .svg or .pdf, got {output}")
    if not 20 <= dpi <= 1200:
        raise InvalidArgument(f"--dpi: expected a number between 20 and 1200, got {dpi}")
    require_writable(output, matrix)
    from kreiss.numeric.portrait import draw_portrait, save_portrait

    A = matrix_of(matrix, key, header, index)
    with about(matrix):
        save_portrait(draw_portrait(A, _enclosure(A, gap), stem(matrix), points), output, dpi)


def _enclosure(matrix: "ExactMatrix", gap: str) -> "KreissEnclosure | None":
    """K, or None with a word on stderr where it could not be certified: the picture stands without it."""
    from kreiss.numeric import certify_kreiss

    try:
        return certify_kreiss(matrix, gap)
    except (UnstableMatrix, PrecisionExhausted) as error:
        typer.echo(f"kreiss: the picture has no K: {error}", err=True)
        return None
