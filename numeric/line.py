"""Line certificates: one matrix P bounds the resolvent on a whole vertical line.

With M(x) = max over Re z = x of ‖(zI − A)⁻¹‖: if P is Hermitian and

    L(P; x, μ) = [[2xP − A*P − PA − I, −P], [−P, μ²I]] ⪰ 0,   then M(x) ≤ μ.

For Re z = x and y = (zI − A)v, 2x·v*Pv = v*(A*P + PA)v + 2 Re v*Py, so that the quadratic form of L at (v, y) is
μ²‖y‖² − ‖v‖²; existence of P for every μ > M(x) to the right of the spectrum is the bounded real lemma. P solves the
Riccati equation, with A_x = A − xI,

    A_x*P + PA_x + μ'⁻²P² + (1+η)I = 0,   μ' < μ,

where η and μ' leave the slack that makes L positive definite. A Cayley transform with a parameter γ turns it into the
form P = H + F*P(I + GP)⁻¹F that doubling solves (Chu, Fan, Lin, Linear Algebra Appl. 396, 2005); it breaks down for
μ' < M(x).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz_mat

from kreiss.numeric import highprec
from kreiss.numeric.circle import doubling, rounded_array, stack, symmetric_midpoints
from kreiss.numeric.highprec import Work
from kreiss.numeric.matrices import ExactMatrix, embed
from kreiss.numeric.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.scales import frobenius_norm, power_of_two


@dataclass(frozen=True)
class Line:
    """A proof that M(x) ≤ μ: Hermitian P with L(P; x, μ) ⪰ 0. Guarantee: exact."""

    x: Fraction
    mu: Fraction
    P: ExactMatrix
    semidefinite: Dominance
    precision: int
    rigor: str = "exact"

    def document(self) -> dict[str, Any]:
        """The step ``line`` of a certificate."""
        return {
            "reason": "line",
            "x": str(self.x),
            "mu": str(self.mu),
            "P": self.P.document(),
            "semidefinite": self.semidefinite.document(),
        }


def prove_line(A: ExactMatrix, x: Fraction, mu: Fraction, room: float, precision: int = DOUBLE) -> Line | None:
    """A proof that M(x) ≤ μ, or None where this precision finds none (or M(x) > μ).

    ``room`` estimates μ/M(x) − 1 and decides how much slack is left; it affects success only. Guarantee: exact.
    """
    scale = power_of_two(max(frobenius_norm(A), x))  # P for A/s, x/s, sμ is s times P for A, x, μ
    slack = min(2 * room, 0.5) / 3
    scaled = _rounded_solution(A.divided(scale), x / scale, mu * scale, slack, precision)
    if scaled is None:
        return None
    P = scaled.divided(scale)
    L, den = line_matrix(A, x, mu, P)
    semidefinite = prove_semidefinite(L, den, precision=precision)
    return None if semidefinite is None else Line(x, mu, P, semidefinite, precision)


def line_matrix(A: ExactMatrix, x: Fraction, mu: Fraction, P: ExactMatrix) -> tuple[fmpz_mat, int]:
    """L(P; x, μ) of the real embeddings, as integers over one denominator. Guarantee: exact."""
    X, F, f = P.embedded, A.embedded, A.den
    if X.nrows() != F.nrows():
        X = embed(X, fmpz_mat(X.nrows(), X.nrows()))
    XF = X * F
    mu2 = mu * mu
    identity = highprec.integer_identity(X.nrows()) * (P.den * f * x.denominator)
    first = X * (2 * x.numerator * f) - (XF + XF.transpose()) * x.denominator - identity
    off = X * (-f * x.denominator * mu2.denominator)
    L = stack(first * mu2.denominator, off, off, identity * mu2.numerator)
    return L, P.den * f * x.denominator * mu2.denominator


def _rounded_solution(A: ExactMatrix, x: Fraction, mu: Fraction, slack: float, precision: int) -> ExactMatrix | None:
    """The Riccati solution with η = 1 − μ'²/μ² = slack, rounded to a dyadic matrix."""
    try:
        if precision <= DOUBLE:
            array = riccati(A.approx, float(x), float(mu * mu) * (1 - slack), slack)
            return None if array is None else rounded_array(array)
        with highprec.working_precision(precision):
            P = riccati(highprec.balls(A.embedded, A.den), x, mu * mu * (1 - Fraction(slack)), Fraction(slack))
            return None if P is None else symmetric_midpoints(P, precision)
    except OverflowError:
        return None


def riccati(A: Work, x: Any, mu2: Any, eta: float | Fraction) -> Work | None:
    """P with A_x*P + PA_x + μ⁻²P² + (1+η)I = 0 by doubling, or None where it breaks down. Guarantee: estimate.

    A is scaled so that γ = 1 is about its norm. With B = A_x − γI, g = −μ⁻² and h = 1 + η the transform is
    F = I + 2γB*(BB* + ghI)⁻¹, G = 2γg(B*B + ghI)⁻¹, H = 2γh(BB* + ghI)⁻¹.
    """
    identity = highprec.identity_like(A)
    g, h = -1 / mu2, 1 + eta
    B = A - identity * (x + 1)
    star = B.conj().T
    left = highprec.solve(B @ star + identity * (g * h), identity)
    right = highprec.solve(star @ B + identity * (g * h), identity)
    if left is None or right is None:
        return None
    return doubling(identity + star @ left * 2, right * (2 * g), left * (2 * h), eta)
