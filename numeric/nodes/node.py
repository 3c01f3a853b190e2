"""ρ(A) < 1 from the first circle: its P − A*PA ⪰ I and P ≻ 0 (Stein).

Re λ < 0 from the first line likewise: its −A*P − PA ⪰ I and P ≻ 0 (Lyapunov).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.semidefinite.positivity import Dominance, prove_semidefinite

_FACTORS = (1, 2, 4, 8)
"""P is worse conditioned than the matrix that its node proves to be ⪰ 0: it may take more bits."""


class Node(Protocol):
    """A circle or a line on which a Hermitian P bounds the resolvent."""

    @property
    def P(self) -> ExactMatrix:
        """The matrix that proves the bound."""

    @property
    def precision(self) -> int:
        """The bits it took."""

    @property
    def rigor(self) -> str:
        """How the bound is known."""

    def document(self) -> dict[str, Any]:
        """The step of a certificate."""


@dataclass(frozen=True)
class Stable:
    """A proof that ρ(A) < 1/u: the ``node`` |z| = 1/u before it gives P − u²A*PA ≻ 0, and this shows P ≻ 0.

    For a node Re z = 0 it proves Re λ < 0, since −A*P − PA ≻ 0.
    """

    node: Node
    definite: Dominance | None

    def document(self) -> dict[str, Any]:
        """The step ``stable``, which speaks of the P of that node."""
        proof = self.definite or prove_definite(self.node)
        if proof is None:
            raise PrecisionExhausted("P ≻ 0 has no exact proof; ask for exact rigour")
        return {"reason": "stable", "definite": proof.document()}


def prove_definite(node: Node) -> Dominance | None:
    """The exact proof that the node's P is ≻ 0, or None."""
    for factor in _FACTORS:
        found = prove_semidefinite(node.P.embedded, node.P.den, precision=node.precision * factor, strict=True)
        if found is not None:
            return found
    return None
