"""sup ‖Aᵗ‖ over a long smooth hump, as of one slow and nearly defective eigenvalue, from nodes that lie far apart.

With X = ±A and D = X − I, linear interpolation between the nodes t and t + h, h = 2^j, leaves at most
(h²/8)·max ‖X^{t+i}D²‖, which is itself interpolated, with a remainder of at most (h²/8)·κ·‖X^tD⁴‖. So jumps may be as
long as √(κ − ‖X^t‖) allows, and a hump of any length takes about gap^(−1/2) nodes. Errors add up as in ``powers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, isqrt
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.rounded import floor, norm_at_most, square_sum, stretch, top_vector, unit
from kreiss.numeric.arithmetic.scales import log2, rounded_down, rounded_up
from kreiss.numeric.enclosures.options import UPPER_SHARE

_SPARE_BITS = 96  # beyond what the steps lose: more cost time, fewer the gap
_MOST_BITS = 10_000  # wider numbers make a walk that no budget pays for
_MOST_NODES = 20_000  # of a certificate: more take longer to check than is useful
_SETTLED = 200  # jumps after which the last one tells how many are still to come
_RATIO = 1.1  # of powers looked at in turn: closer ones miss no peak, and take longer
_LONGEST = 1 << 60  # powers looked at: beyond it no decay is of use
_REAL = 1e-6  # imaginary parts below it are rounding


@dataclass(frozen=True)
class Leaps:
    """A proof that ‖Aᵗ‖ ≤ upper for all t, and ‖Aᵗv‖ ≥ lower·‖v‖ for one: the exponents j of the jumps in order."""

    bits: int
    width: int
    sign: int
    jumps: list[int]
    t: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``leaps``; v is a vector of the real embedding."""
        return {
            "reason": "leaps",
            "bits": self.bits,
            "width": self.width,
            "sign": self.sign,
            "jumps": [[j, len(list(group))] for j, group in groupby(self.jumps)],
            "t": self.t,
            "lower": str(self.lower),
            "v": {"re": self.v, "im": [0] * len(self.v)},
        }


@dataclass(frozen=True)
class _Node:
    t: int
    B: fmpz_mat
    error: Fraction
    second: Fraction
    fourth: Fraction


def prove_leaps(A: ExactMatrix, gap: Fraction, deadline: Deadline = NEVER) -> tuple[Leaps, Fraction] | None:
    """The proof and the upper end, or None where the powers are not one smooth hump. Guarantee: exact.

    Raises ``OutOfTime``.
    """
    values = np.linalg.eigvals(A.approx)
    slowest = values[int(np.argmax(np.abs(values)))]
    if not _REAL < abs(slowest) < 1 or abs(slowest.imag) > _REAL * (1 - abs(slowest)):
        return None
    powers = _Powers(A)
    peak = _peak(powers)
    return (
        None if peak is None else _Walk(A, gap, peak, powers.norm(peak), 1 if slowest.real > 0 else -1).proof(deadline)
    )


def _peak(powers: _Powers) -> int | None:
    """Where ‖Aᵗ‖ is largest, if the norms on a geometric grid rise and fall. Guarantee: estimate."""
    t, grid, norms = 1.0, [0], [1.0]
    while grid[-1] < _LONGEST and (len(norms) < 2 or norms[-1] > 1):
        t = max(t * _RATIO, t + 1)
        grid.append(int(t))
        norms.append(powers.norm(grid[-1]))
    k = int(np.argmax(norms))
    if norms[-1] > 1 or k == 0:
        return None
    left, right = grid[k - 1], grid[min(k + 1, len(grid) - 1)]
    while right - left > 2:
        third = (right - left) // 3
        a, b = left + third, right - third
        left, right = (a, right) if powers.norm(a) < powers.norm(b) else (left, b)
    return max(range(left, right + 1), key=powers.norm)


class _Powers:
    """Estimates of Aᵗ from A, A², A⁴, …, each an integer matrix over a power of two."""

    def __init__(self, A: ExactMatrix) -> None:
        self.identity = unit(A.embedded.nrows(), _SPARE_BITS)
        self.doubled = [(floor(A.embedded * 4**_SPARE_BITS, A.den), 2 * _SPARE_BITS)]

    def norm(self, t: int) -> float:
        """‖Aᵗ‖."""
        result = (self.identity, _SPARE_BITS)
        for j in range(t.bit_length()):
            if len(self.doubled) <= j:
                self.doubled.append(_times(self.doubled[-1], self.doubled[-1]))
            if t >> j & 1:
                result = _times(result, self.doubled[j])
        B, bits = result
        return float(np.linalg.norm(ExactMatrix(B, None, 1).approx, 2)) * 2.0**-bits


def _times(X: tuple[fmpz_mat, int], Y: tuple[fmpz_mat, int]) -> tuple[fmpz_mat, int]:
    """The product of B/2^b and C/2^c with about _SPARE_BITS bits."""
    M = X[0] * Y[0]
    shift = max(0, max(int(abs(entry)).bit_length() for entry in M.entries()) - 2 * _SPARE_BITS)
    return floor(M, 1 << shift), X[1] + Y[1] - shift


class _Walk:
    """The walk from node to node, each accepted in integer arithmetic before the next."""

    def __init__(self, A: ExactMatrix, gap: Fraction, peak: int, top: float, sign: int) -> None:
        self.A, self.gap, self.peak, self.sign = A, gap, peak, sign
        self.X, self.den = A.embedded * sign, A.den
        self.size = self.X.nrows()
        D = self.X - integer_identity(self.size) * self.den
        self.D2 = D * D
        self.D4 = self.D2 * self.D2
        steps, height = 2 * peak.bit_length() + 8, max(1, int(top)).bit_length() + 2
        self.bits = _SPARE_BITS + 2 * steps + 2 * height + 2 * max(0, -log2(gap))
        self.width = self.bits + steps * (height + 1) + _SPARE_BITS
        self.kappa = rounded_up(Fraction(top) * (1 + gap * UPPER_SHARE), gap)
        self.known: list[tuple[fmpz_mat, Fraction]] = [(self.X, Fraction(0))]

    def proof(self, deadline: Deadline) -> tuple[Leaps, Fraction] | None:
        """The proof and the upper end; None where the walk would have too many nodes. Raises ``OutOfTime``."""
        if self.width > _MOST_BITS:
            return None
        node = _Node(0, unit(self.size, self.bits), Fraction(0), Fraction(0), Fraction(0))
        jumps: list[int] = []
        slack, best = Fraction(0), None
        while not (node.t > self.peak and self._at_most(node, min(Fraction(1), self.kappa - slack))):
            deadline.check()
            found = self._next(node, slack, jumps[-1] + 1 if jumps else 0)
            if found is None or len(jumps) + self._ahead(node.t, jumps) >= _MOST_NODES:
                return None
            j, node, slack = found
            jumps.append(j)
            best = node if node.t == self.peak else best
        if best is None:
            return None
        v = top_vector(best.B, self.bits)
        lower = rounded_down(stretch(best.B, self.bits, v, self.bits) - best.error, self.gap / 8)
        return Leaps(self.bits, self.width, self.sign, jumps, self.peak, max(lower, Fraction(1)), v), self.kappa

    def _ahead(self, t: int, jumps: list[int]) -> int:
        """How many nodes are left at least, as it seems once the jumps have found their length: as many behind the
        peak as before it.
        """
        return 2 * max(0, self.peak - t) >> jumps[-1] if len(jumps) > _SETTLED else 0

    def _next(self, node: _Node, slack: Fraction, longest: int) -> tuple[int, _Node, Fraction] | None:
        """The longest jump that is accepted, j ≤ ``longest``: its j, its node, and by how much it may exceed both."""
        ahead = self.peak - node.t if node.t < self.peak else node.t
        start = min(longest, max(node.t, 1).bit_length() - 1, ahead.bit_length() - 1)
        for j in range(start, -1, -1):
            following = self._node(node, j)
            between = self._between(node, following)
            room = self.kappa - max(slack, between)
            if self._at_most(node, room) and self._at_most(following, self.kappa - between):
                return j, following, between
        return None

    def _at_most(self, node: _Node, bound: Fraction) -> bool:
        return node.t == 0 or norm_at_most(node.B, self.bits, bound - node.error, self.bits)

    def _between(self, a: _Node, b: _Node) -> Fraction:
        h = b.t - a.t
        eighth = Fraction(h * h, 8) if h > 1 else Fraction(0)
        return eighth * (max(a.second, b.second) + eighth * self.kappa * a.fourth)

    def _node(self, node: _Node, j: int) -> _Node:
        C, wrong = self._doubled(j)
        B = floor(C * node.B, 1 << self.width if j else self.den)
        rounding = Fraction(self.size, 1 << self.bits)
        error = node.error + self.kappa**2 * (wrong * (self.kappa + 1) + rounding)
        return _Node(node.t + (1 << j), B, error, self._size(B, self.D2, 2, error), self._size(B, self.D4, 4, error))

    def _size(self, B: fmpz_mat, D: fmpz_mat, order: int, error: Fraction) -> Fraction:
        """A bound of ‖X^tD^order‖."""
        den = self.den**order
        exactly = Fraction(isqrt(square_sum(B * D)) + 1, den << self.bits)
        return exactly + error * Fraction(isqrt(square_sum(D)) + 1, den)

    def _doubled(self, j: int) -> tuple[fmpz_mat, Fraction]:
        """C ≈ 2^width·X^{2^j} and its error, by squaring; X itself for j = 0."""
        rounding = Fraction(self.size, 1 << self.width)
        while len(self.known) <= j:
            C, wrong = self.known[-1]
            if len(self.known) == 1:
                C, wrong = floor(self.X * (1 << self.width), self.den), rounding
            square = floor(C * C, 1 << self.width)
            grid = 1 << 2 * self.width
            self.known.append((square, Fraction(ceil((wrong * (2 * self.kappa + wrong) + rounding) * grid), grid)))
        return self.known[j]
