"""N(u) = max over |ζ| = u of ‖(I − ζA)⁻¹‖, estimated, on circles about 0."""

from math import inf, log2

import mpmath
import numpy as np
from flint import acb, acb_mat, arb

from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.balancing import Balanced, balance
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.curves import MOST_TRACKS, RIVAL, Resolvent, Seen, Track
from kreiss.numeric.resolvent.polish import BITS, Peak
from kreiss.numeric.resolvent.triples import Triple

_SCAN = 32  # angles: more cost time, fewer overlook maxima, which level sets find later
_TO_START = 1e-5  # the tolerance of a maximum that a scan shows, which is found again where it matters
_CLEAR = 1e-3  # a relative error that leaves the shape of N
_APART = 0.35  # how far in ln u from circles that were scanned others may have maxima that those had not
_FEW_MAXIMA = 8  # the order up to which circles far apart are enough
_ON_CIRCLE = 1e-5  # how far from it rounding moves an eigenvalue of the level set
_SHIFT = 1.3  # off the circle, so that the pencil can be inverted there
_ON_AXIS = 1e-7
_BADLY_SCALED = 30  # bits of T's condition number: balancing less gains nothing


class CircleResolvent(Resolvent):
    """The resolvent of one matrix on circles about 0: ``u`` is |ζ|, ``theta`` the angle of ζ."""

    def __init__(self, A: ExactMatrix) -> None:
        super().__init__(A, _held(A))
        self._scanned: list[Real] = []
        self._log_size = _log_norm(self._held.B)

    def coordinate(self, u: Real) -> Real:
        """The coordinate in which ln N is interpolated, and nearness measured: ln u."""
        return reals.log(u)

    def look(self, u: float) -> bool:
        """Scan |ζ| = u where no circle near by has been."""
        here = self.coordinate(u)
        new = self.A.n > _FEW_MAXIMA and all(abs(here - place) > _APART for place in self._scanned)
        if new:
            self.scan(u)
        return new

    def scan(self, u: float) -> None:
        """Start following the highest local maxima on |ζ| = u that a grid of angles shows."""
        self._scanned.append(self.coordinate(u))
        angles = np.linspace(0.0, np.pi, _SCAN) if self._real else np.linspace(-np.pi, np.pi, _SCAN, endpoint=False)
        values = self._values(u, angles)
        tops = sorted(_local_maxima(values, wrap=not self._real), key=lambda i: -values[i])[:MOST_TRACKS]
        step = float(angles[1] - angles[0])
        known = [seen.theta for track in self._tracks for seen in track.seen if seen.u == u]
        for i in tops:
            if values[i] > RIVAL * values[tops[0]] and not self._among(known, u, float(angles[i]), step):
                self._follow(u, float(angles[i]), _TO_START)

    def _values(self, u: float, angles: Array) -> Array:
        """About N(u) at each of the angles."""
        sigmas = self._triple.sigmas(u * np.exp(1j * angles))
        if sigmas is not None and self._error(u, 1 / float(sigmas.min()), BITS) < _CLEAR:
            return np.asarray(1 / sigmas)
        return np.array([self._N(u, theta) for theta in angles])

    def _among(self, known: list[float], u: float, theta: float, step: float) -> bool:
        """Whether the maximum near an angle of a grid is one of those that tracks have led to."""
        return any(self._turned(u, theta, other) < step for other in known)

    def follow_best(self, u: float, angles: Array) -> None:
        """Start following the maximum on |ζ| = u that the best of the angles leads to."""
        values = [self._N(u, float(theta)) for theta in angles]
        theta = float(angles[int(np.argmax(values))])
        self._tracks.append(Track(Seen(u, self.coordinate(u), theta)))

    def _where(self, u: float) -> str:
        return f"|z| = {1 / u:.6g}"

    def _triple_at(self, u: float, theta: float, tolerance: float) -> Triple:
        """The least singular triple; the imaginary part of its ``inner`` is dσ/dθ."""
        triple = self._triple.at(u * np.exp(1j * theta), tolerance)
        self._gain, self._lost = triple.inverse * triple.sigma, triple.rounding * triple.sigma
        return self._told(u, theta, triple)

    def _turned(self, _: float, theta: float, other: float) -> float:
        """How far apart two maxima of one circle are, up to their mirror images where A is real."""
        apart = abs(np.exp(1j * theta) - np.exp(1j * other))
        return float(min(apart, abs(np.exp(1j * theta) - np.exp(-1j * other))) if self._real else apart)

    def _between_levels(self, u: float, nu: float) -> Array:
        """An angle between any two neighbours of the level set."""
        angles = self._level_set(u, nu)
        after = np.roll(angles, -1)
        middles: Array = (angles + after + 2 * np.pi * (after < angles)) / 2
        return middles

    def _level_set(self, u: float, nu: float) -> Array:
        """The angles θ at which ‖(I − ζA)⁻¹‖ has the singular value ν, ζ = u·e^{iθ}, sorted.

        x − ζAx = σw and ζw − u²A*w = σζx for σ = 1/ν: the pencil [[I, −σI], [0, u²A*]] − ζ[[A, 0], [−σI, I]]; balanced,
        T⁻² and T² stand beside σ.
        """
        B, n, sigma, T2 = self._held.B.approx, self.A.n, 1 / nu, self._held.T**2
        eye, zero = np.eye(n), np.zeros((n, n))
        left = np.block([[eye, np.diag(-sigma / T2)], [zero, u * u * B.conj().T]])
        right = np.block([[B, zero], [np.diag(-sigma * T2), eye]])
        shift = _SHIFT * u
        try:
            inverse = np.linalg.eigvals(np.linalg.solve(left - shift * right, right))
        except np.linalg.LinAlgError:
            return np.empty(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            zeta = shift + 1 / inverse
        return np.sort(np.angle(zeta[np.abs(np.abs(zeta) / u - 1) < _ON_CIRCLE]))

    def _across(self, _: Real, ratio: Real) -> Real:
        """d ln N/d(coordinate of u) from Re(w*v)/σ."""
        return ratio - 1

    def _axis(self, peak: Peak) -> arb | None:
        """The angle of a real point, for a peak of a real matrix next to it."""
        if not self._real or abs(float(mpmath.sin(peak.theta))) >= _ON_AXIS:
            return None
        return arb(0) if mpmath.cos(peak.theta) > 0 else arb.pi().mid()

    def _error(self, u: float, N: float, bits: int) -> float:
        """The relative error that rounding at ``bits`` bits leaves in σ = 1/N, about 8·2^−bits·‖I − ζB‖·‖(I − ζB)⁻¹‖.

        B is A, or its balanced form, by the ratio of the two norms at the last point seen.
        """
        size = max(0.0, log2(u) + self._log_size) + max(log2(self._gain), -1000.0)
        return float(2.0 ** min(4 - bits + size + (log2(N) if inf > N else 1024), 1000.0))

    def _inverse(self, u: arb, theta: arb) -> tuple[acb_mat, int]:
        """(I − ζA)⁻¹ at u·e^{iθ}, and the sign of Im(w*v) in dσ/dθ."""
        zeta = acb(u * theta.cos(), u * theta.sin()).mid()
        inverse = (acb_mat(integer_identity(self.A.n)) - self._balls(self._held.B) * zeta).inv().mid()
        return self._carried(inverse, self._held), 1


def _held(A: ExactMatrix) -> Balanced:
    """The balanced form of A where that is worth it, else A itself.

    Rounding moves A by about 2^−53·‖A‖, and its balanced form B by 2^−53·‖B‖, which is up to cond(T) times as much in A
    again: what is gained in the norm has to be at least half of that, in bits.
    """
    balanced = balance(A)
    gained = _log_norm(A) - _log_norm(balanced.B)
    return balanced if _BADLY_SCALED < balanced.spread <= 2 * gained else Balanced(A, A, [0] * A.n)


def _log_norm(A: ExactMatrix) -> float:
    """About log₂‖A‖."""
    return log2(float(np.abs(A.approx).max()) or 1.0) + log2(A.n)


def _local_maxima(values: Array, *, wrap: bool) -> list[int]:
    """Indices whose value is at least both neighbours' (circular for ``wrap``, mirrored at the ends otherwise)."""
    left = np.roll(values, 1)
    right = np.roll(values, -1)
    if not wrap and len(values) > 1:
        left[0], right[-1] = values[1], values[-2]
    return [int(i) for i in np.flatnonzero((values >= left) & (values >= right))]
