"""‖exp(tA)‖ for one t ≥ 0, enclosed with a certificate: a Taylor sum, squared in integers, every rounding bounded."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.arithmetic.scales import log2
from kreiss.numeric.enclosures.enclosure import Enclosure, positive, relative_gap
from kreiss.numeric.enclosures.options import deadline, in_time
from kreiss.numeric.exponentials.taylor import exponential, halvings
from kreiss.numeric.powers.one_power import Sought, enclosed

_LEAST_BITS = 100  # the least precision; more is added for the gap and for squarings
_MOST_HALVINGS = 1000  # of t, before the series: each is a squaring in more bits


@dataclass(frozen=True, repr=False, kw_only=True)
class ExponentialNorm(Enclosure):
    """lower ≤ ‖exp(tA)‖ ≤ upper."""

    quantity: str = "exp_norm"
    t: Fraction


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
    # each squaring doubles the relative error
    width = _LEAST_BITS + 2 * max(0, -log2(wanted)) + matrix.embedded.nrows().bit_length() + 2 * halvings(matrix, at)
    sought = Sought("‖exp(tA)‖", "t", "exp-norm", lambda bits: exponential(matrix, at, bits, ends), may_vanish=False)
    with in_time():
        step, upper = enclosed(sought, width, wanted)
    known = {"parameters": {"time": str(at)}, "precision": step.width, "t": at}
    return ExponentialNorm.proved(matrix, (step.lower, upper), (step,), began, **known)
