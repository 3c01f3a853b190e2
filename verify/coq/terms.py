"""Expressions of the claim language and polynomials as terms of Coq over an ordered field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from kreiss.errors import InvalidArgument
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, exponents
from kreiss.verify.checker.language.statements import Tree

HIGHEST_POWER = 60  # a power is written as a product, which Coq multiplies out
_TAKEN = {
    *("F", "J", "m", "n", "at", "as", "else", "end", "exists", "fix", "forall", "fun", "if", "in", "let", "match"),
    *("return", "then", "using", "where", "with", "add", "mul", "sub", "opp", "inv", "zero", "one", "pos", "sum"),
    *("dot", "mv", "form", "comb", "pow", "nil", "block", "number", "row", "base", "laws", "roots"),
}
"""Words of Coq, and names of ``formal/``, that a script uses itself."""


def out_of_reach(what: str) -> InvalidArgument:
    """The error for a proof object with something in it that is not translated."""
    return InvalidArgument(f"--coq: {what} is not translated to Coq (docs/formal.md says what is)")


def variable(name: str) -> str:
    """The variable of Coq for a name of the claim language, or for an auxiliary variable such as ``@1``."""
    if name.startswith("@"):
        return f"aux_{name[1:]}"
    return f"{name}_" if name in _TAKEN or name.startswith(("aux_", "hyp_", "fact_")) else name


def numeral(value: Fraction) -> str:
    """A rational number."""
    if value < 0:
        return f"of_Z ({value.numerator})" if value.denominator == 1 else f"(- {numeral(-value)})"
    if value.denominator != 1:
        return f"({numeral(Fraction(value.numerator))} / of_Z {value.denominator})"
    return str(value) if value in (0, 1) else f"of_Z {value.numerator}"


def cleared(polynomial: Polynomial) -> int:
    """The least s > 0 for which s·p has whole coefficients."""
    return lcm(1, *(Fraction(c, polynomial.den).denominator for c in polynomial.terms.values()))


def polynomial_term(polynomial: Polynomial, numbers: Mapping[str, int]) -> str:
    """A polynomial with whole coefficients, in the variables of these numbers."""
    names = {number: variable(name) for name, number in numbers.items()}
    parts = []
    for monomial, coefficient in sorted(polynomial.terms.items()):
        value = Fraction(coefficient, polynomial.den)
        powers = [names[i] for i, e in enumerate(exponents(monomial)) for _ in range(e)]
        parts.append(" * ".join([numeral(value), *powers] if value != 1 or not powers else powers))
    return f"({' + '.join(parts) or '0'})"


@dataclass
class Terms:
    """Reads trees into terms, and hands on each quotient, operands first, as the relations of a system have them.

    ``quotient(top, bottom)`` is called once for each that is not by a number.
    """

    quotient: Callable[[str, str], None] = lambda top, bottom: None
    seen: set[Tree] = field(default_factory=set)
    nested: bool = True

    def term(self, tree: Tree) -> str:
        """The term; raises ``InvalidArgument`` for what is not a rational function."""
        match tree:
            case ("num", value):
                return f"({numeral(value)})" if value.denominator != 1 or value > 1 else numeral(value)
            case ("name", name):
                return variable(name)
            case ("of", *_):
                return variable(_plain(tree))
            case ("neg", operand):
                return f"(- {self.term(operand)})"
            case ("+" | "-" | "*" as sign, left, right):
                return f"({self.term(left)} {sign} {self.term(right)})"
            case ("/", left, right):
                return self._quotient(tree, self.term(left), self.term(right), right)
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and 1 <= exponent <= HIGHEST_POWER:
                return "(" + " * ".join([self.term(base)] * int(exponent)) + ")"
        raise out_of_reach("an expression that is no rational function")

    def _quotient(self, tree: Tree, top: str, bottom: str, divisor: Tree) -> str:
        if divisor[0] != "num" and tree not in self.seen:
            if " / " in top + bottom and not self.nested:
                raise out_of_reach("a quotient of quotients")
            self.seen.add(tree)
            self.quotient(top, bottom)
        return f"({top} / {bottom})"

    def relation(self, tree: Tree) -> str:
        """``a <= b``, ``a < b`` or ``a = b``."""
        sign, left, right = tree
        first, second = self.term(left), self.term(right)
        if sign in (">", ">="):
            first, second = second, first
        return f"{first} {'=' if sign == '==' else sign.replace('>', '<')} {second}"


def _plain(quantity: Tree) -> str:
    _, function, arguments = quantity
    if not all(argument[0] == "name" for argument in arguments):
        raise out_of_reach(f"{function} of an expression")
    return "_".join([function, *(argument[1] for argument in arguments)])
