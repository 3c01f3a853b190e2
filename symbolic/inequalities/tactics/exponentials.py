"""exp and log in proofs: bounds by polynomials, and exp(a + b) = exp(a)·exp(b), until an algebraic proof is found.

What holds of every pair (u, v), v = exp(u), is stated in ``docs/certificate/inequality.md``. The plans below add such
relations, from few and weak to many and strong; each is then a problem for the algebraic search.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Node, System, by_powers, variables_of
from kreiss.symbolic.inequalities.systems import Pair
from kreiss.symbolic.inequalities.tactics.lemmas import with_lemmas
from kreiss.symbolic.inequalities.tactics.orders import by_orders
from kreiss.symbolic.inequalities.tactics.pairs import (
    Wrap,
    all_of,
    bounded,
    exponential,
    fresh,
    is_number,
    pair_at,
    wrapped,
)
from kreiss.symbolic.inequalities.tactics.tactic import Search

Use = tuple[str, int, int | None, int | None]
"""A bound to add: its kind and order, and the two pairs that it compares, None for (0, 1)."""
PLANS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("taylor", 1),),
    (("taylor", 1), ("taylor", 3)),
    (("taylor", 1), ("pade", 1)),
    (("taylor", 1), ("pade", 1), ("taylor", 3)),
    (("taylor", 1), ("pade", 2), ("taylor", 5)),
    (("taylor", 1), ("pade", 3), ("taylor", 9)),
)
_CONSTANT_ORDER = 15
"""Taylor's order for the exponential of a number: an error below 1e-12 for numbers up to 1."""
_MOST_PAIRS, _HIGHEST_POWER, _LARGEST_RATIO = 5, 4, 50
"""Pairs, powers and ratios of exponentials that are related: more are seldom needed, and each is a lemma."""


_FOR_ORDERS = 1 / 3  # of the time, for the order of fresh exponentials by their arguments, before bounds


def by_exponentials(search: Search, system: System, target: int) -> Node | None:
    """A proof by what is known of exponentials: by the orders of them and of fresh ones, then by bounds."""
    plain = _with_roots(system)
    both = _with_both_sides(search, *_with_extrema(search, *plain), target)
    for begun in (both, plain):
        base, wrap = _with_products(*_with_reciprocals(search, *begun))
        node = None
        if len(base.pairs) > len(plain[0].pairs):
            with search.a_share(_FOR_ORDERS):
                node = wrap(by_orders(search, base, target))
        if node is not None:
            return node
        if len(both[0].pairs) == len(plain[0].pairs):
            break
    base, wrap = _with_products(*_with_shifts(*_with_reciprocals(search, *plain)))
    for plan in PLANS:
        todo = [(kind, order, *places) for kind, order in plan for places in _compared(base.pairs)]
        node = _with_bounds(search, base, target, todo)
        if node is not None:
            return wrap(node)
    return None


def _compared(pairs: Sequence[Pair]) -> Iterator[tuple[int | None, int | None]]:
    """The pairs of exponentials to compare, each with (0, 1) and each other, both ways round; no two numbers."""
    numbers = range(min(len(pairs), _MOST_PAIRS))
    for i in numbers:
        if not is_number(pairs[i]):
            yield from ((i, None), (None, i))
    for i, j in combinations(numbers, 2):
        if not (is_number(pairs[i]) and is_number(pairs[j])):
            yield from ((i, j), (j, i))


def _with_bounds(search: Search, system: System, target: int, todo: Sequence[Use]) -> Node | None:
    """The proof after the bounds still to be added; a Padé bound needs to know which argument is the larger one."""
    if not todo:
        return search.solve(system, target)
    (kind, order, first, second), rest = todo[0], todo[1:]
    if kind == "taylor":
        grown, wrap = bounded(system, first, second, kind, order, None)
        return wrap(_with_bounds(search, grown, target, rest))
    distance = pair_at(system, first)[0] - pair_at(system, second)[0]
    signs = search.signs(system, distance)
    if -1 in signs:
        return _with_bounds(search, system, target, rest)

    def go_on(inner: System, numbers: list[int]) -> Node | None:
        grown, wrap = bounded(inner, first, second, kind, order, numbers[0])
        return wrap(_with_bounds(search, grown, target, rest))

    return with_lemmas(search, system, target, [(distance, ">=")], go_on)


def _with_roots(system: System) -> tuple[System, Wrap]:
    """With exp(u/m) for each exp(u) whose argument is m times a primitive polynomial, m ≥ 2; and numbers enclosed."""
    wraps: list[Wrap] = []
    for number, (u, v) in enumerate(system.pairs):
        if is_number((u, v)):
            for first, second in ((number, None), (None, number)):
                system, wrap = bounded(system, first, second, "taylor", _CONSTANT_ORDER, None)
                wraps.append(wrap)
        elif _content(u) > 1 and fresh(system):
            system, wrap = exponential(system, u / fmpq(_content(u)))
            wraps.append(wrap)
    return system, all_of(wraps)


def _content(polynomial: fmpq_mpoly) -> int:
    """The largest whole number by which a polynomial with whole coefficients can be divided; 1 for any other."""
    coefficients = polynomial.coeffs()
    if any(c.q != 1 for c in coefficients):
        return 1
    return gcd(*(int(c.p) for c in coefficients))


def _with_extrema(search: Search, system: System, before: Wrap) -> tuple[System, Wrap]:
    """With exp(m) for each max or min m of two or more arguments of exponentials."""
    wraps = [before]
    for auxiliary in search.problem.auxiliaries:
        known = [any((u - operand).is_zero() for u, _ in system.pairs) for operand in auxiliary.operands]
        if auxiliary.kind in ("max", "min") and all(known) and system.uses(auxiliary.name) and fresh(system):
            place = system.context.names().index(auxiliary.name)
            system, wrap = exponential(system, system.context.gens()[place])
            wraps.append(wrap)
    return system, all_of(wraps)


def _with_both_sides(search: Search, system: System, before: Wrap, target: int) -> tuple[System, Wrap]:
    """With exp(r) where the goal compares one logarithm with r: log(a) ≤ r is a ≤ exp(r)."""
    goal = system.relations[target].polynomial
    logarithms = [name for name in variables_of(goal) if search.kind.get(name) == "log"]
    for name in logarithms:
        parts = by_powers(goal, name)
        rest = -parts[0] / parts[1].leading_coefficient() if len(parts) == 2 and parts[1].is_constant() else None
        if rest is not None and not rest.is_constant() and fresh(system):
            system, wrap = exponential(system, rest)
            return system, all_of([before, wrap])
    return system, before


def _with_reciprocals(search: Search, system: System, before: Wrap) -> tuple[System, Wrap]:
    """With exp(−u) for each logarithm u of a quotient, log(1/d) beside −log(d), or of a number."""
    wraps = [before]
    for u, v in system.pairs:
        kinds = [search.kind.get(str(polynomial)) for polynomial in (u, v)]
        if kinds[0] == "log" and (kinds[1] == "/" or v.is_constant()) and fresh(system):
            system, wrap = exponential(system, -u)
            wraps.append(wrap)
    return system, all_of(wraps)


def _with_shifts(system: System, before: Wrap) -> tuple[System, Wrap]:
    """With exp(u + c) beside exp(c), c ≥ 1, and exp(u): 1 ≥ −u·exp(u + 1) bounds x·exp(−x) and −x·log(x)."""
    wraps, pairs = [before], list(system.pairs)
    constants = [u.leading_coefficient() for u, _ in pairs if u.is_constant() and not u.is_zero()]
    for c in (c for c in constants if c >= 1):
        for u in (u for u, v in pairs if not is_number((u, v))):
            if fresh(system):
                system, wrap = exponential(system, u + c)
                wraps.append(wrap)
    return system, all_of(wraps)


def _with_products(system: System, before: Wrap) -> tuple[System, Wrap]:
    """With Π v_i^{n_i} = 1 where arguments are multiples of each other or add up; log xy beside log x and log y."""
    wraps = [before]
    for arguments in _sums_of_logarithms(system.pairs):
        if fresh(system):
            system, wrap = exponential(system, arguments)
            wraps.append(wrap)
    for exponents in _relations(system.pairs):
        full = [exponents.get(i, 0) for i in range(len(system.pairs))]
        sides = [system.context.constant(1), system.context.constant(1)]
        for (_, v), n in zip(system.pairs, full, strict=True):
            sides[n < 0] = sides[n < 0] * v ** abs(n)
        system = system.proved(sides[0] - sides[1], "=")
        wraps.append(wrapped({"rule": "power", "exponents": full}))
    return system, all_of(wraps)


def _sums_of_logarithms(pairs: Sequence[Pair]) -> Iterator[fmpq_mpoly]:
    """u_i + u_j where v_i·v_j is the exponential of another pair, and n·u_j where v_jⁿ is."""
    for k, (_, whole) in enumerate(pairs):
        for i, j in combinations([n for n in range(len(pairs)) if n != k], 2):
            if (pairs[i][1] * pairs[j][1] - whole).is_zero():
                yield pairs[i][0] + pairs[j][0]
        for j in range(len(pairs)):
            for n in range(2, _HIGHEST_POWER + 1):
                if j != k and (pairs[j][1] ** n - whole).is_zero():
                    yield n * pairs[j][0]


def _relations(pairs: Sequence[Pair]) -> Iterator[dict[int, int]]:
    for i, j in combinations(range(len(pairs)), 2):
        ratio = _ratio(pairs[i][0], pairs[j][0])
        if ratio is not None and max(abs(ratio.numerator), ratio.denominator) <= _LARGEST_RATIO:
            yield {i: ratio.denominator, j: -ratio.numerator}
    for i, j, k in combinations(range(len(pairs)), 3):
        for signs in ((1, 1, -1), (1, -1, 1), (-1, 1, 1), (1, 1, 1)):
            if sum((s * pairs[n][0] for s, n in zip(signs, (i, j, k), strict=True)), 0 * pairs[i][0]).is_zero():
                yield dict(zip((i, j, k), signs, strict=True))


def _ratio(u: fmpq_mpoly, w: fmpq_mpoly) -> Fraction | None:
    """u/w where that is a number."""
    if u.is_zero() or w.is_zero():
        return None
    ratio = u.leading_coefficient() / w.leading_coefficient()
    return Fraction(int(ratio.p), int(ratio.q)) if (u - ratio * w).is_zero() else None
