"""Pictures of experiments, as PNG and SVG, the same bytes for the same records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kreiss.verify.experiments.cells import Record
from kreiss.verify.experiments.statements import PAPER


def new_picture(columns: int = 1) -> tuple[Any, Any]:
    """A figure and its axes, in a row."""
    import matplotlib as mpl  # start-up time

    mpl.use("agg")
    mpl.rcParams["svg.hashsalt"] = "kreiss"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot as plt  # start-up time

    return plt.subplots(1, columns, figsize=(5 * columns, 3.8), layout="constrained", squeeze=False)


def save(figure: Any, folder: Path, name: str) -> None:
    """Write both files, and forget the figure."""
    from matplotlib import pyplot as plt  # start-up time

    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    figure.savefig(folder / f"{name}.png", dpi=120, metadata={"Software": None})
    plt.close(figure)


def points(axes: Any, records: Sequence[Record], x: str, y: str, label: str, marker: str = "o") -> None:
    """The upper ends of two quantities, one point a record."""
    pairs = [(r[f"{x}_upper"], r[f"{y}_upper"]) for r in records if r.get(f"{x}_upper") and r.get(f"{y}_upper")]
    if pairs:
        axes.loglog(*zip(*pairs, strict=True), marker, ms=3, alpha=0.7, label=label, linestyle="none")


def diagonal(axes: Any, label: str) -> None:
    """The line on which both quantities are equal."""
    low, high = axes.get_xlim()
    axes.loglog([low, high], [low, high], "k-", lw=0.8, label=label)


def bounds_picture(records: Sequence[Record], folder: Path) -> None:
    """K and the peak against their bounds."""
    figure, ((left, right),) = new_picture(2)
    points(left, records, "K", "paper", PAPER, "s")
    points(left, records, "K", "exact", "exact worst case")
    left.set(xlabel="K(J), enclosed", ylabel="bound")
    points(right, records, "peak", "paper", PAPER, "s")
    points(right, records, "peak", "exact_peak", "exact worst case of the peak")
    right.set(xlabel="sup ‖Jᵗ‖, enclosed", ylabel="bound")
    for axes in (left, right):
        diagonal(axes, "bound = quantity")
        axes.legend(fontsize=7)
    save(figure, folder, "lq-bounds")
