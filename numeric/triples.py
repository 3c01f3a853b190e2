"""The least singular triple of S(ζ) = I − ζA, many ζ for one A: an SVD for small A, Lanczos on a Schur form for larger.

For A = Q T Q* (complex Schur form), S(ζ) = Q(I − ζT)Q*, so that one triangular solve with I − ζT and one with its
adjoint apply (S*S)⁻¹; a few Lanczos steps, started from the last vector, give its largest eigenvalue 1/σ².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from scipy.linalg.lapack import ztrtrs

from kreiss.numeric.matrices import Array

_DENSE = 40
_MOST_STEPS = 40


@dataclass(frozen=True)
class Triple:
    """σ, the right singular vector v, and w*v with w = Sv/σ. Guarantee: estimate."""

    sigma: float
    vector: Array
    inner: complex


class LeastTriple:
    """ζ ↦ the least singular triple of I − ζA."""

    def __init__(self, A: Array) -> None:
        self._A = A
        self._eye = np.eye(len(A))
        self._last: Array | None = None
        if len(A) > _DENSE:
            T, self._Q = scipy.linalg.schur(A, output="complex", check_finite=False)
            self._T = np.asfortranarray(T)

    def at(self, zeta: complex) -> Triple:
        """The triple at ζ; σ is at least the smallest positive float."""
        if len(self._A) <= _DENSE:
            left, values, right = np.linalg.svd(self._eye - zeta * self._A)
            v = right[-1].conj()
            return Triple(max(float(values[-1]), 1e-300), v, complex(np.vdot(left[:, -1], v)))
        return self._lanczos(zeta)

    def _lanczos(self, zeta: complex) -> Triple:
        n = len(self._A)
        S = np.asfortranarray(self._eye - zeta * self._T)
        v = self._last if self._last is not None else np.full(n, n**-0.5, dtype=complex)
        basis = np.empty((_MOST_STEPS, n), dtype=complex)
        images = np.empty((_MOST_STEPS, n), dtype=complex)
        ritz, weights = 0.0, np.ones(1)
        for k in range(_MOST_STEPS):
            basis[k] = v
            images[k], _ = ztrtrs(S, v, trans=2)
            next_v, _ = ztrtrs(S, images[k])
            block = images[: k + 1]
            eigenvalues, vectors = np.linalg.eigh(block.conj() @ block.T)
            previous, ritz, weights = ritz, float(eigenvalues[-1]), vectors[:, -1]
            for _ in range(2):
                next_v = next_v - basis[: k + 1].T @ (basis[: k + 1].conj() @ next_v)
            length = np.linalg.norm(next_v)
            if not np.isfinite(ritz) or ritz - previous <= 1e-15 * ritz or length <= 1e-14 * ritz:
                break
            v = next_v / length
        steps = len(weights)
        vector = weights @ basis[:steps]
        image = weights @ images[:steps]
        self._last = vector / np.linalg.norm(vector)
        sigma = 1 / np.sqrt(ritz) if np.isfinite(ritz) and ritz > 0 else 1e-300
        w = image / np.linalg.norm(image)
        return Triple(float(sigma), self._Q @ self._last, complex(np.vdot(w, self._last)))
