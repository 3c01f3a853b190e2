"""From a polynomial inequality to simpler ones: by factors, by powers of a bound, by completing the square, by chords.

Each tactic looks at the sample points first: a lemma that they contradict is not tried.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flint import fmpq

from kreiss.symbolic.inequalities.centre import least_slack
from kreiss.symbolic.inequalities.steps import (
    Identity,
    Node,
    System,
    Term,
    by_powers,
    contradiction,
    product,
    split,
    variables_of,
)

if TYPE_CHECKING:
    from kreiss.symbolic.inequalities.search import Search

Continuation = Callable[[System, list[int]], Node | None]


def with_lemmas(
    search: "Search", system: System, target: int, wanted: list[tuple[Any, str]], then: Continuation
) -> Node | None:
    """Prove each ``polynomial sign 0`` in turn, then go on with the system that has them, given their numbers."""
    return _prove_next(search, system, target, wanted, [], then)


def _prove_next(
    search: "Search", system: System, target: int, wanted: list[tuple[Any, str]], numbers: list[int], then: Continuation
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


def by_factors(search: "Search", system: System, target: int) -> Node | None:
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


def _factor_by_factor(
    search: "Search", system: System, target: int, fixed: tuple[Any, Any], todo: list[tuple[Any, int]],
    done: list[tuple[int, int, int]],
) -> Node | None:  # fmt: skip
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


def _factors_leaf(system: System, target: int, fixed: tuple[Any, Any], done: list[tuple[int, int, int]]) -> Node | None:
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


def by_sign(search: "Search", system: System, target: int) -> Node | None:
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


def by_order(search: "Search", system: System, target: int) -> Node | None:
    """A goal that is symmetric in two variables: cases by which of them is the larger, where neither is known to be."""
    relation = system.relations[target]
    if relation.sign == "=" or search.around:
        return None
    names = system.context.names()
    used = [name for name in variables_of(relation.polynomial) if not name.startswith("@")]
    for i, first in enumerate(used):
        for second in used[i + 1 :]:
            generators = list(system.context.gens())
            x, y = names.index(first), names.index(second)
            difference = generators[x] - generators[y]
            generators[x], generators[y] = generators[y], generators[x]
            symmetric = relation.polynomial.compose(*generators) == relation.polynomial
            if symmetric and search.signs(system, difference) == {-1, 1}:
                return _ordered(search, system, target, difference)
    return None


def _ordered(search: "Search", system: System, target: int, difference: Any) -> Node | None:
    outer, search.ordering = search.ordering, True
    try:
        below = search.solve(system.extended(difference, "<"), target)
        above = None if below is None else search.solve(system.extended(difference, ">="), target)
    finally:
        search.ordering = outer
    return split(difference, {"<": below, ">=": above})


def by_point(search: "Search", system: System, target: int) -> Node | None:
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


def _around(search: "Search", system: System, target: int, gaps: list[Any]) -> Node | None:
    if not gaps:
        return search.solve(system, target)
    cases: dict[str, Node | None] = {}
    for case in ("<", ">="):
        cases[case] = _around(search, system.extended(gaps[0], case), target, gaps[1:])
        if cases[case] is None:
            return None
    return split(gaps[0], cases)


def by_scale(search: "Search", system: System, target: int) -> Node | None:
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


def by_bound(search: "Search", system: System, target: int) -> Node | None:
    """With t = ±v + b ≥ 0 known: write the goal in powers of t and prove that each coefficient is ≥ 0."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    goal = -relation.polynomial
    for variable, number in _bounds(system, target, variables_of(goal)):
        parts = _in_powers(goal, variable, system.relations[number].polynomial)
        if len(parts) > 1 and all(search.signs(system, part) <= {1} for part in parts):
            wanted = [(part, ">" if relation.sign == ">=" and k == 0 else ">=") for k, part in enumerate(parts)
                      if not part.is_constant()]  # fmt: skip
            node = with_lemmas(search, system, target, wanted, _bound_leaf(target, number, parts))
            if node is not None:
                return node
    return None


def _bounds(system: System, target: int, variables: tuple[str, ...]) -> list[tuple[str, int]]:
    """Pairs (v, relation) where the relation is of degree one in v, with a constant coefficient."""
    pairs = []
    for number, relation in system.usable(target):
        for variable in set(variables) & set(variables_of(relation.polynomial)):
            parts = by_powers(relation.polynomial, variable)
            if len(parts) == 2 and parts[1].is_constant():
                pairs.append((variable, number))
    pairs.sort(key=lambda pair: (len(system.relations[pair[1]].polynomial), pair))
    return pairs[:12]


def _in_powers(goal: Any, variable: str, bound: Any) -> list[Any]:
    """The c_k, free of v, with goal = Σ c_k·bound^k."""
    names = goal.context().names()
    rest, slope = by_powers(bound, variable)
    generators = list(goal.context().gens())
    place = names.index(variable)
    generators[place] = (generators[place] - rest) / slope.leading_coefficient()
    return by_powers(goal.compose(*generators), variable)


def _bound_leaf(target: int, number: int, parts: list[Any]) -> Continuation:
    def leaf(system: System, numbers: list[int]) -> Node | None:
        terms, waiting = [Term(fmpq(1), (target,))], list(numbers)
        for power, part in enumerate(parts):
            if not part.is_constant():
                terms.append(Term(fmpq(1), (waiting.pop(0), *[number] * power)))
            elif not part.is_zero() and part.leading_coefficient() > 0:
                terms.append(Term(part.leading_coefficient(), (number,) * power))
        return Identity(terms).node(system)

    return leaf


def by_square(search: "Search", system: System, target: int) -> Node | None:
    """Complete the square: for goal A·v² + B·v + C prove A > 0 and 4AC − B² ≥ 0, as 4A·goal = (2Av + B)² + 4AC − B²."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    goal = -relation.polynomial
    for variable in variables_of(goal):
        parts = by_powers(goal, variable)
        if len(parts) != 3:
            continue
        C, B, A = parts
        rest = 4 * A * C - B * B
        if search.signs(system, A) <= {1} and search.signs(system, rest) <= {1} and not search.vanishes(system, A):
            wanted = [(p, s) for p, s in ((A, ">"), (rest, ">=" if relation.sign == ">" else ">"))
                      if not p.is_constant() and not p.is_zero()]  # fmt: skip
            root = 2 * A * system.context.gens()[system.context.names().index(variable)] + B
            node = with_lemmas(search, system, target, wanted, _square_leaf(target, A, rest, root))
            if node is not None:
                return node
    return None


def _square_leaf(target: int, A: Any, rest: Any, root: Any) -> Continuation:
    def leaf(system: System, numbers: list[int]) -> Node | None:
        waiting = list(numbers)
        terms = [Term(fmpq(1), (), ((fmpq(1), root),))]
        if A.is_constant():
            if A.leading_coefficient() <= 0:
                return None
            terms.append(Term(4 * A.leading_coefficient(), (target,)))
        else:
            terms.append(Term(fmpq(4), (target, waiting.pop(0))))
        if not rest.is_constant():
            terms.append(Term(fmpq(1), (waiting.pop(0),)))
        elif not rest.is_zero():
            if rest.leading_coefficient() < 0:
                return None
            terms.append(Term(rest.leading_coefficient()))
        return Identity(terms).node(system)

    return leaf


def by_chord(search: "Search", system: System, target: int) -> Node | None:
    """Between l ≤ v ≤ u with u − l constant a goal of degree ≤ 2, concave in v, is ≥ 0 where it is at both ends.

    (u − l)·goal = (u − v)·goal(l) + (v − l)·goal(u) − A·(v − l)(u − v)(u − l), A the coefficient of v².
    """
    relation = system.relations[target]
    goal = -relation.polynomial
    if relation.sign == "=":
        return None
    for variable in variables_of(goal):
        parts = by_powers(goal, variable)
        A = parts[2] if len(parts) == 3 else system.context.constant(0)
        if len(parts) > 3 or not search.signs(system, -A) <= {1}:
            continue
        node = _chord(search, system, target, variable, -A)
        if node is not None:
            return node
    return None


def _chord(search: "Search", system: System, target: int, variable: str, curvature: Any) -> Node | None:
    relation = system.relations[target]
    place = system.context.names().index(variable)
    ends: dict[bool, list[tuple[int, Any, Any]]] = {True: [], False: []}
    for name, number in _bounds(system, target, (variable,)):
        rest, slope = by_powers(system.relations[number].polynomial, name)
        value = slope.leading_coefficient()
        ends[bool(value > 0)].append((number, abs(value), -rest / value))
    for low in ends[True]:
        for high in ends[False]:
            width = high[2] - low[2]
            if not width.is_constant() or not width.leading_coefficient() > 0:
                continue
            at = []
            for end in (low, high):
                generators = list(system.context.gens())
                generators[place] = end[2]
                at.append(-relation.polynomial.compose(*generators))
            sign = ">=" if relation.sign == ">" else ">"
            polynomials = [(at[0], sign), (at[1], sign), (curvature, ">=")]
            if all(search.signs(system, p) <= {1} for p, _ in polynomials):
                leaf = _chord_leaf(target, (low, high), width.leading_coefficient(), polynomials)
                node = with_lemmas(search, system, target, [w for w in polynomials if not w[0].is_constant()], leaf)
                if node is not None:
                    return node
    return None


def _chord_leaf(target: int, ends: Any, width: Any, polynomials: list[tuple[Any, str]]) -> Continuation:
    (low, low_slope, _), (high, high_slope, _) = ends
    weights = [((high,), 1 / high_slope), ((low,), 1 / low_slope), ((low, high), width / (low_slope * high_slope))]

    def leaf(system: System, numbers: list[int]) -> Node | None:
        waiting, terms = list(numbers), [Term(width, (target,))]
        for (factors, weight), (polynomial, _) in zip(weights, polynomials, strict=True):
            if not polynomial.is_constant():
                terms.append(Term(weight, (*factors, waiting.pop(0))))
            elif not polynomial.is_zero():
                if polynomial.leading_coefficient() < 0:
                    return None
                terms.append(Term(weight * polynomial.leading_coefficient(), factors))
        return Identity(terms).node(system)

    return leaf
