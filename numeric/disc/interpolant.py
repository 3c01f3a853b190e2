"""A matrix polynomial T with P = T(w)/(w + e) near the solution of the Riccati equation on all circles u = 1 − w.

An eigenvalue of modulus 1/(1 + e) gives the Riccati solution P a pole at w = −e, and T = (w + e)P is smooth beyond. T
interpolates the solutions for ν = (1 + ε)N(u) with one ε: those for ν = κ/w have a square root of the room in them,
which closes where κ is nearly reached, at w* (0 when κ is the limit of (1 − u)N(u)). There the inequality that T has to
satisfy is singular up to ε, so that T has to be right to first order.

A Riccati solution leaves its inequality no room in the directions that do not grow near the circle. Adding (w + e)τY,
where Y − F*YF = E for the part F of A away from the circle, leaves them τE, and changes nothing for the pairs x, y =
(I − ζA)x, where the inequality says ν²‖y‖² ≥ ‖x‖². Everything here proposes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, log2, sqrt
from typing import Protocol

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.disc.circle import riccati
from kreiss.numeric.nodes.riccati import doubling
from kreiss.numeric.semidefinite.bernstein import interpolated

_LARGEST_EPSILON = 0.25
_INNER_ROOM = Fraction(1, 10)
_GUARD = 64
_SHORT = 12


class Rim(Protocol):
    """The eigenvalues on the unit circle or next to it, at modulus 1/(1 + e)."""

    @property
    def e(self) -> Fraction:
        """(1 − ρ)/ρ."""

    @property
    def angles(self) -> tuple[float, ...]:
        """The arguments of 1/λ, where they are on the circle."""

    def start(self, target: BallMatrix, bits: int) -> ExactMatrix | None:
        """A T(0) near ``target`` that e allows."""

    def inner(self) -> tuple[BallMatrix, BallMatrix]:
        """(F, E): the part of A away from these eigenvalues, and Π'*Π' for the projector Π' on it."""


class Interpolant:
    """T for [0, w], as ``segment`` needs it: ``height(w, tolerance)`` estimates N(1 − w), for w down to ``closest``."""

    def __init__(
        self,
        A: ExactMatrix,
        kappa: Fraction,
        rim: Rim,
        tight: Fraction,
        w: Fraction,
        height: Callable[[Fraction, float], Fraction],
        closest: Fraction,
    ) -> None:
        self.A, self.kappa, self.rim, self.tight, self.w, self._height = A, kappa, rim, tight, w, height
        self._points = [w / 2, w]
        narrow = [tight] if 0 < tight < w else []
        room = min(self._room(v, float(closest)) for v in (*self._points, *narrow, *([] if rim.e else [closest])))
        self._epsilon = min(room / 2, _LARGEST_EPSILON)
        if room > 0:
            digits = ceil(-log2(self._epsilon))
            self._near = Fraction(1, 1 << (20 + digits // 2))
            self._step = (tight or w / (1 << 14)) / (1 << (6 + digits // 2))
            self.bits = _GUARD + 2 * (digits + ceil(-log2(min(self._step, self._near))))

    def coefficients(self) -> list[ExactMatrix] | None:
        """T_0, T_1, …, or None where κ has no room or a Riccati equation was not solved."""
        if self._epsilon <= 0:
            return None
        with highprec.working_precision(self.bits):
            start = self._start()
            T0 = None if start is None else self.rim.start(start, self.bits)
            slopes = None if T0 is None else self._slopes(highprec.balls(T0.re, T0.den))
            if T0 is None or slopes is None:
                return None
            coefficients = self._with_inner_room([highprec.balls(T0.re, T0.den), *slopes])
            T = [symmetric_midpoints(coefficient, self.bits) for coefficient in coefficients]
        return T if self.rim.e else [T0, *T[1:]]

    def ends(self) -> tuple[Fraction, ...]:
        """0 and w, and between them the ends of a short part where the room is least.

        On [a, b] the Bernstein coefficients of (w − w*)² are (a − w*)², (a − w*)(b − w*), (b − w*)²: the second is
        negative where w* lies inside, and has to be less than the room then.
        """
        t = self.tight
        if not 0 < t < self.w / 2:
            return (Fraction(0), self.w)
        further = self._room(2 * t, self._epsilon / 128)
        d = t * Fraction(min(0.25, sqrt(self._epsilon / further) / 2)) if further > 0 else t / 4
        return (Fraction(0), _short(t - d), _short(t + d), self.w)

    def _room(self, w: Fraction, tolerance: float) -> float:
        """κ/(wN(1 − w)) − 1."""
        return float(self.kappa / (w * self._height(w, tolerance)) - 1)

    def _start(self) -> BallMatrix | None:
        """T(0); for e = 0 the limit of w·P."""
        if self.rim.e:
            return self._solution(Fraction(0), self._epsilon / 128)
        near, far = (self._solution(w, self._epsilon * float(self._near) / 128) for w in (self._near, 2 * self._near))
        return None if near is None or far is None else near * 2 - far

    def _slopes(self, T0: BallMatrix) -> list[BallMatrix] | None:
        """The coefficients of (T − T0)/w."""
        close = self._close()
        points = close + [w for w in self._points if abs(w - self.tight) > self.tight / 8]
        accurate = self._epsilon * float(self._step / (self.tight or 1)) / 128
        slopes = []
        for w in points:
            T = self._solution(w, accurate if w in close else self._epsilon / 128)
            if T is None:
                return None
            slopes.append((T - T0) / w)
        return interpolated(points, slopes)

    def _close(self) -> list[Fraction]:
        """Where T is to be right to first order: next to the place of least room, or half-way to the first point."""
        if not self.tight:
            return [self._step]
        return [self.tight - self._step, self.tight + self._step] if self.tight < self.w else [self.w / 4]

    def _solution(self, w: Fraction, tolerance: float) -> BallMatrix | None:
        """(w + e)P for the Riccati solution P with ν = (1 + ε)N(u)."""
        nu = self._height(w, tolerance) * (1 + Fraction(self._epsilon))
        slack = Fraction(min(2 * self._epsilon, 0.5) / 3)
        F = highprec.balls(self.A.embedded * (1 - w).numerator, self.A.den * (1 - w).denominator)
        P = riccati(F, nu * nu * (1 - slack), slack, doubling)
        return None if P is None else P * (w + self.rim.e)

    def _with_inner_room(self, T: list[BallMatrix]) -> list[BallMatrix]:
        """T with (w + e)·τ(w)·Y added, where τ is 1, or ε/w*² + (w − w*)² if κ has least room at w* > 0."""
        F, E = self.rim.inner()
        Y = doubling(F, F * Fraction(0), E * _INNER_ROOM, self._epsilon)
        if Y is None:
            return T
        t, e = self.tight, self.rim.e
        least = min(Fraction(1), Fraction(self._epsilon) / (t * t)) if t else Fraction(1)
        tau = [least + t * t, -2 * t, Fraction(1 if t else 0)]
        added = [e * tau[0], tau[0] + e * tau[1], tau[1] + e * tau[2], tau[2]]
        padded = T + [F * Fraction(0)] * (len(added) - len(T))
        return [X + Y * a for X, a in zip(padded, added, strict=False)] + padded[len(added) :]


def _short(x: Fraction) -> Fraction:
    """x > 0 rounded to a few bits."""
    shift = _SHORT + x.denominator.bit_length() - x.numerator.bit_length()
    scale = Fraction(2) ** shift
    return round(x * scale) / scale
