"""What is known at a step of a proof, and how steps are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.hypotheses import SIGNS, Hypotheses, abstract, holds, oriented
from kreiss.verify.checker.identities import Reader
from kreiss.verify.checker.statements import Tree, expression, parse

ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))
UNBOUNDED = ("K_", "sup_powers_")


@dataclass
class Context:
    """Facts hold for all matrices and numbers of the hypotheses, all r > 1, and all x in [−1, 1] if ``cosine`` names x.

    ``local`` is set inside a case about r or x.

    ``shown`` holds expressions that are known to be defined because they occur in a fact.
    """

    known: Hypotheses
    facts: set[Tree]
    radius: str
    blocks: Reader
    identities: set[Tree] = field(default_factory=set)
    shown: set[Tree] = field(default_factory=set)
    assumptions: dict[str, None] = field(default_factory=dict)
    local: bool = False
    depth: int = 0
    cosine: str = ""

    def __post_init__(self) -> None:
        for fact in self.facts:
            self.shown.update(subtrees(fact))

    def branch(self, fact: Tree) -> "Context":
        """The context of a case, with its condition."""
        return Context(
            self.known,
            {*self.facts, fact},
            self.radius,
            self.blocks,
            set(self.identities),
            set(self.shown),
            self.assumptions,
            self.local or bool({self.radius, self.cosine} & names(fact)),
            self.depth + 1,
            self.cosine,
        )

    def add(self, fact: Tree) -> None:
        """One more fact; its parts are defined."""
        self.facts.add(fact)
        self.shown.update(subtrees(fact))

    def has(self, relation: Tree) -> bool:
        """Whether the (abstracted) relation is known."""
        return holds(relation, self.facts)

    def expression(self, text: object, path: str) -> Tree:
        """An expression with quantities replaced by their variables."""
        return abstract(expression(text, path), self.known)

    def is_defined(self, tree: Tree) -> bool:
        """Whether the expression has a finite value wherever the facts hold."""
        return self._has_value(tree) and not self.infinite(tree)

    def _has_value(self, tree: Tree) -> bool:
        if tree in self.shown:
            return True
        match tree:
            case ("num" | "name", _):
                return True
            case ("neg", operand):
                return self._has_value(operand)
            case ("+" | "-" | "*", left, right):
                return self._has_value(left) and self._has_value(right)
            case ("/", left, ("num", value)):
                return value != 0 and self._has_value(left)
            case ("^", base, ("num", exponent)):
                return exponent.denominator == 1 and exponent >= 0 and self._has_value(base)
            case ("call", "min" | "max" | "abs", arguments):
                return all(map(self._has_value, arguments))
        return False

    def infinite(self, tree: Tree) -> set[str]:
        """The variables of quantities that are not known to be finite, such as ``K_J`` before it is bounded."""
        return {name for name in self._unbounded(tree) if not self._is_bounded(name)}

    def _unbounded(self, tree: Tree) -> set[str]:
        found: set[str] = set()
        waiting = names(tree)
        while waiting:
            name = waiting.pop()
            if name not in self.known.names and name.startswith(UNBOUNDED):
                found.add(name)
            elif name in self.known.definitions:
                waiting |= names(abstract(self.known.definitions[name], self.known)) - {name}
        return found

    def _is_bounded(self, name: str) -> bool:
        return any(fact[1] == ("name", name) and not self._unbounded(fact[2]) for fact in self.facts)


def relations(text: object, path: str) -> list[Tree]:
    """The relations that the text states, oriented."""
    trees = parse(text, path)
    if any(tree[0] not in SIGNS for tree in trees):
        raise Rejected(path, "expected a relation")
    return [oriented(tree) for tree in trees]


def names(tree: object) -> set[str]:
    """Every name in the tree."""
    if not isinstance(tree, tuple):
        return set()
    if len(tree) == 2 and tree[0] == "name":
        return {tree[1]}
    return set().union(*map(names, tree))


def subtrees(tree: object) -> Iterator[Tree]:
    """Every expression inside the tree."""
    if isinstance(tree, tuple):
        if tree and isinstance(tree[0], str):
            yield tree
        for branch in tree:
            yield from subtrees(branch)
