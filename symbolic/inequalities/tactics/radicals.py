"""Roots: a goal A + B·r ≥ 0 with L·r^q = M, L > 0, by the signs of A, B and ±(L·A^q − (−B)^q·M).

With T = −(A + B·r) the negated goal, and modulo L·r^q = M,

    A ≥ 0, B ≥ 0:                        T + A + B·r = 0
    A ≥ 0, N = L·A^q − (−B)^q·M ≥ 0:     L·((T + A)^q − A^q) + N = 0            as T + A = −B·r
    B ≥ 0, N = B^q·M − L·(−A)^q ≥ 0:     L·((T + B·r)^q − (B·r)^q) + N = 0      as T + B·r = −A

where each left-hand side has a positive term: each case is a contradiction. Which one holds may depend on the point.
"""

from math import comb

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import (
    Identity,
    Node,
    System,
    Term,
    by_powers,
    raised,
    split,
    times,
    variables_of,
)
from kreiss.symbolic.inequalities.tactics.lemmas import Continuation, Wanted, with_lemmas
from kreiss.symbolic.inequalities.tactics.tactic import Search


class Root:
    """A root r with L·r^q = M in a system: the numbers of r ≥ 0 and of the equation, and the parts of A + B·r."""

    def __init__(self, system: System, name: str, goal: fmpq_mpoly) -> None:
        self.sign = system.find(system.context.gens()[system.context.names().index(name)], ">=")
        self.equation, coefficients = _equation(system, name)
        self.degree = max(len(coefficients) - 1, 2)
        if self.equation is not None:
            self.lead, self.radicand = coefficients[-1], -coefficients[0]
        self.parts = self._reduced(goal, name)

    def _reduced(self, goal: fmpq_mpoly, name: str) -> list[fmpq_mpoly]:
        """The coefficients of 1, r, …; powers from r^q on are replaced where L is constant."""
        parts = by_powers(goal, name)
        parts += [goal.context().constant(0)] * (2 - len(parts))
        if self.equation is None or not self.lead.is_constant():
            return parts
        for power in range(len(parts) - 1, self.degree - 1, -1):
            parts[power - self.degree] += parts[power] * self.radicand / self.lead.leading_coefficient()
        return parts[: self.degree]

    @property
    def usable(self) -> bool:
        """Whether the root has its equation and sign, and the goal is of degree one in it."""
        known = self.equation is not None and self.sign is not None
        return known and all(part.is_zero() for part in self.parts[2:])

    @property
    def A(self) -> fmpq_mpoly:
        """The part of the goal without r."""
        return self.parts[0]

    @property
    def B(self) -> fmpq_mpoly:
        """The coefficient of r in the goal."""
        return self.parts[1]

    def norm(self) -> fmpq_mpoly:
        """L·A^q − (−B)^q·M."""
        left = times(self.lead, raised(self.A, self.degree))
        return left - times(raised(-self.B, self.degree), self.radicand)


def _equation(system: System, name: str) -> tuple[int | None, list[fmpq_mpoly]]:
    """The number of the equation L·r^q − M = 0 and its coefficients by powers of r."""
    for number, relation in enumerate(system.relations):
        parts = by_powers(relation.polynomial, name) if relation.sign == "=" else []
        if len(parts) > 2 and all(part.is_zero() for part in parts[1:-1]):
            return number, parts
    return None, []


def by_lead(search: Search, system: System, target: int) -> Node | None:
    """Remove a power r^m, m ≥ q, of a root with L·r^q = M, L > 0: the goal times a power of L, modulo that equation."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    for name in variables_of(relation.polynomial):
        equation, parts = _equation(system, name) if search.kind.get(name) == "root" else (None, [])
        if equation is None or parts[-1].is_constant():
            continue
        reduced, power = _without_powers(by_powers(-relation.polynomial, name), parts, name)
        if power and search.signs(system, reduced) <= {1}:
            wanted = [(parts[-1], ">"), (reduced, ">=" if relation.sign == ">" else ">")]
            node = with_lemmas(search, system, target, wanted, _lead_leaf(target, equation, power))
            if node is not None:
                return node
    return None


def _without_powers(goal: list[fmpq_mpoly], equation: list[fmpq_mpoly], name: str) -> tuple[fmpq_mpoly, int]:
    """L^k·goal modulo L·r^q = M, of degree below q in r, and k; both are given by powers of r."""
    lead, radicand, degree = equation[-1], -equation[0], len(equation) - 1
    power = 0
    while len(goal) > degree:
        top = goal.pop()
        goal = [times(lead, part) for part in goal]
        goal[len(goal) - degree] += times(top, radicand)
        power += 1
    context = lead.context()
    r = context.gens()[context.names().index(name)]
    return sum((part * r**k for k, part in enumerate(goal)), context.constant(0)), power


def _lead_leaf(target: int, equation: int, power: int) -> Continuation:
    def leaf(system: System, numbers: list[int]) -> Node | None:
        lead, reduced = numbers
        return _modulo(system, equation, [Term(fmpq(1), (*[lead] * power, target)), Term(fmpq(1), (reduced,))])

    return leaf


def by_squaring(search: Search, system: System, target: int) -> Node | None:
    """Remove one root from the goal, the easiest first."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    names = [name for name in variables_of(relation.polynomial) if search.kind.get(name) == "root"]
    roots = [root for root in (Root(system, name, -relation.polynomial) for name in names) if root.usable]
    roots.sort(key=lambda root: (search.signs(system, root.B) != {-1}, len(search.signs(system, root.A))))
    for root in roots:
        node = _Removal(search, target, root).run(system)
        if node is not None:
            return node
    return None


class _Removal:
    """Removes one root from the target."""

    def __init__(self, search: Search, target: int, root: Root) -> None:
        self.search, self.target, self.root = search, target, root
        self.lead: tuple[int, ...] = ()

    def signs(self, system: System, polynomial: fmpq_mpoly) -> set[int]:
        return self.search.signs(system, polynomial)

    def lemmas(self, system: System, wanted: Wanted, then: Continuation) -> Node | None:
        return with_lemmas(self.search, system, self.target, wanted, then)

    def strictness(self, system: System) -> str:
        return ">=" if system.relations[self.target].sign == ">" else ">"

    def run(self, system: System) -> Node | None:
        lead = self.root.lead
        if lead.is_constant():
            return self.by_rest(system) if lead.leading_coefficient() > 0 else None
        return self.lemmas(system, [(lead, ">")], lambda inner, numbers: self.by_rest(inner, tuple(numbers)))

    def by_rest(self, system: System, lead: tuple[int, ...] = ()) -> Node | None:
        """Cases by the sign of A; ``lead`` is the relation L > 0."""
        self.lead = lead
        A = self.root.A
        signs = self.signs(system, A)
        if signs <= {1}:
            node = self.lemmas(system, [(A, ">=")], lambda inner, numbers: self.rest_positive(inner, numbers[0]))
            if node is not None or signs:
                return node
        if signs == {-1}:
            return self.lemmas(system, [(-A, ">=")], lambda inner, _: self.rest_negative(inner))
        negative = self.rest_negative(system.extended(A, "<"))
        if negative is None:
            return None
        positive = self.rest_positive(system.extended(A, ">="), len(system.relations))
        return split(A, {"<": negative, ">=": positive})

    def rest_positive(self, system: System, rest: int) -> Node | None:
        """A ≥ 0 is relation ``rest``: B ≥ 0, or A^q ≥ (−B)^q·E, or cases by the sign of B."""
        B, norm = self.root.B, self.root.norm()
        signs = self.signs(system, B)
        if signs <= {1}:
            return self.lemmas(system, [(B, ">=")], lambda inner, n: self.sum_leaf(inner, rest, n[0]))

        def leaf(inner: System, numbers: list[int]) -> Node | None:
            return self.power_leaf(inner, (rest,), numbers[0])

        if self.signs(system, norm) <= {1}:
            node = self.lemmas(system, [(norm, self.strictness(system))], leaf)
            if node is not None:
                return node
        if signs != {-1, 1}:
            return None
        below = self.lemmas(system.extended(B, "<"), [(norm, self.strictness(system))], leaf)
        above = self.sum_leaf(system.extended(B, ">="), rest, len(system.relations))
        return split(B, {"<": below, ">=": above})

    def rest_negative(self, system: System) -> Node | None:
        """A ≤ 0: B ≥ 0 and B^q·E ≥ (−A)^q are needed."""
        norm = self.root.norm() * (1 if self.root.degree % 2 else -1)
        wanted = [(self.root.B, ">="), (norm, self.strictness(system))]
        sign = self.root.sign
        if sign is None or any(not self.signs(system, polynomial) <= {1} for polynomial, _ in wanted):
            return None
        return self.lemmas(system, wanted, lambda inner, n: self.power_leaf(inner, (n[0], sign), n[1]))

    def sum_leaf(self, system: System, rest: int, slope: int) -> Node | None:
        """T + A + B·r = 0."""
        assert self.root.sign is not None  # noqa: S101
        terms = [Term(fmpq(1), (self.target,)), Term(fmpq(1), (rest,)), Term(fmpq(1), (slope, self.root.sign))]
        return self.modulo(system, terms)

    def power_leaf(self, system: System, other: tuple[int, ...], norm: int) -> Node | None:
        """L·((T + y)^q − y^q) + N = 0 with y the product of the relations ``other``."""
        q = self.root.degree
        weight = fmpq(1) if self.lead else self.root.lead.leading_coefficient()
        terms = [Term(weight * comb(q, k), (*self.lead, *[self.target] * k, *other * (q - k))) for k in range(1, q + 1)]
        return self.modulo(system, [*terms, Term(fmpq(1), (norm,))])

    def modulo(self, system: System, terms: list[Term]) -> Node | None:
        """The leaf whose terms add up to a multiple of L·r^q − M."""
        assert self.root.equation is not None  # noqa: S101
        return _modulo(system, self.root.equation, terms)


def _modulo(system: System, equation: int, terms: list[Term]) -> Node | None:
    """The leaf whose terms add up to a multiple of the equation of that number; None if they do not."""
    total = sum((term.polynomial(system) for term in terms), system.context.constant(0))
    quotient, rest = divmod(total, system.relations[equation].polynomial)
    if not rest.is_zero():
        return None
    identity = Identity(terms)
    identity.times(equation, -quotient)
    return identity.node(system)
