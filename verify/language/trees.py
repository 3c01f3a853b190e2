"""Expressions and relations of the claim language as nested tuples: walking, measuring and showing them.

The shapes of trees are listed in ``checker/statements.py``.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

Tree = tuple[Any, ...]
RELATIONS = ("<=", "<", ">=", ">", "==")
COMPARISONS = {"<=": le, "<": lt, ">=": ge, ">": gt}
SIGNED = ("eigmax", "trace", "det", "abscissa")  # quantities that may be negative
SUPREMA = ("K", "K_ct", "sup_powers", "sup_exp")  # quantities that are at least 1, and may be infinite
NONNEGATIVE = ("norm", "rho", "numerical_radius", "power_norm", "exp_norm")  # quantities that may be 0
QUANTITIES = (*SUPREMA, *NONNEGATIVE, "dim", *SIGNED)
MATRICES = ("inverse", "transpose", "resolvent")  # the functions whose values are matrices
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}  # how strongly a sign binds, for brackets


def norm(X: Tree) -> Tree:
    """‖X‖."""
    return ("call", "norm", (X,))


def are_inverse(first: Tree, second: Tree) -> bool:
    """Whether one is written as the inverse of the other."""
    return first == ("call", "inverse", (second,)) or second == ("call", "inverse", (first,))


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and every expression in it."""
    waiting = [tree]
    while waiting:
        tree = waiting.pop()
        yield tree
        waiting += reversed(_parts(tree))


def depth(tree: Tree) -> int:
    """The number of levels of operations, numbers and names being the last."""
    level, count = [tree], 0
    while level:
        count += 1
        level = [part for node in level for part in _parts(node)]
    return count


def _parts(tree: Tree) -> list[Tree]:
    match tree:
        case ("num" | "name", _):
            return []
        case ("define", _, body):
            return [body]
        case ("call", _, arguments):
            return list(arguments)
        case ("matrix", rows):
            return [entry for row in rows for entry in row]
    return list(tree[1:])


def replaced(tree: Tree, values: Mapping[Tree, Tree]) -> Tree:
    """The tree with others in the places of some."""
    if tree in values:
        return values[tree]
    match tree:
        case ("num" | "name", _):
            return tree
        case ("define", name, body):
            return ("define", name, replaced(body, values))
        case ("call", function, arguments):
            return ("call", function, tuple(replaced(argument, values) for argument in arguments))
        case ("matrix", rows):
            return ("matrix", tuple(tuple(replaced(entry, values) for entry in row) for row in rows))
    return (tree[0], *(replaced(part, values) for part in tree[1:]))


def is_matrix(tree: Tree, kind: Callable[[str], str]) -> bool:
    """Whether an expression is a matrix; ``kind`` says of a name that it is "a matrix", or "a number"."""
    match tree:
        case ("num", _):
            return False
        case ("name", name):
            return name == "I" or kind(name) == "a matrix"
        case ("matrix", _):
            return True
        case ("call", function, _):
            return function in MATRICES
    return any(is_matrix(part, kind) for part in tree[1:] if isinstance(part, tuple))


def constant(tree: Tree) -> Fraction | None:
    """The value of a number, its negation, or a quotient of the two; None for anything else."""
    match tree:
        case ("num", value):
            return Fraction(value)
        case ("neg", operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case ("/", left, right):
            top, bottom = constant(left), constant(right)
            return None if top is None or not bottom else top / bottom
    return None


def show(tree: Tree, outer: int = 0) -> str:
    """The tree as text in the claim language, with the parentheses that it needs."""
    match tree:
        case ("num", value):
            return _number(value, outer)
        case ("name", name):
            return str(name)
        case ("call", function, arguments):
            return f"{function}({', '.join(map(show, arguments))})"
        case ("matrix", rows):
            lines = [", ".join(map(show, row)) for row in rows]
            return f"[{', '.join(f'[{line}]' for line in lines)}]"
        case ("define", name, body):
            return f"{name} = {show(body)}"
        case ("neg", operand):
            return _parenthesised(f"-{show(operand, 3)}", 3, outer)
        case ("^", base, ("num", exponent)):
            return _parenthesised(f"{show(base, 5)}^{_number(exponent, 5)}", 4, outer)
        case (sign, left, right) if sign in RELATIONS:
            return f"{show(left)} {sign} {show(right)}"
        case (sign, left, right):
            level = _PRECEDENCE[sign]
            middle = f" {sign} " if level == 1 else sign
            return _parenthesised(f"{show(left, level)}{middle}{show(right, level + 1)}", level, outer)
    raise ValueError(f"not a tree: {tree!r:.60}")


def _number(value: Fraction, outer: int) -> str:
    text = str(value)
    return f"({text})" if outer > 1 and (value < 0 or value.denominator > 1) else text


def _parenthesised(text: str, level: int, outer: int) -> str:
    return f"({text})" if level < outer else text


def quantities_of(tree: Tree) -> Iterator[str]:
    """The numbers and the quantities of matrices in an expression, as text."""
    if tree[0] == "name" or (tree[0] == "call" and tree[1] in QUANTITIES):
        yield show(tree)
    elif tree[0] == "call":
        for argument in tree[2]:
            yield from quantities_of(argument)
    elif tree[0] != "num":
        for part in tree[1:]:
            yield from quantities_of(part)
