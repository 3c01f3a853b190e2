"""N(u) = max over |ζ| = u of ‖(I − ζA)⁻¹‖, estimated: where the maximum lies, its value, its slope, its vector.

With S(ζ) = I − ζA and its least singular triple S v = σw, the derivative of σ along the circle is dσ/dθ = Im(w*v),
across it dσ/d(ln u) = σ − Re(w*v): both come free with the triple. Everything here proposes; nothing here is a bound.
``lines`` searches vertical lines in the same way, and overrides what depends on the curve.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, exp, inf, log, log2
from typing import Any

import mpmath
import numpy as np
from flint import acb, acb_mat, arb

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.balancing import Balanced, balance
from kreiss.numeric.arithmetic.highprec import integer_identity, power_diagonal, working_precision
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.resolvent.triples import LeastTriple, Triple

_DOUBLE = 53
_FINE, _ROUGH = 1e-12, 1e-2
_FINE_PEAK = 1e-8
_MOST_TRACKS = 4
_MOST_TURNS = 24
_LARGEST_TURN = 0.25
_MOST_SQUARINGS = 24
_SCAN = 32
_MOST_LEVELS = 12
_LEVEL_MARGIN = 1e-7
_ON_CIRCLE = 1e-5
_SHIFT = 1.3
_SAME_ANGLE = 1e-5
_ON_AXIS = 1e-7
_NEAR = 3e-3
_SAME_CIRCLE = 7e-4
_ASIDE = 1e-2
_STATIONARY = 1e-7
_CLEARLY_LOWER = 0.9
_LOWER = 0.98
_RIVAL = 0.3
_MOST_BITS = 4096
_BADLY_SCALED = 30
_STILL = 1e-15
_UNKNOWN = 0.1
_VAGUE, _TOLD = 1e-3, 2.0**-40
_DENSE = 24
_FIRST_BITS, _MOST_BITS_OF_TRIPLES = 128, 1024
_LEAST_SIGMA = 1e-300
_LARGEST_N = 1e280


@dataclass(frozen=True)
class Peak:
    """The resolvent's maximum on the circle |ζ| = u, as far as it was found.

    ``N`` and ``slope`` = d ln N/d(coordinate of u) are floats for a float u that needs no higher precision, else
    mpmath numbers; ``vector`` is the right singular vector (mpmath numbers or complex128), ``bits`` the working
    precision and ``error`` the relative error of N, as estimated. Guarantee: estimate.
    """

    u: Any
    theta: Any
    N: Any
    slope: Any
    vector: Any
    bits: int
    error: float

    @property
    def zeta(self) -> Any:
        """ζ = u·e^{iθ}."""
        return self.u * mpmath.expj(self.theta)


@dataclass(frozen=True)
class _Seen:
    """A local maximum on the circle |ζ| = u with the coordinate ``place``: angle, height N, curvature of ln σ, and the
    steepness of ln N over the coordinate, at least 1.
    """

    u: float
    place: float
    theta: float
    N: float = inf
    curvature: float = 0.0
    steepness: float = 1.0


class Track:
    """A local maximum followed from circle to circle."""

    def __init__(self, start: _Seen) -> None:
        self.seen = [start]


class Resolvent:
    """The resolvent of one matrix on circles about 0, with the angles of its maxima followed from circle to circle."""

    def __init__(self, A: ExactMatrix) -> None:
        self.A = A
        balanced = balance(A)
        self._held = balanced if balanced.spread > _BADLY_SCALED else Balanced(A, A, [0] * A.n)
        B = self._held.B
        self._triple = LeastTriple(B.approx, None if self._held.trivial else self._held.T)
        self.log_norm, self._log_size = (log2(float(np.abs(X.approx).max()) or 1.0) + log2(A.n) for X in (A, B))
        self._gain = 1.0
        self._real = A.im is None
        self._tracks: list[Track] = []

    def peak(self, u: Any, tolerance: float) -> Peak:
        """The maximum on |ζ| = u, to a relative error of about ``tolerance``, in as many bits as that takes.

        Raises ``PrecisionExhausted`` where an eigenvalue lies on the circle, or too near to be told from that.
        """
        peaks = [self._local(float(u), track, tolerance) for track in self._rivals(float(u))]
        best = max(peaks, key=lambda peak: peak.N)
        if best.error <= tolerance:
            return self._refined(u, best, tolerance)
        # double precision cannot tell which of these is the highest
        close = [peak for peak in peaks if best.error >= _UNKNOWN or peak.N >= best.N * (1 - 2 * best.error)]
        return max((self._refined(u, peak, tolerance) for peak in close), key=lambda peak: peak.N)

    def peak_near(self, u: Any, theta: float, tolerance: float) -> Peak:
        """The local maximum on |ζ| = u next to the angle θ, which double precision need not see."""
        N = 1 / self._triple_at(float(u), theta, _ROUGH).sigma
        return self._refined(u, Peak(u, theta, N, 0.0, None, _DOUBLE, inf), tolerance)

    def _refined(self, u: Any, best: Peak, tolerance: float) -> Peak:
        """The local maximum next to ``best``, in as many bits as the tolerance takes."""
        bits = _DOUBLE
        while best.error > tolerance:
            bits = max(bits + ceil(log2(min(best.error, 1.0) / tolerance)) + 8, bits + bits // 2)
            if bits <= _MOST_BITS:
                with suppress(ZeroDivisionError):  # I − ζA was singular to this precision: take more
                    best = self._polished(u, best, bits)
            if bits > _MOST_BITS or (best.bits > _DOUBLE and best.N > _LARGEST_N):
                raise PrecisionExhausted(
                    f"the resolvent at {self._where(float(u))} exceeds {_LARGEST_N:.0g}: "
                    "an eigenvalue lies there, or next to it"
                )
        if bits > _DOUBLE:
            return best
        N, slope = (best.N, best.slope) if isinstance(u, float) else (mpmath.mpf(best.N), mpmath.mpf(best.slope))
        return replace(best, u=u, N=N, slope=slope, error=max(best.error, tolerance))

    def with_vector(self, peak: Peak, gap: float) -> Peak:
        """The peak with a vector v for which ‖(zI − A)v‖ is small enough to prove it up to ``gap``.

        An error of v enters ‖(zI − A)v‖ times ‖A‖·N, and the inverse leaves one of about 2^−bits times its condition
        number, which is less for a matrix in balanced form.
        """
        lost = log2(self._error(float(peak.u), float(peak.N), 0))
        bits = ceil(float(mpmath.log(peak.N, 2)) + max(0.0, self.log_norm) + max(0.0, lost) - log2(gap)) + 8
        return peak if peak.bits >= bits else self._polished(peak.u, peak, bits)

    def coordinate(self, u: Any) -> Any:
        """The coordinate in which ln N is interpolated, and nearness measured: ln u."""
        return reals.log(u)

    def _where(self, u: float) -> str:
        return f"|z| = {1 / u:.6g}"

    def _nearest(self, track: Track, u: float) -> _Seen:
        """The highest that the track saw on the nearest circle, or on any that is as good as that one.

        A track that strayed to a lower maximum finds back to the one it left.
        """
        place = self.coordinate(u)
        apart = [abs(seen.place - place) for seen in track.seen]
        reach = min(apart)
        pairs = zip(apart, track.seen, strict=True)
        close = [seen for distance, seen in pairs if distance <= max(reach, _SAME_CIRCLE / seen.steepness)]
        return close[0] if len(close) == 1 else max(close, key=lambda seen: seen.N if seen.N < inf else 0)

    def _triple_at(self, u: float, theta: float, tolerance: float) -> Triple:
        """The least singular triple; the imaginary part of its ``inner`` is dσ/dθ."""
        triple = self._triple.at(u * np.exp(1j * theta), tolerance)
        self._gain = triple.inverse * triple.sigma
        return self._told(u, theta, triple)

    def _seen_error(self, u: float, N: float) -> float:
        """The relative error with which triples at |ζ| = u are seen."""
        error = self._error(u, N, _DOUBLE)
        return error if self.A.n > _DENSE else min(error, _VAGUE)

    def _told(self, u: float, theta: float, triple: Triple) -> Triple:
        """The triple itself where double precision tells σ, or the order is large; else from as many bits as it takes.

        Next to an eigenvalue the triple stays as it is.
        """
        if self.A.n > _DENSE or self._error(u, 1 / triple.sigma, _DOUBLE) < _VAGUE:
            return triple
        bits = _FIRST_BITS
        while bits <= _MOST_BITS_OF_TRIPLES:
            with working_precision(bits), suppress(ZeroDivisionError):
                v, N, inner = self._triple_in_balls(arb(u), arb(theta), bits)
                if self._error(u, float(N), bits) < _TOLD:
                    vector = np.array([complex(v[i, 0]) for i in range(self.A.n)])
                    sigma = max(1 / float(N), _LEAST_SIGMA)
                    return Triple(sigma, vector, complex(inner), triple.inverse)
            bits *= 2
        return triple

    def _N(self, u: float, theta: float) -> float:
        return 1 / self._triple_at(u, theta, _ROUGH).sigma

    def _rivals(self, u: float) -> list[Track]:
        """The tracks that may be highest on |ζ| = u: all but those seen clearly lower on a circle near by."""
        if len(self._tracks) == 1:
            return self._tracks
        near, place = [(track, self._nearest(track, u)) for track in self._tracks], self.coordinate(u)
        close = {track: seen.N for track, seen in near
                 if abs(seen.place - place) * seen.steepness < _NEAR and inf > seen.N}  # fmt: skip
        highest = max(close.values(), default=0.0)
        rivals = [track for track in self._tracks if close.get(track, inf) >= _CLEARLY_LOWER * highest]
        if len(rivals) == 1:
            return rivals
        rough = [self._foreseen(u, self._nearest(track, u)) for track in rivals]
        least = max(N for N, _ in rough) * _LOWER
        return [track for track, (N, gain) in zip(rivals, rough, strict=True) if N * gain >= least]

    def _foreseen(self, u: float, seen: _Seen) -> tuple[float, float]:
        """N(u) at the angle seen, and by what factor the maximum next to it may be higher.

        The parabola through it says exp(s²/2c), s the slope and c the curvature of ln σ; twice the exponent is allowed.
        """
        triple = self._triple_at(u, seen.theta, _ROUGH)
        slope = triple.inner.imag / triple.sigma
        most = -log(_CLEARLY_LOWER)
        return 1 / triple.sigma, exp(min(slope * (slope / seen.curvature), most) if seen.curvature else most)

    def followed_on(self, u: float) -> bool:
        """Whether a maximum has been followed to the circle |ζ| = u."""
        return any(seen.u == u for track in self._tracks for seen in track.seen)

    def follow(self, u: float, theta: float) -> None:
        """Start following the local maximum on |ζ| = u near the angle θ."""
        self._follow(u, theta)

    def scan(self, u: float) -> None:
        """Start following the highest local maxima on |ζ| = u that a grid of angles shows."""
        angles = np.linspace(0.0, np.pi, _SCAN) if self._real else np.linspace(-np.pi, np.pi, _SCAN, endpoint=False)
        values = np.array([self._N(u, theta) for theta in angles])
        tops = sorted(_local_maxima(values, wrap=not self._real), key=lambda i: -values[i])[:_MOST_TRACKS]
        for i in tops:
            if values[i] > _RIVAL * values[tops[0]]:
                self._follow(u, float(angles[i]))

    def follow_best(self, u: float, angles: Array) -> None:
        """Start following the maximum on |ζ| = u that the best of the angles leads to."""
        values = [self._N(u, float(theta)) for theta in angles]
        theta = float(angles[int(np.argmax(values))])
        self._tracks.append(Track(_Seen(u, self.coordinate(u), theta)))

    def confirm(self, u: float) -> bool:
        """Whether no angle on |ζ| = u beats the maxima that are followed; one that does is followed from now on."""
        known = float(self.peak(u, _FINE_PEAK).N)
        return self.highest(u) <= known * (1 + 10 * _LEVEL_MARGIN + self._seen_error(u, known))

    def highest(self, u: float) -> float:
        """The largest N(u) that a search over all angles finds; what it finds is followed from now on.

        The angles where the resolvent's norm takes a value ν are eigenvalues of a 2n×2n pencil (Byers; Boyd and
        Balakrishnan), so that between them lies every angle with a larger norm. Guarantee: estimate.
        """
        best = max(float(self._local(u, track, _FINE).N) for track in self._tracks)
        for _ in range(_MOST_LEVELS):
            middles = self._between_levels(u, best * (1 + _LEVEL_MARGIN))
            values = [self._N(u, theta) for theta in middles]
            if not values or max(values) <= best:
                break
            best = self._follow(u, float(middles[int(np.argmax(values))]))
        return best

    def _follow(self, u: float, theta: float) -> float:
        """Follow the local maximum near θ, on the track that has it already if there is one; return its value."""
        track = Track(_Seen(u, self.coordinate(u), theta))
        value = float(self._local(u, track, _FINE).N)
        found = track.seen[-1]
        for other in self._tracks:
            if self._turned(u, found.theta, self._nearest(other, u).theta) <= _SAME_ANGLE:
                other.seen.append(found)
                return value
        self._tracks.append(track)
        return value

    def _turned(self, _: float, theta: float, other: float) -> float:
        """How far apart two maxima of one circle are."""
        return float(abs(np.exp(1j * theta) - np.exp(1j * other)))

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

    def _local(self, u: float, track: Track, tolerance: float) -> Peak:
        """The local maximum that the track leads to, by Newton and secant steps on d(σ²/2)/dθ; the track moves."""

        def triple_at(theta: float) -> Triple:
            return self._triple_at(u, theta, min(max(tolerance * 1e-4, 1e-15), _ROUGH))

        last = self._nearest(track, u)
        theta = last.theta
        triple, unit = triple_at(theta), self._unit(u, theta)
        # about still: a maximum, or by symmetry a minimum between two that have parted
        if self._parts(u, theta) or abs(triple.inner.imag) <= max(_STATIONARY, _STILL * self._gain):
            aside_by = _ASIDE * unit
            aside = triple_at(theta + aside_by)
            if aside.sigma < triple.sigma:
                theta, triple = theta + aside_by, aside
        best, best_theta, size = triple, theta, triple.sigma
        tolerance = max(tolerance, min(self._error(u, 1 / size, _DOUBLE), _ROUGH))
        # (σ/size)² is nearly quadratic where σ is V-shaped, near an eigenvalue; its half has this derivative
        slope = triple.inner.imag / size
        # near an eigenvalue σ²/2 keeps its curvature from circle to circle, far from one ln σ does: take the less
        curvature = last.curvature * min(1.0, 1 / last.N / size) ** 2
        turn = _next_turn(slope, curvature, 1e-3 * unit, unit)
        for _ in range(_MOST_TURNS):
            share = triple.sigma / size
            if (
                abs(triple.inner.imag) <= _STILL * self._gain
                or slope * slope <= tolerance / 100 * curvature * share * share
            ):
                break
            theta, before = theta + turn, slope
            triple = triple_at(theta)
            if triple.sigma <= best.sigma:
                best, best_theta = triple, theta
            slope = triple.sigma / size * (triple.inner.imag / size)
            curvature = (slope - before) / turn
            turn = _next_turn(slope, curvature, turn, self._unit(u, theta))
        bent = max(curvature, 0.0) * (size / best.sigma) ** 2
        N, across = 1 / best.sigma, self._across(u, best.inner.real / best.sigma)
        track.seen.append(_Seen(u, self.coordinate(u), best_theta, N, bent, max(1.0, abs(across))))
        return Peak(u, best_theta, N, across, best.vector, _DOUBLE, self._error(u, N, _DOUBLE))

    def _unit(self, _: float, __: float) -> float:
        """The length to measure turns in, near a point (u, θ)."""
        return 1.0

    def _across(self, _: Any, ratio: Any) -> Any:
        """d ln N/d(coordinate of u) from Re(w*v)/σ."""
        return ratio - 1

    def _parts(self, _: float, __: float) -> bool:
        """Whether a maximum at (u, θ) may have parted in two by symmetry."""
        return False

    def _axis(self, peak: Peak) -> arb | None:
        """The angle of a real point, for a peak of a real matrix next to it."""
        if not self._real or abs(float(mpmath.sin(peak.theta))) >= _ON_AXIS:
            return None
        return arb(0) if mpmath.cos(peak.theta) > 0 else arb.pi().mid()

    def rounding(self, u: float, N: float) -> float:
        """The relative error that double precision leaves in N(u). Guarantee: estimate."""
        return self._error(u, N, _DOUBLE)

    def _error(self, u: float, N: float, bits: int) -> float:
        """The relative error that rounding at ``bits`` bits leaves in σ = 1/N, about 8·2^−bits·‖I − ζB‖·‖(I − ζB)⁻¹‖.

        B is A, or its balanced form, by the ratio of the two norms at the last point seen.
        """
        size = max(0.0, log2(u) + self._log_size) + max(log2(self._gain), -1000.0)
        return float(2.0 ** min(4 - bits + size + (log2(N) if inf > N else 1024), 1000.0))

    def _polished(self, u: Any, start: Peak, bits: int) -> Peak:
        """The local maximum next to ``start`` at ``bits`` bits."""
        with working_precision(bits), mpmath.workprec(bits):
            point = _to_arb(mpmath.mpf(u))
            axis = self._axis(start)
            if axis is not None:
                return self._at(point, axis, bits)[0]
            theta = _to_arb(mpmath.mpf(start.theta))
            best, derivative = self._at(point, theta, bits)
            turn = arb(2) ** -(min(start.bits, bits) // 3) * self._unit(float(u), float(start.theta))
            for _ in range(_MOST_TURNS):
                theta = (theta + turn).mid()
                now, after = self._at(point, theta, bits)
                if now.N > best.N:
                    best = now
                curvature = ((after - derivative) / turn).mid()
                derivative = after
                if not curvature > 0 or (abs(derivative) * _to_arb(now.N)) ** 2 <= curvature * arb(2) ** -bits:
                    return best
                turn = (-derivative / curvature).mid()
            return best

    def _at(self, u: arb, theta: arb, bits: int) -> tuple[Peak, arb]:
        """The maximum as it would be at (u, θ), and d(σ²/2)/dθ there, at the working precision.

        σ² is nearly quadratic where σ is V-shaped, next to an eigenvalue.
        """
        v, N, inner = self._triple_in_balls(u, theta, bits)
        slope = self._across(_to_mpf(u), _to_mpf(inner.real * N))
        vector = [_to_mpc(v[i, 0]) for i in range(self.A.n)]
        error = self._error(float(u), float(N), bits)
        return Peak(_to_mpf(u), _to_mpf(theta), _to_mpf(N), slope, vector, bits, error), (inner.imag / N).mid()

    def _triple_in_balls(self, u: arb, theta: arb, bits: int) -> tuple[acb_mat, arb, acb]:
        """The right singular vector, 1/σ, and the number whose imaginary part is dσ/dθ, at the working precision."""
        B, turned = self._inverse(u, theta)
        v = _dominant(B * _adjoint(B), bits)
        w = (_adjoint(B) * v).mid()
        N = _length(w)
        inner = (_adjoint((w / N).mid()) * v)[0, 0].mid()
        return v, N, inner if turned == 1 else inner.conjugate()

    def _inverse(self, u: arb, theta: arb) -> tuple[acb_mat, int]:
        """(I − ζA)⁻¹ at u·e^{iθ}, and the sign of Im(w*v) in dσ/dθ."""
        zeta = acb(u * theta.cos(), u * theta.sin()).mid()
        inverse = (acb_mat(integer_identity(self.A.n)) - self._balls(self._held.B) * zeta).inv().mid()
        return self._carried(inverse, self._held), 1

    @staticmethod
    def _balls(B: ExactMatrix) -> acb_mat:
        return (acb_mat(B.re) if B.im is None else acb_mat(B.re) + acb_mat(B.im) * acb(0, 1)) / B.den

    @staticmethod
    def _carried(inverse: acb_mat, balanced: Balanced) -> acb_mat:
        """T·X·T⁻¹ for the inverse X of a matrix in balanced form."""
        if balanced.trivial:
            return inverse
        T, inverse_T = (acb_mat(power_diagonal([sign * k for k in balanced.exponents]).balls) for sign in (1, -1))
        return T * inverse * inverse_T


def _next_turn(derivative: float, curvature: float, turn: float, unit: float) -> float:
    """The secant step towards dσ/dθ = 0 where σ is convex, else twice the last step downhill; bounded either way."""
    most = _LARGEST_TURN * unit
    if curvature > 0:
        return float(np.clip(-derivative / curvature, -most, most))
    return float(-np.sign(derivative) * min(2 * abs(turn), most))


def _local_maxima(values: Array, *, wrap: bool) -> list[int]:
    """Indices whose value is at least both neighbours' (circular for ``wrap``, mirrored at the ends otherwise)."""
    left = np.roll(values, 1)
    right = np.roll(values, -1)
    if not wrap and len(values) > 1:
        left[0], right[-1] = values[1], values[-2]
    return [int(i) for i in np.flatnonzero((values >= left) & (values >= right))]


def _dominant(M: acb_mat, bits: int) -> acb_mat:
    """A unit vector of the dominant eigenspace of the positive semidefinite M, by repeated squaring."""
    n = M.nrows()
    for _ in range(_MOST_SQUARINGS):
        M = (M / M.trace().real).mid()
        square = (M * M).mid()
        # Tr M² = 1 exactly when the rescaled M is a projection of rank one
        if abs(float((square.trace().real - 1).mid())) < 2.0 ** -min(bits, 900):
            break
        M = square
    column = max(range(n), key=lambda j: float(M[j, j].real))
    v = acb_mat([[M[i, column]] for i in range(n)])
    return (v / _length(v)).mid()


def _length(v: acb_mat) -> arb:
    total = sum((v[i, 0].real ** 2 + v[i, 0].imag ** 2 for i in range(v.nrows())), arb(0))
    root: arb = total.sqrt()
    return root.mid()


def _adjoint(M: acb_mat) -> acb_mat:
    return M.conjugate().transpose()


def _to_arb(x: Any) -> arb:
    sign, mantissa, exponent, _ = x._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def _to_mpf(x: arb) -> Any:
    mantissa, exponent = x.mid().man_exp()
    return mpmath.mpf((int(mantissa), int(exponent)))


def _to_mpc(z: acb) -> Any:
    return mpmath.mpc(_to_mpf(z.real), _to_mpf(z.imag))
