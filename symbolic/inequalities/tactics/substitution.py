"""Rationalising a square root: r² = (αv + β)² + κ with κ > 0 becomes rational in u = r + αv + β > 0.

As (r − αv − β)·u = κ, both αv + β = (u − κ/u)/2 and r = (u + κ/u)/2. For √(x² + 4) this is x = u − 1/u up to scale,
Euler's first substitution. In the proof, u is defined, u > 0 is a lemma, and then r and v are eliminated.
"""

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import (
    Node,
    System,
    by_powers,
    define_node,
    defined,
    eliminate_node,
    eliminated,
    variables_of,
)
from kreiss.symbolic.inequalities.tactics.cases import with_signed_divisor
from kreiss.symbolic.inequalities.tactics.lemmas import with_lemmas
from kreiss.symbolic.inequalities.tactics.tactic import Search


def by_rationalising(search: Search, system: System, target: int) -> Node | None:
    """Make one square root of the goal rational."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    for name in variables_of(relation.polynomial):
        shape = _quadratic(system, name) if search.kind.get(name) == "root" else None
        if shape is not None:
            node = _rationalised(search, system, target, name, *shape)
            if node is not None:
                return node
    return None


def _quadratic(system: System, name: str) -> tuple[int, str, fmpq_mpoly] | None:
    """The number of r² = (αv + β)² + κ, with κ > 0 seen or known, the variable v, and αv + β."""
    for number, relation in enumerate(system.relations):
        parts = by_powers(relation.polynomial, name) if relation.sign == "=" else []
        if len(parts) != 3 or not parts[1].is_zero() or not parts[2].is_constant():
            continue
        radicand = -parts[0] / parts[2].leading_coefficient()
        for variable in variables_of(radicand):
            coefficients = by_powers(radicand, variable)
            slope = _root_of_square(coefficients[2]) if len(coefficients) == 3 else None
            if slope is not None:
                v = system.context.gens()[system.context.names().index(variable)]
                return number, variable, slope * v + coefficients[1] / (2 * slope)
    return None


def _root_of_square(polynomial: fmpq_mpoly) -> fmpq | None:
    """The rational square root of a constant polynomial, if it has one."""
    if not polynomial.is_constant() or not polynomial.leading_coefficient() > 0:
        return None
    value = polynomial.leading_coefficient()
    top, bottom = value.p.root(2), value.q.root(2)
    return fmpq(top, bottom) if top**2 == value.p and bottom**2 == value.q else None


def _rationalised(
    search: Search, system: System, target: int, name: str, number: int, variable: str, linear: fmpq_mpoly
) -> Node | None:
    names = system.context.names()
    r = system.context.gens()[names.index(name)]
    fresh = next((u for u in names if u.startswith("@u") and not system.uses(u)), None)
    if fresh is None:
        return None
    u = system.context.gens()[names.index(fresh)]
    here = len(system.relations)

    def without_root(inner: System, _: list[int]) -> Node | None:
        free = eliminated(inner, name, here, None)
        return eliminate_node(name, here, None, with_signed_divisor(search, free, target, variable, number))

    wanted = [(u, ">")]
    then = with_lemmas(search, defined(system, fresh, r + linear), target, wanted, without_root)
    return define_node(fresh, r + linear, then)
