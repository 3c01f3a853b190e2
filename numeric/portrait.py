"""A spectral portrait: ε-contours of σ_min(zI − A), the unit circle, the eigenvalues, and where K(A) is attained.

The contour ε* = σ_min(z*I − A) through the maximiser z* reaches |z*| − 1 = K·ε* beyond the unit circle, further in
proportion to ε than any other: that is what the Kreiss constant says. The picture is an estimate; the K in its title is
an enclosure.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import Array, exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.enclosures.kreiss import KreissEnclosure
from kreiss.numeric.resolvent.grid import Grid, sigma_at, sigma_grid

_MOST_LEVELS = 9
_STEPS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
_MARGIN = 1.25
_FARTHEST = 4.0
_COLOURS = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.0, 0.92, 256)))
"""Without the yellow that white swallows."""
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
"""What would name the time or the program."""
_INK, _ACCENT = "#222222", "#c1272d"


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


def draw_portrait(A: object, enclosure: KreissEnclosure | None, name: str = "", points: int = 240) -> Figure:
    """The portrait of A on a grid of ``points`` by ``points``, with K in its title if an enclosure is given.

    Guarantee: estimate. Raises ``InvalidMatrix`` for entries outside the range of double precision, and
    ``InvalidArgument`` for fewer than 10 or more than 2000 points.
    """
    if isinstance(points, bool) or not isinstance(points, int) or not 10 <= points <= 2000:
        raise InvalidArgument(f"points: expected an integer between 10 and 2000, got {points!r:.40}")
    matrix = exact_matrix(A)
    require_floats(matrix)
    eigenvalues = np.linalg.eigvals(matrix.approx)
    z = _maximiser(enclosure, eigenvalues)
    window = _window(eigenvalues, z, real=matrix.im is None)
    grid = sigma_grid(matrix, *window.axes(points))
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(6.4, 5.6), layout="constrained")
        axes = figure.add_subplot()
        _contours(figure, axes, grid)
        _circle(axes)
        axes.plot(eigenvalues.real, eigenvalues.imag, ".", color=_INK, markersize=4, label="eigenvalues")
        if z is not None:
            _mark(axes, matrix.approx, grid, z)
        _dress(figure, axes, window, "\n".join(filter(None, (name, _title(enclosure)))))
    return figure


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


def _maximiser(enclosure: KreissEnclosure | None, eigenvalues: Array) -> complex | None:
    """Where K is attained, unless that is too far out to be shown."""
    z = None if enclosure is None else enclosure.argmax
    reach = max(1.0, float(np.abs(eigenvalues).max()))
    return z if z is not None and abs(z) <= _FARTHEST * reach else None


def _window(eigenvalues: Array, z: complex | None, *, real: bool) -> Window:
    """A square around the unit circle, the eigenvalues and the maximiser, centred on the real axis for a real A."""
    points = np.concatenate([eigenvalues, [1, -1, 1j, -1j], [] if z is None else [z]])
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


def _contours(figure: Figure, axes: Any, grid: Grid) -> None:
    exponents = levels(grid.sigma)
    if len(exponents) < 2:
        return
    smallest = 10.0 ** (min(exponents) - 2)
    logs = np.log10(np.maximum(grid.sigma, smallest))
    step = exponents[1] - exponents[0]
    edges = [exponents[0] - step / 2, *(k + step / 2 for k in exponents)]
    norm = BoundaryNorm(edges, 256)
    axes.contour(grid.x, grid.y, logs, exponents, cmap=_COLOURS, norm=norm, linestyles="solid", linewidths=1.1)
    scale = mpl.cm.ScalarMappable(norm, _COLOURS)
    bar = figure.colorbar(scale, ax=axes, ticks=exponents, shrink=0.9, label=r"$\varepsilon = \sigma_{\min}(zI - A)$")
    bar.ax.set_yticklabels([_power(k) for k in exponents])


def _power(k: float) -> str:
    return f"$10^{{{k:g}}}$"


def _circle(axes: Any) -> None:
    turn = np.exp(2j * np.pi * np.linspace(0, 1, 721))
    axes.plot(turn.real, turn.imag, "--", color=_INK, linewidth=1.0, label="|z| = 1")


def _mark(axes: Any, A: Array, grid: Grid, z: complex) -> None:
    """z*, and the contour through it."""
    epsilon = float(sigma_at(A, np.array([z]))[0])
    if epsilon > 0:
        axes.contour(grid.x, grid.y, grid.sigma, [epsilon], colors=_ACCENT, linewidths=1.6, zorder=3)
    label = f"z*, (|z*| − 1)/ε* = K; ε* = {epsilon:.2g}"
    axes.plot([z.real], [z.imag], "*", color=_ACCENT, markersize=10, zorder=4, label=label)


def _title(enclosure: KreissEnclosure | None) -> str:
    if enclosure is None:
        return ""
    if enclosure.upper is None or enclosure.lower is None:
        return "K(A) = ∞, proved"
    if enclosure.lower == enclosure.upper:
        return f"K(A) = {float(enclosure.lower):.10g}, proved"
    digits = 2 + max(1, ceil(-log10(enclosure.upper / enclosure.lower - 1)))
    return (
        f"{_rounded(enclosure.lower, digits, up=False)} ≤ K(A) ≤ {_rounded(enclosure.upper, digits, up=True)}, proved"
    )


def _rounded(x: Fraction, digits: int, *, up: bool) -> str:
    """``x`` ≥ 1 with that many significant digits, rounded outward."""
    places = max(0, digits - len(str(int(x))))
    scaled = x * 10**places
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return f"{whole // 10**places}.{whole % 10**places:0{places}d}" if places else str(whole)


def _dress(figure: Figure, axes: Any, window: Window, title: str) -> None:
    axes.set_title(title)
    axes.set_aspect("equal")
    axes.set_xlim(window.x - window.half, window.x + window.half)
    axes.set_ylim(window.y - window.half, window.y + window.half)
    axes.set_xlabel("Re z")
    axes.set_ylabel("Im z")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
