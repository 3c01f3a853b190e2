"""Claims about norms by rewriting: each norm that is to be bounded as a sum of products of those that are known.

First come the inverses that are near a known one, then the norms of the smaller side; where the claim seems to follow
from these bounds, at points of the hypotheses, the steps are written down, and the numbers are left to the prover.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, lemma
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import Tree, norm, show, walk
from kreiss.verify.proving.forms.matrices import Unfit
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.points import bounds_at_points
from kreiss.verify.proving.forms.scalars import Scalars, numbers_in, quantities
from kreiss.verify.proving.forms.search import form_steps
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.proposals import isometries
from kreiss.verify.proving.rewriting.inverses import Near, candidates, gap, inverses_in, inverted, near_steps
from kreiss.verify.proving.rewriting.powers import power_steps
from kreiss.verify.proving.rewriting.steps import Numbers, bound_steps, vanishing_step
from kreiss.verify.proving.rewriting.sums import ONE, ZERO, Atom, Sum, size_of, sums, transposed

Checker = Callable[[Claim, Sequence[Step]], bool]
_MOST_SUMS, _MOST_CHOICES, _MOST_SCALARS, _POINTS = 4, 24, 4, 8
"""Sums for one norm, choices of one for each norm, scalars that words may have as a factor, and points looked at."""


@dataclass(frozen=True)
class _Bound:
    """‖X‖ ≤ the size of a sum for X, for all the norms that a claim needs."""

    X: Tree
    terms: Sum

    @property
    def relation(self) -> Tree:
        return ("<=", norm(self.X), size_of(self.terms))


def steps_by_rewriting(setting: Setting, goals: Sequence[Tree], deadline: Deadline, accepts: Checker) -> list[Step]:
    """Steps that end in the goals, relations with the smaller side on the left.

    Raises ``PrecisionExhausted`` where some goal does not seem to follow, and ``OutOfTime``.
    """
    rewriting = Rewriting(setting, deadline, accepts)
    rewriting.equations()
    rewriting.inverses(*goals)
    for goal in goals:
        rewriting.reach(goal)
    return rewriting.steps


class Rewriting:
    """What is known of the norms of a claim, and how expressions are written as sums of products of these."""

    def __init__(self, setting: Setting, deadline: Deadline, accepts: Checker) -> None:
        self._setting, self._deadline, self._accepts = setting, deadline, accepts
        self.steps: list[Step] = []
        self._numbers = Numbers(setting.facts, deadline)
        self._existing = list(inverses_in(*setting.claim.hypotheses))
        self._facts: list[Tree] = []
        self._solved: list[Tree] = []
        self._kept: dict[tuple[Tree, Tree], list[Sum]] = {}

    def equations(self) -> None:
        """‖X − Y‖ ≤ 0 for each equation X == Y: words with such a factor cost nothing; and ‖X‖ ≤ 1 for isometries."""
        for equation in self._setting.equations:
            nothing = norm(("-", *equation[1:]))
            if self._add([vanishing_step(nothing, equation)]):
                self._facts.append(("<=", nothing, ZERO))
                self._solved.append(("==", nothing, ZERO))
                self._setting.scalars.add(("==", nothing, ZERO))
        for X in isometries(self._setting):
            bound: Tree = ("<=", norm(X), ONE)
            found = form_steps(bound, self._setting, self._deadline)
            if found is not None and self._add(found):
                self._facts.append(bound)
                self._setting.scalars.add(bound)

    def inverses(self, *goals: Tree) -> None:
        """Steps that show inverses of the goals to exist, with bounds, where each is near a known one."""
        for R in inverses_in(*goals):
            near = None if R in self._existing else self._near(R, goals)
            if near is None:
                self._at_points(R)
                continue
            try:
                found = list(near_steps(near, self._numbers))
            except PrecisionExhausted:
                continue
            if not self._add(found):
                continue
            self._existing.append(R)
            self._facts.append(near.bound)
            self._solved.append(near.value)

    def _at_points(self, R: Tree) -> None:
        """A bound on the norm of an inverse by a Kreiss constant at a point."""
        for bound in bounds_at_points(R, self._setting):
            found = form_steps(bound, self._setting, self._deadline)
            if found is not None and self._add(found):
                self._facts.append(bound)
                self._solved.append(bound)

    def _near(self, R: Tree, goals: Sequence[Tree]) -> Near | None:
        for N in candidates(R, self._existing, self._setting.facts):
            Q = gap(N, inverted(R))
            try:
                found = islice(self._sums(Q, goals, without=R), _MOST_SUMS)
                for rest in found:
                    if self._seems(("<", size_of(rest), ONE)):
                        return Near(R, N, rest)
            except (Unfit, np.linalg.LinAlgError):
                continue
        return None

    def _add(self, found: Sequence[Step]) -> bool:
        """Keep steps that the checker accepts after those before them."""
        if not found or not self._accepts(self._setting.claim, [*self.steps, *found]):
            return False
        self.steps += found
        return True

    def reach(self, goal: Tree) -> None:
        """Steps that end in a goal; raises ``PrecisionExhausted`` where none are found."""
        stated = [part for tree in (goal[2], *self._setting.claim.hypotheses) for part in walk(tree)]
        inverses = [R for R in self._existing if norm(R) in stated]
        if self._add(power_steps(goal, self._setting, self._numbers, self._products)):
            return
        if not (self._reached(goal, []) or (inverses and self._reached(goal, inverses))):
            raise PrecisionExhausted(f"no rewriting of norms gives {show(goal)}")

    def _products(self, X: Tree, atoms: Sequence[Atom]) -> Iterator[Sum]:
        return sums(X, atoms, [], self._setting, self._deadline)

    def _reached(self, goal: Tree, inverses: Sequence[Tree]) -> bool:
        """Whether bounds of norms give the goal, with 1 ≤ ‖M‖‖M⁻¹‖ for some inverses."""
        below: list[Tree] = [("<=", ONE, ("*", norm(inverted(R)), norm(R))) for R in inverses]
        first = [lemma(show(relation), "inverse-norms", "a matrix times its inverse is 1") for relation in below]
        targets = [q[2][0] for q in dict.fromkeys(quantities(goal[1])) if q[1] == "norm"]
        for chosen in islice(self._choices([*targets, *map(inverted, inverses)], goal), _MOST_CHOICES):
            self._deadline.check()
            facts = [*below, *(bound.relation for bound in chosen)]
            if self._seems(goal, facts) and self._add(self._steps(goal, chosen, facts, first)):
                return True
        return False

    def _steps(self, goal: Tree, chosen: Sequence[_Bound], facts: Sequence[Tree], first: Sequence[Step]) -> list[Step]:
        """The bounds and the goal; none where an inequality between numbers is not proved."""
        try:
            steps = [step for bound in chosen for step in bound_steps(bound.X, bound.terms, self._numbers)]
            return [*first, *steps, *self._last(goal, [*self._facts, *facts])]
        except PrecisionExhausted:
            return []

    def _last(self, goal: Tree, facts: Sequence[Tree]) -> list[Step]:
        """The goal from bounds, or from those with known bounds of norms in place of these, which are fewer numbers."""
        try:
            return [self._numbers.step(goal, "by the bounds above", *facts, near=True)]
        except PrecisionExhausted:
            weaker = {fact: self._numbers.weakened(fact) for fact in facts}
            if not any(put_in for _, put_in in weaker.values()):
                raise
        signs: list[Tree] = [("<=", ZERO, x) for _, put_in in weaker.values() for x in put_in if x[0] != "num"]
        signs = list(dict.fromkeys(signs))
        steps = [self._numbers.step(sign, "it bounds a norm") for sign in signs]
        changed = [(fact, weak) for fact, (weak, put_in) in weaker.items() if put_in]
        steps += [self._numbers.step(weak, "by the hypotheses", fact) for fact, weak in changed]
        known = [weak for weak, _ in weaker.values()]
        return [*steps, self._numbers.step(goal, "by the bounds above", *known, *signs, near=True)]

    def _choices(self, targets: Sequence[Tree], goal: Tree) -> Iterator[tuple[_Bound, ...]]:
        """For each norm no bound but its own facts, or one by a sum; all the ways to choose."""
        ways: list[list[_Bound | None]] = []
        for X in targets:
            try:
                found = self._few_sums(X, goal)
                ways.append([*(_Bound(X, terms) for terms in found), None])
            except (Unfit, np.linalg.LinAlgError):
                ways.append([None])
        for choice in product(*ways):
            yield tuple(bound for bound in choice if bound is not None)

    def _few_sums(self, X: Tree, goal: Tree) -> list[Sum]:
        if (X, goal) not in self._kept:
            itself = IDENTITY if X in inverses_in(X) else X
            self._kept[X, goal] = list(islice(self._sums(X, [goal], without=itself), _MOST_SUMS))
        return self._kept[X, goal]

    def _sums(self, X: Tree, goals: Sequence[Tree], without: Tree) -> Iterator[Sum]:
        """X by the matrices whose norms occur, and by its inverses; by the letters too if these are not enough."""
        trees = (*self._setting.claim.hypotheses, *goals, *self._facts)
        found = [q[2][0] for tree in trees for q in walk(tree) if q[:2] == ("call", "norm")]
        found += [R for R in inverses_in(X) if R != without]
        letters: list[Tree] = [("name", name) for name in self._setting.sizes]
        scalars = self._scalars(X, goals)
        tried = False
        for more in ([], letters):
            atoms = [Atom(tree) for tree in dict.fromkeys([*found, *more]) if self._is_atom(tree, without)]
            if "transpose" in show(X):
                matrices = [atom.of for atom in atoms]
                turned = [A for A in matrices if not self._setting.is_symmetric(A) and transposed(A) not in matrices]
                atoms += [Atom(A, True) for A in turned]
            for terms in sums(X, atoms, scalars, self._setting, self._deadline):
                tried = True
                yield terms
            if tried:
                return

    def _is_atom(self, tree: Tree, without: Tree) -> bool:
        one_block = self._setting.facts.is_matrix(tree) and self._setting.blocks_of(tree) == (1, 1)
        return one_block and tree not in (without, IDENTITY)

    def _scalars(self, X: Tree, goals: Sequence[Tree]) -> list[Tree]:
        """Numbers of X that are factors of a bound, or of X, differences of points, and what abs is taken of."""
        is_matrix = self._setting.facts.is_matrix
        trees = (X, *goals, *self._setting.claim.hypotheses)
        own = {part for part in walk(X) if part[0] == "name" and not is_matrix(part)}
        found = [s for goal in goals for s in _factors(goal[2], own)]
        found += [part[1] for part in walk(X) if part[0] == "*" and not is_matrix(part[1]) and is_matrix(part[2])]
        points = [R[2][1] for R in inverses_in(*trees) if R[1] == "resolvent"]
        found += [part[2][0] for tree in trees for part in walk(tree) if part[:2] == ("call", "abs")]
        found += [("-", z, w) for i, z in enumerate(points) for w in points[:i] if z != w]
        found += [one for z in points if z in walk(X) for one in (z, ("/", ONE, z))]
        return [s for s in dict.fromkeys(found) if s[0] != "num"][:_MOST_SCALARS]

    def _seems(self, goal: Tree, facts: Sequence[Tree] = ()) -> bool:
        """Whether a goal holds at points of the facts, some of them where the bounds are attained."""
        found = 0
        for attained, count in ((True, _POINTS), (False, _POINTS // 2)):
            scalars = Scalars(self._setting.facts)
            for fact in (*self._solved, *facts):
                tied = attained and fact[0] == "<=" and fact[1][0] == "call" and fact[1] not in walk(fact[2])
                scalars.add(("==", *fact[1:]) if tied else fact)
            for _ in range(count):
                holds = scalars.holds_somewhere(goal, self._setting.rng)
                if holds is False:
                    return False
                if holds is None:
                    break
                found += 1
        return found > 0


def _factors(bound: Tree, own: set[Tree]) -> Iterator[Tree]:
    """The greatest parts of a bound, and the inverses of its denominators, in which no number but these occurs."""
    inside = numbers_in(bound)
    if inside <= own and not any(part[0] == "call" for part in walk(bound)):
        yield from [bound] if inside else []
    elif bound[0] == "/" and bound[1] != ONE and numbers_in(bound[2]) <= own:
        yield from (("/", ONE, bound[2]), *_factors(bound[1], own))
    else:
        yield from (s for part in bound[1:] if isinstance(part, tuple) and part[:1] for s in _parts(part, own))


def _parts(part: Tree, own: set[Tree]) -> Iterator[Tree]:
    if isinstance(part[0], str):
        yield from _factors(part, own)
