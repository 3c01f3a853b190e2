"""The real functions that estimates need, in the arithmetic of their argument: floats, or mpmath's numbers.

Floats do wherever rounding is far below what is to be told apart, at a tenth of the time.
"""

from __future__ import annotations

import math
from fractions import Fraction
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


def cos(x: Any) -> Any:
    """cos x."""
    return math.cos(x) if isinstance(x, float) else mpmath.cos(x)


def to_mpf(x: Fraction) -> Any:
    """x at mpmath's working precision."""
    return mpmath.mpf(x.numerator) / x.denominator
