"""Proofs that a system of relations has no real solution: the nodes of the tree, each with what it does to the system.

    define      a fresh variable stands for a polynomial
    split       a polynomial is negative, zero or positive; each case gets its sign as one more relation
    eliminate   from b·v − a = 0 with b > 0 known, v = a/b everywhere, multiplied by a power of b
    identity    Σ w·Πg·(Σ s·p²) + Σ h·e = 0 although no term is negative and one is positive
    univariate  relations in one variable that the checker decides

A node is the JSON object of the certificate; ``docs/certificate/inequality.md`` has the format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from kreiss.symbolic.inequalities.sampling import Points, values
from kreiss.symbolic.inequalities.systems import Pair, Relation

Node = dict[str, Any]
MOST_PRODUCTS = 300_000  # of terms in one multiplication: more take the budget in one step


@dataclass(frozen=True)
class System:
    """Relations by number, and sample points at which the hypotheses hold: they suggest signs and prove nothing."""

    relations: tuple[Relation, ...]
    points: Points
    passive: frozenset[int] = frozenset()
    """Negated claims of an enclosing proof: true here, but of no use for a lemma."""
    pairs: tuple[Pair, ...] = ()
    """Polynomials (u, v) with v = exp(u)."""

    @property
    def context(self) -> fmpq_mpoly_ctx:
        """The polynomial ring."""
        return self.relations[0].polynomial.context()

    def extended(self, polynomial: fmpq_mpoly, sign: str) -> "System":
        """With one more relation, and only the sample points that satisfy it."""
        relation = oriented(polynomial, sign)
        return System((*self.relations, relation), _filtered(self.points, relation), self.passive, self.pairs)

    def negated(self, polynomial: fmpq_mpoly, sign: str, target: int) -> "System":
        """With the negation of a lemma as the last relation, with all sample points, and without use for the target."""
        return System((*self.relations, oriented(polynomial, sign)), self.points, self.passive | {target}, self.pairs)

    def proved(self, polynomial: fmpq_mpoly, sign: str) -> "System":
        """With one more relation, which follows from the others."""
        return System((*self.relations, oriented(polynomial, sign)), self.points, self.passive, self.pairs)

    def without(self, numbers: Sequence[int]) -> "System":
        """Where these relations are not to be used; they keep their numbers, and say no more than 0 = 0."""
        nothing = Relation(self.context.constant(0), "=")
        relations = tuple(nothing if n in numbers else relation for n, relation in enumerate(self.relations))
        return System(relations, self.points, self.passive, self.pairs)

    def uses(self, name: str) -> bool:
        """Whether the variable occurs in a relation."""
        return any(name in variables_of(relation.polynomial) for relation in self.relations)

    def usable(self, target: int) -> list[tuple[int, Relation]]:
        """The relations p ≥ 0 and p > 0 that may serve against the target, with their numbers."""
        away = {target, *self.passive}
        return [(k, relation) for k, relation in enumerate(self.relations) if k not in away and relation.sign != "="]

    def find(self, polynomial: fmpq_mpoly, sign: str) -> int | None:
        """The number of the relation ``polynomial sign 0``, where a strict one serves as a weak one too."""
        for number, relation in enumerate(self.relations):
            if relation.polynomial == polynomial and (relation.sign == sign or (relation.sign, sign) == (">", ">=")):
                return number
        return None


def oriented(polynomial: fmpq_mpoly, sign: str) -> Relation:
    """The relation with "<" turned into ">" of the negative."""
    return Relation(-polynomial, sign.replace("<", ">")) if "<" in sign else Relation(polynomial, sign)


def _filtered(points: Points, relation: Relation) -> Points:
    found, size = values(relation.polynomial, points)
    if relation.sign == "=":
        return points[np.abs(found) <= 1e-9 * size]
    return points[found > 0] if relation.sign == ">" else points[found >= -1e-12 * size]


@dataclass(frozen=True)
class Term:
    """weight · Π relations · Σ w·p²; without squares the last factor is 1."""

    weight: fmpq
    factors: tuple[int, ...] = ()
    squares: tuple[tuple[fmpq, fmpq_mpoly], ...] | None = None

    def polynomial(self, system: System) -> fmpq_mpoly:
        """The term expanded."""
        result = system.context.constant(self.weight)
        for number in self.factors:
            result = times(result, system.relations[number].polynomial)
        if self.squares is not None:
            result *= sum((w * p * p for w, p in self.squares), system.context.constant(0))
        return result

    def positive(self, system: System) -> bool:
        """Whether the term is positive wherever the relations hold."""
        return self.squares is None and all(system.relations[number].sign == ">" for number in self.factors)


@dataclass
class Identity:
    """Terms and multiples of equations that are to add up to zero."""

    terms: list[Term] = field(default_factory=list)
    equations: dict[int, fmpq_mpoly] = field(default_factory=dict)

    def times(self, number: int, factor: fmpq_mpoly) -> None:
        """Add ``factor`` times the equation of that number."""
        if not factor.is_zero():
            self.equations[number] = self.equations[number] + factor if number in self.equations else factor

    def node(self, system: System) -> Node | None:
        """The leaf, or None if the sum is not zero or nothing in it is positive. Exact."""
        total = sum((term.polynomial(system) for term in self.terms), system.context.constant(0))
        for number, factor in self.equations.items():
            total += factor * system.relations[number].polynomial
        if not total.is_zero() or not any(term.positive(system) for term in self.terms):
            return None
        node: Node = {"rule": "identity", "terms": [_term_json(term) for term in self.terms]}
        if self.equations:
            pairs = sorted(self.equations.items())
            node["equations"] = [{"relation": number, "times": polynomial_json(p)} for number, p in pairs]
        return node


def _term_json(term: Term) -> Node:
    result: Node = {"weight": rational_json(term.weight)}
    if term.factors:
        result["factors"] = list(term.factors)
    if term.squares is not None:
        result["squares"] = [{"weight": rational_json(w), "of": polynomial_json(p)} for w, p in term.squares]
    return result


def rational_json(value: fmpq | int) -> int | str:
    """An exact rational as an integer or "p/q"."""
    value = fmpq(value) if isinstance(value, int) else value
    return int(value.p) if value.q == 1 else f"{value.p}/{value.q}"


def polynomial_json(polynomial: fmpq_mpoly) -> Node | int | str:
    """A polynomial as an object from monomials to coefficients."""
    names = polynomial.context().names()
    powers = [zip(names, map(int, monomial), strict=True) for monomial in polynomial.monoms()]
    texts = ["*".join(f"{name}^{e}" if e > 1 else name for name, e in pairs if e) or "1" for pairs in powers]
    return dict(zip(texts, map(rational_json, polynomial.coeffs()), strict=True))


def split(polynomial: fmpq_mpoly, cases: Mapping[str, Node | None]) -> Node | None:
    """The case distinction, or None as soon as one case has no proof."""
    if any(node is None for node in cases.values()):
        return None
    return {"rule": "split", "on": polynomial_json(polynomial), "cases": dict(cases)}


def contradiction(system: System, first: int, second: int) -> Node | None:
    """The leaf for two relations g > 0 and c·g ≤ 0, one of them strict (or an equation), c > 0."""
    one, two = system.relations[first], system.relations[second]
    ratio = -one.polynomial.leading_coefficient() / two.polynomial.leading_coefficient()
    if one.sign == "=":
        return contradiction(system, second, first)
    if two.sign == "=":
        identity = Identity([Term(fmpq(1), (first,))])
        identity.times(second, system.context.constant(ratio))
        return identity.node(system)
    return Identity([Term(fmpq(1), (first,)), Term(ratio, (second,))]).node(system) if ratio > 0 else None


def by_powers(polynomial: fmpq_mpoly, variable: str) -> list[fmpq_mpoly]:
    """The coefficients p₀, p₁, … of Σ pₖ·vᵏ."""
    context = polynomial.context()
    place = context.names().index(variable)
    parts: list[dict[tuple[int, ...], fmpq]] = [{}]
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        power = int(monomial[place])
        parts.extend({} for _ in range(power + 1 - len(parts)))
        parts[power][(*monomial[:place], 0, *monomial[place + 1 :])] = coefficient
    return [context.from_dict(part) for part in parts]


def variables_of(polynomial: fmpq_mpoly) -> tuple[str, ...]:
    """The names of the variables that occur."""
    unused = set(polynomial.unused_gens())
    return tuple(name for name in polynomial.context().names() if name not in unused)


def defined(system: System, name: str, value: fmpq_mpoly) -> System:
    """The system with the fresh variable ``name`` defined as a polynomial; its values at the sample points included."""
    place = system.context.names().index(name)
    points = system.points.copy()
    points[:, place] = values(value, points)[0]
    relation = Relation(system.context.gens()[place] - value, "=")
    return System((*system.relations, relation), points, system.passive, system.pairs)


def define_node(name: str, value: fmpq_mpoly, then: Node | None) -> Node | None:
    """The node for ``defined``."""
    return None if then is None else {"rule": "define", "name": name, "value": polynomial_json(value), "then": then}


def eliminated(system: System, variable: str, using: int, sign: int | None) -> System:
    """The system after v = a/b from relation ``using``; relation ``sign`` says that b > 0 or −b > 0 unless constant."""
    rest, bottom = by_powers(system.relations[using].polynomial, variable)
    top = -rest
    if sign is None:
        top, bottom = top / bottom.leading_coefficient(), system.context.constant(1)
    elif system.relations[sign].polynomial != bottom:
        top, bottom = -top, -bottom
    relations = tuple(Relation(_replaced(r.polynomial, variable, top, bottom), r.sign) for r in system.relations)
    return System(relations, system.points, system.passive, system.pairs)


def _replaced(polynomial: fmpq_mpoly, variable: str, top: fmpq_mpoly, bottom: fmpq_mpoly) -> fmpq_mpoly:
    parts = by_powers(polynomial, variable)
    result, power = parts[-1], bottom
    for part in reversed(parts[:-1]):
        result = times(result, top) + times(part, power)
        power = times(power, bottom)
    return result


def eliminate_node(variable: str, using: int, sign: int | None, then: Node | None) -> Node | None:
    """The node for ``eliminated``."""
    if then is None:
        return None
    node: Node = {"rule": "eliminate", "variable": variable, "using": using}
    return node | ({} if sign is None else {"sign": sign}) | {"then": then}


class TooLarge(Exception):
    """A polynomial of a proof attempt has outgrown all reason."""


def times(left: fmpq_mpoly, right: fmpq_mpoly) -> fmpq_mpoly:
    """The product; raises ``TooLarge`` instead of filling the memory."""
    if len(left) * len(right) > MOST_PRODUCTS:
        raise TooLarge
    return left * right


def raised(base: fmpq_mpoly, exponent: int) -> fmpq_mpoly:
    """The power; raises ``TooLarge`` instead of filling the memory."""
    result = base.context().constant(1)
    for _ in range(exponent):
        result = times(result, base)
    return result


def product(factors: Sequence[fmpq_mpoly], context: fmpq_mpoly_ctx) -> fmpq_mpoly:
    """The product of polynomials."""
    result = context.constant(1)
    for factor in factors:
        result = times(result, factor)
    return result
