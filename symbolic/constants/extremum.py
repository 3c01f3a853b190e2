"""The exact Kreiss constant of a non-negative matrix: a supremum of an algebraic function of one variable.

For Ĵ ≥ 0 with ρ(Ĵ) < 1 the maximum of ‖(zI − Ĵ)⁻¹‖ over |z| = r is at z = r, so K(Ĵ)² is the supremum over r > 1 of the
largest κ with φ(r, κ) = det(κ(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I) = 0. For κ > 1, φ(·, κ) has no zero at r = 1 (there it is
κᵏ det(I − Ĵ)² ≠ 0) nor at ∞ (its leading coefficient is (κ − 1)ᵏ), so its number of real zeros r > 1 can change only
where two of them meet: at a zero of the discriminant of a factor of φ. The largest eigenvalue is continuous in r,
tends to 0 as r → 1 and to 1 as r → ∞; hence every κ between 1 and K² is attained, and K² is the greatest zero of the
discriminants below which zeros r > 1 exist, or 1 if there is none. All tests are exact.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx, fmpz_poly

from kreiss.errors import InvalidMatrix, UnstableMatrix
from kreiss.symbolic.constants.algebraic import AlgebraicNumber, count_roots_above, rational, real_roots, square_root

MOST_BLOCKS = 6  # A closed form of more is too long to be read
Rows = list[list[Fraction]]


def exact_matrix(matrix: Sequence[Sequence[Any]]) -> Rows:
    """``matrix`` as Fractions. Entries are int, Fraction, sympy or "p/q" rationals; a float is refused.

    Raises ``InvalidMatrix`` for ragged or non-square rows, more than 6 rows, and entries negative or not exact.
    """
    rows = square_rows(matrix, MOST_BLOCKS)
    if any(entry < 0 for row in rows for entry in row):
        raise InvalidMatrix("expected non-negative entries: they are norms and spectral radii")
    return rows


def square_rows(matrix: Sequence[Sequence[Any]], most: int) -> Rows:
    """A square matrix of at most ``most`` rows as Fractions of any sign, or ``InvalidMatrix``."""
    rows = [[_exact(entry) for entry in row] for row in matrix]
    if not rows or any(len(row) != len(rows) for row in rows) or len(rows) > most:
        raise InvalidMatrix(f"expected a square matrix of 1 to {most} rows, got {len(rows)} rows")
    return rows


def _exact(entry: Any) -> Fraction:
    if isinstance(entry, float):
        raise InvalidMatrix(f"{entry!r} is a float: give the exact number, as a Fraction or as text such as '9/10'")
    try:
        return Fraction(str(entry))
    except (ValueError, ZeroDivisionError):
        raise InvalidMatrix(f"expected an exact rational number, got {entry!r}") from None


def is_stable(rows: Rows) -> bool:
    """Whether ρ < 1 for a non-negative matrix: the leading principal minors of I − Ĵ are positive (M-matrix). Exact."""
    work = [[int(i == j) - entry for j, entry in enumerate(row)] for i, row in enumerate(rows)]
    for p in range(len(work)):
        if work[p][p] <= 0:
            return False
        for i in range(p + 1, len(work)):
            factor = work[i][p] / work[p][p]
            work[i] = [x - factor * y for x, y in zip(work[i], work[p], strict=True)]
    return True


def resolvent_polynomial(rows: Rows) -> Any:
    """φ(r, κ) = det(κ(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I), cleared of denominators, as a FLINT polynomial. Exact."""
    context = fmpz_mpoly_ctx.get(("r", "kappa"), Ordering.lex)
    r, kappa = context.gens()
    size, den = len(rows), lcm(*(entry.denominator for row in rows for entry in row))
    shifted = [[den * r * int(i == j) - int(den * rows[i][j]) for j in range(size)] for i in range(size)]
    form = [[kappa * sum(row[i] * row[j] for row in shifted) for j in range(size)] for i in range(size)]
    for i in range(size):
        form[i][i] -= (den * (r - 1)) ** 2
    return determinant(form)


def determinant(rows: list[list[Any]]) -> Any:
    """The determinant of a small matrix over a ring, by its first row."""
    if len(rows) == 1:
        return rows[0][0]
    return sum(
        (-1) ** j * entry * determinant([row[:j] + row[j + 1 :] for row in rows[1:]]) for j, entry in enumerate(rows[0])
    )


def worst_case_kreiss(J_hat: Sequence[Sequence[Any]]) -> AlgebraicNumber:
    """K(Ĵ), which is max K(J) over all J with normal diagonal blocks of ρ ≤ Ĵ_ii and off-diagonal norms ≤ Ĵ_ij.

    Ĵ is a non-negative rational k×k matrix, k ≤ 6, with ρ(Ĵ) < 1. Exact: an algebraic number with its minimal
    polynomial. Raises ``InvalidMatrix`` for entries that are negative or not exact, ``UnstableMatrix`` if ρ(Ĵ) ≥ 1.
    """
    rows = exact_matrix(J_hat)
    if not is_stable(rows):
        raise UnstableMatrix("the comparison matrix has spectral radius >= 1, so that no bound holds for all such J")
    return square_root(greatest_square(rows))


def greatest_square(rows: Rows) -> AlgebraicNumber:
    """The supremum of ((r − 1)‖(rI − A)⁻¹‖)² over r > 1, for any rational A without an eigenvalue in [1, ∞). Exact."""
    best = rational(1)
    for factor, _ in resolvent_polynomial(rows).factor()[1]:
        best = _greatest_level(factor, best)
    return best


def _greatest_level(factor: Any, least: AlgebraicNumber) -> AlgebraicNumber:
    """The greatest κ > least at which the factor of φ has a zero r > 1, or ``least``.

    A factor of degree 1 in r has none: its zero would be greater than 1 for every κ > 1, but there is none for large κ.
    """
    if factor.degrees()[0] < 2:
        return least
    critical = [root for root in real_roots(in_kappa(factor.discriminant("r"))) if root.greater_than(least)]
    return greatest_reached(
        [least, *critical], lambda kappa: bool(count_roots_above(at_level(factor, kappa), Fraction(1)))
    )


def greatest_reached(levels: Sequence[AlgebraicNumber], reached: Callable[[Fraction], bool]) -> AlgebraicNumber:
    """The greatest of increasing levels with ``reached`` true between it and the one below; the first if there is none.

    Between neighbouring levels ``reached`` is true of all numbers or of none.
    """
    for below, level in zip(levels[-2::-1], levels[:0:-1], strict=True):
        if reached(below.between(level)):
            return level
    return levels[0]


def in_kappa(polynomial: Any) -> fmpz_poly:
    """A polynomial in r and κ that is free of r, as one in κ."""
    coefficients: dict[int, int] = {powers[1]: int(value) for powers, value in polynomial.to_dict().items()}
    return fmpz_poly([coefficients.get(i, 0) for i in range(max(coefficients) + 1)])


def at_level(factor: Any, kappa: Fraction) -> fmpz_poly:
    """The polynomial φ(·, κ) in r."""
    coefficients: dict[int, Fraction] = {}
    for (i, j), value in factor.to_dict().items():
        coefficients[i] = coefficients.get(i, Fraction(0)) + int(value) * kappa ** int(j)
    den = lcm(*(c.denominator for c in coefficients.values()))
    return fmpz_poly([int(coefficients.get(i, Fraction(0)) * den) for i in range(max(coefficients) + 1)])
