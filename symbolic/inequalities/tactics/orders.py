"""Monotone functions of ordered arguments: from p ≥ p' follows f(p) ≥ f(p'), for exp, log and roots.

They are ordered from the inside out, each with what is known of those before, so that compositions are too. With
T = f(p') − f(p), T > 0 or T ≥ 0 the negated order,

    exp, log    v' > 0 and v ≥ v'·(1 + u − u') for v = exp(u), v' = exp(u'), both ways round
    roots       Σ_{k ≥ 1} C(q, k)·T^k·r^(q−k) + (p − p') = 0 for r^q = p ≥ 0, s^q = p', T = s − r
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, TooLarge, split, variables_of
from kreiss.symbolic.inequalities.systems import Auxiliary
from kreiss.symbolic.inequalities.tactics.lemmas import with_lemmas
from kreiss.symbolic.inequalities.tactics.pairs import Wrap, bounded, is_number, pair_at
from kreiss.symbolic.inequalities.tactics.tactic import Search

_MOST_ROOTS, _MOST_PAIRS = 6, 8
"""Roots, and exponentials, that are compared with each other: more are seldom needed, and each order is a lemma."""
_HIGHEST_ROOT = 12  # degree of roots that are compared: the step expands a power of that degree


@dataclass(frozen=True)
class _Exponentials:
    """Two pairs (u, v), v = exp(u), None for (0, 1): u_i − u_j ≥ 0 is shown, or v_i − v_j ≥ 0 between logarithms."""

    first: int | None
    second: int | None
    of_logarithms: bool

    def sides(self, system: System) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """What is to be shown to be ≥ 0, and what follows."""
        (u, v), (other, exponential) = pair_at(system, self.first), pair_at(system, self.second)
        return (v - exponential, u - other) if self.of_logarithms else (u - other, v - exponential)

    def followed(self, system: System, shown: int) -> tuple[System, Wrap, Identity]:
        """The system with what the last step needs, and that step: it contradicts the relation that comes next."""
        chosen = (self.second, self.first) if self.of_logarithms else (self.first, self.second)
        grown, wrap = bounded(system, *chosen, "taylor", 1, None)
        positive = grown.find(pair_at(grown, chosen[1])[1], ">")
        factors = [] if positive is None else [positive]
        weighted, plain = (len(grown.relations), shown) if self.of_logarithms else (shown, len(grown.relations))
        numbers: list[tuple[int, ...]] = [(len(grown.relations) - 1,), (*factors, weighted), (plain,)]
        return grown, wrap, Identity([Term(fmpq(1), number) for number in numbers])


@dataclass(frozen=True)
class _Roots:
    """Two roots of the same degree: their radicands p − p' ≥ 0 are compared."""

    first: Auxiliary
    second: Auxiliary

    def sides(self, system: System) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """What is to be shown to be ≥ 0, and what follows."""
        difference = _variable(system, self.first) - _variable(system, self.second)
        return self.first.operands[0] - self.second.operands[0], difference

    def followed(self, system: System, shown: int) -> tuple[System, Wrap, Identity]:
        """The system, and the step that contradicts the relation that comes next."""
        q, last, positive = self.first.degree, len(system.relations), system.find(_variable(system, self.first), ">=")
        identity = Identity([Term(fmpq(1), (shown,))])
        if positive is not None:
            powers = ((last,) * k + (positive,) * (q - k) for k in range(1, q + 1))
            identity.terms += [Term(fmpq(comb(q, k)), factors) for k, factors in enumerate(powers, 1)]
        for root, weight in ((self.first, 1), (self.second, -1)):
            equation = system.find(_variable(system, root) ** q - root.operands[0], "=")
            if equation is not None:
                identity.times(equation, system.context.constant(weight))
        return system, lambda node: node, identity


_Order = _Exponentials | _Roots


def by_orders(search: Search, system: System, target: int) -> Node | None:
    """A proof after as many orders as can be shown; None where nothing is ordered."""
    todo = comparable(search, system)
    try:
        return _ordered(search, system, target, todo) if todo else None
    except TooLarge:
        return None


def comparable(search: Search, system: System) -> Sequence[_Order]:
    """The orders that hold at the sample points, those of inner functions first."""
    found = [order for order in _candidates(search, system) if search.signs(system, order.sides(system)[0]) == {1}]
    names: Sequence[str] = system.context.names()

    def depth(order: _Order) -> int:
        return max(names.index(name) for side in order.sides(system) for name in variables_of(side))

    return sorted(found, key=depth)


def _candidates(search: Search, system: System) -> Iterator[_Order]:
    numbers = [n for n in range(min(len(system.pairs), _MOST_PAIRS)) if not is_number(system.pairs[n])]
    compared: list[tuple[int, int | None]] = [*combinations(numbers, 2), *((n, None) for n in numbers)]
    for i, j in compared:
        kinds = {
            search.kind.get(str(u)) == "log" for n in (i, j) for u in pair_at(system, n)[:1] if not u.is_constant()
        }
        for log in sorted(kinds, reverse=True):
            yield from (_Exponentials(i, j, log), _Exponentials(j, i, log))
    roots = [a for a in search.problem.auxiliaries if a.kind == "root" and a.degree <= _HIGHEST_ROOT]
    known = [root for root in roots if system.uses(root.name)]
    for one, two in combinations(known[:_MOST_ROOTS], 2):
        if one.degree == two.degree:
            yield from (_Roots(one, two), _Roots(two, one))


def _variable(system: System, auxiliary: Auxiliary) -> fmpq_mpoly:
    return system.context.gens()[system.context.names().index(auxiliary.name)]


def _ordered(search: Search, system: System, target: int, todo: Sequence[_Order]) -> Node | None:
    """The proof with the orders still to be shown; one that cannot be shown is left out."""
    if not todo:
        return search.solve(system, target)
    order, rest = todo[0], todo[1:]
    shown, follows = order.sides(system)
    if system.find(follows, ">=") is not None:
        return _ordered(search, system, target, rest)
    sign, case = (">=", "<") if search.vanishes(system, shown) else (">", "<=")
    reached = []

    def go_on(inner: System, numbers: list[int]) -> Node | None:
        grown, wrap, step = order.followed(inner, numbers[0])
        refuted = step.node(grown.extended(follows, case))
        if refuted is None:
            return None
        reached.append(True)
        return wrap(split(follows, {case: refuted, sign: _ordered(search, grown.proved(follows, sign), target, rest)}))

    node = with_lemmas(search, system, target, [(shown, sign)], go_on)
    return node if reached else _ordered(search, system, target, rest)
