"""Norms, spectral and numerical radii and suprema of powers of rational matrices, as numbers of any precision.

‖A‖² is the greatest root of det(xI − AᵀA), and ρ(A)² a product of two roots of det(xI − A): FLINT isolates the roots,
and the polynomials tell equal values from close ones.
"""

from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

import numpy as np
from flint import acb, fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.field_of_values.ando import estimate_numerical_radius
from kreiss.verify.evaluation import numbers
from kreiss.verify.evaluation.matrices import Unfit, fractions, is_symmetric, matrix, power, scaled
from kreiss.verify.evaluation.numbers import Number
from kreiss.verify.evaluation.ranges import INFINITE, Range, Unresolved, greatest, of_ball

_LONGEST_TRANSIENT, _LONGEST_ENTRY = 5000, 40_000
"""Powers one by one, and bits of an entry: a supremum that needs more is left open."""
_GUARD = 32  # bits beyond those asked for, lost on the way
_FIRST_SLACK, _MOST_BISECTIONS = Fraction(1, 10**13), 128
"""Of a bisection: its first interval, over the float's estimate, and its bits at the most."""


def norm(A: fmpq_mat) -> Number:
    """‖A‖."""
    flat = A.nrows() <= A.ncols()
    gram = A * A.transpose() if flat else A.transpose() * A
    if not any(gram.entries()):
        return numbers.exactly(0)
    f = gram.charpoly().numer()

    def square(bits: int) -> Range:
        with working_precision(bits + _GUARD):
            return greatest([of_ball(z.real) for z in _roots(f)])

    return numbers.root(_settled(Number(square, lambda: f)), 2)


def spectral_radius(A: fmpq_mat) -> Number:
    """ρ(A)."""
    f = A.charpoly().numer()
    if f.degree() == 1 or not any(f.coeffs()[:-1]):
        return numbers.exactly(abs(Fraction(int(-f[0]), int(f[1]))) if f.degree() == 1 else 0)

    def square(bits: int) -> Range:
        with working_precision(bits + _GUARD):
            return greatest([_square_of_modulus(z) for z in _roots(f)])

    return numbers.root(_settled(Number(square, lambda: _of_moduli(f, square(numbers.PRECISIONS[0])))), 2)


def greatest_eigenvalue(A: fmpq_mat) -> Number:
    """λ_max of a symmetric matrix; raises ``Unfit`` for any other."""
    if not is_symmetric(A):
        raise Unfit("eigmax is of a symmetric matrix")
    f = A.charpoly().numer()
    return _settled(Number(lambda bits: _rightmost(f, bits), lambda: f))


def spectral_abscissa(A: fmpq_mat) -> Number:
    """max Re λ; told exactly from other numbers where a real eigenvalue attains it."""
    f = A.charpoly().numer()

    def annihilator() -> fmpz_poly | None:
        low = _rightmost(f, numbers.PRECISIONS[0]).lo
        leading = [z for z in _roots(f) if low is None or (of_ball(z.real).hi or 0) >= low]
        return f if all(z.imag.is_zero() for z in leading) else None

    return _settled(Number(lambda bits: _rightmost(f, bits), annihilator))


def _rightmost(f: fmpz_poly, bits: int) -> Range:
    with working_precision(bits + _GUARD):
        return greatest([of_ball(z.real) for z in _roots(f)])


def _settled(x: Number) -> Number:
    """The number, seen as a rational one where it is."""
    value = x.rational()
    return x if value is None else numbers.exactly(value)


def _of_moduli(f: fmpz_poly, largest: Range) -> fmpz_poly | None:
    """A polynomial that vanishes at the greatest |z|² of the roots z of f, which is ``largest``."""
    parts = []
    for factor, _ in f.factor()[1]:
        leading = [z for z in _roots(factor) if (_square_of_modulus(z).hi or 0) >= (largest.lo or 0)]
        if leading:
            parts.append(numbers.squares(factor, modulus=not all(z.imag.is_zero() for z in leading)))
    known = [part for part in parts if part is not None]
    return reduce(mul, known) if len(known) == len(parts) else None


def _roots(f: fmpz_poly) -> list[acb]:
    """Disjoint balls around the roots of f; those of real roots have no imaginary part."""
    pairs: Any = f.complex_roots()
    return [z for z, _ in pairs]


def _square_of_modulus(z: acb) -> Range:
    return of_ball(z.real * z.real + z.imag * z.imag)


def numerical_radius(A: fmpq_mat, deadline: Deadline = NEVER) -> Number:
    """w(A): ‖A‖ of a symmetric matrix, in closed form for order 2, else by tests of w(A) < x."""
    if is_symmetric(A):
        return norm(A)
    if A.nrows() == 2:
        return _numerical_radius_of_order_two(A)
    return Number(lambda bits: _bisected(A, min(bits, _MOST_BISECTIONS), deadline))


def _numerical_radius_of_order_two(A: fmpq_mat) -> Number:
    """max over c = cos θ of |m|c + √(r + (p − r)c²), m = tr A/2, p = ((a − d)/2)² + e², with e ± f off the diagonal.

    At c = 1 it is |m| + √p; inside, for p < r and m²p < (r − p)², it is √(r + rm²/(r − p)), r = f².
    """
    (a, b), (c, d) = fractions(A)
    m, p, r = abs(a + d) / 2, ((a - d) ** 2 + (b + c) ** 2) / 4, (b - c) ** 2 / 4
    half = Fraction(1, 2)
    if p < r and m * m * p < (r - p) ** 2:
        return numbers.power(numbers.exactly(r + r * m * m / (r - p)), half)
    return numbers.added(numbers.exactly(m), numbers.power(numbers.exactly(p), half))


def _bisected(A: fmpq_mat, bits: int, deadline: Deadline) -> Range:
    """Bisection between two numbers near the value that floats propose, widened until the tests confirm them."""
    entries = fractions(A)
    scale = max(abs(x) for row in entries for x in row)
    estimate = Fraction(estimate_numerical_radius(np.array([[float(x / scale) for x in row] for row in entries])))
    low = high = estimate
    slack = estimate * _FIRST_SLACK
    unit = matrix(scaled(1 / scale, A))
    while not _is_below(unit, high):
        deadline.check()
        low, high, slack = high, high + slack, 16 * slack
    while low > 0 and (low == high or _is_below(unit, low)):
        low, slack = max(Fraction(0), low - slack), 16 * slack
    while high - low > high / 2**bits:
        deadline.check()
        middle = (low + high) / 2
        low, high = (low, middle) if _is_below(unit, middle) else (middle, high)
    return Range(low * scale, high * scale)


def _is_below(A: fmpq_mat, x: Fraction) -> bool:
    """w(A) < x: x > λ_max of the symmetric part, and x is an eigenvalue of Re e^{iθ}A for no θ. Exact.

    With t = tan(θ/2), X and Y the symmetric and skew parts, the determinant of the real embedding of
    (1 + t²)xI − (1 − t²)X − 2t·iY is a square of degree 4n in t: it has no real root, and none at t = ∞.
    """
    n = A.nrows()
    X, Y = (A + A.transpose()) / 2, (A - A.transpose()) / 2
    if x <= 0 or not _is_definite(x, X) or not _is_definite(x, X * -1):
        return False
    places = range(-2 * n, 2 * n + 1)
    values = [_embedded_determinant(X, Y, x, t) for t in places]
    powers = fmpq_mat([[fmpq(t) ** k for k in range(4 * n + 1)] for t in places])
    found = powers.solve(fmpq_mat([[value] for value in values]))
    denominator = reduce(lambda a, b: a * b // a.gcd(b), (entry.q for entry in found.entries()))
    polynomial = fmpz_poly([int(entry * denominator) for entry in found.entries()])
    with working_precision(128):
        return not any(z.imag.is_zero() for z in _roots(polynomial))


def _is_definite(x: Fraction, X: fmpq_mat) -> bool:
    """xI − X ≻ 0 for a symmetric X: the polynomial det((x + y)I − X), all of whose roots y are real, has none ≥ 0."""
    shifted = X.charpoly()(fmpq_poly([fmpq(x.numerator, x.denominator), 1]))
    return all(coefficient > 0 for coefficient in shifted.coeffs())


def _embedded_determinant(X: fmpq_mat, Y: fmpq_mat, x: Fraction, t: int) -> fmpq:
    """The determinant of [[P, Q], [−Q, P]] with P = (1 + t²)xI − (1 − t²)X and Q = 2tY."""
    n, level = X.nrows(), fmpq(x.numerator, x.denominator) * (1 + t * t)
    P = [[level * (i == j) - X[i, j] * (1 - t * t) for j in range(n)] for i in range(n)]
    Q = [[Y[i, j] * (2 * t) for j in range(n)] for i in range(n)]
    top = [p + q for p, q in zip(P, Q, strict=True)]
    return fmpq_mat(top + [[-b for b in q] + p for p, q in zip(P, Q, strict=True)]).det()


def power_norm(A: fmpq_mat, exponent: Fraction) -> Number:
    """‖Aᵗ‖ for a whole t ≥ 0."""
    return norm(power(A, exponent))


def supremum_of_powers(A: fmpq_mat, deadline: Deadline) -> Number:
    """sup over t ≥ 0 of ‖Aᵗ‖: the greatest of t < T, where ‖A^T‖ ≤ 1 makes every later power no larger.

    With t = mT + s, ‖Aᵗ‖ ≤ ‖A^T‖^m·‖A^s‖ ≤ ‖A^s‖. ρ(A) > 1 makes the supremum infinite. Norms are taken only where
    the Frobenius norm exceeds the greatest so far.
    """
    if numbers.compare(">", spectral_radius(A), numbers.exactly(1)):
        return numbers.between(INFINITE)
    best, current = numbers.exactly(1), A
    for _ in range(_LONGEST_TRANSIENT):
        deadline.check()
        frobenius = _frobenius(current)
        if frobenius <= 1:
            return best
        size = norm(current)
        if numbers.compare("<=", size, numbers.exactly(1)):
            return best
        floor = best.range(numbers.PRECISIONS[0]).lo
        if floor is None or frobenius > floor * floor:
            best = numbers.maximum([best, size]) if numbers.compare("<", best, size) is not False else best
        current = current * A
        if int(current.numer_denom()[1]).bit_length() > _LONGEST_ENTRY:
            break
    raise Unresolved("no power of norm at most 1 was found among those that could be formed")


def _frobenius(A: fmpq_mat) -> Fraction:
    """‖A‖_F²."""
    total = sum((x * x for x in A.entries()), fmpq(0))
    return Fraction(int(total.p), int(total.q))
