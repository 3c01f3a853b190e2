"""Real expressions as quotients of polynomials, to decide whether two of them are the same function.

What is not rational (a root, a maximum) is an indeterminate of its own, one for each different subexpression. If the
quotients agree as formal fractions, the expressions have the same value wherever both are defined.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.polynomials import Polynomial, constant, variable
from kreiss.verify.checker.statements import Tree

Square = list[list[Polynomial]]
ONE = constant(Fraction(1))


@dataclass(frozen=True)
class Quotient:
    """``top / bottom``; the bottom is not the zero polynomial."""

    top: Polynomial
    bottom: Polynomial = field(default=ONE)

    def __add__(self, other: "Quotient") -> "Quotient":
        return Quotient(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + Quotient(-other.top, other.bottom)

    def __mul__(self, other: "Quotient") -> "Quotient":
        return Quotient(self.top * other.top, self.bottom * other.bottom)

    def same_as(self, other: "Quotient") -> bool:
        """Whether the two are equal as formal fractions."""
        return self.top * other.bottom == other.top * self.bottom


@dataclass
class Reader:
    """Turns expressions into quotients over one common list of indeterminates."""

    numbers: dict[Tree, int] = field(default_factory=dict)

    def read(self, tree: Tree) -> Quotient:
        """The quotient of the expression; a division by the zero polynomial is rejected."""
        match tree:
            case ("num", value):
                return Quotient(constant(value))
            case ("neg", operand):
                return Quotient(constant(Fraction(0))) - self.read(operand)
            case ("+", left, right):
                return self.read(left) + self.read(right)
            case ("-", left, right):
                return self.read(left) - self.read(right)
            case ("*", left, right):
                return self.read(left) * self.read(right)
            case ("/", left, right):
                return self.read(left) * self._reciprocal(self.read(right))
            case ("^", base, ("num", exponent)) if exponent.denominator == 1:
                return self._power(self.read(base), int(exponent))
        return Quotient(variable(self.numbers.setdefault(tree, len(self.numbers))))

    def polynomial(self, tree: Tree) -> Polynomial:
        """The polynomial of an expression without division."""
        quotient = self.read(tree)
        value = quotient.bottom.constant_value()
        if not value:
            raise Rejected("$.steps", "expected a polynomial expression")
        return quotient.top.scaled(1 / value)

    def _reciprocal(self, quotient: Quotient) -> Quotient:
        if not quotient.top:
            raise Rejected("$.steps", "division by zero")
        return Quotient(quotient.bottom, quotient.top)

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        result = Quotient(base.top ** abs(exponent), base.bottom ** abs(exponent))
        return result if exponent >= 0 else self._reciprocal(result)


def product(factors: Iterable[Quotient]) -> Quotient:
    """The product; 1 for none."""
    result = Quotient(ONE)
    for factor in factors:
        result = result * factor
    return result


def determinant(rows: Sequence[Sequence[Polynomial]]) -> Polynomial:
    """The determinant, by expansion along the first row."""
    if not rows:
        return ONE
    result = constant(Fraction(0))
    for j, entry in enumerate(rows[0]):
        if entry:
            minor = [[*row[:j], *row[j + 1 :]] for row in rows[1:]]
            term = entry * determinant(minor)
            result = result + term if j % 2 == 0 else result - term
    return result
