"""Closed forms for 2×2 matrices: the resolvent norm, the Kreiss constant, its maximiser, threshold and limits.

For T = zI − A of size 2 put p = |det T| and S = ‖T‖_F². The singular values obey σ₁σ₂ = p and (σ₁ ± σ₂)² = S ± 2p, so

    ‖(zI − A)⁻¹‖ = (√(S + 2p) + √(S − 2p))/(2p).

The forms themselves are in ``forms``; where they change, K = 1 meets K > 1: the numerical radius is then 1.
"""

from fractions import Fraction
from typing import Any

import sympy

from kreiss.errors import InvalidMatrix, UnstableMatrix
from kreiss.symbolic.constants.forms import ClosedForm, ComplexForm, Expression, TurningForm


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
    """[[a, c], [0, b]] with any real a, b in (−1, 1) and any real c: the maximum over |z| = r is at z = r·sgn(a + b).

    With symbols the form is one in |a + b| and |c|: its matrix has the trace |a + b|, the determinant ab and the
    difference a − b on its diagonal. K > 1 exactly if (a − b)² + c² > (2 − |a + b|)², that is, if the ellipse that is
    the numerical range leaves the unit disc.

    >>> triangular("1/2", 4, "-1/4").threshold
    True
    """
    first, last, coupling = (_exact(entry) for entry in (a, b, c))
    half, gap = sympy.Abs(first + last) / 2, (first - last) / 2
    return _stable(ClosedForm(half + gap, sympy.S.Zero, sympy.Abs(coupling), half - gap))


def closed_form(matrix: Any) -> ClosedForm:
    """The closed forms of a real 2×2 matrix with ρ < 1: of numbers of any sign, or of non-negative symbols.

    Raises ``InvalidMatrix`` for another shape or a symbol that is negative, ``UnstableMatrix`` if numbers show ρ ≥ 1.
    """
    a = _matrix(matrix)
    if any(entry.is_real is False for entry in a) or any(entry.is_negative and not entry.is_number for entry in a):
        raise InvalidMatrix("expected real numbers, or symbols that are not negative")
    x, b, c, y = a
    if (x + y).is_negative:
        x, b, c, y = -x, -b, -c, -y
    if not ((x - y) ** 2 + 4 * b * c).is_negative:
        return _stable(ClosedForm(x, b, c, y))
    return turning(x, b, c, y) if (2 * (x * y - b * c) - x - y).is_positive else _stable(ComplexForm(x, b, c, y))


def turning(x: Any, b: Any, c: Any, y: Any) -> TurningForm:
    """[[x, b], [c, y]], of numbers or symbols, with 0 ≤ x + y < 2 det A and eigenvalues that are not real.

    K = (d − w√(1 − D))/√(D(4D − t²)) with t = x + y, D = det A, where D·d² > 4D − t², else 1.
    """
    form = TurningForm(*map(_exact, (x, b, c, y)))
    _stable(form)
    return form


def _stable(form: ClosedForm) -> ClosedForm:
    """The form, unless numbers show ρ ≥ 1; x + y ≥ 0, so that det A < 1 and det(I − A) > 0, x + y < 2 say ρ < 1."""
    x, b, c, y = form.matrix
    gaps = (2 - x - y, (1 - x) * (1 - y) - b * c, 1 - x * y + b * c)
    if any(gap.is_nonpositive for gap in gaps):
        raise UnstableMatrix("the spectral radius is >= 1: no finite constant")
    return form
