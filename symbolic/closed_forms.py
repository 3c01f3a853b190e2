"""Closed forms for 2×2 matrices: the resolvent norm, the Kreiss constant, its maximiser, threshold and limits.

For T = zI − A of size 2 put p = |det T| and S = ‖T‖_F². The singular values obey σ₁σ₂ = p and (σ₁ ± σ₂)² = S ± 2p, so

    ‖(zI − A)⁻¹‖ = (√(S + 2p) + √(S − 2p))/(2p).

For A ≥ 0 and z = r + 0i, S − 2p = w² does not depend on r. With u, v the diagonal of I − A, n = √det(I − A) and d =
|b − c|, sup over r > 1 of (r − 1)‖(rI − A)⁻¹‖ is (w² + 4n²)/((u + v)w + 2dn), at r = 1 + (w² + 4n²)n/(dw − 2n(u +
v)), if w > u + v, and 1 else (approached as r → ∞). ``theorems/two_blocks.py`` proves it.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix

Expression = Any
r = sympy.Symbol("r", positive=True)


def resolvent_norm(matrix: Any, z: Any) -> Expression:
    """‖(zI − A)⁻¹‖ exactly, for a 2×2 matrix of numbers or symbols and any complex z that is no eigenvalue.

    >>> resolvent_norm([[0, 0], [2, 0]], 1)
    1 + sqrt(2)
    """
    a = _matrix(matrix)
    shifted = z * sympy.eye(2) - a
    product = sympy.sqrt(_square(shifted.det()))
    squares = sum(_square(entry) for entry in shifted)
    difference, total = (sympy.sqrt(sympy.factor(sympy.expand(squares + s * 2 * product))) for s in (-1, 1))
    return sympy.expand((total + difference) / (2 * product))


def _matrix(rows: Any) -> Expression:
    """A 2×2 sympy matrix of exact entries; no text is evaluated."""
    listed = rows.tolist() if isinstance(rows, sympy.MatrixBase) else [list(row) for row in rows]
    if [len(row) for row in listed] != [2, 2]:
        raise InvalidMatrix(f"expected a 2×2 matrix, got rows of lengths {[len(row) for row in listed]}")
    return sympy.Matrix([[_exact(entry) for entry in row] for row in listed])


def _exact(entry: Any) -> Expression:
    if isinstance(entry, sympy.Expr):
        return entry
    if isinstance(entry, float):
        raise InvalidMatrix(f"{entry!r} is a float: give the exact number, as a Fraction or as text such as '9/10'")
    try:
        value = Fraction(entry)
    except (TypeError, ValueError, ZeroDivisionError):
        raise InvalidMatrix(f"expected an exact number or a sympy expression, got {entry!r}") from None
    return sympy.Rational(value.numerator, value.denominator)


def _square(entry: Any) -> Expression:
    """|x|² without an absolute value."""
    re, im = (entry, sympy.S.Zero) if entry.is_real else sympy.expand(entry).as_real_imag()
    return sympy.expand(re) ** 2 + sympy.expand(im) ** 2


@dataclass(frozen=True)
class ClosedForm:
    """A non-negative 2×2 matrix [[x, b], [c, y]] with x, y < 1 and bc < (1 − x)(1 − y), in closed form.

    Entries are sympy expressions that are taken to satisfy these conditions; the formulas are exact.
    """

    x: Expression
    b: Expression
    c: Expression
    y: Expression

    @property
    def matrix(self) -> Expression:
        """The matrix."""
        return sympy.Matrix([[self.x, self.b], [self.c, self.y]])

    @cached_property
    def w(self) -> Expression:
        """√((x − y)² + (b + c)²), the constant difference of the singular values of rI − A."""
        return sympy.sqrt(sympy.factor((self.x - self.y) ** 2 + (self.b + self.c) ** 2))

    @cached_property
    def n(self) -> Expression:
        """√det(I − A); 1 − x if that is plain."""
        if self.x == self.y and self.b * self.c == 0:
            return 1 - self.x
        return sympy.sqrt(sympy.factor((1 - self.x) * (1 - self.y) - self.b * self.c))

    @cached_property
    def norm(self) -> Expression:
        """M(r) = ‖(rI − A)⁻¹‖ for r > ρ(A), the maximum of the resolvent norm over |z| = r."""
        p = (r - self.x) * (r - self.y) - self.b * self.c
        return (self.w + sympy.sqrt((2 * r - self.x - self.y) ** 2 + (self.b - self.c) ** 2)) / (2 * p)

    @property
    def threshold(self) -> Expression:
        """The condition under which K > 1: w > u + v, which says that the numerical radius exceeds 1."""
        return sympy.simplify(self.w) > 2 - self.x - self.y

    @cached_property
    def above(self) -> Expression:
        """K where it exceeds 1."""
        d, total = sympy.Abs(self.b - self.c), 2 - self.x - self.y
        return sympy.factor(self.w**2 + 4 * self.n**2) / sympy.factor(total * self.w + 2 * d * self.n)

    @property
    def kreiss(self) -> Expression:
        """K, as a case distinction."""
        return sympy.Piecewise((self.above, self.threshold), (sympy.S.One, True))

    @cached_property
    def maximiser(self) -> Expression:
        """The r > 1 that attains K where it exceeds 1."""
        d, total = sympy.Abs(self.b - self.c), 2 - self.x - self.y
        slope = sympy.factor(d * self.w - 2 * self.n * total)
        return 1 + sympy.factor(self.w**2 + 4 * self.n**2) * self.n / slope

    def scaled_limit(self, scale: Expression, variable: sympy.Symbol, to: Any, direction: str = "-") -> Expression:
        """The limit of scale·K as ``variable`` tends to a value, where K > 1."""
        return sympy.limit(sympy.simplify(scale * self.above), variable, to, direction)

    def series(self, variable: sympy.Symbol, at: Any, terms: int = 3) -> Expression:
        """The expansion of K, where it exceeds 1, in powers of the variable at a point (0 or ∞)."""
        return sympy.series(self.above, variable, at, terms)


def one_way(gamma: Any, c: Any) -> ClosedForm:
    """Equal rates and one-way coupling, [[γ, 0], [c, γ]]: K = c/(4(1 − γ)) + (1 − γ)/c for c > 2(1 − γ), else 1."""
    return closed_form([[gamma, 0], [c, gamma]])


def two_rates(alpha: Any, delta: Any, c: Any) -> ClosedForm:
    """Two rates and one-way coupling, [[α, 0], [c, δ]]."""
    return closed_form([[alpha, 0], [c, delta]])


def two_way(gamma: Any, b: Any, c: Any) -> ClosedForm:
    """Equal rates and two-way coupling, [[γ, b], [c, γ]]."""
    return closed_form([[gamma, b], [c, gamma]])


def triangular(a: Any, c: Any, b: Any) -> ClosedForm:
    """[[a, c], [0, b]] with real a, b of one sign and any real c: its K is that of the absolute values.

    Signs can be changed by a diagonal similarity with entries ±1 and, for a, b ≤ 0, by z ↦ −z; both keep K. Raises
    ``InvalidArgument`` for numbers a, b of opposite signs, where the maximum over |z| = r need not be real;
    ``resolvent_norm`` is exact for these as well, and ``certify_kreiss`` encloses K.
    """
    entries = [_exact(entry) for entry in (a, b)]
    if (entries[0] * entries[1]).is_negative:
        raise InvalidArgument(
            f"the diagonal entries {a} and {b} have opposite signs: use certify_kreiss for this matrix"
        )
    return closed_form([[sympy.Abs(entries[0]), sympy.Abs(_exact(c))], [0, sympy.Abs(entries[1])]])


def closed_form(matrix: Any) -> ClosedForm:
    """The closed forms of a non-negative 2×2 matrix of numbers or symbols.

    Raises ``InvalidMatrix`` for another shape or an entry that is negative, ``UnstableMatrix`` if numbers show ρ ≥ 1.
    """
    a = _matrix(matrix)
    if any(entry.is_negative for entry in a) or any(entry.is_real is False for entry in a):
        raise InvalidMatrix("expected non-negative entries: they are norms and spectral radii")
    x, b, c, y = a
    gaps = (1 - x, 1 - y, (1 - x) * (1 - y) - b * c)
    if any(gap.is_nonpositive for gap in gaps):
        raise UnstableMatrix("the spectral radius is >= 1: no finite constant")
    return ClosedForm(x, b, c, y)
