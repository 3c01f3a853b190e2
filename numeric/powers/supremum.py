"""sup over t ≥ 0 of ‖Aᵗ‖, enclosed with a certificate in rounded integer arithmetic.

A matrix X is held as integers B with X ≈ B/2^b; rounding every entry down changes an n×n matrix by less than
δ = n·2^−b. With B_{t+1} = A·B_t rounded down, Aᵗ − B_t = Σ_{s≤t} A^{t−s}D_s, ‖D_s‖ < δ, so that the error stays below
tδκ as long as ‖Aˢ‖ ≤ κ for s < t: errors add up, they do not multiply. At a horizon T with ‖Aᵀ‖ ≤ 1, or with an
``invariant``, all is said.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from flint import fmpz_mat

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, embedded_array, exact_matrix
from kreiss.numeric.arithmetic.rounded import delta, floor, norm_at_most, stretch, top_vector, unit
from kreiss.numeric.arithmetic.scales import log2, require_floats, rounded_down, rounded_up
from kreiss.numeric.enclosures.enclosure import Enclosure, Step, relative_gap
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.powers.invariant import Invariant, exact_proposals, proposals, prove_invariant
from kreiss.numeric.powers.leaps import prove_leaps
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.instability import prove_unstable
from kreiss.numeric.spectrum.peripheral import Peripheral, peripheral_part
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_HORIZON = 20_000  # powers taken one by one: more cost time, and leaps go farther
_LARGEST_EXACT = 64  # of t·n, up to which ‖Aᵗ‖ ≤ 1 is tried exactly: the entries grow with t
_LEAST_BITS = 100  # the least precision; more is added for the gap and for the horizon
_MOST_REFINEMENTS = 7  # each adds bits; what they do not reach is out of reach
_NEAR_ONE = 1e-9  # nearer to 1 than this, floats do not say whether a norm, or ρ, is at most 1
_NEAR_CIRCLE = 0.02  # nearer than this, eigenvalues on the circle are looked for exactly
_SETTLED_SHARE = 0.7  # of the gap, for the form that bounds all later powers; the rest is rounding's
_FIRST_LOOK = 64  # powers before the first try to end, which is tried again after twice as many
_MOST_ROUNDED = 10**6  # entries of all powers in floats, before numbers of more digits are asked
_LARGE, _LARGEST = 1e4, 1e150  # between them entries are large enough to be rounded, and no floats overflow


@dataclass(frozen=True, repr=False, kw_only=True)
class PowersSupremum(Enclosure):
    """lower ≤ sup ‖Aᵗ‖ ≤ upper, the lower end attained at the power ``t`` (None for an infinite supremum)."""

    quantity: str = "sup_powers"
    t: int | None


@dataclass(frozen=True)
class Powers:
    """A proof that ‖Aᵗ‖ ≤ upper for all t and ‖Aᵗv‖ ≥ lower·‖v‖ for one: rounding to ``bits`` up to the horizon.

    ``contraction`` proves ‖Aᵀ‖ ≤ 1 exactly at the horizon T, where rounding would not show it, and ``invariant`` that
    no power from there on exceeds the bound.
    """

    bits: int
    horizon: int
    t: int
    lower: Fraction
    v: list[int]
    contraction: str | None
    invariant: Invariant | None

    def document(self) -> dict[str, Any]:
        """The step ``powers``; v is a vector of the real embedding."""
        form = {"reason": "powers", "bits": self.bits, "horizon": self.horizon, "t": self.t, "lower": str(self.lower)}
        form["v"] = {"re": self.v, "im": [0] * len(self.v)}
        if self.invariant is not None:
            return form | {"invariant": self.invariant.document()}
        return form if self.contraction is None else form | {"contraction": self.contraction}


def certify_sup_powers(
    A: object, gap: object = 1e-6, *, horizon: int = _HORIZON, budget: float | Deadline | None = None
) -> PowersSupremum:
    """An enclosure of sup over t ≥ 0 of ‖Aᵗ‖ with a relative gap of at most ``gap``. Guarantee: exact.

    ``horizon`` bounds the powers that are looked at one by one; a smooth hump is followed further, in ``leaps``. All
    of it takes at most ``budget`` seconds, or ends at a deadline.
    Raises ``InvalidMatrix``, ``InvalidArgument``; ``UnstableMatrix`` where the spectral radius cannot be told from 1;
    ``PrecisionExhausted`` where no power up to the horizon has norm at most 1, and none was shown to be followed by
    smaller ones only.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, wanted = exact_matrix(A), relative_gap(gap)
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise InvalidArgument(f"horizon: expected a positive integer, got {horizon!r:.40}")
    require_floats(matrix)
    with in_time():
        found = _supremum(matrix, horizon, wanted, ends)
    return PowersSupremum.proved(matrix, found.ends, (found.step,), began, precision=found.bits, t=found.t)


@dataclass(frozen=True)
class _Found:
    step: Step
    ends: tuple[Fraction | None, Fraction | None] = (None, None)
    t: int | None = None
    bits: int = DOUBLE


def _supremum(A: ExactMatrix, horizon: int, gap: Fraction, deadline: Deadline) -> _Found:
    rho = spectral_radius(A)
    on_circle = peripheral_part(A) if rho.side == 0 or (not rho.proved and abs(rho.near - 1) < _NEAR_CIRCLE) else None
    defective = None if on_circle is None else on_circle.defective()
    if defective is not None:
        return _Found(defective)
    bounded = rho.side != 1 if rho.proved else rho.near < 1 + _NEAR_ONE
    walked = _walked(A, horizon, gap, on_circle, deadline) if bounded else None
    if walked is not None:
        step, upper = walked
        return _Found(step, (step.lower, upper), step.t, step.bits)
    leaps = prove_leaps(A, gap, deadline) if bounded and rho.near < 1 else None
    if leaps is not None:
        proof, upper = leaps
        return _Found(proof, (proof.walked.lower, upper), proof.walked.t, proof.walked.width)
    unstable = prove_unstable(A, deadline) if rho.side in (1, None) else None
    if unstable is not None:
        return _Found(unstable)
    if rho.proved and rho.side != 0:
        growth = (
            f"bounded, but no bound was proved with t ≤ {horizon}: allow a longer horizon"
            if rho.side == -1
            else "unbounded, but no proof was found: the matrix is out of this method's reach"
        )
        raise PrecisionExhausted(f"{rho}, so that the powers are {growth}")
    raise UnstableMatrix(f"expected ρ(A) < 1 or a power with ‖Aᵗ‖ ≤ 1, got {rho} and none up to {horizon}")


@dataclass(frozen=True)
class _Plan:
    """The horizon, the power with the largest norm, and what shows that no later power exceeds that, if need be:
    the horizon's power contracts exactly, or P is an invariant.
    """

    horizon: int
    peak: int
    contraction: str | None = None
    P: ExactMatrix | None = None


def _walked(
    A: ExactMatrix, horizon: int, gap: Fraction, on_circle: Peripheral | None, deadline: Deadline
) -> tuple[Powers, Fraction] | None:
    """The proof by a walk up to the horizon, with the first invariant that is proved; None where none ends it.

    Where floats may lose the powers, rounded integers propose, as far as that is no long work.
    """
    size = float(np.linalg.norm(A.approx, 2))
    rounded = min(horizon, _MOST_ROUNDED // A.n**2) if _LARGE < size < _LARGEST else 0
    tried: list[tuple[Callable[[], Iterator[Array]], int]] = []
    if rounded:
        tried.append((partial(_rounded_powers, A, rounded, size), rounded))
    if rounded < horizon:
        tried.append((partial(_float_powers, A, horizon), horizon))
    for powers, last in tried:
        look, found = _FIRST_LOOK, None
        while found is None:
            plan = _plan(A, powers(), last, gap, on_circle, look, deadline)
            if plan is None:
                break
            found, look = _prove(A, plan, gap, deadline), 2 * plan.horizon
        if found is not None:
            return found
    return None


def _float_powers(A: ExactMatrix, last: int) -> Iterator[Array]:
    """A, A², …, in floats, as long as they are finite."""
    X = A.approx
    power = np.eye(A.n, dtype=X.dtype)
    for _ in range(last):
        with np.errstate(over="ignore", invalid="ignore"):
            power = X @ power
        if not np.all(np.isfinite(power)):
            return
        yield power


def _rounded_powers(A: ExactMatrix, last: int, size: float) -> Iterator[Array]:
    """The same from integers, with the bits that cancel in floats for an A of norm ``size``."""
    n, bits = A.n, _LEAST_BITS + 2 * max(0, int(np.log2(size)))
    for _, B in _sequence(A, bits, last):
        power = ExactMatrix(B, None, 1 << bits).approx
        yield power if A.im is None else power[:n, :n] + 1j * power[n:, :n]


def _plan(
    A: ExactMatrix,
    powers: Iterator[Array],
    horizon: int,
    gap: Fraction,
    on_circle: Peripheral | None,
    look: int,
    deadline: Deadline,
) -> _Plan | None:
    """Where ‖Aᵗ‖ is largest, and where it first falls to 1 or is seen to settle, in floats; None where it does not."""
    largest, peak = 1.0, 0
    for t, power in enumerate(powers, 1):
        deadline.check()
        norm = float(np.linalg.norm(power, 2))
        if norm <= 1 - _NEAR_ONE:
            return _Plan(t, peak)
        contraction = _contraction(A, t) if norm <= 1 + _NEAR_ONE and t * A.n <= _LARGEST_EXACT else None
        if contraction is not None:
            return _Plan(t, peak, contraction)
        if norm > largest:
            largest, peak = norm, t
        if t == look or t == horizon > look:
            P = _settled(A, power, t, largest * (1 + float(gap) * _SETTLED_SHARE), on_circle)
            look *= 2
            if P is not None:
                return _Plan(t, peak, None, P)
    return None


def _settled(A: ExactMatrix, power: Array, t: int, kappa: float, on_circle: Peripheral | None) -> ExactMatrix | None:
    """An invariant that bounds all powers from Aᵗ on by κ, in floats, or None."""
    Y = power if A.im is None else np.block([[power.real, -power.imag], [power.imag, power.real]])
    found = proposals(embedded_array(A), Y, t) if on_circle is None else exact_proposals(A, on_circle, Y)
    return next((P for c, P in found if c <= kappa), None)


def _contraction(A: ExactMatrix, t: int) -> str | None:
    """The remark that the checker's elimination shows ‖Aᵗ‖ ≤ 1, if it does: I − (Aᵗ)*Aᵗ ⪰ 0 exactly."""
    X = A.embedded
    for _ in range(t - 1):
        X = A.embedded * X
    gram = integer_identity(X.nrows()) * (A.den ** (2 * t)) - X.transpose() * X
    return "elimination" if eliminates(gram) else None


def _bits(gap: Fraction, size: int, horizon: int) -> int:
    return _LEAST_BITS + 2 * max(0, -log2(gap)) + (size * horizon).bit_length()


def _prove(A: ExactMatrix, plan: _Plan, gap: Fraction, deadline: Deadline) -> tuple[Powers, Fraction] | None:
    """The proof and the upper end, or None where P is no invariant; a power above the peak takes its place."""
    bits = _bits(gap, A.embedded.nrows(), plan.horizon)
    for _ in range(_MOST_REFINEMENTS):
        lower, upper, v = _peak(A, plan.peak, bits, gap)
        failed, invariant = _exceeding(A, plan, bits, upper, deadline)
        if failed is None:
            return Powers(bits, plan.horizon, plan.peak, lower, v, plan.contraction, invariant), upper
        if failed == plan.horizon and plan.P is not None:
            return None
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
    upper = rounded_up(reached * (1 + gap * UPPER_SHARE), gap) if t else Fraction(1)
    return max(rounded_down(reached - t * delta(B, bits) * upper, gap / 8), Fraction(1)), upper, v


def _exceeding(
    A: ExactMatrix, plan: _Plan, bits: int, kappa: Fraction, deadline: Deadline
) -> tuple[int | None, Invariant | None]:
    """The first t for which ‖Aᵗ‖ ≤ κ (at the horizon: ≤ 1) is not shown, or None, with the invariant if that is it."""
    for t, B in _sequence(A, bits, plan.horizon):
        deadline.check()
        error = t * delta(B, bits) * kappa
        if t < plan.horizon:
            if not norm_at_most(B, bits, kappa - error, bits):
                return t, None
        elif plan.P is not None:
            invariant = prove_invariant(A, plan.P, B, bits, error, kappa)
            return (t, None) if invariant is None else (None, invariant)
        elif plan.contraction is None and not norm_at_most(B, bits, 1 - error, bits):
            return t, None
    return None, None
