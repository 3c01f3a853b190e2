"""A walk below κ from node to node along powers of X, or along exp(tA): every rounding bounded, jumps of 2^j steps.

What linear interpolation between two nodes leaves is bounded by the second differences, and these are interpolated
themselves, with a remainder in the fourth. So jumps may be as long as √(κ − ‖X^t‖) allows: a hump, of any length, takes
about gap^(−1/2) nodes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, isqrt

from flint import fmpz_mat

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.rounded import floor, norm_at_most, square_sum, stretch, top_vector, unit
from kreiss.numeric.arithmetic.scales import log2, rounded_down

SPARE_BITS = 96  # beyond what the steps lose: more cost time, fewer the gap
_MOST_BITS = 10_000  # wider numbers make a walk that no budget pays for
_MOST_NODES = 20_000  # of a certificate: more take longer to check than is useful
_MOST_DOUBLINGS = 60  # of one jump: no walk is longer than 2 to it


@dataclass(frozen=True)
class Node:
    """A place t of the walk: B ≈ 2^bits·X^t with its error, and bounds of the second and the fourth difference."""

    t: int
    B: fmpz_mat
    error: Fraction
    second: Fraction
    fourth: Fraction


@dataclass(frozen=True)
class Walked:
    """The exponents j of the jumps of 2^j steps, in order, and what the node at the peak shows: ‖X^t·v‖ ≥ lower·‖v‖."""

    bits: int
    width: int
    jumps: list[int]
    t: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, object]:
        """The fields that the steps of both kinds share; v is a vector of the real embedding."""
        return {
            "bits": self.bits,
            "width": self.width,
            "jumps": [[j, len(list(group))] for j, group in groupby(self.jumps)],
            "t": self.t,
            "lower": str(self.lower),
            "v": {"re": self.v, "im": [0] * len(self.v)},
        }


class Walk(ABC):
    """The walk below κ to the ``peak`` and on, each node accepted in integer arithmetic before the next.

    D is what the differences are powers of, over the denominator of A; ``factor`` bounds the norms of what is doubled.
    """

    def __init__(self, A: ExactMatrix, D: fmpz_mat, peak: int, kappa: Fraction, gap: Fraction) -> None:
        self.A, self.peak, self.kappa, self.gap, self.factor = A, peak, kappa, gap, kappa
        self.size, self.den = int(A.embedded.nrows()), A.den
        self.D2 = D * D
        self.D4 = self.D2 * self.D2

    def sized(self, steps: int, height: int) -> None:
        """Set how many bits numbers have, for so many doublings, and so many bits of κ."""
        self.bits = SPARE_BITS + 2 * steps + 2 * height + 2 * max(0, -log2(self.gap))
        self.width = self.bits + steps * (height + 1) + SPARE_BITS

    @abstractmethod
    def first(self) -> tuple[fmpz_mat, Fraction]:
        """C ≈ 2^width·X and its error."""

    @abstractmethod
    def eighth(self, steps: int) -> Fraction:
        """An eighth of the square of a jump's length."""

    def growth(self, steps: int) -> Fraction:
        """A bound of ‖X^r‖ within a jump."""
        return self.kappa

    def ahead(self, t: int, jumps: list[int]) -> int:
        """How many nodes are left at least, as it seems."""
        return 0

    def walked(self, deadline: Deadline) -> Walked | int | None:
        """The walk; the t from which no jump is accepted; or None where it has too many nodes. Raises ``OutOfTime``."""
        if self.width > _MOST_BITS:
            return None
        self._known = [self.first()]
        node = self._at(0, unit(self.size, self.bits), Fraction(0))
        jumps: list[int] = []
        slack, best = Fraction(0), node if self.peak == 0 else None
        while node.t <= self.peak or not self._at_most(node, min(Fraction(1), self.kappa - slack)):
            deadline.check()
            if len(jumps) + self.ahead(node.t, jumps) >= _MOST_NODES:
                return None
            found = self._next(node, slack, jumps[-1] + 1 if jumps else 0)
            if found is None:
                return node.t
            j, node, slack = found
            jumps.append(j)
            best = node if node.t == self.peak else best
        if best is None:
            return None
        v = top_vector(best.B, self.bits)
        lower = rounded_down(stretch(best.B, self.bits, v, self.bits) - best.error, self.gap / 8)
        return Walked(self.bits, self.width, jumps, self.peak, max(lower, Fraction(1)), v)

    def _next(self, node: Node, slack: Fraction, longest: int) -> tuple[int, Node, Fraction] | None:
        """The longest jump that is accepted, j ≤ ``longest``: its j, its node, and by how much it may exceed both.

        Before the peak jumps lead to it exactly.
        """
        start = min(longest, max(node.t, 1).bit_length() - 1, _MOST_DOUBLINGS)
        if node.t < self.peak:
            start = min(start, (self.peak - node.t).bit_length() - 1)
        for j in range(start, -1, -1):
            if self.eighth(1 << j) * node.second >= self.kappa:
                continue  # the remainder leaves no room
            following = self._following(node, j)
            between = self._between(node, following)
            room = self.kappa - max(slack, between)
            if self._at_most(node, room) and self._at_most(following, self.kappa - between):
                return j, following, between
        return None

    def _at_most(self, node: Node, bound: Fraction) -> bool:
        return norm_at_most(node.B, self.bits, bound - node.error, self.bits) if node.t else bound >= 1

    def _between(self, a: Node, b: Node) -> Fraction:
        eighth = self.eighth(b.t - a.t)
        return eighth * (max(a.second, b.second) + eighth * self.growth(b.t - a.t) * a.fourth)

    def _following(self, node: Node, j: int) -> Node:
        C, wrong, den = self.doubled(j)
        rounding = Fraction(self.size, 1 << self.bits)
        error = node.error + self.kappa * self.factor * (wrong * (self.kappa + 1) + rounding)
        return self._at(node.t + (1 << j), floor(C * node.B, den), error)

    def _at(self, t: int, B: fmpz_mat, error: Fraction) -> Node:
        return Node(t, B, error, self._image(B, self.D2, 2, error), self._image(B, self.D4, 4, error))

    def _image(self, B: fmpz_mat, D: fmpz_mat, order: int, error: Fraction) -> Fraction:
        """A bound of ‖X^t·D^order‖."""
        den = self.den**order
        exactly = Fraction(isqrt(square_sum(B * D)) + 1, den << self.bits)
        return exactly + error * Fraction(isqrt(square_sum(D)) + 1, den)

    def doubled(self, j: int) -> tuple[fmpz_mat, Fraction, int]:
        """C and its denominator, C/den ≈ X^{2^j}, and the error, by squaring."""
        grid = 1 << 2 * self.width
        while len(self._known) <= j:
            C, wrong = self._known[-1]
            error = wrong * (2 * self.factor + wrong) + Fraction(self.size, 1 << self.width)
            self._known.append((floor(C * C, 1 << self.width), Fraction(ceil(error * grid), grid)))
        return *self._known[j], 1 << self.width


def short_product(X: tuple[fmpz_mat, int], Y: tuple[fmpz_mat, int], bits: int) -> tuple[fmpz_mat, int]:
    """The product of B/2^b and C/2^c with about 2·``bits`` bits. Guarantee: estimate."""
    M = X[0] * Y[0]
    shift = max(0, max(int(abs(entry)).bit_length() for entry in M.entries()) - 2 * bits)
    return floor(M, 1 << shift), X[1] + Y[1] - shift
