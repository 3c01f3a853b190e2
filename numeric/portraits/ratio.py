"""The ratio whose supremum the Kreiss constant is, over circles |z| = 1 + d or lines Re z = d: d·max ‖(zI − A)⁻¹‖.

The curve is sampled over angles or heights, an estimate from below; the nodes of an enclosure are proved upper bounds
at their d, and its ends are drawn as a band. In u = 1/|z| the ratio is (1 − u)·N(u), so that a node (u, ν) stands at
d = 1/u − 1 and (1 − u)ν; a line (x, μ) at d = x and xμ.
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

import numpy as np
from matplotlib.axes import Axes

from kreiss.numeric.arithmetic.matrices import Array, exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.disc.circle import Circle
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.portraits.style import ACCENT, INK, SECOND, THIRD, plain
from kreiss.numeric.resolvent.grid import sigma_at

_SMALL, _LARGE = 24, 128  # orders up to which a grid may be fine, or middling
_DISTANCES = {_SMALL: 121, _LARGE: 61}  # from the boundary, by order: a picture in seconds
_ANGLES = {_SMALL: 181, _LARGE: 91}  # around it, by order: a picture in seconds
_HIGHEST = 1e300  # what floats of a picture can hold
_FEWEST_DISTANCES, _FEWEST_ANGLES = 41, 49  # the grid of the largest orders


def draw_ratio(axes: Axes, A: object, enclosure: ByNodes | None = None, *, continuous: bool = False) -> Axes:
    """Draw d·max ‖(zI − A)⁻¹‖ against d into ``axes`` of matplotlib, and return them.

    With an ``enclosure``, its nodes, both its ends and where the lower one is attained. Guarantee: the curve is an
    estimate, nodes and ends are proved. Raises ``InvalidMatrix`` for entries outside the range of double precision.
    """
    matrix = exact_matrix(A)
    require_floats(matrix)
    z = None if enclosure is None else enclosure.argmax
    distances = _distances(z, len(matrix.approx), matrix.approx, continuous=continuous)
    values = _curve(matrix.approx, distances, z, continuous=continuous)
    axes.plot(distances, values, color=THIRD, linewidth=1.6, label="ratio, sampled")
    if enclosure is not None:
        _proved(axes, enclosure, z, (distances[0], distances[-1]), continuous=continuous)
    _frame(axes, distances, values, enclosure, continuous=continuous)
    return axes


def _distances(z: complex | None, order: int, A: Array, *, continuous: bool) -> Array:
    """Distances from the circle or axis on a logarithmic scale, three decades to either side of the maximiser's."""
    centre = 0.1 if z is None else max(1e-12, z.real if continuous else abs(z) - 1)
    reach = max(centre, float(np.linalg.norm(A, 2)), 1e-6)
    count = next((n for most, n in _DISTANCES.items() if order <= most), _FEWEST_DISTANCES)
    spread = np.geomspace(centre / 1000, min(max(centre * 100, 3 * reach), _HIGHEST), count)
    return np.sort(np.append(spread, centre)) if z is not None else spread


def _curve(A: Array, distances: Array, z: complex | None, *, continuous: bool) -> Array:
    """The largest d·‖(zI − A)⁻¹‖ over sampled points at each distance, those in the direction of z among them."""
    count = next((n for most, n in _ANGLES.items() if len(A) <= most), _FEWEST_ANGLES)
    if continuous:
        reach = 1.1 * max(1e-300, float(np.abs(np.linalg.eigvals(A).imag).max()))
        along = np.linspace(0.0 if np.isrealobj(A) else -reach, reach, count)
        along = along if z is None else np.append(along, z.imag)
        points = distances[:, None] + 1j * along
    else:
        angles = np.linspace(0.0 if np.isrealobj(A) else -np.pi, np.pi, count)
        angles = angles if z is None else np.append(angles, np.angle(z))
        points = (1 + distances[:, None]) * np.exp(1j * angles)
    with np.errstate(divide="ignore"):
        values: Array = distances * (1 / sigma_at(A, points)).max(axis=1)
    return values


def _proved(axes: Axes, enclosure: ByNodes, z: complex | None, ends: tuple[float, float], *, continuous: bool) -> None:
    """The nodes of an enclosure, its ends, and where the lower one is attained."""
    found = nodes_of(enclosure, continuous=continuous)
    nodes = [(float(d), float(value)) for d, value in found if ends[0] <= d <= ends[1] and value < _HIGHEST]
    if nodes:
        label = "nodes: proved at most"
        axes.plot(*zip(*nodes, strict=True), "v", color=SECOND, markersize=5, label=label, linestyle="none")
    lower, upper = enclosure.as_floats()
    if not isfinite(upper):
        return
    axes.axhspan(lower, upper, color=SECOND, alpha=0.25, linewidth=0)
    axes.axhline(upper, color=SECOND, linestyle="--", linewidth=1.2, label="proved: the supremum lies in this band")
    axes.axhline(lower, color=SECOND, linestyle="--", linewidth=1.2)
    if z is not None:
        place = z.real if continuous else abs(z) - 1
        axes.plot([place], [lower], "*", color=ACCENT, markersize=10, zorder=4, label="attained at z*")


def nodes_of(enclosure: ByNodes, *, continuous: bool) -> list[tuple[Fraction, Fraction]]:
    """(d, proved upper bound of the ratio there) for each circle or line of the enclosure. Guarantee: exact."""
    if continuous:
        lines = [(step.place, step.bound) for step in enclosure.steps if isinstance(step, Line)]
        return sorted((x, x * mu) for x, mu in lines if x > 0)
    circles = [(step.place, step.bound) for step in enclosure.steps if isinstance(step, Circle)]
    return sorted((1 / u - 1, (1 - u) * nu) for u, nu in circles if u < 1)


def _frame(axes: Axes, distances: Array, values: Array, enclosure: ByNodes | None, *, continuous: bool) -> None:
    axes.set_xlim(distances[0], distances[-1])
    axes.set_xscale("log")
    finite = values[np.isfinite(values)]
    top = min(float(finite.max()), _HIGHEST) if finite.size else 1.0
    if enclosure is not None and isfinite(enclosure.as_floats()[1]):
        top = enclosure.as_floats()[1]
    if top > 50:
        axes.set_ylim(max(float(finite.min()), top * 1e-4), 1.5 * top)
        axes.set_yscale("log")
    else:
        axes.set_ylim(0.0, 1.15 * top)
    axes.set_xlabel("Re z" if continuous else "|z| − 1")
    axes.set_ylabel("Re z · max ‖(zI − A)⁻¹‖" if continuous else "(|z| − 1) · max ‖(zI − A)⁻¹‖")
    axes.tick_params(which="both", color=INK)
    plain(axes)
