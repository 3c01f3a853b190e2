"""A point of a curve where σ_min(zI − A) is small, found at the resolvent's highest maximum, and the node above it.

The curve is a circle about 0 (``resolvent_norm``) or a vertical line (``lines``): each moves its matrix so that the
curve is the unit circle, or the imaginary axis.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log
from typing import Any, Generic, Self, TypeVar

import mpmath

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import reals
from kreiss.numeric.arithmetic.matrices import ExactMatrix, real_number
from kreiss.numeric.arithmetic.scales import log2, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure
from kreiss.numeric.enclosures.options import UPPER_SHARE, Options
from kreiss.numeric.nodes.node import Node, Stable, prove_stable
from kreiss.numeric.resolvent.curves import Resolvent
from kreiss.numeric.resolvent.polish import Peak
from kreiss.numeric.semidefinite.positivity import DOUBLE

_MOST_PRECISION = 128 * DOUBLE
_MOST_SEARCHES = 5  # each aims at a higher peak than the last: what they miss is out of reach
_CONFIRMABLE = 1e10  # of ‖R‖: above it, next to an eigenvalue, floats cannot tell whether another place is higher
_GAP_FOR_FLOATS = Fraction(1, 10**9)  # down to it floats find the peak; below, numbers of more digits do
_LOWER_SHARE = Fraction(1, 8)  # of the gap, for the point of the lower end: nearly free to reach
Curve = TypeVar("Curve", bound=Node)
"""A circle or a line."""


@dataclass(frozen=True)
class Point:
    """A proof that σ_min(zI − A) ≤ ``sigma``: the Gaussian-rational z and the vector v = re + i·im of integers."""

    z: tuple[Fraction, Fraction]
    sigma: Fraction
    re: list[int]
    im: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``point``."""
        z = {"re": str(self.z[0]), "im": str(self.z[1])}
        return {"reason": "point", "z": z, "sigma": str(self.sigma), "v": {"re": self.re, "im": self.im}}


Steps = tuple[Point, Node] | tuple[Point, Node, Stable]
"""What proves the lower end, what the upper, and that no eigenvalue lies beyond the curve."""


@dataclass(frozen=True, repr=False, kw_only=True)
class AtPoint(Enclosure):
    """An enclosure by a point of a curve, near ``argmax``, and a node on the curve."""

    argmax: complex

    @classmethod
    def of(cls, A: ExactMatrix, ends: tuple[Fraction, Fraction], steps: Steps, began: float, **parameters: str) -> Self:
        """The enclosure that the steps prove between these ends, in the time since ``began``."""
        point, node, *_ = steps
        argmax = complex(float(point.z[0]), float(point.z[1]))
        known = {"parameters": parameters, "precision": node.precision, "rigor": node.rigor, "argmax": argmax}
        return cls.proved(A, ends, steps, began, **known)


class OnCurve(ABC, Generic[Curve]):
    """A matrix moved to ``curve``, the unit circle or the imaginary axis, with its resolvent's maxima there.

    ``place`` is the curve of the matrix itself, called ``symbol``; its σ_min is ``scale`` times that in ``resolvent``,
    and a node's bound is ``unit`` times one on its own resolvent.
    """

    symbol: str
    curve: float
    place: Fraction
    resolvent: Resolvent
    scale: Fraction
    unit = Fraction(1)

    @abstractmethod
    def prove(self, bound: Fraction, room: float, precision: int, asked: Options) -> Curve | None:
        """The node with this bound, or None where this precision proves none."""

    @abstractmethod
    def _proved(self, peak: Peak, bits: int) -> Point:
        """σ_min(zI − A) ≤ σ at a rational point of the curve next to the peak. Guarantee: exact."""

    def missed(self, _: Peak, __: Fraction) -> bool:
        """Whether another look all along the curve finds a higher maximum than the peak."""
        return False

    def point(self, gap: Fraction) -> tuple[Point, Peak]:
        """The point of the curve at the highest maximum followed, proved to a relative ``gap``, and that maximum."""
        bits = 64 + 2 * max(0, -log2(gap))
        tolerance, u = float(gap) / 8, self.curve if gap >= _GAP_FOR_FLOATS else mpmath.mpf(self.curve)
        with mpmath.workprec(bits):
            for more in range(_MOST_SEARCHES):
                finer = tolerance / 2.0 ** (20 * more)
                peak = self.resolvent.with_vector(self.resolvent.peak(u, finer), finer)
                # rounding v changes (zI − A)v by up to ‖A‖·2^−bits, which has to be far below 1/N
                fine = bits // 2 + bits * more + _size(peak.N) + max(0, ceil(self.resolvent.log_norm))
                with mpmath.workprec(fine + 64):
                    point = self._proved(peak, fine)
                if point.sigma / self.scale * real_number(peak.N) <= 1 + gap:
                    break
        return point, peak

    def nearest(self, gap: Fraction) -> Point:
        """The point of the curve with the least σ_min, proved to a relative ``gap`` of what the search found."""
        for _ in range(_MOST_SEARCHES):
            point, peak = self.point(gap)
            if confirmed(self.resolvent, peak):
                break
        return point

    def best(self, bound: Fraction, room: float, asked: Options) -> Curve | None:
        """The node with this bound at the lowest of the precisions 53, 106, 212, … that proves one."""
        precision = DOUBLE
        while precision <= _MOST_PRECISION:
            node = self.prove(bound, room, precision, asked)
            if node is not None:
                return node
            precision *= 2
        return None

    def enclosed(self, asked: Options) -> tuple[Point, Curve]:
        """The point that proves the lower end of ‖R‖ on the curve, and the node that proves the upper."""
        room = asked.gap * UPPER_SHARE
        for _ in range(_MOST_SEARCHES):
            asked.checkpoint()
            point, peak = self.point(asked.gap * _LOWER_SHARE)
            bound = rounded_up((1 + room) * self.unit / point.sigma, asked.gap)
            node = self.prove(bound, float(room), DOUBLE, asked)
            if node is None and confirmed(self.resolvent, peak) and not self.missed(peak, asked.gap):
                node = self.best(bound, float(room), asked)
                if node is None:
                    break
            if node is not None:
                return point, node
        raise PrecisionExhausted(
            f"M({float(self.place):.6g}) is at least {float(1 / point.sigma):.6g}, but no upper bound next to that was "
            f"certified with {_MOST_PRECISION} bits; a larger {self.symbol} takes fewer",
            1 / point.sigma,
        )


def confirmed(resolvent: Resolvent, peak: Peak) -> bool:
    """Whether no place beats the peak, as far as double precision can tell: next to an eigenvalue it cannot."""
    return bool(peak.N > _CONFIRMABLE) or resolvent.confirm(float(peak.u))


def proved_stable(node: Node) -> Stable:
    """The proof that the node's P is ≻ 0; raises ``PrecisionExhausted``, as where the spectrum reaches the curve."""
    proof = prove_stable(node)
    if proof is None:
        where = node.where(node.place)
        raise PrecisionExhausted(f"all eigenvalues were not proved to lie on the stable side of {where}")
    return proof


def _size(N: reals.Real) -> int:
    return max(0, ceil(float(reals.log(N)) / log(2)))
