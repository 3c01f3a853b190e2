"""Relations between polynomials of one variable, decided by isolating the real roots of all of them. Exact.

The real line falls into the roots and the open intervals between them; on each of these cells every polynomial has
one sign, found at a rational point of the interval, and at a root from the factor that vanishes there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import acb, arb, fmpq, fmpq_mpoly, fmpq_poly, fmpz_poly

from kreiss.deadlines import Deadline

Coefficients = list[fmpq]


@dataclass
class Root:
    """A real root of an irreducible polynomial, alone in an interval that ends at no root, or rational and its ends."""

    low: fmpq
    high: fmpq
    factor: fmpq_poly

    def halved(self) -> None:
        """The half of the interval that has the root. Exact."""
        middle = (self.low + self.high) / 2
        if _sign(self.factor(middle)) == _sign(self.factor(self.low)):
            self.low = middle
        else:
            self.high = middle


def coefficients(polynomial: fmpq_mpoly, variable: str) -> Coefficients:
    """The rational coefficients c₀, c₁, … of a polynomial in that variable alone."""
    place = polynomial.context().names().index(variable)
    result: Coefficients = [fmpq(0)] * (max(int(polynomial.degrees()[place]), 0) + 1)
    for monomial, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        result[int(monomial[place])] = coefficient
    return result


def solution(relations: Sequence[tuple[Coefficients, str]], deadline: Deadline) -> Fraction | bool:
    """False if no real number satisfies all relations; a rational one that does, or True if only irrational ones do.

    Raises ``OutOfTime``.
    """
    polynomials = [fmpq_poly(c) for c, _ in relations]
    signs = [sign for _, sign in relations]
    roots = real_roots(polynomials, deadline)
    for point in _between(roots):
        if all(_holds(_sign(p(point)), sign) for p, sign in zip(polynomials, signs, strict=True)):
            return Fraction(int(point.p), int(point.q))
    gaps = _between(roots)
    for root, before in zip(roots, gaps, strict=False):
        values = [0 if not p % root.factor else _sign(p(before)) for p in polynomials]
        if all(map(_holds, values, signs)):
            return Fraction(int(root.low.p), int(root.low.q)) if root.factor.degree() == 1 else True
    return False


def real_roots(polynomials: Sequence[fmpq_poly], deadline: Deadline) -> list[Root]:
    """The distinct real roots of all polynomials in increasing order, in disjoint intervals. Raises ``OutOfTime``.

    They are isolated for one irreducible factor after the other: roots of several may be as close as they like, where
    those of a product would take the more digits.
    """
    factors: list[fmpz_poly] = []
    for p in polynomials:
        for f, _ in p.numer().factor()[1] if p.degree() > 0 else ():
            if f not in factors:
                factors.append(f)
    roots = []
    for f in factors:
        deadline.check()
        roots += _real(f)
    while True:
        deadline.check()
        roots.sort(key=lambda root: root.low)
        together = [root for pair in pairwise(roots) if pair[1].low <= pair[0].high for root in pair]
        if not together:
            return roots
        for root in together:
            root.halved()


def _real(f: fmpz_poly) -> list[Root]:
    """The real roots of an irreducible factor."""
    factor = fmpq_poly(f)
    if f.degree() == 1:
        return [Root(root := -factor[0] / factor[1], root, factor)]
    roots: list[tuple[acb, int]] = list(f.complex_roots())  # type: ignore[arg-type]
    balls = [root.real for root, _ in roots if root.imag == 0]
    return [Root(_rational(ball.lower()), _rational(ball.upper()), factor) for ball in balls]


def _between(roots: Sequence[Root]) -> list[fmpq]:
    """A rational point below the first root, one between each two neighbours, and one above the last."""
    if not roots:
        return [fmpq(0)]
    points = [fmpq(roots[0].low.floor() - 1)]
    points += [_simple(a.high, b.low) for a, b in pairwise(roots)]
    return [*points, fmpq(roots[-1].high.ceil() + 1)]


def _rational(value: arb) -> fmpq:
    mantissa, exponent = arb(value).mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _simple(low: fmpq, high: fmpq) -> fmpq:
    """A rational with a small power of two as denominator in the open interval."""
    middle = (low + high) / 2
    for bits in range(0, 4000, 2):
        candidate = fmpq((middle * 2**bits).floor(), 2**bits)
        if low < candidate < high:
            return candidate
    return middle


def _sign(value: fmpq) -> int:
    return int(value > 0) - int(value < 0)


def _holds(value: int, sign: str) -> bool:
    return value == 0 if sign == "=" else value > 0 or (value == 0 and sign == ">=")
