"""Circle certificates: one matrix P bounds the resolvent on a whole circle.

With S(ζ) = (I − ζA)⁻¹, N(u) = max over |ζ| = u of ‖S(ζ)‖ and F = uA: if P is Hermitian and

    L(P; u, ν) = [[P − F*P F − I, −F*P], [−P F, ν²I − P]] ⪰ 0,   then N(u) ≤ ν.

For |ζ| = u and y = (I − ζA)x the quadratic form of L at (x̃, ỹ) = (x, (ζ/u)-rotated y) is ν²‖y‖² − ‖x‖²; existence of P
for every ν > N(u) is the bounded real lemma (theory of the discrete Riccati equation). P solves

    P = (1+η)I + F*P(I − ν'⁻²P)⁻¹F,   ν' < ν,

where η and ν' leave the slack that makes L positive definite. The structure-preserving doubling algorithm (Chu, Fan,
Lin, Wang, Int. J. Control 77, 2004) converges to it quadratically and breaks down for ν' < N(u).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import Work, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, embed, stack
from kreiss.numeric.nodes.riccati import Solver, doubling, hermitian, rounded_array
from kreiss.numeric.semidefinite.positivity import DOUBLE, Approximation, Dominance, prove_semidefinite
from kreiss.numeric.semidefinite.roundoff import circle_holds

_ONE_AT_A_TIME = Lock()
"""Integers of a large node take hundreds of megabytes, and FLINT's threads would wait for each other anyway."""
_SMALL = 12
_TINY = 6
_SHIFT = 1.3


@dataclass(frozen=True)
class Circle:
    """A proof that N(u) ≤ ν: Hermitian P = (re + i·im)/den with L(P; u, ν) ⪰ 0.

    ``semidefinite`` proves that in exact arithmetic; it is None where bounded rounding proved it (``verified-float``).
    """

    u: Fraction
    nu: Fraction
    P: ExactMatrix
    semidefinite: Dominance | None
    precision: int
    A: ExactMatrix

    @property
    def rigor(self) -> str:
        """How the bound is known: exact or verified-float."""
        return "exact" if self.semidefinite is not None else "verified-float"

    def document(self) -> dict[str, Any]:
        """The step ``circle`` of a certificate, always with a proof in exact arithmetic."""
        return {
            "reason": "circle",
            "u": str(self.u),
            "nu": str(self.nu),
            "P": self.P.document(),
            "semidefinite": (self.semidefinite or self._exactly()).document(),
        }

    def _exactly(self) -> Dominance:
        L, den = bounded_real_matrix(self.A, self.u, self.nu, self.P)
        for precision in (self.precision, 2 * DOUBLE, 4 * DOUBLE):
            proof = prove_semidefinite(L, den, precision=precision)
            if proof is not None:
                return proof
        raise PrecisionExhausted(f"the node at |z| = {float(1 / self.u):.9g} has no exact proof; ask for exact rigour")


def prove_circle(
    A: ExactMatrix,
    u: Fraction,
    nu: Fraction,
    room: float,
    precision: int = DOUBLE,
    *,
    exact: bool = True,
    deadline: Deadline = NEVER,
) -> Circle | None:
    """A proof that N(u) ≤ ν, or None where this precision finds none (or N(u) > ν).

    ``room`` estimates ν/N(u) − 1 and decides how much slack is left; it affects success only. Guarantee: exact, or
    verified-float where ``exact`` is False, precision is double and the rounding bounds suffice. Raises ``OutOfTime``.
    """
    slack = min(2 * room, 0.5) / 3
    for solve in _solvers(A, precision, deadline):
        P = _rounded_solution(solve, A, u, nu, slack, precision)
        deadline.check()
        proof = None if P is None else _proved(A, u, nu, P, precision, exact=exact)
        if proof is not None:
            return proof
    return None


def _proved(A: ExactMatrix, u: Fraction, nu: Fraction, P: ExactMatrix, precision: int, *, exact: bool) -> Circle | None:
    if not exact and precision <= DOUBLE and _holds_in_floats(A, u, nu, P):
        return Circle(u, nu, P, None, precision, A)
    with _ONE_AT_A_TIME:
        return _proved_exactly(A, u, nu, P, precision)


def _proved_exactly(A: ExactMatrix, u: Fraction, nu: Fraction, P: ExactMatrix, precision: int) -> Circle | None:
    L, den = bounded_real_matrix(A, u, nu, P)
    approx = _approximately(A, u, nu, P) if precision <= DOUBLE and A.n > _TINY else None
    semidefinite = prove_semidefinite(L, den, precision=precision, approx=approx)
    return None if semidefinite is None else Circle(u, nu, P, semidefinite, precision, A)


def _holds_in_floats(A: ExactMatrix, u: Fraction, nu: Fraction, P: ExactMatrix) -> bool:
    F = float(u) * A.approx
    return bool(np.all(np.isfinite(F))) and circle_holds(F, P.approx, float(np.nextafter(float(nu * nu), 0)))


def bounded_real_matrix(A: ExactMatrix, u: Fraction, nu: Fraction, P: ExactMatrix) -> tuple[fmpz_mat, int]:
    """L(P; u, ν) of the real embeddings, as integers over one denominator. Guarantee: exact."""
    X, p = P.embedded, P.den
    F, f = A.embedded * u.numerator, A.den * u.denominator
    if X.nrows() != F.nrows():
        X = embed(X, fmpz_mat(X.nrows(), X.nrows()))
    XF = X * F
    identity = highprec.integer_identity(X.nrows())
    nu2 = nu * nu
    den = p * f * f * nu2.denominator
    first = (X * (f * f) - F.transpose() * XF - identity * (p * f * f)) * nu2.denominator
    off = XF * (-f * nu2.denominator)
    last = identity * (nu2.numerator * p * f * f) - X * (f * f * nu2.denominator)
    return stack(first, off.transpose(), off, last), den


@np.errstate(all="ignore")
def _approximately(A: ExactMatrix, u: Fraction, nu: Fraction, P: ExactMatrix) -> Approximation:
    """L(P; u, ν) of the real embeddings in floats. Guarantee: estimate."""
    F = float(u) * A.approx
    X = P.approx
    M, eye = X @ F, np.eye(A.n)
    blocks = (X - F.conj().T @ M - eye, -M.conj().T, -M, float(nu * nu) * eye - X)
    a, b, c, d = blocks if A.im is None else (np.block([[Z.real, -Z.imag], [Z.imag, Z.real]]) for Z in blocks)
    return Approximation(np.block([[a, b], [c, d]]), float(np.abs(X).max()))


def _solvers(A: ExactMatrix, precision: int, deadline: Deadline) -> tuple[Solver, ...]:
    """What to solve the Riccati equation by, the fastest first."""
    by_doubling = partial(doubling, deadline=deadline)
    return (_by_subspace, by_doubling) if precision <= DOUBLE and A.n <= _SMALL else (by_doubling,)


def _rounded_solution(
    solve: Solver, A: ExactMatrix, u: Fraction, nu: Fraction, slack: float, precision: int
) -> ExactMatrix | None:
    """The Riccati solution with η = 1 − ν'²/ν² = slack, rounded to a dyadic matrix."""
    try:
        if precision <= DOUBLE:
            array = riccati(float(u) * A.approx, float(nu * nu) * (1 - slack), slack, solve)
            return None if array is None else rounded_array(array)
        with highprec.working_precision(precision):
            F = highprec.balls(A.embedded * u.numerator, A.den * u.denominator)
            P = riccati(F, nu * nu * (1 - Fraction(slack)), Fraction(slack), solve)
            return None if P is None else symmetric_midpoints(P, precision)
    except OverflowError:
        return None


def riccati(F: Work, nu2: Any, eta: float | Fraction, solve: Solver) -> Work | None:
    """P = (1+η)I + F*P(I − ν⁻²P)⁻¹F, or None where it is not found. Guarantee: estimate."""
    identity = highprec.identity_like(F)
    P: Work | None = solve(F, identity * (-1 / nu2), identity * (1 + eta), eta)
    return P


def _by_subspace(F: Array, G: Array, H: Array, _: float) -> Array | None:
    """P = H + F*P(I + GP)⁻¹F as X₂X₁⁻¹, or None where double precision loses it. Guarantee: estimate.

    [X₁; X₂] spans the invariant subspace to |λ| < 1 of the pencil [[F, 0], [−H, I]] − λ[[I, G], [0, F*]] (Pappas, Laub
    & Sandell, IEEE Trans. Automat. Control 25, 1980): its inverse at a shift s has the eigenvalues κ = 1/(λ − s).
    """
    n = len(F)
    left, right = (np.eye(2 * n, dtype=F.dtype) for _ in range(2))
    left[:n, :n], left[n:, :n] = F, -H
    right[:n, n:], right[n:, n:] = G, F.conj().T
    inverse = highprec.solve(left - _SHIFT * right, right)
    if inverse is None or not np.all(np.isfinite(inverse)):
        return None
    stable, X = highprec.ordered_schur(inverse, lambda kappa: abs(_SHIFT * kappa + 1) < abs(kappa))
    P = highprec.solve(X[:n, :n].conj().T, X[n:, :n].conj().T) if stable == n else None
    return None if P is None or not np.all(np.isfinite(P)) else hermitian(P)
