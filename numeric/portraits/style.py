"""What the panels share: colours that also the colour-blind tell apart, and enclosures in words."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log10

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from kreiss.numeric.enclosures.interval import Interval

COLOURS = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.0, 0.92, 256)))
"""Viridis, which keeps its order in grey and for the colour-blind, without the yellow that white swallows."""
INK, ACCENT, SECOND, THIRD = "#222222", "#b3400a", "#0063a0", "#00724f"
"""Ink; vermilion for where K is attained; blue for upper bounds; green for curves. Dashes tell them apart as well."""


def enclosed(symbol: str, enclosure: Interval | None) -> str:
    """The enclosure of a quantity as a line: outward-rounded ends, and that they are proved."""
    if enclosure is None:
        return ""
    if enclosure.upper is None or enclosure.lower is None:
        return f"{symbol} = ∞, proved"
    if enclosure.lower == enclosure.upper:
        return f"{symbol} = {float(enclosure.lower):.10g}, proved"
    digits = 2 + max(1, ceil(-log10(enclosure.upper / enclosure.lower - 1)))
    ends = rounded(enclosure.lower, digits, up=False), rounded(enclosure.upper, digits, up=True)
    return f"{ends[0]} ≤ {symbol} ≤ {ends[1]}, proved"


def rounded(x: Fraction, digits: int, *, up: bool) -> str:
    """``x`` ≥ 1 with that many significant digits, rounded outward."""
    places = max(0, digits - len(str(int(x))))
    scaled = x * 10**places
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return f"{whole // 10**places}.{whole % 10**places:0{places}d}" if places else str(whole)


def plain(axes: Axes) -> None:
    """Only the axes that carry numbers."""
    axes.spines[["top", "right"]].set_visible(False)


def constant_of(*, continuous: bool) -> str:
    """The name of the constant."""
    return "K_ct(A)" if continuous else "K(A)"
