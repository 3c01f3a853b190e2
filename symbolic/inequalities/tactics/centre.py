"""The rational point near which a goal has the least slack: found by Newton's method, recognised if simple."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.sampling import Floats, Numeric, Points, number

STEPS = 12  # of Newton's method for a stationary point, which settles by then, or the start is kept


def least_slack(negated: fmpq_mpoly, points: Points, places: Sequence[int]) -> tuple[list[fmpq], float]:
    """The point, with zeros outside the columns ``places``, and −negated there relative to its coefficients."""
    found, size = Numeric(negated)(points)
    with np.errstate(all="ignore"):
        start = points[int(np.nanargmax(np.nan_to_num(found / size, nan=-np.inf, posinf=-np.inf)))]
    start = start if np.isfinite(start).all() else np.zeros_like(start)
    with np.errstate(all="ignore"):
        polished = _stationary(negated, start, places)
    point = [fmpq(0)] * points.shape[1]
    for place in places:
        point[place] = _recognised(float(polished[place]))
    scale = max(abs(coefficient) for coefficient in negated.coeffs())
    exact = negated.compose(*[negated.context().constant(x) for x in point])
    return point, 0.0 if exact.is_zero() else number(-exact.leading_coefficient() / scale)


def _stationary(polynomial: fmpq_mpoly, start: Floats, places: Sequence[int]) -> Floats:
    """A stationary point by Newton's method, or the start if it moves far or does not settle."""
    gradient = [polynomial.derivative(place) for place in places]
    slopes = [Numeric(g) for g in gradient]
    bends = [[Numeric(g.derivative(place)) for place in places] for g in gradient]
    point = start.copy()
    for _ in range(STEPS):
        values = np.array([slope(point[None, :])[0][0] for slope in slopes])
        matrix = np.array([[bend(point[None, :])[0][0] for bend in row] for row in bends])
        if not (np.isfinite(matrix).all() and np.isfinite(values).all()):
            return start
        step = np.linalg.lstsq(matrix, values, rcond=1e-12)[0]
        point[list(places)] -= step
        if np.abs(step).max() <= 1e-14 * (1 + np.abs(point).max()):
            break
    near = np.isfinite(point).all() and np.abs(point - start).max() <= 0.3 * (1 + np.abs(start).max())
    return point if near else start


def _recognised(value: float) -> fmpq:
    """A rational of small denominator within 1e-7, else within 2^-20."""
    simple = Fraction(value).limit_denominator(60)
    if abs(float(simple) - value) > 1e-7 * (1 + abs(value)):
        simple = Fraction(round(value * 2**20), 2**20)
    return fmpq(simple.numerator, simple.denominator)
