"""The Kreiss matrix theorem for one matrix: K(A) ≤ sup ‖Aᵗ‖ ≤ e·n·K(A), all three enclosed.

Sources: H.-O. Kreiss, BIT 2, 1962; M. N. Spijker, BIT 31, 1991, for the constant e·n; Trefethen & Embree, ch. 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kreiss.deadlines import Deadline
from kreiss.numeric.disc.kreiss import certify_kreiss
from kreiss.numeric.enclosures.kreiss import KreissEnclosure
from kreiss.numeric.enclosures.options import deadline
from kreiss.numeric.powers.supremum import PowersSupremum, certify_sup_powers

_E = Fraction(2_718_281_828_459_045_236, 10**18)
"""Slightly above e."""


@dataclass(frozen=True)
class MatrixTheorem:
    """K(A) and sup ‖Aᵗ‖, each with its certificate, and a number ``ceiling`` ≥ e·n·K(A) (None for infinity)."""

    kreiss: KreissEnclosure
    powers: PowersSupremum
    ceiling: Fraction | None

    @property
    def holds(self) -> bool:
        """Whether the enclosures agree with the theorem: none lies on the wrong side of the next."""
        if self.powers.upper is None or self.kreiss.lower is None:
            return self.powers.lower is None and self.kreiss.lower is None
        below = self.kreiss.lower <= self.powers.upper
        return below and (self.ceiling is None or (self.powers.lower is not None and self.powers.lower <= self.ceiling))


def certify_matrix_theorem(A: object, gap: float = 1e-6, *, budget: float | Deadline | None = None) -> MatrixTheorem:
    """Enclosures of the two sides of the theorem, K(A) and sup ‖Aᵗ‖, and e·n·K(A) rounded up. Guarantee: exact.

    Both together take at most ``budget`` seconds, or end at a deadline.
    Raises what ``certify_kreiss`` and ``certify_sup_powers`` raise.
    """
    ends = deadline(budget)
    kreiss = certify_kreiss(A, gap, budget=ends)
    powers = certify_sup_powers(kreiss.matrix, gap, budget=ends)
    ceiling = None if kreiss.upper is None else _E * kreiss.matrix.n * kreiss.upper
    return MatrixTheorem(kreiss, powers, ceiling)
