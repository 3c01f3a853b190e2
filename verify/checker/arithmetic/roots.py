"""Systems of relations between polynomials of one variable, decided by Sturm sequences.

Points t₀ < t₁ < … are found that are no root of any polynomial and have at most one root of their product between
neighbours. On such a system's cells, the points and the single roots between them, all signs are known exactly: a
polynomial with a root between t and t′ vanishes at *the* root of the product there, and any other has the same sign
at that root as at t.
"""

from fractions import Fraction
from itertools import pairwise
from math import gcd

from kreiss.verify.checker.documents import division, multiplication, spend

Coefficients = list[int]
"""Integer coefficients, the constant one first, the leading one non-zero; [] is zero."""


def has_solution(relations: list[tuple[Coefficients, str]]) -> bool:
    """Whether some real number satisfies all the relations ``polynomial sign 0``, sign ">=", ">" or "=". Exact."""
    chains = [sturm_chain(p) for p, _ in relations]
    points = separators([p for p, _ in relations])
    columns = [[value_sign(p, t) for p, _ in relations] for t in points]
    counts = [[variations(chain, t) for chain in chains] for t in points]
    cells = list(columns)
    for (signs, here), (_, there) in pairwise(zip(columns, counts, strict=True)):
        cells.append([0 if a > b else s for s, a, b in zip(signs, here, there, strict=True)])
    return any(all(_holds(s, sign) for s, (_, sign) in zip(cell, relations, strict=True)) for cell in cells)


def _holds(value: int, sign: str) -> bool:
    return value > 0 or (value == 0 and sign == ">=") if sign != "=" else value == 0


def separators(polynomials: list[Coefficients]) -> list[Fraction]:
    """Increasing points off every root, enclosing all real roots, with at most one root of the product between two."""
    product = [1]
    for p in polynomials:
        if len(p) > 1:
            product = times(product, p)
    chain = sturm_chain(product)
    spend(division(longest(product), longest(product)))
    bound = Fraction(1 + max(map(abs, product)) // abs(product[-1]) + 1)
    points = [-bound]
    stack = [(-bound, bound)]
    while stack:
        low, high = stack.pop()
        if variations(chain, low) - variations(chain, high) <= 1:
            points.append(high)
            continue
        middle = (low + high) / 2
        while not value_sign(product, middle):
            middle = (middle + high) / 2
        stack += [(middle, high), (low, middle)]
    return points


def sturm_chain(p: Coefficients) -> list[Coefficients]:
    """p, p′ and the negated remainders, each up to a positive factor; it counts distinct roots of any p."""
    chain = [p, derivative(p)]
    while chain[-1]:
        chain.append(primitive([-c for c in remainder(chain[-2], chain[-1])]))
    return chain[:-1]


def derivative(p: Coefficients) -> Coefficients:
    """p′."""
    return [k * c for k, c in enumerate(p)][1:]


def remainder(p: Coefficients, q: Coefficients) -> Coefficients:
    """The remainder of c·p by q with some c > 0."""
    rest, lead, sign = list(p), abs(q[-1]), 1 if q[-1] > 0 else -1
    while len(rest) >= len(q):
        bits = longest(rest)
        spend(2 * len(rest) * (1 + multiplication(bits, lead.bit_length())) + len(q) * multiplication(bits, longest(q)))
        factor, shift = sign * rest[-1], len(rest) - len(q)
        rest = [lead * c for c in rest]
        for k, c in enumerate(q):
            rest[shift + k] -= factor * c
        while rest and not rest[-1]:
            rest.pop()
    return rest


def longest(p: Coefficients) -> int:
    """The bits of the longest coefficient."""
    return max(map(int.bit_length, p), default=0)


def primitive(p: Coefficients) -> Coefficients:
    """The positive multiple with coprime coefficients, without trailing zeros."""
    bits = longest(p)
    spend(2 * len(p) * division(bits, bits))
    content = gcd(*p) or 1
    result = [c // content for c in p]
    while result and not result[-1]:
        result.pop()
    return result


def times(p: Coefficients, q: Coefficients) -> Coefficients:
    """p·q."""
    spend(len(p) * len(q) * (1 + multiplication(longest(p), longest(q))))
    result = [0] * (len(p) + len(q) - 1)
    for i, c in enumerate(p):
        for j, d in enumerate(q):
            result[i + j] += c * d
    return result


def value_sign(p: Coefficients, point: Fraction) -> int:
    """The sign of p at the point n/d: Horner's rule on d^k-scaled coefficients."""
    top, bottom = point.numerator, point.denominator
    bits, width = max(top.bit_length(), bottom.bit_length()), longest(p)
    spend(5 + len(p) * (2 + 2 * multiplication(width + len(p) * bits, bits) + multiplication(width, len(p) * bits)))
    value, power = 0, 1
    for c in reversed(p):
        value = value * top + c * power
        power *= bottom
    return (value > 0) - (value < 0)


def variations(chain: list[Coefficients], point: Fraction) -> int:
    """The changes of sign along the chain at a point."""
    signs = [s for s in (value_sign(p, point) for p in chain) if s]
    return sum(a != b for a, b in pairwise(signs))
