"""Lemmas on the way to a contradiction, and the two tactics that need nothing else: signs of factors and of divisors.

Each tactic looks at the sample points first: a lemma that they contradict is not tried.
"""

from collections.abc import Callable

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, contradiction, product, split
from kreiss.symbolic.inequalities.tactics.tactic import Search

Wanted = list[tuple[fmpq_mpoly, str]]
"""Polynomials, and the signs that they are to be shown to have."""
Continuation = Callable[[System, list[int]], Node | None]


def with_lemmas(search: Search, system: System, target: int, wanted: Wanted, then: Continuation) -> Node | None:
    """Prove each ``polynomial sign 0`` in turn, then go on with the system that has them, given their numbers."""
    return _prove_next(search, system, target, wanted, [], then)


def _prove_next(
    search: Search, system: System, target: int, wanted: Wanted, numbers: list[int], then: Continuation
) -> Node | None:
    if not wanted:
        return then(system, numbers)
    (polynomial, sign), rest = wanted[0], wanted[1:]
    known = system.find(polynomial, sign)
    if known is not None:
        return _prove_next(search, system, target, rest, [*numbers, known], then)
    case = "<" if sign == ">=" else "<="
    here = len(system.relations)
    refuted = search.solve_lemma(system.negated(polynomial, case, target), here)
    if refuted is None:
        return None
    proved = system.proved(polynomial, sign)
    return split(polynomial, {case: refuted, sign: _prove_next(search, proved, target, rest, [*numbers, here], then)})


def by_factors(search: Search, system: System, target: int) -> Node | None:
    """Prove the sign of each factor of the goal, with cases for factors of both signs; squares need nothing."""
    relation = system.relations[target]
    goal = relation.polynomial if relation.sign == "=" else -relation.polynomial
    constant, factors = goal.factor()
    if len(factors) == 1 and factors[0][1] == 1:
        return None
    strict = relation.sign != ">"
    needed = [(f, int(e)) for f, e in factors if strict or int(e) % 2]
    square = product([f ** (int(e) // 2) for f, e in factors if not strict and int(e) % 2 == 0], system.context)
    return _factor_by_factor(search, system, target, (constant, square), needed, [])


Fixed = tuple[fmpq, fmpq_mpoly]
"""The constant factor, and the square of the others that are squares."""
Signed = list[tuple[int, int, int]]
"""Of each factor whose sign is known: the number of its relation, its exponent, and 1 or −1 for ± the factor."""


def _factor_by_factor(
    search: Search, system: System, target: int, fixed: Fixed, todo: list[tuple[fmpq_mpoly, int]], done: Signed
) -> Node | None:
    if not todo:
        return _factors_leaf(system, target, fixed, done)
    (factor, exponent), rest = todo[0], todo[1:]
    strict = system.relations[target].sign != ">"
    signs = search.signs(system, factor)

    def go_on(orientation: int) -> Continuation:
        return lambda inner, numbers: _factor_by_factor(
            search, inner, target, fixed, rest, [*done, (numbers[0], exponent, orientation)]
        )

    if signs != {-1, 1}:
        for orientation in signs or (1, -1):
            wanted = [(factor * orientation, ">" if strict else ">=")]
            node = with_lemmas(search, system, target, wanted, go_on(orientation))
            if node is not None:
                return node
        return None
    cases: dict[str, Node | None] = {"=": search.leaf_of_zero(system.extended(factor, "="), target, factor)}
    here = len(system.relations)
    for case, orientation in (("<", -1), (">", 1)):
        if cases["="] is None:
            return None
        cases[case] = go_on(orientation)(system.extended(factor, case), [here])
        if cases[case] is None:
            return None
    return split(factor, cases)


def _factors_leaf(system: System, target: int, fixed: Fixed, done: Signed) -> Node | None:
    constant, square = fixed
    weight = constant
    factors: list[int] = []
    for number, exponent, orientation in done:
        weight = weight * orientation**exponent
        factors += [number] * exponent
    squares = None if square.is_one() else ((fmpq(1), square),)
    if system.relations[target].sign == "=":
        identity = Identity([Term(abs(weight), tuple(factors), squares)])
        identity.times(target, system.context.constant(-1 if weight > 0 else 1))
        return identity.node(system)
    if weight <= 0:
        return None
    return Identity([Term(fmpq(1), (target,)), Term(weight, tuple(factors), squares)]).node(system)


def by_sign(search: Search, system: System, target: int) -> Node | None:
    """A goal p ≠ 0 follows from p > 0 or from p < 0, whichever the sample points suggest."""
    relation = system.relations[target]
    if relation.sign != "=":
        return None
    signs = search.signs(system, relation.polynomial)
    for orientation in (1, -1):
        if signs <= {orientation}:
            wanted = [(relation.polynomial * orientation, ">")]
            node = with_lemmas(search, system, target, wanted, lambda inner, n: contradiction(inner, n[0], target))
            if node is not None:
                return node
    return None
