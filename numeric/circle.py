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
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.numeric import highprec
from kreiss.numeric.highprec import Work
from kreiss.numeric.matrices import Array, ExactMatrix, dyadic, embed, integer_rows
from kreiss.numeric.positivity import DOUBLE, Dominance, prove_semidefinite

_MOST_DOUBLINGS = 60
_EXTRA_BITS = 12


@dataclass(frozen=True)
class Circle:
    """A proof that N(u) ≤ ν: Hermitian P = (re + i·im)/den and the proof of L(P; u, ν) ⪰ 0."""

    u: Fraction
    nu: Fraction
    P: ExactMatrix
    semidefinite: Dominance
    precision: int

    def document(self) -> dict[str, Any]:
        """The step ``circle`` of a certificate."""
        return {
            "reason": "circle",
            "u": str(self.u),
            "nu": str(self.nu),
            "P": self.P.document(),
            "semidefinite": self.semidefinite.document(),
        }


def prove_circle(A: ExactMatrix, u: Fraction, nu: Fraction, room: float, precision: int = DOUBLE) -> Circle | None:
    """A proof that N(u) ≤ ν, or None where this precision finds none (or N(u) > ν).

    ``room`` estimates ν/N(u) − 1 and decides how much slack is left; it affects success only. Guarantee: exact.
    """
    P = _riccati_dyadic(A, u, nu, room, precision)
    if P is None:
        return None
    L, den = bounded_real_matrix(A, u, nu, P)
    semidefinite = prove_semidefinite(L, den, precision=precision)
    return None if semidefinite is None else Circle(u, nu, P, semidefinite, precision)


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


def stack(a: fmpz_mat, b: fmpz_mat, c: fmpz_mat, d: fmpz_mat) -> fmpz_mat:
    """The block matrix [[a, b], [c, d]]."""
    top = [x + y for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    return fmpz_mat(top + [x + y for x, y in zip(c.tolist(), d.tolist(), strict=True)])


def _riccati_dyadic(A: ExactMatrix, u: Fraction, nu: Fraction, room: float, precision: int) -> ExactMatrix | None:
    slack = min(2 * room, 0.5) / 3
    try:
        if precision <= DOUBLE:
            array = riccati(float(u) * A.approx, float(nu * nu) * (1 - slack), slack)
            return None if array is None else _round_array(array)
        with highprec.working_precision(precision):
            F = highprec.balls(A.embedded * u.numerator, A.den * u.denominator)
            P = riccati(F, nu * nu * (1 - Fraction(slack)), slack)
            return None if P is None else ExactMatrix(_symmetric(highprec.to_dyadic(P, precision)), None, 2**precision)
    except OverflowError:
        return None


def riccati(F: Work, nu2: Any, eta: float) -> Work | None:
    """P = (1+η)I + F*P(I − ν⁻²P)⁻¹F by doubling, or None where it breaks down. Guarantee: estimate."""
    identity = highprec.identity_like(F)
    G: Work = identity * (-1 / nu2)
    H: Work = identity * (1 + eta)
    for _ in range(_MOST_DOUBLINGS):
        W = identity + G @ H
        V, U = highprec.solve(W, F), highprec.solve(W, G)
        if V is None or U is None:
            return None
        star = F.conj().T
        step = star @ (H @ V)
        G, H, F = _hermitian(G + F @ (U @ star)), _hermitian(H + step), F @ V
        change = highprec.largest_entry(step)
        if not np.isfinite(change):
            return None
        if change <= 1e-3 * eta:
            return H
    return None


def _hermitian(X: Work) -> Work:
    return (X + X.conj().T) * 0.5


def _round_array(P: Array) -> ExactMatrix:
    """P's nearest multiples of 2^−bits, with bits such that a diagonal entry (all are ≥ 1) keeps its precision."""
    bits = DOUBLE + _EXTRA_BITS
    re = _symmetric(dyadic(P.real, bits))
    im = None
    if np.iscomplexobj(P):
        upper = integer_rows(dyadic(P.imag, bits))
        size = range(len(upper))
        im = fmpz_mat([[upper[i][j] if i < j else -upper[j][i] if i > j else 0 for j in size] for i in size])
    return ExactMatrix(re, im, 2**bits)


def _symmetric(X: fmpz_mat) -> fmpz_mat:
    rows = integer_rows(X)
    size = range(len(rows))
    return fmpz_mat([[rows[min(i, j)][max(i, j)] for j in size] for i in size])
