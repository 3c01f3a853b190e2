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
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import scipy.linalg
from flint import fmpz_mat

from kreiss.numeric.matrices import Array, ExactMatrix, dyadic, embedded_array, integer_rows
from kreiss.numeric.positivity import Dominance, prove_semidefinite
from kreiss.numeric.scales import frobenius_norm, power_of_two

_BITS = 60
_CANDIDATES = 64


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


def prove_unstable(A: ExactMatrix) -> Unstable | None:
    """A proof that K(A) = ∞, or None where double precision finds none. Guarantee: exact."""
    approx = embedded_array(A)
    if not np.all(np.isfinite(approx)):
        return None
    s = _scale(np.abs(np.linalg.eigvals(approx)))
    proposal = None if s is None else _proposal(approx, lambda B: _solve_stein(B / float(s)))
    if s is None or proposal is None:
        return None
    P, v = proposal
    X = A.embedded
    stein = P.re * (s.numerator * A.den) ** 2 - X.transpose() * P.re * X * s.denominator**2
    proof = prove_semidefinite(stein, P.den * (A.den * s.denominator) ** 2, strict=True)
    return None if proof is None else Unstable(s, P, proof, v)


def prove_exponential_growth(A: ExactMatrix) -> Unstable | None:
    """A proof that K_ct(A) = ∞, or None where double precision finds none. Guarantee: exact."""
    size = power_of_two(frobenius_norm(A) or Fraction(1))
    approx = embedded_array(A.divided(size))
    shift = _shift(np.linalg.eigvals(approx).real)
    if shift is None:
        return None
    proposal = _proposal(approx, lambda B: _solve_lyapunov(B - float(shift) * np.eye(len(B))))
    if proposal is None:
        return None
    P, v = proposal
    s, X = shift * size, A.embedded
    XP = X.transpose() * P.re
    lyapunov = P.re * (2 * s.numerator * A.den) - (XP + XP.transpose()) * s.denominator
    proof = prove_semidefinite(lyapunov, P.den * A.den * s.denominator, strict=True)
    return None if proof is None else Unstable(s, P, proof, v, "lyapunov")


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
