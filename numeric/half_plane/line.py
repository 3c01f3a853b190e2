"""Line certificates: one matrix P bounds the resolvent on a whole vertical line.

With M(x) = max over Re z = x of ‖(zI − A)⁻¹‖: if P is Hermitian and

    L(P; x, μ) = [[2xP − A*P − PA − I, −P], [−P, μ²I]] ⪰ 0,   then M(x) ≤ μ.

For Re z = x and y = (zI − A)v, 2x·v*Pv = v*(A*P + PA)v + 2 Re v*Py, so that the quadratic form of L at (v, y) is
μ²‖y‖² − ‖v‖²; existence of P for every μ > M(x) to the right of the spectrum is the bounded real lemma. P solves the
Riccati equation, with A_x = A − xI,

    A_x*P + PA_x + μ'⁻²P² + (1+η)I = 0,   μ' < μ,

where η and μ' leave the slack that makes L positive definite. For A = TBT⁻¹ in balanced form TPT is what is solved for,
with T² for I and T⁻² beside P². A Cayley transform with a parameter γ turns the equation into the form
P = H + F*P(I + GP)⁻¹F that doubling solves (Chu, Fan, Lin, Linear Algebra Appl. 396, 2005); it breaks down for
μ' < M(x).
"""

import warnings
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
from flint import fmpz_mat
from scipy.linalg import solve_continuous_lyapunov

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.balancing import Balanced, diagonally_scaled
from kreiss.numeric.arithmetic.highprec import BallMatrix, Work, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, stack
from kreiss.numeric.arithmetic.scales import power_of_two
from kreiss.numeric.arithmetic.slices import Slices, stacked
from kreiss.numeric.nodes.node import Node, exponent
from kreiss.numeric.nodes.riccati import doubling, hermitian, rounded_array
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.semidefinite.roundoff import line_holds, norm_bound

_FINER = 40  # bits beyond those of P, where A is rounded: less may cost proofs, more costs digits
_CLOSE = 0.25  # of the room that η leaves, for a residual
_GAIN, _MOST_CORRECTIONS = 4, 8  # what gains less is done faster in all bits


@dataclass(frozen=True, kw_only=True)
class Line(Node):
    """A proof that M(x) ≤ μ, for x the ``place`` and μ the ``bound``: Hermitian P with L(P; x, μ) ⪰ 0."""

    reason = "line"
    symbols = ("x", "mu")
    boundary = "the imaginary axis"

    @property
    def resolvent(self) -> Fraction:
        """μ."""
        return self.bound

    @staticmethod
    def where(place: Fraction) -> str:
        """The line in words."""
        return f"Re z = {float(place):.9g}"

    def inequality(self) -> tuple[fmpz_mat, int]:
        """L(P; x, μ) of the real embeddings, as integers over one denominator. Guarantee: exact."""
        (X, F), f, x = self._embedded(), self.A.den, self.place
        XF = X * F
        mu2 = self.bound * self.bound
        identity = highprec.integer_identity(X.nrows()) * (self.P.den * f * x.denominator)
        first = X * (2 * x.numerator * f) - (XF + XF.transpose()) * x.denominator - identity
        off = X * (-f * x.denominator * mu2.denominator)
        L = stack(first * mu2.denominator, off, off, identity * mu2.numerator)
        return L, self.P.den * f * x.denominator * mu2.denominator

    def _sliced(self) -> tuple[Slices, int, int]:
        """Over one denominator; where A is rounded, to ``_FINER`` bits beyond those of P."""
        X, p, x, mu2 = self.P.slices, self.P.den, self.place, self.bound * self.bound
        F, bits, rounded = self._factor(exponent(p) + _FINER)
        XF, n, f = X @ F, F.digits.shape[1], 1 << bits
        one = p * f * x.denominator
        first = X * (2 * x.numerator * f) - (XF + XF.T) * x.denominator - Slices.diagonal(one, n)
        off = X * (-f * x.denominator * mu2.denominator)
        L = stacked(first * mu2.denominator, off, off, Slices.diagonal(one * mu2.numerator, n))
        # rounding changes PA by at most 2^−_FINER/p, and its adjoint
        den = one * mu2.denominator
        return L, den, 1 + (2 * den // p >> _FINER) if rounded else 0

    def _holds_in_floats(self) -> bool:
        mu2 = float(np.nextafter(float(self.bound * self.bound), 0))
        return line_holds(self.A.approx, float(self.place), self.P.approx, mu2)

    def _spread(self, P: Array) -> float:
        """For L itself: its diagonal is at most 2xP_ii − 2 Re (PA)_ii, then μ²."""
        A, x = self.A.approx, float(self.place)
        most = 2 * (abs(x) * P.diagonal().real + (np.abs(P) * np.abs(A).T).sum(axis=1)).max()
        return 1.01 * max(4.0, 4 * float(most))

    def least_eigenvalue(self) -> float:
        """P ⪰ I/(2‖A − xI‖), as the solution of A_x*P + PA_x = −Q for a Q ⪰ I."""
        return 0.49 / (norm_bound(self.A.approx) + abs(float(self.place)))


def prove_line(
    balanced: Balanced,
    x: Fraction,
    mu: Fraction,
    room: float,
    precision: int = DOUBLE,
    *,
    exact: bool = True,
    deadline: Deadline = NEVER,
) -> Line | None:
    """A proof that M(x) ≤ μ for the matrix A = ``balanced.A``, or None where this precision finds none (or M(x) > μ).

    ``room`` estimates μ/M(x) − 1 and decides how much slack is left; it affects success only. Guarantee: exact, or
    verified-float where ``exact`` is False, precision is double and the rounding bounds suffice. Raises ``OutOfTime``.
    """
    A = balanced.A
    scale = power_of_two(max(balanced.size, x))  # P for A/s, x/s, sμ is s times P for A, x, μ
    slack = min(2 * room, 0.5) / 3
    scaled = _rounded_solution(balanced.divided(scale), x / scale, mu * scale, slack, precision, deadline)
    deadline.check()
    if scaled is None:
        return None
    node = Line(A=A, place=x, bound=mu, P=scaled.divided(scale), precision=precision, slack=slack)
    small = Line(A=balanced.divided(scale).A, place=x / scale, bound=mu * scale, P=scaled, precision=precision)
    return node.proved(exact=exact, scaled=small)


def _rounded_solution(
    balanced: Balanced, x: Fraction, mu: Fraction, slack: float, precision: int, deadline: Deadline
) -> ExactMatrix | None:
    """The Riccati solution with η = 1 − μ'²/μ² = slack, rounded to a dyadic matrix."""
    B, k = balanced.B, balanced.exponents
    try:
        if precision <= DOUBLE:
            weights = np.diag(balanced.T**2)
            array = riccati(B.approx, weights, float(x), float(mu * mu) * (1 - slack), slack, deadline)
            return None if array is None else _rounded(array, k)
        with highprec.working_precision(precision):
            mu2, eta, widest = mu * mu * (1 - Fraction(slack)), Fraction(slack), 2 * balanced.spread
            P = _corrected(balanced, x, mu2, eta, deadline)
            if P is not None:
                return symmetric_midpoints(P, precision + widest)
            k = k if B.im is None else k + k
            T2 = highprec.power_diagonal([2 * entry for entry in k])
            P = riccati(highprec.balls(B.embedded, B.den), T2, x, mu2, eta, deadline)
            return None if P is None else _carried_back(symmetric_midpoints(P, precision + widest), k)
    except OverflowError:
        return None


def _corrected(balanced: Balanced, x: Fraction, mu2: Fraction, eta: Fraction, deadline: Deadline) -> BallMatrix | None:
    """T⁻¹PT⁻¹ by Newton's method from the solution in floats, or None where that does not lead there.

    It solves the equation of A itself. With the residual R = A_x*P + PA_x + μ⁻²P² + (1+η)I in all bits and the closed
    loop C = A_x + μ⁻²P, the correction solves C*Δ + ΔC = −R, for which floats do, in balanced form. R is small enough
    where ηI leaves most of its room. Guarantee: estimate.
    """
    A, T, weights = balanced.A, balanced.T, np.diag(balanced.T**2)
    start = riccati(balanced.B.approx, weights, float(x), float(mu2), float(eta), deadline)
    if start is None or not np.all(np.isfinite(start)):
        return None
    loop = balanced.B.approx - float(x) * np.eye(A.n) + start / float(mu2) / T[:, None] ** 2
    shifted = highprec.balls(A.embedded, A.den)
    identity = highprec.identity_like(shifted)
    shifted, last, before = shifted - identity * x, identity * (1 + eta), inf
    P = highprec.from_floats(_embedded(start / np.outer(T, T)))
    for _ in range(_MOST_CORRECTIONS):
        deadline.check()
        half = P @ shifted
        R = _unembedded(highprec.floats(half + half.T + P @ P * (1 / mu2) + last), A)
        size = float(np.linalg.norm(R)) / float(eta)
        if size <= _CLOSE:
            return P
        if not size < before / _GAIN:
            return None
        before, outer = size, np.outer(T, T)
        change = _lyapunov(loop, -R * outer)
        if change is None:
            return None
        P = hermitian(P + highprec.from_floats(_embedded(change / outer)))
    return None


def _lyapunov(C: Array, Q: Array) -> Array | None:
    """Δ with C*Δ + ΔC = Q, or None where floats do not tell it. Guarantee: estimate."""
    if not (np.all(np.isfinite(C)) and np.all(np.isfinite(Q))):
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # close to singular: the next residual tells
            found = np.asarray(solve_continuous_lyapunov(C.conj().T, Q))
    except np.linalg.LinAlgError:
        return None
    return found if np.all(np.isfinite(found)) else None


def _embedded(X: Array) -> Array:
    return X if np.isrealobj(X) else np.block([[X.real, -X.imag], [X.imag, X.real]])


def _unembedded(X: Array, A: ExactMatrix) -> Array:
    return X if A.real else X[: A.n, : A.n] + 1j * X[A.n :, : A.n]


def _rounded(array: Array, exponents: list[int]) -> ExactMatrix | None:
    """T⁻¹PT⁻¹ for P ≻ 0, each entry rounded in proportion to the root of the product of its two diagonal ones."""
    diagonal = array.diagonal().real
    if not np.all(np.isfinite(array)) or diagonal.min() <= 0:
        return None
    d = [int(entry) for entry in np.round(np.log2(diagonal) / 2)]
    scaled = rounded_array(array * np.ldexp(1.0, np.negative(np.add.outer(d, d))))
    f = [di - ki for di, ki in zip(d, exponents, strict=True)]
    return diagonally_scaled(scaled, f, f)


def _carried_back(P: ExactMatrix, exponents: list[int]) -> ExactMatrix:
    """T⁻¹PT⁻¹."""
    k = [-entry for entry in exponents]
    return diagonally_scaled(P, k, k)


def riccati(
    A: Work, T2: Work, x: float | Fraction, mu2: float | Fraction, eta: float | Fraction, deadline: Deadline = NEVER
) -> Work | None:
    """P with A_x*P + PA_x + μ⁻²PT⁻²P + (1+η)T² = 0 by doubling, or None where it breaks down. Guarantee: estimate.

    A is scaled so that γ = 1 is about its norm. With B = A_x − γI, G = −μ⁻²T⁻², H = (1+η)T² and W = B* + HB⁻¹G the
    transform is F = I + 2γW⁻*, 2γB⁻¹GW⁻¹ for G and 2γW⁻¹HB⁻¹ for H.
    """
    identity = highprec.identity_like(A)
    B = A - identity * (x + 1)
    inverse, inverse_T2 = highprec.solve(B, identity), highprec.solve(T2, identity)
    if inverse is None or inverse_T2 is None:
        return None
    G, H = inverse_T2 * (-1 / mu2), T2 * (1 + eta)
    W = highprec.solve(B.conj().T + H @ inverse @ G, identity)
    if W is None:
        return None
    return doubling(identity + W.conj().T * 2, inverse @ G @ W * 2, W @ H @ inverse * 2, eta, deadline)
