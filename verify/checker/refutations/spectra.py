"""Norms, spectral and numerical radii of rational matrices, enclosed by exact tests and bisection.

Each quantity q(A) ≥ 0 has an exact test that decides whether q(A) is below a rational number: semidefiniteness for the
norm, Schur's and Cohn's recursion for the spectral radius, a Sturm count for the numerical radius. Bisection then
encloses it. Where q² is rational, the value found is exact.
"""

from collections.abc import Callable
from fractions import Fraction
from math import gcd

from kreiss.verify.checker.arithmetic.intervals import Interval, Unresolved, exactly, greatest, root
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, eliminated, length, product, transpose
from kreiss.verify.checker.arithmetic.polynomial_roots import (
    has_radius,
    interpolate,
    left_of,
    roots_between,
    schur_stable,
    squared_roots,
)
from kreiss.verify.checker.documents import division, multiplication, spend

LONGEST_TRANSIENT, LONGEST_ENTRY = 5000, 40_000
INFINITE = Interval(Fraction(2) ** 4096, None)
"""What is known of +∞, as far as a comparison with a number can need it."""
Test = Callable[[Fraction], bool]


def reduced(matrix: Matrix) -> Matrix:
    """The same matrix over the smallest denominator."""
    spend(len(matrix.rows) * len(matrix.rows[0]) * 2 * division(length(matrix.rows), matrix.den.bit_length()))
    common = gcd(matrix.den, *(entry for row in matrix.rows for entry in row))
    return Matrix([[entry // common for entry in row] for row in matrix.rows], matrix.den // common)


def is_symmetric(matrix: Matrix) -> bool:
    """A = Aᵀ."""
    return matrix.rows == transpose(matrix.rows)


def _shifted(level: Fraction, rows: Rows, den: int) -> Rows:
    """A positive multiple of level·I − rows/den, in integers."""
    bits = max(level.numerator.bit_length(), level.denominator.bit_length())
    spend(len(rows) ** 2 * multiplication(length(rows), bits) + multiplication(bits, den.bit_length()))
    scaled = [[-level.denominator * entry for entry in row] for row in rows]
    for i, row in enumerate(scaled):
        row[i] += level.numerator * den
    return scaled


def bisect(below: Test, start: Fraction, bits: int, exact: Test | None = None) -> Interval:
    """[lo, hi] with lo ≤ q < hi or q = lo = hi, for q ≥ 0 whose ``below(x)`` says q < x, or q ≤ x, truly.

    ``start`` is any positive number. ``exact(x)`` says q = x; it is asked of the simplest rational in the end.
    """
    low, high = Fraction(0), start
    while not below(high):
        low, high = high, 2 * high
    floor = start / 2**bits
    while high - low > high / 2**bits and high > floor:
        middle = (low + high) / 2
        low, high = (low, middle) if below(middle) else (middle, high)
    candidate = simplest(low, high)
    return exactly(candidate) if exact is not None and exact(candidate) else Interval(low, high)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The rational of least denominator in [low, high], 0 ≤ low ≤ high, by continued fractions."""
    bits = low.denominator.bit_length() + high.denominator.bit_length()
    spend(30 + 8 * division(bits, bits))
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    base = whole - 1
    return base + 1 / simplest(1 / (high - base), 1 / (low - base))


def norm(matrix: Matrix, bits: int) -> Interval:
    """‖A‖ = √λ_max(AᵀA): λ is enclosed through λI − AᵀA ⪰ 0, and found exactly where it is rational."""
    rows = matrix.rows if len(matrix.rows) <= len(matrix.rows[0]) else transpose(matrix.rows)
    gram, den = product(rows, transpose(rows)), matrix.den**2
    trace = Fraction(sum(gram[i][i] for i in range(len(gram))), den)
    if trace == 0:
        return exactly(0)
    return root(_greatest(gram, den, trace, bits), 2, bits)


def _greatest(rows: Rows, den: int, start: Fraction, bits: int) -> Interval:
    """λ_max of a matrix that is ⪰ 0: λ is enclosed through λI − A ⪰ 0, and found exactly where it is rational."""

    def holds(level: Fraction) -> bool:
        return eliminated(_shifted(level, rows, den))[0]

    def attained(level: Fraction) -> bool:
        return eliminated(_shifted(level, rows, den)) in [(True, rank) for rank in range(len(rows))]

    return bisect(holds, start, bits, attained)


def _moved(matrix: Matrix) -> tuple[Rows, int]:
    """c and A + cI, times the denominator, for c = ‖A‖_∞: no eigenvalue has a real part below −c."""
    shift = max(sum(map(abs, row)) for row in matrix.rows)
    return [[entry + shift * (i == j) for j, entry in enumerate(row)] for i, row in enumerate(matrix.rows)], shift


def greatest_eigenvalue(matrix: Matrix, bits: int) -> Interval:
    """λ_max of a symmetric A, as that of A + cI ⪰ 0 less c."""
    rows, shift = _moved(matrix)
    return _greatest(rows, matrix.den, Fraction(2 * shift + 1, matrix.den), bits) - exactly(Fraction(shift, matrix.den))


def spectral_abscissa(matrix: Matrix, bits: int) -> Interval:
    """max Re λ: exact for a symmetric or triangular A, else by Schur and Cohn's recursion for A + cI, less c."""
    if is_symmetric(matrix):
        return greatest_eigenvalue(matrix, bits)
    if is_triangular(matrix.rows):
        return exactly(Fraction(max(row[i] for i, row in enumerate(matrix.rows)), matrix.den))
    rows, shift = _moved(matrix)
    polynomial = _characteristic(rows)
    found = bisect(lambda level: left_of(polynomial, level * matrix.den), Fraction(2 * shift + 1, matrix.den), bits)
    return found - exactly(Fraction(shift, matrix.den))


def is_triangular(rows: Rows) -> bool:
    """Whether all entries above the diagonal, or all below it, are 0."""
    places = [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if entry]
    return all(i >= j for i, j in places) or all(i <= j for i, j in places)


def spectral_radius(matrix: Matrix, bits: int) -> Interval:
    """ρ(A): the norm if A is symmetric, the largest |a_ii| if triangular, else by Schur's and Cohn's recursion.

    The simplest rational in the range of ρ² is tried for an exact value.
    """
    rows, size = matrix.rows, len(matrix.rows)
    if is_symmetric(matrix):
        return norm(matrix, bits)
    if is_triangular(rows):
        return exactly(Fraction(max(abs(rows[i][i]) for i in range(size)), matrix.den))
    polynomial = _characteristic(rows)

    def below(level: Fraction) -> bool:
        return schur_stable(polynomial, level * matrix.den)

    start = Fraction(max(sum(map(abs, row)) for row in rows) + 1, matrix.den)
    found = bisect(below, start, bits)
    square = simplest((found.lo or Fraction(0)) ** 2, (found.hi or start) ** 2)
    exact = has_radius(squared_roots(polynomial), square * matrix.den**2)
    return root(exactly(square), 2, bits) if exact else found


def _characteristic(rows: Rows) -> list[int]:
    """det(xI − A), lowest coefficient first, by Faddeev and LeVerrier: M ← A·M + c·I, c ← −tr(A·M)/k."""
    size = len(rows)
    coefficients, work = [1], [[int(i == j) for j in range(size)] for i in range(size)]
    for k in range(1, size + 1):
        work = product(rows, work)
        coefficients.append(-sum(work[i][i] for i in range(size)) // k)
        for i in range(size):
            work[i][i] += coefficients[-1]
    return coefficients[::-1]


def numerical_radius(matrix: Matrix, bits: int) -> Interval:
    """w(A) = max over θ of λ_max(Re e^{iθ}A): the norm if A is symmetric, else by a Sturm count in cos θ.

    w < x iff H(θ) = xI − Re e^{iθ}A ≻ 0 for all θ, iff H(0) ≻ 0 and det H has no zero. With c = cos θ, s = sin θ,
    H = xI − cX − isY (X, Y the symmetric and skew parts) and det H is even in s, hence a polynomial in c of degree ≤ n;
    the determinant of the real embedding [[xI − cX, sY], [−sY, xI − cX]] is its square.
    """
    if is_symmetric(matrix):
        return norm(matrix, bits)
    rows, den = matrix.rows, 2 * matrix.den
    flipped, size = transpose(rows), len(rows)
    even = [[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(rows, flipped, strict=True)]
    odd = [[a - b for a, b in zip(x, y, strict=True)] for x, y in zip(rows, flipped, strict=True)]

    def below(level: Fraction) -> bool:
        if eliminated(_shifted(level, even, den)) != (True, size):
            return False
        points = [_embedded_determinant(level, even, odd, den, Fraction(k, size)) for k in range(2 * size + 1)]
        return roots_between(interpolate(points), Fraction(-1), Fraction(1)) == 0

    return bisect(below, norm(matrix, 8).hi or Fraction(1), bits)


def _embedded_determinant(
    level: Fraction, even: Rows, odd: Rows, den: int, tangent: Fraction
) -> tuple[Fraction, Fraction]:
    """(cos θ, det of the embedded H(θ)) at the rational point of the circle with tan(θ/2) = ``tangent``."""
    p, q = tangent.numerator, tangent.denominator
    scale, unit = level.denominator * den, p * p + q * q
    spend(len(even) ** 2 * 4 * multiplication(length(even) + scale.bit_length(), unit.bit_length()))
    diagonal = [[(p * p - q * q) * level.denominator * entry for entry in row] for row in even]
    for i, row in enumerate(diagonal):
        row[i] += level.numerator * den * unit
    side = [[2 * p * q * level.denominator * entry for entry in row] for row in odd]
    top = [x + y for x, y in zip(diagonal, side, strict=True)]
    value = determinant(top + [[-b for b in y] + x for x, y in zip(diagonal, side, strict=True)])
    return Fraction(q * q - p * p, unit), Fraction(value, (scale * unit) ** (2 * len(even)))


def determinant(rows: Rows) -> int:
    """The determinant, by fraction-free elimination (Bareiss)."""
    work, previous, sign = rows, 1, 1
    while len(work) > 1:
        index = next((i for i, row in enumerate(work) if row[0]), None)
        if index is None:
            return 0
        pivot, *first = work[index]
        bits = length(work)
        spend(len(work) ** 2 * (1 + 2 * multiplication(bits, bits) + division(bits, previous.bit_length())))
        sign = -sign if index % 2 else sign
        rest = [row for i, row in enumerate(work) if i != index]
        work = [[(pivot * x - row[0] * b) // previous for x, b in zip(row[1:], first, strict=True)] for row in rest]
        previous = pivot
    return sign * work[0][0]


def matrix_power(matrix: Matrix, exponent: int) -> Matrix:
    """A^t for a whole number t ≥ 0, by repeated squaring."""
    size = len(matrix.rows)
    result = Matrix([[int(i == j) for j in range(size)] for i in range(size)], 1)
    base = matrix
    while exponent:
        if exponent % 2:
            result = reduced(Matrix(product(result.rows, base.rows), result.den * base.den))
        exponent //= 2
        if exponent:
            base = reduced(Matrix(product(base.rows, base.rows), base.den**2))
    return result


def supremum_of_powers(matrix: Matrix, bits: int) -> Interval:
    """sup over t ≥ 0 of ‖Aᵗ‖: the greatest of t < T, where ‖A^T‖ ≤ 1 makes every later power no larger.

    With t = mT + s, ‖Aᵗ‖ ≤ ‖A^T‖^m·‖A^s‖ ≤ ‖A^s‖. The norm is computed only where it exceeds the greatest so far.
    ρ(A) > 1 makes the supremum infinite.
    """
    if (spectral_radius(matrix, bits).lo or 0) > 1:
        return INFINITE
    best, current = exactly(1), matrix
    for _ in range(LONGEST_TRANSIENT):
        if _norm_at_most(current, Fraction(1)):
            return best
        if best.lo is None or not _norm_at_most(current, best.lo):
            best = greatest([best, norm(current, bits)])
        current = reduced(Matrix(product(current.rows, matrix.rows), current.den * matrix.den))
        if current.den.bit_length() > LONGEST_ENTRY:
            break
    raise Unresolved("no power of norm at most 1 was found among those that could be formed")


def _norm_at_most(matrix: Matrix, level: Fraction) -> bool:
    return eliminated(_shifted(level**2, product(transpose(matrix.rows), matrix.rows), matrix.den**2))[0]
