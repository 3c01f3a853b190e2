"""sup ‖Aᵗ‖ over a long smooth hump, as of one slow and nearly defective eigenvalue, from nodes that lie far apart.

With X = ±A and D = X − I, linear interpolation between the nodes t and t + h, h = 2^j, leaves at most
(h²/8)·max ‖X^{t+i}D²‖, which is itself interpolated, with a remainder of at most (h²/8)·κ·‖X^tD⁴‖ (``walk``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.rounded import floor, unit
from kreiss.numeric.arithmetic.scales import rounded_up
from kreiss.numeric.enclosures.options import UPPER_SHARE
from kreiss.numeric.powers.walk import SPARE_BITS, Walk, Walked, short_product

_SETTLED = 200  # jumps after which the last one tells how many are still to come
_RATIO = 1.1  # of powers looked at in turn: closer ones miss no peak, and take longer
_LONGEST = 1 << 60  # powers looked at: beyond it no decay is of use
_REAL = 1e-6  # imaginary parts below it are rounding


@dataclass(frozen=True)
class Leaps:
    """A proof that ‖Aᵗ‖ ≤ upper for all t, and ‖Aᵗv‖ ≥ lower·‖v‖ for one, by a walk along the powers of sign·A."""

    sign: int
    walked: Walked

    def document(self) -> dict[str, Any]:
        """The step ``leaps``."""
        return {"reason": "leaps", "sign": self.sign, **self.walked.document()}


def prove_leaps(A: ExactMatrix, gap: Fraction, deadline: Deadline = NEVER) -> tuple[Leaps, Fraction] | None:
    """The proof and the upper end, or None where the powers are not one smooth hump. Guarantee: exact.

    Raises ``OutOfTime``.
    """
    values = np.linalg.eigvals(A.approx)
    slowest = values[int(np.argmax(np.abs(values)))]
    if not _REAL < abs(slowest) < 1 or abs(slowest.imag) > _REAL * (1 - abs(slowest)):
        return None
    powers = _Powers(A)
    peak, sign = _peak(powers), 1 if slowest.real > 0 else -1
    if peak is None:
        return None
    walk = _Leaps(A, gap, peak, powers.norm(peak), sign)
    walked = walk.walked(deadline)
    return (Leaps(sign, walked), walk.kappa) if isinstance(walked, Walked) else None


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
        self.identity = unit(A.embedded.nrows(), SPARE_BITS)
        self.doubled = [(floor(A.embedded * 4**SPARE_BITS, A.den), 2 * SPARE_BITS)]

    def norm(self, t: int) -> float:
        """‖Aᵗ‖."""
        result = (self.identity, SPARE_BITS)
        for j in range(t.bit_length()):
            if len(self.doubled) <= j:
                self.doubled.append(short_product(self.doubled[-1], self.doubled[-1], SPARE_BITS))
            if t >> j & 1:
                result = short_product(result, self.doubled[j], SPARE_BITS)
        B, bits = result
        return float(np.linalg.norm(ExactMatrix(B, None, 1).approx, 2)) * 2.0**-bits


class _Leaps(Walk):
    """The walk along the powers of X = ±A: the first jump, of one step, leaves nothing between its ends."""

    def __init__(self, A: ExactMatrix, gap: Fraction, peak: int, top: float, sign: int) -> None:
        self.X = A.embedded * sign
        kappa = rounded_up(Fraction(top) * (1 + gap * UPPER_SHARE), gap)
        super().__init__(A, self.X - integer_identity(self.X.nrows()) * A.den, peak, kappa, gap)
        self.sized(2 * peak.bit_length() + 8, max(1, int(top)).bit_length() + 2)

    def first(self) -> tuple[fmpz_mat, Fraction]:
        """C ≈ 2^width·X and its error."""
        return floor(self.X * (1 << self.width), self.den), Fraction(self.size, 1 << self.width)

    def doubled(self, j: int) -> tuple[fmpz_mat, Fraction, int]:
        """C and its denominator, C/den ≈ X^{2^j}, and the error; X itself for j = 0."""
        return super().doubled(j) if j else (self.X, Fraction(0), self.den)

    def eighth(self, steps: int) -> Fraction:
        """An eighth of the square of a jump's length; 0 for one step."""
        return Fraction(steps * steps, 8) if steps > 1 else Fraction(0)

    def ahead(self, t: int, jumps: list[int]) -> int:
        """Once the jumps have found their length: as many nodes behind the peak as before it."""
        return 2 * max(0, self.peak - t) >> jumps[-1] if len(jumps) > _SETTLED else 0
