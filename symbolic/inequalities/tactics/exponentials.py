"""exp and log in proofs: bounds by polynomials, and exp(a + b) = exp(a)·exp(b), until an algebraic proof is found.

What holds of every pair (u, v), v = exp(u), is stated in ``docs/certificate/inequality.md``. The plans below add such
relations, from few and weak to many and strong; each is then a problem for the algebraic search.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, gcd
from typing import Any

import numpy as np
from flint import fmpq

from kreiss.symbolic.inequalities.sampling import values
from kreiss.symbolic.inequalities.steps import Node, System, polynomial_json
from kreiss.symbolic.inequalities.systems import Pair, Relation
from kreiss.symbolic.inequalities.tactics.lemmas import with_lemmas
from kreiss.symbolic.inequalities.tactics.tactic import Search

Wrap = Callable[[Node | None], Node | None]
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
MOST_PAIRS, _HIGHEST_POWER, _LARGEST_RATIO = 5, 4, 50
"""Pairs, powers and ratios of exponentials that are related: more are seldom needed, and each is a lemma."""


def by_exponentials(search: Search, system: System, target: int) -> Node | None:
    """A proof by what is known of exponentials: by more and stronger bounds."""
    base, wrap = _with_products(*_with_reciprocals(search, *_with_roots(system)))
    for plan in PLANS:
        todo = [(kind, order, *places) for kind, order in plan for places in _compared(base.pairs)]
        node = _with_bounds(search, base, target, todo)
        if node is not None:
            return wrap(node)
    return None


def _compared(pairs: Sequence[Pair]) -> Iterator[tuple[int | None, int | None]]:
    """The pairs of exponentials to compare, each with (0, 1) and each other, both ways round; no two numbers."""
    numbers = range(min(len(pairs), MOST_PAIRS))
    for i in numbers:
        if not is_number(pairs[i]):
            yield from ((i, None), (None, i))
    for i, j in combinations(numbers, 2):
        if not (is_number(pairs[i]) and is_number(pairs[j])):
            yield from ((i, j), (j, i))


def is_number(pair: Pair) -> bool:
    """Whether the argument or the exponential is a number."""
    return bool(pair[0].is_constant() or pair[1].is_constant())


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
        elif _content(u) > 1 and _fresh(system):
            system, wrap = _exponential(system, u / fmpq(_content(u)))
            wraps.append(wrap)
    return system, _all(wraps)


def _all(wraps: Sequence[Wrap]) -> Wrap:
    def wrapped(node: Node | None) -> Node | None:
        for wrap in reversed(wraps):
            node = wrap(node)
        return node

    return wrapped


def _fresh(system: System) -> str | None:
    return next((name for name in system.context.names() if name[:2] == "@e" and not system.uses(name)), None)


def _content(polynomial: Any) -> int:
    """The largest whole number by which a polynomial with whole coefficients can be divided; 1 for any other."""
    coefficients = polynomial.coeffs()
    if any(c.q != 1 for c in coefficients):
        return 1
    return gcd(*(int(c.p) for c in coefficients))


def _exponential(system: System, argument: Any) -> tuple[System, Wrap]:
    """With a fresh variable that is the exponential of the argument."""
    name = _fresh(system)
    place = system.context.names().index(name)
    variable = system.context.gens()[place]
    points = system.points.copy()
    with np.errstate(all="ignore"):
        points[:, place] = np.exp(values(argument, points)[0])
    relations = (*system.relations, Relation(variable, ">"))
    grown = System(relations, points, system.passive, (*system.pairs, (argument, variable)))
    return grown, _wrapped({"rule": "exponential", "name": name, "of": polynomial_json(argument)})


def _wrapped(node: Node) -> Wrap:
    return lambda then: None if then is None else node | {"then": then}


def _with_reciprocals(search: Search, system: System, before: Wrap) -> tuple[System, Wrap]:
    """With exp(−u) for each logarithm u of a quotient, log(1/d) beside −log(d), or of a number."""
    wraps = [before]
    for u, v in system.pairs:
        kinds = [search.kind.get(str(polynomial)) for polynomial in (u, v)]
        if kinds[0] == "log" and (kinds[1] == "/" or v.is_constant()) and _fresh(system):
            system, wrap = _exponential(system, -u)
            wraps.append(wrap)
    return system, _all(wraps)


def _with_products(system: System, before: Wrap) -> tuple[System, Wrap]:
    """With Π v_i^{n_i} = 1 where arguments are multiples of each other or add up; log xy beside log x and log y."""
    wraps = [before]
    for arguments in _sums_of_logarithms(system.pairs):
        if _fresh(system):
            system, wrap = _exponential(system, arguments)
            wraps.append(wrap)
    for exponents in _relations(system.pairs):
        full = [exponents.get(i, 0) for i in range(len(system.pairs))]
        sides = [system.context.constant(1), system.context.constant(1)]
        for (_, v), n in zip(system.pairs, full, strict=True):
            sides[n < 0] = sides[n < 0] * v ** abs(n)
        system = system.proved(sides[0] - sides[1], "=")
        wraps.append(_wrapped({"rule": "power", "exponents": full}))
    return system, _all(wraps)


def _sums_of_logarithms(pairs: Sequence[Pair]) -> Iterator[Any]:
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


def _ratio(u: Any, w: Any) -> Fraction | None:
    """u/w where that is a number."""
    if u.is_zero() or w.is_zero():
        return None
    ratio = u.leading_coefficient() / w.leading_coefficient()
    return Fraction(int(ratio.p), int(ratio.q)) if (u - ratio * w).is_zero() else None


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
    return system.proved(polynomial, ">="), _wrapped(node)


def _taylor(pair: Pair, other: Pair, order: int) -> Any:
    """v − v'·Σ dᵏ/k! ≥ 0, d = u − u'."""
    return pair[1] - other[1] * _series(pair[0] - other[0], [fmpq(1, factorial(k)) for k in range(order + 1)])


def _pade(pair: Pair, other: Pair, order: int) -> Any:
    """(−1)ⁿ·(v·N(−d) − v'·N(d)) ≥ 0, for d ≥ 0."""
    d, n = pair[0] - other[0], order
    numbers = [fmpq(factorial(2 * n - k) * factorial(n), factorial(2 * n) * factorial(k) * factorial(n - k))
               for k in range(n + 1)]  # fmt: skip
    return (pair[1] * _series(-d, numbers) - other[1] * _series(d, numbers)) * (-1) ** n


def _series(x: Any, coefficients: Sequence[Any]) -> Any:
    result = 0 * x
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result
