"""Exponentials in a system: fresh ones, what bounds one by another, and the nodes of a proof that add these.

What holds of every pair (u, v), v = exp(u), is stated in ``docs/certificate/inequality.md``.
"""

from collections.abc import Callable, Sequence
from math import comb, factorial

import numpy as np
from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.sampling import values
from kreiss.symbolic.inequalities.steps import Node, System, polynomial_json
from kreiss.symbolic.inequalities.systems import Pair, Relation

Wrap = Callable[[Node | None], Node | None]


def is_number(pair: Pair) -> bool:
    """Whether the argument or the exponential is a number."""
    return bool(pair[0].is_constant() or pair[1].is_constant())


def pair_at(system: System, number: int | None) -> Pair:
    """The pair of that number; None is (0, 1)."""
    return (system.context.constant(0), system.context.constant(1)) if number is None else system.pairs[number]


def bounded(
    system: System, first: int | None, second: int | None, kind: str, order: int, sign: int | None
) -> tuple[System, Wrap]:
    """The system with one more bound of a pair against another, and the node that adds it."""
    polynomial = (_taylor if kind == "taylor" else _pade)(pair_at(system, first), pair_at(system, second), order)
    node: Node = {"rule": "bound", "kind": kind, "order": order, "pair": first}
    node |= {} if second is None else {"against": second}
    node |= {} if sign is None else {"sign": sign}
    return system.proved(polynomial, ">="), wrapped(node)


def _taylor(pair: Pair, other: Pair, order: int) -> fmpq_mpoly:
    """v − v'·Σ dᵏ/k! ≥ 0, d = u − u'."""
    return pair[1] - other[1] * _series(pair[0] - other[0], [fmpq(1, factorial(k)) for k in range(order + 1)])


def _pade(pair: Pair, other: Pair, order: int) -> fmpq_mpoly:
    """(−1)ⁿ·(v·N(−d) − v'·N(d)) ≥ 0, for d ≥ 0."""
    d, n = pair[0] - other[0], order
    numbers = [fmpq(comb(n, k) * factorial(2 * n - k), factorial(2 * n)) for k in range(n + 1)]
    difference = pair[1] * _series(-d, numbers) - other[1] * _series(d, numbers)
    return -difference if n % 2 else difference


def _series(x: fmpq_mpoly, coefficients: Sequence[fmpq]) -> fmpq_mpoly:
    result = 0 * x
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


def fresh(system: System) -> str | None:
    """A name that a proof may still define as an exponential, if there is one."""
    return next((name for name in system.context.names() if name[:2] == "@e" and not system.uses(name)), None)


def exponential(system: System, argument: fmpq_mpoly) -> tuple[System, Wrap]:
    """With a fresh variable that is the exponential of the argument."""
    name = fresh(system)
    place = system.context.names().index(name)
    variable = system.context.gens()[place]
    points = system.points.copy()
    with np.errstate(all="ignore"):
        points[:, place] = np.exp(values(argument, points)[0])
    relations = (*system.relations, Relation(variable, ">"))
    grown = System(relations, points, system.passive, (*system.pairs, (argument, variable)))
    return grown, wrapped({"rule": "exponential", "name": name, "of": polynomial_json(argument)})


def wrapped(node: Node) -> Wrap:
    """What puts this node before another."""
    return lambda then: None if then is None else node | {"then": then}


def all_of(wraps: Sequence[Wrap]) -> Wrap:
    """One wrap after the other, the first outermost."""

    def every(node: Node | None) -> Node | None:
        for wrap in reversed(wraps):
            node = wrap(node)
        return node

    return every
