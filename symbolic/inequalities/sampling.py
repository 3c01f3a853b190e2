"""Sample points of a statement's hypotheses in floating point: they suggest signs and minima, and prove nothing."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.symbolic.inequalities.systems import Auxiliary, Problem

Points = NDArray[np.float64]
"""One row per point, one column per variable of the ring."""

SPECIAL = (0.0, 1.0, 2.0, 0.5, 3.0, 0.25, 4.0, 10.0)


def number(value: Any) -> float:
    """An exact rational as a float; infinite where out of range."""
    try:
        return float(Fraction(int(value.p), int(value.q)))
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def values(polynomial: Any, points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The values at all points, and for each the sum of the absolute values of the terms."""
    total, size = np.zeros(len(points)), np.full(len(points), 1e-300)
    powers: dict[tuple[int, int], NDArray[np.float64]] = {}
    with np.errstate(all="ignore"):
        for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
            term = np.full(len(points), number(coefficient))
            for place, exponent in enumerate(map(int, monomial)):
                if exponent:
                    key = (place, exponent)
                    if key not in powers:
                        powers[key] = points[:, place] ** exponent
                    term = term * powers[key]
            total += term
            size += np.abs(term)
    return total, size


def completed(problem: Problem, points: Points) -> Points:
    """The points with their auxiliary variables computed; NaN where undefined."""
    names = problem.context.names()
    with np.errstate(all="ignore"):
        for auxiliary in problem.auxiliaries:
            points[:, names.index(auxiliary.name)] = _auxiliary(auxiliary, points)
    return points


def _auxiliary(auxiliary: Auxiliary, points: Points) -> NDArray[np.float64]:
    operands = [values(operand, points)[0] for operand in auxiliary.operands]
    if auxiliary.kind == "/":
        return np.asarray(operands[0] / operands[1])
    if auxiliary.kind == "root":
        return np.asarray(np.where(operands[0] >= 0, np.abs(operands[0]) ** (1 / auxiliary.degree), np.nan))
    return np.asarray(np.max(operands, axis=0) if auxiliary.kind == "max" else np.min(operands, axis=0))


def feasible(problem: Problem, points: Points) -> NDArray[np.bool_]:
    """Which completed points satisfy the hypotheses, equations up to rounding."""
    good = np.asarray(np.isfinite(points).all(axis=1))
    for relation in problem.hypotheses:
        found, size = values(relation.polynomial, points)
        if relation.sign == "=":
            good &= np.abs(found) <= 1e-9 * size
        else:
            good &= found > 0 if relation.sign == ">" else found >= -1e-13 * size
    return good


def bounds(problem: Problem) -> dict[str, tuple[float, float]]:
    """For each variable the interval that the hypotheses in that variable alone, of degree one, leave to it."""
    result = dict.fromkeys(problem.variables, (-np.inf, np.inf))
    for relation in problem.hypotheses:
        linear = _linear_in_one(relation.polynomial)
        if linear is None or linear[0] not in result:
            continue
        name, slope, constant = linear
        low, high = result[name]
        edge = -constant / slope
        if relation.sign == "=":
            result[name] = (edge, edge)
        elif slope > 0:
            result[name] = (max(low, edge), high)
        else:
            result[name] = (low, min(high, edge))
    return result


def _linear_in_one(polynomial: Any) -> tuple[str, float, float] | None:
    names = polynomial.context().names()
    used = [name for name, degree in zip(names, polynomial.degrees(), strict=True) if degree > 0]
    if len(used) != 1 or polynomial.total_degree() != 1:
        return None
    terms = dict(zip(map(tuple, polynomial.monoms()), polynomial.coeffs(), strict=True))
    constant = terms.pop((0,) * len(names), None)
    (slope,) = terms.values()
    return used[0], number(slope), 0.0 if constant is None else number(constant)


def draw(problem: Problem, count: int, seed: int = 20260601) -> Points:
    """Up to ``count`` feasible points, many near bounds, at simple values and at all scales from 1e-4 to 1e4."""
    random = np.random.default_rng(seed)
    names = problem.context.names()
    limits = bounds(problem)
    points = np.zeros((8 * count, len(names)))
    for name in problem.variables:
        points[:, names.index(name)] = _column(random, 8 * count, *limits[name])
    _tie(random, points, [names.index(name) for name in problem.variables])
    points = solve_equations(problem, points, random)
    points = completed(problem, points)
    return points[feasible(problem, points)][:count]


def _column(random: np.random.Generator, count: int, low: float, high: float) -> NDArray[np.float64]:
    scale = 10.0 ** random.uniform(-4, 4, count)
    gentle = 10.0 ** random.uniform(-1, 1, count)
    size = np.where(random.random(count) < 0.5, gentle, scale)
    simple = random.choice(SPECIAL, count)
    size = np.where(random.random(count) < 0.2, simple, size)
    if np.isfinite(low) and np.isfinite(high):
        inside = np.where(random.random(count) < 0.7, random.random(count), np.minimum(size, 1) / 2)
        inside = np.where(random.random(count) < 0.5, inside, 1 - inside)
        return np.asarray(low + (high - low) * inside)
    if np.isfinite(low):
        return np.asarray(low + size)
    if np.isfinite(high):
        return np.asarray(high - size)
    return np.asarray(size * random.choice((-1.0, 1.0), count))


def _tie(random: np.random.Generator, points: Points, columns: list[int]) -> None:
    """Make some coordinates of some points equal: where inequalities are often sharp."""
    if len(columns) > 1:
        rows = np.flatnonzero(random.random(len(points)) < 0.2)
        left, right = random.choice(columns, len(rows)), random.choice(columns, len(rows))
        points[rows, left] = points[rows, right]


def solve_equations(problem: Problem, points: Points, random: np.random.Generator) -> Points:
    """Move the points onto the equations among the hypotheses, one variable each, where that needs one root only."""
    for variable, relation in dependent_variables(problem).items():
        points = completed(problem, points)
        place = problem.context.names().index(variable)
        degree = int(relation.degrees()[place])
        parts = [values(part, points)[0] for part in _parts(relation, place)]
        with np.errstate(all="ignore"):
            if degree == 1:
                points[:, place] = -parts[0] / parts[1]
            else:
                points = points[: min(len(points), 2000)]
                points[:, place] = _random_roots(np.stack(parts)[:, : len(points)], random)
    return points


def _random_roots(parts: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    result = np.full(parts.shape[1], np.nan)
    for i, column in enumerate(parts.T):
        if np.isfinite(column).all() and np.any(column[1:]):
            roots = np.roots(column[::-1])
            real = roots[np.abs(roots.imag) < 1e-9 * (1 + np.abs(roots.real))].real
            if len(real):
                result[i] = random.choice(real)
    return result


def _parts(polynomial: Any, place: int) -> list[Any]:
    context = polynomial.context()
    parts: list[dict[tuple[int, ...], Any]] = [{} for _ in range(int(polynomial.degrees()[place]) + 1)]
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        parts[int(monomial[place])][(*monomial[:place], 0, *monomial[place + 1 :])] = coefficient
    return [context.from_dict(part) for part in parts]


def dependent_variables(problem: Problem) -> Mapping[str, Any]:
    """For each equation among the hypotheses one variable that it determines, of the least degree."""
    chosen: dict[str, Any] = {}
    names = problem.context.names()
    for equation in problem.equations:
        degrees = dict(zip(names, map(int, equation.degrees()), strict=True))
        free = [name for name in problem.variables if degrees[name] > 0 and name not in chosen]
        if free:
            chosen[min(free, key=degrees.__getitem__)] = equation
    return chosen
