"""ρ(A) < 1 from the first circle: its P − A*PA ⪰ I and P ≻ 0 (Stein)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.circle import Circle
from kreiss.numeric.positivity import Dominance, prove_semidefinite


@dataclass(frozen=True)
class Stable:
    """A proof that ρ(A) < 1: the ``circle`` u = 1 before it gives P − A*PA ≻ 0, and this shows P ≻ 0."""

    circle: Circle
    definite: Dominance | None

    def document(self) -> dict[str, Any]:
        """The step ``stable``, which speaks of the P of the circle u = 1."""
        proof = self.definite or prove_definite(self.circle)
        if proof is None:
            raise PrecisionExhausted("P ≻ 0 has no exact proof; ask for exact rigour")
        return {"reason": "stable", "definite": proof.document()}


def prove_definite(circle: Circle) -> Dominance | None:
    """The exact proof that the circle's P is ≻ 0, or None."""
    return prove_semidefinite(circle.P.embedded, circle.P.den, precision=circle.precision, strict=True)
