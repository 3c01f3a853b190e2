"""Sample points of a statement's hypotheses in floating point: they suggest signs and minima, and prove nothing."""

from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mpoly
from numpy.typing import NDArray

from kreiss.symbolic.inequalities.systems import Auxiliary, Problem

Points = NDArray[np.float64]
"""One row per point, one column per variable of the ring."""
Floats = NDArray[np.float64]

SPECIAL = (0.0, 1.0, 2.0, 0.5, 3.0, 0.25, 4.0, 10.0)  # numbers where inequalities are often sharp, or fail


def number(value: Any) -> float:
    """An exact rational as a float; infinite where out of range."""
    try:
        return float(Fraction(int(value.p), int(value.q)))
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


class Numeric:
    """A polynomial ready to be evaluated in floating point at many points."""

    def __init__(self, polynomial: fmpq_mpoly) -> None:
        self.coefficients = [number(coefficient) for coefficient in polynomial.coeffs()]
        self.monomials = [
            [(place, int(exponent)) for place, exponent in enumerate(monomial) if exponent]
            for monomial in polynomial.monoms()
        ]

    def __call__(self, points: Points) -> tuple[Floats, Floats]:
        """The values at all points, and for each the sum of the absolute values of the terms."""
        total, size = np.zeros(len(points)), np.full(len(points), 1e-300)
        powers: dict[tuple[int, int], Floats] = {}
        with np.errstate(all="ignore"):
            for coefficient, monomial in zip(self.coefficients, self.monomials, strict=True):
                term: Any = coefficient
                for place, exponent in monomial:
                    if (place, exponent) not in powers:
                        powers[place, exponent] = points[:, place] ** exponent
                    term = term * powers[place, exponent]
                total += term
                size += np.abs(term)
        return total, size


def values(polynomial: fmpq_mpoly, points: Points) -> tuple[Floats, Floats]:
    """The values of a polynomial at all points, and for each the sum of the absolute values of the terms."""
    return Numeric(polynomial)(points)


class Sampler:
    """Draws and completes points of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.names = list(problem.context.names())
        self.columns = [self.names.index(name) for name in problem.variables]
        self.auxiliaries = [
            (self.names.index(a.name), a, [Numeric(p) for p in a.operands]) for a in problem.auxiliaries
        ]
        self.hypotheses = [(Numeric(relation.polynomial), relation.sign) for relation in problem.hypotheses]
        self.needed = self._needed()
        self.dependent = self._dependent()
        places = {self.names.index(v): e for v, e in self.dependent.items()}
        self.tied = [(place, [Numeric(p) for p in _parts(e, place)]) for place, e in places.items()]
        self.free = [self.names.index(v) for v in problem.variables if v not in self.dependent]

    def _needed(self) -> list[int]:
        """The columns of the variables and of the auxiliary variables of the hypotheses."""
        degrees = [zip(self.names, r.polynomial.degrees(), strict=True) for r in self.problem.hypotheses]
        used = {name for pairs in degrees for name, degree in pairs if degree > 0}
        return [*self.columns, *(place for place, a, _ in self.auxiliaries if a.name in used)]

    def _dependent(self) -> dict[str, Any]:
        """For each equation among the hypotheses one variable that it determines, of the least degree."""
        chosen: dict[str, Any] = {}
        for equation in self.problem.equations:
            degrees = dict(zip(self.names, map(int, equation.degrees()), strict=True))
            free = [name for name in self.problem.variables if degrees[name] > 0 and name not in chosen]
            if free:
                chosen[min(free, key=degrees.__getitem__)] = equation
        return chosen

    def draw(self, count: int, seed: int = 20260601) -> Points:
        """Up to ``count`` feasible points, many near bounds, at simple values and at all scales from 1e-4 to 1e4."""
        random = np.random.default_rng(seed)
        points = np.zeros((8 * count, len(self.names)))
        for name, (low, high) in bounds(self.problem).items():
            points[:, self.names.index(name)] = _column(random, 8 * count, low, high)
        _tie(random, points, self.columns)
        points = self.completed(self.solved(points, random))
        return points[self.feasible(points)][:count]

    def completed(self, points: Points) -> Points:
        """The points with their auxiliary variables computed; NaN where undefined."""
        with np.errstate(all="ignore"):
            for place, auxiliary, operands in self.auxiliaries:
                points[:, place] = _auxiliary(auxiliary, [operand(points)[0] for operand in operands])
        return points

    def feasible(self, points: Points) -> NDArray[np.bool_]:
        """Which completed points satisfy the hypotheses, up to rounding; the conclusion may be undefined there."""
        good = np.asarray(np.isfinite(points[:, self.needed]).all(axis=1))
        for numeric, sign in self.hypotheses:
            found, size = numeric(points)
            if sign == "=":
                good &= np.abs(found) <= 1e-9 * size
            else:
                good &= found > 0 if sign == ">" else found >= -1e-13 * size
        return good

    def solved(self, points: Points, random: np.random.Generator) -> Points:
        """The points moved onto the equations among the hypotheses, one variable each."""
        for place, numerics in self.tied:
            points = self.completed(points)
            parts = [numeric(points)[0] for numeric in numerics]
            with np.errstate(all="ignore"):
                if len(parts) == 2:
                    points[:, place] = -parts[0] / parts[1]
                elif len(parts) == 3:
                    points[:, place] = _quadratic_root(parts, random)
                else:
                    points = points[:2000]
                    points[:, place] = _random_roots(np.stack(parts)[:, : len(points)], random)
        return points


def _auxiliary(auxiliary: Auxiliary, operands: list[Floats]) -> Floats:
    if auxiliary.kind == "/":
        return np.asarray(operands[0] / operands[1])
    if auxiliary.kind == "root":
        return np.asarray(np.where(operands[0] >= 0, np.abs(operands[0]) ** (1 / auxiliary.degree), np.nan))
    if auxiliary.kind == "exp":
        value = np.exp(operands[0])
        return np.asarray(np.where(value > 0, value, np.nan))  # what is too small for a float is not zero
    if auxiliary.kind == "log":
        return np.asarray(np.where(operands[0] > 0, np.log(np.abs(operands[0])), np.nan))
    return np.asarray(np.max(operands, axis=0) if auxiliary.kind == "max" else np.min(operands, axis=0))


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


def _linear_in_one(polynomial: fmpq_mpoly) -> tuple[str, float, float] | None:
    names = polynomial.context().names()
    used = [name for name, degree in zip(names, polynomial.degrees(), strict=True) if degree > 0]
    if len(used) != 1 or polynomial.total_degree() != 1:
        return None
    terms = dict(zip(map(tuple, polynomial.monoms()), polynomial.coeffs(), strict=True))
    constant = terms.pop((0,) * len(names), None)
    (slope,) = terms.values()
    return used[0], number(slope), 0.0 if constant is None else number(constant)


def _column(random: np.random.Generator, count: int, low: float, high: float) -> Floats:
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
        for share in (0.2, 0.1):
            rows = np.flatnonzero(random.random(len(points)) < share)
            left, right = random.choice(columns, len(rows)), random.choice(columns, len(rows))
            points[rows, left] = points[rows, right]
        rows = np.flatnonzero(random.random(len(points)) < 0.05)
        for column in columns[1:]:
            points[rows, column] = points[rows, columns[0]]


def _quadratic_root(parts: list[Floats], random: np.random.Generator) -> Floats:
    c, b, a = parts
    root = np.sqrt(np.where(b * b >= 4 * a * c, b * b - 4 * a * c, np.nan)) * random.choice((-1.0, 1.0), len(a))
    return np.asarray(np.where(a == 0, -c / b, (root - b) / (2 * a)))


def _random_roots(parts: Floats, random: np.random.Generator) -> Floats:
    result = np.full(parts.shape[1], np.nan)
    for i, column in enumerate(parts.T):
        if np.any(column[1:]) and np.isfinite(column / column[np.flatnonzero(column)[-1]]).all():
            roots = np.roots(column[::-1])
            real = roots[np.abs(roots.imag) < 1e-9 * (1 + np.abs(roots.real))].real
            if len(real):
                result[i] = random.choice(real)
    return result


def _parts(polynomial: fmpq_mpoly, place: int) -> list[Any]:
    context = polynomial.context()
    parts: list[dict[tuple[int, ...], Any]] = [{} for _ in range(int(polynomial.degrees()[place]) + 1)]
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        parts[int(monomial[place])][(*monomial[:place], 0, *monomial[place + 1 :])] = coefficient
    return [context.from_dict(part) for part in parts]
