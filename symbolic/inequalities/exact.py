"""Evaluating a statement at a rational point: exactly while values are rational, else in FLINT's rigorous balls.

A comparison is True only where it holds for certain; ``refutes`` therefore never errs. Roots of rational powers stay
rational; other roots become balls of 60, 240 and at last 1000 bits.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from flint import arb, ctx, fmpq, fmpz

from kreiss.symbolic.inequalities.language import Tree
from kreiss.symbolic.inequalities.systems import Statement

PRECISIONS = (60, 240, 1000)  # in bits, tried in turn: a sign that the last does not decide is left open


class Undefined(ArithmeticError):
    """A value that does not exist at the point, or cannot be told to exist."""


def refutes(statement: Statement, point: Mapping[str, Fraction]) -> bool:
    """Whether the hypotheses hold at the point and the conclusion fails there, for certain."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            outcome = _outcome(statement, point)
            if outcome is not None:
                return outcome
    return False


def holds(statement: Statement, point: Mapping[str, Fraction]) -> bool:
    """Whether the hypotheses and the conclusion hold at the point, for certain."""
    with ctx.workprec(PRECISIONS[1]):
        values = _Values(statement, {name: fmpq(v.numerator, v.denominator) for name, v in point.items()})
        try:
            return all(map(values.holds, (*statement.hypotheses, *statement.conclusion)))
        except Undefined:
            return False


def ratio(statement: Statement, point: Mapping[str, Fraction]) -> Fraction | None:
    """The smaller side of the conclusion's first relation over the greater one, about; None where that says nothing.

    That is where a hypothesis is not seen to hold, a side is not positive, the relation is an equation, or no float is
    as large.
    """
    with ctx.workprec(PRECISIONS[1]):
        values = _Values(statement, {name: fmpq(v.numerator, v.denominator) for name, v in point.items()})
        sign, left, right = statement.conclusion[0]
        try:
            for name in statement.definitions:
                values.of(("name", name))
            holds = all(map(values.holds, statement.hypotheses))
            small, great = (values.of(side) for side in ((left, right) if sign in ("<", "<=") else (right, left)))
        except Undefined:
            return None
        if sign == "==" or not holds or not (small > 0 and great > 0):
            return None
        share = float(arb(small / great))
        return Fraction(share).limit_denominator(10**6) if isfinite(share) else None


def _outcome(statement: Statement, point: Mapping[str, Fraction]) -> bool | None:
    """True or False where this precision tells, None where it does not."""
    values = _Values(statement, {name: fmpq(v.numerator, v.denominator) for name, v in point.items()})
    try:
        for name in statement.definitions:
            values.of(("name", name))
        for tree in statement.hypotheses:
            if not values.holds(tree):
                return False if values.fails(tree) else None
        failing = [values.fails(tree) for tree in statement.conclusion]
        if not all(fails or values.holds(tree) for fails, tree in zip(failing, statement.conclusion, strict=True)):
            return None
        return any(failing)
    except Undefined:
        return None


class _Values:
    def __init__(self, statement: Statement, point: Mapping[str, Any]) -> None:
        self.definitions, self.point = statement.definitions, point
        self.known: dict[Tree, Any] = {}

    def holds(self, tree: Tree) -> bool:
        a, b = self.of(tree[1]), self.of(tree[2])
        if tree[0] == "==":
            return bool(isinstance(a, fmpq) and isinstance(b, fmpq) and a == b)
        return bool({"<=": a <= b, "<": a < b, ">=": a >= b, ">": a > b}[tree[0]])

    def fails(self, tree: Tree) -> bool:
        a, b = self.of(tree[1]), self.of(tree[2])
        return bool({"<=": a > b, "<": a >= b, ">=": a < b, ">": a <= b, "==": a < b or a > b}[tree[0]])

    def of(self, tree: Tree) -> Any:
        if tree not in self.known:
            self.known[tree] = self._fresh(tree)
        return self.known[tree]

    def _fresh(self, tree: Tree) -> Any:
        kind = tree[0]
        if kind == "num":
            return fmpq(tree[1].numerator, tree[1].denominator)
        if kind == "name":
            return self.of(self.definitions[tree[1]]) if tree[1] in self.definitions else self.point[tree[1]]
        if kind == "neg":
            return -self.of(tree[1])
        if kind == "^":
            return self._power(self.of(tree[1]), tree[2][1])
        if kind == "call":
            return self._call(tree[1], [self.of(argument) for argument in tree[2]])
        left, right = self.of(tree[1]), self.of(tree[2])
        if kind == "/":
            return _quotient(left, right)
        return left + right if kind == "+" else left - right if kind == "-" else left * right

    def _call(self, function: str, values: list[Any]) -> Any:
        if function == "sqrt":
            return _root(values[0], 2)
        if function in ("exp", "log"):
            return _transcendental(function, values[0])
        if function == "abs":
            values, function = [values[0], -values[0]], "max"
        result = values[0]
        for value in values[1:]:
            result = _extremum(result, value, function)
        return result

    def _power(self, base: Any, exponent: Fraction) -> Any:
        if exponent.denominator > 1:
            base = _root(base, exponent.denominator)
        result = base ** abs(exponent.numerator)
        return result if exponent >= 0 else _quotient(fmpq(1), result)


def _transcendental(function: str, value: Any) -> Any:
    """exp or log, exact at 0 and 1."""
    if function == "exp":
        return fmpq(1) if value == 0 else arb(value).exp()
    if not value > 0:
        raise Undefined
    return fmpq(0) if value == 1 else arb(value).log()


def _extremum(left: Any, right: Any, function: str) -> Any:
    if left <= right:
        return right if function == "max" else left
    if left >= right:
        return left if function == "max" else right
    left, right = arb(left), arb(right)
    return left.max(right) if function == "max" else left.min(right)


def _quotient(left: Any, right: Any) -> Any:
    if right == 0 or (isinstance(right, arb) and right.contains(0)):
        raise Undefined
    return left / right


def _root(value: Any, degree: int) -> Any:
    if not value >= 0:
        raise Undefined
    if isinstance(value, fmpq):
        top, bottom = fmpz(value.p).root(degree), fmpz(value.q).root(degree)
        if top**degree == value.p and bottom**degree == value.q:
            return fmpq(top, bottom)
    return arb(value).root(degree)
