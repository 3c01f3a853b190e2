"""Where the roots of a rational polynomial lie: Schur's and Cohn's test for a disc, Sturm's count for an interval.

A polynomial is the list of its integer coefficients, lowest first, without trailing zeros; the zero polynomial is [].
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

Polynomial = list[int]


def _primitive(coefficients: Sequence[int]) -> Polynomial:
    """The positive multiple with coprime coefficients."""
    common = gcd(*coefficients) or 1
    result = [c // common for c in coefficients]
    while result and result[-1] == 0:
        result.pop()
    return result


def schur_stable(polynomial: Polynomial, radius: Fraction) -> bool:
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
        p = _primitive([last * p[k] - first * p[-1 - k] for k in range(1, len(p))])
    return bool(p)


def has_radius(polynomial: Polynomial, radius: Fraction) -> bool:
    """Whether the greatest |z| over the roots z is the radius.

    Scaled to radius 1, g = gcd(p, p*) has all roots on |z| = 1 and p/g has none there. Those of p/g are inside by Schur
    and Cohn's test. The roots of g, all on |z| = 1 or in pairs z, 1/z̄, are on it if those of the derivative of
    g/gcd(g, g′) are inside (Cohn). Radius 0 is that of cxⁿ.
    """
    if radius <= 0:
        return radius == 0 and len(polynomial) > 1 and not any(polynomial[:-1])
    p = _scaled(polynomial, radius)
    g = _common(p, _primitive(p[::-1]))
    simple = _quotient(g, _common(g, _derivative(g)))
    one = Fraction(1)
    return len(g) > 1 and schur_stable(_quotient(p, g), one) and schur_stable(_derivative(simple), one)


def squared_roots(polynomial: Polynomial) -> Polynomial:
    """The polynomial whose roots are the z², ±p(√x)·p(−√x) (Graeffe)."""
    result = [0] * len(polynomial)
    for i, a in enumerate(polynomial):
        for j, b in enumerate(polynomial):
            if (i + j) % 2 == 0:
                result[(i + j) // 2] += (-1) ** j * a * b
    return _primitive(result)


def _scaled(polynomial: Polynomial, radius: Fraction) -> Polynomial:
    """A positive multiple of p(radius·z)."""
    top = len(polynomial) - 1
    return _primitive([c * radius.numerator**k * radius.denominator ** (top - k) for k, c in enumerate(polynomial)])


def _derivative(polynomial: Polynomial) -> Polynomial:
    return _primitive([k * c for k, c in enumerate(polynomial)][1:])


def _common(p: Polynomial, q: Polynomial) -> Polynomial:
    """The greatest common divisor, up to a factor."""
    while q:
        p, q = q, _negative_remainder(p, q)
    return p


def _quotient(p: Polynomial, divisor: Polynomial) -> Polynomial:
    """p over a divisor of it, up to a positive factor."""
    rest, result = [Fraction(c) for c in p], list[Fraction]()
    while len(rest) >= len(divisor):
        factor, shift = rest[-1] / divisor[-1], len(rest) - len(divisor)
        result.append(factor)
        for k, c in enumerate(divisor):
            rest[shift + k] -= factor * c
        rest.pop()
    scale = lcm(*(c.denominator for c in result))
    return _primitive([int(c * scale) for c in reversed(result)])


def interpolate(points: Sequence[tuple[Fraction, Fraction]]) -> Polynomial:
    """A positive integer multiple of the polynomial of least degree through the points, by Newton's differences."""
    xs, table = [x for x, _ in points], [y for _, y in points]
    for level in range(1, len(points)):
        for i in range(len(points) - 1, level - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (xs[i] - xs[i - level])
    result: list[Fraction] = []
    for x, coefficient in zip(reversed(xs), reversed(table), strict=True):
        shifted = [Fraction(0), *result]
        result = [a - x * b for a, b in zip(shifted, [*result, Fraction(0)], strict=True)]
        result[0] += coefficient
    scale = lcm(*(c.denominator for c in result))
    return _primitive([int(c * scale) for c in result])


def roots_between(polynomial: Polynomial, low: Fraction, high: Fraction) -> int:
    """The number of distinct real roots in [low, high]; −1 where it is infinite, or an end is a root."""
    if not polynomial or _sign(polynomial, low) == 0 or _sign(polynomial, high) == 0:
        return -1
    chain = [polynomial, _derivative(polynomial)]
    while chain[-1]:
        chain.append(_negative_remainder(chain[-2], chain[-1]))
    return _changes(chain[:-1], low) - _changes(chain[:-1], high)


def _negative_remainder(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """A positive multiple of −(dividend mod divisor)."""
    rest, lead = list(dividend), divisor[-1]
    while len(rest) >= len(divisor):
        factor, shift = rest[-1], len(rest) - len(divisor)
        rest = [abs(lead) * c for c in rest]
        for k, c in enumerate(divisor):
            rest[shift + k] -= factor * c * (1 if lead > 0 else -1)
        rest.pop()
        while rest and rest[-1] == 0:
            rest.pop()
    return _primitive([-c for c in rest])


def _sign(polynomial: Polynomial, x: Fraction) -> int:
    """The sign at x = n/d: Horner's rule on d^k-scaled coefficients."""
    value, scale = 0, 1
    for coefficient in reversed(polynomial):
        value = value * x.numerator + coefficient * scale
        scale *= x.denominator
    return (value > 0) - (value < 0)


def _changes(chain: list[Polynomial], x: Fraction) -> int:
    signs = [sign for sign in (_sign(p, x) for p in chain) if sign]
    return sum(a != b for a, b in pairwise(signs))
