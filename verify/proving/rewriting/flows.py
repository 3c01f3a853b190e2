"""Bounds K_ct(M) ≤ f for coupled flows, by the comparison matrix of their blocks.

A diagonal block X counts as 1 − a where X + aI dissipates, that is, K_ct(X + aI) ≤ 1, and a number s as 1 + s; a block
beside the diagonal counts as its norm. The rates a that are tried are those by which f is divided.
"""

from collections.abc import Callable, Iterator

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import Tree, norm, show, walk
from kreiss.verify.proving.problem import oriented
from kreiss.verify.proving.rewriting.two_rates import by_two_rates, has_roots
from kreiss.verify.proving.task import Task

_MOST_RATES = 4  # that a bound is divided by: each is a search for a form
Prove = Callable[[Claim, Task], tuple[Step, ...] | None]


def steps_for_flows(task: Task, prove: Prove) -> Iterator[Step]:
    """Steps for a conclusion K_ct(M) ≤ f, M given by its blocks; none where it is none.

    ``prove`` gives the steps of a proof that a block dissipates, or None. Raises ``PrecisionExhausted`` where the
    comparison does not show the bound, and ``OutOfTime``.
    """
    for relation in task.claim.conclusion:
        match oriented(relation):
            case ("<=", ("call", "K_ct", (("name", name),)), bound) if name in task.facts.definitions:
                rows = _rows(task.facts.definitions[name])
                if not rows:
                    return
                steps, bounds = _bounds(rows, bound, task, prove)
                yield from steps
                if has_roots(bound) and len(bounds) == 2:
                    yield from by_two_rates("K_ct", ("name", name), bound, bounds, task)
                    return
                facts = task.facts.about(" ".join([show(bound), *(text for row in bounds for text in row)]), ())
                settings = {"name": name, "function": "K_ct", "deadline": task.deadline}
                yield from bound_steps(show(bound), bounds, facts, **settings)
            case _:
                return


def _rows(matrix: Tree) -> tuple[tuple[Tree, ...], ...]:
    """The block rows of a square matrix of at least two; none of any other."""
    square = matrix[0] == "matrix" and len(matrix[1]) == len(matrix[1][0]) > 1
    return matrix[1] if square else ()


def _bounds(
    rows: tuple[tuple[Tree, ...], ...], bound: Tree, task: Task, prove: Prove
) -> tuple[list[Step], list[list[str]]]:
    """The comparison matrix, and the steps that show its entries to be bounds."""
    steps, bounds = list[Step](), list[list[str]]()
    for i, row in enumerate(rows):
        bounds.append([])
        for j, entry in enumerate(row):
            shown, text = _rate(entry, bound, task, prove) if i == j else _coupling(entry, task)
            steps += [step for step in shown if step not in steps]
            bounds[-1].append(text)
    return steps, bounds


def _coupling(entry: Tree, task: Task) -> tuple[list[Step], str]:
    if task.facts.is_matrix(entry):
        return [], show(norm(entry[1] if entry[0] == "neg" else entry))
    if entry == ("num", 0):
        return [], "0"
    size = show(("call", "abs", (entry,)))
    return [task.inequality(f"0 <= {size}", (), "the size of a number")], size


def _rate(entry: Tree, bound: Tree, task: Task, prove: Prove) -> tuple[list[Step], str]:
    """1 + s for a number s; 1 − a for a block X with K_ct(X + aI) ≤ 1, of the rates that the bound speaks of."""
    if not task.facts.is_matrix(entry):
        return [], "1" if entry == ("num", 0) else show(("+", ("num", 1), entry))
    for a in list(dict.fromkeys(_rates(bound)))[:_MOST_RATES]:
        moved: Tree = ("+", entry, ("*", a, ("name", "I")))
        states = show(("<=", ("call", "K_ct", (moved,)), ("num", 1)))
        found = prove(Claim(task.claim.id, states, task.claim.given), task)
        if found is not None:
            return list(found), show(("-", ("num", 1), a))
    raise PrecisionExhausted(f"no rate at which {show(entry)} dissipates")


def _rates(tree: Tree) -> Iterator[Tree]:
    """The factors that are no numbers by which a part of an expression is divided, and what it has the roots of."""
    for part in walk(tree):
        if part[0] == "/":
            yield from (factor for factor in _factors(part[2]) if factor[0] != "num")
        if part[:2] == ("call", "sqrt"):
            yield part[2][0]


def _factors(tree: Tree) -> Iterator[Tree]:
    if tree[0] == "*":
        yield from _factors(tree[1])
        yield from _factors(tree[2])
    elif tree[0] == "^":
        yield from _factors(tree[1])
    else:
        yield tree
