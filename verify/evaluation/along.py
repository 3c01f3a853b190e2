"""Values of a claim's expressions along a family of instances: matrices and numbers that are germs in n.

Matrices are exact. A quantity of a matrix is exact where the matrix is triangular, or has one non-zero entry in each
row and column; else it lies between the elementary bounds that are named where they are used.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, reduce
from operator import add

from kreiss.deadlines import NEVER, Deadline
from kreiss.verify.evaluation.extents import completed, places
from kreiss.verify.evaluation.germ_functions import OF_NUMBERS, compare, number_power
from kreiss.verify.evaluation.germs import ONE, ZERO, Germ, GermRange, N, exactly, largest, number
from kreiss.verify.evaluation.matrices import Unfit
from kreiss.verify.evaluation.ranges import Unresolved
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree

Rows = tuple[tuple[Germ, ...], ...]
LowerBound = Callable[[str, Rows], Germ]
"""(quantity, matrix) ↦ a germ below K or K_ct of the matrix for all large n."""
_MOST_POWERS = 12  # of a matrix of germs: degrees grow with them


class Multiple:
    """``scale`` times the identity of whatever size fits."""

    def __init__(self, scale: Germ) -> None:
        self.scale = scale


Value = GermRange | Rows | Multiple


@cache
def germ(text: str) -> Germ:
    """A rational function of n, as text."""
    ((_, _, tree),) = parse(f"0 <= {text}")
    value = Along({"n": exactly(N)}, lambda *_: ZERO).value(tree)
    if not isinstance(value, GermRange) or value.point is None:
        raise Unfit(f"expected a rational function of n, got {text}")
    return value.point


class Along:
    """Values of names along a family, and of trees over them.

    Raises ``Unfit`` where an expression has no meaning, ``Unresolved`` where a sign is not known, and ``OutOfTime``
    once the deadline has passed.
    """

    def __init__(self, names: Mapping[str, Value], below: LowerBound, deadline: Deadline = NEVER) -> None:
        self.names: dict[str, Value] = {**names, "I": Multiple(ONE)}
        self.below, self.deadline = below, deadline

    def define(self, name: str, tree: Tree) -> None:
        """Bind a defined name."""
        self.names[name] = self.value(tree)

    def holds(self, tree: Tree) -> bool | None:
        """Whether a relation or predicate is true for all large n; None where that stays open."""
        if tree[0] == "call":
            return all(_PREDICATES[tree[1]](_matrix(self.value(argument))) for argument in tree[2])
        sign, left, right = tree[0], self.value(tree[1]), self.value(tree[2])
        if not isinstance(left, GermRange):
            return not any(x.sign for row in _matrix(_total(left, _negated(right))) for x in row)
        return compare(sign, left, _real(right))

    def value(self, tree: Tree) -> Value:
        """The value of an expression."""
        self.deadline.check()
        match tree:
            case ("num", value):
                return exactly(number(value))
            case ("name", name) if name in self.names:
                return self.names[name]
            case ("neg", operand):
                return _negated(self.value(operand))
            case ("matrix", rows):
                return _blocks([[self.value(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                return self._call(function, [self.value(argument) for argument in arguments])
            case ("^", base, ("num", exponent)):
                return _power(self.value(base), exponent)
            case ("+" | "-", left, right):
                return _total(self.value(left), _negated(self.value(right)) if tree[0] == "-" else self.value(right))
            case ("*", left, right):
                return _times(self.value(left), self.value(right))
            case ("/", left, right):
                return _times(self.value(left), _real(self.value(right)).reciprocal())
        raise Unfit("has no value along a family")

    def _call(self, function: str, arguments: list[Value]) -> Value:
        if function in OF_NUMBERS:
            return OF_NUMBERS[function]([_real(argument) for argument in arguments])
        rows = _matrix(arguments[0])
        if function == "transpose":
            return tuple(zip(*rows, strict=True))
        if function == "norm":
            return _norm(rows)
        if len(rows) != len(rows[0]):
            raise Unfit("expected a square matrix")
        if function == "power_norm":
            return _power_norm(rows, _point(arguments[1]))
        if function in ("K", "K_ct", "sup_powers"):
            return self._growth(function, rows)
        if function == "inverse":
            return _inverse(rows)
        if function in _OF_SQUARE:
            return _OF_SQUARE[function](rows)
        raise Unfit(f"{function} has no value along a family")

    def _growth(self, quantity: str, rows: Rows) -> GermRange:
        """1 ≤ K ≤ sup ‖Mᵗ‖, and both are 1 if ‖M‖ ≤ 1; K_ct ≥ 1."""
        lower = largest([ONE, self.below("K" if quantity == "sup_powers" else quantity, rows)])
        if quantity == "K_ct":
            return GermRange(lower, None)
        if _is_at_most_one(_norm(rows)):
            return exactly(ONE)
        return GermRange(largest([lower, *_sizes(rows)]) if quantity == "sup_powers" else lower, None)


def _real(value: Value) -> GermRange:
    if not isinstance(value, GermRange):
        raise Unfit("expected a number, got a matrix")
    return value


def _point(value: Value) -> Germ:
    found = _real(value).point
    if found is None:
        raise Unfit("expected a number known exactly")
    return found


def _matrix(value: Value) -> Rows:
    if isinstance(value, GermRange | Multiple):
        raise Unfit("expected a matrix of known size")
    return value


def _negated(value: Value) -> Value:
    return _times(exactly(-ONE), value)


def _identity(size: int, scale: Germ) -> Rows:
    return tuple(tuple(scale if i == j else ZERO for j in range(size)) for i in range(size))


def _total(left: Value, right: Value) -> Value:
    if isinstance(left, GermRange) and isinstance(right, GermRange):
        return left + right
    if isinstance(left, Multiple) and isinstance(right, Multiple):
        return Multiple(left.scale + right.scale)
    if isinstance(left, Multiple):
        left, right = right, left
    A = _matrix(left)
    B = _identity(len(A), right.scale) if isinstance(right, Multiple) else _matrix(right)
    if (len(A), len(A[0])) != (len(B), len(B[0])):
        raise Unfit("adds matrices of different shapes")
    return tuple(tuple(map(add, a, b)) for a, b in zip(A, B, strict=True))


def _times(left: Value, right: Value) -> Value:
    if isinstance(left, GermRange) and isinstance(right, GermRange):
        return left * right
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, GermRange):
            return _scaled(_point(factor), other)
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Multiple):
            return _scaled(factor.scale, other)
    A, B = _matrix(left), _matrix(right)
    if len(A[0]) != len(B):
        raise Unfit("multiplies matrices of unfitting shapes")
    return tuple(tuple(dot(row, column) for column in zip(*B, strict=True)) for row in A)


def _scaled(factor: Germ, value: Value) -> Value:
    if isinstance(value, Multiple):
        return Multiple(factor * value.scale)
    return tuple(tuple(factor * x for x in row) for row in _matrix(value))


def _inverse(rows: Rows) -> Rows:
    """M⁻¹ by Gauss and Jordan; raises ``Unresolved`` where a column has no pivot with a sign."""
    k = len(rows)
    work = [[*row, *unit] for row, unit in zip(rows, _identity(k, ONE), strict=True)]
    for i in range(k):
        pivot = next((j for j in range(i, k) if work[j][i].sign), None)
        if pivot is None:
            raise Unresolved("a matrix has no inverse")
        work[i], work[pivot] = work[pivot], work[i]
        scale = work[i][i].reciprocal()
        work[i] = [scale * x for x in work[i]]
        for j in range(k):
            if j != i:
                work[j] = [x - work[j][i] * y for x, y in zip(work[j], work[i], strict=True)]
    return tuple(tuple(row[k:]) for row in work)


def dot(left: tuple[Germ, ...], right: tuple[Germ, ...]) -> Germ:
    """Σ xᵢyᵢ."""
    return reduce(add, (x * y for x, y in zip(left, right, strict=True)), ZERO)


def equal(left: Rows, right: Rows) -> bool:
    """Whether two matrices agree for all large n."""
    same = len(left) == len(right) and len(left[0]) == len(right[0])
    return same and not any((x - y).sign for a, b in zip(left, right, strict=True) for x, y in zip(a, b, strict=True))


def _blocks(rows: list[list[Value]]) -> Rows:
    if all(isinstance(entry, GermRange) for row in rows for entry in row):
        return tuple(tuple(map(_point, row)) for row in rows)
    heights = [max(len(B) if isinstance(B, tuple) else 0 for B in row) for row in rows]
    widths = [max(len(B[0]) if isinstance(B, tuple) else 0 for B in column) for column in zip(*rows, strict=True)]
    multiples = places(rows, lambda entry: isinstance(entry, Multiple) and bool(entry.scale.sign))
    heights, widths, squares = completed(heights, widths, multiples)
    if any(heights[i] != widths[j] for i, j in squares):
        raise Unfit("a block that should be square is not")
    filled = [
        [_filled(x, h, w) for x, w in zip(row, widths, strict=True)] for row, h in zip(rows, heights, strict=True)
    ]
    return tuple(tuple(x for block in row for x in block[i]) for row in filled for i in range(len(row[0])))


def _filled(entry: Value, height: int, width: int) -> Rows:
    if isinstance(entry, tuple):
        if (len(entry), len(entry[0])) != (height, width):
            raise Unfit("joins blocks of unfitting shapes")
        return entry
    scale = entry.scale if isinstance(entry, Multiple) else _point(entry)
    if not height or not width or (isinstance(entry, GermRange) and scale.sign):
        raise Unfit("a block is a matrix, 0 or a multiple of I, of a size that is given")
    return tuple(tuple(scale if i == j else ZERO for j in range(width)) for i in range(height))


def _power(base: Value, exponent: Fraction) -> Value:
    if isinstance(base, GermRange):
        return number_power(base, exponent)
    if exponent.denominator > 1 or not 0 <= exponent <= _MOST_POWERS:
        raise Unfit(f"a matrix has whole powers from 0 to {_MOST_POWERS} along a family")
    result: Value = _identity(len(_matrix(base)), ONE)
    for _ in range(int(exponent)):
        result = _times(result, base)
    return result


def _sizes(rows: Rows) -> list[Germ]:
    return [abs(x) for row in rows for x in row if x.sign] or [ZERO]


def _norm(rows: Rows) -> GermRange:
    """max |m_ij| ≤ ‖M‖ ≤ √(‖M‖₁‖M‖_∞), equal if no row and no column has two entries."""
    lines = [*rows, *zip(*rows, strict=True)]
    sums = [reduce(add, map(abs, line), ZERO) for line in lines]
    if all(sum(x.sign != 0 for x in line) <= 1 for line in lines):
        return exactly(largest(sums))
    return GermRange(largest(_sizes(rows)), largest(sums))


def _is_at_most_one(value: GermRange) -> bool:
    return value.hi is not None and (value.hi - ONE).sign <= 0


def _spectral_radius(rows: Rows) -> GermRange:
    """The largest |m_ii| of a triangular matrix; else |tr M|/k ≤ ρ(M) ≤ ‖M‖ for k rows."""
    corner = [row[i] for i, row in enumerate(rows)]
    if _is_lower(rows) or _is_lower(_flipped(rows)):
        return exactly(largest([abs(x) for x in corner]))
    return GermRange(abs(reduce(add, corner)) * number(Fraction(1, len(rows))), _norm(rows).hi)


def _numerical_radius(rows: Rows) -> GermRange:
    """ρ(M), ‖M‖/2 ≤ w(M) ≤ ‖M‖, which is w(M) for symmetric M."""
    whole = _norm(rows)
    if equal(rows, _flipped(rows)):
        return whole
    half = exactly(number(Fraction(1, 2))) * whole
    return GermRange(largest([x for x in (_spectral_radius(rows).lo, half.lo) if x is not None]), whole.hi)


def _power_norm(rows: Rows, exponent: Germ) -> GermRange:
    """‖Mᵗ‖, from the power for a small t, else |m_ii|ᵗ ≥ 1 + t(|m_ii| − 1) (Bernoulli) for triangular M."""
    if not exponent.is_whole:
        raise Unfit("an exponent of power_norm is not a whole number ≥ 0 for all n")
    small = exponent.rational
    if small is not None and small <= _MOST_POWERS:
        return _norm(_matrix(_power(rows, small)))
    upper = ONE if _is_at_most_one(_norm(rows)) else None
    bounds = [ONE + exponent * (abs(row[i]) - ONE) for i, row in enumerate(rows)]
    triangular = _is_lower(rows) or _is_lower(_flipped(rows))
    return GermRange(largest([ZERO, *bounds]) if triangular else ZERO, upper)


_OF_SQUARE: Mapping[str, Callable[[Rows], GermRange]] = {
    "dim": lambda rows: exactly(number(len(rows))),
    "rho": _spectral_radius,
    "numerical_radius": _numerical_radius,
}


def _flipped(rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


def _is_square(rows: Rows) -> bool:
    return len(rows) == len(rows[0])


def _is_lower(rows: Rows) -> bool:
    return not any(x.sign for i, row in enumerate(rows) for x in row[i + 1 :])


def _is_normal(rows: Rows) -> bool:
    left, right = _times(rows, _flipped(rows)), _times(_flipped(rows), rows)
    return _is_square(rows) and equal(_matrix(left), _matrix(right))


_PREDICATES: Mapping[str, Callable[[Rows], bool]] = {
    "square": _is_square,
    "symmetric": lambda rows: _is_square(rows) and equal(rows, _flipped(rows)),
    "normal": _is_normal,
    "diagonal": lambda rows: _is_square(rows) and _is_lower(rows) and _is_lower(_flipped(rows)),
    "lower_triangular": lambda rows: _is_square(rows) and _is_lower(rows),
    "upper_triangular": lambda rows: _is_square(rows) and _is_lower(_flipped(rows)),
    "nonnegative": lambda rows: all(x.sign >= 0 for row in rows for x in row),
}


def witnesses(quantity: str, rows: Rows, z: Germ, vector: tuple[Germ, ...], lower: Germ) -> bool:
    """Whether K(M) ≥ f ≥ 0: z > 1, v ≠ 0 and f²‖(zI − M)v‖² ≤ (z − 1)²‖v‖²; for K_ct with z in place of z − 1."""
    distance = z - ONE if quantity == "K" else z
    if distance.sign <= 0 or lower.sign < 0 or not any(x.sign for x in vector):
        return False
    image = tuple(z * x - dot(row, vector) for x, row in zip(vector, rows, strict=True))
    return (distance * distance * dot(vector, vector) - lower * lower * dot(image, image)).sign >= 0
