"""Relations between polynomials of one variable, decided by isolating the real roots of all of them. Exact.

The real line falls into the roots and the open intervals between them; on each of these cells every polynomial has
one sign, found at a rational point of the interval, and at a root from the factor that vanishes there.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpq_poly, fmpz_poly

Coefficients = list[Any]


def coefficients(polynomial: Any, variable: str) -> Coefficients:
    """The rational coefficients c₀, c₁, … of a polynomial in that variable alone."""
    place = polynomial.context().names().index(variable)
    result: Coefficients = [fmpq(0)] * (max(int(polynomial.degrees()[place]), 0) + 1)
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        result[int(monomial[place])] = coefficient
    return result


def solution(relations: Sequence[tuple[Coefficients, str]]) -> Fraction | bool:
    """False if no real number satisfies all relations; a rational one that does, or True if only irrational ones do."""
    polynomials = [fmpq_poly(c) for c, _ in relations]
    signs = [sign for _, sign in relations]
    roots = real_roots(polynomials)
    for point in _between(roots):
        if all(_holds(_sign(p(point)), sign) for p, sign in zip(polynomials, signs, strict=True)):
            return Fraction(int(point.p), int(point.q))
    gaps = _between(roots)
    for (_, factor), before in zip(roots, gaps, strict=False):
        values = [0 if not p % factor else _sign(p(before)) for p in polynomials]
        if all(map(_holds, values, signs)):
            return _linear_root(factor) if factor.degree() == 1 else True
    return False


def _linear_root(factor: Any) -> Fraction:
    root = -factor[0] / factor[1]
    return Fraction(int(root.p), int(root.q))


def real_roots(polynomials: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The distinct real roots of all polynomials in increasing order: an isolating ball, and the irreducible factor."""
    factors: list[Any] = []
    product = fmpz_poly([1])
    for p in polynomials:
        for f, _ in p.numer().factor()[1] if p.degree() > 0 else ():
            if f not in factors:
                factors.append(f)
                product *= f
    owners = sorted(((root.real.mid(), f) for f in factors for root in _real(f)), key=lambda pair: pair[0])
    balls = sorted((root.real for root in _real(product)), key=lambda ball: ball.mid())
    return [(ball, fmpq_poly(f)) for ball, (_, f) in zip(balls, owners, strict=True)]


def _real(p: Any) -> list[Any]:
    return [root for root, _ in p.complex_roots() if root.imag == 0] if p.degree() > 0 else []


def _between(roots: Sequence[tuple[Any, Any]]) -> list[Any]:
    """A rational point below the first root, one between each two neighbours, and one above the last."""
    if not roots:
        return [fmpq(0)]
    ends = [root for root, _ in roots]
    points = [fmpq(_rational(ends[0].lower()).floor() - 1)]
    points += [_simple(_rational(a.upper()), _rational(b.lower())) for a, b in pairwise(ends)]
    return [*points, fmpq(_rational(ends[-1].upper()).ceil() + 1)]


def _rational(value: Any) -> Any:
    mantissa, exponent = arb(value).mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _simple(low: Any, high: Any) -> Any:
    """A rational with a small power of two as denominator in the open interval."""
    middle = (low + high) / 2
    for bits in range(0, 4000, 2):
        candidate = fmpq((middle * 2**bits).floor(), 2**bits)
        if low < candidate < high:
            return candidate
    return middle


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _holds(value: int, sign: str) -> bool:
    return value == 0 if sign == "=" else value > 0 or (value == 0 and sign == ">=")
