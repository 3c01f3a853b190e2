"""A matrix polynomial T with P = T(w)/(w + e) near the solution of the Riccati equation on all circles u = 1 − w.

An eigenvalue of modulus 1/(1 + e) gives the Riccati solution P a pole at w = −e, and T = (w + e)P is smooth beyond. T
interpolates the solutions for ν = (1 + ε)N(u) with one ε: those for ν = κ/w have a square root of the room in them,
which closes where κ is nearly reached, at w* (0 when κ is the limit of (1 − u)N(u)). There the inequality that T has to
satisfy is singular up to ε, so that T has to be right to first order.

A Riccati solution leaves its inequality no room in the directions that do not grow near the circle. Adding (w + e)τY,
where Y − F*YF = E for the part F of A away from the circle, leaves them τE, and changes nothing for the pairs x, y =
(I − ζA)x, where the inequality says ν²‖y‖² ≥ ‖x‖². Everything here proposes.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.disc.circle import riccati
from kreiss.numeric.nodes.riccati import doubling
from kreiss.numeric.nodes.segment import INNER_ROOM, Fineness, Height, fineness, limit, slopes
from kreiss.numeric.spectrum.nearby import Nearby
from kreiss.numeric.spectrum.peripheral import Peripheral

_SHORT = 12  # bits of the ends of parts, which enter every Bernstein coefficient


Rim = Peripheral | Nearby
"""The eigenvalues on the unit circle or next to it, at modulus 1/(1 + e)."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """(1 − u)N(u) ≤ κ next to u = 1, with the least room at w = ``tight``, which may be 0.

    ``height(w, tolerance)`` estimates N(1 − w), for w down to ``closest``. ``solutions`` are kept for other lengths.
    """

    A: ExactMatrix
    kappa: Fraction
    rim: Rim
    tight: Fraction
    height: Height
    closest: Fraction
    solutions: dict[tuple[Fraction, float, int, float], BallMatrix | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def room(self, w: Fraction, tolerance: float) -> float:
        """κ/(wN(1 − w)) − 1."""
        return float(self.kappa / (w * self.height(w, tolerance)) - 1)


@dataclass(frozen=True)
class Interpolant:
    """T for [0, w], as ``segment`` needs it."""

    wanted: Wanted
    w: Fraction
    fine: Fineness

    def coefficients(self) -> list[ExactMatrix] | None:
        """T_0, T_1, …, or None where a Riccati equation was not solved."""
        rim, bits = self.wanted.rim, self.fine.bits
        with highprec.working_precision(bits):
            start = self._start()
            T0 = None if start is None else rim.start(start, bits)
            following = None if T0 is None else self._slopes(highprec.balls(T0.re, T0.den))
            if T0 is None or following is None:
                return None
            coefficients = self._with_inner_room([highprec.balls(T0.re, T0.den), *following])
            T = [symmetric_midpoints(coefficient, bits) for coefficient in coefficients]
        return T if rim.e else [T0, *T[1:]]

    def ends(self) -> tuple[Fraction, ...]:
        """0 and w, and between them the ends of a short part where the room is least.

        On [a, b] the Bernstein coefficients of (w − w*)² are (a − w*)², (a − w*)(b − w*), (b − w*)²: the second is
        negative where w* lies inside, and has to be less than the room then.
        """
        t, epsilon = self.wanted.tight, self.fine.epsilon
        if not 0 < t < self.w / 2:
            return (Fraction(0), self.w)
        further = self.wanted.room(2 * t, epsilon / 128)
        d = t * Fraction(min(0.25, sqrt(epsilon / further) / 2)) if further > 0 else t / 4
        return (Fraction(0), _short(t - d), _short(t + d), self.w)

    def _start(self) -> BallMatrix | None:
        """T(0); for e = 0 the limit of w·P."""
        epsilon, near = self.fine.epsilon, self.fine.near
        if self.wanted.rim.e:
            return self._solution(Fraction(0), epsilon / 128)
        return limit(lambda w: self._solution(w, epsilon * float(near) / 128), near)

    def _slopes(self, T0: BallMatrix) -> list[BallMatrix] | None:
        """The coefficients of (T − T0)/w."""
        tight, close = self.wanted.tight, self._close()
        points = close + [w for w in (self.w / 2, self.w) if abs(w - tight) > tight / 8]
        accurate = float(self.fine.step / (tight or 1))
        return slopes(
            T0, points, lambda w: self._solution(w, self.fine.epsilon * (accurate if w in close else 1) / 128)
        )

    def _close(self) -> list[Fraction]:
        """Where T is to be right to first order: next to the place of least room, or half-way to the first point."""
        tight, step = self.wanted.tight, self.fine.step
        if not tight:
            return [step]
        return [tight - step, tight + step] if tight < self.w else [self.w / 4]

    def _solution(self, w: Fraction, tolerance: float) -> BallMatrix | None:
        """(w + e)P for the Riccati solution P with ν = (1 + ε)N(u), found once."""
        known, key = self.wanted.solutions, (w, self.fine.epsilon, self.fine.bits, tolerance)
        if key not in known:
            known[key] = self._solved(w, tolerance)
        return known[key]

    def _solved(self, w: Fraction, tolerance: float) -> BallMatrix | None:
        A, epsilon = self.wanted.A, self.fine.epsilon
        nu = self.wanted.height(w, tolerance) * (1 + Fraction(epsilon))
        slack = Fraction(min(2 * epsilon, 0.5) / 3)
        F = highprec.balls(A.embedded * (1 - w).numerator, A.den * (1 - w).denominator)
        P = riccati(F, nu * nu * (1 - slack), slack, doubling)
        return None if P is None else P * (w + self.wanted.rim.e)

    def _with_inner_room(self, T: list[BallMatrix]) -> list[BallMatrix]:
        """T with (w + e)·τ(w)·Y added, where τ is 1, or ε/w*² + (w − w*)² if κ has least room at w* > 0."""
        F, E = self.wanted.rim.inner()
        Y = doubling(F, F * Fraction(0), E * INNER_ROOM, self.fine.epsilon)
        if Y is None:
            return T
        t, e = self.wanted.tight, self.wanted.rim.e
        least = min(Fraction(1), Fraction(self.fine.epsilon) / (t * t)) if t else Fraction(1)
        tau = [least + t * t, -2 * t, Fraction(1 if t else 0)]
        added = [e * tau[0], tau[0] + e * tau[1], tau[1] + e * tau[2], tau[2]]
        padded = T + [F * Fraction(0)] * (len(added) - len(T))
        return [X + Y * a for X, a in zip(padded, added, strict=False)] + padded[len(added) :]


def interpolant(wanted: Wanted, w: Fraction) -> Interpolant | None:
    """The interpolant for [0, w], or None where κ has no room."""
    narrow = [wanted.tight] if 0 < wanted.tight < w else []
    places = (w / 2, w, *narrow, *([] if wanted.rim.e else [wanted.closest]))
    room = min(wanted.room(v, float(wanted.closest)) for v in places)
    return Interpolant(wanted, w, fineness(room, wanted.tight or w / (1 << 14))) if room > 0 else None


def _short(x: Fraction) -> Fraction:
    """x > 0 rounded to a few bits."""
    shift = _SHORT + x.denominator.bit_length() - x.numerator.bit_length()
    scale = Fraction(2) ** shift
    return round(x * scale) / scale
