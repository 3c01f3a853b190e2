"""Real expressions of a claim as rational functions for sympy, and back: trees in, trees out."""

from fractions import Fraction

import sympy

from kreiss.deadlines import Deadline
from kreiss.verify.language.trees import Tree, show


class Symbols:
    """Expressions as polynomials for sympy: what is not rational, a root or a quantity, is a symbol of its own.

    Raises ``OutOfTime``.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.known: dict[Tree, sympy.Symbol] = {}
        self.deadline = deadline

    def read(self, tree: Tree) -> sympy.Expr:
        """The expression in symbols."""
        match tree:
            case ("num", value):
                return sympy.Rational(value.numerator, value.denominator)
            case ("neg", operand):
                return -self.read(operand)
            case ("+", left, right):
                return self.read(left) + self.read(right)
            case ("-", left, right):
                return self.read(left) - self.read(right)
            case ("*", left, right):
                return self.read(left) * self.read(right)
            case ("/", left, right):
                return self.read(left) / self.read(right)
            case ("^", base, ("num", exponent)) if exponent.denominator == 1:
                return self.read(base) ** int(exponent)
        return self.known.setdefault(tree, sympy.Symbol(f"x{len(self.known)}"))

    def text(self, expression: sympy.Expr) -> str:
        """The expression, factored, in the claim language."""
        self.deadline.check()
        return show(self._tree(sympy.factor(expression)))

    def _tree(self, expression: sympy.Expr) -> Tree:
        names = {symbol: tree for tree, symbol in self.known.items()}
        if expression.is_Rational:
            value = Fraction(int(expression.p), int(expression.q))
            return ("num", value) if value >= 0 else ("neg", ("num", -value))
        if expression.is_Symbol:
            return names[expression]
        if expression.is_Pow:
            exponent = int(expression.exp)
            power: Tree = ("^", self._tree(expression.base), ("num", Fraction(abs(exponent))))
            return power if exponent > 0 else ("/", ("num", Fraction(1)), power)
        sign = "+" if expression.is_Add else "*"
        first, *rest = map(self._tree, expression.args)
        for other in rest:
            first = (sign, first, other)
        return first
