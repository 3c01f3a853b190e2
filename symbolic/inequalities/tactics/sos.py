"""Sums of squares: a contradiction Σ_a w_a·Πg + Σ_k σ_k·Πg + Σ h·e = 0, exactly (Putinar, Schmüdgen, Stengle).

The g are the relations of the system, the negated goal T among them; the w_a are weights, not all zero, of products of
strict relations; the σ_k are sums of squares. For a goal T > 0 negates the weights are on T and its multiples, so that
(1 + σ)·goal = Σ σ_k·Πg is the usual case. Roots r with r^q = E are reduced, so that the identity is one modulo the
equations; other equations get free multipliers h. Gram matrices come from ``gram``.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from itertools import product as product_of

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, product, variables_of
from kreiss.symbolic.inequalities.tactics.centre import least_slack
from kreiss.symbolic.inequalities.tactics.gram import (
    Block,
    Entries,
    Gram,
    Proposal,
    exact_solution,
    face,
    ldl,
    pairs,
    propose,
)
from kreiss.symbolic.inequalities.tactics.ideal import Ideal, ideal_of
from kreiss.symbolic.inequalities.tactics.tactic import Search

MOST_UNKNOWNS = 1500  # of a programme: more take the solver minutes
MOST_EQUATIONS = 400  # of a programme: more take the solver minutes
MOST_RELATIONS = 8  # that take part: those of the least degree and the fewest terms
MOST_PRODUCTS = 80  # of relations, as multipliers: each enlarges the programme
FEW_RELATIONS = 6  # up to so many, products of three are tried too
HIGHEST_DEGREE = 14  # beyond it the programme is too large in any number of variables
NEARLY_ZERO = 1e-3
"""Below such a least slack the programme is first moved to its place and scaled: solvers lose small slacks."""
LIGHTNESS = ((True, False), (False,))
"""Whether products of relations get a weight instead of squares: at first, in the degree of the goal."""
MOST_REDUCTIONS = 6  # of the programme to the face that floats point at: each solves it again
TOLERANCES = (1e-3, 1e-5, 1e-7)
"""Eigenvalues below count as zero, tried in turn: coarse ones reduce more, and may reduce too much."""

Rows = dict[tuple[int, ...] | str, int]
"""The number of the equation of each monomial, and of the weights."""


@dataclass
class Product:
    """A product of relations in normal form, and a basis for the squares, or the plain weight, that multiply it."""

    factors: tuple[int, ...]
    polynomial: fmpq_mpoly
    basis: list[fmpq_mpoly]
    weight: bool = False


def by_sums_of_squares(search: Search, system: System, target: int, level: int) -> Node | None:
    """An identity of the degree of the goal, raised by 2 per level; by 1 where everything is homogeneous."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    ideal = ideal_of(system, target)
    negated = ideal.normal(relation.polynomial)
    if negated.is_constant():
        return None
    return _Attempt(search, system, target, ideal, negated, level).run()


class _Attempt:
    def __init__(
        self, search: Search, system: System, target: int, ideal: Ideal, negated: fmpq_mpoly, level: int
    ) -> None:
        self.search, self.system, self.target = search, system, target
        self.ideal, self.negated, self.level = ideal, negated, level
        self.used = _variables(system, target, negated)
        self.relations = self._usable()
        self.homogeneous = self._is_homogeneous()
        degree = int(negated.total_degree())
        self.hopeless = False
        self.centre: list[fmpq_mpoly] = []
        self.unit = fmpq(1)
        self.degree = degree + level if self.homogeneous else degree + degree % 2 + 2 * level

    def run(self) -> Node | None:
        for light, (centre, unit) in product_of(LIGHTNESS[self.level > 0], self._frames()):
            self.centre, self.unit = centre, unit
            products = self._products(light)
            unknowns = sum(len(pairs(len(p.basis))) for p in products)
            if not any(p.weight for p in products) or unknowns > MOST_UNKNOWNS or self.degree > HIGHEST_DEGREE:
                return None
            node = self._on_faces(products)
            if node is not None or (self.hopeless and not light):
                return node
        return None

    def _on_faces(self, products: list[Product]) -> Node | None:
        for tolerance in TOLERANCES:
            node = self._reduced(products, tolerance)
            if node is not None or self.hopeless:
                return node
        return None

    def _reduced(self, products: list[Product], tolerance: float) -> Node | None:
        """Solve and restrict to a face, eigenvalues below the tolerance counting as zero, until all is strict."""
        for attempt in range(MOST_REDUCTIONS):
            self.search.deadline.check()
            outcome = self._solve(products, tolerance)
            if not isinstance(outcome, list):
                self.hopeless = self.hopeless and attempt == 0
                return outcome
            products = outcome
        self.hopeless = False
        return None

    def _usable(self) -> dict[int, fmpq_mpoly]:
        """The relations that may serve, in normal form: simple ones first, no squares, none twice."""
        found: dict[int, fmpq_mpoly] = {}
        for number, relation in self.system.usable(self.target):
            p = self.ideal.normal(relation.polynomial)
            if not p.is_constant() and set(variables_of(p)) <= set(self.used) and p not in found.values():
                found[number] = p
        ranked = sorted(found, key=lambda n: (found[n].total_degree(), len(found[n]), n))
        kept = [n for n in ranked if not _is_square(found[n])][:MOST_RELATIONS]
        return {n: found[n] for n in kept} | {self.target: self.negated}

    def _is_homogeneous(self) -> bool:
        values = [*self.relations.values(), *(rule.value for rule in self.ideal.rules)]
        tied = all(rule.value.is_zero() or rule.value.total_degree() == rule.degree for rule in self.ideal.rules)
        return tied and not self.ideal.others and all(map(_one_degree, values))

    def _frames(self) -> list[tuple[list[fmpq_mpoly], fmpq]]:
        """The variables as they are; before that, if the least slack is small, minus their values there.

        With the constant monomial scaled to the root of the slack, the Gram matrix is well scaled near a minimum
        that is almost zero, and at a zero its kernel is a unit vector.
        """
        plain: tuple[list[fmpq_mpoly], fmpq] = ([], fmpq(1))
        if self.homogeneous or self.ideal.rules or not len(self.system.points):
            return [plain]
        point, slack = least_slack(self.negated, self.system.points, [self.place(name) for name in self.used])
        centre = list(self.system.context.gens())
        for name in self.used:
            centre[self.place(name)] -= point[self.place(name)]
        exponent = 0 if slack <= 0 else max(-24, min(0, round(math.log2(slack) / 2)))
        return [plain] if slack > NEARLY_ZERO else [(centre, fmpq(2) ** exponent), plain]

    def place(self, name: str) -> int:
        """The column of a variable."""
        return int(self.system.context.names().index(name))

    def _products(self, light: bool) -> list[Product]:
        """1 and the products of a few relations that leave room, with bases for squares; strict ones also weighted."""
        limits = dict(zip(self.system.context.names(), map(int, self.negated.degrees()), strict=True))
        result: list[Product] = []
        seen: list[fmpq_mpoly] = []
        for factors in islice(self._choices(), MOST_PRODUCTS):
            self.search.deadline.check()
            polynomial = self.ideal.normal(product([self.relations[n] for n in factors], self.system.context))
            room = self.degree - max(polynomial.total_degree(), 0)
            if room < 0 or polynomial in seen:
                continue
            seen.append(polynomial)
            basis = self._basis(room, limits) if not (light and factors) else self._weight_only(room)
            if basis and (factors != (self.target,) or self.level or not self._anchors(factors)):
                result.append(Product(factors, polynomial, basis))
            if self._anchors(factors) and (room == 0 or not self.homogeneous):
                result.append(Product(factors, polynomial, [self.system.context.constant(1)], True))
        return result

    def _choices(self) -> Iterator[tuple[int, ...]]:
        others = [n for n in self.relations if n != self.target]
        yield ()
        yield (self.target,)
        yield from ((n,) for n in others)
        yield (self.target, self.target)
        yield from ((self.target, n) for n in others)
        yield from combinations(others, 2)
        if self.level:
            yield from ((self.target, m, n) for m in others for n in others if m <= n)
        if len(others) <= FEW_RELATIONS:
            yield from combinations(others, 3)

    def _weight_only(self, room: int) -> list[fmpq_mpoly]:
        return [self.system.context.constant(1)] if room == 0 or not self.homogeneous else []

    def _anchors(self, factors: tuple[int, ...]) -> bool:
        """Whether the product is positive for certain, and is T times something if T is."""
        strict = all(self.system.relations[n].sign == ">" for n in factors)
        return strict and (self.target in factors or self.system.relations[self.target].sign == ">=")

    def _basis(self, room: int, limits: dict[str, int]) -> list[fmpq_mpoly]:
        """The monomials of at most half that degree, in normal form, no variable far beyond half its degree in T."""
        if self.homogeneous and room % 2:
            return []
        caps = {rule.variable: rule.degree - 1 for rule in self.ideal.rules}
        most = room // 2
        highest = {v: min(caps.get(v, most), max((limits[v] + 1) // 2 + min(self.level, 1), 1)) for v in self.used}
        found = self._exponents(most, highest)
        if self.homogeneous:
            found = [e for e in found if sum(e) == most]
        return [self._monomial(exponents) for exponents in found]

    def _monomial(self, exponents: tuple[int, ...]) -> fmpq_mpoly:
        """The monomial in variables shifted to the point of least slack, the constant one scaled to the slack there."""
        if not any(exponents):
            return self.system.context.constant(self.unit)
        if not self.centre:
            return self.system.context.from_dict({exponents: fmpq(1)})
        return product([g**e for g, e in zip(self.centre, exponents, strict=True) if e], self.system.context)

    def _exponents(self, degree: int, highest: dict[str, int]) -> list[tuple[int, ...]]:
        names = self.system.context.names()
        found = [(0,) * len(names)]
        for name in self.used:
            place, most = names.index(name), highest[name]
            found = [(*e[:place], k, *e[place + 1 :]) for e in found for k in range(min(most, degree - sum(e)) + 1)]
        return found

    def _solve(self, products: list[Product], tolerance: float) -> "Node | list[Product] | None":
        """A node; or the products with smaller bases, after facial reduction; or None."""
        rows: Rows = {"weights": 0}
        blocks = [Block(len(p.basis), self._entries(p, rows)) for p in products]
        free, multipliers = self._free(rows)
        self.hopeless = True
        if len(rows) > MOST_EQUATIONS or not any(p.weight for p in products):
            return None
        right = {0: fmpq(1)}
        proposal = propose(blocks, free, right, len(rows), self.search.deadline)
        if proposal is None or proposal.margin < -1e-5:
            return None
        self.hopeless = False
        if proposal.margin > 1e-7:
            exact = exact_solution(blocks, free, right, len(rows), proposal, self.search.deadline)
            if exact is not None:
                return self._node(products, exact[0], multipliers, exact[1])
        return _smaller(products, proposal, tolerance)

    def _entries(self, part: Product, rows: Rows) -> Entries:
        if part.weight:
            return [{0: fmpq(1)} | _column(part.polynomial, rows)]
        result = []
        for i, j in pairs(len(part.basis)):
            self.search.deadline.check()
            polynomial = self.ideal.normal(part.polynomial * part.basis[i] * part.basis[j])
            result.append(_column(polynomial if i == j else 2 * polynomial, rows))
        return result

    def _free(self, rows: Rows) -> tuple[Entries, list[tuple[int, fmpq_mpoly]]]:
        entries, multipliers = [], []
        for number in self.ideal.others:
            equation = self.system.relations[number].polynomial
            room = self.degree - equation.total_degree()
            if room < 0 or not set(variables_of(equation)) <= set(self.used):
                continue
            for exponents in self._exponents(room, dict.fromkeys(self.used, room)):
                self.search.deadline.check()
                monomial = self.system.context.from_dict({exponents: fmpq(1)})
                entries.append(_column(self.ideal.normal(monomial * equation), rows))
                multipliers.append((number, monomial))
        return entries, multipliers

    def _node(
        self, products: list[Product], grams: list[Gram], multipliers: list[tuple[int, fmpq_mpoly]], free: list[fmpq]
    ) -> Node | None:
        identity, zero = Identity(), self.system.context.constant(0)
        for part, gram in zip(products, grams, strict=True):
            self.search.deadline.check()
            if part.weight:
                identity.terms += [Term(gram[0][0], part.factors)] if gram[0][0] > 0 else []
                continue
            squares = tuple(
                (weight, sum((c * b for c, b in zip(vector, part.basis, strict=True)), zero))
                for weight, vector in ldl(gram, self.search.deadline) or ()
            )
            identity.terms += [Term(fmpq(1), part.factors, squares)] if squares else []
        for (number, monomial), value in zip(multipliers, free, strict=True):
            identity.times(number, monomial * value)
        total = sum((term.polynomial(self.system) for term in identity.terms), zero)
        for number, factor in identity.equations.items():
            total += factor * self.system.relations[number].polynomial
        self.ideal.normal(total, identity)
        return identity.node(self.system)


def _variables(system: System, target: int, negated: fmpq_mpoly) -> tuple[str, ...]:
    """The variables of the goal and of the relations tied to them, up to five."""
    used = set(variables_of(negated))
    for number, relation in enumerate(system.relations):
        found = set(variables_of(relation.polynomial))
        if number != target and found & used and len(found | used) <= 5:
            used |= found
    return tuple(name for name in system.context.names() if name in used)


def _column(polynomial: fmpq_mpoly, rows: Rows) -> dict[int, fmpq]:
    terms = zip(polynomial.monoms(), polynomial.coeffs(), strict=True)
    return {rows.setdefault(monomial, len(rows)): coefficient for monomial, coefficient in terms}


def _is_square(polynomial: fmpq_mpoly) -> bool:
    constant, factors = polynomial.factor()
    return bool(constant > 0) and all(int(exponent) % 2 == 0 for _, exponent in factors)


def _one_degree(polynomial: fmpq_mpoly) -> bool:
    return len({sum(map(int, monomial)) for monomial in polynomial.monoms()}) <= 1


def _smaller(products: list[Product], proposal: Proposal, tolerance: float) -> list[Product] | None:
    """The products with each basis restricted to the complement of its kernel; None if nothing changes."""
    largest = max(float(abs(gram).max()) for gram in proposal.grams)
    faces = [face(gram, tolerance * max(1e-2, min(1.0, largest))) for gram in proposal.grams]
    known = [basis for basis in faces if basis is not None]
    if len(known) < len(faces) or sum(map(len, known)) == sum(len(p.basis) for p in products):
        return None
    return [_restricted(p, basis) for p, basis in zip(products, known, strict=True) if basis]


def _restricted(part: Product, basis: Gram) -> Product:
    zero = 0 * part.basis[0]
    polynomials = [sum((c * b for c, b in zip(vector, part.basis, strict=True)), zero) for vector in basis]
    return Product(part.factors, part.polynomial, polynomials, part.weight)
