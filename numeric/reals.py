"""The real functions of the search and the layout, in the arithmetic of their argument: floats, or mpmath's numbers.

Floats do wherever the room between the curves is far above their rounding, at a tenth of the time.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath


def sqrt(x: Any) -> Any:
    """√x."""
    return math.sqrt(x) if isinstance(x, float) else mpmath.sqrt(x)


def exp(x: Any) -> Any:
    """e^x."""
    return math.exp(x) if isinstance(x, float) else mpmath.exp(x)


def log(x: Any) -> Any:
    """ln x."""
    return math.log(x) if isinstance(x, float) else mpmath.log(x)
