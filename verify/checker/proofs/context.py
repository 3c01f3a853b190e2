"""What is known at a step of a proof, and how steps are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.hypotheses import SIGNS, Hypotheses, abstract, holds, oriented
from kreiss.verify.checker.language.shapes import Shapes
from kreiss.verify.checker.language.statements import Tree, expression, parse
from kreiss.verify.checker.proofs.identities import Reader

ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))
UNBOUNDED = ("K", "K_ct", "sup_powers", "sup_exp")
"""Quantities of a matrix that may be infinite."""


@dataclass
class Context:
    """Facts hold for all matrices and numbers of the hypotheses, all r > 1, and all x in [−1, 1] if ``cosine`` names x.

    A fact is true in the order of the reals with ∞. Arithmetic may use it only where its quantities are finite: ``has``
    and ``finite_facts`` know such facts alone, and a quantity is finite once a fact bounds it by finite ones, or says
    that ρ(A) < 1, as then ‖Aᵗ‖ → 0, and K(A) ≤ sup ‖Aᵗ‖. What only
    compares, without adding or multiplying, may ask ``is_ordered``.

    A quantity of what has no value, such as norm(1/x) at x = 0, counts as the least that it can be, ``LEAST``, and as 0
    where that may be any number: what is inside a quantity need not be defined, and every rule keeps true facts true
    under that convention.

    ``inverses`` names the inverses that are known to exist. ``local`` is set inside a case about r or x. ``shown``
    holds expressions that are known to be defined because they occur in a fact, outside its quantities.
    """

    known: Hypotheses
    facts: set[Tree]
    radius: str
    blocks: Reader
    shapes: Shapes
    inverses: set[str] = field(default_factory=set)
    identities: set[Tree] = field(default_factory=set)
    shown: set[Tree] = field(default_factory=set)
    assumptions: dict[str, None] = field(default_factory=dict)
    local: bool = False
    depth: int = 0
    cosine: str = ""
    _finite: tuple[int, frozenset[Tree], set[Tree]] = field(default=(0, frozenset(), set()), init=False)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self.shown.update(outside_quantities(fact))

    def branch(self, fact: Tree) -> "Context":
        """The context of a case, with its condition."""
        spend(10 * (len(self.facts) + len(self.shown)))
        inverses, identities, shown = set(self.inverses), set(self.identities), set(self.shown)
        case = replace(self, facts={*self.facts, fact}, inverses=inverses, identities=identities, shown=shown)
        case.local = self.local or bool({self.radius, self.cosine} & names(fact))
        case.depth += 1
        return case

    def add(self, fact: Tree) -> None:
        """One more fact; its parts are defined, but for what stands inside its quantities."""
        self.facts.add(fact)
        self.shown.update(outside_quantities(fact))

    def has(self, relation: Tree) -> bool:
        """Whether the (abstracted) relation is known, between finite numbers."""
        return holds(relation, self.finite_facts) and not self.infinite(relation)

    def is_ordered(self, relation: Tree) -> bool:
        """Whether the (abstracted) relation is known, where both sides may be infinite."""
        return holds(relation, self.facts)

    @property
    def finite_facts(self) -> set[Tree]:
        """The facts between finite numbers."""
        return self._finite_part()[1]

    def _finite_part(self) -> tuple[frozenset[Tree], set[Tree]]:
        """The quantities that are known to be finite, and the facts about finite numbers."""
        count, bounded, facts = self._finite
        if count != len(self.facts):
            bounded = self._bounded()
            facts = {fact for fact in self.facts if self._unbounded(fact) <= bounded}
            self._finite = len(self.facts), bounded, facts
        return bounded, facts

    def _bounded(self) -> frozenset[Tree]:
        bounds = [(low, self._unbounded(high)) for _, low, high in self.facts if low[0] == "of" and low[1] in UNBOUNDED]
        equal = [(low, high) for sign, low, high in self.facts if sign == "==" and high[0] == "of"]
        bounds += [(high, self._unbounded(low)) for low, high in equal if high[1] in UNBOUNDED]
        below_one = [low for sign, low, high in self.facts if sign == "<" and high == ONE]
        stable = [low[2] for low in below_one if low[:2] == ("of", "rho")]
        bounded = frozenset(("of", function, matrix) for matrix in stable for function in ("K", "sup_powers"))
        spend(4 * len(bounds))
        while more := {quantity for quantity, above in bounds if above <= bounded} - bounded:
            bounded |= more
            spend(4 * len(bounds))
        return bounded

    def expression(self, text: object, path: str) -> Tree:
        """An expression with quantities replaced by their variables."""
        return abstract(expression(text, path), self.known)

    def is_defined(self, tree: Tree) -> bool:
        """Whether the expression has a finite value wherever the facts hold."""
        return self._has_value(tree) and not self.infinite(tree)

    def _has_value(self, tree: Tree) -> bool:
        spend(10)
        if tree in self.shown:
            return True
        match tree:
            case ("num" | "name", _) | ("of", *_):
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

    def infinite(self, tree: Tree) -> set[Tree]:
        """The quantities in the expression that are not known to be finite, such as K(J) before it is bounded."""
        unbounded = self._unbounded(tree)
        return unbounded - self._finite_part()[0] if unbounded else unbounded

    def _unbounded(self, tree: Tree) -> set[Tree]:
        """The quantities that may be infinite, in the expression and in the definitions that it uses."""
        found: set[Tree] = set()
        opened: set[str] = set()
        waiting = [tree]
        while waiting:
            for part in subtrees(waiting.pop()):
                if part[0] in ("of", "call") and part[1] in UNBOUNDED:
                    found.add(("of", *part[1:]))
                elif part[0] == "name" and part[1] in self.known.definitions and part[1] not in opened:
                    opened.add(part[1])
                    waiting.append(self.known.definitions[part[1]])
        return found


def relations(text: object, path: str) -> list[Tree]:
    """The relations that the text states, oriented."""
    trees = parse(text, path)
    if any(tree[0] not in SIGNS for tree in trees):
        raise Rejected(path, "expected a relation")
    return [oriented(tree) for tree in trees]


def names(tree: object) -> set[str]:
    """Every name in the tree."""
    spend(4)
    if not isinstance(tree, tuple):
        return set()
    if len(tree) == 2 and tree[0] == "name":
        return {tree[1]}
    return set().union(*map(names, tree))


def subtrees(tree: object, leaf: str = "") -> Iterator[Tree]:
    """Every expression inside the tree, but for what stands inside a node of the kind ``leaf``."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            spend(10)
            if part and isinstance(part[0], str):
                yield part
                if part[0] == leaf:
                    continue
            waiting.extend(part)


def outside_quantities(tree: object) -> Iterator[Tree]:
    """Every expression inside the tree, quantities among them, but not what they are quantities of."""
    return subtrees(tree, "of")
