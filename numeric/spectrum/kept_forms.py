"""Quadratic forms that a matrix keeps on an invariant subspace, exactly: linear equations over the rationals.

For a projector Π = VW, WV = I, the symmetric S = Π*SΠ are W*ŜW with a small symmetric Ŝ, and S solves an equation such
as D*SD = S or A*S + SA = 0 when Ŝ solves that of the restriction U = WDV.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import gcd, lcm

import scipy.linalg
from flint import arb_mat, fmpq, fmpq_mat, fmpq_poly, fmpz, fmpz_mat, fmpz_poly

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix

_MOST_DIMENSIONS = 20  # of the space of forms, whose elimination grows with the cube

Equation = Callable[[fmpq_mat, int, int, int, int], fmpq]
"""(U, i, j, k, m) ↦ the (i, j) entry of the equation's left side for the symmetric unit at (k, m)."""


class KeptForms:
    """The symmetric S = Π*SΠ of order n that solve a homogeneous linear ``equation`` given by an n×n matrix D."""

    def __init__(self, projector: fmpq_mat, D: fmpq_mat, equation: Equation) -> None:
        self.projector, self.D, self.equation = projector, D, equation

    def nearest(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """The form nearest to the n×n ``target`` on the range of Π, its coordinates rounded to about ``bits`` bits.

        None where the range has too many dimensions to find all forms. Guarantee: the equation and S = Π*SΠ, exactly.
        """
        if self._columns.ncols() > _MOST_DIMENSIONS:
            return None
        bits += max(int(entry).bit_length() for entry in self._basis.entries())
        with highprec.working_precision(2 * bits):
            V = balls(self._columns).balls
            small = (V.transpose() * target.balls * V).mid()
            basis = arb_mat(self._basis)
            wanted = arb_mat([[small[i, j]] for i, j in _upper(small.nrows())])
            found = (basis.transpose() * basis).solve(basis.transpose() * wanted).mid()
            weights = highprec.to_dyadic(BallMatrix(found), bits)
        entries = dict(zip(_upper(self._columns.ncols()), (self._basis * weights).entries(), strict=True))
        size = range(self._columns.ncols())
        S = fmpq_mat([[entries[min(i, j), max(i, j)] for j in size] for i in size])
        return exact(self._rows.transpose() * S * self._rows / (fmpz(1) << bits))

    @cached_property
    def _columns(self) -> fmpq_mat:
        """V: independent columns of Π."""
        n = self.projector.nrows()
        rank = int(sum((self.projector[i, i] for i in range(n)), fmpq(0)).p)
        chosen = scipy.linalg.qr(exact(self.projector).approx, mode="r", pivoting=True)[1][:rank]
        return fmpq_mat([[self.projector[i, int(j)] for j in chosen] for i in range(n)])

    @cached_property
    def _rows(self) -> fmpq_mat:
        """W."""
        V = self._columns
        return (V.transpose() * V).solve(V.transpose() * self.projector)

    @cached_property
    def _basis(self) -> fmpz_mat:
        """In its columns the upper triangles of a basis of all Ŝ."""
        U = self._rows * self.D * self._columns
        pairs = _upper(U.nrows())
        equations = [[self.equation(U, i, j, k, m) for k, m in pairs] for i, j in pairs]
        solutions, nullity = _primitive(fmpq_mat(equations).numer_denom()[0]).nullspace()
        columns = [_primitive(fmpz_mat([column])) for column in solutions.transpose().tolist()[:nullity]]
        return fmpz_mat([column.entries() for column in columns]).transpose()


def stein(U: fmpq_mat, i: int, j: int, k: int, m: int) -> fmpq:
    """The (i, j) entry of U*EU − E for the symmetric unit E at (k, m)."""
    image = U[k, i] * U[m, j] + (U[m, i] * U[k, j] if k != m else fmpq(0))
    return image - fmpq((i, j) == (k, m))


def lyapunov(U: fmpq_mat, i: int, j: int, k: int, m: int) -> fmpq:
    """The (i, j) entry of U*E + EU for the symmetric unit E at (k, m)."""
    total = fmpq(0)
    for a, b in {(k, m), (m, k)}:
        total += U[a, i] if b == j else fmpq(0)
        total += U[b, j] if a == i else fmpq(0)
    return total


def value(polynomial: fmpq_poly, X: fmpq_mat) -> fmpq_mat:
    """The polynomial's value at the square matrix X, by Horner's rule. Guarantee: exact."""
    identity = fmpq_mat(integer_identity(X.nrows()))
    result = identity * fmpq(0)
    for i in range(polynomial.degree(), -1, -1):
        result = result * X + identity * polynomial[i]
    return result


def spectral_projector(f: fmpz_poly, p: fmpz_poly, X: fmpq_mat) -> fmpq_mat:
    """The projector on the eigenspaces of the roots of f along the others, f and p/f coprime, p(X) = 0 characteristic.

    Π = V(WV)⁻¹W for bases V and W of the kernels of f(X), from the right and the left; with a long f the value of the
    polynomial that is 1 modulo f and 0 modulo p/f. Guarantee: exact.
    """
    if 2 * f.degree() > X.nrows():
        rest = fmpq_poly(p) // fmpq_poly(f)
        _, _, t = fmpq_poly(f).xgcd(rest)
        return value(t * rest, X)
    F = value(fmpq_poly(f), X).numer_denom()[0]
    V, W = _kernel(F), _kernel(F.transpose()).transpose()
    return V * (W * V).solve(W)


def _kernel(F: fmpz_mat) -> fmpq_mat:
    """A basis of the kernel, in columns."""
    solutions, nullity = F.nullspace()
    columns = [_primitive(fmpz_mat([column])).entries() for column in solutions.transpose().tolist()[:nullity]]
    return fmpq_mat(fmpz_mat(columns).transpose())


def exact(X: fmpq_mat) -> ExactMatrix:
    """X as integers over one denominator."""
    numerator, denominator = X.numer_denom()
    return ExactMatrix(numerator, None, int(denominator))


def balls(X: fmpq_mat) -> BallMatrix:
    """X at the working precision."""
    numerator, denominator = X.numer_denom()
    return highprec.balls(numerator, int(denominator))


def last_before_zero(N: fmpq_mat, W: fmpq_mat, image: fmpq_mat) -> list[int]:
    """An integer w with N²w = 0 ≠ Nw: a column of N^jW, where N^kW = 0 ≠ ``image`` = NW. Guarantee: exact."""
    while any((N * image).entries()):
        W, image = image, N * image
    column = next(j for j, entries in enumerate(image.transpose().tolist()) if any(entries))
    entries = [row[column] for row in W.tolist()]
    den = lcm(*(int(entry.q) for entry in entries))
    return [int(entry * den) for entry in entries]


def _upper(size: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(size) for j in range(i, size)]


def _primitive(X: fmpz_mat) -> fmpz_mat:
    """X over the greatest common divisor of its entries."""
    divisor = gcd(*map(int, X.entries())) or 1
    return fmpz_mat([[entry // divisor for entry in row] for row in X.tolist()])
