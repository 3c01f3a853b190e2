"""Where the resolvent's norm is largest on a curve, estimated: maxima are followed from curve to curve.

N(u) = max over |ζ| = u of ‖(I − ζA)⁻¹‖ is the case of ``circles``, M(x) = max over Re z = x of ‖(zI − A)⁻¹‖ that of
``lines``, with x for u and Im z for θ. Everything here proposes; nothing here is a bound.
"""

from abc import abstractmethod
from dataclasses import dataclass, field, replace
from math import exp, inf, log

import numpy as np
from flint import acb_mat

from kreiss.numeric.arithmetic.balancing import Balanced
from kreiss.numeric.arithmetic.highprec import integer_identity, working_precision
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.polish import BITS, MOST_TURNS, Peak, Polish
from kreiss.numeric.resolvent.triples import LeastTriple, Triple

FINE, ROUGH = 1e-9, 1e-2  # tolerances of a maximum that is to be told from others, and of a first look
MOST_TRACKS = 4  # followed from one scan: more cost time, fewer overlook rivals
RIVAL = 0.3  # of the highest: what is worth following
_FINE_PEAK = 1e-8
_LARGEST_TURN = 0.25  # of the unit: a longer step leaves the maximum for another
_MOST_LEVELS = 12
_LEVEL_MARGIN = 1e-7  # above a maximum, where its level set is well conditioned
_SAME_ANGLE = 1e-4  # two tracks nearer than that are one
_MET = 1e-2  # two tracks nearer than that on one curve go on as one: rough values tell angles no better
_BEND = 0.5  # of the slope of ln N: by how much it may change on the way to the next curve. Less may miss a rival
_ROOM = 0.05  # of the slope times the distance of two curves, above their chord: less may miss a rival
_SAME_CURVE = 7e-4  # how near curves are as good as the same one
_ASIDE = 1e-2  # of the unit: a look beside what may be a minimum between two maxima
_STATIONARY = 1e-7
_SAME_PLACE = 1e-9  # curves nearer than that tell nothing about how angles change
_CLEARLY_LOWER = 0.9  # of the highest track: a lower rival is no peak. Closer to 1 is quicker, and may miss one
_LOWER = 0.98  # of the highest as foreseen: from here on peaks are sharpened. Closer to 1 sharpens fewer
_STILL = 1e-15  # of the gain: a smaller slope is rounding
_BITS_OF_THE_MISSED = 128  # of what floats miss: as many as they hold, after as many as they do
_UNKNOWN = 0.1  # an error that says nothing about which is highest


@dataclass(frozen=True)
class Seen:
    """A local maximum on the curve |ζ| = u with the coordinate ``place``: angle, height N, curvature of ln σ, slope of
    ln N over the coordinate, and where the iteration for its vector may begin.
    """

    u: float
    place: float
    theta: float
    N: float = inf
    curvature: float = 0.0
    slope: float = 0.0
    start: Array | None = field(default=None, repr=False, compare=False)

    @property
    def steepness(self) -> float:
        """How steep ln N is, at least 1."""
        return max(1.0, abs(self.slope))

    def tangent(self, place: float) -> float:
        """The tangent of ln N at a coordinate."""
        return log(self.N) + self.slope * (place - self.place)


@dataclass(frozen=True)
class Begun:
    """Where a track goes on: the triple at (u, θ) for a tolerance, after as many maxima as were seen."""

    u: float
    tolerance: float
    seen: int
    theta: float
    triple: Triple
    start: Array
    gain: float


class Track:
    """A local maximum followed from curve to curve."""

    def __init__(self, start: Seen) -> None:
        self.seen = [start]
        self.begun: Begun | None = None

    def expected(self, place: float) -> tuple[float, float]:
        """About ln N at a coordinate, by tangents below, and how high it may be. Guarantee: estimate.

        Above it is the chord between what was seen on both sides, as for a convex function, which the highest maximum
        is; the others may bend the other way, so that their slopes leave room. On one side only it may bend upwards,
        and be as high as what was seen.
        """
        known = [seen for seen in self.seen if 0 < seen.N < inf]
        left = max((seen for seen in known if seen.place <= place), key=lambda seen: seen.place, default=None)
        right = min((seen for seen in known if seen.place >= place), key=lambda seen: seen.place, default=None)
        lower = max((seen.tangent(place) for seen in (left, right) if seen), default=-inf)
        if left and right:
            width = right.place - left.place
            share = (place - left.place) / width if width > 0 else 0.0
            chord = (1 - share) * log(left.N) + share * log(right.N)
            return lower, max(lower, chord) + _ROOM * width * max(left.steepness, right.steepness)
        seen = left or right
        if seen is None:
            return lower, inf
        return lower, max(log(seen.N), lower + _BEND * seen.steepness * abs(place - seen.place))


class Resolvent(Polish):
    """The resolvent of one matrix on a family of curves, with its maxima followed from curve to curve."""

    def __init__(self, A: ExactMatrix, held: Balanced) -> None:
        super().__init__(A, held)
        self._triple = LeastTriple(held.B.approx, None if held.trivial else held.T)
        self._tracks: list[Track] = []

    def peak(self, u: Real, tolerance: float) -> Peak:
        """The maximum on |ζ| = u, to a relative error of about ``tolerance``, in as many bits as that takes.

        Raises ``PrecisionExhausted`` where an eigenvalue lies on the curve, or too near to be told from that.
        """
        peaks = [self._local(float(u), track, tolerance) for track in self._rivals(float(u), tolerance)]
        best = max(peaks, key=lambda peak: peak.N)
        if best.error > tolerance and self._complete():
            return self.peak(u, tolerance)
        if best.error <= tolerance:
            return self._refined(u, best, tolerance)
        # double precision cannot tell which of these is the highest
        close = [peak for peak in peaks if best.error >= _UNKNOWN or peak.N >= best.N * (1 - 2 * best.error)]
        return max((self._refined(u, peak, tolerance) for peak in close), key=lambda peak: peak.N)

    def peak_near(self, u: Real, theta: float, tolerance: float) -> Peak:
        """The local maximum on |ζ| = u next to the angle θ, which double precision need not see."""
        N = 1 / self._triple_at(float(u), theta, ROUGH).sigma
        return self._refined(u, Peak(u, theta, N, 0.0, np.empty(0), BITS, inf), tolerance)

    def _complete(self) -> bool:
        """Find what the Schur form in floats misses of the matrix; whether that is new."""
        schur = self._triple.schur
        if schur is None:
            return False
        with working_precision(_BITS_OF_THE_MISSED):
            Q, T = (acb_mat(X.tolist()) for X in schur)
            star = Q.conjugate().transpose()
            unit, form = star * Q - acb_mat(integer_identity(self.A.n)), star * self._balls(self._held.B) * Q - T
        self._triple.completed(*(np.array([[complex(x) for x in row] for row in X.tolist()]) for X in (unit, form)))
        return True

    @abstractmethod
    def coordinate(self, u: Real) -> Real:
        """The coordinate in which ln N is interpolated, and nearness measured."""

    @abstractmethod
    def scan(self, u: float) -> None:
        """Start following the highest local maxima on the curve u that a coarse look shows."""

    def look(self, _: float) -> bool:
        """Scan the curve u where no curve near by has been, if that is cheap; whether that was done."""
        return False

    @abstractmethod
    def _triple_at(self, u: float, theta: float, tolerance: float) -> Triple:
        """The least singular triple; the imaginary part of its ``inner`` is dσ/dθ."""

    @abstractmethod
    def _turned(self, u: float, theta: float, other: float) -> float:
        """How far apart two maxima of one curve are."""

    @abstractmethod
    def _between_levels(self, u: float, nu: float) -> Array:
        """A θ between any two neighbours at which the resolvent has the singular value ν."""

    def _parts(self, _: float, __: float) -> bool:
        """Whether a maximum at (u, θ) may have parted in two by symmetry."""
        return False

    def _nearest(self, track: Track, u: float) -> Seen:
        """The highest that the track saw on the nearest curve, or on any that is as good as that one.

        A track that strayed to a lower maximum finds back to the one it left.
        """
        place = self.coordinate(u)
        apart = [abs(seen.place - place) for seen in track.seen]
        reach = min(apart)
        pairs = zip(apart, track.seen, strict=True)
        close = [
            seen
            for distance, seen in pairs
            if distance <= reach or (distance <= _SAME_CURVE and distance * seen.steepness <= _SAME_CURVE)
        ]
        return close[0] if len(close) == 1 else max(close, key=lambda seen: seen.N if seen.N < inf else 0)

    def _N(self, u: float, theta: float) -> float:
        return 1 / self._triple_at(u, theta, ROUGH).sigma

    def _rivals(self, u: float, tolerance: float) -> list[Track]:
        """The tracks that may be highest on |ζ| = u: all but those seen clearly lower on a curve near by."""
        if len(self._tracks) == 1:
            return self._tracks
        rivals = self._not_clearly_lower(u)
        if len(rivals) == 1:
            return rivals
        rough = [self._foreseen(u, track, tolerance) for track in rivals]
        least = max(N for N, _ in rough) * _LOWER
        for track, (N, seen) in zip(rivals, rough, strict=True):
            if seen.N < least and N > 0:
                track.seen.append(seen)
        return [track for track, (_, seen) in zip(rivals, rough, strict=True) if seen.N >= least]

    def _not_clearly_lower(self, u: float) -> list[Track]:
        """The tracks that may be highest on |ζ| = u by what was seen on other curves."""
        expected = [track.expected(float(self.coordinate(u))) for track in self._tracks]
        highest = max(lower for lower, _ in expected) + log(_LOWER)
        return self._apart(
            u, [track for track, (_, upper) in zip(self._tracks, expected, strict=True) if upper >= highest]
        )

    def _apart(self, u: float, tracks: list[Track]) -> list[Track]:
        """The tracks without those that had met another one where both were last seen next to u."""
        kept: list[tuple[Track, Seen]] = []
        for track in tracks:
            seen = self._nearest(track, u)
            if not any(
                abs(seen.place - other.place) <= _SAME_PLACE and self._turned(seen.u, seen.theta, other.theta) <= _MET
                for _, other in kept
            ):
                kept.append((track, seen))
        return [track for track, _ in kept]

    def _foreseen(self, u: float, track: Track, tolerance: float) -> tuple[float, Seen]:
        """N(u) where the track goes on, and how high the maximum next to it may be.

        The parabola through it says exp(s²/2c), s the slope and c the curvature of ln σ; twice the exponent is allowed.
        """
        seen, begun = self._nearest(track, u), self._next(u, track, tolerance)
        triple = begun.triple
        slope = triple.inner.imag / triple.sigma
        most = -log(_CLEARLY_LOWER)
        N, across = 1 / triple.sigma, self._across(u, triple.inner.real / triple.sigma)
        higher = N * exp(min(slope * (slope / seen.curvature), most) if seen.curvature else most)
        place, slope = self.coordinate(u), float(across)
        return N, replace(seen, u=u, place=place, theta=begun.theta, N=higher, slope=slope, start=begun.start)

    def _next(self, u: float, track: Track, tolerance: float) -> Begun:
        """Where the track goes on at u, found once."""
        begun = track.begun
        if begun is None or (begun.u, begun.tolerance, begun.seen) != (u, tolerance, len(track.seen)):
            last = self._nearest(track, u)
            theta = self._continued(track, last, u)
            self._begin(last)
            triple = self._triple_at(u, theta, _of_triples(tolerance))
            begun = Begun(u, tolerance, len(track.seen), theta, triple, self._triple.start, self._gain)
            track.begun = begun
        self._triple.start, self._gain = begun.start, begun.gain
        return begun

    def followed_on(self, u: float) -> bool:
        """Whether a maximum has been followed to the curve |ζ| = u."""
        return any(seen.u == u for track in self._tracks for seen in track.seen)

    def follow(self, u: float, theta: float) -> None:
        """Start following the local maximum on |ζ| = u near the angle θ."""
        self._follow(u, theta)

    def confirm(self, u: float) -> bool:
        """Whether no angle on |ζ| = u beats the maxima that are followed; one that does is followed from now on."""
        known = float(self.peak(u, _FINE_PEAK).N)
        return self.highest(u) <= known * (1 + 10 * _LEVEL_MARGIN + self._seen_error(u, known))

    def highest(self, u: float) -> float:
        """The largest N(u) that a search over all angles finds; what it finds is followed from now on.

        The angles where the resolvent's norm takes a value ν are eigenvalues of a 2n×2n pencil (Byers; Boyd and
        Balakrishnan), so that between them lies every angle with a larger norm. Guarantee: estimate.
        """
        best = max(float(self._local(u, track, FINE).N) for track in self._not_clearly_lower(u))
        for _ in range(_MOST_LEVELS):
            middles = self._between_levels(u, best * (1 + _LEVEL_MARGIN))
            values = [self._N(u, theta) for theta in middles]
            if not values or max(values) <= best:
                break
            best = self._follow(u, float(middles[int(np.argmax(values))]))
        return best

    def _follow(self, u: float, theta: float, tolerance: float = FINE) -> float:
        """Follow the local maximum near θ, on the track that has it already if there is one; return its value."""
        track = Track(Seen(u, self.coordinate(u), theta))
        value = float(self._local(u, track, tolerance).N)
        found = track.seen[-1]
        for other in self._tracks:
            if self._turned(u, found.theta, self._nearest(other, u).theta) <= _SAME_ANGLE:
                other.seen.append(found)
                return value
        self._tracks.append(track)
        return value

    def _begin(self, seen: Seen) -> None:
        """Begin the next iteration for a vector with the one seen."""
        if seen.start is not None:
            self._triple.start = seen.start

    def _continued(self, track: Track, last: Seen, u: float) -> float:
        """The angle at u by the line through the last one and the next nearest, where they are near enough for it."""
        place = float(self.coordinate(u))
        others = [seen for seen in track.seen if abs(seen.place - last.place) > _SAME_PLACE]
        if not others or abs(place - last.place) <= _SAME_PLACE:
            return last.theta
        other = min(others, key=lambda seen: abs(seen.place - place))
        rate, distance = (other.theta - last.theta) / (other.place - last.place), place - last.place
        near = abs(distance) <= abs(other.place - last.place)
        return last.theta + rate * distance if near and abs(other.theta - last.theta) <= _ASIDE else last.theta

    def _local(self, u: float, track: Track, tolerance: float) -> Peak:
        """The local maximum that the track leads to, by Newton and secant steps on d(σ²/2)/dθ; the track moves."""

        def triple_at(theta: float) -> Triple:
            return self._triple_at(u, theta, _of_triples(tolerance))

        last, begun = self._nearest(track, u), self._next(u, track, tolerance)
        theta, triple, unit = begun.theta, begun.triple, self._unit(u, begun.theta)
        # about still: a maximum, or by symmetry a minimum between two that have parted
        if self._parts(u, theta) or abs(triple.inner.imag) <= max(_STATIONARY, _STILL * self._gain):
            aside_by = _ASIDE * unit
            aside = triple_at(theta + aside_by)
            if aside.sigma < triple.sigma:
                theta, triple = theta + aside_by, aside
        best, best_theta, size = triple, theta, triple.sigma
        tolerance = max(tolerance, min(self.rounding(u, 1 / size), ROUGH))
        # (σ/size)² is nearly quadratic where σ is V-shaped, near an eigenvalue; its half has this derivative
        slope = triple.inner.imag / size
        # near an eigenvalue σ²/2 keeps its curvature from curve to curve, far from one ln σ does: take the less
        curvature = last.curvature * min(1.0, 1 / last.N / size) ** 2
        turn = _next_turn(slope, curvature, 1e-3 * unit, unit)
        for _ in range(MOST_TURNS):
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
        track.seen.append(Seen(u, self.coordinate(u), best_theta, N, bent, float(across), self._triple.start))
        return Peak(u, best_theta, N, across, best.vector, BITS, self.rounding(u, N))


def _of_triples(tolerance: float) -> float:
    """The tolerance of triples next to a maximum that is to be found to another one."""
    return min(max(tolerance * 1e-4, 1e-15), ROUGH)


def _next_turn(derivative: float, curvature: float, turn: float, unit: float) -> float:
    """The secant step towards dσ/dθ = 0 where σ is convex, else twice the last step downhill; bounded either way."""
    most = _LARGEST_TURN * unit
    if curvature > 0:
        return float(min(max(-derivative / curvature, -most), most))
    return float(-np.sign(derivative) * min(2 * abs(turn), most))
