"""Contradictions that are seen at once: constants of the wrong sign, opposite relations, relations in one variable."""

from flint import fmpq

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, contradiction, variables_of
from kreiss.symbolic.inequalities.univariate import coefficients, solution


def close_by_constants(system: System, target: int) -> Node | None:
    """A leaf for a relation between constants that is false, or for two relations that contradict each other."""
    for number, relation in enumerate(system.relations):
        p = relation.polynomial
        if not p.is_constant():
            continue
        value = p.leading_coefficient() if not p.is_zero() else fmpq(0)
        if relation.sign == "=" and value != 0:
            identity = Identity([Term(fmpq(1))])
            identity.times(number, system.context.constant(-1 / value))
            return identity.node(system)
        if value < 0:
            return Identity([Term(fmpq(1), (number,)), Term(-value)]).node(system)
        if relation.sign == ">" and value == 0:
            return Identity([Term(fmpq(1), (number,))]).node(system)
    return _opposite(system, target)


def _opposite(system: System, target: int) -> Node | None:
    goal = system.relations[target]
    if goal.polynomial.is_zero():
        return None
    monic = goal.polynomial / goal.polynomial.leading_coefficient()
    for number, relation in enumerate(system.relations):
        p = relation.polynomial
        if number == target or p.is_zero() or p / p.leading_coefficient() != monic:
            continue
        signs = (goal.sign, relation.sign)
        node = contradiction(system, target, number) if ">" in signs or "=" not in signs else None
        if node is not None:
            return node
    return None


def close_by_one_variable(system: System, target: int) -> Node | None:
    """A leaf for relations in one variable, those of the target's variable first, that have no common solution."""
    groups: dict[str, list[int]] = {}
    for number, relation in enumerate(system.relations):
        used = variables_of(relation.polynomial)
        if len(used) == 1:
            groups.setdefault(used[0], []).append(number)
    aimed = variables_of(system.relations[target].polynomial)
    for variable in sorted(groups, key=lambda name: name not in aimed):
        numbers = groups[variable]
        if len(aimed) == 1 and variable not in aimed and target in range(len(system.relations) - 1):
            continue
        relations = [system.relations[number] for number in numbers]
        if sum(relation.polynomial.total_degree() for relation in relations) > 300:
            continue
        if solution([(coefficients(r.polynomial, variable), r.sign) for r in relations]) is False:
            return {"rule": "univariate", "relations": numbers}
    return None
