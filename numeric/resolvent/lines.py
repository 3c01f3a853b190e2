"""M(x) = max over Re z = x of ‖(zI − A)⁻¹‖, estimated: where on the line the maximum lies, its value, its slope.

With (zI − A)v = σw for the least singular triple at z = x + iy, ∂σ/∂y = −Im(w*v) and ∂σ/∂x = Re(w*v). The search is
that of ``curves`` with x for u and y for θ; lengths are measured by the distance to the nearest eigenvalue, and the
matrix is held in balanced form. Everything here proposes; nothing here is a bound.
"""

from dataclasses import replace
from math import inf, log2

import numpy as np
from flint import acb, acb_mat, arb

from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.balancing import Balanced
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.curves import MOST_TRACKS, RIVAL, Resolvent, Track
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.resolvent.triples import Triple

_ON_LINE = 1e-6  # how far from it rounding moves an eigenvalue of the level set
_ON_AXIS = 1e-6  # in units of the distance to the spectrum
_BESIDE = 1e-2  # likewise: nearer to the axis a maximum may have parted in two
_MANY_TRACKS = 6  # from then on those that met are joined: each costs a search a line
_MET = 0.05  # likewise
_LEAST_ORIGIN = 1e-300  # what floats hold


class LineResolvent(Resolvent):
    """The resolvent of one matrix A = TBT⁻¹ with ‖B‖ of order 1 on vertical lines: ``u`` is Re z, ``theta`` Im z."""

    def __init__(self, balanced: Balanced) -> None:
        super().__init__(balanced.B, balanced)
        self._eigenvalues = np.linalg.eigvals(self.A.approx)
        self.origin = max(-float(self._eigenvalues.real.max()), _LEAST_ORIGIN)
        heights = self._eigenvalues.imag
        self._starts = np.unique(np.append(np.abs(heights) if self._real else heights, 0.0))

    def coordinate(self, u: Real) -> Real:
        """ln(x − α) with the spectral abscissa α, as M(x) is like a power of x − α."""
        return reals.log(u + self.origin)

    def scan(self, u: float) -> None:
        """Start following the highest maxima that the heights of the eigenvalues lead to, and any that is higher."""
        values = np.array([self._N(u, y) for y in self._starts])
        for i in np.argsort(-values)[:MOST_TRACKS]:
            if values[i] > RIVAL * values.max():
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
            met = [other for other, theta in kept if self._turned(u, seen.theta, theta) < _MET]
            if met:
                met[0].seen = list(dict.fromkeys(met[0].seen + track.seen))
            else:
                kept.append((track, seen.theta))
        self._tracks = [track for track, _ in kept]
        return best

    def _where(self, u: float) -> str:
        return f"Re z = {u:.6g} (for A scaled to norm 1)"

    def _triple_at(self, u: float, theta: float, tolerance: float) -> Triple:
        triple = self._triple.of(complex(u, theta), 1.0, tolerance)
        self._gain, self._lost = triple.inverse * triple.sigma, triple.rounding * triple.sigma
        return self._told(u, theta, replace(triple, inner=triple.inner.conjugate()))

    def _turned(self, u: float, theta: float, other: float) -> float:
        mirrored = abs(abs(theta) - abs(other)) if self._real else inf
        return min(abs(theta - other), mirrored) / self._unit(u, theta)

    def _unit(self, u: float, theta: float) -> float:
        """The distance to the nearest eigenvalue: ln ‖(zI − A)⁻¹‖ changes little over a small part of it."""
        return max(float(np.abs(complex(u, theta) - self._eigenvalues).min()), _LEAST_ORIGIN)

    def _across(self, u: Real, ratio: Real) -> Real:
        return -(u + self.origin) * ratio

    def _parts(self, u: float, theta: float) -> bool:
        return self._real and abs(theta) < _BESIDE * self._unit(u, 0.0)

    def _axis(self, peak: Peak) -> arb | None:
        near = abs(float(peak.theta)) < _ON_AXIS * self._unit(float(peak.u), 0.0)
        return arb(0) if self._real and near else None

    def _error(self, u: float, N: float, bits: int) -> float:
        """About 8·2^−bits·‖zI − B‖·‖(zI − B)⁻¹‖, by the ratio of norms at the last point seen."""
        exponent = 3 - bits + log2(1 + u) + 1 + (log2(N) if inf > N else 1024) + max(log2(self._gain), -1000)
        return float(2.0 ** min(exponent, 1000.0))

    def _inverse(self, u: arb, theta: arb) -> tuple[acb_mat, int]:
        inverse = (acb_mat(integer_identity(self.A.n)) * acb(u, theta) - self._balls(self.A)).inv().mid()
        return self._carried(inverse, self._held), -1

    def _between_levels(self, u: float, nu: float) -> Array:
        """A height y between any two neighbours at which ‖(zI − A)⁻¹‖ has the singular value ν.

        (zI − A)v = σw and (zI − A)*w = σv for σ = 1/ν, that is iy is an eigenvalue of [[A_x, σI], [−σI, −A_x*]],
        A_x = A − xI; balanced, T⁻² and T² stand beside σ.
        """
        T2 = np.diag(self._held.T**2)
        shifted = self.A.approx - u * np.eye(self.A.n)
        pencil = np.block([[shifted, np.linalg.inv(T2) / nu], [-T2 / nu, -shifted.conj().T]])
        eigenvalues = np.linalg.eigvals(pencil)
        y = np.sort(eigenvalues.imag[np.abs(eigenvalues.real) < _ON_LINE * (1 + u)])
        middles: Array = (y[1:] + y[:-1]) / 2
        return middles
