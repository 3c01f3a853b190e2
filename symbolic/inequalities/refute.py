"""Counterexamples: floating-point search proposes a point, exact evaluation of the statement disposes.

The slack of the conclusion, relative to the size of its terms, is minimised from the most promising sample points by
an evolution strategy that moves all of them at once; nearby rational points, simplest denominators first, are
then evaluated exactly.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import minimize

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.exact import refutes
from kreiss.symbolic.inequalities.sampling import Floats, Numeric, Points, Sampler
from kreiss.symbolic.inequalities.systems import Problem

Point = dict[str, Fraction]
DENOMINATORS = (1, 2, 4, 10, 32, 100, 1000, 10**4, 10**6, 10**9, 10**12)
"""Of the points tried around a float, the simplest first: readable counterexamples."""
PARENTS, CHILDREN, GENERATIONS = 16, 16, 60
"""Of the evolution towards a counterexample: more points miss fewer, more turns come closer."""
FAR = (1e3, 1e7, 1e12)  # What coordinates are multiplied by, to look beyond all samples
SPREAD = 128  # Sample points that are moved so: all kinds of them, as near ones may be equal
ROUNDING = 1e-13  # A smaller violation may be rounding: such points come after the clear ones
NEARLY_SHARP = 1e-3  # A least slack above it ends the search: descents are for what nearly fails


class Refuter:
    """The search for a counterexample to one problem, in two goes of which each has its deadline.

    Both raise ``OutOfTime``.
    """

    def __init__(self, problem: Problem, sampler: Sampler, points: Points, deadline: Deadline) -> None:
        self.problem, self.sampler, self.points, self.deadline = problem, sampler, points, deadline
        negations = [o.relations[-1] for o in problem.obligations if o.relations[-1].sign != "="]
        self.claims = [Numeric(negation.polynomial) for negation in negations]
        self.strict = [negation.sign == ">=" for negation in negations]
        self.random = np.random.default_rng(1)
        self.best: list[Floats] = []

    def quick(self) -> Point | None:
        """Look among the sample points and at the minima of the slack near them; None if no violation is found."""
        if not self.problem.variables:
            return {} if refutes(self.problem.statement, {}) else None
        point = next(filter(None, map(self._violation, self._suspects())), None)
        if point is not None or not self.best or self._slack(self.claims[-1], self.best[0][None, :])[0] > NEARLY_SHARP:
            return point
        descents = (self._constrained(self.claims[-1], start) for start in self.best[:2])
        return next(filter(None, map(self._violation, descents)), None)

    def thorough(self, deadline: Deadline) -> Point | None:
        """Polish the best points that ``quick`` has left by a simplex method."""
        self.deadline = deadline
        for claim, strict in zip(self.claims, self.strict, strict=True):
            for start in self.best[:6]:
                point = self._violation(self._constrained(claim, start)) or self._violation(
                    self._polished(claim, start)
                )
                point = point or (self._zero(claim, start) if strict else None)
                if point is not None:
                    return point
        return None

    def _zero(self, claim: Numeric, start: Floats) -> Point | None:
        """A rational zero of the slack near ``start``: all coordinates but one are rounded, that one is searched."""
        for denominator in (1, 2, 4, 10):
            for moving in self.sampler.free:
                point = start.copy()
                for place in self.sampler.free:
                    if place != moving:
                        point[place] = float(Fraction(float(start[place])).limit_denominator(denominator))
                found = self._violation(self._searched(claim, point, moving))
                if found is not None:
                    return found
        return None

    def _searched(self, claim: Numeric, start: Floats, moving: int) -> Floats:
        """The point of least slack on the line through ``start`` along one coordinate, by grids that shrink."""
        best = start
        grid = start[moving] + np.outer((-1, 1), 10.0 ** np.linspace(-5, 5, 161)).ravel() * (abs(start[moving]) + 1)
        for _ in range(8):
            self.deadline.check()
            points = np.repeat(best[None, :], len(grid), axis=0)
            points[:, moving] = grid
            points = self.sampler.completed(self.sampler.solved(points, self.random))
            order = np.argsort(self._slack(claim, points))
            width = abs(points[order[0], moving] - points[order[1], moving]) * 1.5
            best = points[order[0]]
            grid = best[moving] + width * np.linspace(-1, 1, 61)
        return best

    def _suspects(self) -> Iterator[Floats]:
        """Sample points that seem to violate a claim, clearly or just so, then minima of the slack."""
        for claim in self.claims if len(self.points) else ():
            slack = self._slack(claim, self.points)
            for low, high in ((-np.inf, -ROUNDING), (-ROUNDING, ROUNDING)):
                violating = np.unique(self.points[(low <= slack) & (slack <= high)], axis=0)
                yield from violating[np.argsort(self._complexity(violating))][:5]
            self.deadline.check()
            if self.sampler.free:
                order = np.argsort(slack)
                yield from self._far(claim, self.points[:: max(1, len(self.points) // SPREAD)])
                yield from self._evolved(claim, self.points[order], slack[order])

    def _far(self, claim: Numeric, points: Points) -> Points:
        """Points with one coordinate much larger that seem to violate the claim: it may fail beyond all samples."""
        moves = [*product(FAR, self.sampler.free)]
        moved = np.repeat(points, len(moves), axis=0)
        for row, (factor, place) in enumerate(moves):
            moved[row :: len(moves), place] *= factor
        moved = self.sampler.completed(self.sampler.solved(moved, self.random))
        slack = self._slack(claim, moved)
        found: Points = moved[np.argsort(slack)[: np.count_nonzero(slack < -ROUNDING)]]
        return found[:5]

    def _complexity(self, points: Points) -> Floats:
        chosen = points[:, self.sampler.columns]
        plain = np.abs(chosen - np.round(chosen)).sum(axis=1) == 0
        return np.asarray(np.abs(np.log(np.abs(chosen) + 1e-3)).sum(axis=1) - 100.0 * plain)

    def _slack(self, claim: Numeric, points: Points) -> Floats:
        """Positive where the claim holds, relative to its terms; 1 and more outside the hypotheses."""
        found, size = claim(points)
        with np.errstate(all="ignore"):
            slack = -found / size
        return np.asarray(np.where(self.sampler.feasible(points) & np.isfinite(slack), slack, 2.0))

    def _constrained(self, claim: Numeric, start: Floats) -> Floats:
        """A local minimum of the slack under the hypotheses by sequential quadratic programming."""
        full = partial(self._moved, start)

        def slack(x: Floats) -> float:
            self.deadline.check()
            found, size = claim(full(x))
            return float(-found[0] / size[0]) if np.isfinite(found[0]) else 2.0

        def room(x: Floats) -> Floats:
            point = full(x)
            rooms = [numeric(point)[0][0] for numeric, sign in self.sampler.hypotheses if sign != "="]
            return np.asarray(np.nan_to_num(np.array(rooms), nan=-1.0))

        with np.errstate(all="ignore"):
            options, rooms = {"maxiter": 60, "ftol": 1e-15}, {"type": "ineq", "fun": room}
            begin = start[self.sampler.free]
            result = minimize(slack, begin, method="SLSQP", constraints=rooms, options=options)
        return np.asarray(full(np.asarray(result.x))[0])

    def _moved(self, start: Floats, x: Floats) -> Points:
        """The point with its free coordinates at x."""
        point = start[None, :].copy()
        point[0, self.sampler.free] = x
        return self.sampler.completed(self.sampler.solved(point, self.random))

    def _evolved(self, claim: Numeric, points: Points, slack: Floats) -> Iterator[Floats]:
        """Minima of the slack: each parent is replaced by its best child; steps grow with success, else shrink."""
        chosen = _spread(len(points))
        parents, best = points[chosen].copy(), slack[chosen].copy()
        step = np.full(len(parents), 0.3)
        for _ in range(GENERATIONS):
            children = np.repeat(parents, CHILDREN, axis=0)
            self._mutate(children, np.repeat(step, CHILDREN), parents)
            children = self.sampler.completed(self.sampler.solved(children, self.random))
            if len(children) < len(parents) * CHILDREN:
                break
            found = self._slack(claim, children).reshape(len(parents), CHILDREN)
            winner = found.argmin(axis=1)
            value = found[np.arange(len(parents)), winner]
            better = value < best
            rows = np.arange(len(parents)) * CHILDREN + winner
            parents[better], best[better] = children[rows[better]], value[better]
            step = np.where(better, np.minimum(step * 1.6, 1.0), step * 0.75)
            if best.min() < -1e-6 or self.deadline.passed:
                break
        order = np.argsort(best)
        close = parents[best < max(1e-9, 10 * best[order[0]])]
        self.best = [*close[np.argsort(self._complexity(close))], *parents[order]]
        yield from parents[order[best[order] < 1e-9]][:4]

    def _mutate(self, children: Points, step: Floats, parents: Points) -> None:
        """Move free coordinates by a share of their size, sometimes only one, or along two parents' difference."""
        free = self.sampler.free
        noise = self.random.standard_normal((len(children), len(free))) * step[:, None]
        single = self.random.random(len(children)) < 0.4
        keep = self.random.integers(len(free), size=len(children))[:, None] == np.arange(len(free))
        noise = np.where(single[:, None] & ~keep, 0.0, noise)
        size = np.abs(children[:, free])
        children[:, free] += noise * np.where(self.random.random(len(children))[:, None] < 0.2, size + 0.1, size)
        rows = self.random.random(len(children)) < 0.15
        left, right = self.random.integers(len(parents), size=(2, len(children)))
        with np.errstate(all="ignore"):  # coordinates may be infinite
            difference = (parents[left] - parents[right])[:, free] * step[:, None]
        children[:, free] += np.where(rows[:, None], difference, 0.0)

    def _polished(self, claim: Numeric, start: Floats) -> Floats:
        free, full = self.sampler.free, partial(self._moved, start)

        def slack(x: Floats) -> float:
            self.deadline.check()
            return float(self._slack(claim, full(x))[0])

        simplex = np.vstack([start[free], start[free] + 0.03 * np.diag(np.maximum(np.abs(start[free]), 0.01))])
        options: Any = {"initial_simplex": simplex, "xatol": 1e-11, "fatol": 1e-17, "maxiter": 400}
        result = minimize(slack, start[free], method="Nelder-Mead", options=options)
        return np.asarray(full(result.x)[0])

    def _violation(self, start: Floats) -> Point | None:
        """A rational point near ``start`` at which the statement is false for certain."""
        columns = self.sampler.columns
        if not np.isfinite(start[columns]).all():
            return None
        for candidate in _nearby(start[columns], self.points[:, columns]):
            self.deadline.check()
            point = self._tied(dict(zip(self.problem.variables, candidate, strict=True)))
            if point is not None and refutes(self.problem.statement, point):
                return point
        return None

    def _tied(self, point: Point) -> Point | None:
        """The point with dependent variables recomputed exactly, where their equations are of degree one in them."""
        for variable, equation in self.sampler.dependent.items():
            place = self.sampler.names.index(variable)
            pure = not any(equation.degrees()[self.sampler.names.index(a.name)] > 0 for a in self.problem.auxiliaries)
            if int(equation.degrees()[place]) == 1 and pure:
                value = _solved(equation, place, self.sampler.names, point)
                if value is None:
                    return None
                point[variable] = value
        return point


def _spread(count: int) -> list[int]:
    """Numbers of the parents: half of them the best, the others all over the ranking."""
    half = PARENTS // 2
    return sorted({*range(min(half, count)), *(count * k // PARENTS for k in range(half))})


def _nearby(point: Floats, samples: Points) -> Iterator[list[Fraction]]:
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


def _solved(equation: Any, place: int, names: list[str], point: Point) -> Fraction | None:
    """The value of the variable at that place from an equation of degree one in it."""
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
    return top / bottom if bottom else None
