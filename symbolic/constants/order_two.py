"""The exact Kreiss constant of every real 2×2 matrix, and its resolvent's exact maximum on a circle.

Let t = tr A, D = det A, F = ‖A‖_F², and z = re^{iθ}, x = cos θ. With T = zI − A,

    P = |det T|² = 4r²Dx² − 2rt(r² + D)x + (r² − D)² + t²r²,   S = ‖T‖_F² = 2r² − 2rtx + F,

and κ‖Tv‖² ≥ (r − 1)²‖v‖² for all v says that Φ = κ²P − κ(r − 1)²S + (r − 1)⁴ and κS − 2(r − 1)² are ≥ 0. The second
is linear in x, the first quadratic with the leading coefficient 4κ²r²D.

Real eigenvalues. If D ≤ 0, Φ is concave in x, so that the worst x is 1 or −1; if D > 0, then A is orthogonally similar
to a triangular matrix whose entries may be taken to be of one sign, which has its maximum at x = 1 or −1 as well.
P(−1) − P(1) = 4rt(r² + D) and S − 2√P = F − 2D at both ends, so the maximum over |z| = r is at z = r·sgn t: one
variable is left (``extremum``), and a closed form (``closed_forms``).

Complex eigenvalues. D > 0, and the worst x may be the vertex of the parabola. Let K² = κ > 1. Some (r, x) attains it,
with r > 1. If x = ±1, then r is a zero of a factor of Φ(r, ±1, κ), and a multiple one: a simple zero would persist for
greater κ. If |x| < 1, then Δ = disc_x Φ vanishes at (r, κ), again with r a multiple zero of a factor, since the vertex
stays inside. So κ is a zero of the discriminant of a factor (or a factor free of r). Which one is decided by rational
κ between them: zeros of Φ with r > 1 exist for every κ from 1 to K², and for none above.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_poly

from kreiss.errors import InvalidArgument, UnstableMatrix
from kreiss.symbolic.constants.algebraic import AlgebraicNumber, count_roots_above, rational, real_roots, square_root
from kreiss.symbolic.constants.extremum import Rows, at_level, greatest_reached, greatest_square, in_kappa, square_rows


def exact_kreiss(matrix: Sequence[Sequence[Any]]) -> AlgebraicNumber:
    """K(A) of a real matrix of one or two rows: its minimal polynomial and an interval that isolates it.

    Entries are int, Fraction, sympy or "p/q" rationals of any sign. Exact. Raises ``InvalidMatrix``, or
    ``UnstableMatrix`` if ρ(A) ≥ 1.
    """
    form = _of(matrix)
    if form.has_real_eigenvalues:
        return square_root(greatest_square(form.towards_its_trace))
    return square_root(form.greatest_level())


def circle_maximum(matrix: Sequence[Sequence[Any]], r: Fraction | int | str) -> AlgebraicNumber:
    """M(r), the maximum of ‖(zI − A)⁻¹‖ over |z| = r ≥ 1, for a real matrix of one or two rows.

    Exact, as for ``exact_kreiss``; r is rational. Raises ``InvalidArgument`` for r < 1 as well.
    """
    form, radius = _of(matrix), Fraction(r)
    if radius < 1:
        raise InvalidArgument(f"expected a radius of at least 1, got {radius}")
    return square_root(form.greatest_square_at(radius))


def _of(matrix: Sequence[Sequence[Any]]) -> "_Form":
    rows = square_rows(matrix, 2)
    form = _Form(rows if len(rows) == 2 else [[rows[0][0], Fraction(0)], [Fraction(0), Fraction(0)]])
    if abs(form.det) >= 1 or abs(form.trace) >= 1 + form.det:
        raise UnstableMatrix("the spectral radius is >= 1: no finite constant")
    return form


@dataclass(frozen=True)
class _Form:
    """A real 2×2 matrix with ρ < 1 (Jury: |D| < 1 and |t| < 1 + D), and Φ for it."""

    rows: Rows

    @cached_property
    def trace(self) -> Fraction:
        """t."""
        return self.rows[0][0] + self.rows[1][1]

    @cached_property
    def det(self) -> Fraction:
        """D."""
        return self.rows[0][0] * self.rows[1][1] - self.rows[0][1] * self.rows[1][0]

    @cached_property
    def square(self) -> Fraction:
        """F = ‖A‖_F²."""
        return sum((entry**2 for row in self.rows for entry in row), Fraction(0))

    @property
    def has_real_eigenvalues(self) -> bool:
        """t² ≥ 4D."""
        return self.trace**2 >= 4 * self.det

    @property
    def towards_its_trace(self) -> Rows:
        """A, or −A if t < 0: the maximum over |z| = r is then at z = r."""
        return self.rows if self.trace >= 0 else self.turned

    @cached_property
    def turned(self) -> Rows:
        """−A."""
        return [[-entry for entry in row] for row in self.rows]

    @cached_property
    def den(self) -> int:
        """A common denominator of the entries."""
        return lcm(*(entry.denominator for row in self.rows for entry in row))

    def parabola(self, R: Any, kappa: Any, weight: Any, scale: int) -> tuple[Any, Any, Any]:
        """(a, b, c) with scale⁴Φ = ay² + by + c, y = 2Rκx, for R = scale·r and ``weight`` in place of (r − 1)².

        With scale a multiple of ``den``, the coefficients are integers.
        """
        s = scale * scale
        t, D, F = _plain(self.trace * scale), _plain(self.det * s), _plain(self.square * s)
        middle = s * weight - kappa * (R**2 + D)
        last = kappa**2 * ((R**2 - D) ** 2 + t**2 * R**2) - kappa * weight * (s * (2 * R**2 + F)) + weight**2 * s * s
        return D, t * middle, last

    def ends(self, R: Any, kappa: Any, weight: Any, scale: int) -> list[Any]:
        """scale⁴Φ at x = 1 and x = −1."""
        a, b, c = self.parabola(R, kappa, weight, scale)
        return [a * (2 * R * kappa) ** 2 + sign * b * (2 * R * kappa) + c for sign in (1, -1)]

    def discriminant(self, R: Any, kappa: Any, weight: Any, scale: int) -> Any:
        """b² − 4ac: not negative where the parabola has real zeros."""
        a, b, c = self.parabola(R, kappa, weight, scale)
        return b**2 - 4 * a * c

    def dips_inside(self, r: Fraction, kappa: Fraction, weight: Fraction) -> bool:
        """Whether Φ is negative and least at some −1 < x < 1."""
        a, b, c = self.parabola(r, kappa, weight, 1)
        return bool(a > 0 and b**2 > 4 * a * c and abs(b) < 4 * a * r * kappa)

    def greatest_level(self) -> AlgebraicNumber:
        """K², for complex eigenvalues."""
        context = fmpz_mpoly_ctx.get(("r", "kappa"), Ordering.lex)
        r, kappa = context.gens()
        point = (self.den * r, kappa, (r - 1) ** 2, self.den)
        ends, inner = self.ends(*point), self.discriminant(*point)
        factors = [factor for polynomial in (*ends, inner) for factor, _ in polynomial.factor()[1]]
        curved = [factor for factor in factors if factor.degrees()[0] != 1]
        critical = [factor.discriminant("r") if factor.degrees()[0] else factor for factor in curved]

        def reached(level: Fraction) -> bool:
            on_ends = any(count_roots_above(at_level(end, level), Fraction(1)) for end in ends)
            return on_ends or any(
                self.dips_inside(radius, level, (radius - 1) ** 2) for radius in _between_zeros(at_level(inner, level))
            )

        return greatest_reached(_levels(map(in_kappa, critical), rational(1)), reached)

    def greatest_square_at(self, r: Fraction) -> AlgebraicNumber:
        """M(r)² = μ, the greatest zero of μ²P − μS + 1 over all x."""
        scale = lcm(self.den, r.denominator)
        point = (int(scale * r), fmpz_poly([0, 1]), 1, scale)

        def reached(mu: Fraction) -> bool:
            trace = min(mu * (2 * r**2 + x * 2 * r * self.trace + self.square) for x in (1, -1))
            negative = trace < 2 or any(end < 0 for end in self.ends(r, mu, Fraction(1), 1))
            return negative or self.dips_inside(r, mu, Fraction(1))

        return greatest_reached(_levels([*self.ends(*point), self.discriminant(*point)], rational(0)), reached)


def _plain(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _levels(polynomials: Iterable[fmpz_poly], least: AlgebraicNumber) -> list[AlgebraicNumber]:
    """``least`` and the zeros above it of the polynomials that are not constant, in increasing order."""
    product = fmpz_poly([1])
    for polynomial in polynomials:
        if polynomial.degree() > 0:
            product *= polynomial
    return [least, *(root for root in real_roots(product) if root.greater_than(least))]


def _between_zeros(polynomial: fmpz_poly) -> list[Fraction]:
    """Rational numbers above 1, one between any two neighbouring zeros and one beyond the last."""
    zeros = [rational(1), *(root for root in real_roots(polynomial) if root.compare(1) > 0)]
    return [*(low.between(high) for low, high in pairwise(zeros)), zeros[-1].enclosure(0)[1] + 1]
