"""Case distinctions: by symmetry, around the point of least slack, by the sign of a unit, by factors of a relation."""

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, split, variables_of
from kreiss.symbolic.inequalities.tactics.centre import least_slack
from kreiss.symbolic.inequalities.tactics.tactic import Search

MOST_FACTORS = 4  # of a relation whose factors' signs are distinguished: each more triples the cases


def by_order(search: Search, system: System, target: int) -> Node | None:
    """Cases by which of two variables is the larger, where neither is known to be.

    They are variables that the goal may exchange, or any two where it stays as it is when all are shifted in a circle.
    """
    relation = system.relations[target]
    if relation.sign == "=" or search.around:
        return None
    names = system.context.names()
    used = [names.index(name) for name in variables_of(relation.polynomial) if not name.startswith("@")]
    cyclic = len(used) > 2 and any(_is_invariant(relation.polynomial, used, shift) for shift in _shifts(used))
    for x, y in combinations(used, 2):
        difference = system.context.gens()[x] - system.context.gens()[y]
        if (cyclic or _is_invariant(relation.polynomial, (x, y), (y, x))) and search.signs(system, difference) == {
            -1,
            1,
        }:
            return _ordered(search, system, target, difference)
    return None


def _shifts(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """The images of the places under each way to pass through them in a circle."""
    first, *rest = places
    for order in permutations(rest):
        circle = (first, *order)
        follows = dict(zip(circle, (*order, first), strict=True))
        yield [follows[place] for place in places]


def _is_invariant(polynomial: fmpq_mpoly, places: Sequence[int], images: Sequence[int]) -> bool:
    """Whether the polynomial stays as it is when each variable of ``places`` becomes that of ``images``."""
    generators = list(polynomial.context().gens())
    moved = list(generators)
    for place, image in zip(places, images, strict=True):
        moved[place] = generators[image]
    return bool(polynomial.compose(*moved) == polynomial)


def _ordered(search: Search, system: System, target: int, difference: fmpq_mpoly) -> Node | None:
    outer, search.ordering = search.ordering, True
    try:
        below = search.solve(system.extended(difference, "<"), target)
        above = None if below is None else search.solve(system.extended(difference, ">="), target)
    finally:
        search.ordering = outer
    return split(difference, {"<": below, ">=": above})


def by_point(search: Search, system: System, target: int) -> Node | None:
    """Cases around the point where the goal is smallest: each variable is above or below its value there."""
    relation = system.relations[target]
    used = [name for name in variables_of(relation.polynomial) if not name.startswith("@")]
    degrees = {sum(map(int, monomial)) for monomial in relation.polynomial.monoms()}
    if relation.sign == "=" or not 2 <= len(used) <= 4 or len(degrees) == 1 or not len(system.points):
        return None
    if search.around or search.ordering:
        return None
    places = [system.context.names().index(name) for name in used]
    point, _ = least_slack(relation.polynomial, system.points, places)
    gaps = [system.context.gens()[place] - point[place] for place in places]
    gaps = [gap for gap in gaps if search.signs(system, gap) == {-1, 1}]
    search.around = True
    try:
        return _around(search, system, target, gaps) if gaps else None
    finally:
        search.around = False


def _around(search: Search, system: System, target: int, gaps: list[fmpq_mpoly]) -> Node | None:
    if not gaps:
        return search.solve(system, target)
    cases: dict[str, Node | None] = {}
    for case in ("<", ">="):
        cases[case] = _around(search, system.extended(gaps[0], case), target, gaps[1:])
        if cases[case] is None:
            return None
    return split(gaps[0], cases)


def by_scale(search: Search, system: System, target: int) -> Node | None:
    """A goal with terms of one degree only: cases by the sign of one variable, which can then serve as the unit."""
    relation = system.relations[target]
    degrees = {sum(map(int, monomial)) for monomial in relation.polynomial.monoms()}
    used = variables_of(relation.polynomial)
    generators = dict(zip(system.context.names(), system.context.gens(), strict=True))
    if relation.sign == "=" or len(degrees) != 1 or len(used) < 2 or any(name.startswith("@") for name in used):
        return None
    if any(system.find(sign * generators[name], ">") is not None for name in used for sign in (1, -1)):
        return None
    unit = generators[used[0]]
    cases: dict[str, Node | None] = {}
    for case in ("=", ">", "<"):
        cases[case] = search.solve(system.extended(unit, case), target)
        if cases[case] is None:
            return None
    return split(unit, cases)


def by_division(search: Search, system: System, target: int) -> Node | None:
    """From p·q ≥ 0 and p > 0 conclude q ≥ 0, which takes the relation's place."""
    positive = [(n, r.polynomial) for n, r in system.usable(target) if r.sign == ">" and not r.polynomial.is_constant()]
    for number, relation in system.usable(target):
        for known, divisor in positive if relation.sign == ">=" else ():
            quotient = _quotient(relation.polynomial, divisor)
            if quotient is not None and system.find(quotient, ">=") is None:
                identity = Identity([Term(fmpq(1), (number,)), Term(fmpq(1), (known, len(system.relations)))])
                refuted = identity.node(system.extended(quotient, "<"))
                inner = system.extended(quotient, ">=").without([number])
                return split(quotient, {"<": refuted, ">=": search.solve(inner, target)})
    return None


def _quotient(polynomial: fmpq_mpoly, divisor: fmpq_mpoly) -> fmpq_mpoly | None:
    """p/q where it is a polynomial that is not constant; else None."""
    if polynomial.total_degree() <= divisor.total_degree():
        return None
    quotient, rest = divmod(polynomial, divisor)
    return quotient if rest.is_zero() else None


def by_factors_of_a_relation(search: Search, system: System, target: int) -> Node | None:
    """From p·q ≥ 0: cases by the sign of p, by which the relation is divided where p ≠ 0; once, and not in lemmas."""
    if search.lemma_depth or search.ordering or search.dividing:
        return None
    aimed = set(variables_of(system.relations[target].polynomial))
    for _, relation in system.usable(target):
        if relation.polynomial.is_constant() or not aimed & set(variables_of(relation.polynomial)):
            continue
        factors = [f for f, _ in relation.polynomial.factor()[1]]
        if not 2 <= len(factors) <= MOST_FACTORS:
            continue
        search.dividing = True
        try:
            node = _by_sign(search, system, target, min(factors, key=lambda f: (len(f), str(f))))
        finally:
            search.dividing = False
        if node is not None:
            return node
    return None


def _by_sign(search: Search, system: System, target: int, factor: fmpq_mpoly) -> Node | None:
    cases: dict[str, Node | None] = {}
    for case in ("<", ">", "="):
        extended = system.extended(factor, case)
        cases[case] = search.branch(system, extended, target, lambda inner: search.solve(inner, target))
        if cases[case] is None:
            return None
    return split(factor, cases)
