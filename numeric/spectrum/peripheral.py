"""The peripheral spectrum: the eigenvalues of modulus one, exactly, and the quadratic forms that they keep.

The characteristic polynomial p of a rational A and its reversal have the common divisor whose roots λ come with 1/λ;
if ρ(A) ≤ 1 these are the eigenvalues of modulus one, roots of unity or not. Their spectral projector Π is a polynomial
in A, and so is the semisimple part D of AΠ (Jordan–Chevalley): both are rational. A symmetric S with D*SD = S that
lives on the range of Π is a form that A keeps there; those S solve linear equations over the rationals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import frexp
from typing import Any

import numpy as np
from flint import fmpq_mat, fmpq_poly, fmpz_poly

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.spectrum.kept_forms import (
    KeptForms,
    balls,
    exact,
    last_before_zero,
    spectral_projector,
    stein,
    value,
)

LARGEST_ORDER = 200  # up to it characteristic polynomials are computed exactly in reasonable time
_NEAR = 1e-9  # the circle: farther than this no root lies on it
_FORM_BITS = 100  # of a form found by averaging, before it is made exact
_MEAN_DOUBLINGS = 20  # of the average over powers: 2 to it of them
_BITS_LOST = 8
"""For each bit of the largest entry of D or Π: squaring loses about as many as there are in its condition number."""


@dataclass(frozen=True)
class Defective:
    """A proof that K(A) = ∞: D commutes with A, N = A − D has x = Nw ≠ 0 = Nx, and a form S ⪰ 0 of D sees x.

    A^t w = D^t w + t·D^(t−1)x, whose length |·|_S is at least t·|x|_S − |w|_S.
    """

    D: ExactMatrix
    S: ExactMatrix
    w: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``defective``, in the real embedding."""
        return {"reason": "defective", "D": self.D.document(), "S": self.S.document(), "w": self.w}


@dataclass(frozen=True)
class Peripheral:
    """The eigenvalues of modulus one of the real embedding X: their angles, the projector Π, the semisimple part D."""

    X: fmpq_mat
    projector: fmpq_mat
    D: fmpq_mat
    angles: tuple[float, ...]

    @property
    def semisimple(self) -> bool:
        """Whether AΠ = D."""
        return not any(((self.X - self.D) * self.projector).entries())

    @property
    def e(self) -> Fraction:
        """Zero: the eigenvalues lie on the circle."""
        return Fraction(0)

    def inner(self) -> tuple[BallMatrix, BallMatrix]:
        """((I − Π)A, (I − Π)*(I − Π)) at the working precision."""
        rest = fmpq_mat(integer_identity(self.X.nrows())) - self.projector
        return balls(rest * self.X), balls(rest.transpose() * rest)

    def start(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """The form S = D*SD on the range of Π nearest to ``target``, with coordinates of about ``bits`` bits.

        None where the range has too many dimensions to find all forms. Guarantee: S = D*SD and S = Π*SΠ exactly.
        """
        return self._forms.nearest(target, bits)

    def defective(self) -> Defective | None:
        """The proof that K = ∞, or None where the eigenvalues are semisimple, or no form was found."""
        N = self.X - self.D
        x = N * self.projector
        if not any(x.entries()):
            return None
        w, S = last_before_zero(N, self.projector, x), self.form()
        if S is None or not eliminates(S.re):
            return None
        return Defective(exact(self.D), S, w)

    def form(self) -> ExactMatrix | None:
        """A form that D keeps, near the mean of (Dᵗ)*Dᵗ, which is definite on the range of Π.

        None where the range has too many dimensions to find all forms. Guarantee: S = D*SD exactly.
        """
        with highprec.working_precision(2 * _FORM_BITS):
            return self.start(self._mean(), _FORM_BITS)

    def _mean(self) -> BallMatrix:
        """The mean of (DᵗΠ)*DᵗΠ, in bits that the squarings' errors leave. Guarantee: estimate."""
        sizes = [abs(float(entry)) for X in (self.D, self.projector) for entry in balls(X).balls.entries()]
        with highprec.working_precision(2 * _FORM_BITS + _BITS_LOST * max(0, frexp(max(sizes))[1])):
            power, projector = balls(self.D), balls(self.projector)
            mean = projector.T @ projector
            for _ in range(_MEAN_DOUBLINGS):
                mean, power = (mean + power.T @ mean @ power) * Fraction(1, 2), power @ power
            return mean

    @cached_property
    def _forms(self) -> KeptForms:
        return KeptForms(self.projector, self.D, stein)


def peripheral_part(A: ExactMatrix) -> Peripheral | None:
    """The eigenvalues of modulus one where ρ(A) ≤ 1; None where there are none, or A is too large to tell.

    Guarantee: Π and D are exact; that the roots lie on the circle is an estimate, and only proposes.
    """
    X = fmpq_mat(A.embedded) / A.den
    if X.nrows() > LARGEST_ORDER:
        return None
    p = A.characteristic
    unit = p.gcd(fmpz_poly(list(p)[::-1]))
    if unit.degree() < 1:
        return None
    simple = fmpq_poly(unit) // fmpq_poly(unit.gcd(unit.derivative()))
    roots = [complex(root) for root in _roots(simple.numer())]
    if any(abs(abs(root) - 1) > _NEAR for root in roots):
        return None
    projector = spectral_projector(unit, p, X)
    D = value(_semisimple(simple, fmpq_poly(unit)), X) * projector
    return Peripheral(X, projector, D, tuple(float(np.angle(root)) for root in roots))


def _roots(f: fmpz_poly) -> list[Any]:
    found: list[Any] = f.complex_roots()
    return [root for root, _ in found]


def _semisimple(f: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    """d with d ≡ x modulo f and f(d) ≡ 0 modulo ``modulus``, a power product of f's factors, by Newton's iteration."""
    d = fmpq_poly([0, 1])
    while True:
        value = _composed(f, d, modulus)
        if value.degree() < 0:
            return d
        _, inverse, _ = _composed(f.derivative(), d, modulus).xgcd(modulus)
        d = (d - value * inverse) % modulus


def _composed(f: fmpq_poly, d: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    result = fmpq_poly([0])
    for i in range(f.degree(), -1, -1):
        result = (result * d + f[i]) % modulus
    return result
