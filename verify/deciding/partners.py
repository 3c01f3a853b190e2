"""The partner of an instance, by which a bound is seen to be attained: numbers in place of blocks, and what is due.

A claim x ≤ f is sharp if every instance has a partner of numbers with the same quantities at which f ≤ x, and sharp in
a hypothesis x < f if partners satisfy x ≤ f, the other hypotheses, and the negation of the conclusion. ``Partner``
writes the claim's expressions at the partner; ``due`` lists what has to be proved, in the order of the certificate
``kreiss/sharpness-1``. The checker derives its own list and decides.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import QUANTITIES, RELATIONS, Tree, constant, show, walk

ONE: Tree = ("num", Fraction(1))
_RADII = ("norm", "rho", "numerical_radius")
_NEGATED = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}
_FINITE = (*_RADII, "abs", "min", "max", "dim")


class NoPartner(Exception):
    """The claim has an expression that partners of numbers do not have."""


class Partner:
    """The expressions of a claim at the partner whose free names have the values of ``instance``, as texts.

    ``lines`` define its block matrices, the models of those of the claim, under fresh names; ``defined`` has to have a
    value for all that. Raises ``NoPartner``.
    """

    def __init__(self, claim: Claim, instance: Mapping[str, str]) -> None:
        defined = {tree[1]: tree[2] for tree in claim.hypotheses if tree[0] == "define"}
        self.matrices = {name: tree for name, tree in defined.items() if tree[0] == "matrix"}
        self.definitions = {name: tree for name, tree in defined.items() if tree[0] != "matrix"}
        self.values = {name: _expression(text) for name, text in instance.items()}
        self.defined: list[Tree] = list(self.values.values())
        self.names: dict[str, str] = {}
        self.models: dict[str, str] = {}
        taken = {part[1] for tree in (*claim.hypotheses, *claim.conclusion) for part in walk(tree) if part[0] == "name"}
        taken |= defined.keys()
        for name, (_, rows) in self.matrices.items():
            fresh = next(choice for i in range(1, len(taken) + 2) if (choice := f"{name}{i}") not in taken)
            taken.add(fresh)
            self.models[name], self.names[name] = f"{fresh} = {show(self._matrix(rows))}", fresh

    @property
    def lines(self) -> tuple[str, ...]:
        """The definitions of the models."""
        return tuple(self.models.values())

    def _matrix(self, rows: tuple[tuple[Tree, ...], ...]) -> Tree:
        values = tuple(tuple(map(self.at, row)) for row in rows)
        self.defined += (entry for row in values for entry in row)
        return ("matrix", values)

    def at(self, tree: Tree) -> Tree:
        """The expression at the partner: 1×1 matrices are numbers, and defined numbers stand as they are defined."""
        match tree:
            case ("num", _):
                return tree
            case ("name", name):
                return self._name(name)
            case ("call", function, (("name", name), *rest)) if name in self.names and function in QUANTITIES:
                return ("call", function, (("name", self.names[name]), *map(self.at, rest)))
            case ("call", function, (("matrix", rows), *rest)) if function in QUANTITIES:
                return ("call", function, (self._matrix(rows), *map(self.at, rest)))
            case ("call", function, arguments):
                return self._call(function, arguments)
            case ("neg", operand):
                return ("neg", self.at(operand))
            case ("^", base, exponent):
                return ("^", self.at(base), exponent)
            case ("+" | "-" | "*" | "/" as sign, left, right):
                return (sign, self.at(left), self.at(right))
        raise NoPartner(show(tree))

    def _name(self, name: str) -> Tree:
        if name in self.values:
            return self.values[name]
        if name in self.definitions:
            return self.at(self.definitions[name])
        if name == "I":
            return ONE
        if name[0].isupper():
            raise NoPartner(name)
        return ("name", name)

    def _call(self, function: str, arguments: tuple[Tree, ...]) -> Tree:
        if all(map(self.is_number, arguments)):
            values = tuple(map(self.at, arguments))
            self.defined += values if function in QUANTITIES else ()
            return _shortened(function, values)
        if function in _RADII:
            return _shortened("abs", (self.at(arguments[0]),))
        if function in ("dim", "transpose", "inverse"):
            value = self.at(arguments[0])
            return {"dim": ONE, "transpose": value, "inverse": ("/", ONE, value)}[function]
        raise NoPartner(function)

    def is_number(self, tree: Tree) -> bool:
        """Whether an expression of the claim is a number."""
        match tree:
            case ("num", _):
                return True
            case ("name", name):
                return self.is_number(self.definitions[name]) if name in self.definitions else not name[0].isupper()
            case ("call", function, _):
                return function not in ("inverse", "transpose", "resolvent")
            case ("matrix", _):
                return False
            case (_, *operands):
                return all(map(self.is_number, operands))
        return False


def _expression(text: str) -> Tree:
    ((_, _, tree),) = parse(f"0 <= {text}")
    folded: Tree = _folded(tree)
    return folded


def _shortened(function: str, arguments: tuple[Tree, ...]) -> Tree:
    """A call without what is repeated in min and max, and without abs around what is ≥ 0."""
    different = tuple(dict.fromkeys(arguments)) if function in ("min", "max") else arguments
    match different:
        case (("call", inner, _) as argument,) if function == "abs" and inner in (*_RADII, "abs"):
            return argument
        case (argument,) if function in ("min", "max"):
            return argument
    return ("call", function, different)


def question(claim: Claim) -> tuple[Tree, list[Tree]]:
    """The relation x ≤ f or x ≥ f whose f is to be the best, and what partners have to satisfy."""
    ((sign, left, right),) = claim.conclusion
    if claim.chosen is None:
        return claim.conclusion[0], list(claim.hypotheses)
    given = [tree for tree in claim.hypotheses if tree[0] not in RELATIONS or turned(tree) != turned(claim.chosen)]
    return (_NEGATED[claim.chosen[0]][0] + "=", *claim.chosen[1:]), [*given, (_NEGATED[sign], left, right)]


def due(claim: Claim, partner: Partner, margin: str | None = None) -> list[Tree]:
    """What partners satisfy, each quantity of f both ways, the bound the other way, and what is to be defined.

    With a ``margin`` t the bound is reached but for t. What is a hypothesis already, or compares something finite with
    itself, needs no proof.
    """
    (sign, left, right), asked = question(claim)
    trees = [part for line in asked for part in _hypothesis(line, partner)]
    for quantity in dict.fromkeys(_quantities(right)):
        trees += [("<=", partner.at(quantity), quantity), ("<=", quantity, partner.at(quantity))]
    if margin is not None:
        right = ("-" if sign == "<=" else "+", right, ("name", margin))
    trees.append(("<=", right, partner.at(left)) if sign == "<=" else ("<=", partner.at(left), right))
    trees += _definitions(partner, trees)
    held = {_folded(turned(tree)) for tree in claim.hypotheses if tree[0] in RELATIONS}
    return [tree for tree in dict.fromkeys(trees) if _folded(turned(tree)) not in held and not _is_plain(tree)]


def _quantities(tree: Tree) -> Iterator[Tree]:
    """The numbers and the quantities of matrices in an expression."""
    if tree[0] == "name" or (tree[0] == "call" and tree[1] in QUANTITIES):
        yield tree
    elif tree[0] != "num":
        for part in tree[2] if tree[0] == "call" else tree[1:]:
            yield from _quantities(part)


def _hypothesis(tree: Tree, partner: Partner) -> Iterator[Tree]:
    if tree[0] in RELATIONS:
        yield (tree[0], partner.at(tree[1]), partner.at(tree[2]))
    elif tree[0] == "call":
        for argument in tree[2]:
            if argument[0] != "name" or argument[1] in (*partner.matrices, *partner.definitions):
                raise NoPartner(show(tree))
            if tree[1] == "nonnegative":
                yield ("<=", ("num", Fraction(0)), partner.at(argument))


def _definitions(partner: Partner, trees: list[Tree]) -> list[Tree]:
    """v ≤ v for each value of a definition or entry that occurs nowhere else: it has to be defined."""
    entries = [entry for matrix in partner.matrices.values() for row in matrix[1] for entry in row]
    values = [*[partner.at(tree) for tree in (*partner.definitions.values(), *entries)], *partner.defined]
    shown = {part for tree in trees for part in _outside(tree)}
    return [("<=", value, value) for value in values if value not in shown]


def _outside(tree: Tree) -> Iterator[Tree]:
    """The tree and every expression in it, but not what quantities are of."""
    yield tree
    if tree[0] != "call" or tree[1] not in QUANTITIES:
        for part in tree[2] if tree[0] == "call" else tree[1:]:
            if isinstance(part, tuple):
                yield from _outside(part)


def turned(tree: Tree) -> Tree:
    """The relation with < or <= in place of > or >=."""
    sign, left, right = tree
    return ({">=": "<=", ">": "<"}[sign], right, left) if sign in (">=", ">") else tree


def _is_plain(tree: Tree) -> bool:
    sign, left, right = tree[0], _folded(tree[1]), _folded(tree[2])
    return sign not in ("<", ">") and left == right and _is_finite(left)


def _is_finite(tree: Tree) -> bool:
    match tree:
        case ("num" | "name", _):
            return True
        case ("call", function, arguments):
            return function in _FINITE and all(map(_is_finite, arguments))
        case ("neg", operand):
            return _is_finite(operand)
        case ("+" | "-" | "*", left, right):
            return _is_finite(left) and _is_finite(right)
        case ("/", left, ("num", divisor)):
            return divisor != 0 and _is_finite(left)
        case ("^", base, ("num", exponent)):
            return exponent.denominator == 1 and exponent >= 0 and _is_finite(base)
    return False


def _folded(tree: Any) -> Any:
    """The tree with every number in one form."""
    if not isinstance(tree, tuple):
        return tree
    value = constant(tree) if tree[:1] in (("/",), ("neg",)) else None
    return ("num", value) if value is not None else tuple(map(_folded, tree))
