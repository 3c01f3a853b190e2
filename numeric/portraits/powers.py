"""Norms of powers ‖Aᵗ‖, or of e^{tA} in continuous time, between what the Kreiss constant says of them.

By the Kreiss matrix theorem K ≤ sup ‖Aᵗ‖ ≤ e·n·K, and ‖Aᵗ‖ ≤ e(t + 1)K for each t (H.-O. Kreiss, BIT 2, 1962;
M. N. Spijker, BIT 31, 1991); e^{tA} has K_ct ≤ sup ‖e^{tA}‖ ≤ e·n·K_ct. The curve is an estimate; the lines are proved,
and so is the peak where an enclosure of it is given.
"""

from __future__ import annotations

from math import e, inf, isfinite

import numpy as np
import scipy.linalg
from matplotlib.axes import Axes

from kreiss.numeric.arithmetic.matrices import Array, exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.enclosures.kreiss import ByNodes
from kreiss.numeric.exponentials.supremum import ExponentialSupremum
from kreiss.numeric.portraits.style import ACCENT, INK, SECOND, THIRD, constant_of, plain
from kreiss.numeric.powers.supremum import PowersSupremum

Peak = PowersSupremum | ExponentialSupremum
_MOST_STEPS, _WORK = 2000, 2e10  # the powers drawn at most, and about as many multiplications: a picture in seconds
_DENSE, _LEAST = 60, 8  # how many powers are drawn at all steps, and the least that are drawn
_SETTLED, _LARGEST, _HIGHEST = 0.02, 1e12, 1e300
"""Where the curve ends: fallen to this share of its top, risen too high, or beyond floats."""


def draw_powers(
    axes: Axes, A: object, enclosure: ByNodes | None = None, *, continuous: bool = False, peak: Peak | None = None
) -> Axes:
    """Draw ‖Aᵗ‖ against t, or ‖e^{tA}‖ for ``continuous`` time, into ``axes`` of matplotlib, and return them.

    ``enclosure`` is one of K, or of K_ct; ``peak`` one of sup ‖Aᵗ‖. Guarantee: the curve is an estimate, lines and
    peak are proved. Raises ``InvalidMatrix`` for entries outside the range of double precision.
    """
    matrix = exact_matrix(A)
    require_floats(matrix)
    A = matrix.approx
    step = _step(A) if continuous else 1.0
    times, norms = powers(scipy.linalg.expm(step * A) if continuous else A)
    times = step * times
    style = "-" if continuous or len(times) > 60 else "-o"
    label = "‖e$^{tA}$‖, computed" if continuous else "‖A$^t$‖, computed"
    axes.plot(times, norms, style, color=THIRD, linewidth=1.4, markersize=3, label=label)
    bound = _bounds(axes, enclosure, len(A), times, continuous=continuous)
    if peak is not None and peak.lower is not None and peak.t is not None:
        label = f"proved peak, at t = {peak.t}"
        axes.plot([float(peak.t)], [peak.as_floats()[0]], "*", color=ACCENT, markersize=10, zorder=4, label=label)
    _frame(axes, norms, bound)
    return axes


def powers(A: Array) -> tuple[Array, Array]:
    """(t, ‖Aᵗ‖) until the norms have come down, or the work allowed is done. Guarantee: estimate.

    All t up to 60, then about 60 to each doubling.
    """
    most = int(min(_MOST_STEPS, max(30, _WORK / max(1, len(A)) ** 3)))
    times, norms = [0], [1.0]
    power = np.eye(len(A))
    for t in range(1, most + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            power = power @ A
        if t % max(1, t // _DENSE) and t < most:
            continue
        norm = float(np.linalg.norm(power, 2)) if np.isfinite(power).all() else inf
        if not isfinite(norm):
            break
        times.append(t)
        norms.append(norm)
        if norms[-1] > _LARGEST or (t >= _LEAST and norms[-1] < _SETTLED * max(norms)):
            break
    return np.array(times), np.array(norms)


def _step(A: Array) -> float:
    """A step of time in which e^{tA} changes little: a part of the time that its slowest mode takes to decay."""
    rates = -np.linalg.eigvals(A).real
    slowest = float(rates.min()) if rates.size else 1.0
    size = max(float(np.linalg.norm(A, 2)), 1e-300)
    return 1 / (2 * _LEAST * max(slowest, size / 200))


def _bounds(axes: Axes, enclosure: ByNodes | None, order: int, times: Array, *, continuous: bool) -> float:
    """What an enclosure proves of all norms; the height that has to be shown, 0 for none."""
    if enclosure is None or enclosure.lower is None or enclosure.upper is None:
        return 0.0
    name = constant_of(continuous=continuous)
    lower, upper = enclosure.as_floats()
    if not isfinite(upper):
        return 0.0
    axes.axhline(lower, color=SECOND, linestyle="--", linewidth=1.2, label=f"{name}: the peak is proved to reach it")
    if continuous:
        axes.axhline(e * order * upper, color=INK, linestyle=":", linewidth=1.2, label=f"e·n·{name}, proved bound")
    else:
        label = f"e·min(t + 1, n)·{name}, proved bound"
        axes.plot(times, e * np.minimum(times + 1, order) * upper, ":", color=INK, linewidth=1.4, label=label)
    return float(e * order * upper)


def _frame(axes: Axes, norms: Array, bound: float) -> None:
    top = min(max(float(norms.max()), bound), _HIGHEST)
    if top > 20 * max(1.0, float(norms.min())):
        axes.set_ylim(0.8 * max(float(norms.min()), 1e-9 * top), 2 * top)
        axes.set_yscale("log")
    else:
        axes.set_ylim(0.0, 1.15 * top)
    axes.set_xlabel("t")
    axes.set_ylabel("norm")
    plain(axes)
