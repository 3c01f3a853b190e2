"""``kreiss portrait``: draw the pseudospectra of one matrix beside the unit circle, with its certified K."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of, stem
from kreiss.verify.files import require_writable

if TYPE_CHECKING:
    from kreiss.numeric import HalfPlaneEnclosure, KreissEnclosure, PowersSupremum
    from kreiss.numeric.arithmetic.matrices import ExactMatrix

ENDINGS = (".png", ".svg", ".pdf")
PEAK_BUDGET = 3.0
"""Seconds for the certified peak of the powers."""

EXAMPLE_CALLS = ("kreiss portrait A.npy -o A.png",)
"""Shown by ``--help``."""


def command(
    matrix: MatrixArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.{png,svg,pdf}", help="The picture to write.")],
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    panels: Annotated[
        str, typer.Option(metavar="PANELS", help="Up to three of portrait, ratio and powers, with commas between.")
    ] = "portrait",
    continuous: Annotated[bool, typer.Option("--continuous", help="The half-plane: K_ct, and e^tA.")] = False,
    gap: Annotated[
        str, typer.Option(metavar="GAP", help="The relative gap of the K in the title: a decimal or p/q.")
    ] = "1e-4",
    points: Annotated[
        int | None, typer.Option(metavar="N", help="Points of the grid in each direction; fewer for large matrices.")
    ] = None,
    dpi: Annotated[int, typer.Option(metavar="DPI", help="Resolution of a .png.")] = 150,
) -> None:
    """Draw the pseudospectra of a matrix beside the unit circle, and where its Kreiss constant is attained.

    The panel `ratio` shows (|z| - 1) times the largest resolvent norm over |z|, with the nodes of the certificate and
    the enclosure of its supremum; `powers` shows the norms of the powers, with what K says of them and the proved peak.
    """
    if output.suffix.lower() not in ENDINGS:
        raise InvalidArgument(f"--output: expected a file ending in .png, .svg or .pdf, got {output}")
    if not 20 <= dpi <= 1200:
        raise InvalidArgument(f"--dpi: expected a number between 20 and 1200, got {dpi}")
    chosen = [panel.strip() for panel in panels.split(",")]
    require_writable(output, matrix)
    from kreiss.numeric.portraits import draw_portrait, require_drawable, save_portrait

    require_drawable(chosen, points)
    A = matrix_of(matrix, key, header, index)
    with about(matrix):
        enclosure = _enclosure(A, gap, continuous=continuous)
        peak = None if continuous or "powers" not in chosen else _peak(A)
        figure = draw_portrait(A, enclosure, stem(matrix), points, panels=chosen, continuous=continuous, peak=peak)
        save_portrait(figure, output, dpi)


def _enclosure(matrix: "ExactMatrix", gap: str, *, continuous: bool) -> "KreissEnclosure | HalfPlaneEnclosure | None":
    """K, or None with a word on stderr where it could not be certified: the picture stands without it."""
    from kreiss.numeric import certify_kreiss, certify_kreiss_ct

    try:
        return certify_kreiss_ct(matrix, gap) if continuous else certify_kreiss(matrix, gap)
    except (UnstableMatrix, PrecisionExhausted) as error:
        typer.echo(f"kreiss: the picture has no K: {error}", err=True)
        return None


def _peak(matrix: "ExactMatrix") -> "PowersSupremum | None":
    """The supremum of the powers, or None with a word on stderr where it was not certified soon."""
    from kreiss.numeric import certify_sup_powers

    try:
        return certify_sup_powers(matrix, gap=1e-3, budget=PEAK_BUDGET)
    except (UnstableMatrix, PrecisionExhausted) as error:
        typer.echo(f"kreiss: the picture has no proved peak: {error}", err=True)
        return None
