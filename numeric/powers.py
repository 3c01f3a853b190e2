"""sup over t ≥ 0 of ‖Aᵗ‖, and ‖Aᵗ‖ for one t, enclosed with certificates in rounded integer arithmetic.

A matrix X is held as integers B with X ≈ B/2^b; rounding every entry down changes an n×n matrix by less than
δ = n·2^−b. With B_{t+1} = A·B_t rounded down, Aᵗ − B_t = Σ_{s≤t} A^{t−s}D_s, ‖D_s‖ < δ, so that the error stays below
tδκ as long as ‖Aˢ‖ ≤ κ for s < t: errors add up, they do not multiply. At a horizon T with ‖Aᵀ‖ ≤ 1 all is said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.elimination import eliminates
from kreiss.numeric.enclosures import Enclosure, relative_gap
from kreiss.numeric.highprec import integer_identity
from kreiss.numeric.instability import prove_unstable
from kreiss.numeric.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.positivity import DOUBLE
from kreiss.numeric.rounded import Rounded, delta, floor, norm_at_most, power, square_sum, stretch, top_vector, unit
from kreiss.numeric.scales import log2, rounded_down, rounded_up

_UPPER_SHARE = Fraction(3, 4)
_HORIZON = 20_000
_LONGEST_POWER = 10**6
_LARGEST_EXACT = 64
_LEAST_BITS = 100
_MOST_REFINEMENTS = 7
_NEAR_ONE = 1e-9
_RANGE = Fraction(2) ** 8000
"""Norms of powers are told apart between 1/_RANGE and _RANGE."""
_VANISHED = Fraction(1, 2**_LEAST_BITS)


@dataclass(frozen=True)
class PowersSupremum(Enclosure):
    """lower ≤ sup ‖Aᵗ‖ ≤ upper, the lower end attained at the power ``t`` (None for an infinite supremum)."""

    t: int | None


@dataclass(frozen=True)
class PowerNorm(Enclosure):
    """lower ≤ ‖Aᵗ‖ ≤ upper."""

    t: int


@dataclass(frozen=True)
class Powers:
    """A proof that ‖Aᵗ‖ ≤ upper for all t and ‖Aᵗv‖ ≥ lower·‖v‖ for one: rounding to ``bits`` up to the horizon.

    ``contraction`` proves ‖Aᵀ‖ ≤ 1 exactly at the horizon T, where rounding would not show it.
    """

    bits: int
    horizon: int
    t: int
    lower: Fraction
    v: list[int]
    contraction: str | None

    def document(self) -> dict[str, Any]:
        """The step ``powers``; v is a vector of the real embedding."""
        form = {"reason": "powers", "bits": self.bits, "horizon": self.horizon, "t": self.t,
                "lower": str(self.lower), "v": {"re": self.v, "im": [0] * len(self.v)}}  # fmt: skip
        return form if self.contraction is None else form | {"contraction": self.contraction}


@dataclass(frozen=True)
class OnePower:
    """A proof that lower ≤ ‖Aᵗ‖ ≤ upper by repeated squaring of A, each product rounded to ``width`` bits."""

    width: int
    lower: Fraction
    v: list[int]

    def document(self) -> dict[str, Any]:
        """The step ``power-norm``; v is a vector of the real embedding."""
        v = {"re": self.v, "im": [0] * len(self.v)}
        return {"reason": "power-norm", "width": self.width, "lower": str(self.lower), "v": v}


def certify_sup_powers(A: object, gap: object = 1e-6, *, horizon: int = _HORIZON) -> PowersSupremum:
    """An enclosure of sup over t ≥ 0 of ‖Aᵗ‖ with a relative gap of at most ``gap``. Guarantee: exact.

    ``horizon`` bounds the powers that are looked at. Raises ``InvalidMatrix``, ``InvalidArgument``; ``UnstableMatrix``
    where the spectral radius cannot be told from 1; ``PrecisionExhausted`` where no power up to the horizon has norm
    at most 1.
    """
    began = time.perf_counter()
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise InvalidArgument(f"horizon: expected a positive integer, got {horizon!r:.40}")
    rho = float(np.abs(np.linalg.eigvals(matrix.approx)).max()) if np.all(np.isfinite(matrix.approx)) else np.inf
    plan = _plan(matrix, horizon) if rho < 1 + _NEAR_ONE else None
    if plan is not None:
        step, upper = _prove(matrix, plan, wanted)
        return PowersSupremum("sup_powers", step.lower, upper, matrix, {}, (step,), step.bits,
                              time.perf_counter() - began, step.t)  # fmt: skip
    unstable = prove_unstable(matrix)
    if unstable is not None:
        return PowersSupremum("sup_powers", None, None, matrix, {}, (unstable,), DOUBLE,
                              time.perf_counter() - began, None)  # fmt: skip
    if rho < 1 - _NEAR_ONE:
        raise PrecisionExhausted(f"‖Aᵗ‖ was above 1 for all t ≤ {horizon} (ρ(A) ≈ {rho:.9g}); allow a longer horizon")
    raise UnstableMatrix(f"expected ρ(A) < 1 or a power with ‖Aᵗ‖ ≤ 1, got ρ(A) ≈ {rho:.12g} and none up to {horizon}")


def certify_power_norm(A: object, t: int = 1, gap: object = 1e-6) -> PowerNorm:
    """An enclosure of ‖Aᵗ‖ with a relative gap of at most ``gap``; [0, tiny] for a power that vanishes or nearly does.

    Guarantee: exact. Raises ``InvalidMatrix``, ``InvalidArgument``; ``PrecisionExhausted`` beyond 2^8000.
    """
    began = time.perf_counter()
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    if isinstance(t, bool) or not isinstance(t, int) or not 0 <= t <= _LONGEST_POWER:
        raise InvalidArgument(f"t: expected an integer between 0 and {_LONGEST_POWER}, got {t!r:.40}")
    width = _bits(wanted, matrix.embedded.nrows(), t + 1)
    for _ in range(_MOST_REFINEMENTS):
        X = power(matrix, t, width)
        v = top_vector(X.B, width)
        lower = stretch(X.B, X.bits, v, width) - X.error
        if lower > _RANGE:
            raise PrecisionExhausted(f"‖A^{t}‖ is above 2^8000; take a smaller power, or scale the matrix")
        lower, upper = _ends(X, lower, wanted)
        if upper is not None and norm_at_most(X.B, X.bits, upper - X.error, width):
            break
        width *= 2
    else:
        raise PrecisionExhausted(f"‖A^{t}‖ was not resolved with {width // 2} bits; ask for a wider gap")
    return PowerNorm("norm", lower, upper, matrix, {"power": t}, (OnePower(width, lower, v),), width,
                     time.perf_counter() - began, t)  # fmt: skip


def _ends(X: Rounded, lower: Fraction, gap: Fraction) -> tuple[Fraction, Fraction | None]:
    """Ends of ‖Aᵗ‖ ≥ ``lower`` to be proved: [0, tiny] for a power that vanishes or nearly does, none if unresolved."""
    if lower > 1 / _RANGE:
        lower = rounded_down(lower, gap / 8)
        return lower, rounded_up(lower * (1 + gap * _UPPER_SHARE), gap)
    tiny = _VANISHED if square_sum(X.B) == 0 else 1 / _RANGE
    return Fraction(0), max(rounded_up(2 * X.error, gap), 1 / _RANGE) if 2 * X.error <= tiny else None


@dataclass(frozen=True)
class _Plan:
    """The horizon, the power with the largest norm, and the proof that the horizon's power contracts if one is due."""

    horizon: int
    peak: int
    contraction: Any = None


def _plan(A: ExactMatrix, horizon: int) -> _Plan | None:
    """Where ‖Aᵗ‖ is largest and where it first falls to 1, in floats; None where it does not."""
    X = A.approx
    P, largest, peak = np.eye(A.n, dtype=X.dtype), 1.0, 0
    for t in range(1, horizon + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            P = X @ P
        if not np.all(np.isfinite(P)):
            return None
        norm = float(np.linalg.norm(P, 2))
        if norm <= 1 - _NEAR_ONE:
            return _Plan(t, peak)
        contraction = _contraction(A, t) if norm <= 1 + _NEAR_ONE and t * A.n <= _LARGEST_EXACT else None
        if contraction is not None:
            return _Plan(t, peak, contraction)
        if norm > largest:
            largest, peak = norm, t
    return None


def _contraction(A: ExactMatrix, t: int) -> str | None:
    """The remark that the checker's elimination shows ‖Aᵗ‖ ≤ 1, if it does: I − (Aᵗ)*Aᵗ ⪰ 0 exactly."""
    X = A.embedded
    for _ in range(t - 1):
        X = A.embedded * X
    gram = integer_identity(X.nrows()) * (A.den ** (2 * t)) - X.transpose() * X
    return "elimination" if eliminates(gram) else None


def _bits(gap: Fraction, size: int, horizon: int) -> int:
    return _LEAST_BITS + 2 * max(0, -log2(gap)) + (size * horizon).bit_length()


def _prove(A: ExactMatrix, plan: _Plan, gap: Fraction) -> tuple[Powers, Fraction]:
    """The proof and the upper end; a power that exceeds the planned peak takes its place."""
    bits = _bits(gap, A.embedded.nrows(), plan.horizon)
    for _ in range(_MOST_REFINEMENTS):
        lower, upper, v = _peak(A, plan.peak, bits, gap)
        failed = _exceeding(A, plan, bits, upper)
        if failed is None:
            return Powers(bits, plan.horizon, plan.peak, lower, v, plan.contraction), upper
        plan = replace(plan, peak=failed) if failed < plan.horizon else plan
        bits += bits // 2
    raise PrecisionExhausted(f"‖A^{failed}‖ was not shown to be below the bound with {bits} bits; ask for a wider gap")


def _sequence(A: ExactMatrix, bits: int, last: int) -> Iterator[tuple[int, fmpz_mat]]:
    """(t, B_t) for t = 1, …, last."""
    X = A.embedded
    B = unit(X.nrows(), bits)
    for t in range(1, last + 1):
        B = floor(X * B, A.den)
        yield t, B


def _peak(A: ExactMatrix, t: int, bits: int, gap: Fraction) -> tuple[Fraction, Fraction, list[int]]:
    """(lower, upper, v) from the power t."""
    B = unit(A.embedded.nrows(), bits) if t == 0 else list(_sequence(A, bits, t))[-1][1]
    v = top_vector(B, bits)
    reached = stretch(B, bits, v, bits)
    upper = rounded_up(reached * (1 + gap * _UPPER_SHARE), gap) if t else Fraction(1)
    return max(rounded_down(reached - t * delta(B, bits) * upper, gap / 8), Fraction(1)), upper, v


def _exceeding(A: ExactMatrix, plan: _Plan, bits: int, kappa: Fraction) -> int | None:
    """The first t for which ‖Aᵗ‖ ≤ κ (at the horizon: ≤ 1) is not shown, or None."""
    for t, B in _sequence(A, bits, plan.horizon):
        bound = Fraction(1) if t == plan.horizon else kappa
        if t == plan.horizon and plan.contraction is not None:
            continue
        if not norm_at_most(B, bits, bound - t * delta(B, bits) * kappa, bits):
            return t
    return None
