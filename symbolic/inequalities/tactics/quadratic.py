"""One variable of a goal at a time: powers of a bound, completing the square, and chords of concave goals."""

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, by_powers, variables_of
from kreiss.symbolic.inequalities.tactics.lemmas import Continuation, Wanted, with_lemmas
from kreiss.symbolic.inequalities.tactics.tactic import Search


def by_bound(search: Search, system: System, target: int) -> Node | None:
    """With t = ±v + b ≥ 0 known: write the goal in powers of t and prove that each coefficient is ≥ 0."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    goal = -relation.polynomial
    for variable, number in _bounds(system, target, variables_of(goal)):
        parts = _in_powers(goal, variable, system.relations[number].polynomial)
        if len(parts) > 1 and all(search.signs(system, part) <= {1} for part in parts):
            signs = [">" if relation.sign == ">=" else ">=", *[">="] * (len(parts) - 1)]
            wanted = [(part, sign) for part, sign in zip(parts, signs, strict=True) if not part.is_constant()]
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


def _in_powers(goal: fmpq_mpoly, variable: str, bound: fmpq_mpoly) -> list[fmpq_mpoly]:
    """The c_k, free of v, with goal = Σ c_k·bound^k."""
    names = goal.context().names()
    rest, slope = by_powers(bound, variable)
    generators = list(goal.context().gens())
    place = names.index(variable)
    generators[place] = (generators[place] - rest) / slope.leading_coefficient()
    return by_powers(goal.compose(*generators), variable)


def _bound_leaf(target: int, number: int, parts: list[fmpq_mpoly]) -> Continuation:
    def leaf(system: System, numbers: list[int]) -> Node | None:
        terms, waiting = [Term(fmpq(1), (target,))], list(numbers)
        for power, part in enumerate(parts):
            if not part.is_constant():
                terms.append(Term(fmpq(1), (waiting.pop(0), *[number] * power)))
            elif not part.is_zero() and part.leading_coefficient() > 0:
                terms.append(Term(part.leading_coefficient(), (number,) * power))
        return Identity(terms).node(system)

    return leaf


def by_square(search: Search, system: System, target: int) -> Node | None:
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
            both = ((A, ">"), (rest, ">=" if relation.sign == ">" else ">"))
            wanted = [(p, s) for p, s in both if not p.is_constant() and not p.is_zero()]
            root = 2 * A * system.context.gens()[system.context.names().index(variable)] + B
            node = with_lemmas(search, system, target, wanted, _square_leaf(target, A, rest, root))
            if node is not None:
                return node
    return None


def _square_leaf(target: int, A: fmpq_mpoly, rest: fmpq_mpoly, root: fmpq_mpoly) -> Continuation:
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


def by_chord(search: Search, system: System, target: int) -> Node | None:
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


def _chord(search: Search, system: System, target: int, variable: str, curvature: fmpq_mpoly) -> Node | None:
    relation = system.relations[target]
    place = system.context.names().index(variable)
    ends: dict[bool, list[End]] = {True: [], False: []}
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


End = tuple[int, fmpq, fmpq_mpoly]
"""The number of a relation c·v ≥ b or c·v ≤ b, |c|, and b/c."""


def _chord_leaf(target: int, ends: tuple[End, End], width: fmpq, polynomials: Wanted) -> Continuation:
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
