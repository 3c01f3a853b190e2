"""sup over t ≥ 0 of ‖exp(tA)‖, enclosed with a certificate in rounded integer arithmetic.

Where (A + A*)/2 ⪯ 0 it is 1. Else a look at a grid of times proposes the peak, and a walk below a bound close above it
proves that no other time is higher (``walk``); where one is, that becomes the peak.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import scipy.linalg

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, embedded_array, exact_matrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two, require_floats, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure, Step, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.exponentials.taylor import taylor
from kreiss.numeric.exponentials.walk import Flow, FlowWalk
from kreiss.numeric.field_of_values.abscissa import prove_dissipative
from kreiss.numeric.powers.walk import Walked, short_product
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.axis import axis_part
from kreiss.numeric.spectrum.instability import prove_exponential_growth
from kreiss.numeric.spectrum.spectral_radius import spectral_abscissa

_LOOK_BITS = 128  # of the look for the peak, which proves nothing: enough to aim by
_RATIO = 1.05  # of times looked at in turn: closer ones miss no peak, and take longer
_FINE = 0.3
"""Steps of the grid of times, in parts of the time so far, and of the fastest oscillation."""
_MOST_LOOKS = 20_000  # A walk that has not decayed by then does not in a useful time
_MOST_PEAKS = 8  # aims in turn, each at a higher peak that a walk met: more only where peaks are close
_LEAST_STEP = 2.0**-60  # over ‖A‖: below it a walk has too many nodes to end
_UNCLEAR = 1e-12  # of ‖A‖_F: nearer to 0 a float does not say on which side α is
_FINEST = 1 << 20
"""How finely times are told apart, in parts of 1/‖A‖."""
_LEAST = 1e-300  # in the place of 0 in quotients


@dataclass(frozen=True, repr=False, kw_only=True)
class ExponentialSupremum(Enclosure):
    """lower ≤ sup ‖exp(tA)‖ ≤ upper, the lower end attained at the time ``t`` (None for an infinite supremum)."""

    quantity: str = "sup_exp"
    t: Fraction | None


def certify_sup_exponential(
    A: object, gap: object = 1e-6, *, budget: float | Deadline | None = None
) -> ExponentialSupremum:
    """An enclosure of sup over t ≥ 0 of ‖exp(tA)‖ with a relative gap of at most ``gap``. Guarantee: exact.

    All of it takes at most ``budget`` seconds, or ends at a deadline. Raises ``InvalidMatrix``, ``InvalidArgument``;
    ``UnstableMatrix`` where eigenvalues lie on the imaginary axis, or are not told from it, and (A + A*)/2 ⪯ 0 does not
    hold; ``PrecisionExhausted`` where no proof with a moderate number of nodes was found.

    >>> certify_sup_exponential([[-1, 10], [0, -1]]).t is not None
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    require_floats(matrix)
    with in_time():
        found = _supremum(matrix, wanted, ends)
    ends_found = (found.lower, found.upper)
    return ExponentialSupremum.proved(matrix, ends_found, (found.step,), began, precision=found.bits, t=found.t)


@dataclass(frozen=True)
class _Found:
    lower: Fraction | None
    upper: Fraction | None
    t: Fraction | None
    step: Step
    bits: int = DOUBLE


def _supremum(A: ExactMatrix, gap: Fraction, deadline: Deadline) -> _Found:
    still = prove_dissipative(A)
    if still is not None:
        return _Found(Fraction(1), Fraction(1), Fraction(0), still)
    alpha = spectral_abscissa(A)
    clear = abs(alpha.near) > _UNCLEAR * frobenius_norm(A)
    part = axis_part(A) if alpha.side == 0 or not clear else None
    defective = None if part is None else part.defective()
    if defective is not None:
        return _Found(None, None, None, defective)
    if alpha.side == -1 or (not alpha.proved and alpha.near < 0):
        for in_floats in (True, False):
            found = _walked(A, _Look(A, deadline, in_floats=in_floats), gap, deadline)
            if found is not None:
                return found
    growth = prove_exponential_growth(A, deadline) if alpha.side in (1, None) else None
    if growth is not None:
        return _Found(None, None, None, growth)
    if alpha.side in (-1, 1):
        which = "bounded" if alpha.side < 0 else "unbounded"
        raise PrecisionExhausted(
            f"{alpha}, so that exp(tA) is {which}, but no proof was found: the matrix is out of this method's reach"
        )
    raise UnstableMatrix(f"expected eigenvalues with Re λ < 0, or (A + A*)/2 ⪯ 0, got {alpha}: exp(tA) does not decay")


def _walked(A: ExactMatrix, look: _Look, gap: Fraction, deadline: Deadline) -> _Found | None:
    """The enclosure by a walk below the highest norm that was seen; a higher one on the way is looked for again."""
    t = look.highest()
    for _ in range(_MOST_PEAKS):
        if t is None:
            return None
        t, top, second = look.polished(t)
        h = look.step(gap, top, second)
        if h is None:
            return None
        peak = round(Fraction(t) / h)
        kappa = rounded_up(max(Fraction(1), Fraction(top)) * (1 + gap * UPPER_SHARE), gap)
        walked = FlowWalk(A, h, peak, kappa, gap).walked(deadline)
        if isinstance(walked, Walked):
            return _Found(walked.lower, kappa, h * walked.t, Flow(h, walked), walked.width)
        if walked is None:
            return None
        t = look.higher(float(h * walked), top)
    return None


class _Look:
    """Estimates of ‖exp(tA)‖, in floats, or in integers of many bits for a matrix for which floats lose them."""

    def __init__(self, A: ExactMatrix, deadline: Deadline, *, in_floats: bool) -> None:
        self.A, self.deadline, self.in_floats = A, deadline, in_floats
        self.norm = float(frobenius_norm(A))
        self.unit = Fraction(1, 2) / power_of_two(frobenius_norm(A)) / _FINEST
        B, _ = taylor(A, self.unit, 2 * _LOOK_BITS)
        self.doubled = [(B, 2 * _LOOK_BITS)]
        self.turn = max(float(np.abs(np.linalg.eigvals(A.approx).imag).max()), _LEAST)

    def exponential(self, t: float) -> tuple[Array, int]:
        """X and k with exp(tA) ≈ 2^k·X, of the real embedding for integers."""
        if self.in_floats:
            return scipy.linalg.expm(t * self.A.approx), 0
        steps, result = max(0, round(Fraction(t) / self.unit)), None
        for j in range(steps.bit_length()):
            if len(self.doubled) <= j:
                self.doubled.append(short_product(self.doubled[-1], self.doubled[-1], _LOOK_BITS))
            if steps >> j & 1:
                result = self.doubled[j] if result is None else short_product(result, self.doubled[j], _LOOK_BITS)
        if result is None:
            return np.eye(self.A.embedded.nrows()), 0
        largest = max(int(abs(entry)).bit_length() for entry in result[0].entries())
        return ExactMatrix(result[0], None, 1 << largest).approx, largest - result[1]

    def value(self, t: float) -> float:
        """‖exp(tA)‖; 0 below the range of floats."""
        X, k = self.exponential(t)
        return float(np.ldexp(np.linalg.norm(X, 2), max(k, -1080))) if np.all(np.isfinite(X)) else np.inf

    def highest(self) -> float | None:
        """The time of the largest norm on a grid that ends where the norm is below 1; None where it does not end."""
        best, at = 1.0, 0.0
        for t in self._grid(1e-3 / self.norm):
            norm = self.value(t)
            best, at = (norm, t) if norm > best else (best, at)
            if norm < 1 and norm < best:
                return at
        return None

    def higher(self, t: float, top: float) -> float | None:
        """The time of the largest norm on a finer grid next to t, where it is larger than ``top``."""
        width = min(max(t, 1 / self.norm), 1 / self.turn) / 2
        times = [max(0.0, t + width * k / 32) for k in range(-32, 33)]
        best = max(times, key=self.value)
        return best if self.value(best) > top else None

    def polished(self, t: float) -> tuple[float, float, float]:
        """The local maximum next to t, its norm, and ‖A²exp(tA)‖_F there."""
        width = min(t * (_RATIO - 1), _FINE / self.turn)
        left, right = max(0.0, t - width), t + width
        for _ in range(40):
            a, b = left + (right - left) / 3, right - (right - left) / 3
            left, right = (a, right) if self.value(a) < self.value(b) else (left, b)
        t = (left + right) / 2
        X, k = self.exponential(t)
        A = self.A.approx if self.in_floats else embedded_array(self.A)
        return t, self.value(t), float(np.ldexp(np.linalg.norm(A @ (A @ X)), max(k, -1080)))

    def step(self, gap: Fraction, top: float, second: float) -> Fraction | None:
        """A step that ‖hA‖_F ≤ 1/2 allows, and that near the peak and at t = 0 leaves room for the remainder."""
        first = float(np.linalg.norm(self.A.approx @ self.A.approx))
        bounds = [0.5 / self.norm, (float(gap) * top / max(second, _LEAST)) ** 0.5 / 2]
        bounds.append((8 * max(top - 1 + float(gap) * top / 2, 0.0) / max(first, _LEAST)) ** 0.5 / 2)
        least = min(bounds)
        if least < _LEAST_STEP / self.norm:
            return None
        return Fraction(2) ** (log2(Fraction(least)) - 1)

    def _grid(self, first: float) -> Iterator[float]:
        t = first
        for _ in range(_MOST_LOOKS):
            self.deadline.check()
            yield t
            t += min(t * (_RATIO - 1), _FINE / self.turn)
