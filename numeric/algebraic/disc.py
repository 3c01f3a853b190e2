"""One circle for all larger ones in z: the step ``disc``, N(u') ≤ κ for 0 < u' ≤ u, and so (1 − u')N(u') ≤ κ."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from kreiss.numeric.algebraic.piece import Wanted
from kreiss.numeric.disc.circle import Circle, prove_circle
from kreiss.numeric.nodes.node import Stable, prove_stable

_LEAST_ROOM = 1e-3  # of κ over N(u): less takes more bits than a segment


@dataclass(frozen=True)
class Disc:
    """A circle with N(u) ≤ ν, and the proof that its P is ≻ 0."""

    circle: Circle
    stable: Stable

    @property
    def precision(self) -> int:
        """The bits that it took."""
        return self.circle.precision

    def document(self) -> dict[str, Any]:
        """The step ``disc``, in which every proof is a factor, or elimination."""
        circle = replace(self.circle, slack=0.0)
        stable = replace(self.stable, node=circle).document()
        return {**circle.document(), "reason": "disc", "definite": stable["definite"]}


def prove_disc(wanted: Wanted, v: Fraction) -> Disc | None:
    """A proof that N ≤ κ on (0, 1 − v], or None where double precision finds none. Guarantee: exact."""
    room = float(wanted.kappa / wanted.height(v, _LEAST_ROOM / 10)) - 1
    if v >= 1 or room < _LEAST_ROOM:
        return None
    circle = prove_circle(wanted.A, 1 - v, wanted.kappa, room)
    stable = None if circle is None else prove_stable(circle)
    return None if circle is None or stable is None else Disc(circle, stable)
