"""Claims about norms, numerical radii and Kreiss constants of expressions in matrices, taken apart into bounds.

A quantity of a compound expression is bounded by quantities of its parts: ‖P + Q‖ ≤ ‖P‖ + ‖Q‖, ‖PQ‖ ≤ ‖P‖‖Q‖,
‖(s − Y)⁻¹‖ ≤ (1 + ‖Y(s − Y)⁻¹‖)/s, … (``proposals``). Each bound is a statement that the search for forms, or a lemma,
proves; with these as facts, the claim is an inequality between numbers.
"""

from collections.abc import Callable, Iterator, Sequence

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, euler, lemma
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import Tree, show
from kreiss.verify.proving.forms.proposals import Instance, euler_steps, lemmas, numerical_radius, proposals
from kreiss.verify.proving.forms.scalars import quantities
from kreiss.verify.proving.forms.search import form_steps
from kreiss.verify.proving.forms.setting import Setting

BOUNDED = ("norm", "numerical_radius", "rho", "K", "K_ct", "sup_powers")
"""The quantities of which forms or lemmas say something."""
_DEEPEST = 5
Checker = Callable[[Claim, Sequence[Step]], bool]
_LARGE = {"<=": ("<=", 1, 2), "<": ("<", 1, 2), ">=": ("<=", 2, 1), ">": ("<", 2, 1)}


def steps_by_bounds(setting: Setting, deadline: Deadline, accepts: Checker) -> list[Step]:
    """Steps for a claim about quantities of matrices; raises ``PrecisionExhausted`` if they do not reach it.

    ``accepts`` is the checker. Raises ``OutOfTime``.
    """
    bounds = Bounds(setting, deadline, accepts)
    for relation in setting.claim.conclusion:
        for goal in _orders(relation):
            bounds.reach(goal)
    return bounds.steps


def _orders(relation: Tree) -> list[Tree]:
    """The relation as orders, with the smaller side on the left."""
    if relation[0] == "==":
        return [("<=", relation[1], relation[2]), ("<=", relation[2], relation[1])]
    sign, small, large = _LARGE[relation[0]]
    return [(sign, relation[small], relation[large])]


def _isolated(goal: Tree) -> Iterator[Tree]:
    """A square of a norm, times a number, that is a summand of the smaller side, with the rest on the other side."""
    sign, small, large = goal
    if small[0] == "+":
        for one, rest in ((small[1], small[2]), (small[2], small[1])):
            square = one[2] if one[0] == "*" else one
            if square[0] == "^" and square[1][:2] == ("call", "norm"):
                yield sign, one, ("-", large, rest)


class Bounds:
    """The bounds found so far, the steps that the checker accepts for them, and the quantities that were looked at."""

    def __init__(self, setting: Setting, deadline: Deadline, accepts: Checker) -> None:
        self._setting, self._deadline, self._accepts = setting, deadline, accepts
        self._seen: set[Tree] = set()
        self.steps: list[Step] = []

    def reach(self, goal: Tree) -> None:
        """Steps that end in the goal: a form, or bounds on the quantities and then an inequality between numbers."""
        if self._by_lemmas(goal) or self._form(goal):
            return
        scalars = self._setting.scalars
        for alone in _isolated(goal):
            self._form(alone)
        for quantity in dict.fromkeys([*quantities(goal), *scalars.quantities()]):
            self._bound(quantity, 0)
        if goal not in scalars.relations:
            self.steps.append(scalars.inequality(goal, "by the bounds above", self._deadline))

    def _by_lemmas(self, goal: Tree) -> bool:
        """Whether lemmas about the quantities of the smaller side reach the goal."""
        before = len(self.steps)
        for quantity in dict.fromkeys(quantities(goal[1])):
            for instance in lemmas(quantity, self._setting):
                self._lemma(instance)
        if goal in self._setting.scalars.relations or len(self.steps) == before:
            return goal in self._setting.scalars.relations
        try:
            self.steps.append(self._setting.scalars.soon(goal, "by the lemmas", self._deadline))
        except PrecisionExhausted:
            return False
        return True

    def _form(self, relation: Tree) -> bool:
        found = form_steps(relation, self._setting, self._deadline)
        return found is not None and self._add(relation, found)

    def _add(self, relation: Tree, found: list[Step]) -> bool:
        """Keep steps that the checker accepts after those before them."""
        if not self._accepts(self._setting.claim, [*self.steps, *found]):
            return False
        self.steps += found
        self._setting.scalars.add(relation)
        return True

    def _bound(self, quantity: Tree, depth: int) -> None:
        """Bounds on a quantity, and on those that they bring with them."""
        if quantity in self._seen or depth > _DEEPEST:
            return
        self._seen.add(quantity)
        if quantity[1] == "K":
            self._bound(numerical_radius(quantity[2][0]), depth)
        for relation in proposals(quantity, self._setting):
            if self._form(relation):
                self._further(relation, depth)
        if quantity[1] == "K_ct":
            for relation in euler_steps(quantity, self._setting):
                if self._add(relation, [euler(show(relation), "a step of Euler's method bounds the flow")]):
                    self._further(relation, depth)
        for instance in lemmas(quantity, self._setting):
            if self._lemma(instance):
                self._further(instance.relation, depth)

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
                shown = self._setting.scalars.soon(need, "what the lemma needs", self._deadline)
            except PrecisionExhausted:
                continue
            return self._add(instance.relation, [shown, step])
        return False
