"""M(x) = max over Re z = x of ‖(zI − A)⁻¹‖, estimated: where on the line the maximum lies, its value, its slope.

With (zI − A)v = σw for the least singular triple at z = x + iy, ∂σ/∂y = −Im(w*v) and ∂σ/∂x = Re(w*v). The search is
that of ``resolvent`` with x for u and y for θ. Everything here proposes; nothing here is a bound.
"""

from __future__ import annotations

from math import inf, log2
from typing import Any

import mpmath
import numpy as np
from flint import acb, acb_mat, arb

from kreiss.numeric.highprec import integer_identity
from kreiss.numeric.matrices import Array, ExactMatrix
from kreiss.numeric.resolvent import Peak, Resolvent, Track
from kreiss.numeric.triples import Triple

_MOST_TRACKS = 4
_RIVAL = 0.3
_ON_LINE = 1e-6
_ON_AXIS = 1e-6
_MANY_TRACKS = 6
_MET = 0.05
_TURNS = 4.0
_LEAST_ORIGIN = 1e-300


class LineResolvent(Resolvent):
    """The resolvent of one matrix with ‖A‖ of order 1 on vertical lines; ``u`` is x = Re z, ``theta`` is y = Im z."""

    def __init__(self, A: ExactMatrix) -> None:
        super().__init__(A)
        eigenvalues = np.linalg.eigvals(A.approx)
        self.origin = max(-float(eigenvalues.real.max()), _LEAST_ORIGIN)
        self._starts = np.unique(np.append(np.abs(eigenvalues.imag) if self._real else eigenvalues.imag, 0.0))

    def coordinate(self, u: Any) -> Any:
        """ln(x − α) with the spectral abscissa α, as M(x) is like a power of x − α."""
        return mpmath.log(u + self.origin)

    def scan(self, u: float) -> None:
        """Start following the highest maxima that the heights of the eigenvalues lead to, and any that is higher."""
        values = np.array([self._N(u, y) for y in self._starts])
        for i in np.argsort(-values)[:_MOST_TRACKS]:
            if values[i] > _RIVAL * values.max():
                self._follow(u, float(self._starts[i]))
        self.highest(u)

    def highest(self, u: float) -> float:
        """As on circles; where tracks pile up, those that meet on this line become one."""
        best = super().highest(u)
        if len(self._tracks) <= _MANY_TRACKS:
            return best
        kept: list[tuple[Track, float]] = []
        for track in sorted(self._tracks, key=lambda track: -self._nearest(track, u).N):
            seen = self._nearest(track, u)
            met = [other for other, theta in kept if self._turned(seen.theta, theta, seen.N) < _MET]
            if met:
                met[0].seen = list(dict.fromkeys(met[0].seen + track.seen))
            else:
                kept.append((track, seen.theta))
        self._tracks = [track for track, _ in kept]
        return best

    def _where(self, u: float) -> str:
        return f"Re z = {u:.6g} (for A scaled to norm 1)"

    def _apart(self, u: float, other: float) -> float:
        return abs(log2((other + self.origin) / (u + self.origin)))

    def _triple_at(self, u: float, theta: float, tolerance: float) -> Triple:
        triple = self._triple.of(complex(u, theta), 1.0, tolerance)
        return Triple(triple.sigma, triple.vector, triple.inner.conjugate())

    def _turned(self, theta: float, other: float, N: float) -> float:
        mirrored = abs(abs(theta) - abs(other)) if self._real else inf
        return min(abs(theta - other), mirrored) * N

    def _unit(self, sigma: float) -> float:
        return _TURNS * sigma  # σ changes by no more than the distance

    def _across(self, u: Any, ratio: Any) -> Any:
        return -(u + self.origin) * ratio

    def _axis(self, peak: Peak) -> arb | None:
        return arb(0) if self._real and abs(float(peak.theta * peak.N)) < _ON_AXIS else None

    def _error(self, u: float, N: float, bits: int) -> float:
        exponent = 3 - bits + log2(1 + u) + 1 + (log2(N) if inf > N else 1024)
        return float(2.0 ** min(exponent, 1000.0))

    def _inverse(self, u: arb, theta: arb) -> tuple[acb_mat, int]:
        return (acb_mat(integer_identity(self.A.n)) * acb(u, theta) - self._balls()).inv().mid(), -1

    def _between_levels(self, u: float, nu: float) -> Array:
        """A height y between any two neighbours at which ‖(zI − A)⁻¹‖ has the singular value ν.

        (zI − A)v = σw and (zI − A)*w = σv for σ = 1/ν, that is iy is an eigenvalue of [[A_x, σI], [−σI, −A_x*]],
        A_x = A − xI.
        """
        eye = np.eye(self.A.n)
        shifted = self.A.approx - u * eye
        eigenvalues = np.linalg.eigvals(np.block([[shifted, eye / nu], [-eye / nu, -shifted.conj().T]]))
        y = np.sort(eigenvalues.imag[np.abs(eigenvalues.real) < _ON_LINE * (1 + u)])
        middles: Array = (y[1:] + y[:-1]) / 2
        return middles
