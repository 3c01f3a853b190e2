"""Claims about small matrices of numbers whose bound has an absolute value, a maximum or a minimum, by cases.

Where e ≥ 0, abs(e) is e, and else −e; where a ≤ b, max(a, b) is b. In each case the claim is one about plain numbers,
for the determinants, and the claim itself follows from it there.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, cases
from kreiss.verify.language.trees import Tree, replaced, show, walk
from kreiss.verify.proving.eigenvalues import LARGEST_ORDER, compared, spectral_steps
from kreiss.verify.proving.forms.scalars import Scalars
from kreiss.verify.proving.small import LARGEST, steps_by_minors
from kreiss.verify.proving.task import Task

_ORDERS = {"rho": LARGEST_ORDER, "norm": LARGEST["norm"]}
_MOST_SPLITS = 3  # nested: each doubles the work
_ZERO: Tree = ("num", Fraction(0))


def steps_by_splits(task: Task) -> Iterator[Step]:
    """Steps for a conclusion about small matrices of numbers, by cases; none where it is no such conclusion.

    Raises ``PrecisionExhausted`` where a case is not shown, and ``OutOfTime``.
    """
    for tree in task.claim.conclusion:
        found = compared(tree, task.facts, _ORDERS)
        if found is None or _choice(found.value) is None:
            return
        yield from _split(tree, task, _MOST_SPLITS)


def _split(relation: Tree, task: Task, depth: int) -> Iterator[Step]:
    """The relation where a choice in it goes one way, and where it goes the other way."""
    choice = _choice(relation)
    if choice is None or depth == 0:
        raise PrecisionExhausted(f"not shown by cases: {show(relation)}")
    part, low, high, first, second = choice
    ends = [
        list(_case(relation, part, value, condition, task, depth))
        for value, condition in ((first, ("<=", low, high)), (second, ("<", high, low)))
    ]
    yield cases(show(relation), show(("<=", low, high)), ends[0], ends[1], "one way or the other")


def _case(relation: Tree, part: Tree, value: Tree, condition: Tree, task: Task, depth: int) -> Iterator[Step]:
    """The relation under a condition, by way of what it says there."""
    plain = replaced(relation, {part: value})
    claim = replace(task.claim, given=(*task.claim.given, show(condition)), states=show(plain), sharp=False)
    inner = Task(claim, task.deadline)
    yield from _plain(inner) or _split(plain, inner, depth - 1)
    scalars = Scalars(inner.facts)
    scalars.add(plain)
    yield scalars.inequality(relation, "as it is in this case", task.deadline)


def _plain(task: Task) -> list[Step]:
    """Steps by determinants; none where these do not do."""
    for way in (spectral_steps, steps_by_minors):
        try:
            if steps := list(way(task)):
                return steps
        except PrecisionExhausted:
            continue
    return []


def _choice(tree: Tree) -> tuple[Tree, Tree, Tree, Tree, Tree] | None:
    """A part that is one value where x ≤ y and another where y < x: the part, x, y, and these values."""
    for part in walk(tree):
        match part:
            case ("call", "abs", (e,)):
                return part, _ZERO, e, e, ("neg", e)
            case ("call", "max", (a, b)):
                return part, a, b, b, a
            case ("call", "min", (a, b)):
                return part, a, b, a, b
    return None
