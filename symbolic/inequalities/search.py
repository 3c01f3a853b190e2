"""The search for a proof: which tactic is tried when, on what, and for how long."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kreiss.deadlines import Deadline
from kreiss.symbolic.inequalities.steps import Node, System, TooLarge
from kreiss.symbolic.inequalities.systems import Problem
from kreiss.symbolic.inequalities.tactics.cases import (
    pin_equality,
    remove_extremum,
    remove_quotient,
    substitute_equation,
)
from kreiss.symbolic.inequalities.tactics.leaves import (
    close_by_combination,
    close_by_constants,
    close_by_multiple,
    close_by_one_variable,
)
from kreiss.symbolic.inequalities.tactics.lemmas import by_factors, by_sign
from kreiss.symbolic.inequalities.tactics.orthant import close_by_signs
from kreiss.symbolic.inequalities.tactics.quadratic import by_bound, by_chord, by_square
from kreiss.symbolic.inequalities.tactics.radicals import by_lead, by_squaring
from kreiss.symbolic.inequalities.tactics.sos import by_sums_of_squares
from kreiss.symbolic.inequalities.tactics.splits import (
    by_division,
    by_factors_of_a_relation,
    by_order,
    by_point,
    by_scale,
)
from kreiss.symbolic.inequalities.tactics.substitution import by_rationalising
from kreiss.symbolic.inequalities.tactics.tactic import Search, Tactic

DEEPEST_LEMMA = 7  # of lemmas within lemmas: deeper ones cost time that other tactics need
DEEPEST = 40  # of goals within goals, so that no tactic goes round

LEAVES: tuple[tuple[str, Callable[[System, int, Deadline], Node | None]], ...] = (
    ("constants", close_by_constants),
    ("multiples", close_by_multiple),
    ("sums of relations", close_by_combination),
    ("real roots of one variable", close_by_one_variable),
    ("signs of coefficients", close_by_signs),
)
REMOVALS = (pin_equality, remove_quotient, remove_extremum, substitute_equation)
TACTICS: tuple[tuple[str, Tactic], ...] = (
    ("factors", by_factors),
    ("sign of a divisor", by_sign),
    ("multiples of a root's equation", by_lead),
    ("squaring", by_squaring),
    ("powers of a bound", by_bound),
    ("completing the square", by_square),
    ("sums of squares", partial(by_sums_of_squares, level=0)),
    ("chords", by_chord),
    ("rational substitution", by_rationalising),
    ("division of a relation", by_division),
    ("sums of squares with a multiplier", partial(by_sums_of_squares, level=1)),
    ("cases around the least value", by_point),
    ("order of symmetric variables", by_order),
    ("sums of squares with a multiplier of degree two", partial(by_sums_of_squares, level=2)),
    ("one variable as unit", by_scale),
    ("factors of a relation", by_factors_of_a_relation),
)


class Schedule(Search):
    """One search in one problem; ``tried`` collects the tactics that were used in vain.

    Whatever takes long raises ``OutOfTime`` once the deadline has passed.
    """

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        super().__init__(problem, deadline)
        self.failed: set[Any] = set()
        self.depth = 0
        self.tried: dict[str, None] = {}
        self.left: tuple[System, int] | None = None
        """The innermost goal on the way to the claim itself, no lemma, that was not proved; and its target."""

    def solve(self, system: System, target: int) -> Node | None:
        """A proof that the relations have no common solution, or None; the target is the relation to contradict."""
        self.deadline.check()
        key = _key(system, target)
        if key in self.failed or self.depth > DEEPEST:
            return None
        self.depth += 1
        try:
            node = self._solve(system, target)
        except TooLarge:
            node = None
        finally:
            self.depth -= 1
        if node is None:
            self.failed.add(key)
        return node

    def _solve(self, system: System, target: int) -> Node | None:
        node = self.leaf(system, target)
        if node is not None:
            return node
        if system.relations[target].polynomial.is_zero():
            return self._solve_some_equation(system)
        for removal in REMOVALS:
            applies, node = removal(self, system, target)
            if applies:
                return node
        outer = self.left
        if not self.lemma_depth:
            self.left = (system, target)
        for name, tactic in TACTICS:
            self.deadline.check()
            self.tried[name] = None
            node = tactic(self, system, target)
            if node is not None:
                self.left = outer
                return node
        return None

    def _solve_some_equation(self, system: System) -> Node | None:
        """Where the target says nothing any more, contradict an equation instead."""
        for number, relation in enumerate(system.relations):
            if relation.sign == "=" and not relation.polynomial.is_zero():
                node = self.solve(system, number)
                if node is not None:
                    return node
        return None

    def solve_lemma(self, system: System, target: int) -> Node | None:
        """As ``solve``, for a lemma inside a proof: only so many of them may be nested."""
        if self.lemma_depth >= DEEPEST_LEMMA:
            return self.leaf(system, target)
        self.lemma_depth += 1
        try:
            return self.solve(system, target)
        finally:
            self.lemma_depth -= 1

    def leaf(self, system: System, target: int) -> Node | None:
        """A proof without inner nodes."""
        for name, close in LEAVES:
            self.deadline.check()
            self.tried[name] = None
            node = close(system, target, self.deadline)
            if node is not None:
                return node
        return None


def _key(system: System, target: int) -> Any:
    relations = frozenset((str(relation.polynomial), relation.sign) for relation in system.relations)
    return relations, str(system.relations[target].polynomial)
