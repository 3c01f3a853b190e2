"""Eigenvalues exactly on the imaginary axis: which they are, and the quadratic forms that they keep, exactly.

The characteristic polynomial p of a rational A and p(−s) have a common divisor; its irreducible factors whose roots are
imaginary give the spectral projector Π, a polynomial in A, and rational with it. If these eigenvalues are semisimple, a
symmetric S = Π*SΠ with A*S + SA = 0 is a form that e^{tA} keeps; those S solve linear equations over the rationals. If
a factor f has f(A)²w = 0 ≠ f(A)w, an eigenvalue has a Jordan block, and K_ct(A) = ∞.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import fmpq_mat, fmpq_poly, fmpz_poly

from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.spectrum.kept_forms import KeptForms, last_before_zero, lyapunov, spectral_projector, value

LARGEST_ORDER = 200
"""Of the real embedding."""


@dataclass(frozen=True)
class Defective:
    """A proof that K_ct(A) = ∞: an even or odd polynomial f and an integer vector w with f(A)²w = 0 ≠ f(A)w.

    f, its constant coefficient first, is the minimal polynomial of f(A)w.
    """

    f: list[int]
    w: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``defective``, in the real embedding."""
        return {"reason": "defective", "f": self.f, "w": self.w}


@dataclass(frozen=True)
class AxisPart:
    """The imaginary eigenvalues of the real embedding X: their factors of its characteristic polynomial, and Π."""

    X: fmpq_mat
    factors: tuple[tuple[fmpz_poly, int], ...]
    projector: fmpq_mat

    @property
    def semisimple(self) -> bool:
        """Whether no eigenvalue has a Jordan block."""
        return self.defective() is None

    def defective(self) -> Defective | None:
        """The proof that K_ct = ∞, or None where the eigenvalues are semisimple. Guarantee: exact."""
        for f, multiplicity in self.factors:
            if multiplicity > 1:
                F = value(fmpq_poly(f), self.X)
                current, following = self.projector, F * self.projector
                others = [value(fmpq_poly(g), self.X) ** m for g, m in self.factors if g != f]
                for other in others:
                    current, following = other * current, other * following
                if any(following.entries()):
                    return Defective([int(c) for c in f.coeffs()], last_before_zero(F, current, following))
        return None

    def form_near(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """The form S nearest to ``target`` on the range of Π, with coordinates rounded to ``bits`` bits.

        None where the range has too many dimensions to find all forms. Guarantee: A*S + SA = 0 and S = Π*SΠ, exactly.
        """
        return self._forms.nearest(target, bits)

    @cached_property
    def _forms(self) -> KeptForms:
        return KeptForms(self.projector, self.X, lyapunov)


def axis_part(A: ExactMatrix) -> AxisPart | None:
    """The eigenvalues on the imaginary axis; None where there are none, or A is too large to tell.

    Guarantee: Π is exact; that roots are imaginary is told by isolating them, and only proposes.
    """
    X = fmpq_mat(A.embedded) / A.den
    if X.nrows() > LARGEST_ORDER:
        return None
    p = A.characteristic
    mirrored = fmpz_poly([-c if k % 2 else c for k, c in enumerate(p.coeffs())])
    factors = tuple((f, m) for f, m in p.gcd(mirrored).factor()[1] if _imaginary(f))
    if not factors:
        return None
    own = fmpz_poly([1])
    for f, m in factors:
        own *= f**m
    return AxisPart(X, factors, spectral_projector(own, p, X))


def _imaginary(f: fmpz_poly) -> bool:
    """Whether the irreducible f is s, or q(s²) with a q whose roots are real and negative."""
    coefficients = f.coeffs()
    if f.degree() == 1:
        return bool(coefficients[0] == 0)
    if any(coefficients[1::2]):
        return False
    roots: list[Any] = list(fmpz_poly(coefficients[::2]).complex_roots())  # pairs (root, multiplicity)
    return all(root.imag == 0 and root.real < 0 for root, _ in roots)
