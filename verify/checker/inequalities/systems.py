"""From the text of an inequality to what has to be shown: systems of polynomial relations without a real solution.

The hypotheses and the conclusion become relations p ≥ 0, p > 0, p = 0 between polynomials. What is not polynomial
becomes an auxiliary variable "@1", "@2", … numbered in the order of first use (operands before operators, left before
right; equal subexpressions share one):

    d = a/b        b² > 0,  d·b − a = 0             to be shown first, in a conclusion:  b ≠ 0
    r = a^(1/q)    r ≥ 0,   r^q − a = 0             to be shown first, in a conclusion:  a ≥ 0
    m = max(a, …)  m − a ≥ 0, …,  Π (m − a) = 0     (min: a − m ≥ 0; |a| = max(a, −a))
    v = exp(a)     v > 0                            and the pair (a, v)
    v = log(a)     a > 0                            and the pair (v, a); to be shown first, in a conclusion:  a > 0

Of a pair (u, v), v is the exponential of u; what is known of the exponential function can be said of pairs
(``exponentials``). A hypothesis holds at a point only where it is defined, so its auxiliary relations are assumed; a
conclusion has to be shown to be defined. Definitions are hypotheses, read first. Every obligation is the absence of a
real solution of the relations so far together with the negation of what is to be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, variable
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.statements import Tree, parse


@dataclass(frozen=True)
class Relation:
    """``polynomial sign 0`` with sign ">=", ">" or "="."""

    polynomial: Polynomial
    sign: str


Pair = tuple[Polynomial, Polynomial]
"""(u, v) with v = exp(u)."""


@dataclass(frozen=True)
class Obligation:
    """Relations between named variables that are to have no real solution; the last ones negate what is claimed."""

    relations: tuple[Relation, ...]
    names: dict[str, int]
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Statement:
    """The trees of a statement: definitions by name, hypotheses, and the relations of the conclusion."""

    definitions: dict[str, Tree]
    hypotheses: tuple[Tree, ...]
    conclusion: tuple[Tree, ...]
    text: str


def read_statement(value: object, path: str) -> Statement:
    """Read ``{"given": [text, …], "states": text}``, where only relations and definitions of numbers may stand."""
    definitions: dict[str, Tree] = {}
    hypotheses: list[Tree] = []
    given = items(part(value, "given", path), f"{path}.given")
    for i, text in enumerate(given):
        for tree in parse(text, f"{path}.given[{i}]"):
            if tree[0] != "define":
                hypotheses.append(_relation(tree, f"{path}.given[{i}]"))
            elif tree[1] in definitions:
                raise Rejected(f"{path}.given[{i}]", f"{tree[1]!r} is defined twice")
            else:
                definitions[tree[1]] = tree[2]
    states = part(value, "states", path)
    conclusion = tuple(_relation(tree, f"{path}.states") for tree in parse(states, f"{path}.states"))
    text = states + (" given " + ", ".join(given) if given else "")
    return Statement(definitions, tuple(hypotheses), conclusion, text)


def _relation(tree: Tree, path: str) -> Tree:
    if tree[0] not in ("<=", "<", ">=", ">", "=="):
        raise Rejected(path, "expected a relation between real expressions")
    return tree


def obligations(statement: Statement) -> list[Obligation]:
    """What has to be shown for the statement, in order: the conclusion is defined, and each of its relations holds."""
    system = _hypotheses(statement)
    system.pending = []
    for tree in statement.conclusion:
        system.claim(*system.negations(tree))
    return system.pending


def emptiness(statement: Statement) -> list[Obligation]:
    """The one obligation that makes a statement vacuous: its hypotheses have no real solution."""
    system = _hypotheses(statement)
    return [Obligation(tuple(system.relations), dict(system.names), tuple(system.pairs))]


def _hypotheses(statement: Statement) -> "_System":
    system = _System(statement.definitions)
    for name in statement.definitions:
        system.value(("name", name))
    for tree in statement.hypotheses:
        system.relations.append(system.relation(tree))
    return system


@dataclass
class _System:
    definitions: dict[str, Tree]
    names: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    known: dict[Tree, Polynomial] = field(default_factory=dict)
    pending: list[Obligation] | None = None
    open: set[str] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    auxiliaries: int = 0

    def claim(self, *negations: Relation) -> None:
        """Add one obligation for each way in which the claim could fail; nothing while hypotheses are read."""
        if self.pending is not None:
            for negation in negations:
                self.pending.append(Obligation((*self.relations, negation), dict(self.names), tuple(self.pairs)))

    def relation(self, tree: Tree) -> Relation:
        """The relation itself, as polynomial ≥, >, = 0."""
        sign, left, right = tree
        first, second = self.value(left), self.value(right)
        if sign in ("<=", "<"):
            first, second = second, first
        return Relation(first - second, "=" if sign == "==" else sign.replace("<", ">"))

    def negations(self, tree: Tree) -> list[Relation]:
        """The relations one of which holds where the given one fails."""
        relation = self.relation(tree)
        if relation.sign == "=":
            return [Relation(relation.polynomial, ">"), Relation(-relation.polynomial, ">")]
        return [Relation(-relation.polynomial, ">" if relation.sign == ">=" else ">=")]

    def value(self, tree: Tree) -> Polynomial:
        """The polynomial that stands for an expression, with its auxiliary variables introduced."""
        if tree not in self.known:
            self.known[tree] = self._fresh_value(tree)
        return self.known[tree]

    def _fresh_value(self, tree: Tree) -> Polynomial:
        match tree:
            case ("num", number):
                return constant(number)
            case ("name", name):
                return self._name(name)
            case ("neg", operand):
                return -self.value(operand)
            case ("+", left, right):
                return self.value(left) + self.value(right)
            case ("-", left, right):
                return self.value(left) - self.value(right)
            case ("*", left, right):
                return self.value(left) * self.value(right)
            case ("/", left, right):
                return self._quotient(self.value(left), self.value(right))
            case ("^", base, ("num", exponent)):
                return self._power(base, exponent)
            case ("call", function, arguments):
                return self._call(function, arguments)
        raise Rejected("$.statement", f"{tree[0]!r:.40} is not a real expression")

    def _name(self, name: str) -> Polynomial:
        if name not in self.definitions:
            return self._variable(name)
        if name in self.open:
            raise Rejected("$.statement", f"{name!r} is defined through itself")
        self.open.add(name)
        result = self.value(self.definitions[name])
        self.open.discard(name)
        return result

    def _variable(self, name: str) -> Polynomial:
        return variable(self.names.setdefault(name, len(self.names)))

    def _auxiliary(self) -> Polynomial:
        self.auxiliaries += 1
        return self._variable(f"@{self.auxiliaries}")

    def _quotient(self, top: Polynomial, bottom: Polynomial) -> Polynomial:
        value = bottom.constant_value()
        if value is not None:
            if not value:
                raise Rejected("$.statement", "division by zero")
            return top.scaled(1 / value)
        self.claim(Relation(bottom, "="))
        result = self._auxiliary()
        self.relations.append(Relation(bottom * bottom, ">"))
        self.relations.append(Relation(result * bottom - top, "="))
        return result

    def _power(self, base: Tree, exponent: Fraction) -> Polynomial:
        degree = exponent.denominator
        root = self._once(("root", base, degree)) if degree > 1 else self.value(base)
        result = root ** abs(exponent.numerator)
        return result if exponent >= 0 else self._quotient(constant(Fraction(1)), result)

    def _once(self, tree: Tree) -> Polynomial:
        if tree not in self.known:
            _, base, degree = tree
            self.known[tree] = self._root(self.value(base), degree)
        return self.known[tree]

    def _root(self, radicand: Polynomial, degree: int) -> Polynomial:
        self.claim(Relation(-radicand, ">"))
        result = self._auxiliary()
        self.relations.append(Relation(result, ">="))
        self.relations.append(Relation(result**degree - radicand, "="))
        return result

    def _call(self, function: str, arguments: Sequence[Tree]) -> Polynomial:
        if function == "sqrt":
            return self._once(("root", arguments[0], 2))
        if function in ("exp", "log"):
            return self._exponential(function, self.value(arguments[0]))
        if function not in ("min", "max", "abs"):
            raise Rejected("$.statement", f"{function!r:.40} is not a function of real numbers")
        values: list[Any] = [self.value(argument) for argument in arguments]
        if function == "abs":
            values.append(-values[0])
        return values[0] if len(values) == 1 else self._extremum(values, function != "min")

    def _exponential(self, function: str, argument: Polynomial) -> Polynomial:
        if function == "log":
            self.claim(Relation(-argument, ">="))
        result = self._auxiliary()
        u, v = (argument, result) if function == "exp" else (result, argument)
        self.relations.append(Relation(v, ">"))
        self.pairs.append((u, v))
        return result

    def _extremum(self, values: list[Polynomial], greatest: bool) -> Polynomial:
        result = self._auxiliary()
        product = constant(Fraction(1))
        for value in values:
            gap = result - value
            self.relations.append(Relation(gap if greatest else -gap, ">="))
            product = product * gap
        self.relations.append(Relation(product, "="))
        return result
