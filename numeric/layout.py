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

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath

from kreiss.errors import PrecisionExhausted

_SHARE = 0.25
_LARGEST_ROOM = 0.125
_MOST_NODES = 2000
_MOST_STEPS = 200


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


@dataclass(frozen=True)
class Curves:
    """m(u) = uN(u), estimated, below h(u) = κu/(1 − u)."""

    N: Callable[[Any], Any]
    kappa: Any

    def h(self, u: Any) -> Any:
        """The bound's curve."""
        return self.kappa * u / (1 - u)

    def floor(self, u: Any) -> Any:
        """The lowest height at which a node at u < 1 keeps its share of the room between m and h."""
        m, h = u * self.N(u), self.h(u)
        if m >= h:
            raise Crossed(u)
        return min(m + _SHARE * (h - m), m * (1 + _LARGEST_ROOM))

    def tangent(self, t: Any, u: Any) -> Any:
        """The tangent of h at t, evaluated at u."""
        return self.kappa * (u - t * t) / (1 - t) ** 2

    def touching_point(self, u: Any, p: Any) -> Any:
        """t < u such that the tangent of h at t passes through (u, p); requires κu < p < h(u)."""
        discriminant = self.kappa * (self.kappa * u - p * (1 - u))
        if discriminant <= 0:
            raise Crossed(u)
        return (p - self.kappa * u) / (p + mpmath.sqrt(discriminant))


def polygon(N: Callable[[Any], Any], kappa: Any) -> list[Vertex]:
    """The vertices from u = 1 down to the tail, for estimates N(u); numbers are mpmath's. Raises ``Crossed``."""
    curves = Curves(N, kappa)
    u = mpmath.mpf(1)
    nu = N(u) * (1 + _LARGEST_ROOM)
    vertices = [Vertex(u, nu, _LARGEST_ROOM)]
    while nu > kappa:
        if len(vertices) >= _MOST_NODES:
            raise Crossed(u)
        t = curves.touching_point(u, nu * u)
        u, nu = _last_point(curves, t, u)
        vertices.append(Vertex(u, nu, float(nu / N(u) - 1)))
    return vertices


def _last_point(curves: Curves, t: Any, start: Any) -> tuple[Any, Any]:
    """(u, ν) where the tangent at t, followed to the left, comes down to the floor, or to ν = κ, the tail, before."""
    tail = t / (2 - t)
    if tail >= 1:
        raise PrecisionExhausted("the nodes crowd at |z| = 1: the spectral radius is 1 to working precision")
    if curves.kappa * tail >= curves.floor(tail):
        return tail, curves.kappa
    near, far = mpmath.mpf(0), t - tail
    length = min(start - t, far / 2)
    for _ in range(_MOST_STEPS):
        u = t - length
        drop = (curves.h(u) - curves.tangent(t, u)) / (curves.h(u) - curves.floor(u))
        if 0.8 <= drop <= 1.0:
            break
        near, far = (length, far) if drop < 1 else (near, length)
        # h falls away from its tangent quadratically
        length *= mpmath.sqrt(0.9 / drop)
        if not near < length < far:
            length = mpmath.sqrt(near * far) if near else far / 2
    return u, curves.tangent(t, u) / u
