"""The pseudospectral portrait: ε-contours of σ_min(zI − A), the eigenvalues, and where the constant is attained.

The contour ε* = σ_min(z*I − A) through the maximiser z* reaches |z*| − 1 = K·ε* beyond the unit circle, further in
proportion to ε than any other: that is what the Kreiss constant says. In continuous time it is Re z* = K_ct·ε* beyond
the imaginary axis. The picture is an estimate; the enclosure in its legend is proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import Array, exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.portraits.style import ACCENT, COLOURS, INK, plain
from kreiss.numeric.resolvent.grid import Grid, sigma_at, sigma_grid

_MOST_LEVELS, _MOST_POINTS, _LEAST_POINTS = 9, 240, 60
"""Curves that can be told apart, and points a side: a picture in seconds, without corners."""
_COST = 24_000  # over the order, the points a side: what a second pays for
_STEPS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)  # between decades of ε: the first that draws few enough curves
_MARGIN = 1.25  # of the window around what is drawn
_FARTHEST = 4.0  # A maximum farther than so many times the spectrum's reach would make it a dot


@dataclass(frozen=True)
class Window:
    """The square |Re z − x| ≤ half, |Im z − y| ≤ half."""

    x: float
    y: float
    half: float

    def axes(self, points: int) -> tuple[Array, Array]:
        """Coordinates of ``points`` columns and rows."""
        offsets = self.half * np.linspace(-1.0, 1.0, points)
        return self.x + offsets, self.y + offsets


def draw_pseudospectra(
    axes: Axes, A: object, enclosure: ByNodes | None = None, *, continuous: bool = False, points: int | None = None
) -> Axes:
    """Draw the portrait of A into ``axes`` of matplotlib, and return them.

    The grid has ``points`` by ``points`` points, by default as many as the order affords. With an ``enclosure`` of K,
    or of K_ct for ``continuous`` time, z* and the contour through it are marked. Guarantee: estimate. Raises
    ``InvalidMatrix`` for entries outside the range of double precision, ``InvalidArgument`` for fewer than 10 or more
    than 2000 points.
    """
    matrix = exact_matrix(A)
    require_floats(matrix)
    points = required_points(points, len(matrix.approx))
    eigenvalues = np.linalg.eigvals(matrix.approx)
    z = _maximiser(enclosure, eigenvalues)
    window = _window(eigenvalues, z, real=matrix.im is None, continuous=continuous)
    grid = sigma_grid(matrix, *window.axes(points))
    _contours(axes, grid)
    (_axis if continuous else _circle)(axes)
    axes.plot(eigenvalues.real, eigenvalues.imag, ".", color=INK, markersize=4, label="eigenvalues")
    if z is not None:
        _mark(axes, matrix.approx, grid, z, continuous=continuous)
    _frame(axes, window)
    return axes


def required_points(points: int | None, order: int) -> int:
    """The number of points asked for, or what the order affords; raises ``InvalidArgument`` if it is out of range."""
    if points is None:
        return max(_LEAST_POINTS, min(_MOST_POINTS, _COST // order))
    if isinstance(points, bool) or not isinstance(points, int) or not 10 <= points <= 2000:
        raise InvalidArgument(f"points: expected an integer between 10 and 2000, got {points!r:.40}")
    return points


def _maximiser(enclosure: ByNodes | None, eigenvalues: Array) -> complex | None:
    """Where the constant is attained, unless that is too far out to be shown."""
    z = None if enclosure is None else enclosure.argmax
    reach = max(1.0, float(np.abs(eigenvalues).max()))
    return z if z is not None and abs(z) <= _FARTHEST * reach else None


def _window(eigenvalues: Array, z: complex | None, *, real: bool, continuous: bool) -> Window:
    """A square around the eigenvalues, the maximiser, and the unit circle or a part of the imaginary axis.

    It is centred on the real axis for a real A.
    """
    border = [0.0, 0.15 * max(1e-300, float(np.abs(eigenvalues).max())) or 1.0] if continuous else [1, -1, 1j, -1j]
    points = np.concatenate([eigenvalues, border, [] if z is None else [z]])
    lower = np.array([points.real.min(), points.imag.min()])
    upper = np.array([points.real.max(), points.imag.max()])
    x, y = (lower + upper) / 2
    half = float((upper - lower).max()) / 2
    if real:
        y, half = 0.0, max(half, float(np.abs(points.imag).max()))
    return Window(float(x), float(y), half * _MARGIN)


def levels(sigma: Array) -> list[float]:
    """At most nine exponents k, equally spaced, for which the contours σ_min = 10^k cross the picture."""
    positive = sigma[sigma > 0]
    if not positive.size:
        return []
    low, high = log10(float(np.quantile(positive, 0.002))), log10(float(positive.max()))
    for step in _STEPS:
        inside = [k * step for k in range(ceil(low / step), floor(high / step) + 1)]
        if len(inside) <= _MOST_LEVELS:
            return inside
    return inside[-_MOST_LEVELS:]


def _contours(axes: Axes, grid: Grid) -> None:
    """The contours, with a bar that labels each ε."""
    exponents = levels(grid.sigma)
    if len(exponents) < 2:
        return
    smallest = 10.0 ** (min(exponents) - 2)
    logs = np.log10(np.maximum(grid.sigma, smallest))
    step = exponents[1] - exponents[0]
    edges = [exponents[0] - step / 2, *(k + step / 2 for k in exponents)]
    norm = BoundaryNorm(edges, 256)
    axes.contour(grid.x, grid.y, logs, exponents, cmap=COLOURS, norm=norm, linestyles="solid", linewidths=1.1)
    scale = mpl.cm.ScalarMappable(norm, COLOURS)
    label = r"$\varepsilon = \sigma_{\min}(zI - A)$"
    bar = axes.figure.colorbar(scale, ax=axes, ticks=exponents, shrink=0.9, label=label)
    bar.ax.set_yticklabels([f"$10^{{{k:g}}}$" for k in exponents])


def _circle(axes: Axes) -> None:
    turn = np.exp(2j * np.pi * np.linspace(0, 1, 721))
    axes.plot(turn.real, turn.imag, "--", color=INK, linewidth=1.0, label="|z| = 1")


def _axis(axes: Axes) -> None:
    axes.axvline(0.0, linestyle="--", color=INK, linewidth=1.0, label="Re z = 0")


def _mark(axes: Axes, A: Array, grid: Grid, z: complex, *, continuous: bool) -> None:
    """z*, and the contour through it."""
    epsilon = float(sigma_at(A, np.array([z]))[0])
    if epsilon > 0:
        axes.contour(grid.x, grid.y, grid.sigma, [epsilon], colors=ACCENT, linewidths=1.6, zorder=3)
    ratio = "Re z*/ε* = K_ct" if continuous else "(|z*| − 1)/ε* = K"
    label = f"z*, {ratio}; ε* = {epsilon:.2g}"
    axes.plot([z.real], [z.imag], "*", color=ACCENT, markersize=10, zorder=4, label=label)


def _frame(axes: Axes, window: Window) -> None:
    axes.set_aspect("equal")
    axes.set_xlim(window.x - window.half, window.x + window.half)
    axes.set_ylim(window.y - window.half, window.y + window.half)
    axes.set_xlabel("Re z")
    axes.set_ylabel("Im z")
    plain(axes)
