"""What a claim's ``given`` says: block matrices, structure, scalar definitions, and the facts that hold from the start.

A fact is a relation ``("<=" | "<" | "==", left, right)`` between real numbers, in which a quantity of a matrix, such as
``norm(A*B)``, is one indeterminate: the node ``("of", function, arguments)``, which no text of the language gives.
"""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import listed
from kreiss.verify.checker.documents import Rejected, division, spend
from kreiss.verify.checker.language.statements import PREDICATES, Tree, parse

SIGNS = ("<=", "<", ">=", ">", "==")
LEAST = dict.fromkeys(("K", "K_ct", "sup_powers", "sup_exp", "dim"), 1)
LEAST |= dict.fromkeys(("norm", "rho", "numerical_radius", "power_norm", "exp_norm"), 0)
SIGNED = ("eigmax", "trace", "det", "abscissa")
"""Quantities of a matrix that may be any number."""
QUANTITIES = (*LEAST, *SIGNED)
_OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_NORMAL = {"symmetric", "normal", "diagonal"}


@dataclass(frozen=True)
class Hypotheses:
    """The hypotheses of a claim, sorted by what they say, and every name that occurs in the claim.

    ``kinds`` remembers which defined names are numbers.
    """

    matrices: dict[str, Tree] = field(default_factory=dict)
    predicates: list[Tree] = field(default_factory=list)
    definitions: dict[str, Tree] = field(default_factory=dict)
    normal: set[str] = field(default_factory=set)
    relations: list[Tree] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    kinds: dict[str, bool] = field(default_factory=dict)
    symmetric: set[str] = field(default_factory=set)


def read(statement: object, path: str) -> tuple[Hypotheses, tuple[Tree, ...]]:
    """The hypotheses and conclusion of ``{"given": [text, …], "states": text}``."""
    result = Hypotheses()
    for text, where in listed(part(statement, "given", path), f"{path}.given"):
        for tree in parse(text, where):
            _add(result, tree, where)
    conclusion = parse(part(statement, "states", path), f"{path}.states")
    stated = (*result.relations, *result.predicates, *result.definitions.values(), *result.matrices.values())
    for tree in (*stated, *conclusion):
        result.names.update(_all_names(tree))
    result.names.update(result.definitions, result.matrices)
    _refuse_circles({**result.matrices, **result.definitions}, f"{path}.given")
    return result, conclusion


def _refuse_circles(trees: dict[str, Tree], path: str) -> None:
    """Reject definitions that need one another: they would be equations, which may have no solution."""
    uses = {name: trees.keys() & set(_all_names(tree)) for name, tree in trees.items()}
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        raise Rejected(path, f"{min(error.args[1])!r:.60} is defined through itself") from None


def _add(result: Hypotheses, tree: Tree, path: str) -> None:
    if tree[0] == "define":
        if tree[1] in result.matrices or tree[1] in result.definitions:
            raise Rejected(path, f"{tree[1]!r} is defined twice")
        (result.matrices if tree[2][0] == "matrix" else result.definitions)[tree[1]] = tree[2]
    elif tree[0] in SIGNS:
        result.relations.append(tree)
    else:
        result.predicates.append(tree)
        names = {name[1] for name in tree[2] if name[0] == "name"}
        if tree[1] in PREDICATES & _NORMAL:
            result.normal.update(names)
        if tree[1] in ("symmetric", "diagonal"):
            result.symmetric.update(names)


def is_number(tree: Tree, known: Hypotheses) -> bool:
    """Whether an expression is a number: names are by their first letter or their definition, as the language says."""
    spend(4)
    match tree:
        case ("num", _):
            return True
        case ("name", name):
            if name in known.definitions:
                if name not in known.kinds:
                    known.kinds[name] = is_number(known.definitions[name], known)
                return known.kinds[name]
            return name not in known.matrices and not name[0].isupper()
        case ("of", *_):
            return True
        case ("call", function, _):
            return function not in ("inverse", "transpose", "resolvent")
        case ("matrix", _):
            return False
        case (_, *operands):
            return all(is_number(operand, known) for operand in operands)
    return False


def _all_names(tree: object) -> Iterator[str]:
    spend(4)
    if isinstance(tree, tuple):
        if len(tree) == 2 and tree[0] == "name":
            yield tree[1]
        else:
            for branch in tree[2:] if tree and tree[0] == "call" else tree:
                yield from _all_names(branch)


def abstract(tree: Tree, known: Hypotheses) -> Tree:
    """``tree`` with every quantity of a matrix as one indeterminate."""
    spend(10)
    match tree:
        case ("of", *_):
            return tree
        case ("call", function, arguments) if function in QUANTITIES:
            return ("of", function, arguments)
        case ("call", function, arguments):
            return ("call", function, tuple(abstract(argument, known) for argument in arguments))
        case ("name", _) if is_number(tree, known):
            return tree
        case ("name" | "matrix", _):
            raise Rejected("$.statement", "a matrix stands where a real number is expected")
        case (sign, *operands):
            return (
                sign,
                *(abstract(operand, known) if isinstance(operand, tuple) else operand for operand in operands),
            )
    raise Rejected("$.statement", "not an expression")


def plain_name(quantity: Tree) -> str:
    """The name, as ``norm_C``, that a quantity of named matrices has in a certificate that says nothing else."""
    _, function, arguments = quantity
    parts = [str(argument[1]) for argument in arguments if argument[0] in ("name", "num")]
    return "_".join([function, *parts]) if len(parts) == len(arguments) else ""


def oriented(relation: Tree) -> Tree:
    """The relation with ``>`` and ``>=`` turned round."""
    sign, left, right = relation
    return ({">=": "<=", ">": "<"}[sign], right, left) if sign in (">=", ">") else relation


def quantities(tree: object) -> Iterator[Tree]:
    """Every ``norm(C)``, ``rho(A)``, … that occurs in the tree."""
    spend(4)
    if isinstance(tree, tuple):
        if len(tree) == 3 and tree[0] == "call" and tree[1] in LEAST:
            yield tree
        for branch in tree:
            yield from quantities(branch)


def initial_facts(known: Hypotheses, conclusion: Sequence[Tree]) -> set[Tree]:
    """The hypotheses themselves, the signs of the quantities, and what ``g = max(…)`` says about its arguments.

    The t of a power is a whole number ≥ 0 wherever the statement has a meaning.
    """
    facts = {oriented(abstract(relation, known)) for relation in known.relations if is_number(relation, known)}
    mentioned = set(quantities((tuple(known.relations), tuple(known.definitions.values()), tuple(conclusion))))
    blocks = {entry for matrix in known.matrices.values() for row in matrix[1] for entry in row if entry[0] == "name"}
    mentioned |= {("call", function, (entry,)) for entry in blocks for function in ("norm", "rho")}
    mentioned |= {("call", function, (("name", name),)) for name in known.matrices for function in ("K", "sup_powers")}
    facts |= {("<=", ("num", Fraction(LEAST[quantity[1]])), abstract(quantity, known)) for quantity in mentioned}
    times = [quantity[2][1] for quantity in mentioned if quantity[1] == "power_norm"]
    facts |= {("<=", ("num", Fraction(0)), time) for time in times if time[0] in ("num", "name")}
    for name, expression in known.definitions.items():
        if is_number(expression, known):
            facts |= _definition_facts(name, abstract(expression, known))
    return facts


def _definition_facts(name: str, expression: Tree) -> set[Tree]:
    facts: set[Tree] = {("==", ("name", name), expression)}
    if expression[0] == "call" and expression[1] in ("max", "min"):
        for argument in expression[2]:
            low, high = (argument, ("name", name)) if expression[1] == "max" else (("name", name), argument)
            facts.add(("<=", low, high))
    return facts


def rational_value(tree: Tree) -> Fraction | None:
    """The value of an expression of numbers without names, roots or functions; None for any other."""
    spend(5)
    match tree:
        case ("num", value):
            return Fraction(value)
        case ("neg", operand):
            inner = rational_value(operand)
            return None if inner is None else -inner
        case ("^", base, ("num", exponent)) if exponent.denominator == 1 and 0 <= exponent <= 200:
            inner = rational_value(base)
            too_long = (
                inner is None or exponent * max(inner.numerator.bit_length(), inner.denominator.bit_length()) > 5000
            )
            return None if inner is None or too_long else inner ** int(exponent)
        case ("+" | "-" | "*" | "/", left, right):
            first, second = rational_value(left), rational_value(right)
            if first is None or second is None or (tree[0] == "/" and not second):
                return None
            bits = max(value.bit_length() for value in (*first.as_integer_ratio(), *second.as_integer_ratio()))
            spend(10 + 16 * division(bits, bits))
            return Fraction(_OPERATIONS[tree[0]](first, second))
    return None


def holds(relation: Tree, facts: set[Tree]) -> bool:
    """Whether the relation is a fact, follows from a stronger one, or compares two numbers correctly.

    Every quantity is known to be at least ``LEAST``.
    """
    spend(20)
    sign, left, right = oriented(relation)
    low, high = rational_value(left), rational_value(right)
    if low is not None and high is not None and {"<=": low <= high, "<": low < high, "==": low == high}[str(sign)]:
        return True
    if (sign, left, right) in facts:
        return True
    if sign == "<=" and low is not None and right[0] == "of" and right[1] in LEAST and low <= LEAST[right[1]]:
        return True
    equal = ("==", left, right) in facts or ("==", right, left) in facts
    if sign == "==":
        return equal or (holds(("<=", left, right), facts) and holds(("<=", right, left), facts))
    return sign == "<=" and (equal or ("<", left, right) in facts)
