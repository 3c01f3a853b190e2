"""Systems of relations between polynomials of one variable, decided by Sturm sequences.

Points t₀ < t₁ < … are found that are no root of any polynomial and have at most one root of their product between
neighbours. On such a system's cells, the points and the single roots between them, all signs are known exactly: a
polynomial with a root between t and t′ vanishes at *the* root of the product there, and any other has the same sign
at that root as at t.
"""

from fractions import Fraction
from itertools import pairwise
from math import gcd

from kreiss.verify.checker.documents import spend

Coefficients = list[int]
"""Integer coefficients, the constant one first, the leading one non-zero; [] is zero."""


def has_solution(relations: list[tuple[Coefficients, str]]) -> bool:
    """Whether some real number satisfies all the relations ``polynomial sign 0``, sign ">=", ">" or "=". Exact."""
    chains = [sturm_chain(p) for p, _ in relations]
    points = separators([p for p, _ in relations])
    columns = [[_value_sign(p, t) for p, _ in relations] for t in points]
    counts = [[_variations(chain, t) for chain in chains] for t in points]
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
            product = _times(product, p)
    chain = sturm_chain(product)
    bound = Fraction(1 + max(map(abs, product)) // abs(product[-1]) + 1)
    points = [-bound]
    stack = [(-bound, bound)]
    while stack:
        low, high = stack.pop()
        if _variations(chain, low) - _variations(chain, high) <= 1:
            points.append(high)
            continue
        middle = (low + high) / 2
        while not _value_sign(product, middle):
            middle = (middle + high) / 2
        stack += [(middle, high), (low, middle)]
    return points


def sturm_chain(p: Coefficients) -> list[Coefficients]:
    """p, p′ and the negated remainders, each up to a positive factor; it counts distinct roots of any p."""
    chain = [p, [k * c for k, c in enumerate(p)][1:]]
    while chain[-1]:
        chain.append(_primitive([-c for c in _remainder(chain[-2], chain[-1])]))
    return chain[:-1]


def _remainder(p: Coefficients, q: Coefficients) -> Coefficients:
    """The remainder of c·p by q with some c > 0."""
    rest, lead, sign = list(p), abs(q[-1]), 1 if q[-1] > 0 else -1
    while len(rest) >= len(q):
        spend(len(q) * _cost(rest[-1], lead))
        factor, shift = sign * rest[-1], len(rest) - len(q)
        rest = [lead * c for c in rest]
        for k, c in enumerate(q):
            rest[shift + k] -= factor * c
        while rest and not rest[-1]:
            rest.pop()
    return rest


def _cost(x: int, y: int) -> int:
    """The work of a few products of numbers as long as these."""
    return 4 + (x.bit_length() * y.bit_length() >> 16)


def _primitive(p: Coefficients) -> Coefficients:
    content = gcd(*p)
    return [c // content for c in p] if content > 1 else p


def _times(p: Coefficients, q: Coefficients) -> Coefficients:
    result = [0] * (len(p) + len(q) - 1)
    for i, c in enumerate(p):
        for j, d in enumerate(q):
            result[i + j] += c * d
    return result


def _value_sign(p: Coefficients, point: Fraction) -> int:
    top, bottom = point.numerator, point.denominator
    spend(len(p) * (2 + (len(p) * bottom.bit_length() ** 2 >> 16)))
    value, power = 0, 1
    for c in reversed(p):
        value = value * top + c * power
        power *= bottom
    return (value > 0) - (value < 0)


def _variations(chain: list[Coefficients], point: Fraction) -> int:
    signs = [s for s in (_value_sign(p, point) for p in chain) if s]
    return sum(a != b for a, b in pairwise(signs))
