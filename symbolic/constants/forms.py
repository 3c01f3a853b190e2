"""Closed forms of real 2×2 matrices: M(r), the Kreiss constant, its maximiser and its threshold.

Let ρ(A) < 1, t = tr A ≥ 0 (else take −A, which has the same K), D = det A, w = √(‖A‖_F² − 2D), d = √(‖A‖_F² + 2D −
t²).

**The real axis.** For z = r > ρ the singular values of T = zI − A obey σ₁σ₂ = p = r² − tr + D and (σ₁ − σ₂)² = w², so
that ‖T⁻¹‖ = (w + √(w² + 4p))/(2p). With u + v = 2 − t and n = √det(I − A), the supremum of (r − 1)‖T⁻¹‖ over r > 1 is
(w² + 4n²)/((u + v)w + 2dn), at r = 1 + (w² + 4n²)n/(dw − 2n(u + v)), if w > u + v, and 1 else.
(``theorems/two_blocks.py`` proves it for A ≥ 0, from p and w alone.)

**Real eigenvalues.** The maximum over |z| = r is at z = r (``order_two``): this is K.

**Complex eigenvalues.** Let e = √(4D − t²), s = √(1 − D), and Φ as in ``order_two``. For given r and κ the worst z =
re^{iθ} has cos θ = x with x = t(r² + D − (r − 1)²/κ)/(4rD), if |x| < 1. Then κ/(r − 1)² = M(r)² is the greater zero
of disc_x Φ, a quadratic polynomial, and M(r) = (d√D + √(e²r² + Dw²))/(e(r² − D)).

K > 1 attained with |x| < 1 is a κ = K² at which disc_x Φ has a multiple zero r > 1. Its discriminant in r vanishes
where (e²Dκ + e² + Dw²)² = 4e²Dd²κ, that is, for K = (d ∓ ws)/(e√D), with the multiple zero r = Dw/(w ∓ ds). The lower
sign has r < 1; the upper one has r > 1 where Dd² > e², and then r² + D − (r − 1)²/κ = 2r, hence cos θ = t/(2D). So
there is no such maximum if t ≥ 2D, and K is that of the real axis. At the maximiser of the real axis x − 1 has the
sign of t − 2D. So if t < 2D, Φ falls there as x leaves 1 (or −1), this is no maximum, and K = (d − ws)/(e√D) if Dd² >
e², else 1.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from kreiss.views import View, Viewed

Expression = Any
r = sympy.Symbol("r", positive=True)


@dataclass(frozen=True)
class ClosedForm(Viewed):
    """A real 2×2 matrix [[x, b], [c, y]] with real eigenvalues, ρ < 1 and x + y ≥ 0, in closed form.

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

    def views(self) -> tuple[View, ...]:
        """The matrix, K, where it is attained, and the resolvent norm, in sympy's notation."""
        rows = [("matrix", str(self.matrix.tolist())), ("K", str(self.kreiss))]
        if self.threshold is not sympy.S.false:
            rows.append(("attained, where K > 1, at z =", str(self.maximiser)))
        return (View("Kreiss constant in closed form", [*rows, ("max ‖(zI − A)⁻¹‖ over |z| = r", str(self.norm))]),)

    def scaled_limit(self, scale: Expression, variable: sympy.Symbol, to: Any, direction: str = "-") -> Expression:
        """The limit of scale·K as ``variable`` tends to a value, where K > 1."""
        return sympy.limit(sympy.simplify(scale * self.above), variable, to, direction)

    def series(self, variable: sympy.Symbol, at: Any, terms: int = 3) -> Expression:
        """The expansion of K, where it exceeds 1, in powers of the variable at a point (0 or ∞)."""
        return sympy.series(self.above, variable, at, terms)


@dataclass(frozen=True)
class ComplexForm(ClosedForm):
    """The same for eigenvalues that are not real, and x + y ≥ 2 det A: K is attained at z > 1."""

    @property
    def det(self) -> Expression:
        """D."""
        return sympy.factor(self.x * self.y - self.b * self.c)

    @cached_property
    def e(self) -> Expression:
        """√(4D − t²), twice the imaginary part of an eigenvalue."""
        return sympy.sqrt(sympy.factor(-((self.x - self.y) ** 2) - 4 * self.b * self.c))

    @cached_property
    def norm(self) -> Expression:
        """M(r), the maximum of the resolvent norm over |z| = r."""
        t, D, d, square = self.x + self.y, self.det, sympy.Abs(self.b - self.c), sympy.sqrt
        turned = (d * square(D) + square(self.e**2 * r**2 + D * self.w**2)) / (self.e * (r**2 - D))
        return sympy.Piecewise((turned, t * (r**2 + D - 1 / turned**2) < 4 * r * D), (super().norm, True))


@dataclass(frozen=True)
class TurningForm(ComplexForm):
    """Eigenvalues that are not real, and 0 ≤ x + y < 2 det A: K is attained where cos arg z = tr A/(2 det A)."""

    @cached_property
    def s(self) -> Expression:
        """√(1 − D)."""
        return sympy.sqrt(sympy.factor(1 - self.det))

    @property
    def threshold(self) -> Expression:
        """The condition under which K > 1: Dd² > e²."""
        return sympy.factor(self.det * (self.b - self.c) ** 2) > sympy.factor(self.e**2)

    @cached_property
    def above(self) -> Expression:
        """K where it exceeds 1."""
        return (sympy.Abs(self.b - self.c) - self.w * self.s) / (self.e * sympy.sqrt(self.det))

    @cached_property
    def maximiser(self) -> Expression:
        """A z with |z| > 1 that attains K where it exceeds 1; the other is its conjugate."""
        radius = self.det * self.w / (self.w - sympy.Abs(self.b - self.c) * self.s)
        return (
            radius * (self.x + self.y + sympy.I * sympy.sqrt(4 * self.det**2 - (self.x + self.y) ** 2)) / (2 * self.det)
        )
