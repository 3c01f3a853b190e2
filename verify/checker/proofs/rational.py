"""Real expressions as quotients of polynomials, to decide whether two of them are the same function.

What is not rational (a root, a maximum) is an indeterminate of its own, one for each different subexpression. If the
quotients agree as formal fractions, the expressions have the same value wherever both are defined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import mul

from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, variable
from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.statements import Tree

ONE = constant(Fraction(1))
LONGEST_NUMBER = 100_000


@dataclass(frozen=True)
class Factor:
    """A polynomial that stands in a denominator, with the terms by which it is compared."""

    polynomial: Polynomial = field(compare=False)
    terms: tuple[tuple[int, int], ...]
    den: int


@dataclass(frozen=True)
class Quotient:
    """``top`` over a product of powers of non-zero polynomials; kept in factors, so that sums find few denominators."""

    top: Polynomial
    bottom: Mapping[Factor, int] = field(default_factory=dict)

    def __add__(self, other: "Quotient") -> "Quotient":
        spend(self.work() + other.work())
        one, two = self.bottom, other.bottom
        common = {factor: max(one.get(factor, 0), two.get(factor, 0)) for factor in {**one, **two}}
        return Quotient(self.over(common) + other.over(common), common)

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + Quotient(-other.top, other.bottom)

    def __mul__(self, other: "Quotient") -> "Quotient":
        spend(self.work() + other.work())
        one, two = self.bottom, other.bottom
        powers = {factor: one.get(factor, 0) + two.get(factor, 0) for factor in {**one, **two}}
        return Quotient(self.top * other.top, powers)

    def work(self) -> int:
        """The work of looking up the denominators."""
        return 10 + sum(10 + len(factor.terms) for factor in self.bottom)

    def over(self, common: Mapping[Factor, int]) -> Polynomial:
        """The numerator over the common denominator."""
        missing = {factor: power - self.bottom.get(factor, 0) for factor, power in common.items()}
        return self.top * denominator(missing) if any(missing.values()) else self.top

    def same_as(self, other: "Quotient") -> bool:
        """Whether the two are equal as formal fractions."""
        return not (self - other).top


def denominator(powers: Mapping[Factor, int]) -> Polynomial:
    """The product of powers."""
    parts = [factor.polynomial**power for factor, power in powers.items() if power]
    return reduce(mul, parts) if parts else ONE


@dataclass
class Reader:
    """Turns expressions into quotients over one common list of indeterminates."""

    numbers: dict[Tree, int] = field(default_factory=dict)
    quotients: dict[Tree, Quotient] = field(default_factory=dict)

    def known(self, tree: Tree) -> Quotient:
        """What ``read`` says, for an expression that is asked for again."""
        if tree not in self.quotients:
            self.quotients[tree] = self.read(tree)
        return self.quotients[tree]

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
                return self.read(left) * self._inverse(right)
            case ("^", base, ("num", exponent)) if exponent.denominator == 1:
                return self._power(self.read(base), int(exponent))
        return Quotient(variable(self.numbers.setdefault(tree, len(self.numbers))))

    def polynomial(self, tree: Tree) -> Polynomial:
        """The polynomial of an expression without division."""
        quotient = self.read(tree)
        if quotient.bottom:
            raise Rejected("$.steps", "expected a polynomial expression")
        return quotient.top

    def _inverse(self, tree: Tree) -> Quotient:
        """1 over the expression, factor by factor, so that sums find few denominators."""
        match tree:
            case ("*", left, right):
                return self._inverse(left) * self._inverse(right)
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and exponent > 0:
                return self._power(self._inverse(base), int(exponent))
        return self._reciprocal(self.read(tree))

    def _reciprocal(self, quotient: Quotient) -> Quotient:
        if not quotient.top:
            raise Rejected("$.steps", "division by zero")
        value, top = quotient.top.constant_value(), denominator(quotient.bottom)
        if value is not None:
            return Quotient(top.scaled(1 / value))
        factor = Factor(quotient.top, tuple(sorted(quotient.top.terms.items())), quotient.top.den)
        return Quotient(top, {factor: 1})

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        longest = max(_digits(polynomial) for polynomial in (base.top, *(factor.polynomial for factor in base.bottom)))
        if longest * abs(exponent) > LONGEST_NUMBER:
            raise Rejected("$.steps", "a power with numbers that are too long")
        result = Quotient(base.top ** abs(exponent), {f: power * abs(exponent) for f, power in base.bottom.items()})
        return result if exponent >= 0 else self._reciprocal(result)


def _digits(polynomial: Polynomial) -> int:
    return max((abs(c).bit_length() for c in polynomial.terms.values()), default=0) + polynomial.den.bit_length()


def product(factors: Iterable[Quotient]) -> Quotient:
    """The product; 1 for none."""
    parts = list(factors)
    return reduce(mul, parts) if parts else Quotient(ONE)


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
