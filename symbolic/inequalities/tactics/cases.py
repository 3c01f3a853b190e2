"""Removing auxiliary variables: quotients by multiplication, extrema by cases, roots by substitution."""

from collections.abc import Iterator, Sequence

from flint import fmpq, fmpq_mpoly, fmpz

from kreiss.symbolic.inequalities.steps import (
    Identity,
    Node,
    System,
    Term,
    by_powers,
    contradiction,
    eliminate_node,
    eliminated,
    split,
    variables_of,
)
from kreiss.symbolic.inequalities.tactics.tactic import Search

_FOR_LOOSE = 1 / 6  # of the time, for a proof that uses of an extremum only its bounds


def pin_equality(search: Search, system: System, target: int) -> tuple[bool, Node | None]:
    """From p ≥ 0 and −p ≥ 0 conclude p = 0. (applies, proof)"""
    weak = {str(r.polynomial): n for n, r in system.usable(target) if r.sign == ">=" and not r.polynomial.is_constant()}
    for number in weak.values():
        p = system.relations[number].polynomial
        opposite = weak.get(str(-p))
        if opposite is not None and system.find(p, "=") is None and system.find(-p, "=") is None:
            here = len(system.relations)
            cases: dict[str, Node | None] = {
                case: contradiction(system.extended(p, case), here, against)
                for case, against in (("<", number), (">", opposite))
            }
            cases["="] = search.solve(system.extended(p, "="), target)
            return True, split(p, cases)
    return False, None


def remove_quotient(search: Search, system: System, target: int) -> tuple[bool, Node | None]:
    """For the first d with d·b − a = 0: cases by the sign of b, and d = a/b in each. (applies, proof)"""
    for auxiliary in search.problem.auxiliaries:
        number = _linear_equation(system, auxiliary.name) if auxiliary.kind == "/" else None
        if number is not None:
            return True, with_signed_divisor(search, system, target, auxiliary.name, number)
    return False, None


def _linear_equation(system: System, name: str) -> int | None:
    place = system.context.names().index(name)
    for number, relation in enumerate(system.relations):
        if relation.sign == "=" and int(relation.polynomial.degrees()[place]) == 1:
            return number
    return None


def with_signed_divisor(search: Search, system: System, target: int, name: str, number: int) -> Node | None:
    """Go on with the variable eliminated, in cases by the sign of its coefficient where that is not known."""
    bottom = by_powers(system.relations[number].polynomial, name)[1]

    def go_on(inner: System) -> Node | None:
        sign = None if bottom.is_constant() else _sign_relation(inner, bottom)
        return eliminate_node(name, number, sign, search.solve(eliminated(inner, name, number, sign), target))

    if bottom.is_constant() or _sign_relation(system, bottom) is not None:
        return go_on(system)
    cases: dict[str, Node | None] = {"=": _nonzero(search, system, target, bottom)}
    for case in ("<", ">"):
        if None in cases.values():
            return None
        cases[case] = search.branch(system, system.extended(bottom, case), target, go_on)
    return split(bottom, cases)


def _sign_relation(system: System, bottom: fmpq_mpoly) -> int | None:
    """The relation that bottom > 0 or −bottom > 0."""
    number = system.find(bottom, ">")
    return system.find(-bottom, ">") if number is None else number


def _nonzero(search: Search, system: System, target: int, bottom: fmpq_mpoly) -> Node | None:
    """The case b = 0: contradicts a relation c > 0 whose polynomial is a multiple of b, or is refuted as a lemma."""
    inner = system.negated(bottom, "=", target)
    for number, relation in enumerate(system.relations):
        if relation.sign == ">" and not relation.polynomial % bottom:
            identity = Identity([Term(fmpq(1), (number,))])
            identity.times(len(inner.relations) - 1, -(relation.polynomial / bottom))
            return identity.node(inner)
    return search.solve_lemma(inner, len(inner.relations) - 1)


def remove_extremum(search: Search, system: System, target: int) -> tuple[bool, Node | None]:
    """For an m with Π (m − a) = 0: one case m = a for each a; before that, without the equation. (applies, proof)

    The equation is not needed where all else stays true when a max is made smaller, a min larger, as m ≥ a allows.
    """
    found = [*_extrema(search, system)]
    loose = _loose(search, system, found)
    if loose and not search.loose:
        node, search.loose = None, True
        try:
            with search.a_share(_FOR_LOOSE):
                node = search.solve(system.without(loose), target)
        finally:
            search.loose = False
        if node is not None:
            return True, node
    for name, _, number in found:
        return True, _each_value(search, system, target, name, number)
    return False, None


def _extrema(search: Search, system: System) -> Iterator[tuple[str, int, int]]:
    """Each m with Π (m − a) = 0, 1 for a max and −1 for a min, and the number of the equation."""
    names = system.context.names()
    for auxiliary in search.problem.auxiliaries:
        if auxiliary.kind in ("max", "min"):
            place, count = names.index(auxiliary.name), len(auxiliary.operands)
            for number, relation in enumerate(system.relations):
                if relation.sign == "=" and int(relation.polynomial.degrees()[place]) == count:
                    yield auxiliary.name, 1 if auxiliary.kind == "max" else -1, number
                    break


def _loose(search: Search, system: System, found: Sequence[tuple[str, int, int]]) -> list[int]:
    """The equations that are not needed, from the last on: each m after those that it is an operand of."""
    loose: list[int] = []
    for name, sign, number in reversed(found):
        place = system.context.names().index(name)
        apart = {*_gaps(system, name, number), number, *loose}
        slopes = [r.polynomial.derivative(place) for n, r in enumerate(system.relations) if n not in apart]
        if all(search.signs(system, slope * sign) <= {-1} for slope in slopes if not slope.is_zero()):
            loose.append(number)
    return loose


def _each_value(search: Search, system: System, target: int, name: str, number: int) -> Node | None:
    gaps = _gaps(system, name, number)
    return _first_value(search, system, target, name, number, gaps, []) if gaps else None


def _gaps(system: System, name: str, number: int) -> list[int]:
    """The relations ±(m − a) ≥ 0, up to positive factors, that come just before the equation of m."""
    place = system.context.names().index(name)
    count = int(system.relations[number].polynomial.degrees()[place])
    return list(range(number - count, number))


def _first_value(
    search: Search, system: System, target: int, name: str, number: int, gaps: list[int], positive: list[int]
) -> Node | None:
    """Cases by the sign of the next gap: negative is excluded, zero gives m, positive leads to the gap after it."""
    if not gaps:
        identity = Identity([Term(fmpq(1), tuple(positive))])
        product = identity.terms[0].polynomial(system)
        quotient = product / system.relations[number].polynomial
        identity.times(number, -quotient)
        return identity.node(system)
    gap = system.relations[gaps[0]].polynomial
    here = len(system.relations)
    below = system.extended(gap, "<")
    cases: dict[str, Node | None] = {"<": Identity([Term(fmpq(1), (here,)), Term(fmpq(1), (gaps[0],))]).node(below)}
    equal = system.extended(gap, "=")
    cases["="] = _equal_case(search, equal, target, name, here)
    if cases["="] is not None:
        above = system.extended(gap, ">")
        cases[">"] = _first_value(search, above, target, name, number, gaps[1:], [*positive, here])
    return split(gap, cases)


def _equal_case(search: Search, system: System, target: int, name: str, equation: int) -> Node | None:
    if len(by_powers(system.relations[equation].polynomial, name)) != 2:
        return None
    return with_signed_divisor(search, system, target, name, equation)


def substitute_equation(search: Search, system: System, target: int) -> tuple[bool, Node | None]:
    """An equation of degree one in a variable with a constant coefficient gives that variable. (applies, proof)

    A root r of a·v + b is removed in this way too: v = (r^q − b)/a.
    """
    for number, relation in enumerate(system.relations):
        if relation.sign != "=" or relation.polynomial.is_zero() or number == target:
            continue
        name = _solvable(relation.polynomial, search)
        if name is not None:
            inner = eliminated(system, name, number, None)
            return True, eliminate_node(name, number, None, _with_root_bounds(search, inner, target))
    return False, None


def _solvable(polynomial: fmpq_mpoly, search: Search) -> str | None:
    """A variable that occurs in one term only, of degree one; preferred are those of the statement."""
    used = variables_of(polynomial)
    roots = [name for name in used if search.kind.get(name) == "root"]
    candidates = []
    for name in used:
        parts = by_powers(polynomial, name)
        if len(parts) == 2 and parts[1].is_constant():
            candidates.append(name)
    if roots and (len(used) > 2 or len(roots) > 1) and not search.odd_root(roots):
        return None
    return candidates[0] if candidates else None


def _with_root_bounds(search: Search, system: System, target: int) -> Node | None:
    """Turn c − r^q ≥ 0 and r^q − c ≥ 0, with r ≥ 0 and a rational root ρ of c, into bounds ρ − r ≥ 0 and r − ρ ≥ 0."""
    for number, relation in enumerate(system.relations):
        bound = _root_bound(system, number) if relation.sign != "=" and number != target else None
        if bound is not None and system.find(bound, relation.sign) is None:
            case = "<" if relation.sign == ">=" else "<="
            excluded = system.extended(bound, case)
            refuted = search.leaf(excluded, len(system.relations))
            if refuted is not None:
                rest = _with_root_bounds(search, system.extended(bound, relation.sign), target)
                return split(bound, {case: refuted, relation.sign: rest})
    return search.solve(system, target)


def _root_bound(system: System, number: int) -> fmpq_mpoly | None:
    """±(r − ρ) for a relation ±(a·r^q − c) with q > 1 and (c/a) = ρ^q > 0 rational, r ≥ 0 known; else None."""
    p = system.relations[number].polynomial
    used = variables_of(p)
    if len(used) != 1 or len(p) != 2 or p.total_degree() < 2:
        return None
    r = system.context.gens()[system.context.names().index(used[0])]
    parts = by_powers(p, used[0])
    ratio = -parts[0].leading_coefficient() / parts[-1].leading_coefficient() if not parts[0].is_zero() else fmpq(0)
    degree = len(parts) - 1
    if ratio <= 0 or system.find(r, ">=") is None:
        return None
    top, bottom = fmpz(ratio.p).root(degree), fmpz(ratio.q).root(degree)
    if top**degree != ratio.p or bottom**degree != ratio.q:
        return None
    return (r - fmpq(top, bottom)) * (1 if parts[-1].leading_coefficient() > 0 else -1)
