"""K = ∞, proved: if s ≥ 1, s²P − A*PA ≻ 0 and v*Pv < 0, the powers of A are unbounded.

V(x) = x*Px satisfies V(Ax) < s²V(x) for x ≠ 0, so that V(Aᵗv) ≤ s²ᵗ·V(v) and V(Aᵗv) decreases by at least a multiple of
‖Aᵗv‖², which V(Aᵗv) ≤ V(v) < 0 keeps away from 0: V(Aᵗv) → −∞, so ‖Aᵗv‖ → ∞, and K(A) = ∞ by the Kreiss matrix theorem.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import scipy.linalg
from flint import fmpz_mat

from kreiss.numeric.matrices import Array, ExactMatrix, dyadic, embedded_array, integer_rows
from kreiss.numeric.positivity import Dominance, prove_semidefinite

_BITS = 60
_CANDIDATES = 64


@dataclass(frozen=True)
class Unstable:
    """A proof that K(A) = ∞: the scale s, the real embedding's symmetric P, the Stein inequality's proof, and v."""

    s: Fraction
    P: ExactMatrix
    stein: Dominance
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``unstable``; v is a vector of the real embedding."""
        return {
            "reason": "unstable",
            "s": str(self.s),
            "P": self.P.document(),
            "stein": self.stein.document(),
            "v": self.v,
        }


def prove_unstable(A: ExactMatrix) -> Unstable | None:
    """A proof that K(A) = ∞, or None where double precision finds none. Guarantee: exact."""
    approx = embedded_array(A)
    if not np.all(np.isfinite(approx)):
        return None
    s = _scale(np.abs(np.linalg.eigvals(approx)))
    proposal = None if s is None else _proposal(approx, float(s))
    if s is None or proposal is None:
        return None
    P, v = proposal
    column = fmpz_mat([[entry] for entry in v])
    if int((column.transpose() * P.re * column)[0, 0]) >= 0:
        return None
    X = A.embedded
    stein = P.re * (s.numerator * A.den) ** 2 - X.transpose() * P.re * X * s.denominator**2
    proof = prove_semidefinite(stein, P.den * (A.den * s.denominator) ** 2, strict=True)
    return None if proof is None else Unstable(s, P, proof, v)


def _proposal(A: Array, s: float) -> tuple[ExactMatrix, list[int]] | None:
    """P and the v of its least eigenvalue, solved for the balanced T⁻¹AT, T = diag(2^k), and carried back exactly."""
    try:
        with warnings.catch_warnings(action="error"):
            balanced, (scaling, _) = scipy.linalg.matrix_balance(A, permute=False, separate=True)
            solution = scipy.linalg.solve_discrete_lyapunov(balanced.T / s, np.eye(len(A)), method="bilinear")
            solution = (solution + solution.T) / (2 * np.abs(solution).max())
            P = integer_rows(dyadic(solution, _BITS))
    except (np.linalg.LinAlgError, OverflowError, ValueError, RuntimeWarning):
        return None
    k = [round(float(np.log2(scale))) for scale in scaling]
    lowest, widest = min(k), max(k) - min(k)
    v = [round(float(x) * 2**30) << (ki - lowest) for x, ki in zip(np.linalg.eigh(solution)[1][:, 0], k, strict=True)]
    shifts = [widest - (ki - lowest) for ki in k]
    rows = [[x << (a + b) for x, b in zip(row, shifts, strict=True)] for row, a in zip(P, shifts, strict=True)]
    return ExactMatrix(fmpz_mat(rows), None, 1 << (_BITS + 2 * widest)), v


def _scale(moduli: Array) -> Fraction | None:
    """s with 1 ≤ s < ρ for which the products of two moduli stay as far from s² as they can, so that P is unique."""
    largest = float(moduli.max())
    if not 1 < largest < np.inf:
        return None
    logs = np.log(np.maximum(moduli, np.finfo(float).tiny))
    sums = (logs[:, None] + logs).ravel()
    candidates = np.linspace(0, np.log(largest), _CANDIDATES, endpoint=False)
    distances = [float(np.abs(sums - 2 * candidate).min()) for candidate in candidates]
    return max(Fraction(1), Fraction(float(np.exp(candidates[int(np.argmax(distances))]))))
