"""Powers that no longer grow, proved: AᵀPA ⪯ P ⪯ I and (Aᵀ)*Aᵀ ⪯ κ²P at a horizon T give ‖A^{T+s}‖ ≤ κ for all s ≥ 0.

For ‖A^{T+s}x‖² ≤ κ²(Aˢx)*P(Aˢx) ≤ κ²x*Px ≤ κ²‖x‖². P = Σ yy* over the left eigenvectors of the slow eigenvalues, plus
a little of a Stein solution for the rest: for one slow eigenvalue, or one pair, κ is as small as it can be. For
eigenvalues on the unit circle, roots of unity, Σ_j (AʲΠ)*(AʲΠ) over a period takes the place of Σ yy*, exactly.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

import numpy as np
import scipy.linalg
from flint import fmpq, fmpq_mat, fmpz_mat

from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, dyadic, embedded_array
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.spectrum.peripheral import Peripheral

_BITS = 60  # of P's entries, which are found in floats
_SHARES = (1e-3, 1e-5, 1e-7, 1e-9)
"""Of the form on the decaying part, tried in turn: less raises the bound less, and may be lost in rounding."""
_GONE = 1e-10  # eigenvalues that have decayed to this at the horizon need no form
_ROOM = 1e-12  # for the rounding of ‖P‖, by which P is divided
_LARGEST_ELIMINATION = 24  # orders up to which exact elimination is quick
_ETA = Fraction(1, 1 << 40)  # in ‖x + y‖² ≤ (1 + η)‖x‖² + (1 + 1/η)‖y‖²: a small one favours x, as y is rounding


@dataclass(frozen=True)
class Invariant:
    """P over its denominator and the proofs of P − A*PA ⪰ 0, I − P ⪰ 0, κ²P − (1 + η)B*B − (1 + 1/η)e²I ⪰ 0."""

    P: ExactMatrix
    stein: Dominance | None
    below: Dominance | None
    above: Dominance | None
    """None stands for elimination."""

    def document(self) -> dict[str, Any]:
        """The field ``invariant`` of the step ``powers``."""
        proofs = {"stein": self.stein, "below": self.below, "above": self.above}
        shown = {name: "elimination" if proof is None else proof.document() for name, proof in proofs.items()}
        return {"P": self.P.document(), "eta": str(_ETA), **shown}


def proposals(A: Array, power: Array, horizon: int) -> Iterator[tuple[float, ExactMatrix]]:
    """(c, P): candidates for P, and about the least κ that each proves from Aᵀ = ``power`` on. Guarantee: estimate."""
    values, V = np.linalg.eig(A)
    with np.errstate(over="ignore"):
        slow = np.abs(values) ** horizon > _GONE
    try:
        with warnings.catch_warnings(action="error"):
            Y = np.linalg.inv(V)
            weights = np.linalg.norm(V[:, slow], axis=0) / np.linalg.norm(Y[slow], axis=1)
            P0 = _normed((Y[slow].conj().T @ (weights[:, None] * Y[slow])).real)
            Q = None if np.all(slow) else _normed(_rest(A, (V[:, slow] @ Y[slow]).real))
            for share in _SHARES if Q is not None else (0.0,):
                P = P0 + share * Q if Q is not None else P0
                P = (P + P.T) / (2 * np.linalg.norm(P, 2) * (1 + _ROOM))
                yield _level(P, power), ExactMatrix(dyadic(P, _BITS), None, 1 << _BITS)
    except (np.linalg.LinAlgError, ValueError, RuntimeWarning):
        return


def exact_proposals(A: ExactMatrix, unit: Peripheral, power: Array) -> Iterator[tuple[float, ExactMatrix]]:
    """The same for semisimple eigenvalues of modulus one, with A*GA = G on their eigenspaces exactly."""
    projector, form = unit.projector, unit.form()
    if form is None:
        return
    G = fmpq_mat(form.re) / form.den
    R = fmpq_mat(integer_identity(projector.nrows())) - projector
    approx = embedded_array(A)
    try:
        Q = _normed(_rest(approx, _floats(projector)))
        G = G / fmpq(*_nearest(np.linalg.norm(_floats(G), 2)))
        for share in _SHARES:
            P = G + R.transpose() * (fmpq_mat(dyadic(share * (Q + Q.T) / 2, _BITS)) / (1 << _BITS)) * R
            P = P / fmpq(*_nearest(np.linalg.norm(_floats(P), 2) * (1 + _ROOM)))
            numerator, den = P.numer_denom()
            yield _level(_floats(P), power), ExactMatrix(numerator, None, int(den))
    except (np.linalg.LinAlgError, ValueError):
        return


def _floats(X: fmpq_mat) -> Array:
    numerator, den = X.numer_denom()
    return ExactMatrix(numerator, None, int(den)).approx


def _nearest(x: Any) -> tuple[int, int]:
    return Fraction(float(x)).as_integer_ratio()


def _level(P: Array, power: Array) -> float:
    """The least c with (Aᵀ)*Aᵀ ⪯ c²P."""
    L = np.linalg.cholesky(P)
    return float(np.linalg.norm(scipy.linalg.solve_triangular(L, power.T, lower=True), 2))


def _rest(A: Array, projector: Array) -> Array:
    """Σ (Aˢ)ᵀRᵀR Aˢ for the projector R on what is not slow."""
    R = np.eye(len(A)) - projector
    return np.asarray(scipy.linalg.solve_discrete_lyapunov((A @ R).T, R.T @ R, method="bilinear"))


def _normed(X: Array) -> Array:
    return X / max(float(np.linalg.norm(X, 2)), 1e-300)


def prove_invariant(
    A: ExactMatrix, P: ExactMatrix, B: fmpz_mat, bits: int, error: Fraction, kappa: Fraction
) -> Invariant | None:
    """The proof for Aᵀ ≈ B/2^bits up to ``error``, or None where P does not give one. Guarantee: exact."""
    rows, den, X = P.re, P.den, A.embedded
    identity = integer_identity(X.nrows())
    stein = _proof(rows * A.den**2 - X.transpose() * rows * X, den * A.den**2)
    below = _proof(identity * den - rows, den)
    level, share, excess = kappa * kappa / den, (1 + _ETA) / 4**bits, (1 + 1 / _ETA) * error * error
    scale = lcm(level.denominator, share.denominator, excess.denominator)
    gram = B.transpose() * B * int(share * scale) + identity * int(excess * scale)
    above = _proof(rows * int(level * scale) - gram, scale)
    if stein is False or below is False or above is False:
        return None
    return Invariant(P, stein, below, above)


def _proof(X: fmpz_mat, den: int) -> Dominance | Literal[False] | None:
    """X/den ⪰ 0, proved in the lowest precision that does it, or by elimination (None), or not (False)."""
    proof = prove_semidefinite(X, den) or prove_semidefinite(X, den, precision=4 * DOUBLE)
    return proof or (None if X.nrows() <= _LARGEST_ELIMINATION and eliminates(X) else False)
