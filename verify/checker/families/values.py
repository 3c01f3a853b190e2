"""Values of expressions along a family of instances: matrices and numbers whose entries are germs in n.

Matrices are exact. A quantity of a matrix is enclosed by what holds for every n: its value where the matrix is
triangular or has one non-zero entry in each row and column, and else an elementary bound, named where it is used.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product as choices

from kreiss.verify.checker.arithmetic.intervals import Unresolved, exponential, logarithm
from kreiss.verify.checker.arithmetic.intervals import exactly as rational_interval
from kreiss.verify.checker.families.germ_matrices import (
    PROPERTIES,
    Identity,
    Rows,
    Value,
    added,
    blocks,
    diagonal,
    dot,
    germ,
    inverse,
    is_triangular,
    matrix,
    product,
    real,
    scaled,
    size,
    sizes,
    square,
    times,
    total,
)
from kreiss.verify.checker.families.germs import ONE, ZERO, Germ, Range, exactly, greatest, largest, least, number
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.refutations.values import Unfit

LowerBound = Callable[[str, Rows], Germ]
"""(quantity, matrix) ↦ a germ below K or K_ct of the matrix for all large n."""
LARGEST_POWER, LARGEST_EXPONENT, _BITS = 12, 64, 64


class Family:
    """Values of names along a family, and of trees over them.

    Raises ``Unfit`` where an expression has no meaning, ``Unresolved`` where a sign is not known.
    """

    def __init__(self, names: Mapping[str, Value], below: LowerBound) -> None:
        self.names: dict[str, Value] = {**names, "I": Identity(ONE)}
        self.below = below

    def define(self, name: str, tree: Tree) -> None:
        """Bind a defined name, which must be fresh."""
        if name in self.names:
            raise Unfit(f"{name!r} is defined twice, or is given by the family")
        self.names[name] = self.value(tree)

    def holds(self, tree: Tree) -> bool | None:
        """Whether a relation or predicate is true for all large n; None where that is left open."""
        if tree[0] == "call":
            return all(PROPERTIES[tree[1]](matrix(self.value(argument))) for argument in tree[2])
        sign, left, right = tree[0], self.value(tree[1]), self.value(tree[2])
        if not isinstance(left, Range):
            if sign != "==":
                raise Unfit("orders matrices, which are only equal or not")
            return not any(entry.sign for row in added(matrix(left), scaled(-ONE, matrix(right))) for entry in row)
        return _compare(sign, left, real(right))

    def value(self, tree: Tree) -> Value:
        """The value of an expression."""
        match tree:
            case ("num", value):
                return exactly(number(value))
            case ("name", name):
                if name not in self.names:
                    raise Unfit(f"the family gives no value for {name!r}")
                return self.names[name]
            case ("neg", operand):
                return times(exactly(-ONE), self.value(operand))
            case ("matrix", rows):
                return blocks([[self.value(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                return self._call(function, [self.value(argument) for argument in arguments])
            case ("^", base, ("num", exponent)):
                return _power(self.value(base), exponent)
            case (sign, left, right):
                return self._operation(sign, self.value(left), self.value(right))
        raise Unfit("is not an expression")

    @staticmethod
    def _operation(sign: str, left: Value, right: Value) -> Value:
        match sign:
            case "+":
                return total(left, right)
            case "-":
                return total(left, times(exactly(-ONE), right))
        return times(left, right if sign == "*" else real(right).reciprocal())

    def _call(self, function: str, arguments: list[Value]) -> Value:
        if function in _OF_NUMBERS:
            return _OF_NUMBERS[function]([real(argument) for argument in arguments])
        if function == "transpose":
            return tuple(zip(*matrix(arguments[0]), strict=True))
        if function == "norm":
            return norm(matrix(arguments[0]))
        rows = square(arguments[0])
        match function:
            case "power_norm":
                return _power_norm(rows, germ(real(arguments[1])))
            case "dim":
                return exactly(number(len(rows)))
            case "rho":
                return spectral_radius(rows)
            case "inverse":
                return inverse(rows)
            case "numerical_radius":
                return _numerical_radius(rows)
            case "K" | "K_ct" | "sup_powers":
                return self._growth(function, rows)
        raise Unfit(f"{function} has no value along a family")

    def _growth(self, quantity: str, matrix: Rows) -> Range:
        """1 ≤ K ≤ sup ‖Mᵗ‖, and both are 1 if ‖M‖ ≤ 1; K_ct ≥ 1."""
        lower = largest([ONE, self.below("K" if quantity == "sup_powers" else quantity, matrix)])
        if quantity == "K_ct":
            return Range(lower, None)
        above = norm(matrix).hi
        if above is not None and (above - ONE).sign <= 0:
            return exactly(ONE)
        return Range(largest([lower, *sizes(matrix)]) if quantity == "sup_powers" else lower, None)


def _power(base: Value, exponent: Fraction) -> Value:
    if isinstance(base, Range):
        return _number_power(base, exponent)
    rows = square(base)
    if exponent.denominator > 1 or not 0 <= exponent <= LARGEST_POWER:
        raise Unfit(f"a matrix has whole powers from 0 to {LARGEST_POWER} along a family")
    result = diagonal(len(rows), ONE)
    for _ in range(int(exponent)):
        result = product(result, rows)
    return result


def _number_power(base: Range, exponent: Fraction) -> Range:
    if exponent < 0:
        return _number_power(base, -exponent).reciprocal()
    if exponent.denominator > 1 and (base.lo is None or base.lo.sign < 0):
        raise Unresolved("the operand of a root is negative, or is not separated from the negatives")
    if exponent.numerator > LARGEST_EXPONENT:
        raise Unresolved("a power is too large to be formed")
    factor = _absolute([base]) if exponent.numerator % 2 == 0 and base.point is None else base
    result = exactly(ONE)
    for _ in range(exponent.numerator):
        result = result * factor
    return result if exponent.denominator == 1 else _root(result, exponent.denominator)


def _root(value: Range, degree: int) -> Range:
    """The root of a square monomial; else min(x, 1) ≤ x^(1/q) ≤ max(x, 1) for x ≥ 0."""
    if value.lo is None or value.lo.sign < 0:
        raise Unresolved("the operand of a root is negative, or is not separated from the negatives")
    exact = value.point.root(degree) if value.point is not None else None
    if exact is not None:
        return exactly(exact)
    low = -largest([-value.lo, -ONE])
    return Range(low, None if value.hi is None else largest([value.hi, ONE]))


def _absolute(values: list[Range]) -> Range:
    return greatest([values[0], -values[0], exactly(ZERO)])


def _logarithm(values: list[Range]) -> Range:
    """An interval around the log of a rational; else 1 − 1/x ≤ log x ≤ x − 1 for x > 0."""
    value = values[0]
    rational = None if value.point is None else value.point.rational
    if rational is not None:
        found = logarithm(rational_interval(rational), _BITS)
        return Range(*(None if end is None else number(end) for end in (found.lo, found.hi)))
    if value.lo is None or value.lo.sign <= 0:
        raise Unresolved("the operand of log is not positive, or is not separated from zero")
    return Range(ONE - value.lo.reciprocal(), None if value.hi is None else value.hi - ONE)


def _exponential(values: list[Range]) -> Range:
    """An interval around the exp of a rational; else exp x ≥ 1 + x."""
    value = values[0]
    rational = None if value.point is None else value.point.rational
    if rational is not None:
        found = exponential(rational_interval(rational), _BITS)
        return Range(*(None if end is None else number(end) for end in (found.lo, found.hi)))
    return Range(ZERO if value.lo is None else largest([ZERO, ONE + value.lo]), None)


_OF_NUMBERS: Mapping[str, Callable[[list[Range]], Range]] = {
    "sqrt": lambda values: _root(values[0], 2),
    "exp": _exponential,
    "log": _logarithm,
    "abs": _absolute,
    "min": least,
    "max": greatest,
}


def norm(rows: Rows) -> Range:
    """max |m_ij| ≤ ‖M‖ ≤ √(‖M‖₁‖M‖_∞), so at most the largest absolute sum of a row or column.

    All three are equal if no row and no column has two non-zero entries.
    """
    lines = [*rows, *zip(*rows, strict=True)]
    sums = [dot(tuple(map(size, line)), (ONE,) * len(line)) for line in lines]
    if all(sum(entry.sign != 0 for entry in line) <= 1 for line in lines):
        return exactly(largest(sums))
    return Range(largest(sizes(rows)), largest(sums))


def spectral_radius(rows: Rows) -> Range:
    """The largest |m_ii| of a triangular matrix; else |tr M|/k ≤ ρ(M) ≤ ‖M‖ for k rows."""
    corner = [row[i] for i, row in enumerate(rows)]
    if is_triangular(rows):
        return exactly(largest(list(map(size, corner))))
    trace = dot(tuple(corner), (ONE,) * len(corner))
    return Range(size(trace) * number(Fraction(1, len(rows))), norm(rows).hi)


def _numerical_radius(rows: Rows) -> Range:
    """ρ(M), ‖M‖/2 ≤ w(M) ≤ ‖M‖, which is w(M) for symmetric M."""
    whole = norm(rows)
    if PROPERTIES["symmetric"](rows):
        return whole
    half = exactly(number(Fraction(1, 2)))
    lower = [end for end in (spectral_radius(rows).lo, (half * whole).lo) if end is not None]
    return Range(largest(lower), whole.hi)


def _power_norm(rows: Rows, exponent: Germ) -> Range:
    """‖Mᵗ‖, by the power itself for a small t, else |m_ii|ᵗ ≥ 1 + t(|m_ii| − 1) (Bernoulli) for triangular M."""
    if not exponent.is_whole:
        raise Unfit("an exponent of power_norm is not a whole number ≥ 0 for all n")
    small = exponent.rational
    if small is not None and small <= LARGEST_POWER:
        return norm(square(_power(rows, small)))
    above = norm(rows).hi
    upper = ONE if above is not None and (above - ONE).sign <= 0 else None
    if not is_triangular(rows):
        return Range(ZERO, upper)
    bounds = [ONE + exponent * (size(row[i]) - ONE) for i, row in enumerate(rows)]
    return Range(largest([ZERO, *bounds]), upper)


def _compare(sign: str, left: Range, right: Range) -> bool | None:
    """The truth of a relation between enclosed numbers; None where the enclosures leave it open."""
    if sign in (">=", ">"):
        return _compare({">=": "<=", ">": "<"}[sign], right, left)
    difference = left - right
    low = None if difference.lo is None else difference.lo.sign
    high = None if difference.hi is None else difference.hi.sign
    if sign == "==":
        return True if low == high == 0 else False if low == 1 or high == -1 else None
    if high is not None and (high < 0 or (high == 0 and sign == "<=")):
        return True
    return False if low is not None and (low > 0 or (low == 0 and sign == "<")) else None


def witnessed(quantity: str, rows: Rows, z: Germ, vector: tuple[Germ, ...], lower: Germ) -> bool:
    """Whether K(M) ≥ f ≥ 0: z > 1, v ≠ 0 and f²‖(zI − M)v‖² ≤ (z − 1)²‖v‖²; for K_ct with z in place of z − 1."""
    distance = z - ONE if quantity == "K" else z
    if len(vector) != len(rows) or distance.sign <= 0 or lower.sign < 0 or not any(entry.sign for entry in vector):
        return False
    image = [z * vector[i] - dot(row, vector) for i, row in enumerate(rows)]
    square_of_image = dot(tuple(image), tuple(image))
    return (distance * distance * dot(vector, vector) - lower * lower * square_of_image).sign >= 0


def signs(count: int) -> list[tuple[int, ...]]:
    """Every choice of signs of so many constants: positive, zero, negative."""
    return list(choices((1, 0, -1), repeat=count))
