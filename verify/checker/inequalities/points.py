"""Whether a statement about real numbers fails at a rational point, by the evaluation of claims (``evaluation``).

Values are exact where they are rational, else enclosed to 64, 256 and at last 1024 bits. A relation counts as true or
false only if it is so for all numbers in the enclosures, and an undefined value refutes nothing.
"""

from collections.abc import Mapping
from fractions import Fraction

from kreiss.verify.checker.arithmetic.intervals import Interval, Unresolved, exactly
from kreiss.verify.checker.arithmetic.matrices import Matrix
from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.inequalities.systems import Statement
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.refutations.evaluation import Evaluation
from kreiss.verify.checker.refutations.values import Unfit

PRECISIONS = (64, 256, 1024)


def check_names(statement: Statement, point: Mapping[str, Fraction], path: str) -> None:
    """Reject a point that does not give each variable of the statement a value, and nothing else."""
    trees = [*statement.definitions.values(), *statement.hypotheses, *statement.conclusion]
    variables = set().union(*map(_names, trees)) - set(statement.definitions)
    for name in sorted(set(point) ^ variables):
        if name in point:
            raise Rejected(path, f"{name!r:.60} is no variable of the statement")
        raise Rejected(path, f"no value for {name!r:.60}")


def _names(tree: Tree) -> set[str]:
    spend(4)
    if tree[0] == "name":
        return {tree[1]}
    children = tree[2] if tree[0] == "call" else [child for child in tree[1:] if isinstance(child, tuple)]
    return set().union(*map(_names, children))


def refutes(statement: Statement, point: Mapping[str, Fraction]) -> bool:
    """Whether the hypotheses hold at the point, and of the conclusion a relation fails and each is decided. Exact."""
    return any(_refutes_at(statement, point, bits) for bits in PRECISIONS)


def _refutes_at(statement: Statement, point: Mapping[str, Fraction], bits: int) -> bool:
    evaluation = Evaluation({name: exactly(value) for name, value in point.items()}, _no_matrices, bits)
    try:
        for name in _in_order(statement.definitions):
            evaluation.define(name, statement.definitions[name])
        if not all(evaluation.holds(tree) for tree in statement.hypotheses):
            return False
        outcomes = [evaluation.holds(tree) for tree in statement.conclusion]
    except (Unfit, Unresolved):
        return False
    return False in outcomes and None not in outcomes


def _no_matrices(quantity: str, _: Matrix) -> Interval:
    raise Unfit(f"{quantity} of a matrix is no number here")


def _in_order(definitions: Mapping[str, Tree]) -> list[str]:
    """The defined names, each after those that it uses; one that is defined through itself is rejected."""
    done: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise Rejected("$.statement", f"{name!r:.60} is defined through itself")
        if name not in done:
            for other in sorted(_names(definitions[name]) & definitions.keys()):
                visit(other, (*above, name))
            done[name] = None

    for name in definitions:
        visit(name, ())
    return list(done)
