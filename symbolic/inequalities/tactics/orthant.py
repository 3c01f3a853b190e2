"""Reading signs: a polynomial with non-negative coefficients in coordinates t ≥ 0 is non-negative.

The coordinates are linear relations t = a·x + b ≥ 0 of the system, as many as there are variables and independent; a
variable without any stays as it is, and must then occur in even powers. This is the shift to an orthant, for
x ≤ y ≤ z as well as for x ≥ 1. A variable that is bounded by another alone brings that one along.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_mpoly

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, variables_of

MOST_CHARTS = 60  # tried for one goal; the simplest come first
MOST_LINKED = 7  # variables that the charts of a goal are drawn from: each more multiplies the charts
Chart = tuple[list[Any], list[int | None]]
"""The old variables in terms of the new, and for each new one its relation, None for a free variable."""


def close_by_signs(system: System, target: int, deadline: Deadline) -> Node | None:
    """A leaf that contradicts the target because its negative has only non-negative coefficients in some chart."""
    relation = system.relations[target]
    for goal in (-relation.polynomial, relation.polynomial) if relation.sign == "=" else (-relation.polynomial,):
        for terms in sign_terms(system, goal, target, deadline):
            identity = Identity(terms)
            if relation.sign == "=":
                identity.times(target, system.context.constant(1 if goal == -relation.polynomial else -1))
            else:
                identity.terms = [Term(fmpq(1), (target,)), *terms]
            node = identity.node(system)
            if node is not None:
                return node
    return None


def sign_terms(system: System, polynomial: fmpq_mpoly, target: int, deadline: Deadline) -> Iterator[list[Term]]:
    """For each chart in which all signs are right, terms that add up to the polynomial. Raises ``OutOfTime``."""
    if len(polynomial) > 3000:
        return
    used = _bounded(system, variables_of(polynomial), target)
    for images, numbers in islice(charts(system, used, target), MOST_CHARTS):
        deadline.check()
        terms = _read(polynomial.compose(*images), used, numbers)
        if terms is not None:
            yield terms


def _bounded(system: System, used: Sequence[str], target: int) -> Sequence[str]:
    """The variables, and those in terms of which a linear relation bounds one that none bounds alone: x for y ≥ x."""
    linear = [set(variables_of(r.polynomial)) for _, r in system.usable(target) if r.polynomial.total_degree() == 1]
    found, waiting = set(used), list(used)
    while waiting and len(found) <= MOST_LINKED:
        name = waiting.pop()
        bounds = [names for names in linear if name in names]
        if bounds and not any(names <= found for names in bounds):
            waiting += sorted(min(bounds, key=len) - found)
            found |= min(bounds, key=len)
    return [name for name in system.context.names() if name in found] if len(found) <= MOST_LINKED else used


def charts(system: System, used: Sequence[str], target: int) -> Iterator[Chart]:
    """Every choice of independent linear relations as coordinates for the variables ``used``."""
    names = system.context.names()
    candidates: list[tuple[int | None, list[Any], Any]] = []
    covered: set[str] = set()
    for number, relation in system.usable(target):
        row = _linear(relation.polynomial, used)
        if row is not None:
            candidates.append((number, *row))
            covered.update(variables_of(relation.polynomial))
    for name in used:
        if name not in covered:
            candidates.append((None, [fmpq(int(name == other)) for other in used], fmpq(0)))
    for choice in islice(combinations(candidates, len(used)), 2000):
        matrix = fmpq_mat([row for _, row, _ in choice]) if choice else None
        if matrix is None or matrix.det() != 0:
            yield _images(system, names, used, matrix, choice), [number for number, _, _ in choice]


def _linear(polynomial: fmpq_mpoly, used: Sequence[str]) -> tuple[list[Any], Any] | None:
    """The slopes and the constant of a polynomial of degree one in variables among ``used``."""
    if polynomial.total_degree() != 1 or not set(variables_of(polynomial)) <= set(used):
        return None
    names = polynomial.context().names()
    slopes, constant = dict.fromkeys(used, fmpq(0)), fmpq(0)
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        place = next((i for i, e in enumerate(monomial) if e), None)
        if place is None:
            constant = coefficient
        else:
            slopes[names[place]] = coefficient
    return list(slopes.values()), constant


def _images(system: System, names: Sequence[str], used: Sequence[str], matrix: Any, choice: Any) -> list[Any]:
    """Each variable of the ring in the new coordinates, which are written with the variables ``used`` themselves."""
    generators = dict(zip(names, system.context.gens(), strict=True))
    if matrix is not None:
        inverse = matrix.inv()
        shifted = [generators[name] - constant for name, (_, _, constant) in zip(used, choice, strict=True)]
        for i, name in enumerate(used):
            generators[name] = sum((inverse[i, j] * t for j, t in enumerate(shifted)), system.context.constant(0))
    return list(generators.values())


def _read(polynomial: fmpq_mpoly, used: Sequence[str], numbers: Sequence[int | None]) -> list[Term] | None:
    """The terms of a polynomial in the chart's coordinates, or None where a sign is wrong or a free power odd."""
    if any(coefficient < 0 for coefficient in polynomial.coeffs()):
        return None
    context = polynomial.context()
    places = [context.names().index(name) for name in used]
    terms = []
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        factors: list[int] = []
        root = [0] * len(context.names())
        for place, number in zip(places, numbers, strict=True):
            power = int(monomial[place])
            if number is not None:
                factors += [number] * power
            elif power % 2:
                return None
            root[place] = power // 2 if number is None else 0
        squares = ((fmpq(1), context.from_dict({tuple(root): fmpq(1)})),) if any(root) else None
        terms.append(Term(coefficient, tuple(factors), squares))
    return terms
