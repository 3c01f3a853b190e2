"""The H∞ and the L∞ norm of a system, enclosed with a certificate, and the frequency where they are attained.

The exact response to one vector at one rational frequency proves the lower end, one P of the bounded real lemma the
upper, and a pole on the boundary, or for H∞ beyond it, that the norm is infinite. Floats and many bits propose.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import atan, inf
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric.arithmetic.scales import log2, require_floats, rounded_up
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.enclosures.enclosure import SCHEMA, Step, relative_gap
from kreiss.numeric.enclosures.interval import Interval
from kreiss.numeric.enclosures.options import UPPER_SHARE, deadline, in_time
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.spectral_radius import Extreme
from kreiss.numeric.systems.bounded_real import BoundedReal, prove_bounded_real, prove_by_gain
from kreiss.numeric.systems.hamiltonian import Balanced, balanced
from kreiss.numeric.systems.peaks import Peak, state_gain
from kreiss.numeric.systems.poles import Minimal, outermost, pole_beyond, pole_on_boundary
from kreiss.numeric.systems.reduction import minimal
from kreiss.numeric.systems.response import Feedthrough, Response, prove_response
from kreiss.numeric.systems.state_space import Real, StateSpace, state_space

_LOWER_SHARE = 1 / 16  # of the gap, for the peak that is climbed to: nearly free to reach
_LEAST_GAP = Fraction(1e-12)  # closer ones would need the peak in more digits than floats have
_PRECISIONS = (DOUBLE, 128, 256, 512, 1024, 2048)
_SLACKS = (Fraction(1), Fraction(1, 2**8), Fraction(1, 2**20))
"""Shares of the room that P's equation is given, tried in turn, the largest first."""


@dataclass(frozen=True, repr=False, kw_only=True)
class SystemNorm(Interval):
    """lower ≤ ‖G‖ ≤ upper, proved by ``steps``; None stands for infinity.

    ``frequency`` is where the lower end is attained: ω of z = iω, or of z = e^{iω} in discrete time; None for an
    infinite norm. Guarantee: exact.
    """

    quantity: str
    lower: Fraction | None
    upper: Fraction | None
    system: StateSpace
    frequency: float | None
    steps: tuple[Step, ...] = field(compare=False)
    precision: int
    elapsed: float
    rigor: str = "exact"

    @property
    def gap(self) -> Fraction | None:
        """(upper − lower)/lower, or None where that is not a number."""
        return (self.upper - self.lower) / self.lower if self.upper is not None and self.lower else None

    @cached_property
    def certificate(self) -> Mapping[str, Any]:
        """The document of schema ``kreiss/enclosure-1`` that proves it."""
        return {
            "schema": SCHEMA,
            "statement": {
                "quantity": self.quantity,
                "domain": "discrete" if self.system.discrete else "continuous",
                "system": self.system.document(),
                "lower": "inf" if self.lower is None else str(self.lower),
                "upper": "inf" if self.upper is None else str(self.upper),
            },
            "steps": [step.document() for step in self.steps],
        }


def certify_hinf_norm(
    system: object, gap: object = 1e-6, *, dt: object = None, budget: float | Deadline | None = None
) -> SystemNorm:
    """An enclosure of the H∞ norm, sup over Re z > 0 of ‖D + C(zI − A)⁻¹B‖, with a relative gap of at most ``gap``.

    In discrete time (``dt`` or the system's own) the supremum is over |z| > 1. It is infinite if G has a pole there, or
    on the boundary; eigenvalues of A that B does not reach or C does not see are no poles. ``system`` is anything that
    ``state_space`` reads. Guarantee: exact.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``PrecisionExhausted`` where the precision
    allowed, or ``budget`` seconds or a deadline, prove nothing. Source: bounded real lemma (KYP), ``bounded_real``.

    >>> certify_hinf_norm(([[-1]], [[1]], [[1]], [[0]])).upper < Fraction("1.000001")
    True
    """
    return _certified("hinf_norm", system, gap, dt, budget)


def certify_linf_norm(
    system: object, gap: object = 1e-6, *, dt: object = None, budget: float | Deadline | None = None
) -> SystemNorm:
    """An enclosure of the L∞ norm, sup over ω of ‖G(iω)‖, or of ‖G(e^{iω})‖ in discrete time, as ``certify_hinf_norm``.

    Poles beyond the boundary are allowed. Guarantee: exact.
    """
    return _certified("linf_norm", system, gap, dt, budget)


def _certified(quantity: str, source: object, gap: object, dt: object, budget: float | Deadline | None) -> SystemNorm:
    began, ends = time.perf_counter(), deadline(budget)
    system, wanted = state_space(source, dt), relative_gap(gap)
    if wanted < _LEAST_GAP:
        raise InvalidArgument(f"gap: expected at least {float(_LEAST_GAP):.0e} for a norm of systems, got {gap!r:.40}")
    for matrix in system.matrices:
        require_floats(matrix)
    with blas_threads(system.order), in_time(), np.errstate(all="ignore"):
        found = _Norm(system.real, wanted, quantity == "hinf_norm", ends).found()
    return SystemNorm(quantity=quantity, system=system, elapsed=time.perf_counter() - began, **vars(found))


@dataclass(frozen=True)
class _Found:
    lower: Fraction | None
    upper: Fraction | None
    frequency: float | None
    steps: tuple[Step, ...]
    precision: int = DOUBLE


class _Norm:
    """The norm of one system, reduced to a minimal one first."""

    def __init__(self, system: Real, gap: Fraction, analytic: bool, deadline: Deadline) -> None:
        self.system, self.reductions, self.minimal = minimal(system)
        self.gap, self.analytic, self.deadline = gap, analytic, deadline

    def found(self) -> _Found:
        """The enclosure. Raises ``PrecisionExhausted`` and ``OutOfTime``."""
        extreme = outermost(self.system) if self.minimal else None
        infinite = None if extreme is None else self._infinite(extreme)
        if infinite is not None:
            return _Found(None, None, None, (*self.reductions, Minimal(), infinite))
        still = self._still()
        return still if still is not None else self._enclosed(extreme)

    def _infinite(self, extreme: Extreme) -> Step | None:
        """The proof of a pole that makes the norm infinite, if there is one."""
        if extreme.side == -1:
            return None
        on_boundary = pole_on_boundary(self.system)
        if on_boundary is not None:
            return on_boundary
        return pole_beyond(self.system, self.deadline) if self.analytic and extreme.side != -1 else None

    def _still(self) -> _Found | None:
        """The norm of a gain alone."""
        if any(self.system.B.entries()) and any(self.system.C.entries()):
            return None
        peak = Peak(self.system)
        peak.look(inf)
        response = prove_response(self.system, peak.omega, peak.u, self._bits())
        if response is None:
            return None
        upper = response.lower and rounded_up(response.lower * (1 + self.gap * UPPER_SHARE), self.gap)
        proof = prove_by_gain(self.system, upper)
        if proof is None:
            return None
        if self.analytic:
            proof = BoundedReal(proof.gamma, proof.P, proof.semidefinite, "elimination")
        return _Found(response.lower, upper, inf, (*self.reductions, response, proof))

    def _enclosed(self, extreme: Extreme | None) -> _Found:
        peak, lower = Peak(self.system), Fraction(0)
        for bits in _PRECISIONS:
            self.deadline.check()
            form = balanced(self.system, bits)
            if form is None:
                continue
            peak.climb(form, float(self.gap) * _LOWER_SHARE, self.deadline)
            peak.polish(form)
            response = prove_response(self.system, peak.omega, peak.u, self._bits()) if peak.height > 0 else None
            if response is None or not response.lower:
                continue
            lower = response.lower
            upper = rounded_up(lower * (1 + self.gap * UPPER_SHARE), self.gap)
            proof = self._bounded(form, peak, upper, lower)
            if proof is not None:
                steps = (*self.reductions, response, proof)
                return _Found(lower, upper, self._frequency(response), steps, bits)
        poles = "" if extreme is None or not self.analytic else f"; {extreme}"
        raise PrecisionExhausted(
            f"the norm is at least {float(lower):.9g}, but no upper bound next to that was certified with "
            f"{_PRECISIONS[-1]} bits{poles}; ask for a wider gap",
            lower,
        )

    def _bounded(self, form: Balanced, peak: Peak, upper: Fraction, lower: Fraction) -> BoundedReal | None:
        """The proof that the norm is at most ``upper``."""
        room = (upper / lower) ** 2 - 1
        gamma2 = upper**2 / (1 + room / 2)
        state = Fraction(state_gain(form, peak.omega))  # its square may leave the range of floats
        for slack in _SLACKS:
            self.deadline.check()
            P = form.solution(gamma2, gamma2 * room / 4 / state**2 * slack)
            if P is not None:
                proof = prove_bounded_real(self.system, upper, P, analytic=self.analytic, precision=form.bits)
                if proof is not None:
                    return proof
        return None

    def _bits(self) -> int:
        return 64 + max(0, -log2(self.gap))

    def _frequency(self, response: Response | Feedthrough) -> float:
        """ω, or the angle of z = (1 + iω)/(1 − iω)."""
        return 2 * atan(response.omega) if self.system.discrete else response.omega
