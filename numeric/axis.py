"""Eigenvalues exactly on the imaginary axis: which they are, and the quadratic forms that they keep, exactly.

The characteristic polynomial p of a rational A and p(−s) have a common divisor; its irreducible factors whose roots are
imaginary give the spectral projector Π, a polynomial in A, and rational with it. If these eigenvalues are semisimple, a
symmetric S = Π*SΠ with A*S + SA = 0 is a form that e^{tA} keeps; those S solve linear equations over the rationals. If
a factor f has f(A)²w = 0 ≠ f(A)w, an eigenvalue has a Jordan block, and K_ct(A) = ∞.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import gcd, lcm
from typing import Any

import scipy.linalg
from flint import arb_mat, fmpq, fmpq_mat, fmpq_poly, fmpz, fmpz_mat, fmpz_poly

from kreiss.numeric import highprec
from kreiss.numeric.highprec import BallMatrix, integer_identity
from kreiss.numeric.matrices import ExactMatrix

LARGEST_ORDER = 40
"""Of the real embedding."""
_MOST_DIMENSIONS = 20


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
                    while any((F * following).entries()):
                        current, following = following, F * following
                    column = next(j for j in range(F.nrows()) if any(following[i, j] for i in range(F.nrows())))
                    return Defective([int(c) for c in f.coeffs()], _integers([row[column] for row in current.tolist()]))
        return None

    def form_near(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """The form S nearest to ``target`` on the range of Π, with coordinates rounded to ``bits`` bits.

        None where the range has too many dimensions to find all forms. Guarantee: A*S + SA = 0 and S = Π*SΠ, exactly.
        """
        if self._columns.ncols() > _MOST_DIMENSIONS:
            return None
        with highprec.working_precision(2 * bits):
            V = balls(self._columns).balls
            small = (V.transpose() * target.balls * V).mid()
            basis = arb_mat(self._forms)
            wanted = arb_mat([[small[i, j]] for i, j in _upper(small.nrows())])
            found = (basis.transpose() * basis).solve(basis.transpose() * wanted).mid()
            weights = highprec.to_dyadic(BallMatrix(found), bits)
        entries = dict(zip(_upper(self._columns.ncols()), (self._forms * weights).entries(), strict=True))
        size = range(self._columns.ncols())
        S = fmpq_mat([[entries[min(i, j), max(i, j)] for j in size] for i in size])
        return exact(self._rows.transpose() * S * self._rows / (fmpz(1) << bits))

    @cached_property
    def _columns(self) -> fmpq_mat:
        """Independent columns of Π: a basis of its range."""
        n = self.X.nrows()
        rank = int(sum((self.projector[i, i] for i in range(n)), fmpq(0)).p)
        chosen = scipy.linalg.qr(exact(self.projector).approx, mode="r", pivoting=True)[1][:rank]
        return fmpq_mat([[self.projector[i, int(j)] for j in chosen] for i in range(n)])

    @cached_property
    def _rows(self) -> fmpq_mat:
        """W with Π = VW and WV = I for the basis V."""
        V = self._columns
        return (V.transpose() * V).solve(V.transpose() * self.projector)

    @cached_property
    def _forms(self) -> fmpz_mat:
        """In its columns the upper triangles of a basis of the symmetric S with U*S + SU = 0, U = WAV."""
        U = self._rows * self.X * self._columns
        pairs = _upper(U.nrows())
        equations = [[_derivative(U, i, j, k, m) for k, m in pairs] for i, j in pairs]
        basis, nullity = _primitive(fmpq_mat(equations).numer_denom()[0]).nullspace()
        columns = [_primitive(fmpz_mat([column])) for column in basis.transpose().tolist()[:nullity]]
        return fmpz_mat([column.entries() for column in columns]).transpose()


def axis_part(A: ExactMatrix) -> AxisPart | None:
    """The eigenvalues on the imaginary axis; None where there are none, or A is too large to tell.

    Guarantee: Π is exact; that roots are imaginary is told by isolating them, and only proposes.
    """
    X = fmpq_mat(A.embedded) / A.den
    if X.nrows() > LARGEST_ORDER:
        return None
    p = X.charpoly().numer()
    mirrored = fmpz_poly([-c if k % 2 else c for k, c in enumerate(p.coeffs())])
    factors = tuple((f, m) for f, m in p.gcd(mirrored).factor()[1] if _imaginary(f))
    if not factors:
        return None
    own = fmpz_poly([1])
    for f, m in factors:
        own *= f**m
    rest = fmpq_poly(p) // fmpq_poly(own)
    _, _, t = fmpq_poly(own).xgcd(rest)
    return AxisPart(X, factors, value(t * rest, X))


def _imaginary(f: fmpz_poly) -> bool:
    """Whether the irreducible f is s, or q(s²) with a q whose roots are real and negative."""
    coefficients = f.coeffs()
    if f.degree() == 1:
        return bool(coefficients[0] == 0)
    if any(coefficients[1::2]):
        return False
    roots: list[Any] = list(fmpz_poly(coefficients[::2]).complex_roots())  # pairs (root, multiplicity)
    return all(root.imag == 0 and root.real < 0 for root, _ in roots)


def value(polynomial: fmpq_poly, X: fmpq_mat) -> fmpq_mat:
    """The polynomial's value at the matrix X, by Horner's rule."""
    identity = fmpq_mat(integer_identity(X.nrows()))
    result = identity * fmpq(0)
    for i in range(polynomial.degree(), -1, -1):
        result = result * X + identity * polynomial[i]
    return result


def exact(X: fmpq_mat) -> ExactMatrix:
    """X as integers over one denominator."""
    numerator, denominator = X.numer_denom()
    return ExactMatrix(numerator, None, int(denominator))


def balls(X: fmpq_mat) -> BallMatrix:
    """X at the working precision."""
    numerator, denominator = X.numer_denom()
    return highprec.balls(numerator, int(denominator))


def _upper(size: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(size) for j in range(i, size)]


def _derivative(U: fmpq_mat, i: int, j: int, k: int, m: int) -> fmpq:
    """The (i, j) entry of U*E + EU for the symmetric unit E at (k, m)."""
    total = fmpq(0)
    for a, b in {(k, m), (m, k)}:
        total += U[a, i] if b == j else fmpq(0)
        total += U[b, j] if a == i else fmpq(0)
    return total


def _primitive(X: fmpz_mat) -> fmpz_mat:
    """X over the greatest common divisor of its entries."""
    divisor = gcd(*map(int, X.entries())) or 1
    return fmpz_mat([[entry // divisor for entry in row] for row in X.tolist()])


def _integers(entries: list[fmpq]) -> list[int]:
    den = lcm(*(int(entry.q) for entry in entries))
    return [int(entry * den) for entry in entries]
