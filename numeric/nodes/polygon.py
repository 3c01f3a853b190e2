"""Where the nodes go: the shortest polygon between two convex curves.

Write m(u) = uN(u) and h(u) = κu/(1 − u), u = 1/|z|. K(A) ≤ κ says m ≤ h on (0, 1); both curves are convex (m by
Hadamard's three circles). Nodes (u_i, p_i) with p_i ≥ m(u_i) prove it when each chord between neighbours lies below h
and the last node satisfies p_N ≤ κ·u_N. So a certificate is a polygon whose vertices lie above m and whose edges lie
below h, and walking from u = 1 to the left along tangents of h, each followed until it is about to fall below m, uses
as few edges as any polygon can (the greedy minimum-link path between nested convex curves).

In the half-plane m(x) = M(x) and h(x) = κ/x (``half_plane.curves``), and the walk goes to the right.

How many: with relative gap ε and peak u*, h − m ≈ m(u*)·(ε + c·(u − u*)²/2). An edge may be as long as √(h − m)
allows, so edges grow in proportion to the distance from the peak: about 2·log(1/√ε)/log(ratio) nodes, a number that
grows like log(1/ε).
"""

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from math import inf
from typing import ClassVar, Self

import mpmath

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.sampled import KnownGrowth

_SHARE = 0.1  # of the room between m and h that a node keeps: more takes more nodes, less more bits
_LARGEST_ROOM = 0.03125  # over m: beyond, a proof gains nothing from more
_MOST_NODES = 2000  # a certificate with more is of no use
_MOST_STEPS = 60  # bisection to the last bit of a float, and a few
_MOST_BISECTIONS = 60  # likewise
_MOST_REFINEMENTS = 8  # the room found is seldom less than half of the room foreseen
_SHORTEST_DROP = (
    0.9  # an edge that comes down less than this to the floor is lengthened: closer to 1 takes more values of N
)
_AIM = 0.95  # between that and 1
_ROOM_FOR_FLOATS = 1e-8  # far above their rounding
_EDGE_FOR_FLOATS = 1e-10  # likewise
_SHORT = 2.0**-8  # of an edge: numbers of few bits make products of few bits, and short certificates
_SHORT_BOUND = 2.0**-6  # of a node's room
_LARGEST_FLOAT = 1e100  # leaves exponents for powers


@dataclass(frozen=True)
class Vertex:
    """A planned node: u, the value ν = p/weight(u) to be proved, and the estimated room ν/N(u) − 1."""

    u: Real
    nu: Real
    room: float


class Crossed(Exception):
    """m reaches above h at ``u``: κ is no upper bound of K."""

    def __init__(self, u: Real) -> None:
        super().__init__(f"the resolvent exceeds the bound at u = {u}")
        self.u = u


@dataclass(frozen=True)
class Curves(ABC):
    """Two convex curves, m(u) = weight(u)·N(u), estimated, below h(u), walked along from ``start``."""

    growth: KnownGrowth
    kappa: Real
    start: Real
    direction: ClassVar[int]
    """+1 for a walk to the right, −1 for one to the left."""

    @abstractmethod
    def h(self, u: Real) -> Real:
        """The bound's curve."""

    @abstractmethod
    def tangent(self, t: Real, u: Real) -> Real:
        """The tangent of h at t, evaluated at u."""

    @abstractmethod
    def touching_point(self, u: Real, p: Real) -> Real:
        """The t ahead of u such that the tangent of h at t passes through (u, p). Raises ``Crossed``."""

    @abstractmethod
    def tail(self, t: Real) -> Real:
        """The first u on the tangent at t, from t onwards, after which no node is needed."""

    @abstractmethod
    def ends(self, u: Real, nu: Real) -> bool:
        """Whether no node is needed after (u, ν)."""

    def weight(self, _: Real) -> Real:
        """m(u)/N(u)."""
        return 1

    def in_floats(self) -> Self:
        """The same curves for floats."""
        numbers = {f.name: float(getattr(self, f.name)) for f in fields(self) if f.name != "growth"}
        return replace(self, growth=self.growth.in_floats(), **numbers)

    def room(self, u: Real) -> Real:
        """The relative room between m and h that the model foresees."""
        return self.h(u) / (self.weight(u) * self.growth.model(u)) - 1

    def value(self, u: Real) -> Real:
        """N(u), as accurate as the room that the model foresees, or that is found, asks for. Raises ``Crossed``."""
        room = self.room(u)
        for _ in range(_MOST_REFINEMENTS):
            N = self.growth.value(u, room)
            found = self.h(u) / (self.weight(u) * N) - 1
            if found >= room / 2:
                break
            room = found
        if found <= 0:
            raise Crossed(u)
        return N

    def floor(self, u: Real, N: Real) -> Real:
        """The lowest height at which a node at u keeps its share of the room between m and h."""
        m = self.weight(u) * N
        return min(m + _SHARE * (self.h(u) - m), m * (1 + _LARGEST_ROOM))

    def drop(self, t: Real, u: Real, N: Real) -> Real:
        """How far the tangent at t has come down from h towards the floor at u: 0 at u = t, 1 on the floor."""
        h = self.h(u)
        room = h - self.floor(u, N)
        return (h - self.tangent(t, u)) / room if room > 0 else inf


class TooFine(Exception):
    """Floats cannot tell the curves, or two neighbouring vertices, apart."""


def polygon(curves: Curves) -> list[Vertex]:
    """The vertices from the start to the tail; numbers are mpmath's.

    Raises ``Crossed``, and ``PrecisionExhausted`` for too many.

    Floats do where the room and the edges are far above their rounding.
    """
    vertices = None
    if curves.kappa < _LARGEST_FLOAT and float(curves.start) == curves.start:
        floats = curves.in_floats()
        with suppress(TooFine, Crossed, ArithmeticError):  # N may leave the range of floats
            if all(floats.room(float(u)) > _ROOM_FOR_FLOATS for u in curves.growth.known):
                vertices = _walk(floats)
    return [Vertex(mpmath.mpf(v.u), mpmath.mpf(v.nu), v.room) for v in vertices or _walk(curves)]


def _walk(curves: Curves) -> list[Vertex]:
    """The vertices, in the arithmetic of the curves. Raises ``Crossed``, and ``TooFine`` for floats."""
    u = curves.start
    N = curves.value(u)
    nu = _shorter(curves.floor(u, N) / curves.weight(u), N)
    vertices = [Vertex(u, nu, float(nu / curves.growth.model(u) - 1))]
    while not curves.ends(u, nu):
        if len(vertices) >= _MOST_NODES:
            raise PrecisionExhausted(f"more than {_MOST_NODES} nodes would be needed; ask for a wider gap")
        t = curves.touching_point(u, nu * curves.weight(u))
        if not curves.direction * (t - u) > 0:  # the nodes have crowded together at the start: no room is left there
            raise Crossed(u)
        u, nu, N = _last_point(curves, t, abs(t - u))
        nu = _shorter(nu, N)
        vertices.append(Vertex(u, nu, float(nu / N - 1)))
        if isinstance(u, float) and (
            vertices[-1].room < _SHARE * _ROOM_FOR_FLOATS or abs(u - t) < _EDGE_FOR_FLOATS * u
        ):
            raise TooFine
    return vertices


def _last_point(curves: Curves, t: Real, guess: Real) -> tuple[Real, Real, Real]:
    """(u, ν, N(u)) where the tangent at t, followed onwards, comes down to the floor, or to the tail, before.

    ``guess`` is a first length to try: the edge's half before t.
    """
    tail = _onward(curves, t, abs(t - curves.tail(t)))
    if curves.drop(t, tail, curves.growth.model(tail)) <= 1:
        N = curves.value(tail)
        if curves.drop(t, tail, N) <= 1:
            return tail, curves.tangent(t, tail) / curves.weight(tail), N
    near, far = 0 * t, abs(t - tail)
    length = _foreseen(curves, t, near, far, guess)
    for _ in range(_MOST_STEPS):
        u = _onward(curves, t, length)
        N = curves.value(u)
        drop = curves.drop(t, u, N)
        if _SHORTEST_DROP <= drop <= 1:
            break
        near, far = (length, far) if drop < 1 else (near, length)
        length = _foreseen(curves, t, near, far, length)
    return u, curves.tangent(t, u) / curves.weight(u), N


def _onward(curves: Curves, t: Real, length: Real) -> Real:
    """A place of few bits at the distance ``length`` from t, or a little further."""
    if not length > 0:
        return t
    return curves.direction * -reals.rounded_down(-curves.direction * (t + curves.direction * length), length * _SHORT)


def _shorter(nu: Real, N: Real) -> Real:
    """A bound of few bits between N and ν, next to ν."""
    room = (nu - N) * _SHORT_BOUND
    return reals.rounded_down(nu, room) if room > 0 else nu


def _foreseen(curves: Curves, t: Real, near: Real, far: Real, guess: Real) -> Real:
    """The length in (near, far) at which the model's drop is about right, never an end.

    The tangent falls away from h quadratically, so that the length is corrected by the square root of the drop's ratio;
    a correction that leaves the bracket is replaced by bisection. Floats do where the room is far above their rounding.
    """
    if not isinstance(t, float) and curves.kappa < _LARGEST_FLOAT and curves.room(t) > _ROOM_FOR_FLOATS:
        with suppress(ArithmeticError):  # t may be too near to an end for floats
            return mpmath.mpf(_foreseen(curves.in_floats(), float(t), float(near), float(far), float(guess)))
    low, high = near, far
    length = guess if low < guess < high else (low + high) / 2 if low else high / 4
    for _ in range(_MOST_BISECTIONS):
        u = t + curves.direction * length
        drop = curves.drop(t, u, curves.growth.model(u))
        if _SHORTEST_DROP + 0.02 <= drop <= 0.98:
            return length
        low, high = (length, high) if drop < _AIM else (low, length)
        length = length * (_AIM / drop) ** 0.5 if 0 < drop < inf else low
        if not low < length < high:
            length = (low + high) / 2 if low else high / 4
    return (near + far) / 2 if near else far / 2
