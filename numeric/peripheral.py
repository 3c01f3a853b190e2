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
from math import lcm
from typing import Any

import numpy as np
import scipy.linalg
from flint import acb, acb_mat, arb_mat, fmpq, fmpq_mat, fmpq_poly, fmpz, fmpz_mat, fmpz_poly

from kreiss.numeric import highprec
from kreiss.numeric.circle import symmetric_midpoints
from kreiss.numeric.elimination import eliminates
from kreiss.numeric.highprec import BallMatrix, integer_identity
from kreiss.numeric.matrices import Array, ExactMatrix, embedded_array

_LARGEST_ORDER = 40
_MOST_DIMENSIONS = 20
_NEAR = 1e-9
_LARGEST_NEARBY = 32
_NEXT_TO = 1e-4
_BITS = 300
_FORM_BITS = 100
_MEAN_DOUBLINGS = 20


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
        return _balls(rest * self.X), _balls(rest.transpose() * rest)

    def start(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """The form S = D*SD on the range of Π nearest to ``target``, with coordinates of about ``bits`` bits.

        None where the range has too many dimensions to find all forms. Guarantee: S = D*SD and S = Π*SΠ exactly.
        """
        if self._columns.ncols() > _MOST_DIMENSIONS:
            return None
        bits += max(int(entry).bit_length() for entry in self._forms.entries())
        with highprec.working_precision(2 * bits):
            V = _balls(self._columns).balls
            small = (V.transpose() * target.balls * V).mid()
            basis = arb_mat(self._forms)
            wanted = arb_mat([[small[i, j]] for i, j in _upper(small.nrows())])
            found = (basis.transpose() * basis).solve(basis.transpose() * wanted).mid()
            weights = highprec.to_dyadic(BallMatrix(found), bits)
        return _exact(self._rows.transpose() * self._form(weights) * self._rows / (fmpz(1) << bits))

    def defective(self) -> Defective | None:
        """The proof that K = ∞, or None where the eigenvalues are semisimple, or no form was found."""
        N = self.X - self.D
        x = N * self.projector
        if not any(x.entries()):
            return None
        w, following = self.projector, x
        while any((N * following).entries()):
            w, following = following, N * following
        column = next(j for j in range(x.ncols()) if any(following[i, j] for i in range(x.nrows())))
        S = self.form()
        if S is None or not eliminates(S.re):
            return None
        return Defective(_exact(self.D), S, _integers([w[i, column] for i in range(w.nrows())]))

    def form(self) -> ExactMatrix | None:
        """A form that D keeps, near the mean of (Dᵗ)*Dᵗ, which is definite on the range of Π.

        None where the range has too many dimensions to find all forms. Guarantee: S = D*SD exactly.
        """
        power = _exact(self.D).approx
        mean = _exact(self.projector.transpose() * self.projector).approx
        for _ in range(_MEAN_DOUBLINGS):
            mean, power = (mean + power.T @ mean @ power) / 2, power @ power
        with highprec.working_precision(2 * _FORM_BITS):
            return self.start(BallMatrix(arb_mat(mean.tolist())), _FORM_BITS)

    @cached_property
    def _columns(self) -> fmpq_mat:
        """Independent columns of Π: a basis of its range."""
        approx = _exact(self.projector).approx
        rank = int(sum((self.projector[i, i] for i in range(len(approx))), fmpq(0)).p)
        chosen = scipy.linalg.qr(approx, mode="r", pivoting=True)[1][:rank]
        return fmpq_mat([[self.projector[i, int(j)] for j in chosen] for i in range(len(approx))])

    @cached_property
    def _rows(self) -> fmpq_mat:
        """W with Π = VW and WV = I for the basis V."""
        V = self._columns
        return (V.transpose() * V).solve(V.transpose() * self.projector)

    @cached_property
    def _forms(self) -> fmpz_mat:
        """In its columns the upper triangles of a basis of the symmetric S with U*SU = S, U = WDV."""
        U = self._rows * self.D * self._columns
        pairs = _upper(U.nrows())
        equations = [[_image(U, i, j, k, m) - fmpq((i, j) == (k, m)) for k, m in pairs] for i, j in pairs]
        X, nullity = fmpq_mat(equations).numer_denom()[0].nullspace()
        return fmpz_mat([row[:nullity] for row in X.tolist()])

    def _form(self, weights: fmpz_mat) -> fmpq_mat:
        entries = dict(zip(_upper(self._columns.ncols()), (self._forms * weights).entries(), strict=True))
        size = range(self._columns.ncols())
        return fmpq_mat([[entries[min(i, j), max(i, j)] for j in size] for i in size])


def peripheral_part(A: ExactMatrix) -> Peripheral | None:
    """The eigenvalues of modulus one where ρ(A) ≤ 1; None where there are none, or A is too large to tell.

    Guarantee: Π and D are exact; that the roots lie on the circle is an estimate, and only proposes.
    """
    X = fmpq_mat(A.embedded) / A.den
    if X.nrows() > _LARGEST_ORDER:
        return None
    p = X.charpoly().numer()
    unit = p.gcd(fmpz_poly(list(p)[::-1]))
    if unit.degree() < 1:
        return None
    simple = fmpq_poly(unit) // fmpq_poly(unit.gcd(unit.derivative()))
    roots = [complex(root) for root in _roots(simple.numer())]
    if any(abs(abs(root) - 1) > _NEAR for root in roots):
        return None
    _, _, t = fmpq_poly(unit).xgcd(fmpq_poly(p) // fmpq_poly(unit))
    projector = _value(t * (fmpq_poly(p) // fmpq_poly(unit)), X)
    D = _value(_semisimple(simple, fmpq_poly(unit)), X) * projector
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


def _value(polynomial: fmpq_poly, X: fmpq_mat) -> fmpq_mat:
    identity = fmpq_mat(integer_identity(X.nrows()))
    result = identity * fmpq(0)
    for i in range(polynomial.degree(), -1, -1):
        result = result * X + identity * polynomial[i]
    return result


def _upper(size: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(size) for j in range(i, size)]


def _image(U: fmpq_mat, i: int, j: int, k: int, m: int) -> fmpq:
    """The (i, j) entry of U*EU for the symmetric unit E at (k, m)."""
    own = U[k, i] * U[m, j]
    return own if k == m else own + U[m, i] * U[k, j]


def _balls(X: fmpq_mat) -> BallMatrix:
    numerator, denominator = X.numer_denom()
    return highprec.balls(numerator, int(denominator))


def _integers(entries: list[fmpq]) -> list[int]:
    den = lcm(*(int(entry.q) for entry in entries))
    return [int(entry * den) for entry in entries]


def _exact(X: fmpq_mat) -> ExactMatrix:
    numerator, denominator = X.numer_denom()
    return ExactMatrix(numerator, None, int(denominator))


@dataclass(frozen=True)
class Nearby:
    """Eigenvalues inside the circle and next to it, in floats: (1 − ρ)/ρ, and the projector Π' away from them."""

    A: Array
    e: Fraction
    rest: Array
    angles: tuple[float, ...] = ()

    def inner(self) -> tuple[BallMatrix, BallMatrix]:
        """(Π'A, Π'*Π')."""
        return _from_floats(self.rest @ self.A), _from_floats(self.rest.T @ self.rest)

    def start(self, target: BallMatrix, bits: int) -> ExactMatrix:
        """The ``target``, rounded to ``bits`` bits."""
        return symmetric_midpoints(target, bits)


def nearby(A: ExactMatrix) -> Nearby | None:
    """The eigenvalues inside the circle and next to it; None where none is, or A is large. Guarantee: estimate."""
    X = embedded_array(A)
    if len(X) > _LARGEST_NEARBY or not np.all(np.isfinite(X)):
        return None
    distance = float(1 - spectral_radius(A))
    if not 0 < distance < _NEXT_TO:
        return None
    least = 1 - distance**0.5
    T, Q, k = scipy.linalg.schur(X, output="complex", sort=lambda eigenvalue: abs(eigenvalue) > least)
    Y = scipy.linalg.solve_sylvester(T[:k, :k], -T[k:, k:], -T[:k, k:])
    projector = Q[:, :k] @ np.hstack([np.eye(k), -Y]) @ Q.conj().T
    return Nearby(X, Fraction(distance / (1 - distance)), np.eye(len(X)) - projector.real)


def spectral_radius(A: ExactMatrix) -> Fraction:
    """ρ(A), near 1 to many digits where A is not large. Guarantee: estimate."""
    rho = float(np.abs(np.linalg.eigvals(A.approx)).max())
    if abs(rho - 1) > _NEXT_TO or A.n > _LARGEST_ORDER:
        return Fraction(rho)
    with highprec.working_precision(_BITS):
        im = arb_mat(A.n, A.n) if A.im is None else arb_mat(A.im)
        eigenvalues = ((acb_mat(A.re) + acb_mat(im) * acb(0, 1)) / A.den).eig(algorithm="approx")
        mantissa, exponent = max((abs(value).mid() for value in eigenvalues), key=float).man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _from_floats(X: Array) -> BallMatrix:
    return BallMatrix(arb_mat(X.tolist()))
