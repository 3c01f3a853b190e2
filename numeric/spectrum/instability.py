"""K = ∞, proved: if s ≥ 1, s²P − A*PA ≻ 0 and v*Pv < 0, the powers of A are unbounded.

V(x) = x*Px satisfies V(Ax) < s²V(x) for x ≠ 0, so that V(Aᵗv) ≤ s²ᵗ·V(v) and V(Aᵗv) decreases by at least a multiple of
‖Aᵗv‖², which V(Aᵗv) ≤ V(v) < 0 keeps away from 0: V(Aᵗv) → −∞, so ‖Aᵗv‖ → ∞, and K(A) = ∞ by the Kreiss matrix theorem.

K_ct = ∞ likewise: s ≥ 0, Q = 2sP − A*P − PA ≻ 0 and v*Pv < 0. Along y' = (A − sI)y, y(0) = v, V = y*Py falls at the
rate y*Qy ≥ q‖y‖² ≥ (q/‖P‖)|V|, so that |V| and with it ‖y‖ grow exponentially. So A has an eigenvalue with
Re λ > s ≥ 0, and Re z·‖(zI − A)⁻¹‖ → ∞ for z → λ.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np
import scipy.linalg
from flint import arb_mat, ctx, fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, balls, identity_like, solve, working_precision
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, dyadic, embedded_array, integer_rows
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.spectrum.spectral_radius import eigenvalues

_BITS = 60  # of P's entries, which are found in floats
_CANDIDATES = 64  # of which the shift farthest from all sums is taken
_LARGEST_IN_MORE_BITS = 128  # orders up to which numbers of more digits are affordable
_MOST_BITS = 32 * DOUBLE
_MOST_TURNS = 400  # of Newton's iteration for the sign, which takes long next to the axis only


@dataclass(frozen=True)
class Unstable:
    """A proof that K(A) = ∞ or K_ct(A) = ∞: s, the real embedding's symmetric P, the inequality's proof, and v.

    ``inequality`` is "stein" or "lyapunov".
    """

    s: Fraction
    P: ExactMatrix
    proof: Dominance
    v: list[int]
    inequality: str = "stein"

    def document(self) -> dict[str, Any]:
        """The step ``unstable``; v is a vector of the real embedding."""
        return {
            "reason": "unstable",
            "s": str(self.s),
            "P": self.P.document(),
            self.inequality: self.proof.document(),
            "v": self.v,
        }


def prove_unstable(A: ExactMatrix, deadline: Deadline = NEVER) -> Unstable | None:
    """A proof that K(A) = ∞, or None where neither floats nor higher precision find one. Guarantee: exact.

    Raises ``OutOfTime``.
    """
    approx = embedded_array(A)
    if np.all(np.isfinite(approx)):
        found = _by_floats(A, approx)
        if found is not None:
            return found
    if not _isolated(A):
        return None
    s = _scale(np.abs(eigenvalues(A))) or Fraction(1)
    return _in_more_bits(lambda X: _cayley(X, s), A, lambda P, v, bits: _stein(A, s, P, v, bits), deadline)


def prove_exponential_growth(A: ExactMatrix, deadline: Deadline = NEVER) -> Unstable | None:
    """A proof that K_ct(A) = ∞, or None where neither floats nor higher precision find one. Guarantee: exact.

    Raises ``OutOfTime``.
    """
    size = power_of_two(frobenius_norm(A) or Fraction(1))
    approx = embedded_array(A.divided(size))
    shift = _shift(np.linalg.eigvals(approx).real)
    if shift is not None:
        proposal = _proposal(approx, lambda B: _solve_lyapunov(B - float(shift) * np.eye(len(B))))
        found = None if proposal is None else _lyapunov(A, shift * size, *proposal, DOUBLE)
        if found is not None:
            return found
    if not _isolated(A):
        return None
    s = _shift(np.real(eigenvalues(A))) or Fraction(0)
    return _in_more_bits(
        lambda X: X - identity_like(X) * s, A, lambda P, v, bits: _lyapunov(A, s, P, v, bits), deadline
    )


def _by_floats(A: ExactMatrix, approx: Array) -> Unstable | None:
    s = _scale(np.abs(np.linalg.eigvals(approx)))
    if s is None:
        return None
    r = float(s)
    proposal = _proposal(approx, lambda B: _solve_stein(B / r))
    return None if proposal is None else _stein(A, s, *proposal, DOUBLE)


def _isolated(A: ExactMatrix) -> bool:
    """Whether the eigenvalues are known well enough to choose s by, and the order allows high-precision inverses."""
    return A.embedded.nrows() <= _LARGEST_IN_MORE_BITS


def _stein(A: ExactMatrix, s: Fraction, P: ExactMatrix, v: list[int], bits: int) -> Unstable | None:
    X = A.embedded
    stein = P.re * (s.numerator * A.den) ** 2 - X.transpose() * P.re * X * s.denominator**2
    proof = prove_semidefinite(stein, P.den * (A.den * s.denominator) ** 2, precision=bits, strict=True)
    return None if proof is None else Unstable(s, P, proof, v)


def _lyapunov(A: ExactMatrix, s: Fraction, P: ExactMatrix, v: list[int], bits: int) -> Unstable | None:
    X = A.embedded
    XP = X.transpose() * P.re
    lyapunov = P.re * (2 * s.numerator * A.den) - (XP + XP.transpose()) * s.denominator
    proof = prove_semidefinite(lyapunov, P.den * A.den * s.denominator, precision=bits, strict=True)
    return None if proof is None else Unstable(s, P, proof, v, "lyapunov")


def _cayley(X: BallMatrix, s: Fraction) -> BallMatrix | None:
    """(X + sI)⁻¹(X − sI), whose eigenvalues have positive real parts where those of X have moduli above s."""
    sI = identity_like(X) * s
    return solve(X + sI, X - sI)


def _in_more_bits(
    turned: Callable[[BallMatrix], BallMatrix | None],
    A: ExactMatrix,
    proved: Callable[[ExactMatrix, list[int], int], Unstable | None],
    deadline: Deadline,
) -> Unstable | None:
    """The proof from P with G*P + PG ≺ 0 for G = ``turned(A)``, at the lowest precision that finds one, or None."""
    bits = 2 * DOUBLE
    while bits <= _MOST_BITS:
        deadline.check()
        with working_precision(bits), suppress(OverflowError):
            G = turned(balls(A.embedded, A.den))
            proposal = None if G is None else _split(G, bits)
            found = None if proposal is None else proved(*proposal, bits)
            if found is not None:
                return found
        bits *= 2
    return None


def _split(G: BallMatrix, bits: int) -> tuple[ExactMatrix, list[int]] | None:
    """P = −XS and a v with v*Pv < 0, S the sign of G and X with C*X + XC ≻ 0 for C = GS. Guarantee: estimate.

    S has the eigenvalue 1 where those of G have positive real parts, and −1 elsewhere. X is kept by S, so that
    G*P + PG = −(C*X + XC). Newton's iteration finds S; with the quadratic form beside it, it finds X (Roberts, Int. J.
    Control 32, 1980).
    """
    identity = identity_like(G)
    S = _newton(G, None)
    if S is None or highprec.largest_entry(S[0] + identity) == 0:
        return None
    up, down = (identity + S[0]) * Fraction(1, 2), (identity - S[0]) * Fraction(1, 2)
    found = _newton(G @ S[0], up.T @ up + down.T @ down)
    if found is None or found[1] is None:
        return None
    P = found[1] @ S[0] * -1
    size = highprec.largest_entry(P)
    column = max(range(len(P)), key=lambda j: float(abs(up.balls[j, j]).mid()))
    v = [up.balls[i, column] for i in range(len(P))]
    longest = max(abs(float(entry)) for entry in v)
    integers = highprec.to_dyadic(BallMatrix(arb_mat([[entry / longest] for entry in v])), bits)
    rounded = highprec.symmetric_midpoints((P + P.T) / (2 * size), 2 * bits)
    if int((integers.transpose() * rounded.re * integers)[0, 0]) >= 0:
        return None
    return rounded, [int(entry) for entry in integers.entries()]


def _newton(C: BallMatrix, Q: BallMatrix | None) -> tuple[BallMatrix, BallMatrix | None] | None:
    """The sign S of C, and the X with C*X + XC = Q for C with eigenvalues right of the axis; None where it is lost."""
    identity = identity_like(C)
    small = 2.0 ** -(ctx.prec // 2)
    for _ in range(_MOST_TURNS):
        inverse = solve(C, identity)
        if inverse is None:
            return None
        if Q is not None:
            Q = (Q + inverse.T @ Q @ inverse) * Fraction(1, 2)
        change = (inverse - C) * Fraction(1, 2)
        C = C + change
        largest = highprec.largest_entry(change)
        if not isfinite(largest):
            return None
        if largest <= small * highprec.largest_entry(C):
            return C, None if Q is None else Q * Fraction(1, 2)
    return None


def _solve_stein(B: Array) -> Array:
    return np.asarray(scipy.linalg.solve_discrete_lyapunov(B.T, np.eye(len(B)), method="bilinear"))


def _solve_lyapunov(B: Array) -> Array:
    return np.asarray(scipy.linalg.solve_continuous_lyapunov(-B.T, np.eye(len(B))))


def _proposal(A: Array, solve: Callable[[Array], Array]) -> tuple[ExactMatrix, list[int]] | None:
    """P and a v with v*Pv < 0, solved for the balanced T⁻¹AT, T = diag(2^k), and carried back exactly."""
    try:
        with warnings.catch_warnings(action="error"):
            balanced, (scaling, _) = scipy.linalg.matrix_balance(A, permute=False, separate=True)
            solution = solve(balanced)
            solution = (solution + solution.T) / (2 * np.abs(solution).max())
            P = integer_rows(dyadic(solution, _BITS))
    except (np.linalg.LinAlgError, OverflowError, ValueError, RuntimeWarning):
        return None
    k = [round(float(np.log2(scale))) for scale in scaling]
    lowest, widest = min(k), max(k) - min(k)
    v = [round(float(x) * 2**30) << (ki - lowest) for x, ki in zip(np.linalg.eigh(solution)[1][:, 0], k, strict=True)]
    shifts = [widest - (ki - lowest) for ki in k]
    rows = [[x << (a + b) for x, b in zip(row, shifts, strict=True)] for row, a in zip(P, shifts, strict=True)]
    column, X = fmpz_mat([[entry] for entry in v]), fmpz_mat(rows)
    if int((column.transpose() * X * column)[0, 0]) >= 0:
        return None
    return ExactMatrix(X, None, 1 << (_BITS + 2 * widest)), v


def _scale(moduli: Array) -> Fraction | None:
    """s with 1 ≤ s < ρ for which the products of two moduli stay as far from s² as they can, so that P is unique."""
    largest = float(moduli.max())
    if not 1 < largest < np.inf:
        return None
    return max(Fraction(1), Fraction(float(np.exp(_between(np.log(np.maximum(moduli, np.finfo(float).tiny)))))))


def _shift(abscissas: Array) -> Fraction | None:
    """s with 0 ≤ s < max Re λ for which the sums of two real parts stay as far from 2s as they can."""
    return Fraction(_between(abscissas)) if 0 < float(abscissas.max()) < np.inf else None


def _between(values: Array) -> float:
    """The number from 0 to the largest value whose double is farthest from all sums of two."""
    sums = (values[:, None] + values).ravel()
    candidates = np.linspace(0, values.max(), _CANDIDATES, endpoint=False)
    return float(candidates[int(np.argmax([np.abs(sums - 2 * candidate).min() for candidate in candidates]))])
