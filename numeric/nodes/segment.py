"""A segment: one matrix polynomial bounds the resolvent on all curves next to the boundary, where nodes would crowd.

What the disc's segment and the half-plane's share: the step, and how closely a polynomial T has to follow the Riccati
solutions that it interpolates, with T(0) the limit at the boundary and (T − T(0))/w through values further on.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log2
from typing import Any

from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.semidefinite.bernstein import Proofs, documents, interpolated

Height = Callable[[Fraction, float], Fraction]
"""(w, tolerance) ↦ the resolvent's maximum on the curve at the distance w from the boundary, estimated."""
Solution = Callable[[Fraction], BallMatrix | None]
"""w ↦ T(w), or None where the Riccati equation was not solved."""

SHORTEST = Fraction(1, 1 << 20)  # shorter segments are not tried: nodes reach as near
INNER_ROOM = Fraction(1, 10)  # what directions that do not grow near the boundary get, against higher coefficients of T
_LARGEST_EPSILON = 0.25  # more room asks for no less precision
_GUARD = 64  # bits beyond those that the differences of solutions lose


@dataclass(frozen=True, kw_only=True)
class Segment(ABC):
    """A proof that the ratio is at most κ from the boundary to the last of the ``ends`` 0 < w_1 < … < w_m of its parts:
    the coefficients of T, and for each part a proof for each Bernstein coefficient of its inequality.
    """

    kappa: Fraction
    ends: tuple[Fraction, ...]
    T: tuple[ExactMatrix, ...]
    proofs: tuple[Proofs, ...]
    precision: int

    @abstractmethod
    def _place(self) -> dict[str, Any]:
        """The fields that say where the segment is."""

    def document(self) -> dict[str, Any]:
        """The step ``segment``, in the real embedding."""
        return {
            "reason": "segment",
            "kappa": str(self.kappa),
            **self._place(),
            "T": [T.document() for T in self.T],
            "semidefinite": documents(self.proofs),
        }


@dataclass(frozen=True)
class Fineness:
    """For solutions with the room ε > 0: the distances from which slopes and the limit at 0 are taken, and the bits."""

    epsilon: float
    step: Fraction
    near: Fraction
    bits: int


def fineness(room: float, length: Fraction) -> Fineness:
    """How fine an interpolation over ``length`` has to be where κ leaves the relative ``room`` > 0."""
    epsilon = min(room / 2, _LARGEST_EPSILON)
    digits = ceil(-log2(epsilon))
    step, near = length / (1 << (6 + digits // 2)), Fraction(1, 1 << (20 + digits // 2))
    return Fineness(epsilon, step, near, _GUARD + 2 * (digits + ceil(-log2(min(step, near)))))


def limit(solution: Solution, near: Fraction) -> BallMatrix | None:
    """About T(0), from T at the distance ``near`` and twice that."""
    close, far = solution(near), solution(2 * near)
    return None if close is None or far is None else close * 2 - far


def slopes(T0: BallMatrix, points: Sequence[Fraction], solution: Solution) -> list[BallMatrix] | None:
    """The coefficients of (T − T(0))/w, through the values at the points."""
    values = []
    for w in points:
        T = solution(w)
        if T is None:
            return None
        values.append((T - T0) / w)
    return interpolated(points, values)
