"""‖exp(tA)‖ for one t ≥ 0, enclosed with a certificate: a Taylor sum, squared in integers, every rounding bounded."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.arithmetic.rounded import norm_at_most, stretch, top_vector
from kreiss.numeric.arithmetic.scales import log2, rounded_down, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure, positive, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.exponentials.taylor import exponential, halvings

_LEAST_BITS = 100  # the least precision; more is added for the gap and for squarings
_MOST_REFINEMENTS = 7  # each adds bits; what they do not reach is out of reach
_MOST_HALVINGS = 1000  # of t, before the series: each is a squaring in more bits
_RANGE = Fraction(2) ** 8000
"""Norms are told apart between 1/_RANGE and _RANGE."""


@dataclass(frozen=True, repr=False, kw_only=True)
class ExponentialNorm(Enclosure):
    """lower ≤ ‖exp(tA)‖ ≤ upper."""

    quantity: str = "exp_norm"
    t: Fraction


@dataclass(frozen=True)
class OneExponential:
    """A proof that lower ≤ ‖exp(tA)‖ ≤ upper: a Taylor sum, squared, each product rounded to ``width`` bits."""

    width: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``exp-norm``; v is a vector of the real embedding."""
        v = {"re": self.v, "im": [0] * len(self.v)}
        return {"reason": "exp-norm", "width": self.width, "lower": str(self.lower), "v": v}


def certify_exponential_norm(
    A: object, t: object = 1, gap: object = 1e-6, *, budget: float | Deadline | None = None
) -> ExponentialNorm:
    """An enclosure of ‖exp(tA)‖, t ≥ 0 rational, with a relative gap of at most ``gap``; [0, tiny] below 2^−8000.

    Guarantee: exact. Raises ``InvalidMatrix``, ``InvalidArgument``; ``PrecisionExhausted`` beyond 2^8000, and where
    ``budget`` seconds, or a deadline, end.

    >>> certify_exponential_norm([[0, 1], [0, 0]], 2).lower > Fraction("2.4142")
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    at = Fraction(0) if t in (0, "0") else positive("t", t)
    if halvings(matrix, at) > _MOST_HALVINGS:
        raise InvalidArgument(f"t: expected ‖tA‖ of at most 2^{_MOST_HALVINGS}, got {t!r:.40}")
    with in_time():
        step, upper = _enclosed(matrix, at, wanted, ends)
    known = {"parameters": {"time": str(at)}, "precision": step.width, "t": at}
    return ExponentialNorm.proved(matrix, (step.lower, upper), (step,), began, **known)


def _enclosed(A: ExactMatrix, t: Fraction, gap: Fraction, deadline: Deadline) -> tuple[OneExponential, Fraction]:
    """The step and the upper end."""
    # each squaring doubles the relative error
    width = _LEAST_BITS + 2 * max(0, -log2(gap)) + A.embedded.nrows().bit_length() + 2 * halvings(A, t)
    for _ in range(_MOST_REFINEMENTS):
        X = exponential(A, t, width, deadline)
        v = top_vector(X.B, width)
        lower = stretch(X.B, X.bits, v, width) - X.error
        if lower > _RANGE:
            raise PrecisionExhausted(f"‖exp(tA)‖ is above 2^8000 at t = {float(t):.6g}; take a smaller t")
        if lower > 1 / _RANGE:
            lower = rounded_down(lower, gap / 8)
            upper = rounded_up(lower * (1 + gap * UPPER_SHARE), gap)
        else:
            lower, upper = Fraction(0), max(rounded_up(2 * X.error, gap), 1 / _RANGE)
        if (lower or 2 * X.error <= 1 / _RANGE) and norm_at_most(X.B, X.bits, upper - X.error, width):
            return OneExponential(width, lower, v), upper
        width *= 2
    raise PrecisionExhausted(f"‖exp(tA)‖ was not resolved with {width // 2} bits; ask for a wider gap")
