"""Contradictions that are seen at once: false constants, opposite relations, sums, relations in one variable.

Each leaf is asked with a deadline, which those that take long look at.
"""

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.optimize import linprog

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.sampling import number
from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, variables_of
from kreiss.symbolic.inequalities.tactics.univariate import coefficients, solution

HIGHEST_DEGREE = 300  # of all relations together, up to which one leaf is worth a try


def close_by_constants(system: System, target: int, deadline: Deadline) -> Node | None:
    """A leaf for a relation between constants that is false; ``target`` plays no part."""
    for place, relation in enumerate(system.relations):
        p = relation.polynomial
        if not p.is_constant():
            continue
        value = p.leading_coefficient() if not p.is_zero() else fmpq(0)
        if relation.sign == "=" and value != 0:
            identity = Identity([Term(fmpq(1))])
            identity.times(place, system.context.constant(-1 / value))
            return identity.node(system)
        if value < 0:
            return Identity([Term(fmpq(1), (place,)), Term(-value)]).node(system)
        if relation.sign == ">" and value == 0:
            return Identity([Term(fmpq(1), (place,))]).node(system)
    return None


def close_by_multiple(system: System, target: int, deadline: Deadline) -> Node | None:
    """A leaf for a relation p > 0 where the target says q = 0, and p is a multiple of q."""
    q = system.relations[target].polynomial
    if system.relations[target].sign != "=" or q.is_constant():
        return None
    for place, relation in enumerate(system.relations):
        if relation.sign == ">" and not relation.polynomial % q:
            identity = Identity([Term(fmpq(1), (place,))])
            identity.times(target, -(relation.polynomial / q))
            return identity.node(system)
    return None


def close_by_one_variable(system: System, target: int, deadline: Deadline) -> Node | None:
    """A leaf for relations in one variable, those of the target's variable first, that have no common solution."""
    groups: dict[str, list[int]] = {}
    for place, relation in enumerate(system.relations):
        used = variables_of(relation.polynomial)
        if len(used) == 1:
            groups.setdefault(used[0], []).append(place)
    aimed = variables_of(system.relations[target].polynomial)
    for variable in sorted(groups, key=lambda name: name not in aimed):
        deadline.check()
        places = groups[variable]
        relations = [system.relations[place] for place in places]
        if sum(relation.polynomial.total_degree() for relation in relations) > HIGHEST_DEGREE:
            continue
        if solution([(coefficients(r.polynomial, variable), r.sign) for r in relations], deadline) is False:
            return {"rule": "univariate", "relations": places}
    return None


def close_by_combination(system: System, target: int, deadline: Deadline) -> Node | None:
    """A leaf Σ λ·p = 0 with λ ≥ 0 on the relations, one of the strict ones positive, any λ on the equations.

    Monomials count as independent, so that this is linear programming; the vertex that it proposes is made exact.
    """
    chosen = [(n, r) for n, r in enumerate(system.relations) if n not in system.passive and not r.polynomial.is_zero()]
    rows: dict[tuple[int, ...], int] = {}
    columns = [
        {rows.setdefault(m, len(rows)): c for m, c in zip(r.polynomial.monoms(), r.polynomial.coeffs(), strict=True)}
        for _, r in chosen
    ]
    strict = [k for k, (_, r) in enumerate(chosen) if r.sign == ">"]
    if not strict or len(rows) > 400:
        return None
    support = _vertex(columns, len(rows), strict, [r.sign == "=" for _, r in chosen])
    deadline.check()
    weights = _exact_weights(columns, len(rows), support, strict)
    if weights is None:
        return None
    identity = Identity()
    for k, weight in weights.items():
        number, relation = chosen[k]
        if relation.sign == "=":
            identity.times(number, system.context.constant(weight))
        elif weight > 0:
            identity.terms.append(Term(weight, (number,)))
        elif weight < 0:
            return None
    return identity.node(system)


def _vertex(columns: list[dict[int, fmpq]], rows: int, strict: list[int], free: list[bool]) -> list[int]:
    """The support of a basic solution of Σ λ·p = 0 with the strict weights adding up to one; [] if there is none."""
    matrix = np.zeros((rows + 1, len(columns)))
    for k, column in enumerate(columns):
        size = max(abs(value) for value in column.values())
        for row, value in column.items():
            matrix[row, k] = number(value / size)
    matrix[rows, strict] = 1
    right = np.zeros(rows + 1)
    right[rows] = 1
    limits = [(None, None) if unsigned else (0, None) for unsigned in free]
    result = linprog(np.zeros(len(columns)), A_eq=matrix, b_eq=right, bounds=limits, method="highs-ds")
    return [] if result.status != 0 else [k for k, x in enumerate(result.x) if abs(x) > 1e-9]


def _exact_weights(
    columns: list[dict[int, fmpq]], rows: int, support: list[int], strict: list[int]
) -> dict[int, fmpq] | None:
    """The rational weights on the support, if they are unique up to a factor; the first strict one is positive."""
    positive = [k for k in support if k in strict]
    if not positive:
        return None
    matrix = fmpq_mat(rows, len(support))
    for j, k in enumerate(support):
        for row, value in columns[k].items():
            matrix[row, j] = value
    reduced, rank = matrix.rref()
    if rank != len(support) - 1:
        return None
    pivots = [next(j for j in range(len(support)) if reduced[i, j] != 0) for i in range(rank)]
    loose = next(j for j in range(len(support)) if j not in pivots)
    weights = {support[loose]: fmpq(1)} | {support[j]: -reduced[i, loose] for i, j in enumerate(pivots)}
    sign = 1 if weights[positive[0]] > 0 else -1
    return {k: weight * sign for k, weight in weights.items()}
