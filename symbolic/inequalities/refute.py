"""Counterexamples: floating-point search proposes a point, exact evaluation of the statement disposes.

The slack of the conclusion, relative to the size of its terms, is minimised from the most promising sample points;
then nearby rational points, simplest denominators first, are evaluated exactly.
"""

from collections.abc import Iterator
from fractions import Fraction
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kreiss.symbolic.inequalities.exact import refutes
from kreiss.symbolic.inequalities.sampling import Points, completed, dependent_variables, feasible, values
from kreiss.symbolic.inequalities.systems import Problem, Relation

Point = dict[str, Fraction]
DENOMINATORS = (1, 2, 4, 10, 32, 100, 1000, 10**4, 10**6, 10**9, 10**12)


def counterexample(problem: Problem, points: Points, deadline: float) -> Point | None:
    """A rational point where the hypotheses hold and the conclusion fails, both for certain; None if none is found."""
    if not problem.variables:
        return {} if refutes(problem.statement, {}) else None
    names = problem.context.names()
    columns = [names.index(name) for name in problem.variables]
    for relation in (obligation.relations[-1] for obligation in problem.obligations):
        if relation.sign == "=":
            continue
        for start in _starts(problem, relation, points, deadline):
            for candidate in _nearby(start[columns], points[:, columns]):
                point = _tied(problem, dict(zip(problem.variables, candidate, strict=True)))
                if point is not None and refutes(problem.statement, point):
                    return point
            if monotonic() > deadline:
                return None
    return None


def _starts(problem: Problem, relation: Relation, points: Points, deadline: float) -> Iterator[NDArray[np.float64]]:
    """Points at which the negated claim holds or nearly holds: samples first, then minima of the slack."""
    if not len(points):
        return
    found, size = values(relation.polynomial, points)
    slack = -found / size
    order = np.argsort(slack)
    simple = order[: np.count_nonzero(slack <= 0)]
    complexity = np.abs(np.log(np.abs(points[simple]) + 1e-3)).sum(axis=1)
    yield from points[simple[np.argsort(complexity)]][:5]
    for index in order[:: max(1, len(order) // 400)][:8]:
        if monotonic() > deadline:
            return
        best = _minimised(problem, relation, points[index])
        if best is not None:
            yield best


def _minimised(problem: Problem, relation: Relation, start: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """A local minimum of the slack from a start; None where the slack there is clearly positive."""
    names = problem.context.names()
    free = [names.index(v) for v in problem.variables if v not in dependent_variables(problem)]
    if not free or len(free) < len(problem.variables):
        return None

    def full(x: NDArray[np.float64]) -> Points:
        point = start.copy()
        point[free] = x
        return completed(problem, point[None, :])

    def slack(x: NDArray[np.float64]) -> float:
        point = full(x)
        if not feasible(problem, point)[0]:
            return 1.0
        found, size = values(relation.polynomial, point)
        return float(-found[0] / size[0])

    spread = np.maximum(np.abs(start[free]), 0.1)
    simplex = np.vstack([start[free], start[free] + 0.05 * np.diag(spread)])
    result = minimize(slack, start[free], method="Nelder-Mead",
                      options={"initial_simplex": simplex, "xatol": 1e-10, "fatol": 1e-16, "maxiter": 400})  # fmt: skip
    return full(result.x)[0] if result.fun < 1e-9 else None


def _nearby(point: NDArray[np.float64], samples: Points) -> Iterator[list[Fraction]]:
    """The point rounded to simple denominators; then moved a little towards the middle of the samples."""
    exact = [Fraction(float(x)) for x in point]
    for denominator in DENOMINATORS:
        yield [x.limit_denominator(denominator) for x in exact]
    yield exact
    middle = np.median(samples, axis=0)
    for step in (1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2):
        moved = point + step * (middle - point)
        yield [Fraction(float(x)).limit_denominator(10**6) for x in moved]
        yield [Fraction(float(x)) for x in moved]


def _tied(problem: Problem, point: Point) -> Point | None:
    """The point with its dependent variables recomputed exactly, where their equations are of degree one in them."""
    names = problem.context.names()
    for variable, equation in dependent_variables(problem).items():
        place = names.index(variable)
        if int(equation.degrees()[place]) > 1 or any(
            equation.degrees()[names.index(a.name)] > 0 for a in problem.auxiliaries
        ):
            continue
        bottom, top = Fraction(0), Fraction(0)
        for monomial, coefficient in zip(equation.monoms(), equation.coeffs(), strict=True):
            value = Fraction(int(coefficient.p), int(coefficient.q))
            for i, exponent in enumerate(map(int, monomial)):
                if exponent and i != place:
                    value *= point[names[i]] ** exponent
            if int(monomial[place]):
                bottom += value
            else:
                top -= value
        if not bottom:
            return None
        point[variable] = top / bottom
    return point


def undefined_at(problem: Problem, points: Points) -> Any:
    """A sample point at which the conclusion is not defined, as a dictionary of floats; None if none is seen."""
    names = problem.context.names()
    for row in points:
        if not np.isfinite(row).all():
            return {name: float(row[names.index(name)]) for name in problem.variables}
    return None
