"""‖exp(tA)‖ from node to node: linear interpolation between them, every rounding bounded.

Between the times t and t + h, ‖X(t + s)‖ for X(t) = exp(tA) exceeds the larger of ‖X(t)‖, ‖X(t + h)‖ by at most
(h²/8)·max ‖A²X(t + r)‖, which is itself interpolated, with a remainder of at most (h²/8)·‖A⁴X(t)‖·max ‖X(r)‖. So jumps
may be as long as √(κ − ‖X(t)‖) allows: a hump takes few nodes, and near its top about gap^(−1/2) in units of its width.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, isqrt
from typing import Any

from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.rounded import floor, norm_at_most, square_sum, stretch, top_vector, unit
from kreiss.numeric.arithmetic.scales import log2, rounded_down
from kreiss.numeric.exponentials.taylor import halvings, taylor

_SPARE_BITS = 96  # beyond what the steps lose: more cost time, fewer the gap
_MOST_BITS = 10_000  # wider numbers make a walk that no budget pays for
_MOST_NODES = 20_000  # of a certificate: more take longer to check than is useful
_MOST_DOUBLINGS = 60  # of one jump: no walk is longer than 2 to it


@dataclass(frozen=True)
class Flow:
    """A proof that ‖exp(tA)‖ ≤ upper for all t ≥ 0, and ‖exp(tA)v‖ ≥ lower·‖v‖ at t = ``t`` steps of length ``step``.

    ``jumps`` are the exponents j of the jumps of 2^j steps, in order.
    """

    bits: int
    width: int
    step: Fraction
    jumps: list[int]
    t: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``flow``; v is a vector of the real embedding."""
        return {
            "reason": "flow",
            "bits": self.bits,
            "width": self.width,
            "step": str(self.step),
            "jumps": [[j, len(list(group))] for j, group in groupby(self.jumps)],
            "t": self.t,
            "lower": str(self.lower),
            "v": {"re": self.v, "im": [0] * len(self.v)},
        }


@dataclass(frozen=True)
class Higher:
    """The time in steps, about, where the norm exceeds the bound aimed at: the walk was planned for a lower peak."""

    t: int


@dataclass(frozen=True)
class _Node:
    t: int
    B: fmpz_mat
    error: Fraction
    second: Fraction
    fourth: Fraction


class Walk:
    """The walk below κ in multiples of the step h, each node accepted in integer arithmetic before the next."""

    def __init__(self, A: ExactMatrix, h: Fraction, peak: int, kappa: Fraction, gap: Fraction) -> None:
        self.A, self.h, self.peak, self.kappa, self.gap = A, h, peak, kappa, gap
        self.size, self.den = int(A.embedded.nrows()), A.den
        self.A2 = A.embedded * A.embedded
        self.A4 = self.A2 * self.A2
        self.reach = h
        while halvings(A, 2 * self.reach) == 0:
            self.reach *= 2
        steps, height = 2 * max(peak, 1).bit_length() + 32, int(kappa).bit_length() + 2
        self.bits = _SPARE_BITS + 2 * steps + 2 * height + 2 * max(0, -log2(gap))
        self.width = self.bits + steps * (height + 1) + _SPARE_BITS
        self.known = [taylor(A, h, self.width)] if self.width <= _MOST_BITS else []

    def proof(self, deadline: Deadline = NEVER) -> Flow | Higher | None:
        """The proof; the time of a higher norm; or None where the walk has too many nodes. Raises ``OutOfTime``."""
        if not self.known:
            return None
        node = self._at(0, unit(self.size, self.bits), Fraction(0))
        jumps: list[int] = []
        slack, best = Fraction(0), node if self.peak == 0 else None
        while node.t <= self.peak or not self._at_most(node, min(Fraction(1), self.kappa - slack)):
            deadline.check()
            if len(jumps) >= _MOST_NODES:
                return None
            found = self._next(node, slack, jumps[-1] + 1 if jumps else 0)
            if found is None:
                return Higher(node.t)
            j, node, slack = found
            jumps.append(j)
            best = node if node.t == self.peak else best
        if best is None or node.error > 1:
            return None
        v = top_vector(best.B, self.bits)
        lower = rounded_down(stretch(best.B, self.bits, v, self.bits) - best.error, self.gap / 8)
        return Flow(self.bits, self.width, self.h, jumps, self.peak, max(lower, Fraction(1)), v)

    def _next(self, node: _Node, slack: Fraction, longest: int) -> tuple[int, _Node, Fraction] | None:
        """The longest jump that is accepted, j ≤ ``longest``: its j, its node, and by how much it may exceed both.

        Before the peak jumps lead to it exactly.
        """
        start = min(longest, max(node.t, 1).bit_length() - 1, _MOST_DOUBLINGS)
        if node.t < self.peak:
            start = min(start, (self.peak - node.t).bit_length() - 1)
        for j in range(start, -1, -1):
            if not self._may(node, j):
                continue
            following = self._following(node, j)
            between = self._between(node, following)
            room = self.kappa - max(slack, between)
            if self._at_most(node, room) and self._at_most(following, self.kappa - between):
                return j, following, between
        return None

    def _may(self, node: _Node, j: int) -> bool:
        """Whether the jump's remainder leaves room at all, by the node that it starts from."""
        return (self.h * (1 << j)) ** 2 / 8 * node.second < self.kappa

    def _at_most(self, node: _Node, bound: Fraction) -> bool:
        return norm_at_most(node.B, self.bits, bound - node.error, self.bits) if node.t else bound >= 1

    def _between(self, a: _Node, b: _Node) -> Fraction:
        length, reach, growth = self.h * (b.t - a.t), self.reach, Fraction(2)
        while reach < length and growth < self.kappa:
            reach, growth = 2 * reach, growth * growth
        if reach < length:
            growth = self.kappa
        eighth = length**2 / 8
        return eighth * (max(a.second, b.second) + eighth * growth * a.fourth)

    def _following(self, node: _Node, j: int) -> _Node:
        C, wrong = self._doubled(j)
        rounding = Fraction(self.size, 1 << self.bits)
        error = node.error + self.kappa * max(self.kappa, Fraction(2)) * (wrong * (self.kappa + 1) + rounding)
        return self._at(node.t + (1 << j), floor(C * node.B, 1 << self.width), error)

    def _at(self, t: int, B: fmpz_mat, error: Fraction) -> _Node:
        return _Node(t, B, error, self._image(B, self.A2, 2, error), self._image(B, self.A4, 4, error))

    def _image(self, B: fmpz_mat, power: fmpz_mat, order: int, error: Fraction) -> Fraction:
        """A bound of ‖A^order·X(t)‖."""
        den = self.den**order
        exactly = Fraction(isqrt(square_sum(B * power)) + 1, den << self.bits)
        return exactly + error * Fraction(isqrt(square_sum(power)) + 1, den)

    def _doubled(self, j: int) -> tuple[fmpz_mat, Fraction]:
        """C ≈ 2^width·X(2^j·h) and its error, by squaring."""
        grid = 1 << 2 * self.width
        while len(self.known) <= j:
            C, wrong = self.known[-1]
            error = wrong * (2 * max(self.kappa, Fraction(2)) + wrong) + Fraction(self.size, 1 << self.width)
            self.known.append((floor(C * C, 1 << self.width), Fraction(ceil(error * grid), grid)))
        return self.known[j]
