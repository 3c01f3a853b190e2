"""The real functions that estimates need, in the arithmetic of their argument: floats, or mpmath's numbers.

Floats do wherever rounding is far below what is to be told apart, at a tenth of the time.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

import mpmath

Real: TypeAlias = float | mpmath.mpf
"""A float, or mpmath's number."""


def sqrt(x: Real) -> Real:
    """√x."""
    return math.sqrt(x) if isinstance(x, float) else mpmath.sqrt(x)


def exp(x: Real) -> Real:
    """e^x."""
    return math.exp(x) if isinstance(x, float) else mpmath.exp(x)


def log(x: Real) -> Real:
    """ln x."""
    return math.log(x) if isinstance(x, float) else mpmath.log(x)


def cos(x: Real) -> Real:
    """cos x."""
    return math.cos(x) if isinstance(x, float) else mpmath.cos(x)


def rounded_down(x: Real, unit: Real) -> Real:
    """The largest multiple ≤ x of the largest power of two ≤ ``unit`` > 0: exact where x has the bits for it."""
    if isinstance(x, float):
        step = math.ldexp(0.5, math.frexp(unit)[1])
        return math.floor(x / step) * step
    step = mpmath.ldexp(0.5, mpmath.frexp(unit)[1])
    return mpmath.floor(x / step) * step


def to_mpf(x: Fraction) -> mpmath.mpf:
    """x at mpmath's working precision."""
    return mpmath.mpf(x.numerator) / x.denominator
