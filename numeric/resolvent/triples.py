"""The least singular triple of S(ζ) = I − ζA, many ζ for one A: an SVD for small A, Lanczos on a Schur form for larger.

For A = Q T Q* (complex Schur form), S(ζ) = Q(I − ζT)Q*, so that two triangular solves apply (S*S)⁻¹. Lanczos, started
from the last vector, finds its largest eigenvalue 1/σ² in a few steps. For a matrix given in balanced form, DAD⁻¹ with
a diagonal D, S⁻¹ = D(aI − bA)⁻¹D⁻¹ is what is computed, which keeps digits that S itself would lose.

The Schur form in floats is off by about 2^−53·‖A‖, which may be much beside σ. What it misses, Q*AQ − T and Q*Q − I,
can be given to more digits: to first order it changes σ by w*(a(Q*Q − I) − b(Q*AQ − T))v. Then only the rounding of
T's entries one by one is left, which is little where ‖A‖ is large by parts of A that v and w hardly have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, inf, isfinite, sqrt

import numpy as np
import scipy.linalg
from scipy.linalg.blas import dznrm2, zgemv
from scipy.linalg.lapack import dgesdd, zgesdd, ztrtrs

from kreiss.numeric.arithmetic.matrices import Array

_DENSE = 24  # orders up to which all singular values are as quick as an iteration
_MOST_STEPS = 60  # of Lanczos' iteration, which proposes only: later ones gain little
_TWO = 2  # the order for which a formula is quicker than LAPACK
_APART = 1e-6  # of their sum: squares of singular values that a formula tells apart
_TINY = 1e-300  # in the place of a singular value 0
_COARSE = 1e-2  # a tolerance that two steps may meet
_SMALL_PART = 0.1  # of a vector: where less is left of it, rounding has left its part in a basis too
_POWER_STEPS = 3  # of the iteration that sharpens a vector
_EACH = 2.0**-50  # of the sizes of terms, for the rounding of a triple


@dataclass(frozen=True)
class Triple:
    """σ, the right singular vector v, and w*v with w = Sv/σ. Guarantee: estimate.

    ``inverse`` is about ‖(aI − bA)⁻¹‖, which is 1/σ unless A is the balanced form of another matrix. ``rounding`` is
    about the relative error of σ where what the Schur form misses is known, else ∞.
    """

    sigma: float
    vector: Array
    inner: complex
    inverse: float
    rounding: float = inf


class LeastTriple:
    """ζ ↦ the least singular triple of I − ζA, or of I − ζDAD⁻¹ with D = diag(``scaling``).

    ``start`` is where the iteration begins: the last vector found, in coordinates of its own, or one that was kept.
    """

    def __init__(self, A: Array, scaling: Array | None = None) -> None:
        n = len(A)
        self._A, self._D = A, scaling
        self._eye = np.asfortranarray(np.eye(n, dtype=complex))
        self._entries = [complex(entry) for entry in A.flat] if n == _TWO else []
        self.start: Array = np.full(n, n**-0.5, dtype=complex)
        if n > _DENSE:
            T, self._Q = scipy.linalg.schur(A, output="complex", check_finite=False)
            self._T, self._diagonal = np.asfortranarray(T), np.diag_indices(n)
        self._missed: tuple[Array, Array] | None = None

    @property
    def schur(self) -> tuple[Array, Array] | None:
        """Q and T, unless what they miss is known, or the order is too small for them."""
        return None if self._missed or len(self._A) <= _DENSE else (self._Q, self._T)

    def completed(self, unit: Array, form: Array) -> None:
        """From now on, with Q*Q − I and Q*AQ − T."""
        self._missed = unit, form

    def at(self, zeta: complex, tolerance: float = 1e-15) -> Triple:
        """The triple at ζ, σ² to the given relative tolerance; σ is at least 1e-300."""
        return self.of(1.0, zeta, tolerance)

    def of(self, a: complex, b: complex, tolerance: float = 1e-15) -> Triple:
        """The triple of aI − bA, or of aI − bDAD⁻¹, likewise."""
        if len(self._A) > _DENSE:
            shifted = self._T * -b
            shifted[self._diagonal] += a
            return self._corrected(a, b, *self._lanczos(_Inverse(shifted, self._Q, self._D), tolerance))
        if len(self._A) == _TWO and self._D is None:
            found = _of_two(a, b, *self._entries)
            if found is not None:
                return found
        S = a * self._eye - b * self._A
        if self._D is not None:
            return _of_inverse(S, self._D)
        left, values, right, _ = zgesdd(S)
        v, sigma = right[-1].conj(), max(float(values[-1]), _TINY)
        return Triple(sigma, v, complex(np.vdot(left[:, -1], v)), 1 / sigma)

    def sigmas(self, zeta: Array) -> Array | None:
        """σ at several ζ at once, or None where one after the other is as quick, or keeps more digits."""
        if len(self._A) > _DENSE or self._D is not None:
            return None
        values = np.linalg.svd(self._eye - zeta[:, None, None] * self._A, compute_uv=False)
        return np.asarray(np.maximum(values[:, -1], _TINY))

    def _corrected(self, a: complex, b: complex, triple: Triple, v: Array, w: Array) -> Triple:
        """The triple with what the Schur form misses, for v and w in its basis."""
        if self._missed is None:
            return triple
        unit, form = self._missed
        change = float(np.vdot(w, a * (unit @ v) - b * (form @ v)).real)
        sizes = abs(a) * np.abs(v) + abs(b) * (np.abs(self._T) @ np.abs(v))
        sigma = max(triple.sigma + change, _TINY)
        rounding = (change / sigma) ** 2 + _EACH * float(np.abs(w) @ sizes) / sigma
        return replace(triple, sigma=sigma, rounding=rounding)

    def _lanczos(self, inverse: _Inverse, tolerance: float) -> tuple[Triple, Array, Array]:
        """Golub–Kahan–Lanczos: orthonormal V, W with S⁻¹W = V·B, B lower bidiagonal, whose triple gives that of S⁻¹.

        With it v and w in the Schur basis.
        """
        n = len(self._A)
        steps = min(_MOST_STEPS, n)
        V = np.empty((n, steps + 1), dtype=complex, order="F")
        W = np.empty((n, steps), dtype=complex, order="F")
        B = np.zeros((steps, steps), order="F")
        V[:, 0] = self.start
        size = beta = 0.0
        least = 1 if tolerance >= _COARSE else 2
        for k in range(steps):
            w = _orthogonal(inverse.adjoint(V[:, k]), W[:, :k])
            alpha = _length(w)
            if not isfinite(alpha) or alpha == 0.0:
                return Triple(_TINY, inverse.carried(V[:, k]), 1.0, 1 / _TINY), V[:, k], V[:, k]
            W[:, k] = w / alpha
            v = _orthogonal(inverse(W[:, k]), V[:, : k + 1])
            B[k, k] = alpha
            if k:
                B[k, k - 1] = beta
            beta = _length(v)
            V[:, k + 1] = v / (beta or 1.0)
            if k >= least or k == steps - 1 or beta <= 1e-8 * alpha:
                left, values, right, _ = dgesdd(B[: k + 1, : k + 1])
                previous, size = size, float(values[0])
                # the Ritz value's relative error is at most residual²/gap, and at most the residual
                residual = beta * abs(float(left[-1, 0])) / size
                gap = 1 - float(values[1]) / size if k else 1.0
                if min(residual**2, residual * gap) <= tolerance * gap or size - previous <= 1e-3 * tolerance * size:
                    break
        else:
            k = steps - 1
        v = V[:, : k + 1] @ left[:, 0]
        w = W[:, : k + 1] @ right[0]
        self.start = v / _length(v)
        inner = complex(np.vdot(w, self.start))
        triple = Triple(1 / size, inverse.carried(self.start), inner, inverse.norm() or size)
        return triple, *inverse.in_schur_basis(self.start, w)


def _orthogonal(x: Array, basis: Array) -> Array:
    """x without its part in the span of the orthonormal columns; twice where little is left of it, as for S ≈ I."""
    if basis.shape[1]:
        before = _length(x)
        x = zgemv(-1.0, basis, zgemv(1.0, basis, x, trans=2), beta=1.0, y=x, overwrite_y=1)
        if not _length(x) > _SMALL_PART * before:
            x = zgemv(-1.0, basis, zgemv(1.0, basis, x, trans=2), beta=1.0, y=x, overwrite_y=1)
    return x


def _length(x: Array) -> float:
    return float(dznrm2(x))


def _of_two(a: complex, b: complex, p: complex, q: complex, r: complex, s: complex) -> Triple | None:
    """The triple of S = aI − b[[p, q], [r, s]] by formulas, or None where S is singular, or a multiple of a unitary.

    σσ' = |det S| and σ² + σ'² = ‖S‖_F² for the singular values σ ≤ σ'; (S*S − σ²)v = 0, and w = σS⁻*v by the adjugate.
    """
    p, q, r, s = a - b * p, -b * q, -b * r, a - b * s
    first, last = abs(p) ** 2 + abs(r) ** 2, abs(q) ** 2 + abs(s) ** 2
    beta, det = p.conjugate() * q + r.conjugate() * s, p * s - q * r
    product = abs(det)
    spread = hypot(first - last, 2 * abs(beta))  # σ'² − σ²
    if not 0 < product < inf or not spread > _APART * (first + last):
        return None
    sigma = product / sqrt((first + last + spread) / 2)
    square = sigma * sigma
    x, y = (-beta, first - square) if first > last else (last - square, -beta.conjugate())
    size = hypot(abs(x), abs(y))
    x, y = x / size, y / size
    c = sigma / det  # conjugated, as all of w* is here
    inner = c * ((s * x.conjugate() - r * y.conjugate()) * x + (p * y.conjugate() - q * x.conjugate()) * y)
    return Triple(max(sigma, _TINY), np.array([x, y]), inner, 1 / max(sigma, _TINY))


def _of_inverse(S: Array, D: Array) -> Triple:
    """The triple of DSD⁻¹ from M = D S⁻¹ D⁻¹; power steps give small entries of v and w the digits that w*v needs."""
    nothing = Triple(_TINY, np.full(len(S), len(S) ** -0.5, dtype=complex), 1.0, 1 / _TINY)
    try:
        inverse = np.linalg.inv(S)
    except np.linalg.LinAlgError:
        return nothing
    with np.errstate(over="ignore", invalid="ignore"):
        M = D[:, None] * inverse / D
    size = float(np.abs(M).max())
    if not np.isfinite(size):
        return nothing
    w = zgesdd(M / size)[2][0].conj()
    for _ in range(_POWER_STEPS):
        v = M / size @ w
        norm = float(np.linalg.norm(v))
        v /= norm
        w = (M / size).conj().T @ v
        w /= np.linalg.norm(w)
    return Triple(max(1 / norm / size, _TINY), v, complex(np.vdot(w, v)), float(np.linalg.norm(inverse)))


class _Inverse:
    """x ↦ S⁻¹x in the Schur basis, for a triangular S; with D, x ↦ DQS⁻¹Q*D⁻¹x in the given one."""

    def __init__(self, S: Array, Q: Array, D: Array | None) -> None:
        self._S, self._Q, self._D = S, Q, D

    def __call__(self, x: Array) -> Array:
        if self._D is None:
            return np.asarray(ztrtrs(self._S, x)[0])
        return np.asarray(self._D * (self._Q @ ztrtrs(self._S, self._Q.conj().T @ (x / self._D))[0]))

    def adjoint(self, x: Array) -> Array:
        """The adjoint's image."""
        if self._D is None:
            return np.asarray(ztrtrs(self._S, x, trans=2)[0])
        return np.asarray(self._Q @ ztrtrs(self._S, self._Q.conj().T @ (self._D * x), trans=2)[0] / self._D)

    def carried(self, x: Array) -> Array:
        """x in the given basis."""
        return np.asarray(self._Q @ x if self._D is None else x)

    def in_schur_basis(self, v: Array, w: Array) -> tuple[Array, Array]:
        """v and w, which the iteration has found, as vectors next to T."""
        return (v, w) if self._D is None else (self._Q.conj().T @ (v / self._D), self._Q.conj().T @ (self._D * w))

    def norm(self) -> float | None:
        """‖S⁻¹‖, about, where it is not that of the whole."""
        if self._D is None:
            return None
        x = np.full(len(self._S), len(self._S) ** -0.5, dtype=complex)
        for _ in range(_POWER_STEPS):
            x = ztrtrs(self._S, ztrtrs(self._S, x, trans=2)[0])[0]
            size = float(np.linalg.norm(x))
            x = x / size
        return float(np.sqrt(size))
