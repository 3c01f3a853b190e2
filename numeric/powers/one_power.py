"""‖Aᵗ‖ for one t, enclosed with a certificate: repeated squaring in integers, every rounding bounded (``rounded``)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.arithmetic.rounded import Rounded, norm_at_most, power, square_sum, stretch, top_vector
from kreiss.numeric.arithmetic.scales import log2, rounded_down, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time

_LONGEST_POWER = 10**6  # its entries take memory that grows with t
_LEAST_BITS = 100  # the least precision; more is added for the gap and for squarings
_MOST_REFINEMENTS = 7  # each adds bits; what they do not reach is out of reach
_RANGE = Fraction(2) ** 8000
"""Norms of powers are told apart between 1/_RANGE and _RANGE."""
_VANISHED = Fraction(1, 2**_LEAST_BITS)


@dataclass(frozen=True, repr=False, kw_only=True)
class PowerNorm(Enclosure):
    """lower ≤ ‖Aᵗ‖ ≤ upper."""

    quantity: str = "norm"
    t: int


@dataclass(frozen=True)
class OneNorm:
    """A proof that lower ≤ ‖X‖ ≤ upper for X = Aᵗ or exp(tA), by squaring, products rounded to ``width`` bits."""

    reason: str
    width: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``power-norm`` or ``exp-norm``; v is a vector of the real embedding."""
        v = {"re": self.v, "im": [0] * len(self.v)}
        return {"reason": self.reason, "width": self.width, "lower": str(self.lower), "v": v}


def certify_power_norm(
    A: object, t: int = 1, gap: object = 1e-6, *, budget: float | Deadline | None = None
) -> PowerNorm:
    """An enclosure of ‖Aᵗ‖ with a relative gap of at most ``gap``; [0, tiny] for a power that vanishes or nearly does.

    Guarantee: exact. Raises ``InvalidMatrix``, ``InvalidArgument``; ``PrecisionExhausted`` beyond 2^8000, and
    where ``budget`` seconds, or a deadline, end.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    if isinstance(t, bool) or not isinstance(t, int) or not 0 <= t <= _LONGEST_POWER:
        raise InvalidArgument(f"t: expected an integer between 0 and {_LONGEST_POWER}, got {t!r:.40}")
    width = _LEAST_BITS + 2 * max(0, -log2(wanted)) + (matrix.embedded.nrows() * (t + 1)).bit_length()
    with in_time():
        step, upper = enclosed(
            Sought(f"‖A^{t}‖", "power", "power-norm", lambda bits: power(matrix, t, bits, ends)), width, wanted
        )
    known = {"parameters": {"power": t}, "precision": step.width, "t": t}
    return PowerNorm.proved(matrix, (step.lower, upper), (step,), began, **known)


@dataclass(frozen=True)
class Sought:
    """A matrix whose norm is sought, by the bits that products are rounded to; whether it may vanish.

    ``shorter`` is what makes its norm smaller.
    """

    symbol: str
    shorter: str
    reason: str
    rounded: Callable[[int], Rounded]
    may_vanish: bool = True

    def ends(self, X: Rounded, lower: Fraction, gap: Fraction) -> tuple[Fraction, Fraction | None]:
        """Ends of the norm ≥ ``lower`` to be proved: [0, tiny] for one that vanishes or nearly does, or unresolved."""
        if lower > 1 / _RANGE:
            lower = rounded_down(lower, gap / 8)
            return lower, rounded_up(lower * (1 + gap * UPPER_SHARE), gap)
        tiny = _VANISHED if self.may_vanish and square_sum(X.B) == 0 else 1 / _RANGE
        return Fraction(0), max(rounded_up(2 * X.error, gap), 1 / _RANGE) if 2 * X.error <= tiny else None


def enclosed(sought: Sought, width: int, gap: Fraction) -> tuple[OneNorm, Fraction]:
    """The step and the upper end; raises ``PrecisionExhausted``."""
    for _ in range(_MOST_REFINEMENTS):
        X = sought.rounded(width)
        v = top_vector(X.B, width)
        lower = stretch(X.B, X.bits, v, width) - X.error
        if lower > _RANGE:
            raise PrecisionExhausted(
                f"{sought.symbol} is above 2^8000; take a smaller {sought.shorter}, or scale the matrix"
            )
        lower, upper = sought.ends(X, lower, gap)
        if upper is not None and norm_at_most(X.B, X.bits, upper - X.error, width):
            return OneNorm(sought.reason, width, lower, v), upper
        width *= 2
    raise PrecisionExhausted(f"{sought.symbol} was not resolved with {width // 2} bits; ask for a wider gap")
