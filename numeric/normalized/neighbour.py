"""A rational matrix J next to A/ρ(A), or A − α(A)I, with the exact simple eigenvalue 1, or 0, and exact eigenvectors.

With G the matrix A/λ or A − λI for a rational λ near the dominant eigenvalue, rounded, x and y its eigenvectors,
rounded, x_k = y_l = 1, and z₀ = 1 or 0, J = G' + e_l(z₀y − G'ᵀy)ᵀ for G' = G + (z₀x − Gx)e_kᵀ has Jx = z₀x, yᵀJ = z₀yᵀ:
only column k and row l are longer than those of G. ``docs/certificate/normalize.md`` has how far the constants of J and
of the normalized matrix are apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import fmpq, fmpq_mat, fmpz_mat

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2
from kreiss.numeric.normalized.dominant import Pair
from kreiss.numeric.spectrum.kept_forms import exact


@dataclass(frozen=True)
class Neighbour:
    """J of the eigenvalue ``edge`` z₀ = 1 or 0 with its eigenvectors x and y, next to A/λ or A − λI."""

    A: ExactMatrix
    eigenvalue: Fraction
    edge: int
    J: ExactMatrix
    right: list[int]
    left: list[int]

    @cached_property
    def projector(self) -> fmpq_mat:
        """P = xyᵀ/(yᵀx)."""
        x, y = fmpz_mat([[entry] for entry in self.right]), fmpz_mat([self.left])
        return fmpq_mat(x * y) / (y * x)[0, 0]

    @cached_property
    def shift(self) -> Fraction:
        """c > 0: the eigenvalue z₀ − c that the rest has in place of z₀; about the size of J, and 1 for the disc."""
        return Fraction(1) if self.edge else Fraction(2) ** log2(frobenius_norm(self.J) or Fraction(1))

    @cached_property
    def rest(self) -> ExactMatrix:
        """J − cP."""
        return exact(fmpq_mat(self.J.re) / self.J.den - self.projector * _fmpq(self.shift))

    @cached_property
    def _sizes(self) -> tuple[Fraction, Fraction, Fraction]:
        """Above ‖A/λ − J‖, or ‖A − λI − J‖; above ‖J‖, or 1; and above ‖P‖."""
        G = scaled(self.A, self.eigenvalue, self.edge)
        E = fmpq_mat(G.re) / G.den - fmpq_mat(self.J.re) / self.J.den
        size = frobenius_norm(self.J) if self.edge else Fraction(1)
        return frobenius_norm(exact(E)), size, frobenius_norm(exact(self.projector))

    def apart(self, eta: Fraction, most: Fraction) -> Fraction | None:
        """How far the constants of J and of the normalized matrix are apart, at most; None where they may be far apart.

        η is a distance of ``rest`` to instability, ``most`` a bound of J's constant. Guarantee: exact.
        """
        found = self.closeness(eta)
        if found is None:
            return None
        p, _, d = found
        return p + (most + self._sizes[2]) * d / (eta - d)

    def interval(self, eta: Fraction) -> tuple[Fraction, Fraction] | None:
        """Ends of ρ(A) or α(A). Guarantee: exact."""
        found = self.closeness(eta)
        if found is None:
            return None
        m, near = found[1], self.eigenvalue
        return (abs(near) * (1 - m), abs(near) * (1 + m)) if self.edge else (near - m, near + m)

    def closeness(self, eta: Fraction) -> tuple[Fraction, Fraction, Fraction] | None:
        """‖P' − P‖ ≤ p; the dominant eigenvalue is within m of z₀; ‖(J' − cP') − (J − cP)‖ ≤ d < η."""
        e, size, projector = self._sizes
        r = min(eta, self.shift) / 2
        N = (2 * projector + 1) / r
        if e * N >= 1:
            return None
        p = _up(r * e * N * N / (1 - e * N))
        if p >= 1:
            return None
        m = _up(e * (projector + p) / (1 - p))
        if m >= 1:
            return None
        d = (e + m * size) / (1 - m if self.edge else 1) + self.shift * p
        return (p, m, d) if d < eta else None


def scaled(A: ExactMatrix, scale: Fraction, edge: int) -> ExactMatrix:
    """A/scale for the edge 1, A − scale·I for the edge 0. Guarantee: exact."""
    X = fmpq_mat(A.re) / A.den
    if edge:
        return exact(X / _fmpq(scale))
    for i in range(A.n):
        X[i, i] -= _fmpq(scale)
    return exact(X)


def neighbour(A: ExactMatrix, pair: Pair, edge: int) -> Neighbour:
    """The neighbour with the eigenvectors of ``pair``. Guarantee: exact in what ``Neighbour`` says."""
    scale = _rounded(pair.eigenvalue, 2 * pair.bits)
    exactly = scaled(A, scale, edge)
    one = 1 << pair.bits
    unit = Fraction(2) ** (pair.bits - log2(frobenius_norm(exactly) or Fraction(1)))
    G = fmpq_mat(_nearest(exactly, unit)) / _fmpq(unit)
    x, y = (fmpq_mat(fmpz_mat([[entry] for entry in v])) / one for v in (pair.right, pair.left))
    k, j = (v.index(one) for v in (pair.right, pair.left))
    moved = x * fmpq(edge) - G * x
    for i in range(A.n):
        G[i, k] += moved[i, 0]
    moved = y * fmpq(edge) - G.transpose() * y
    for i in range(A.n):
        G[j, i] += moved[i, 0]
    return Neighbour(A, scale, edge, exact(G), pair.right, pair.left)


def _nearest(X: ExactMatrix, unit: Fraction) -> fmpz_mat:
    """The integers nearest to unit·X."""
    up, down = unit.numerator, unit.denominator * X.den
    return fmpz_mat([[(2 * int(entry) * up + down) // (2 * down) for entry in row] for row in X.re.tolist()])


def _rounded(x: Fraction, bits: int) -> Fraction:
    """x to about ``bits`` bits."""
    unit = Fraction(2) ** (bits - log2(x)) if x else Fraction(1)
    return Fraction(round(x * unit)) / unit


def _up(x: Fraction) -> Fraction:
    """x ≥ 0 rounded up to 32 bits."""
    unit = Fraction(2) ** (32 - log2(x)) if x else Fraction(1)
    return -(-(x * unit).numerator // (x * unit).denominator) / unit


def _fmpq(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)
