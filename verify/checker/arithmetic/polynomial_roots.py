"""Where the roots of a rational polynomial lie: Schur's and Cohn's test for a disc, Sturm's count for an interval.

A polynomial is the list of its integer coefficients, lowest first, without trailing zeros; the zero polynomial is [].
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from kreiss.verify.checker.arithmetic.roots import (
    Coefficients,
    derivative,
    longest,
    primitive,
    remainder,
    sturm_chain,
    times,
    value_sign,
    variations,
)
from kreiss.verify.checker.documents import division, multiplication, spend


def schur_stable(polynomial: Coefficients, radius: Fraction) -> bool:
    """Whether every root lies in |z| < radius, for radius > 0.

    Schur–Cohn: p of degree n has all roots in |z| < 1 iff |p₀| < |p_n| and (p_n·p − p₀·p*)/z, of degree n − 1, has.
    """
    if radius <= 0:
        return len(polynomial) == 1
    p = _scaled(polynomial, radius)
    while len(p) > 1:
        first, last = p[0], p[-1]
        if abs(first) >= abs(last):
            return False
        spend(2 * len(p) * (1 + multiplication(longest(p), longest(p))))
        p = primitive([last * p[k] - first * p[-1 - k] for k in range(1, len(p))])
    return bool(p)


def left_of(polynomial: Coefficients, line: Fraction) -> bool:
    """Whether every root s has Re s < x: with s = x + (z + 1)/(z − 1), p(s)(z − 1)ⁿ has degree n, and roots |z| < 1."""
    shifted, n = [Fraction(c) for c in polynomial], len(polynomial) - 1
    bits = longest(polynomial) + n * max(line.numerator.bit_length(), line.denominator.bit_length())
    spend((n + 1) ** 3 * (4 + multiplication(bits, bits)))
    for i in range(n):
        for k in range(n - 1, i - 1, -1):
            shifted[k] += line * shifted[k + 1]
    turned = [Fraction(0)] * (n + 1)
    for k, coefficient in enumerate(shifted):
        term = [coefficient]
        for sign in [1] * k + [-1] * (n - k):
            term = [a + sign * b for a, b in zip([Fraction(0), *term], [*term, Fraction(0)], strict=True)]
        turned = [a + b for a, b in zip(turned, term, strict=True)]
    scale = lcm(*(c.denominator for c in turned))
    return turned[-1] != 0 and schur_stable(primitive([int(c * scale) for c in turned]), Fraction(1))


def has_radius(polynomial: Coefficients, radius: Fraction) -> bool:
    """Whether the greatest |z| over the roots z is the radius.

    Scaled to radius 1, g = gcd(p, p*) has all roots on |z| = 1 and p/g has none there. Those of p/g are inside by Schur
    and Cohn's test. The roots of g, all on |z| = 1 or in pairs z, 1/z̄, are on it if those of the derivative of
    g/gcd(g, g′) are inside (Cohn). Radius 0 is that of cxⁿ.
    """
    if radius <= 0:
        return radius == 0 and len(polynomial) > 1 and not any(polynomial[:-1])
    p = _scaled(polynomial, radius)
    g = _common(p, primitive(p[::-1]))
    simple = _quotient(g, _common(g, derivative(g)))
    one = Fraction(1)
    return len(g) > 1 and schur_stable(_quotient(p, g), one) and schur_stable(derivative(simple), one)


def squared_roots(polynomial: Coefficients) -> Coefficients:
    """The polynomial whose roots are the z², ±p(√x)·p(−√x) (Graeffe)."""
    mirrored = [-c if k % 2 else c for k, c in enumerate(polynomial)]
    return primitive(times(polynomial, mirrored)[::2])


def _scaled(polynomial: Coefficients, radius: Fraction) -> Coefficients:
    """A positive multiple of p(radius·z)."""
    top = len(polynomial) - 1
    bits = (top + 1) * max(radius.numerator.bit_length(), radius.denominator.bit_length())
    spend(len(polynomial) * (4 + 4 * multiplication(bits, bits) + multiplication(longest(polynomial), bits)))
    return primitive([c * radius.numerator**k * radius.denominator ** (top - k) for k, c in enumerate(polynomial)])


def _common(p: Coefficients, q: Coefficients) -> Coefficients:
    """The greatest common divisor, up to a factor."""
    while q:
        p, q = q, primitive(remainder(p, q))
    return p


def _quotient(p: Coefficients, divisor: Coefficients) -> Coefficients:
    """p over a divisor of it, up to a factor."""
    rest, result = list(p), list[int]()
    while len(rest) >= len(divisor):
        bits = longest(rest)
        work = multiplication(bits, divisor[-1].bit_length()) + multiplication(bits, longest(divisor))
        spend((len(rest) + len(result)) * (2 + work))
        factor, lead = rest[-1], divisor[-1]
        shift = len(rest) - len(divisor)
        result = [lead * c for c in result] + [factor]
        rest = [lead * c for c in rest]
        for k, c in enumerate(divisor):
            rest[shift + k] -= factor * c
        rest.pop()
    return primitive(result[::-1])


def interpolate(points: Sequence[tuple[Fraction, Fraction]]) -> Coefficients:
    """A positive integer multiple of the polynomial of least degree through the points, by Newton's differences."""
    xs, table = [x for x, _ in points], [y for _, y in points]
    for level in range(1, len(points)):
        for i in range(len(points) - 1, level - 1, -1):
            spend(20 + (table[i].denominator.bit_length() + table[i].numerator.bit_length()) ** 2 // 16384)
            table[i] = (table[i] - table[i - 1]) / (xs[i] - xs[i - level])
    result, bits = list[Fraction](), 0
    for x, coefficient in zip(reversed(xs), reversed(table), strict=True):
        bits = max((c.numerator.bit_length() + c.denominator.bit_length() for c in [coefficient, *result]), default=0)
        spend(len(points) * (20 + (bits**2 >> 14)))
        shifted = [Fraction(0), *result]
        result = [a - x * b for a, b in zip(shifted, [*result, Fraction(0)], strict=True)]
        result[0] += coefficient
    spend(4 * len(result) * division(bits, bits))
    scale = lcm(*(c.denominator for c in result))
    return primitive([int(c * scale) for c in result])


def roots_between(polynomial: Coefficients, low: Fraction, high: Fraction) -> int:
    """The number of distinct real roots in [low, high]; −1 where it is infinite, or an end is a root."""
    if not polynomial or value_sign(polynomial, low) == 0 or value_sign(polynomial, high) == 0:
        return -1
    chain = sturm_chain(polynomial)
    return variations(chain, low) - variations(chain, high)
