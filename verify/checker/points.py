"""Evaluating a statement at a rational point: exact where the value is rational, enclosed where a root is not.

A value is a pair of rationals [low, high] that contains it. Only roots round, outward, to a multiple of 2^−precision;
the comparison of two values counts only when it holds for every pair of numbers in their intervals.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.exact import integer_root
from kreiss.verify.checker.statements import Tree
from kreiss.verify.checker.systems import Statement

Interval = tuple[Fraction, Fraction]
PRECISIONS = (64, 256, 1024)
MOST_BITS = 400_000


class Undefined(ValueError):
    """A value that does not exist, or is not known to exist at this precision."""


def check_names(statement: Statement, point: Mapping[str, Fraction], path: str) -> None:
    """Reject a point that has a value for what is no variable of the statement."""
    trees = [*statement.definitions.values(), *statement.hypotheses, *statement.conclusion]
    unknown = sorted(set(point) - (set().union(*map(_names, trees)) - set(statement.definitions)))
    if unknown:
        raise Rejected(path, f"{unknown[0]!r:.60} is no variable of the statement")


def _names(tree: Tree) -> set[str]:
    if tree[0] == "name":
        return {tree[1]}
    children = tree[2] if tree[0] == "call" else [child for child in tree[1:] if isinstance(child, tuple)]
    return set().union(*map(_names, children))


def refutes(statement: Statement, point: Mapping[str, Fraction]) -> bool:
    """Whether the hypotheses hold at the point and some relation of the conclusion fails there. Exact."""
    return any(_refutes_at(statement, point, precision) for precision in PRECISIONS)


def _refutes_at(statement: Statement, point: Mapping[str, Fraction], precision: int) -> bool:
    values = _Values(statement.definitions, point, precision)
    try:
        for name in statement.definitions:
            values.of(("name", name))
        if not all(values.holds(tree) for tree in statement.hypotheses):
            return False
        return any(values.fails(tree) for tree in statement.conclusion)
    except Undefined:
        return False


class _Values:
    def __init__(self, definitions: Mapping[str, Tree], point: Mapping[str, Fraction], precision: int) -> None:
        self.definitions, self.point, self.precision = definitions, point, precision
        self.known: dict[Tree, Interval] = {}
        self.open: set[str] = set()

    def holds(self, tree: Tree) -> bool:
        sign, (a, b), (c, d) = tree[0], self.of(tree[1]), self.of(tree[2])
        return {"<=": b <= c, "<": b < c, ">=": a >= d, ">": a > d, "==": a == b == c == d}[sign]

    def fails(self, tree: Tree) -> bool:
        sign, (a, b), (c, d) = tree[0], self.of(tree[1]), self.of(tree[2])
        return {"<=": a > d, "<": a >= d, ">=": b < c, ">": b <= c, "==": b < c or a > d}[sign]

    def of(self, tree: Tree) -> Interval:
        if tree not in self.known:
            self.known[tree] = self._fresh(tree)
        return self.known[tree]

    def _fresh(self, tree: Tree) -> Interval:
        match tree:
            case ("num", number):
                return number, number
            case ("name", name):
                return self._name(name)
            case ("neg", operand):
                return _negated(self.of(operand))
            case ("^", base, ("num", exponent)):
                return self._power(self.of(base), exponent)
            case ("call", function, arguments):
                return self._call(function, [self.of(argument) for argument in arguments])
            case (sign, left, right) if sign in _ARITHMETIC:
                return _ARITHMETIC[sign](self.of(left), self.of(right))
        raise Rejected("$.statement", f"{tree[0]!r:.40} is not a real expression")

    def _name(self, name: str) -> Interval:
        if name in self.definitions:
            if name in self.open:
                raise Rejected("$.statement", f"{name!r:.60} is defined through itself")
            self.open.add(name)
            value = self.of(self.definitions[name])
            self.open.discard(name)
            return value
        if name not in self.point:
            raise Rejected("$.point", f"no value for {name!r}")
        return self.point[name], self.point[name]

    def _call(self, function: str, values: Sequence[Interval]) -> Interval:
        if function == "sqrt":
            return self._root(values[0], 2)
        if function == "abs":
            values = [values[0], _negated(values[0])]
        elif function not in ("min", "max"):
            raise Rejected("$.statement", f"{function!r:.40} is not an algebraic function of real numbers")
        choose: Callable[..., Fraction] = min if function == "min" else max
        return choose(low for low, _ in values), choose(high for _, high in values)

    def _power(self, base: Interval, exponent: Fraction) -> Interval:
        if exponent.denominator > 1:
            base = self._root(base, exponent.denominator)
        result = _integer_power(base, abs(exponent.numerator))
        return result if exponent >= 0 else _quotient((Fraction(1), Fraction(1)), result)

    def _root(self, radicand: Interval, degree: int) -> Interval:
        low, high = radicand
        if low < 0:
            raise Undefined
        return _root_below(low, degree, self.precision), -_root_below(high, degree, self.precision, upward=True)


def _root_below(value: Fraction, degree: int, precision: int, upward: bool = False) -> Fraction:
    """A rational ≤ value^(1/degree) (``upward``: ≤ −value^(1/degree)), equal to it where the root is rational."""
    top, bottom = integer_root(value.numerator, degree), integer_root(value.denominator, degree)
    if Fraction(top, bottom) ** degree == value:
        return -Fraction(top, bottom) if upward else Fraction(top, bottom)
    scaled = integer_root((value.numerator << precision * degree) // value.denominator, degree)
    return Fraction(-scaled - 1 if upward else scaled, 1 << precision)


def _negated(value: Interval) -> Interval:
    return -value[1], -value[0]


def _sum(x: Interval, y: Interval) -> Interval:
    return x[0] + y[0], x[1] + y[1]


def _difference(x: Interval, y: Interval) -> Interval:
    return x[0] - y[1], x[1] - y[0]


def _product(x: Interval, y: Interval) -> Interval:
    ends = [a * b for a in x for b in y]
    return min(ends), max(ends)


def _quotient(x: Interval, y: Interval) -> Interval:
    if y[0] <= 0 <= y[1]:
        raise Undefined
    return _product(x, (1 / y[1], 1 / y[0]))


def _integer_power(x: Interval, exponent: int) -> Interval:
    if exponent * max(size.bit_length() for end in x for size in end.as_integer_ratio()) > MOST_BITS:
        raise Rejected("$.point", "a power is too large to be evaluated")
    ends = [end**exponent for end in x]
    return Fraction(0) if exponent and exponent % 2 == 0 and x[0] < 0 < x[1] else min(ends), max(ends)


_ARITHMETIC: Mapping[str, Callable[[Interval, Interval], Interval]] = {
    "+": _sum, "-": _difference, "*": _product, "/": _quotient}  # fmt: skip
