"""Claims about norms, numerical radii and Kreiss constants of expressions in matrices, taken apart into bounds.

A quantity of a compound expression is bounded by quantities of its parts: ‖P + Q‖ ≤ ‖P‖ + ‖Q‖, ‖PQ‖ ≤ ‖P‖‖Q‖,
‖(s − Y)⁻¹‖ ≤ (1 + ‖Y(s − Y)⁻¹‖)/s, … (``proposals``). Each bound is a statement that the search for forms, or a lemma,
proves; with these as facts, the claim is an inequality between numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, pairwise

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, cases, euler, identity, lemma, time_scaled, transitive
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import Tree, norm, replaced, show, walk
from kreiss.verify.proving.eigenvalues import compared
from kreiss.verify.proving.forms.scalars import Scalars, quantities
from kreiss.verify.proving.forms.search import form_steps, proposed_steps
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.even_powers import contraction, from_even_powers
from kreiss.verify.proving.forms.ways.products import product_bounds
from kreiss.verify.proving.forms.ways.proposals import (
    ONE,
    TWO,
    ZERO,
    Instance,
    by_similarity,
    claimed_rates,
    conjugates,
    euler_steps,
    from_below,
    is_conjugate,
    lemmas,
    numerical_radius,
    proposals,
)
from kreiss.verify.proving.forms.ways.radii import radius_steps, shift_from_below
from kreiss.verify.proving.forms.ways.routes import Route, isolated, nilpotent, routes, speaks_of_power, vanishing
from kreiss.verify.proving.forms.ways.spectral import spectral_bounds
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.rewriting.blocks import inverse_by_blocks, squares_steps, sum_of_squares
from kreiss.verify.proving.rewriting.chains import alone, through_exponential
from kreiss.verify.proving.rewriting.steps import Numbers, bound_steps, units_steps
from kreiss.verify.proving.rewriting.sums import Atom, Word, size_of
from kreiss.verify.proving.rewriting.times import doubled, harmonic, of_flows
from kreiss.verify.proving.small import steps_below
from kreiss.verify.proving.spectra import bounds_a_function, steps_at_eigenvalues
from kreiss.verify.proving.task import Task

BOUNDED = ("norm", "numerical_radius", "rho", "K", "K_ct", "sup_powers", "power_norm", "eigmax", "sup_exp", "exp_norm")
"""The quantities of which forms or lemmas say something."""
_DEEPEST, _LONGEST_LOOK = 5, 2.0  # of quantities bounded by others, and seconds for one of them
Checker = Callable[[Claim, Sequence[Step]], bool]
_LARGE = {"<=": ("<=", 1, 2), "<": ("<", 1, 2), ">=": ("<=", 2, 1), ">": ("<", 2, 1)}


def steps_by_bounds(setting: Setting, deadline: Deadline, accepts: Checker) -> list[Step]:
    """Steps for a claim about quantities of matrices; raises ``PrecisionExhausted`` if they do not reach it.

    ``accepts`` is the checker. Raises ``OutOfTime``.
    """
    bounds = Bounds(setting, deadline, accepts)
    bounds.of_units()
    bounds.of_inverses()
    for relation in setting.claim.conclusion:
        for goal in orders(relation):
            bounds.reach(goal)
    return bounds.steps


def orders(relation: Tree) -> list[Tree]:
    """The relation as orders, with the smaller side on the left."""
    if relation[0] == "==":
        return [("<=", relation[1], relation[2]), ("<=", relation[2], relation[1])]
    sign, small, large = _LARGE[relation[0]]
    return [(sign, relation[small], relation[large])]


def _parts(goal: Tree) -> Iterator[Tree]:
    """q ≤ f for each q of a maximum on the smaller side."""
    sign, small, large = goal
    if small[:2] == ("call", "max"):
        yield from ((sign, part, large) for part in small[2])


def _by_a_form(claim: Claim, task: Task) -> tuple[Step, ...] | None:
    found = form_steps(claim.conclusion[0], Setting(claim, Facts(claim)), task.deadline)
    return None if found is None else tuple(found)


class _Reached(Exception):
    """The goal is reached before every quantity is bounded."""


class Bounds:
    """The bounds found so far, the steps that the checker accepts for them, and the quantities that were looked at."""

    def __init__(self, setting: Setting, deadline: Deadline, accepts: Checker, *, splits: bool = True) -> None:
        self._setting, self._deadline, self._accepts, self._splits = setting, deadline, accepts, splits
        self._seen: set[Tree] = set()
        self._goal: Tree | None = None
        self._units = False
        self.steps: list[Step] = []

    def of_units(self) -> None:
        """w(X) ≤ 1 for each X with K(X) ≤ 1 by the hypotheses."""
        scalars = self._setting.scalars
        for _, function, (X, *_) in scalars.quantities() if scalars.relations else []:
            if function == "K":
                unit: Tree = ("<=", ("call", "K", (X,)), ONE)
                if scalars.seems(unit, self._setting.rng):
                    instance = Instance(("<=", numerical_radius(X), ONE), "numerical-radius-kreiss", (unit,))
                    self._units |= self._lemma(instance)

    def of_inverses(self) -> None:
        """1 ≤ ‖P‖‖Q‖ for each equation PQ == I."""
        numbers = Numbers(self._setting.facts, self._deadline)
        for equation in self._setting.equations:
            found = units_steps(equation, numbers)
            if found is not None:
                self._add(*found)

    def reach(self, goal: Tree) -> None:
        """Steps that end in the goal: a form, or bounds on the quantities and then an inequality between numbers."""
        self._goal = None  # what led to a goal before says nothing of this one
        self._all_in_time(goal)
        if self._by_lemmas(goal) or self._by_a_route(goal) or self._by_products(goal) or self._form(goal):
            return
        scalars, self._goal = self._setting.scalars, goal
        try:
            for part in walk(goal[1]):
                if part[0] == "^" and part[1][:2] == ("call", "norm") and part[2] == TWO:
                    self._by_squares(part[1][2][0])
            for alone in (*_parts(goal), *isolated(goal), *from_below(goal, self._setting)):
                self._form(alone)
            for quantity in dict.fromkeys([*quantities(goal), *scalars.quantities()]):
                self._bound(quantity, 0)
        except _Reached:
            return
        if goal not in scalars.relations:
            try:
                self.steps.append(self._inequality(goal))
            except PrecisionExhausted:
                if not self._splits or not self._by_signs(goal):
                    raise

    def _by_a_route(self, goal: Tree) -> bool:
        """Whether quantities that the claim does not speak of lead to the goal."""
        for needed, step in (*nilpotent(goal, self._setting), *self._by_even_powers(goal)):
            try:
                shown = [self._setting.scalars.soon(tree, "of the numbers", self._deadline) for tree in needed]
            except PrecisionExhausted:
                continue
            if self._add(goal, [*shown, step]):
                return True
        if self._by_a_comparison(goal):
            return True
        return any(self._along(route, goal) for route in routes(goal, self._setting))

    def _by_even_powers(self, goal: Tree) -> Iterator[tuple[list[Tree], Step]]:
        """K(X) where X² is a contraction."""
        X = goal[1][2][0] if goal[1][:2] == ("call", "K") else None
        if X is not None and speaks_of_power(X, 2, self._setting) and self._form(contraction(X)):
            yield from from_even_powers(goal)

    def _by_a_comparison(self, goal: Tree) -> bool:
        """Whether the radius of a block matrix or a shift is compared with that of numbers."""
        try:
            found = radius_steps(goal, self._setting, Task(self._setting.claim, self._deadline))
            found = found or shift_from_below(goal, self._setting, Numbers(self._setting.facts, self._deadline))
        except PrecisionExhausted:
            return False
        return bool(found) and self._add(goal, found)

    def _by_products(self, goal: Tree) -> bool:
        """Whether what is known of products of two matrices, or of spectral radii, gives the goal."""
        numbers = Numbers(self._setting.facts, self._deadline)
        found = chain(*(way(goal, self._setting, numbers) for way in (product_bounds, spectral_bounds)))
        for relation, steps in found:
            if not self._add(relation, steps):
                continue
            try:
                self.steps.append(self._setting.scalars.soon(goal, "by the bounds above", self._deadline))
            except PrecisionExhausted:
                continue
            return True
        return False

    def _along(self, route: Route, goal: Tree) -> bool:
        """Whether each part of a route is shown, and the goal then follows by numbers, orders x ≤ y ≤ z as x ≤ z."""
        if not all(self._lemma(part) if isinstance(part, Instance) else self._form(part) for part in route):
            return False
        known = [part.relation if isinstance(part, Instance) else part for part in route]
        scalars, steps = Scalars(self._setting.facts), list[Step]()
        for (_, low, middle), (_, other, high) in pairwise(known):
            if middle == other:
                steps.append(transitive(show(low), show(middle), show(high), "by both"))
                known = [("<=", low, high), *(relation for relation in known if middle not in relation)]
        for relation in known:
            scalars.add(relation)
        try:
            steps.append(scalars.soon(goal, "by the bounds above", self._deadline))
        except PrecisionExhausted:
            return False
        return self._add(goal, steps)

    def _by_signs(self, goal: Tree) -> bool:
        """Whether the goal is reached both where a quantity vanishes and where it is positive."""
        self._goal = None  # what follows states it itself
        for quantity in vanishing(goal):
            ends: list[list[Step]] = []
            for fact in (("<=", quantity, ZERO), ("<", ZERO, quantity)):
                given = (*self._setting.claim.given, show(fact))
                claim = replace(self._setting.claim, given=given, states=show(goal), sharp=False)
                inner = Bounds(Setting(claim, Facts(claim)), self._deadline, self._accepts, splits=False)
                try:
                    inner.reach(goal)
                except PrecisionExhausted:
                    break
                ends.append(inner.steps)
            if len(ends) == 2:
                on = show(("<=", quantity, ZERO))
                return self._add(goal, [cases(show(goal), on, ends[0], ends[1], "by whether it vanishes")])
        return False

    def _inequality(self, goal: Tree) -> Step:
        """The goal as an inequality between numbers, first without what bounds products from below."""
        scalars, lean = self._setting.scalars, Scalars(self._setting.facts)
        lean.relations = [fact for fact in scalars.relations if fact[1] != ONE or fact[2][0] != "*"]
        if len(lean.relations) < len(scalars.relations):
            try:
                return lean.soon(goal, "by the bounds above", self._deadline, _LONGEST_LOOK)
            except PrecisionExhausted:
                pass  # what was left out may be needed
        return scalars.inequality(goal, "by the bounds above", self._deadline)

    def _by_squares(self, J: Tree) -> None:
        """‖J‖² ≤ Σ ‖J_ij‖² for a block matrix."""
        found = squares_steps(J, self._setting, Numbers(self._setting.facts, self._deadline))
        if found:
            self._add(sum_of_squares(J, self._setting), found)

    def _by_factors(self, X: Tree) -> None:
        """‖X‖ ≤ Π ‖factor‖ for a product, or the negative of one."""
        sign, rest = (-1, X[1]) if X[0] == "neg" else (1, X)
        factors = [rest] if rest[0] != "*" else []
        while rest[0] == "*":
            factors = [rest[2], *factors] if rest[1][0] == "*" else [rest[1], rest[2], *factors]
            rest = rest[1]
        if len(factors) > 1:
            terms = ((Fraction(sign), Word(ONE, tuple(Atom(factor) for factor in factors))),)
            steps = list(bound_steps(X, terms, Numbers(self._setting.facts, self._deadline)))
            self._add(("<=", norm(X), size_of(terms)), steps)

    def _by_lemmas(self, goal: Tree) -> bool:
        """Whether lemmas about the quantities of the smaller side reach the goal."""
        before = len(self.steps)
        for quantity in dict.fromkeys(quantities(goal[1])):
            for instance in (*lemmas(quantity, self._setting), *of_flows(quantity, self._setting)):
                if self._lemma(instance) and self._through(goal, instance.relation):
                    return True
                if instance.relation[1] == quantity and instance.relation[2][:2] == ("call", "norm"):
                    self._form(replaced(goal, {quantity: instance.relation[2]}))
        if goal in self._setting.scalars.relations or len(self.steps) == before:
            return goal in self._setting.scalars.relations
        try:
            self.steps.append(self._setting.scalars.soon(goal, "by the lemmas", self._deadline))
        except PrecisionExhausted:
            return False
        return True

    def _through(self, goal: Tree, known: Tree) -> bool:
        """Whether a known p ≤ g, an exponential, gives the goal: for p, or for what is known to be at most c·p."""
        steps = through_exponential(goal, known, self._setting.scalars.relations, self._setting.facts, self._deadline)
        return bool(steps) and self._add(goal, steps)

    def _form(self, relation: Tree) -> bool:
        if relation in self._setting.scalars.relations:
            return True
        found = self._at_eigenvalues(relation)
        if found is not None:
            return self._add(relation, found)
        return any(self._add(relation, steps) for steps in proposed_steps(relation, self._setting, self._deadline))

    def _at_eigenvalues(self, relation: Tree) -> list[Step] | None:
        """Steps for a bound on a function of one symmetric matrix, if they are found soon."""
        claim = replace(self._setting.claim, states=show(relation), sharp=False)
        if not bounds_a_function(claim):
            return None
        try:
            task = Task(claim, self._deadline.within(_LONGEST_LOOK))
            return list(steps_at_eigenvalues(task, lambda claim, task: None, _by_a_form))
        except PrecisionExhausted:
            return None
        except OutOfTime:
            self._deadline.check()
            return None

    def _add(self, relation: Tree, found: list[Step]) -> bool:
        """Keep steps that the checker accepts after those before them."""
        if not self._accepts(self._setting.claim, [*self.steps, *found]):
            return False
        self.steps += found
        self._setting.scalars.add(relation)
        if self._goal is not None and self._setting.scalars.seems(self._goal, self._setting.rng):
            self._finish(self._goal)
        return True

    def _finish(self, goal: Tree) -> None:
        """The goal as an inequality between numbers, if it follows already; then raises ``_Reached``."""
        try:
            last = self._setting.scalars.soon(goal, "by the bounds above", self._deadline)
        except PrecisionExhausted:
            return
        self.steps.append(last)
        raise _Reached

    def _bound(self, quantity: Tree, depth: int) -> None:
        """Bounds on a quantity, and on those that they bring with them."""
        if quantity in self._seen or depth > _DEEPEST:
            return
        self._seen.add(quantity)
        by_blocks = inverse_by_blocks(quantity[2][0], self._setting)
        wholes = [*conjugates(quantity, self._setting), *([] if by_blocks is None else [by_blocks])]
        self._written_otherwise(quantity, wholes, depth)
        X = quantity[2][0]
        if not wholes and not (is_conjugate(X) and (depth == 0 or is_conjugate(X[1][2]))):
            self._contracting(quantity, depth)
        for relation in proposals(quantity, self._setting):
            self._all_in_time(relation[2])
            if self._form(relation):
                self._further(relation, depth)
        self._by_euler(quantity, depth)
        self._in_time(quantity, depth)
        for instance in (*lemmas(quantity, self._setting), *of_flows(quantity, self._setting)):
            if self._lemma(instance):
                if self._goal is not None and self._through(self._goal, instance.relation):
                    raise _Reached
                self._further(instance.relation, depth)
        for instance in harmonic(quantity, self._setting) if quantity[1] == "power_norm" else ():
            self._harmonic(instance)
        if not wholes and ("<=", quantity, ONE) not in self._setting.scalars.relations:
            self._written_otherwise(quantity, by_similarity(quantity, self._setting), depth)

    def _by_euler(self, quantity: Tree, depth: int) -> None:
        """K_ct(X) ≤ K(I + hX) where the claim speaks of that."""
        if quantity[1] == "K_ct":
            for stepped, size in euler_steps(quantity, self._setting):
                bound: Tree = ("<=", quantity, ("call", "K", (stepped,)))
                if self._add(bound, [euler(show(quantity[2][0]), show(stepped), show(size))]):
                    self._further(bound, depth)

    def _all_in_time(self, tree: Tree) -> None:
        for quantity in quantities(tree):
            self._in_time(quantity, _DEEPEST)

    def _in_time(self, quantity: Tree, depth: int) -> None:
        """K_ct(sX) is K_ct(X) for s > 0."""
        match quantity:
            case ("call", "K_ct", (("*", s, X),)) if not self._setting.facts.is_matrix(s):
                try:
                    signs = [
                        self._setting.scalars.soon(("<", ZERO, x), "a unit of time", self._deadline)
                        for x in (s, ("/", ONE, s))
                    ]
                except PrecisionExhausted:
                    return
                pair: tuple[Tree, Tree] = (quantity, ("call", "K_ct", (X,)))
                for (low, high), step in zip((pair, pair[::-1]), time_scaled(show(X), show(s)), strict=True):
                    bound: Tree = ("<=", low, high)
                    if bound in self._setting.scalars.relations or self._add(bound, [*signs, step]):
                        self._further(bound, depth)

    def _written_otherwise(self, quantity: Tree, wholes: Iterable[Tree], depth: int) -> None:
        """Bounds on conjugates, or an inverse by blocks, that are the same matrix."""
        for whole in wholes:
            same = identity(show(("==", quantity[2][0], whole)), "multiplied out")
            bound: Tree = ("<=", quantity, ("call", quantity[1], (whole, *quantity[2][1:])))
            if self._add(bound, [same, lemma(show(bound), "equal", "they are the same matrix")]):
                for entry in (entry for row in whole[1] for entry in row) if whole[0] == "matrix" else ():
                    self._by_factors(entry)
                self._further(bound, depth)

    def _contracting(self, quantity: Tree, depth: int) -> None:
        """What may bound K(X) or sup ‖Xᵗ‖ by 1: w(X), or ‖X‖."""
        (X, *_) = quantity[2]
        if quantity[1] == "K" and not (self._units and self._form(("<=", numerical_radius(X), ONE))):
            self._bound(numerical_radius(X), depth)
        if quantity[1] == "K_ct":
            self._form(("<=", quantity, ONE))
        if quantity[1] == "power_norm":
            self._bound(norm(X), depth)
            for u in claimed_rates(quantity[2][1], self._setting):
                self._form(("<=", norm(X), ("+", ONE, u)))
        if quantity[1] == "exp_norm":
            for u in claimed_rates(quantity[2][1], self._setting):
                self._form(("<=", doubled(X), ("*", TWO, u)))
        if quantity[1] == "sup_exp":
            self._form(("<=", ("call", "K_ct", (X,)), ONE))
        if quantity[1] == "sup_powers" and not self._form(("<=", norm(X), ONE)):
            self._bound(norm(X), depth)

    def _further(self, relation: Tree, depth: int) -> None:
        for part in quantities(relation):
            self._bound(part, depth + 1)

    def _lemma(self, instance: Instance) -> bool:
        """What the lemma needs, from the facts, and the lemma."""
        step = lemma(show(instance.relation), instance.name, "the lemma itself")
        if not instance.needs:
            return self._add(instance.relation, [step])
        for need in instance.needs:
            try:
                shown = self._shown(need)
            except PrecisionExhausted:
                continue
            return self._add(instance.relation, [*shown, step])
        return False

    def _harmonic(self, instance: Instance) -> None:
        """The lemma, which needs both conditions."""
        try:
            shown = [step for need in instance.needs for step in self._shown(need)]
        except PrecisionExhausted:
            return
        added = self._add(
            instance.relation, [*shown, lemma(show(instance.relation), instance.name, "the lemma itself")]
        )
        if added and self._goal is not None:
            try:
                self.steps.append(alone(self._goal, [instance.relation], self._setting.facts, self._deadline))
            except PrecisionExhausted:
                return
            raise _Reached

    def _shown(self, need: Tree) -> list[Step]:
        """Steps for what a lemma needs: from the facts, or of a small matrix of numbers."""
        facts = self._setting.facts
        small = compared(need, facts, {"norm": 2}) if need[0] == "<=" else None
        if small is not None:
            return list(steps_below(small, need[2], Task(self._setting.claim, self._deadline)))
        try:
            return [Scalars(facts).soon(need, "what the lemma needs, by the hypotheses", self._deadline)]
        except PrecisionExhausted:
            return [self._setting.scalars.soon(need, "what the lemma needs", self._deadline)]
