"""Short notation written out in the part of the language that provers, searches and the checker read.

    numbers = ["L"]     the name L is a number: it becomes l, or l1, l2, … where the claim uses l
    X == 0              X == 0*X, for a matrix X of any shape
    m <= H <= l         m*I <= H <= l*I: beside a matrix a number is a multiple of I
    psd(P)              0*I <= P; positive_definite(P) is 0*I < P
    orthogonal(Q)       transpose(Q)*Q == I == Q*transpose(Q)
    eigmin(S)           -eigmax(-S)
    numerical_abscissa(A)   eigmax(1/2*(A + transpose(A)))
    cond(A)             norm(A)*norm(inverse(A))
    sigmamin(A)         sqrt(max(0, eigmin(transpose(A)*A), eigmin(A*transpose(A)))), as the smaller Gram matrix has the
                        squares of all singular values, and the larger one these and zeros

Hypotheses about several matrices are several lines, and a free matrix that a hypothesis orders is said to be symmetric.
A conclusion about cond(A), which has no value where A has no inverse, brings inverse(A)*A == I with it.
What comes out is the claim that certificates state. A claim without such notation stays as it is, to the letter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count
from keyword import iskeyword

from kreiss.errors import InvalidClaim
from kreiss.names import no_constant
from kreiss.verify.language.grammar import NAMES, Orders, Scope, parse
from kreiss.verify.language.orders import limit_of
from kreiss.verify.language.trees import RELATIONS, Tree, is_matrix, show, walk

_NAME = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_ZERO: Tree = ("num", Fraction(0))
_IDENTITY: Tree = ("name", "I")
_ORDERS = ("<=", "<", ">=", ">")


@dataclass(frozen=True)
class Written:
    """The lines of a claim without short notation; ``names`` has the author's name for each number that got another."""

    given: tuple[str, ...]
    states: str
    exists: tuple[str, ...]
    names: Mapping[str, str]

    def author(self, text: str) -> str:
        """A text about the claim with the author's own names."""
        return _renamed(text, self.names)

    def plain(self, text: str) -> str:
        """A text of the author with the names that numbers have here."""
        return _renamed(text, {name: new for new, name in self.names.items()})


def written_out(given: Sequence[str], states: str, exists: Sequence[str], numbers: Sequence[str]) -> Written:
    """The claim without short notation, each line of ``given`` in its place.

    Raises ``InvalidClaim`` with ``given[i], ``, ``states, `` or ``numbers, `` and what was expected there.
    """
    lines = _Lines(given, states, frozenset(numbers))
    names = _plain_names(numbers, lines.scope, [*given, states])
    if names:
        given, states = [_renamed(text, names) for text in given], _renamed(states, names)
        lines = _Lines(given, states, frozenset())
    exists = tuple(names.get(name, name) for name in exists)
    return Written(tuple(lines.given), lines.states, exists, {new: name for name, new in names.items()})


class _Lines:
    """The lines of a claim, read one after the other and written out."""

    def __init__(self, given: Sequence[str], states: str, numbers: frozenset[str]) -> None:
        self.scope = Scope(numbers=numbers)
        self.more: list[str] = []
        self.ordered: dict[str, None] = {}
        self.given = [self._hypothesis(text, f"given[{i}]") for i, text in enumerate(given)]
        stated = {line.partition("(")[2].rstrip(" )") for line in given if line.startswith("symmetric(")}
        alone = [name for name in self.ordered if name not in stated]
        brought = len(self.more)
        self.given += [*self.more, *([f"symmetric({', '.join(alone)})"] if alone else [])]
        relation, _ = limit_of(states)
        self.states = self._conclusion(relation) + states[len(relation) :]
        self.given += dict.fromkeys(self.more[brought:])

    def _hypothesis(self, text: str, where: str) -> str:
        """The line in the place of this one; what it says beyond that are more lines."""
        trees = self._read(text, where, Orders(greater=False))
        plain = [part for tree in trees for part in self._plain(tree)]
        for tree in plain:
            if tree[0] in _ORDERS and self.is_matrix(tree[1]):
                names = [side[1] for side in tree[1:] if side[0] == "name" and side[1] in self.scope.free]
                self.ordered |= dict.fromkeys(names)
        if plain == list(trees):
            return text
        first, *rest = _runs(plain)
        self.more += rest
        return first

    def _conclusion(self, text: str) -> str:
        trees = self._read(text, "states", Orders(greater=True))
        self.more += [_has_inverse(part[2][0]) for tree in trees for part in walk(tree) if part[:2] == ("call", "cond")]
        if any(self._is_order(tree) for tree in trees):  # then numbers of the chain are multiples of I as well
            trees = tuple(tree if self._is_zero(tree) else (tree[0], *map(self._beside, tree[1:])) for tree in trees)
        plain = [part for tree in trees for part in self._plain(tree)]
        if plain == list(trees) and not any(self._is_order(tree) for tree in trees):
            return text
        runs = _runs(plain)
        if len(runs) > 1:
            raise InvalidClaim(
                f"states: expected one chain of relations, or a predicate of one matrix, in {text!r:.200}"
            )
        return runs[0]

    def _read(self, text: str, where: str, orders: Orders) -> tuple[Tree, ...]:
        try:
            return parse(text, self.scope, orders)
        except InvalidClaim as error:
            raise InvalidClaim(f"{where}, {error}") from None

    def _plain(self, tree: Tree) -> list[Tree]:
        """A relation, definition or predicate without short notation."""
        tree = _expanded(tree)
        match tree:
            case ("==", left, right) if self._is_zero(tree):
                zero: Tree = ("*", _ZERO, left if right == _ZERO else right)
                return [("==", left, zero) if right == _ZERO else ("==", zero, right)]
            case (sign, left, right) if self._is_order(tree):
                return [(sign, self._beside(left), self._beside(right))]
            case ("call", "psd" | "positive_definite" as function, arguments):
                return [("<=" if function == "psd" else "<", self._beside(_ZERO), X) for X in arguments]
            case ("call", "orthogonal", arguments):
                return [relation for Q in arguments for relation in _orthogonal(Q)]
        return [tree]

    def _is_order(self, tree: Tree) -> bool:
        """Whether a relation orders matrices."""
        return tree[0] in _ORDERS and any(map(self.is_matrix, tree[1:]))

    def _is_zero(self, tree: Tree) -> bool:
        """Whether a relation says that a matrix is zero."""
        return tree[0] == "==" and _ZERO in tree[1:] and any(map(self.is_matrix, tree[1:]))

    def _beside(self, tree: Tree) -> Tree:
        """A side of an order of matrices."""
        return tree if self.is_matrix(tree) else ("*", tree, _IDENTITY)

    def is_matrix(self, tree: Tree) -> bool:
        """Whether an expression is a matrix."""
        return is_matrix(tree, self.scope.kind)


def _expanded(tree: Tree) -> Tree:
    """The tree without functions that stand for expressions."""
    match tree:
        case ("num" | "name", _):
            return tree
        case ("define", name, body):
            return ("define", name, _expanded(body))
        case ("matrix", rows):
            return ("matrix", tuple(tuple(map(_expanded, row)) for row in rows))
        case ("call", function, arguments):
            values = tuple(map(_expanded, arguments))
            return _EXPRESSIONS[function](*values) if function in _EXPRESSIONS else ("call", function, values)
    return (tree[0], *map(_expanded, tree[1:]))


def _call(function: str, *arguments: Tree) -> Tree:
    return ("call", function, arguments)


def _has_inverse(A: Tree) -> str:
    """A line that holds wherever A has an inverse, and has no value elsewhere."""
    return show(("==", ("*", _call("inverse", _expanded(A)), _expanded(A)), _IDENTITY))


def _eigmin(S: Tree) -> Tree:
    return ("neg", _call("eigmax", ("neg", S)))


def _sigmamin(A: Tree) -> Tree:
    adjoint = _call("transpose", A)
    return _call("sqrt", _call("max", _ZERO, _eigmin(("*", adjoint, A)), _eigmin(("*", A, adjoint))))


_EXPRESSIONS: Mapping[str, Callable[[Tree], Tree]] = {
    "eigmin": _eigmin,
    "sigmamin": _sigmamin,
    "cond": lambda A: ("*", _call("norm", A), _call("norm", _call("inverse", A))),
    "numerical_abscissa": lambda A: _call("eigmax", ("*", ("num", Fraction(1, 2)), ("+", A, _call("transpose", A)))),
}


def _orthogonal(Q: Tree) -> tuple[Tree, Tree]:
    adjoint: Tree = ("call", "transpose", (Q,))
    return ("==", ("*", adjoint, Q), _IDENTITY), ("==", _IDENTITY, ("*", Q, adjoint))


def _runs(trees: Sequence[Tree]) -> list[str]:
    """Relations as chains, each as long as they go on where the last one ended."""
    found: list[str] = []
    before: Tree = ()
    for tree in trees:
        if before and tree[0] in RELATIONS and before[2] == tree[1]:
            found[-1] += f" {tree[0]} {show(tree[2])}"
        else:
            found.append(show(tree))
        before = tree
    return found


def _plain_names(numbers: Sequence[str], scope: Scope, texts: Sequence[str]) -> dict[str, str]:
    """A name that reads as a number for each of ``numbers`` that does not."""
    used, found = {name for text in texts for name in _NAME.findall(text)}, dict[str, str]()
    for name in numbers:
        if name not in scope.free or name == "I":
            raise InvalidClaim(f"numbers: '{name:.60}' is not a free name of the claim")
        if name[0].isupper():
            stem = name.lower()
            names = chain([stem], (f"{stem}{i}" for i in count(1)))
            found[name] = next(new for new in names if new not in used and _may_be_number(new))
            used.add(found[name])
    return found


def _may_be_number(name: str) -> bool:
    """Whether a name has no meaning of its own, and does not read like a constant."""
    return name not in NAMES and not iskeyword(name) and no_constant(name) is None and name != "e"


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: names.get(match[0], match[0]), text)
