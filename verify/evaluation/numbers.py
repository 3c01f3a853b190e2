"""Real numbers that are enclosed to any precision and, where they are algebraic, told exactly from each other.

An algebraic number carries an integer polynomial that vanishes at it. Sums and products come from characteristic
polynomials of Kronecker sums and products of companion matrices; of the irreducible factors those are kept that may
vanish at the number. The difference of two numbers is zero if its polynomial is x·q(x), q(0) ≠ 0, and the difference is
smaller than every root of q (Cauchy's bound).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

from flint import arb, arb_poly, fmpq, fmpq_mat, fmpz, fmpz_poly

from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.verify.evaluation.ranges import Range, Unresolved, greatest

PRECISIONS = (64, 256, 1024)  # in bits, tried in turn: a comparison that the last does not decide is left open
_MOST_DEGREES, _LONGEST_COEFFICIENT, _LONGEST_EXPONENT = 64, 20_000, 10_000
"""Of algebraic numbers, their coefficients and exponents, up to which they are kept exact."""
Enclose = Callable[[int], Range]
Annihilator = Callable[[], fmpz_poly | None]


class Number:
    """A real number, or +∞ where its ranges leave that open.

    ``enclose(bits)`` encloses it to about so many bits; ``annihilator()`` is an integer polynomial that vanishes at it,
    None where there is none or it is out of reach.
    """

    def __init__(
        self, enclose: Enclose, annihilator: Annihilator = lambda: None, exact: Fraction | None = None
    ) -> None:
        self._enclose, self._annihilator, self._exact = enclose, annihilator, exact
        self._ranges: dict[int, Range] = {}
        self._polynomials: list[fmpz_poly | None] = []

    def range(self, bits: int) -> Range:
        """An enclosure; raises ``Unresolved`` where so many bits do not give one."""
        if bits not in self._ranges:
            self._ranges[bits] = self._enclose(bits)
        return self._ranges[bits]

    @property
    def exact(self) -> Fraction | None:
        """The value, where it is known to be this rational without a polynomial."""
        return self._exact

    def rational(self) -> Fraction | None:
        """The value if it is rational and seen to be, by its polynomial if need be."""
        if self._exact is None:
            polynomial = self.polynomial()
            if polynomial is not None and polynomial.degree() == 1:
                self._exact = Fraction(-int(polynomial[0]), int(polynomial[1]))
        return self._exact

    def polynomial(self) -> fmpz_poly | None:
        """The product of those irreducible factors of the annihilator that may vanish at the number."""
        if not self._polynomials:
            found: fmpz_poly | None
            if self._exact is not None:
                found = fmpz_poly([-self._exact.numerator, self._exact.denominator])
            else:
                given = self._annihilator()
                found = None if given is None else self._reduced(given)
            self._polynomials.append(found)
        return self._polynomials[0]

    def _reduced(self, polynomial: fmpz_poly) -> fmpz_poly | None:
        factors = [factor for factor, _ in polynomial.factor()[1]]
        for bits in PRECISIONS[:2]:
            if len(factors) > 1:
                with working_precision(4 * bits):
                    ball = _ball(self.range(bits))
                    factors = [factor for factor in factors if ball is None or arb_poly(factor)(ball).contains(0)]
        return reduce(mul, factors)


def exactly(value: Fraction | int) -> Number:
    """A rational number."""
    number = Fraction(value)
    return Number(lambda _: Range(number, number), exact=number)


def between(known: Range) -> Number:
    """A number of which a range is all that is known."""
    return Number(lambda _: known, exact=known.point)


def negated(x: Number) -> Number:
    """−x."""
    if x.exact is not None:
        return exactly(-x.exact)
    return Number(lambda bits: -x.range(bits), _of_one(x, lambda f: _characteristic(_companion(f) * -1)))


def added(x: Number, y: Number) -> Number:
    """x + y."""
    if x.exact is not None and y.exact is not None:
        return exactly(x.exact + y.exact)
    return Number(lambda bits: x.range(bits) + y.range(bits), _of_two(x, y, _kronecker_sum))


def multiplied(x: Number, y: Number) -> Number:
    """x·y."""
    if x.exact is not None and y.exact is not None:
        return exactly(x.exact * y.exact)
    return Number(lambda bits: x.range(bits) * y.range(bits), _of_two(x, y, _kronecker_product))


def inverted(x: Number) -> Number:
    """1/x."""
    if x.rational() == 0:
        raise Unresolved("a divisor is zero")
    if x.exact is not None:
        return exactly(1 / x.exact)
    return Number(lambda bits: x.range(bits).reciprocal(), _of_one(x, _reversed))


def power(x: Number, exponent: Fraction) -> Number:
    """x^(p/q), for x ≥ 0 where q > 1."""
    if exponent < 0:
        return inverted(power(x, -exponent))
    if exponent == 0:
        return exactly(1)
    whole = _whole_power(x, exponent.numerator)
    return whole if exponent.denominator == 1 else root(whole, exponent.denominator)


def _whole_power(x: Number, exponent: int) -> Number:
    if exponent == 1:
        return x
    if x.exact is not None:
        value = Range(x.exact, x.exact).power(exponent).lo
        return exactly(value or 0)
    if exponent > _LONGEST_EXPONENT:
        raise Unresolved("a power is too large to be formed")
    return Number(
        lambda bits: x.range(bits).power(exponent), _of_one(x, lambda f: _characteristic(_companion(f) ** exponent))
    )


def root(x: Number, degree: int) -> Number:
    """The non-negative root of a number ≥ 0."""
    value = x.exact if x.exact is not None or x.range(PRECISIONS[0]).is_positive else x.rational()
    if value is not None:
        if value < 0:
            raise Unresolved("the operand of a root is negative")
        parts = [_whole_root(part, degree) for part in (value.numerator, value.denominator)]
        if None not in parts:
            return exactly(Fraction(parts[0] or 0, parts[1] or 1))

    def enclose(bits: int) -> Range:
        inside = x.range(bits)
        if inside.lo is None or inside.lo < 0:
            raise Unresolved("the operand of a root is negative, or is not told from the negatives")
        return inside.increasing(lambda end: end.root(degree) if end > 0 else arb(0), bits)

    return Number(enclose, _of_one(x, lambda f: _spread(f, degree)))


def _whole_root(value: int, degree: int) -> int | None:
    """The root of a whole number ≥ 0, if it is one."""
    found = int(fmpz(value).root(degree))
    return found if found**degree == value else None


def absolute(x: Number) -> Number:
    """|x|."""
    return maximum([x, negated(x)])


def minimum(xs: Sequence[Number]) -> Number:
    """The least."""
    return negated(maximum([negated(x) for x in xs]))


def maximum(xs: Sequence[Number]) -> Number:
    """The greatest."""
    values = [x.exact for x in xs if x.exact is not None]
    if len(values) == len(xs):
        return exactly(max(values))

    def annihilator() -> fmpz_poly | None:
        ranges = [x.range(PRECISIONS[1]) for x in xs]
        low = greatest(ranges).lo
        leading = [
            x.polynomial() for x, r in zip(xs, ranges, strict=True) if r.hi is None or low is None or r.hi >= low
        ]
        known = [f for f in leading if f is not None]
        small = len(known) == len(leading) and sum(f.degree() for f in known) <= _MOST_DEGREES
        return reduce(mul, known) if small else None

    return Number(lambda bits: greatest([x.range(bits) for x in xs]), annihilator)


def exponential(x: Number) -> Number:
    """exp x."""
    if x.rational() == 0:
        return exactly(1)

    def enclose(bits: int) -> Range:
        inside = x.range(bits)
        if any(end is not None and abs(end) > _LONGEST_EXPONENT for end in (inside.lo, inside.hi)):
            raise Unresolved(f"the operand of exp is beyond ±{_LONGEST_EXPONENT}")
        found = inside.increasing(arb.exp, bits)
        return Range(Fraction(0), found.hi) if found.lo is None else found

    return Number(enclose)


def logarithm(x: Number) -> Number:
    """log x, for x > 0."""
    if x.rational() == 1:
        return exactly(0)

    def enclose(bits: int) -> Range:
        inside = x.range(bits)
        if not inside.is_positive:
            raise Unresolved("the operand of log is not positive, or is not told from zero")
        return inside.increasing(arb.log, bits)

    return Number(enclose)


def compare(sign: str, x: Number, y: Number) -> bool | None:
    """Whether ``x sign y``, exactly; None where that stays open. Raises ``Unresolved`` where a side has no range."""
    if sign in (">=", ">"):
        return compare({">=": "<=", ">": "<"}[sign], y, x)
    difference = added(x, negated(y))
    last: Unresolved | None = None
    for bits in PRECISIONS:
        try:
            truth = _decided(sign, difference.range(bits))
            if truth is None and (is_zero(difference) or _are_one(x, y)):
                return sign != "<"
            last = None
        except Unresolved as error:
            last = error
            continue
        if truth is not None:
            return truth
    if last is not None:
        raise last
    return None


def _are_one(x: Number, y: Number) -> bool:
    """Whether two numbers are seen to be the same, finite one. Guarantee: exact; False says nothing.

    They are if one root of their polynomials, and no other, lies between the ends of their ranges.
    """
    both = [_ball(number.range(PRECISIONS[1])) for number in (x, y)]
    f, g = x.polynomial(), y.polynomial()
    if both[0] is None or both[1] is None:
        return False
    if x is y or f is None or g is None:
        return x is y
    with working_precision(4 * PRECISIONS[1]):
        between_ends = both[0].union(both[1])
        found: Any = (f * g).complex_roots()
        return sum(bool(z.imag.contains(0) and z.real.overlaps(between_ends)) for z, _ in found) == 1


def _decided(sign: str, difference: Range) -> bool | None:
    low, high = difference.lo, difference.hi
    if sign == "==":
        return True if difference.point == 0 else False if difference.is_positive or difference.is_negative else None
    if high is not None and (high < 0 or (high == 0 and sign == "<=")):
        return True
    return False if low is not None and (low > 0 or (low == 0 and sign == "<")) else None


def is_zero(x: Number) -> bool:
    """Whether x is seen to be 0. Guarantee: exact; False says nothing."""
    polynomial = x.polynomial()
    if polynomial is None or polynomial[0] != 0:
        return False
    coefficients = [abs(int(c)) for c in polynomial.coeffs()]
    while not coefficients[0]:
        coefficients = coefficients[1:]
    if len(coefficients) == 1:
        return True
    least = Fraction(coefficients[0], coefficients[0] + max(coefficients[1:]))
    return any(
        r.lo is not None and r.hi is not None and -least < r.lo and r.hi < least for r in map(x.range, PRECISIONS)
    )


def _of_one(x: Number, combine: Callable[[fmpz_poly], fmpz_poly]) -> Annihilator:
    def annihilator() -> fmpz_poly | None:
        f = x.polynomial()
        return None if f is None else _short(combine(f))

    return annihilator


def _of_two(x: Number, y: Number, combine: Callable[[fmpq_mat, fmpq_mat], fmpq_mat]) -> Annihilator:
    def annihilator() -> fmpz_poly | None:
        f = x.polynomial()
        g = None if f is None else y.polynomial()
        if f is None or g is None or f.degree() * g.degree() > _MOST_DEGREES:
            return None
        return _short(_characteristic(combine(_companion(f), _companion(g))))

    return annihilator


def _short(f: fmpz_poly) -> fmpz_poly | None:
    return f if f.degree() <= _MOST_DEGREES and f.height_bits() <= _LONGEST_COEFFICIENT else None


def _ball(known: Range) -> arb | None:
    if known.lo is None or known.hi is None:
        return None
    ends = [arb(fmpq(end.numerator, end.denominator)) for end in (known.lo, known.hi)]
    return ends[0].union(ends[1])


def _characteristic(A: fmpq_mat) -> fmpz_poly:
    return A.charpoly().numer()


def squares(f: fmpz_poly, modulus: bool) -> fmpz_poly | None:
    """A polynomial that vanishes at z² for each root z of f; ``modulus``: at |z|² as well."""
    if (f.degree() ** 2 if modulus else f.degree()) > _MOST_DEGREES:
        return None
    C = _companion(f)
    return _short(_characteristic(_kronecker_product(C, C) if modulus else C * C))


def _companion(f: fmpz_poly) -> fmpq_mat:
    """The matrix whose characteristic polynomial is f over its leading coefficient."""
    n, lead = f.degree(), f.leading_coefficient()
    C = fmpq_mat(n, n)
    for i in range(n):
        C[i, n - 1] = fmpq(-f[i], lead)
        if i:
            C[i, i - 1] = 1
    return C


def _kronecker_product(A: fmpq_mat, B: fmpq_mat) -> fmpq_mat:
    m, n = A.nrows(), B.nrows()
    rows = [[A[i // n, j // n] * B[i % n, j % n] for j in range(m * n)] for i in range(m * n)]
    return fmpq_mat(rows)


def _kronecker_sum(A: fmpq_mat, B: fmpq_mat) -> fmpq_mat:
    return _kronecker_product(A, _identity(B.nrows())) + _kronecker_product(_identity(A.nrows()), B)


def _identity(n: int) -> fmpq_mat:
    return fmpq_mat([[int(i == j) for j in range(n)] for i in range(n)])


def _reversed(f: fmpz_poly) -> fmpz_poly:
    coefficients = f.coeffs()
    while not coefficients[0]:
        coefficients = coefficients[1:]
    return fmpz_poly(coefficients[::-1])


def _spread(f: fmpz_poly, degree: int) -> fmpz_poly:
    """f(x^degree)."""
    gaps = [0] * (degree - 1)
    return fmpz_poly([c for coefficient in f.coeffs() for c in (int(coefficient), *gaps)])
