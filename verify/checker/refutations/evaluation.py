"""Evaluating a statement at a witness: exact matrices and rationals in, truth values of relations out."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from kreiss.verify.checker.arithmetic.intervals import (
    Interval,
    absolute,
    exactly,
    exponential,
    greatest,
    least,
    logarithm,
    power,
    root,
)
from kreiss.verify.checker.arithmetic.matrices import Matrix
from kreiss.verify.checker.documents import spend
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.refutations import spectra, values
from kreiss.verify.checker.refutations.values import Identity, Unfit, Value

Enclosures = Callable[[str, Matrix], Interval]
"""(quantity, matrix) ↦ what is known of K or K_ct of the matrix."""

_OF_SQUARE: Mapping[str, Callable[[Matrix, int], Interval]] = {
    "rho": spectra.spectral_radius,
    "numerical_radius": spectra.numerical_radius,
    "sup_powers": spectra.supremum_of_powers,
    "dim": lambda matrix, _: exactly(len(matrix.rows)),
    "abscissa": spectra.spectral_abscissa,
    "eigmax": lambda matrix, bits: spectra.greatest_eigenvalue(values.symmetric(matrix), bits),
    "trace": lambda matrix, _: exactly(Fraction(sum(row[i] for i, row in enumerate(matrix.rows)), matrix.den)),
    "det": lambda matrix, _: exactly(Fraction(spectra.determinant(matrix.rows), matrix.den ** len(matrix.rows))),
}
_OF_NUMBERS: Mapping[str, Callable[[list[Interval], int], Interval]] = {
    "sqrt": lambda xs, bits: root(xs[0], 2, bits),
    "exp": lambda xs, bits: exponential(xs[0], bits),
    "log": lambda xs, bits: logarithm(xs[0], bits),
    "abs": lambda xs, _: absolute(xs[0]),
    "min": lambda xs, _: least(xs),
    "max": lambda xs, _: greatest(xs),
}


class Evaluation:
    """Values of names at a witness, and of trees over them, to about ``bits`` significant bits.

    Raises ``Unfit`` where the statement has no meaning at the witness, ``Unresolved`` where precision is lacking.
    """

    def __init__(self, witness: Mapping[str, Value], enclosures: Enclosures, bits: int) -> None:
        self.names, self.enclosures, self.bits = {**witness, "I": Identity(Fraction(1))}, enclosures, bits

    def define(self, name: str, tree: Tree) -> None:
        """Bind a defined name, which must be fresh."""
        if name in self.names:
            raise Unfit(f"{name!r} is defined twice, or is given by the witness")
        self.names[name] = self.value(tree)

    def holds(self, tree: Tree) -> bool | None:
        """Whether a relation or predicate is true; None where the intervals overlap."""
        if tree[0] == "call":
            return all(values.PROPERTIES[tree[1]](values.matrix(self.value(argument))) for argument in tree[2])
        sign, left, right = tree[0], self.value(tree[1]), self.value(tree[2])
        if sign == "==" and not isinstance(left, Interval):
            return values.is_zero(values.total(left, values.scaled(Fraction(-1), right)))
        if not isinstance(left, Interval) and not isinstance(right, Interval):
            return values.ordered(sign, left, right)
        return compare(sign, values.real(left), values.real(right))

    def value(self, tree: Tree) -> Value:
        """The value of an expression."""
        spend(10)
        match tree:
            case ("num", number):
                return exactly(number)
            case ("name", name):
                if name not in self.names:
                    raise Unfit(f"the witness gives no value for {name!r}")
                return self.names[name]
            case ("neg", operand):
                return values.scaled(Fraction(-1), self.value(operand))
            case ("matrix", rows):
                return values.blocks([[self.value(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                return self._call(function, [self.value(argument) for argument in arguments])
            case ("^", base, ("num", exponent)):
                return self._power(self.value(base), exponent)
            case (sign, left, right):
                return self._operation(sign, self.value(left), self.value(right))
        raise Unfit("is not an expression")

    def _operation(self, sign: str, left: Value, right: Value) -> Value:
        if sign == "+":
            return values.total(left, right)
        if sign == "-":
            return values.total(left, values.scaled(Fraction(-1), right))
        return values.times(left, right if sign == "*" else values.real(right).reciprocal())

    @staticmethod
    def _shifted(level: Value, matrix: Value) -> Value:
        """zI − A."""
        return values.total(Identity(values.rational(level)), values.scaled(Fraction(-1), matrix))

    def _power(self, base: Value, exponent: Fraction) -> Value:
        if isinstance(base, Interval):
            return power(base, exponent, self.bits)
        return values.matrix_to_the(base, exponent)

    def _call(self, function: str, arguments: list[Value]) -> Value:
        if function in _OF_NUMBERS:
            return _OF_NUMBERS[function]([values.real(argument) for argument in arguments], self.bits)
        match function:
            case "transpose":
                return values.transposed(arguments[0])
            case "inverse":
                return values.inverse(arguments[0])
            case "resolvent":
                return values.inverse(self._shifted(arguments[1], arguments[0]))
            case "norm":
                return spectra.norm(values.matrix(arguments[0]), self.bits)
            case "power_norm":
                whole = values.matrix_to_the(arguments[0], values.rational(arguments[1]))
                return spectra.norm(whole, self.bits)
            case "K" | "K_ct" | "sup_exp" | "exp_norm":
                return self._enclosed(function, *arguments)
        if function in _OF_SQUARE:
            return _OF_SQUARE[function](values.square(arguments[0]), self.bits)
        raise Unfit(f"{function} has no value")

    def _enclosed(self, function: str, matrix: Value, *time: Value) -> Interval:
        """What enclosures say of a quantity; exp_norm(A, t) is that of tA at the time 1."""
        turned = values.scaled(values.rational(time[0]), values.square(matrix)) if time else matrix
        return self.enclosures(function, spectra.reduced(values.square(turned)))


def compare(sign: str, left: Interval, right: Interval) -> bool | None:
    """The truth of a relation between enclosed numbers; None where the enclosures leave it open.

    Roots of rationals, x = r^(1/p) and y = s^(1/q), are compared by xᵖᑫ = r^q and yᵖᑫ = s^p.
    """
    if sign in (">=", ">"):
        return compare({">=": "<=", ">": "<"}[sign], right, left)
    difference = left - right
    truth = _decided(sign, difference.lo, difference.hi)
    if truth is None and left.exact is not None and right.exact is not None:
        (p, r), (q, s) = left.exact, right.exact
        difference = power(exactly(r), Fraction(q), 0) - power(exactly(s), Fraction(p), 0)
        return _decided(sign, difference.lo, difference.hi)
    return truth


def _decided(sign: str, low: Fraction | None, high: Fraction | None) -> bool | None:
    """Whether a difference between ``low`` and ``high`` is zero, ≤ 0 or < 0, as the sign says."""
    if sign == "==":
        return _equal(low, high)
    if high is not None and (high < 0 or (high == 0 and sign == "<=")):
        return True
    if low is not None and (low > 0 or (low == 0 and sign == "<")):
        return False
    return None


def _equal(low: Fraction | None, high: Fraction | None) -> bool | None:
    """Whether a difference between ``low`` and ``high`` is zero."""
    if low == high == 0:
        return True
    apart = (low is not None and low > 0) or (high is not None and high < 0)
    return False if apart else None
