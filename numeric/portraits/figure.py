"""One, two or three panels of a matrix as a figure, and the file that holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.portraits.powers import Peak, draw_powers
from kreiss.numeric.portraits.pseudospectra import draw_pseudospectra, required_points
from kreiss.numeric.portraits.ratio import draw_ratio
from kreiss.numeric.portraits.style import constant_of, enclosed

PANELS = ("portrait", "ratio", "powers")
_WIDTHS = {"portrait": 1.2, "ratio": 1.0, "powers": 1.0}  # of the panels, relative to each other
_BETWEEN = 0.12
"""Inches beside each panel, so that the scale of a portrait does not touch the next panel's axis."""
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""What would name the time or the program."""


def draw_portrait(
    A: object,
    enclosure: ByNodes | None = None,
    name: str = "",
    points: int | None = None,
    *,
    panels: Sequence[str] = PANELS[:1],
    continuous: bool = False,
    peak: Peak | None = None,
) -> Figure:
    """The ``panels`` of A side by side: "portrait", "ratio", "powers".

    ``enclosure`` is one of K, or of K_ct for ``continuous`` time, which the title then states; ``peak`` one of
    sup ‖Aᵗ‖; the grid of the portrait has ``points`` by ``points`` points. Guarantee: estimate, but for what is called
    proved. Raises ``InvalidMatrix`` for entries outside the range of double precision, and ``InvalidArgument`` for
    other panels, none or one twice, and for fewer than 10 or more than 2000 points.
    """
    require_drawable(panels, points)
    matrix = exact_matrix(A)
    require_floats(matrix)
    portrait, curve = partial(draw_pseudospectra, points=points), partial(draw_powers, peak=peak)
    draw: dict[str, Callable[..., Axes]] = {"portrait": portrait, "ratio": draw_ratio, "powers": curve}
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(0.6 + 5.8 * len(panels), 5.6), layout=ConstrainedLayoutEngine(w_pad=_BETWEEN))
        widths = [_WIDTHS[panel] for panel in panels]
        grid = figure.subplots(1, len(panels), squeeze=False, width_ratios=widths)[0]
        for axes, panel in zip(grid, panels, strict=True):
            draw[panel](axes, matrix, enclosure, continuous=continuous)
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.11), ncols=2, frameon=False, fontsize=8)
        _title(figure, grid, name, enclosed(constant_of(continuous=continuous), enclosure))
    return figure


def require_drawable(panels: Sequence[str], points: int | None = None) -> None:
    """Raise ``InvalidArgument`` for panels that there are not, none or one twice, and for a grid out of range."""
    if not panels or len(set(panels)) < len(panels) or not set(panels) <= set(PANELS):
        raise InvalidArgument(f"panels: expected some of {', '.join(PANELS)}, each once, got {', '.join(panels)!r:.60}")
    required_points(points, 1)


def _title(figure: Figure, grid: Sequence[Axes], name: str, proved: str) -> None:
    text = "\n".join(filter(None, (name, proved)))
    if len(grid) == 1:
        grid[0].set_title(text)
    elif text:
        figure.suptitle(text)


def save_portrait(figure: Figure, path: Path, dpi: int = 150) -> None:
    """Write the figure in the format of the file's ending; one figure gives one file, byte for byte.

    Raises ``InvalidArgument`` for an ending other than .png, .svg and .pdf, and for a resolution out of range.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in _METADATA:
        raise InvalidArgument(f"expected a file ending in .png, .svg or .pdf, got {path}")
    if not 20 <= dpi <= 1200:
        raise InvalidArgument(f"dpi: expected a number between 20 and 1200, got {dpi}")
    with mpl.rc_context({"svg.hashsalt": "kreiss"}):
        figure.savefig(path, format=kind, dpi=dpi, metadata=_METADATA[kind])
