"""Where the nodes go: the shortest polygon between two convex curves.

Write m(u) = uN(u) and h(u) = κu/(1 − u), u = 1/|z|. K(A) ≤ κ says m ≤ h on (0, 1); both curves are convex (m by
Hadamard's three circles). Nodes (u_i, p_i) with p_i ≥ m(u_i) prove it when each chord between neighbours lies below h
and the last node satisfies p_N ≤ κ·u_N. So a certificate is a polygon whose vertices lie above m and whose edges lie
below h, and walking from u = 1 to the left along tangents of h, each followed until it is about to fall below m, uses
as few edges as any polygon can (the greedy minimum-link path between nested convex curves).

How many: with relative gap ε and peak u*, h − m ≈ m(u*)·(ε + c·(u − u*)²/2). An edge may be as long as √(h − m)
allows, so edges grow in proportion to the distance from the peak: about 2·log(1/√ε)/log(ratio) nodes, a number that
grows like log(1/ε).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import mpmath

_SHARE = 0.25
_LARGEST_ROOM = 0.125
_MOST_NODES = 2000
_MOST_STEPS = 60
_MOST_BISECTIONS = 60
_MOST_REFINEMENTS = 8
_SHORTEST_DROP = 0.7


@dataclass(frozen=True)
class Vertex:
    """A planned node: u, the value ν = p/u to be proved, and the estimated room ν/N(u) − 1."""

    u: Any
    nu: Any
    room: float


class Crossed(Exception):
    """m reaches above h at ``u``: κ is no upper bound of K."""

    def __init__(self, u: Any) -> None:
        super().__init__(f"the resolvent exceeds the bound at u = {u}")
        self.u = u


class Growth(Protocol):
    """N(u) as the layout needs it."""

    def value(self, u: Any, room: Any) -> Any:
        """N(u), accurate enough for a relative room of about ``room`` between m and h."""

    def model(self, u: Any) -> Any:
        """N(u) interpolated between the values seen so far."""


@dataclass(frozen=True)
class Curves:
    """m(u) = uN(u), estimated, below h(u) = κu/(1 − u)."""

    growth: Growth
    kappa: Any

    def h(self, u: Any) -> Any:
        """The bound's curve."""
        return self.kappa * u / (1 - u)

    def value(self, u: Any) -> Any:
        """N(u), as accurate as the room that the model foresees, or that is found, asks for. Raises ``Crossed``."""
        room = self.h(u) / (u * self.growth.model(u)) - 1
        for _ in range(_MOST_REFINEMENTS):
            N = self.growth.value(u, room)
            found = self.h(u) / (u * N) - 1
            if found >= room / 2:
                break
            room = found
        if found <= 0:
            raise Crossed(u)
        return N

    def floor(self, u: Any, N: Any) -> Any:
        """The lowest height at which a node at u keeps its share of the room between m = uN and h."""
        m = u * N
        return min(m + _SHARE * (self.h(u) - m), m * (1 + _LARGEST_ROOM))

    def tangent(self, t: Any, u: Any) -> Any:
        """The tangent of h at t, evaluated at u."""
        return self.kappa * (u - t * t) / (1 - t) ** 2

    def touching_point(self, u: Any, p: Any) -> Any:
        """t < u such that the tangent of h at t passes through (u, p); requires κu < p < h(u)."""
        discriminant = self.kappa * (self.kappa * u - p * (1 - u))
        if discriminant <= 0:
            raise Crossed(u)
        return (p - self.kappa * u) / (p + mpmath.sqrt(discriminant))

    def drop(self, t: Any, u: Any, N: Any) -> Any:
        """How far the tangent at t has come down from h towards the floor at u: 0 at u = t, 1 on the floor."""
        h = self.h(u)
        room = h - self.floor(u, N)
        return (h - self.tangent(t, u)) / room if room > 0 else mpmath.inf


def polygon(growth: Growth, kappa: Any, top: Any = 1) -> list[Vertex]:
    """The vertices from u = ``top`` down to the tail; numbers are mpmath's. Raises ``Crossed``."""
    curves = Curves(growth, kappa)
    u = mpmath.mpf(top)
    if u == 1:
        nu = growth.value(u, mpmath.mpf(_LARGEST_ROOM)) * (1 + _LARGEST_ROOM)
    else:
        N = curves.value(u)
        nu = curves.floor(u, N) / u
    vertices = [Vertex(u, nu, float(nu / growth.model(u) - 1))]
    while nu > kappa:
        if len(vertices) >= _MOST_NODES:
            raise Crossed(u)
        t = curves.touching_point(u, nu * u)
        if not t < u:  # the nodes have crowded together at |z| = 1: no room is left there
            raise Crossed(u)
        u, nu, N = _last_point(curves, t)
        vertices.append(Vertex(u, nu, float(nu / N - 1)))
    return vertices


def _last_point(curves: Curves, t: Any) -> tuple[Any, Any, Any]:
    """(u, ν, N(u)) where the tangent at t, followed left, comes down to the floor, or to ν = κ, the tail, before."""
    tail = t / (2 - t)
    if curves.drop(t, tail, curves.growth.model(tail)) <= 1:
        N = curves.value(tail)
        if curves.drop(t, tail, N) <= 1:
            return tail, curves.kappa, N
    near, far = mpmath.mpf(0), t - tail
    length = _foreseen(curves, t, near, far)
    for _ in range(_MOST_STEPS):
        u = t - length
        N = curves.value(u)
        drop = curves.drop(t, u, N)
        if _SHORTEST_DROP <= drop <= 1:
            break
        near, far = (length, far) if drop < 1 else (near, length)
        length = _foreseen(curves, t, near, far)
    return u, curves.tangent(t, u) / u, N


def _foreseen(curves: Curves, t: Any, near: Any, far: Any) -> Any:
    """The length in (near, far) at which the model's drop is about right, by bisection; never at an end."""
    low, high = near, far
    for _ in range(_MOST_BISECTIONS):
        middle = (low + high) / 2 if low else high / 4
        drop = curves.drop(t, t - middle, curves.growth.model(t - middle))
        if _SHORTEST_DROP + 0.1 <= drop <= 0.95:
            return middle
        low, high = (middle, high) if drop < 0.9 else (low, middle)
    return (near + far) / 2 if near else far / 2
