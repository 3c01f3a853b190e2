"""Eigenvalues exactly on the unit circle: K(A) is finite if and only if they are semisimple; then it is enclosed.

Let the eigenvalues of modulus one be roots of unity, of common order k, and Π their spectral projector, a polynomial
in A that is rational when A is. If A^kΠ = Π (semisimple), then with B = A(I − Π)

    (I − ζA)⁻¹ = Π(I − ζA)⁻¹Π + (I − Π)(I − ζB)⁻¹,   ρ(B) < 1.

On the range of Π, A is an isometry for G = (1/k)·Σ_{j<k} (AʲΠ)*(AʲΠ), so the first term is at most c/(1 − |ζ|) with
c² = λ_max(ΠᵀΠ against G)·λ_max(G); for one eigenvalue c = ‖Π‖. The second is at most ν·‖I − Π‖ on the disc, by one
circle certificate for B. So (1 − u)N(u) ≤ c + (1 − u₀)·ν·‖I − Π‖ for u₀ ≤ u < 1, which tends to c, and nodes below u₀
do the rest: as tight as c is, and exactly tight for a single eigenvalue, where lim (1 − u)N(u) = ‖Π‖. If instead A^kΠ
≠ Π, some w has v = (A^k − I)w ≠ 0 and A^k v = v, so that A^{kt}w = w + tv is unbounded and K(A) = ∞.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat, fmpz_poly

from kreiss.numeric.circle import Circle
from kreiss.numeric.elimination import eliminates
from kreiss.numeric.highprec import integer_identity
from kreiss.numeric.matrices import ExactMatrix, integer_rows
from kreiss.numeric.positivity import Dominance, prove_semidefinite
from kreiss.numeric.resolvent import Resolvent
from kreiss.numeric.resolvent_norm import prove_unit_circle
from kreiss.numeric.witness import root_above

_LARGEST_ORDER = 40
_MOST_STEPS = 840
_BITS = 80
_ROOM = 1 / 8


@dataclass(frozen=True)
class UnitPart:
    """The roots of unity among the eigenvalues: their common order k and the spectral projector Π, exactly."""

    order: int
    projector: fmpq_mat


@dataclass(frozen=True)
class Defective:
    """A proof that K(A) = ∞: an integer vector w of the embedding with (A^k − I)w ≠ 0 = (A^k − I)²w."""

    order: int
    w: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``defective``."""
        return {"reason": "defective", "order": self.order, "w": self.w}


@dataclass(frozen=True)
class Marginal:
    """A proof that (1 − u)N(u) ≤ c + (1 − u₀)·ν·q for u₀ ≤ u < 1: k, Π, bounds c1, c2, q² and the circle of B."""

    unit: UnitPart
    c1: Fraction
    c2: Fraction
    q: Fraction
    rest: Circle
    definite: Dominance

    @property
    def c(self) -> Fraction:
        """An upper bound on √(c1·c2)."""
        return root_above(self.c1 * self.c2, _BITS)

    def bound(self, u: Fraction) -> Fraction:
        """c + (1 − u)·ν·q, the bound on (1 − u')N(u') for u ≤ u' < 1."""
        return self.c + (1 - u) * self.rest.nu * self.q

    def top(self, gap: Fraction) -> Fraction:
        """A dyadic u ≥ 1/2 from which on the bound exceeds c by at most c·gap."""
        distance = min(Fraction(1, 2), self.c * gap / max(self.rest.nu * self.q, Fraction(1)))
        return 1 - Fraction(1, 1 << (distance.denominator // distance.numerator).bit_length())

    def document(self) -> dict[str, Any]:
        """The step ``marginal``."""
        rest = self.rest.document()
        return {
            "reason": "marginal",
            "order": self.unit.order,
            "projector": _document(self.unit.projector),
            "c1": str(self.c1),
            "c2": str(self.c2),
            "c": str(self.c),
            "q": str(self.q),
            "nu": rest["nu"],
            "P": rest["P"],
            "semidefinite": rest["semidefinite"],
            "definite": self.definite.document(),
        }


def unit_part(A: ExactMatrix) -> UnitPart | None:
    """The roots of unity among the eigenvalues of the embedding, or None where there are none, or A is too large."""
    X = fmpq_mat(A.embedded) / A.den
    n = X.nrows()
    if n > _LARGEST_ORDER:
        return None
    numerator = X.charpoly().numer()
    order, unit = 1, fmpz_poly([1])
    for factor, multiplicity in numerator.factor()[1]:
        k = int(factor.is_cyclotomic())
        if k:
            order, unit = lcm(order, k), unit * factor**multiplicity
    if unit.degree() == 0 or order > _MOST_STEPS:
        return None
    rest = fmpq_poly(numerator) // fmpq_poly(unit)
    _, _, t = fmpq_poly(unit).xgcd(rest)
    return UnitPart(order, _value(t * rest, X))


def _value(polynomial: fmpq_poly, X: fmpq_mat) -> fmpq_mat:
    identity = fmpq_mat(integer_identity(X.nrows()))
    result = identity * fmpq(0)
    for i in range(polynomial.degree(), -1, -1):
        result = result * X + identity * polynomial[i]
    return result


def prove_defective(A: ExactMatrix, unit: UnitPart) -> Defective | None:
    """The proof that K = ∞, or None where the eigenvalues on the circle are semisimple. Guarantee: exact."""
    X = fmpq_mat(A.embedded) / A.den
    step = _power(X, unit.order) - fmpq_mat(integer_identity(X.nrows()))
    current, following = unit.projector, step * unit.projector
    if not any(following.entries()):
        return None
    while any((step * following).entries()):
        current, following = following, step * following
    column = next(j for j in range(X.nrows()) if any(following[i, j] for i in range(X.nrows())))
    entries = [current[i, column] for i in range(X.nrows())]
    den = lcm(*(int(entry.q) for entry in entries))
    return Defective(unit.order, [int(entry * den) for entry in entries])


def prove_marginal(A: ExactMatrix, unit: UnitPart) -> Marginal | None:
    """The bound near |z| = 1 for semisimple eigenvalues, or None where none was proved. Guarantee: exact."""
    X, projector = fmpq_mat(A.embedded) / A.den, unit.projector
    n = X.nrows()
    identity = fmpq_mat(integer_identity(n))
    gram, image = identity * fmpq(0), projector
    for _ in range(unit.order):
        gram, image = gram + image.transpose() * image, X * image
    gram = gram / unit.order
    c1 = Fraction(1) if unit.order == 1 else _ratio_bound(projector.transpose() * projector, gram)
    c2 = _norm_bound(gram)
    complement = identity - projector
    q = root_above(_norm_bound(complement.transpose() * complement), _BITS)
    B = _exact(X * complement)
    resolvent = Resolvent(B)
    resolvent.scan(1.0)
    if not np.abs(np.linalg.eigvals(B.approx)).max() < 1:
        return None
    nu = Fraction(resolvent.highest(1.0) * (1 + _ROOM))
    rest = prove_unit_circle(B, nu, _ROOM, exact=True)
    if c1 is None or rest is None:
        return None
    definite = prove_semidefinite(rest.P.embedded, rest.P.den, precision=rest.precision, strict=True)
    return None if definite is None else Marginal(unit, c1, c2, q, rest, definite)


def _norm_bound(S: fmpq_mat) -> Fraction:
    """A rational just above λ_max of the symmetric S ⪰ 0, proved by elimination. Guarantee: exact."""
    top = float(np.linalg.eigvalsh(_floats(S))[-1])
    identity = fmpq_mat(integer_identity(S.nrows()))
    for digits in (14, 12, 9, 6):
        bound = _short(Fraction(top * (1 + 10.0**-digits) + 1e-300))
        if eliminates(_integers(identity * fmpq(bound.numerator, bound.denominator) - S)):
            return bound
    trace = sum((S[i, i] for i in range(S.nrows())), fmpq(0))
    return Fraction(int(trace.p), int(trace.q))


def _ratio_bound(S: fmpq_mat, G: fmpq_mat) -> Fraction | None:
    """A rational c with cG − S ⪰ 0, near the least one, proved by elimination; None where none was found."""
    s, g = _floats(S), _floats(G)
    values, vectors = np.linalg.eigh(g)
    basis = vectors[:, values > 1e-12 * values[-1]] / np.sqrt(values[values > 1e-12 * values[-1]])
    top = float(np.linalg.eigvalsh(basis.T @ s @ basis)[-1])
    for digits in (13, 10, 7, 4, 1):
        bound = _short(Fraction(top * (1 + 10.0**-digits)))
        if eliminates(_integers(G * fmpq(bound.numerator, bound.denominator) - S)):
            return bound
    return None


def _short(x: Fraction) -> Fraction:
    """x rounded up to 60 bits after the point."""
    return Fraction(-((-x.numerator << 60) // x.denominator), 1 << 60)


def _power(X: fmpq_mat, k: int) -> fmpq_mat:
    result = fmpq_mat(integer_identity(X.nrows()))
    for bit in bin(k)[2:]:
        result = result * result
        if bit == "1":
            result = result * X
    return result


def _integers(X: fmpq_mat) -> fmpz_mat:
    return X.numer_denom()[0]


def _exact(X: fmpq_mat) -> ExactMatrix:
    numerator, denominator = X.numer_denom()
    return ExactMatrix(numerator, None, int(denominator))


def _floats(X: fmpq_mat) -> Any:
    return _exact(X).approx


def _document(X: fmpq_mat) -> dict[str, Any]:
    numerator, denominator = X.numer_denom()
    return {"denominator": int(denominator), "re": integer_rows(numerator)}
