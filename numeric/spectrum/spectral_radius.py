"""The spectral radius ρ(A) = max |λ| and the spectral abscissa α(A) = max Re λ, enclosed and told from 1 and from 0.

The eigenvalues are the roots of the characteristic polynomial p, which is exact; FLINT isolates them in balls as small
as asked for. An eigenvalue on the unit circle is mirrored onto itself by λ ↦ 1/λ̄, and so is a root of the common
divisor g of p and its reversal. The mirror image of any root of g is one as well: where that of its ball meets no
other ball, the root is its own image, and lies on the circle exactly. So it is for the axis and λ ↦ −λ̄.

LAPACK's eigenvalues may be wrong in all digits: they propose what to try first, and are called estimates in messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import acb, arb, fmpq_poly, fmpz_poly

from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.arithmetic.matrices import ExactMatrix

_LARGEST_ORDER = 100  # up to it characteristic polynomials are computed exactly in reasonable time
_MOST_WORK = 10**11  # of order⁴ times the entries' bits, for the same
_FIRST_BITS, _MOST_BITS = 64, 1 << 14  # of the roots, doubled until they are told from the boundary, or given up
_RELATIVE = arb(2) ** -30
"""How closely the distance from the edge is told, and the value itself."""
_ROUNDING = 1e-6
"""About how far entries in single precision move an eigenvalue, in parts of the largest."""
_SHORT = 20
"""Bits of a dyadic number that is given exactly, as a rule."""


@dataclass(frozen=True)
class Extreme:
    """lower ≤ q ≤ upper for q = ρ(A) or q = α(A), about attained at ``eigenvalue``; ``side`` is the sign of q − 1 or q.

    Guarantee: exact; where ``proved`` is False the first three are estimates of LAPACK's, and ``side`` is None unless
    it was proved otherwise.
    """

    lower: Fraction
    upper: Fraction
    eigenvalue: complex
    side: int | None
    symbol: str
    proved: bool = True

    def __str__(self) -> str:
        """For messages: the value, "≈" where six digits do not hold it, called an estimate where it was not proved."""
        value = _shown(self.lower, Fraction(1 if self.symbol == "ρ" else 0))
        sign = "=" if _is_exactly(value, self.lower) and self.lower == self.upper else "≈"
        return (
            f"{self.symbol}(A) {sign} {value}"
            if self.proved
            else f"{self.symbol}(A) ≈ {value}, by double precision only"
        )

    def times(self, r: Fraction) -> Extreme:
        """The same for rA, without its side."""
        at = self.eigenvalue * float(r)
        return replace(self, lower=self.lower * r, upper=self.upper * r, eigenvalue=at, side=None)

    @property
    def near(self) -> Fraction:
        """About the value."""
        return (self.lower + self.upper) / 2


def spectral_radius(A: ExactMatrix) -> Extreme:
    """ρ(A), told from 1 exactly. Guarantee: as ``Extreme`` says."""
    return _isolated(A, _CIRCLE) or _estimated(A, np.abs, "ρ")


def estimated_inside(A: ExactMatrix) -> Extreme:
    """LAPACK's ρ(A), for a matrix that is known to have ρ(A) < 1. Guarantee: estimate, but for that side."""
    return replace(_estimated(A, np.abs, "ρ"), side=-1)


def spectral_abscissa(A: ExactMatrix) -> Extreme:
    """α(A), told from 0 exactly. Guarantee: as ``Extreme`` says."""
    return _isolated(A, _AXIS) or _estimated(A, np.real, "α")


def eigenvalues(A: ExactMatrix) -> list[complex]:
    """The distinct eigenvalues of the real embedding in floats; LAPACK's where the matrix is too large to isolate them.

    Guarantee: estimate.
    """
    if _too_large(A):
        return [complex(value) for value in np.linalg.eigvals(A.approx)] if np.all(np.isfinite(A.approx)) else []
    with working_precision(_FIRST_BITS):
        return [complex(root) for root in _roots(A.characteristic)]


@dataclass(frozen=True)
class _Edge:
    """A curve that the eigenvalues are told from: what is measured, its value on the curve, and the mirror image."""

    symbol: str
    measure: Callable[[acb], arb]
    value: int
    image: Callable[[acb], acb]
    mirrored: Callable[[fmpz_poly], fmpz_poly]


_CIRCLE = _Edge("ρ", abs, 1, lambda z: 1 / z.conjugate(), lambda p: fmpz_poly(list(p)[::-1]))
_AXIS = _Edge("α", lambda z: z.real, 0, lambda z: -z.conjugate(), lambda p: p(fmpz_poly([0, -1])))


def _too_large(A: ExactMatrix) -> bool:
    n = A.embedded.nrows()
    size = max(A.den.bit_length(), max(int(entry).bit_length() for entry in A.embedded.entries()))
    return bool(n > _LARGEST_ORDER or n**4 * size > _MOST_WORK)


def _isolated(A: ExactMatrix, edge: _Edge) -> Extreme | None:
    """The extreme eigenvalue by isolating all, in more and more bits; None where the matrix is too large for that."""
    if _too_large(A):
        return None
    p = A.characteristic
    simple = _quotient(p, p.gcd(p.derivative()))
    common = simple.gcd(edge.mirrored(simple))
    others = _quotient(simple, common)
    bits = _FIRST_BITS
    while bits <= _MOST_BITS:
        with working_precision(bits):
            found = _told(_roots(common), _roots(others), edge)
        if found is not None:
            return found
        bits *= 2
    return None


def _told(paired: list[acb], single: list[acb], edge: _Edge) -> Extreme | None:
    """The extreme of the roots with and without mirror images, or None where their balls are too large to tell it."""
    values = [(_on_the_edge(root, paired, edge) or edge.measure(root), root) for root in paired]
    values += [(edge.measure(root), root) for root in single]
    lower, at = max(((value.lower(), root) for value, root in values), key=lambda pair: _fraction(pair[0]))
    upper = max((value.upper() for value, _ in values), key=_fraction)
    distance, width = (lower - edge.value), upper - lower
    if width == 0 or (
        not (arb(lower).union(upper) - edge.value).contains(0)
        and width < _RELATIVE * abs(distance)
        and width < _RELATIVE * abs(lower)
    ):
        low, high = _fraction(lower), _fraction(upper)
        side = (low > edge.value) - (high < edge.value)
        return Extreme(low, high, complex(at.mid()), side, edge.symbol)
    return None


def _on_the_edge(root: acb, paired: list[acb], edge: _Edge) -> arb | None:
    """The edge's value for a root that is its own mirror image, else None. Guarantee: exact."""
    if not (edge.measure(root) - edge.value).contains(0):
        return None
    image = edge.image(root)
    return arb(edge.value) if image.is_finite() and sum(image.overlaps(other) for other in paired) == 1 else None


def _estimated(A: ExactMatrix, measure: Callable[[Any], Any], symbol: str) -> Extreme:
    """LAPACK's extreme eigenvalue. Guarantee: estimate; nan is not told from an infinite one."""
    approx = A.approx
    values = np.linalg.eigvals(approx) if np.all(np.isfinite(approx)) else np.array([np.inf])
    at = values[int(np.argmax(measure(values)))]
    q = Fraction(min(float(measure(at)), np.finfo(float).max))
    return Extreme(q, q, complex(at), None, symbol, proved=False)


def _quotient(p: fmpz_poly, q: fmpz_poly) -> fmpz_poly:
    return (fmpq_poly(p) // fmpq_poly(q)).numer()


def _roots(p: fmpz_poly) -> list[acb]:
    found: list[Any] = p.complex_roots() if p.degree() > 0 else []  # pairs (root, multiplicity)
    return [root for root, _ in found]


def _fraction(x: arb) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _shown(q: Fraction, edge: Fraction) -> str:
    """Six digits, of the distance from the edge where the value is next to it."""
    if edge and q != edge and abs(q - edge) < Fraction(1, 10**4):
        return f"1 {'+' if q > edge else '-'} {float(abs(q - edge)):.3g}"
    return f"{float(q):.6g}"


def _is_exactly(text: str, q: Fraction) -> bool:
    """Whether the text of ``_shown`` is the number itself."""
    return " " not in text and Fraction(text) == q


def why_infinite(A: ExactMatrix, *, continuous: bool) -> str:
    """Which eigenvalue makes K(A), or K_ct(A), infinite, for a reader; whether rounding may have moved it."""
    extreme = spectral_abscissa(A) if continuous else spectral_radius(A)
    z, edge = extreme.eigenvalue, 0 if continuous else 1
    at = f"{z.real:.10g}" + (f" {'-' if z.imag < 0 else '+'} {abs(z.imag):.10g}i" if z.imag else "")
    where = f"{extreme}, at the eigenvalue {at}"
    if extreme.side == 0:
        return f"{where}, which is not semisimple"
    size = max(1.0, float(np.abs(A.approx).max()))
    if 0 < abs(float(extreme.near - edge)) < _ROUNDING * size and _may_be_rounded(A):
        exactly = "K_ct(A − αI) for the exact α" if continuous else "K(A/ρ) for the exact ρ"
        return (
            f"{where}: if the entries were rounded to single precision, that alone may have moved it across; "
            f"--normalize, normalize=True, encloses {exactly}"
        )
    return where


def _may_be_rounded(A: ExactMatrix) -> bool:
    """Whether an entry looks like a float: a dyadic number with about as many bits as single precision has, or more."""
    if A.den & (A.den - 1):
        return False
    odd = (entry // (entry & -entry) for entry in map(int, A.embedded.entries()) if entry)
    return any(abs(entry).bit_length() > _SHORT for entry in odd)
