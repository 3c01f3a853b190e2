"""Poles on the boundary or beyond it, decided exactly in a minimal system: the norm is infinite.

The factors of the characteristic polynomial whose roots the boundary mirrors onto each other are found by a greatest
common divisor. A factor with imaginary roots s is s, or g(s²) with a negative root of g, next to which it changes its
sign; in discrete time the same is said of f(z) at z = (1 + s)/(1 − s).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.spectrum.instability import Unstable, prove_exponential_growth, prove_unstable
from kreiss.numeric.spectrum.kept_forms import exact, value
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_abscissa, spectral_radius
from kreiss.numeric.systems.state_space import Real

_FIRST_BITS, _MOST_BITS = 64, 1 << 14  # of the roots, doubled until they are told from the boundary, or given up


@dataclass(frozen=True)
class Minimal:
    """The remark that the system is minimal, which the checker finds itself."""

    def document(self) -> dict[str, Any]:
        """The step ``minimal``."""
        return {"reason": "minimal"}


@dataclass(frozen=True)
class Pole:
    """A proof of a pole on the boundary: f, its constant coefficient first, is the minimal polynomial of w.

    g(s²) = f(s) changes its sign ``between`` two numbers that are not positive; None where 0 or −1 is a root.
    """

    f: list[int]
    w: list[int]
    between: tuple[Fraction, Fraction] | None

    def document(self) -> dict[str, Any]:
        """The step ``pole``."""
        form = {"reason": "pole", "f": self.f, "w": self.w}
        return form if self.between is None else form | {"between": [str(end) for end in self.between]}


def pole_on_boundary(system: Real) -> Pole | None:
    """The proof of a pole on the axis or the circle, or None where there is none. Guarantee: exact."""
    p = system.A.charpoly().numer()
    mirrored = fmpz_poly(list(p)[::-1]) if system.discrete else p(fmpz_poly([0, -1]))
    for f, _ in p.gcd(mirrored).factor()[1]:
        turned = _turned(f) if system.discrete else f
        if f.degree() < 1 or (system.discrete and f[0] == 0):
            continue
        if turned.degree() < f.degree() or turned[0] == 0:
            return Pole(_coefficients(f), _vector(system.A, p, f), None)
        between = None if any(list(turned)[1::2]) else _negative_root(fmpz_poly(list(turned)[::2]))
        if between is not None:
            return Pole(_coefficients(f), _vector(system.A, p, f), between)
    return None


def outermost(system: Real) -> Extreme:
    """The spectral radius or abscissa of A. Guarantee: as ``Extreme`` says."""
    A = exact(system.A)
    return spectral_radius(A) if system.discrete else spectral_abscissa(A)


def pole_beyond(system: Real, deadline: Deadline) -> Unstable | None:
    """A proof of an eigenvalue beyond the boundary, or None where none is found. Guarantee: exact."""
    A = exact(system.A)
    return prove_unstable(A, deadline) if system.discrete else prove_exponential_growth(A, deadline)


def _turned(f: fmpz_poly) -> fmpz_poly:
    """(1 − s)^d·f((1 + s)/(1 − s))."""
    up, down = fmpz_poly([1, 1]), fmpz_poly([1, -1])
    degree = f.degree()
    total = fmpz_poly([0])
    for k in range(degree + 1):
        total += f[k] * up**k * down ** (degree - k)
    return total


def _negative_root(g: fmpz_poly) -> tuple[Fraction, Fraction] | None:
    """Numbers a < b ≤ 0 between which g changes its sign, or None where no root of the irreducible g is negative."""
    bits = _FIRST_BITS
    while bits <= _MOST_BITS:
        with working_precision(bits):
            roots: list[Any] = g.complex_roots()  # pairs (root, multiplicity)
            unclear = False
            for root, _ in roots:
                if not root.imag.contains(0) or root.real > 0:
                    continue
                ends = [_fraction(end) for end in (root.real.lower(), root.real.upper())]
                width = max(ends[1] - ends[0], abs(ends[0]) / (1 << (bits // 2)))
                a, b = ends[0] - width, min(ends[1] + width, Fraction(0))
                if a < b and _sign(g, a) * _sign(g, b) <= 0:
                    return a, b
                unclear = True
        if not unclear:
            return None
        bits *= 2
    return None


def _sign(g: fmpz_poly, x: Fraction) -> int:
    at = fmpq_poly(g)(fmpq(x.numerator, x.denominator))
    return (at > 0) - (at < 0)


def _fraction(x: Any) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _coefficients(f: fmpz_poly) -> list[int]:
    return [int(c) for c in f.coeffs()]


def _vector(A: fmpq_mat, p: fmpz_poly, f: fmpz_poly) -> list[int]:
    """An integer w ≠ 0 with f(A)w = 0, for a factor f of the characteristic polynomial p."""
    rest = fmpq_poly(p)
    while True:
        quotient, remainder = divmod(rest, fmpq_poly(f))
        if remainder.degree() >= 0:
            break
        rest = quotient
    W, F = value(rest, A), value(fmpq_poly(f), A)
    following = F * W
    while any(following.entries()):
        W, following = following, F * following
    columns = W.transpose().numer_denom()[0].tolist()
    return [int(entry) for entry in next(column for column in columns if any(map(int, column)))]
