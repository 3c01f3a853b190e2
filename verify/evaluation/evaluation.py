"""The values of a claim's expressions at a rational point, and the truth of its relations there."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import fmpq_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.verify.evaluation import matrices, numbers, spectra
from kreiss.verify.evaluation.matrices import Identity, Unfit, Value, real
from kreiss.verify.evaluation.numbers import Number
from kreiss.verify.evaluation.ranges import Range
from kreiss.verify.language.trees import Tree

Enclosures = Callable[[str, fmpq_mat], Range]
"""(quantity, matrix) ↦ what is known of K or K_ct of the matrix."""

_OF_NUMBERS: Mapping[str, Callable[[list[Number]], Number]] = {
    "sqrt": lambda xs: numbers.power(xs[0], Fraction(1, 2)),
    "exp": lambda xs: numbers.exponential(xs[0]),
    "log": lambda xs: numbers.logarithm(xs[0]),
    "abs": lambda xs: numbers.absolute(xs[0]),
    "min": numbers.minimum,
    "max": numbers.maximum,
}
_OF_SQUARE: Mapping[str, Callable[[fmpq_mat], Number]] = {
    "rho": spectra.spectral_radius,
    "dim": lambda A: numbers.exactly(A.nrows()),
    "eigmax": spectra.greatest_eigenvalue,
    "abscissa": spectra.spectral_abscissa,
    "trace": lambda A: numbers.exactly(sum((row[i] for i, row in enumerate(matrices.fractions(A))), Fraction(0))),
    "det": lambda A: numbers.exactly(Fraction(int(A.det().p), int(A.det().q))),
}


class Evaluation:
    """Values of names at a point, and of trees over them; each expression is evaluated once.

    Raises ``Unfit`` where the claim has no meaning at the point, ``Unresolved`` where a value is out of reach, and
    ``OutOfTime`` once the deadline has passed.
    """

    def __init__(
        self,
        point: Mapping[str, matrices.Fractions],
        parameters: Mapping[str, Fraction],
        enclosures: Enclosures,
        deadline: Deadline = NEVER,
    ) -> None:
        self.names: dict[str, Value] = {name: matrices.from_fractions(rows) for name, rows in point.items()}
        self.names |= {name: numbers.exactly(x) for name, x in parameters.items()} | {"I": Identity(Fraction(1))}
        self.enclosures, self.deadline = enclosures, deadline
        self._values: dict[Tree, Value] = {}

    def define(self, name: str, tree: Tree) -> None:
        """Bind a defined name, which must be fresh."""
        if name in self.names:
            raise Unfit(f"{name!r} is defined twice, or is given by the point")
        self.names[name] = self.value(tree)

    def holds(self, tree: Tree) -> bool | None:
        """Whether a relation or predicate is true; None where that stays open. Guarantee: exact."""
        if tree[0] == "call":
            return all(matrices.PREDICATES[tree[1]](matrices.matrix(self.value(argument))) for argument in tree[2])
        sign, left, right = tree[0], self.value(tree[1]), self.value(tree[2])
        if sign == "==" and not isinstance(left, Number):
            return matrices.is_zero(matrices.total(left, matrices.scaled(Fraction(-1), right)))
        if not isinstance(left, Number) and not isinstance(right, Number):
            return matrices.ordered(sign, left, right)
        self.deadline.check()
        return numbers.compare(sign, real(left), real(right))

    def value(self, tree: Tree) -> Value:
        """The value of an expression."""
        if tree not in self._values:
            self.deadline.check()
            self._values[tree] = self.evaluated(tree)
        return self._values[tree]

    def evaluated(self, tree: Tree) -> Value:
        """The value of an expression, from those of its parts."""
        match tree:
            case ("num", number):
                return numbers.exactly(number)
            case ("name", name):
                if name not in self.names:
                    raise Unfit(f"the point gives no value for {name!r}")
                return self.names[name]
            case ("neg", operand):
                return matrices.scaled(Fraction(-1), self.value(operand))
            case ("matrix", rows):
                return matrices.blocks([[self.value(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                return self._call(function, [self.value(argument) for argument in arguments])
            case ("^", base, ("num", exponent)):
                value = self.value(base)
                return numbers.power(value, exponent) if isinstance(value, Number) else matrices.power(value, exponent)
            case (sign, left, right):
                return self._operation(sign, self.value(left), self.value(right))
        raise Unfit("is not an expression")

    @staticmethod
    def _operation(sign: str, left: Value, right: Value) -> Value:
        if sign in ("+", "-"):
            return matrices.total(left, right if sign == "+" else matrices.scaled(Fraction(-1), right))
        return matrices.times(left, right if sign == "*" else numbers.inverted(real(right)))

    def _call(self, function: str, arguments: list[Value]) -> Value:
        if function in _OF_NUMBERS:
            return _OF_NUMBERS[function]([real(argument) for argument in arguments])
        if function in ("transpose", "norm"):
            A = matrices.matrix(arguments[0])
            return A.transpose() if function == "transpose" else spectra.norm(A)
        A = matrices.square(arguments[0])
        match function:
            case "inverse":
                return matrices.inverse(A)
            case "resolvent":
                level = Identity(matrices.rational(arguments[1]))
                return matrices.inverse(matrices.total(level, matrices.scaled(Fraction(-1), A)))
            case "power_norm":
                return spectra.power_norm(A, matrices.rational(arguments[1]))
            case "numerical_radius":
                return spectra.numerical_radius(A, self.deadline)
            case "sup_powers":
                return spectra.supremum_of_powers(A, self.deadline)
            case "K" | "K_ct" | "sup_exp" | "exp_norm":
                turned = matrices.times(arguments[1], A) if function == "exp_norm" else A
                return numbers.between(self.enclosures(function, matrices.matrix(turned)))
        if function in _OF_SQUARE:
            return _OF_SQUARE[function](A)
        raise Unfit(f"{function} has no value")
