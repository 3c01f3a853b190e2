"""One picture of a diagnosis: the spectral portrait beside ‖Jᵗ‖ and what bounds it.

Guarantee: estimate, as every drawing; the numbers in its titles and legends are rounded outward.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kreiss.decimals import decimal_above, decimal_below
from kreiss.numeric import KreissEnclosure
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.portraits import draw_portrait
from kreiss.verify.diagnosis.diagnosis import Diagnosis
from kreiss.verify.diagnosis.quantity import Measured, Quantity

_POINTS, _FEW_POINTS, _MANY_ROWS = 200, 60, 300
"""A side of the grid, fewer for matrices with many rows: a picture in seconds."""
_WIDTH, _HEIGHT = 13.0, 5.8  # of the figure, in inches
_LEAST = 1e-3  # below it a logarithmic axis shows no more
_FEW = 20  # powers drawn where none have been walked through
_INK, _ACCENT, _COLOURS = "#222222", "#c1272d", ("#3b6fb6", "#7a5195", "#2a9d8f", "#e08e0b")


def draw(found: Diagnosis, name: str = "") -> Figure:
    """The picture. Raises what ``draw_portrait`` raises."""
    evidence = found.kreiss.evidence if isinstance(found.kreiss, Measured) else None
    enclosure = evidence if isinstance(evidence, KreissEnclosure) else None
    points = _POINTS if found.order <= _MANY_ROWS else _FEW_POINTS
    figure = draw_portrait(found.blocks.matrix, enclosure, name, points)
    figure.set_size_inches(_WIDTH, _HEIGHT)
    grid = figure.add_gridspec(1, 2)
    figure.axes[0].set_subplotspec(grid[0])
    _transient(figure.add_subplot(grid[1]), found)
    return figure


def _transient(axes: Any, found: Diagnosis) -> None:
    """‖Jᵗ‖ with the lines that bound it, in a logarithmic scale."""
    last = _last(found)
    if found.powers is None:
        axes.plot(_norms(found.blocks.matrix.approx, last), color=_INK, linewidth=1.4, label="‖Jᵗ‖, in floats")
    else:
        t = np.arange(last + 1)
        lower, upper = (np.maximum(ends[: last + 1], _LEAST) for ends in (found.powers.lower, found.powers.upper))
        axes.fill_between(t, lower, upper, color=_INK, alpha=0.25, linewidth=0)
        axes.plot(t, upper, color=_INK, linewidth=1.4, label="‖Jᵗ‖, proved")
    if len(found.sizes) > 1 and isinstance(found.bounds.peak, Measured):
        M = np.array([[float(norm.upper or 0) for norm in row] for row in found.norms])
        axes.plot(_norms(M, last), "--", color=_ACCENT, linewidth=1.2, label="worst case of the blocks' norms")
    labels = ("K", "e·n·K", "paper's bound on K", "peak")
    values = (found.kreiss, found.ceiling, found.bounds.paper, found.peak)
    for label, value, colour in zip(labels, values, _COLOURS, strict=True):
        _line(axes, label, value, colour)
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("t")
    axes.set_ylabel("norm")
    axes.set_title(f"regime: {found.regime.name or 'not known'}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)


def _last(found: Diagnosis) -> int:
    """The last power to show: somewhat beyond the end of the transient."""
    if found.powers is None:
        return _FEW
    steps = len(found.powers.upper) - 1
    end = found.horizon.upper if isinstance(found.horizon, Measured) else None
    return steps if end is None else min(steps, int(end * 5 // 4) + 4)


def _norms(M: Array, last: int) -> list[float]:
    """‖Mᵗ‖ for t = 0, …, last. Guarantee: estimate."""
    power, norms = np.eye(len(M)), []
    for _ in range(last + 1):
        norms.append(max(float(np.linalg.norm(power, 2)), _LEAST))
        power = M @ power
    return norms


def _line(axes: Any, label: str, value: Quantity, colour: str) -> None:
    if not isinstance(value, Measured) or value.upper is None or value.lower is None:
        return
    if label == "peak":
        shown = f"peak in [{decimal_below(value.lower, 4)}, {decimal_above(value.upper, 4)}]"
        axes.axhline(float(value.upper), color=colour, linewidth=0.8, linestyle=":", label=shown)
        if value.t is not None:
            axes.plot([value.t], [float(value.lower)], "o", color=colour, markersize=5)
        return
    axes.axhline(float(value.upper), color=colour, linewidth=1.0, label=f"{label} ≤ {decimal_above(value.upper, 4)}")
