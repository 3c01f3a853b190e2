"""The least singular triple of S(ζ) = I − ζA, many ζ for one A: an SVD for small A, Lanczos on a Schur form for larger.

For A = Q T Q* (complex Schur form), S(ζ) = Q(I − ζT)Q*, so that two triangular solves apply (S*S)⁻¹. Lanczos, started
from the last vector, finds its largest eigenvalue 1/σ² in a few steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from scipy.linalg.lapack import zgesdd, ztrtrs

from kreiss.numeric.matrices import Array

_DENSE = 24
_MOST_STEPS = 60
_TINY = 1e-300


@dataclass(frozen=True)
class Triple:
    """σ, the right singular vector v, and w*v with w = Sv/σ. Guarantee: estimate."""

    sigma: float
    vector: Array
    inner: complex


class LeastTriple:
    """ζ ↦ the least singular triple of I − ζA."""

    def __init__(self, A: Array) -> None:
        n = len(A)
        self._A = A
        self._eye = np.asfortranarray(np.eye(n, dtype=complex))
        self._start = np.full(n, n**-0.5, dtype=complex)
        if n > _DENSE:
            T, self._Q = scipy.linalg.schur(A, output="complex", check_finite=False)
            self._T = np.asfortranarray(T)

    def at(self, zeta: complex, tolerance: float = 1e-15) -> Triple:
        """The triple at ζ, σ² to the given relative tolerance; σ is at least 1e-300."""
        return self.of(1.0, zeta, tolerance)

    def of(self, a: complex, b: complex, tolerance: float = 1e-15) -> Triple:
        """The triple of aI − bA, likewise."""
        if len(self._A) > _DENSE:
            return self._lanczos(a, b, tolerance)
        left, values, right, _ = zgesdd(a * self._eye - b * self._A)
        v = right[-1].conj()
        return Triple(max(float(values[-1]), _TINY), v, complex(np.vdot(left[:, -1], v)))

    def _lanczos(self, a: complex, b: complex, tolerance: float) -> Triple:
        """Golub–Kahan–Lanczos: orthonormal V, W with S⁻¹W = V·B, B lower bidiagonal, whose triple gives that of S⁻¹."""
        S = a * self._eye - b * self._T
        n = len(S)
        steps = min(_MOST_STEPS, n)
        V = np.empty((n, steps + 1), dtype=complex, order="F")
        W = np.empty((n, steps), dtype=complex, order="F")
        alpha, beta = np.zeros(steps), np.zeros(steps)
        V[:, 0] = self._start
        size = 0.0
        for k in range(steps):
            w = ztrtrs(S, V[:, k], trans=2)[0]
            for _ in range(2):  # S ≈ I leaves little of w and v, so that one pass leaves them far from orthogonal
                w -= W[:, :k] @ (W[:, :k].conj().T @ w)
            alpha[k] = np.linalg.norm(w)
            if not np.isfinite(alpha[k]) or alpha[k] == 0.0:
                return Triple(_TINY, self._Q @ V[:, k], 1.0)
            W[:, k] = w / alpha[k]
            v = ztrtrs(S, W[:, k])[0]
            for _ in range(2):
                v -= V[:, : k + 1] @ (V[:, : k + 1].conj().T @ v)
            beta[k] = np.linalg.norm(v)
            V[:, k + 1] = v / (beta[k] or 1.0)
            if k >= 2 or k == steps - 1 or beta[k] <= 1e-8 * alpha[k]:
                left, values, right = np.linalg.svd(np.diag(alpha[: k + 1]) + np.diag(beta[:k], -1))
                previous, size = size, float(values[0])
                # the Ritz value's relative error is at most residual²/gap, and at most the residual
                residual = beta[k] * abs(left[-1, 0]) / size
                gap = 1 - float(values[1]) / size if k else 1.0
                if min(residual**2, residual * gap) <= tolerance * gap or size - previous <= 1e-3 * tolerance * size:
                    break
        else:
            k = steps - 1
        v = V[:, : k + 1] @ left[:, 0]
        w = W[:, : k + 1] @ right[0]
        self._start = v / np.linalg.norm(v)
        return Triple(1 / size, self._Q @ self._start, complex(np.vdot(w, self._start)))
