"""Short notation written out in the part of the language that provers, searches and the checker read.

    numbers = ["L"]     the name L is a number: it becomes l, or l1, l2, … where the claim uses l
    X == 0              X == 0*X, for a matrix X of any shape

What comes out is the claim that certificates state. A claim without such notation stays as it is, to the letter.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count
from keyword import iskeyword

from kreiss.errors import InvalidClaim
from kreiss.names import no_constant
from kreiss.verify.language.grammar import MATRIX, NAMES, Orders, Scope, parse
from kreiss.verify.language.orders import limit_of
from kreiss.verify.language.trees import RELATIONS, Tree, show

_NAME = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_ZERO: Tree = ("num", Fraction(0))
_NO_NUMBERS = ("inverse", "transpose", "resolvent")


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
        self.given = [self._hypothesis(text, f"given[{i}]") for i, text in enumerate(given)]
        relation, _ = limit_of(states)
        self.states = self._line(relation, "states", Orders(greater=True)) + states[len(relation) :]

    def _hypothesis(self, text: str, where: str) -> str:
        return self._line(text, where, Orders(greater=False))

    def _line(self, text: str, where: str, orders: Orders) -> str:
        try:
            trees = parse(text, self.scope, orders)
        except InvalidClaim as error:
            raise InvalidClaim(f"{where}, {error}") from None
        plain = [self._plain(tree) for tree in trees]
        if plain == list(trees):
            return text
        runs = _runs(plain)
        if len(runs) > 1:
            raise InvalidClaim(f"{where}: 0 stands for two matrices in {text!r:.200}; write two lines")
        return runs[0]

    def _plain(self, tree: Tree) -> Tree:
        """A relation, definition or predicate without short notation."""
        match tree:
            case ("==", left, right) if right == _ZERO and self.is_matrix(left):
                return ("==", left, ("*", _ZERO, left))
            case ("==", left, right) if left == _ZERO and self.is_matrix(right):
                return ("==", ("*", _ZERO, right), right)
        return tree

    def is_matrix(self, tree: Tree) -> bool:
        """Whether an expression is a matrix."""
        match tree:
            case ("num", _):
                return False
            case ("name", name):
                return self.scope.kind(name) == MATRIX
            case ("call", function, _):
                return function in _NO_NUMBERS
        return tree[0] == "matrix" or any(self.is_matrix(part) for part in tree[1:] if isinstance(part, tuple))


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
            found[name] = next(new for new in chain([stem], (f"{stem}{i}" for i in count(1)))
                               if new not in used and _may_be_number(new))  # fmt: skip
            used.add(found[name])
    return found


def _may_be_number(name: str) -> bool:
    """Whether a name has no meaning of its own, and does not read like a constant."""
    return name not in NAMES and not iskeyword(name) and no_constant(name) is None and name != "e"


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: names.get(match[0], match[0]), text)
