"""‖exp(tA)‖ from node to node: linear interpolation between them, every rounding bounded.

Between the times t and t + h, ‖X(t + s)‖ for X(t) = exp(tA) exceeds the larger of ‖X(t)‖, ‖X(t + h)‖ by at most
(h²/8)·max ‖A²X(t + r)‖, which is itself interpolated, with a remainder of at most (h²/8)·‖A⁴X(t)‖·max ‖X(r)‖.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz_mat

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.exponentials.taylor import halvings, taylor
from kreiss.numeric.powers.walk import Walk, Walked


@dataclass(frozen=True)
class Flow:
    """A proof that ‖exp(tA)‖ ≤ upper for all t ≥ 0, and ‖exp(tA)v‖ ≥ lower·‖v‖ for one, in steps of length ``step``."""

    step: Fraction
    walked: Walked

    def document(self) -> dict[str, Any]:
        """The step ``flow``."""
        return {"reason": "flow", "step": str(self.step), **self.walked.document()}


class FlowWalk(Walk):
    """The walk in multiples of the step h."""

    def __init__(self, A: ExactMatrix, h: Fraction, peak: int, kappa: Fraction, gap: Fraction) -> None:
        super().__init__(A, A.embedded, peak, kappa, gap)
        self.h, self.factor = h, max(kappa, Fraction(2))
        self.reach = h
        while halvings(A, 2 * self.reach) == 0:
            self.reach *= 2
        self.sized(2 * max(peak, 1).bit_length() + 32, int(kappa).bit_length() + 2)

    def first(self) -> tuple[fmpz_mat, Fraction]:
        """C ≈ 2^width·exp(hA) and its error."""
        return taylor(self.A, self.h, self.width)

    def eighth(self, steps: int) -> Fraction:
        """An eighth of the square of a jump's length."""
        return (self.h * steps) ** 2 / 8

    def growth(self, steps: int) -> Fraction:
        """A bound of ‖exp(rA)‖ within a jump: 2 where ‖rA‖_F ≤ 1/2, its square for twice the time, or κ."""
        reach, growth = self.reach, Fraction(2)
        while reach < self.h * steps and growth < self.kappa:
            reach, growth = 2 * reach, growth * growth
        return growth if reach >= self.h * steps else self.kappa
