"""The numbers of a claim, its quantities among them: what is known of them, points of that, and inequalities."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import exp, log, sqrt
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.symbolic.proof import CutShort, Step, inequality
from kreiss.verify.language.trees import COMPARISONS, QUANTITIES, RELATIONS, SIGNED, SUPREMA, Tree, replaced, show, walk
from kreiss.verify.proving.forms.matrices import Unfit, Values
from kreiss.verify.proving.problem import Facts

_LEAST = dict.fromkeys((*SUPREMA, "dim"), 1)  # what the definition of a quantity says it is at least
_UNBOUNDED = [("call", name) for name in SUPREMA]
_TRIES, _POINTS, _SLACK = 1500, 12, 1e-9
"""Draws, points kept, and rounding allowed for: points only reject what cannot hold."""
FLOATS: Mapping[str, Any] = {
    "number": float,
    "power": lambda x, q: float(x) ** float(q),
    "inverse": np.linalg.inv,
    "sqrt": sqrt,
    "exp": exp,
    "log": log,
    "abs": abs,
    "min": min,
    "max": max,
}
_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    **COMPARISONS,
    "==": lambda x, y: abs(x - y) <= 1e-9 * (abs(x) + abs(y)),
}


class Scalars:
    """Facts between numbers; ``steps`` proved what was added."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.defined = {name: body for name, body in facts.definitions.items() if not facts.is_matrix(body)}
        self.relations = [tree for tree in facts.relations if not facts.is_matrix(tree[2])]
        self.relations += [("<=", ("num", Fraction(0)), time) for time in _times(facts)]

    def add(self, relation: Tree) -> None:
        """One more fact."""
        self.relations.append(relation)

    def quantities(self, *more: Tree) -> list[Tree]:
        """Every quantity in the facts, in the definitions and in more trees, each once."""
        trees = (*self.relations, *self.defined.values(), *more)
        return list(dict.fromkeys(part for tree in trees for part in quantities(tree)))

    def draw(self, rng: np.random.Generator, *more: Tree) -> dict[Tree, float] | None:
        """Values of all numbers and quantities at which the facts hold, in floating point; None if none was hit."""
        trees = (*self.relations, *self.defined.values(), *more)
        named = {part for tree in trees for part in walk(tree) if part[0] == "name" and part[1] not in self.defined}
        names = sorted(name for name in named if not self._facts.is_matrix(name))
        parts = (part for tree in trees for part in walk(tree))
        found = list(dict.fromkeys(part for part in parts if part[0] == "call" and part[1] in QUANTITIES))
        for _ in range(_TRIES):
            point: dict[Tree, float] = {name: float(rng.choice([1, 1, 1, -1]) * np.exp(rng.normal())) for name in names}
            point |= {quantity: _LEAST.get(quantity[1], 0) + float(np.exp(rng.normal() - 0.5)) for quantity in found}
            point |= {quantity: float(2 * rng.normal()) for quantity in found if quantity[1] in SIGNED}
            if self._is_feasible(point):
                return point
        return None

    def seems(self, relation: Tree, rng: np.random.Generator) -> bool:
        """Whether the relation holds at a few points at which the facts do, in floating point; False says nothing."""
        return all(self.holds_somewhere(relation, rng) for _ in range(_POINTS))

    def holds_somewhere(self, relation: Tree, rng: np.random.Generator) -> bool | None:
        """Whether the relation holds at one point at which the facts do, in floating point; None if none was hit."""
        point = self.draw(rng, relation)
        if point is None:
            return None
        try:
            values = Values(dict(point), FLOATS)
            return bool(_HOLDS[relation[0]](values.of(relation[1]), values.of(relation[2]) + _SLACK))
        except (Unfit, ValueError, ArithmeticError, TypeError):
            return False

    def _is_feasible(self, point: dict[Tree, float]) -> bool:
        values = Values(dict(point), FLOATS)
        try:
            least = [(quantity, ("num", _LEAST.get(quantity[1], 0))) for quantity in point if quantity[0] == "call"]
            both = {(low, high) for sign, low, high in self.relations if sign == "<="}

            def met(low: Tree, high: Tree) -> bool:
                return (high in point and (high, low) in both) or (low, high) in least

            orders = [(sign, low, high) for sign, low, high in self.relations if low in point]
            tied = [(x, y) for sign, x, y in orders if sign == "==" or (sign == "<=" and met(x, y))]
            for one, other in [*tied, *((("name", name), body) for name, body in self.defined.items())]:
                point[one] = values.known[one] = values.of(other)
            return all(_HOLDS[sign](values.of(left), values.of(right)) for sign, left, right in self.relations)
        except (Unfit, ValueError, ArithmeticError, TypeError):
            return False

    def soon(self, relation: Tree, reason: str, deadline: Deadline, seconds: float = 1.0) -> Step:
        """As ``inequality``, with ``CutShort`` where a few seconds do not find it."""
        try:
            return self.inequality(relation, reason, deadline.within(seconds))
        except OutOfTime:
            deadline.check()
            raise CutShort(f"no proof of {show(relation)} in {seconds:g} s") from None

    def inequality(self, relation: Tree, reason: str, deadline: Deadline) -> Step:
        """A step that proves the relation from the facts.

        Raises ``PrecisionExhausted`` if none is found, and ``OutOfTime``.
        """
        bounded = [quantity for quantity in self.quantities(relation) if quantity[1] not in SIGNED]
        signs: list[Tree] = [("<=", ("num", _LEAST.get(quantity[1], 0)), quantity) for quantity in bounded]
        definitions = [("define", name, body) for name, body in self.defined.items()]
        known = [*self.relations, *definitions, *signs]
        near = _linked(_finite(known), relation)
        taken = {part[1] for tree in (*known, relation) for part in walk(tree) if part[0] in ("name", "define")}
        short = {quantity: ("name", _fresh(f"q{i}", taken)) for i, quantity in enumerate(self.quantities(relation), 1)}
        step = inequality(
            show(replaced(relation, short)), [show(replaced(tree, short)) for tree in near], reason, deadline=deadline
        )
        names = {name[1]: show(quantity) for quantity, name in short.items()}
        return Step("inequality", show(relation), reason, {**step.data, "quantities": names})


def _times(facts: Facts) -> Iterable[Tree]:
    """The names t of powers ‖Aᵗ‖ in a claim, which are whole and ≥ 0."""
    stated = (*facts.claim.hypotheses, *facts.claim.conclusion)
    powers = (part[2][1] for tree in stated for part in walk(tree) if part[:2] == ("call", "power_norm"))
    return dict.fromkeys(time for time in powers if time[0] == "name")


def quantities(tree: Tree) -> Iterable[Tree]:
    """The outermost quantities of matrices in a tree."""
    if tree[0] == "call" and tree[1] in QUANTITIES:
        yield tree
        return
    parts = tree[2] if tree[0] == "call" else tree[1:]
    for part in parts:
        if isinstance(part, tuple):
            yield from quantities(part)


def _linked(known: list[Tree], relation: Tree) -> list[Tree]:
    """The facts that share a number with the relation, or with one of these."""
    reached = numbers_in(relation)
    for _ in known:
        more = reached.union(*(own for tree in known if (own := numbers_in(tree)) & reached))
        if more == reached:
            break
        reached = more
    return [tree for tree in known if numbers_in(tree) and numbers_in(tree) <= reached]


def _finite(known: list[Tree]) -> list[Tree]:
    """The facts whose quantities are known to be finite, as the rules of a proof ask."""
    orders = [order for tree in known for order in _oriented(tree)]
    stable = [
        one[2] for sign, one, other in orders if one[:2] == ("call", "rho") and (sign, other) == ("<", ("num", 1))
    ]
    finite: set[Tree] = {("call", function, one) for one in stable for function in ("K", "sup_powers")}
    bounds = [(one, _infinite(other)) for _, one, other in orders if one[:2] in _UNBOUNDED]
    for _ in known:
        more = {one for one, infinite in bounds if infinite <= finite}
        if more <= finite:
            break
        finite |= more
    return [tree for tree in known if _infinite(tree) <= finite]


def _oriented(tree: Tree) -> Iterable[Tree]:
    """The orders in a fact, the smaller side first."""
    if tree[0] in ("<=", "<", "=="):
        yield tree
    if tree[0] in (">=", ">", "=="):
        yield tree[0], tree[2], tree[1]


def _infinite(tree: Tree) -> set[Tree]:
    parts = tree[1:] if tree[0] in RELATIONS else tree[2:] if tree[0] == "define" else (tree,)
    return {quantity for part in parts for quantity in quantities(part) if quantity[:2] in _UNBOUNDED}


def numbers_in(tree: Tree) -> set[Tree]:
    """The names of numbers and the outermost quantities in a fact."""
    own = set(quantities(tree))
    rest = replaced(tree, dict.fromkeys(own, ("num", 0)))
    own |= {part for part in walk(rest) if part[0] == "name"}
    return own | {("name", tree[1])} if tree[0] == "define" else own


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
