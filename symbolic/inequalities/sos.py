"""Sums of squares: goal = Σ_k σ_k·Π g + Σ h·e with each σ_k a sum of squares, exactly; also (1 + σ)·goal on the left.

With T the negated goal this is the contradiction T·(1 + σ) + Σ_k σ_k·Π g + Σ h·e = 0 (Putinar, Schmüdgen, Stengle).
Roots r with r^q = E are reduced, so that the identity is one modulo the equations; other equations get free
multipliers h. Gram matrices come from ``gram``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, islice
from typing import TYPE_CHECKING, Any

from flint import fmpq

from kreiss.symbolic.inequalities.gram import Block, Proposal, exact_solution, face, ldl, pairs, propose
from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, by_powers, variables_of

if TYPE_CHECKING:
    from kreiss.symbolic.inequalities.search import Search

MOST_UNKNOWNS = 1500
MOST_EQUATIONS = 400


@dataclass(frozen=True)
class Rule:
    """v^degree may be replaced: the equation of that number is lead·(v^degree − value)."""

    variable: str
    degree: int
    value: Any
    number: int
    lead: Any


@dataclass
class Ideal:
    """The equations of a system as rules for normal forms, and those that are not."""

    rules: list[Rule] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    def normal(self, polynomial: Any, identity: Identity | None = None) -> Any:
        """The polynomial reduced by all rules; ``identity`` is given the multiples of equations to subtract."""
        for rule in self.rules:
            polynomial = self._reduced(polynomial, rule, identity)
        return polynomial

    @staticmethod
    def _reduced(polynomial: Any, rule: Rule, identity: Identity | None) -> Any:
        parts = by_powers(polynomial, rule.variable)
        if len(parts) <= rule.degree:
            return polynomial
        context = polynomial.context()
        v = context.gens()[context.names().index(rule.variable)]
        multiple = context.constant(0)
        for power in range(len(parts) - 1, rule.degree - 1, -1):
            multiple += parts[power] * v ** (power - rule.degree)
            parts[power - rule.degree] += parts[power] * rule.value
        if identity is not None:
            identity.times(rule.number, -multiple / rule.lead)
        return sum((part * v**power for power, part in enumerate(parts[: rule.degree])), context.constant(0))


def ideal_of(system: System, target: int) -> Ideal:
    """Equations monic in a variable become rules, later variables first, no variable twice."""
    result, taken = Ideal(), set()
    names = system.context.names()
    for number in range(len(system.relations) - 1, -1, -1):
        relation = system.relations[number]
        if relation.sign != "=" or relation.polynomial.is_zero() or number == target:
            continue
        rule = _rule(relation.polynomial, number, [n for n in reversed(names) if n not in taken])
        if rule is None or any(rule.variable in variables_of(other.value) for other in result.rules):
            result.others.append(number)
        else:
            result.rules.append(rule)
            taken.add(rule.variable)
    return result


def _rule(polynomial: Any, number: int, names: Sequence[str]) -> Rule | None:
    for name in names:
        parts = by_powers(polynomial, name)
        if len(parts) > 1 and parts[-1].is_constant() and parts[-1].leading_coefficient() != 0:
            lead, v = (
                parts[-1].leading_coefficient(),
                polynomial.context().gens()[polynomial.context().names().index(name)],
            )
            value = v ** (len(parts) - 1) - polynomial / lead
            if int(value.degrees()[polynomial.context().names().index(name)]) <= 0:
                return Rule(name, len(parts) - 1, value, number, lead)
    return None


@dataclass
class Product:
    """A product of relations in normal form, and a basis for the squares, or the plain weight, that multiply it."""

    factors: tuple[int, ...]
    polynomial: Any
    basis: list[Any]
    weight: bool = False


def by_sums_of_squares(search: "Search", system: System, target: int, level: int) -> Node | None:
    """An identity with squares up to the degree of the goal plus twice the level."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    ideal = ideal_of(system, target)
    goal = ideal.normal(-relation.polynomial)
    used = _variables(system, target, goal)
    degree = goal.total_degree() + goal.total_degree() % 2 + 2 * level
    if degree > 14 or goal.is_constant():
        return None
    attempt = _Attempt(search, system, target, ideal, goal, used, degree)
    return attempt.run(level > 0)


def _variables(system: System, target: int, goal: Any) -> tuple[str, ...]:
    """The variables of the goal and of the equations and bounds tied to them."""
    used = set(variables_of(goal))
    for number, relation in enumerate(system.relations):
        found = set(variables_of(relation.polynomial))
        if number != target and found & used and len(found | used) <= 5:
            used |= found
    return tuple(name for name in system.context.names() if name in used)


@dataclass
class _Attempt:
    search: "Search"
    system: System
    target: int
    ideal: Ideal
    goal: Any
    used: tuple[str, ...]
    degree: int

    def run(self, multiplied: bool) -> Node | None:
        products = self._products(multiplied)
        strict = self.system.relations[self.target].sign == ">="
        if strict:
            products += [Product(p.factors, p.polynomial, [self.one()], True) for p in products
                         if all(self.system.relations[n].sign == ">" for n in p.factors)]  # fmt: skip
        unknowns = sum(len(pairs(len(p.basis))) for p in products)
        if unknowns > MOST_UNKNOWNS or not products:
            return None
        for _ in range(6):
            self.search.check_time()
            outcome = self._solve(products)
            if not isinstance(outcome, list):
                return outcome
            products = outcome
        return None

    def one(self) -> Any:
        return self.system.context.constant(1)

    def _products(self, multiplied: bool) -> list[Product]:
        """1 and the products of up to two relations that leave room for squares, each with its basis."""
        limits = dict(zip(self.system.context.names(), map(int, self.goal.degrees()), strict=True))
        usable = [n for n, r in self.system.usable(self.target) if not r.polynomial.is_constant()
                  and set(variables_of(r.polynomial)) <= set(self.used) and not _is_square(r.polynomial)]  # fmt: skip
        usable.append(self.target)
        result, seen = [], []
        for size in range(3):
            for factors in islice(combinations_with_replacement(usable, size), 60):
                repeated = len(set(factors)) < size and factors[0] != self.target
                if repeated or (factors == (self.target,) and not multiplied):
                    continue
                polynomial = self.one()
                for number in factors:
                    polynomial *= self.system.relations[number].polynomial
                polynomial = self.ideal.normal(polynomial)
                if polynomial in seen:
                    continue
                seen.append(polynomial)
                room = self.degree - polynomial.total_degree()
                if room >= 0:
                    result.append(Product(factors, polynomial, self._basis(room // 2, limits, multiplied)))
        return result

    def _basis(self, degree: int, limits: dict[str, int], multiplied: bool) -> list[Any]:
        """The monomials of at most that degree, in normal form, no variable beyond half its degree in the goal."""
        caps = {rule.variable: rule.degree - 1 for rule in self.ideal.rules}
        room = {v: min(caps.get(v, degree), max((limits[v] + 1) // 2 + int(multiplied), 1)) for v in self.used}
        return [self.system.context.from_dict({exponents: fmpq(1)}) for exponents in self._exponents(degree, room)]

    def _exponents(self, degree: int, room: dict[str, int]) -> Iterator[tuple[int, ...]]:
        names = self.system.context.names()
        found = [(0,) * len(names)]
        for name in self.used:
            place = names.index(name)
            found = [
                (*e[:place], k, *e[place + 1 :]) for e in found for k in range(min(room[name], degree - sum(e)) + 1)
            ]
        return iter(found)

    def _solve(self, products: list[Product]) -> "Node | list[Product] | None":
        """A node; or the products with smaller bases, after facial reduction; or None."""
        rows: dict[Any, int] = {}
        blocks = [Block(len(p.basis), self._entries(p, rows)) for p in products]
        free, multipliers = self._free(rows)
        right = _column(self.goal, rows)
        if len(rows) > MOST_EQUATIONS:
            return None
        proposal = propose(blocks, free, right, len(rows))
        if proposal is None:
            return None
        if proposal.margin > 1e-7:
            exact = exact_solution(blocks, free, right, len(rows), proposal)
            if exact is not None:
                return self._node(products, exact[0], multipliers, exact[1])
        return _smaller(products, proposal)

    def _entries(self, product: Product, rows: dict[Any, int]) -> list[dict[int, Any]]:
        result = []
        for i, j in pairs(len(product.basis)):
            polynomial = self.ideal.normal(product.polynomial * product.basis[i] * product.basis[j])
            result.append(_column(polynomial if i == j else 2 * polynomial, rows))
        return result

    def _free(self, rows: dict[Any, int]) -> tuple[list[dict[int, Any]], list[tuple[int, Any]]]:
        entries, multipliers = [], []
        for number in self.ideal.others:
            equation = self.system.relations[number].polynomial
            room = self.degree - equation.total_degree()
            if room < 0 or not set(variables_of(equation)) <= set(self.used):
                continue
            for exponents in self._exponents(room, dict.fromkeys(self.used, room)):
                monomial = self.system.context.from_dict({exponents: fmpq(1)})
                entries.append(_column(self.ideal.normal(monomial * equation), rows))
                multipliers.append((number, monomial))
        return entries, multipliers

    def _node(
        self, products: list[Product], grams: list[Any], multipliers: list[tuple[int, Any]], free: list[Any]
    ) -> Node | None:
        identity = Identity([Term(fmpq(1), (self.target,))])
        for product, gram in zip(products, grams, strict=True):
            if product.weight:
                if gram[0][0] > 0:
                    identity.terms.append(Term(gram[0][0], product.factors))
                continue
            squares = []
            for weight, vector in ldl(gram) or ():
                squares.append(
                    (weight, sum((c * b for c, b in zip(vector, product.basis, strict=True)), 0 * self.one()))
                )
            if squares:
                identity.terms.append(Term(fmpq(1), product.factors, tuple(squares)))
        for (number, monomial), value in zip(multipliers, free, strict=True):
            identity.times(number, monomial * value)
        total = sum((term.polynomial(self.system) for term in identity.terms), 0 * self.one())
        for number, factor in identity.equations.items():
            total += factor * self.system.relations[number].polynomial
        self.ideal.normal(total, identity)
        return identity.node(self.system)


def _column(polynomial: Any, rows: dict[Any, int]) -> dict[int, Any]:
    return {rows.setdefault(monomial, len(rows)): coefficient
            for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True)}  # fmt: skip


def _is_square(polynomial: Any) -> bool:
    constant, factors = polynomial.factor()
    return bool(constant > 0) and all(int(exponent) % 2 == 0 for _, exponent in factors)


def _smaller(products: list[Product], proposal: Proposal) -> list[Product] | None:
    """The products with each basis restricted to the complement of its kernel; None if nothing changes."""
    largest = max(float(abs(gram).max()) for gram in proposal.grams)
    for tolerance in (1e-3, 1e-5):
        result, changed = [], False
        for product, gram in zip(products, proposal.grams, strict=True):
            basis = face(gram, tolerance * max(1e-2, min(1.0, largest)))
            if basis is None:
                break
            changed = changed or len(basis) < len(product.basis)
            polynomials = [
                sum((c * b for c, b in zip(v, product.basis, strict=True)), 0 * product.basis[0]) for v in basis
            ]
            if polynomials:
                result.append(Product(product.factors, product.polynomial, polynomials, product.weight))
        else:
            if changed and result:
                return result
    return None
