"""By how much a coupling or a step must shrink for a wanted peak: a factor for which the peak is proved.

The coupling: J(s) has sC for C (the other coupling where C = 0, every coupling for more than two blocks). The step:
J(s) = I + s(J − I), which is the update with s times its step size. Both are searched by bisection over dyadic s;
each step encloses the peak of J(s), so that the factor found is proved to do, whether or not the peak is monotone in
s.

With noise, M = J + E, ‖E‖ ≤ ε: the step scales E, ‖sE‖ ≤ sε. Scaling a coupling takes (1 − s)E′ from E, where E′ is
E's own coupling, a compression of norm at most ε: M(s) is within (2 − s)ε of J(s). Scaling all couplings leaves sE +
(1 − s)D with E's diagonal blocks D, which is within ε, as ‖D‖ ≤ ‖E‖.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.verify.diagnosis.balls.outward import above, entry_error, frobenius_above
from kreiss.verify.diagnosis.balls.powers import Powers, walk
from kreiss.verify.diagnosis.blocks import Blocks
from kreiss.verify.diagnosis.quantity import VERIFIED, Measured

COUPLING, STEP = "coupling", "step"
_LEAST = Fraction(1, 1 << 20)  # the least factor of the coupling that is worth advising
_LEAST_STEP = Fraction(1, 1 << 6)  # the least factor of the step: the transient lasts as much longer
_HALVINGS = 7  # of the factor's interval: two digits, at a walk through the powers each
_MOST_POWERS = 2000  # of one such walk: a factor that needs more counts as too large


@dataclass(frozen=True)
class Advice:
    """``factor`` s makes sup ‖J(s)ᵗ‖ at most what was asked for, proved; ``peak`` encloses it. None: none was found.

    ``exceeding`` is the least s tried at which the peak is proved to exceed what was asked for, or None.
    """

    what: str
    factor: Fraction | None
    peak: Measured | None
    exceeding: Fraction | None
    why: str

    def shown(self) -> str:
        """The advice in words."""
        if self.factor is None or self.peak is None:
            return f"no factor found: {self.why}"
        if self.factor == 1:
            return f"no change is needed, the peak is in {self.peak.shown()}"
        beyond = "" if self.exceeding is None else f"; at {_decimal(self.exceeding)} it exceeds that"
        return f"times {_decimal(self.factor)}, then the peak is in {self.peak.shown()}{beyond}"


def _decimal(x: Fraction) -> str:
    return f"{float(x):.6g}"


def advise(blocks: Blocks, radius: Fraction, wanted: Fraction, what: str, deadline: Deadline) -> Advice:
    """The largest factor that bisection finds for ``what``, "coupling" or "step". Guarantee: verified-float.

    ``wanted`` is at least 1.
    """
    search = _Search(blocks, radius, wanted, what, deadline)
    if search.holds(Fraction(1)):
        return search.advice("")
    s = Fraction(1)
    least = _LEAST_STEP if what == STEP else _LEAST
    while s > least:
        s /= 2
        if deadline.passed:
            return search.advice("the deadline came first")
        if search.holds(s):
            return search.refined(s, 2 * s)
    if what == COUPLING and search.holds(Fraction(0)):
        return search.advice("")
    where = "without the coupling" if what == COUPLING else f"down to {_decimal(least)} of the step"
    return search.advice(f"even {where} the peak is not proved to be at most {_decimal(wanted)}")


@dataclass
class _Search:
    blocks: Blocks
    radius: Fraction
    wanted: Fraction
    what: str
    deadline: Deadline
    best: tuple[Fraction, Measured] | None = None
    exceeding: Fraction | None = None

    def holds(self, s: Fraction) -> bool:
        """Whether the peak at s is proved to be at most the wanted one; notes what was found."""
        powers = powers_at(self.blocks, s, self.what, self.radius, self.deadline, ceiling=self.wanted)
        lower, upper, t = powers.peak
        if upper is not None and Fraction(upper) <= self.wanted:
            self.best = s, Measured.of_floats(lower, upper, VERIFIED, "powers", t)
            return True
        if Fraction(lower) > self.wanted:
            self.exceeding = s if self.exceeding is None else min(s, self.exceeding)
        return False

    def refined(self, low: Fraction, high: Fraction) -> Advice:
        """Bisection between a factor that does and one that was not shown to."""
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.deadline.passed:
                break
            low, high = (middle, high) if self.holds(middle) else (low, middle)
        return self.advice("")

    def advice(self, why: str) -> Advice:
        """What was found."""
        factor, peak = self.best or (None, None)
        return Advice(self.what, factor, peak, self.exceeding, why)


def powers_at(
    blocks: Blocks, s: Fraction, what: str, radius: Fraction, deadline: Deadline, *, ceiling: Fraction | None = None
) -> Powers:
    """The powers of J(s), and of M(s) for every M within ``radius`` of J."""
    X = blocks.matrix.approx
    changed = _step(X, float(s)) if what == STEP else _coupled(blocks, float(s))
    sizes = frobenius_above(X) + frobenius_above(changed) + len(X)
    rounding = above(entry_error(blocks.matrix) + 2.0**-50 * sizes)
    share = s if what == STEP else 2 - s if blocks.count == 2 else Fraction(1)
    ball = above(float(radius * share) + rounding) if radius else rounding
    limit = float("inf") if ceiling is None else above(float(ceiling))
    return walk(changed, ball, deadline, most=_MOST_POWERS, ceiling=limit)


def _step(X: Array, s: float) -> Array:
    eye = np.eye(len(X), dtype=X.dtype)
    return np.asarray(eye + s * (X - eye))


def _coupled(blocks: Blocks, s: float) -> Array:
    X = blocks.matrix.approx.copy()
    for i, j in scaled_couplings(blocks):
        rows, columns = (slice(blocks.cuts[k], blocks.cuts[k + 1]) for k in (i, j))
        X[rows, columns] *= s
    return X


def scaled_couplings(blocks: Blocks) -> list[tuple[int, int]]:
    """Which blocks the advice scales: C, or B where C = 0; all off the diagonal for more than two blocks."""
    if blocks.count == 2:
        return [(0, 1)] if blocks.vanishes(1, 0) else [(1, 0)]
    return [(i, j) for i in range(blocks.count) for j in range(blocks.count) if i != j]
