"""The Kreiss constant K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖, enclosed with a certificate.

A witness proves the lower end (``witness``), nodes on circles and the chords between them the upper end (``circle``,
``chords``, ``layout``), the numerical radius K = 1 (``numerical_radius``) and an indefinite Stein solution K = ∞
(``instability``). Floats and high-precision numbers propose; every step is accepted in integer arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import log2
from typing import Any

import mpmath
import numpy as np

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import chords, search
from kreiss.numeric.circle import Circle, prove_circle
from kreiss.numeric.instability import prove_unstable
from kreiss.numeric.layout import Crossed, Vertex, polygon
from kreiss.numeric.matrices import ExactMatrix, exact_matrix, from_mpf
from kreiss.numeric.numerical_radius import prove_contractive
from kreiss.numeric.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.resolvent import Peak, Resolvent
from kreiss.numeric.witness import Witness, prove_lower

SCHEMA = "kreiss/enclosure-1"
_UPPER_SHARE = Fraction(9, 10)
_MOST_LAYOUTS = 12
_MOST_PRECISION = 16 * DOUBLE


@dataclass(frozen=True)
class KreissEnclosure:
    """lower ≤ K(A) ≤ upper, proved; ``upper`` is None for K = ∞.

    ``argmax`` is a point z where the lower end is attained (None for the limit z → ∞, or K = ∞), ``rigor`` says how the
    ends are known, ``nodes`` counts the circles, ``precision`` is the largest number of bits that a node took.
    """

    lower: Fraction | None
    upper: Fraction | None
    argmax: complex | None
    rigor: str
    nodes: int
    precision: int
    elapsed: float
    matrix: ExactMatrix = field(repr=False)
    steps: tuple[Any, ...] = field(repr=False)

    @property
    def gap(self) -> Fraction | None:
        """(upper − lower)/lower, or None for K = ∞."""
        return None if self.upper is None or self.lower is None else self.upper / self.lower - 1

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The JSON document that proves the enclosure: ``docs/certificate-format.md``."""
        return {
            "schema": SCHEMA,
            "statement": {
                "quantity": "K",
                "matrix": self.matrix.document(),
                "lower": "inf" if self.lower is None else str(self.lower),
                "upper": "inf" if self.upper is None else str(self.upper),
            },
            "steps": [step.document() for step in self.steps],
        }


@dataclass(frozen=True)
class Stable:
    """A proof that ρ(A) < 1: the circle u = 1 before it gives P − A*PA ≻ 0, and this shows P ≻ 0."""

    definite: Dominance

    def document(self) -> dict[str, Any]:
        """The step ``stable``, which speaks of the P of the first circle."""
        return {"reason": "stable", "definite": self.definite.document()}


def certify_kreiss(A: object, gap: float = 1e-6) -> KreissEnclosure:
    """An enclosure of K(A) with relative gap (upper − lower)/lower at most ``gap``. Guarantee: exact.

    ``A`` is anything that ``exact_matrix`` reads. Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input,
    ``UnstableMatrix`` where the spectral radius cannot be told from 1, ``PrecisionExhausted`` where a node was not
    certified within the precision allowed. Sources: the Kreiss matrix theorem (Trefethen & Embree, ch. 18), the bounded
    real lemma, Hadamard's three-circles theorem; the argument is written down in ``docs/certificate-format.md``.
    """
    began = time.perf_counter()
    wanted = _gap(gap)
    matrix = exact_matrix(A)
    result = _Result(matrix, began)
    contractive = prove_contractive(matrix)
    if contractive is not None:
        return result.enclosure(Fraction(1), Fraction(1), None, (contractive,))
    rho = _spectral_radius(matrix)
    attempts: list[Callable[[], KreissEnclosure | None]] = [
        lambda: _stable(matrix, wanted, result),
        lambda: _unstable(matrix, result),
    ]
    for attempt in attempts if rho < 1 + 1e-8 else attempts[::-1]:
        found = attempt()
        if found is not None:
            return found
    raise UnstableMatrix(
        f"expected a spectral radius that differs from 1, got about {rho:.12g}, which is 1 to working precision: "
        "K is finite only if the eigenvalues on the unit circle are exactly semisimple; perturb or rescale the matrix"
    )


@dataclass(frozen=True)
class _Result:
    matrix: ExactMatrix
    began: float

    def enclosure(
        self, lower: Fraction | None, upper: Fraction | None, argmax: complex | None, steps: tuple[Any, ...]
    ) -> KreissEnclosure:
        circles = [step for step in steps if isinstance(step, Circle)]
        precision = max((circle.precision for circle in circles), default=DOUBLE)
        elapsed = time.perf_counter() - self.began
        return KreissEnclosure(lower, upper, argmax, "exact", len(circles), precision, elapsed, self.matrix, steps)


def _gap(gap: float) -> Fraction:
    try:
        wanted = Fraction(gap)
    except (TypeError, ValueError, OverflowError):
        raise InvalidArgument(f"gap: expected a positive number, got {gap!r}") from None
    if not wanted > 0:
        raise InvalidArgument(f"gap: expected a positive number, got {gap!r}")
    return min(wanted, Fraction(1))


def _spectral_radius(A: ExactMatrix) -> float:
    approx = A.approx
    return float(np.abs(np.linalg.eigvals(approx)).max()) if np.all(np.isfinite(approx)) else float("nan")


def _unstable(A: ExactMatrix, result: _Result) -> KreissEnclosure | None:
    proof = prove_unstable(A)
    return None if proof is None else result.enclosure(None, None, None, (proof,))


def _stable(A: ExactMatrix, gap: Fraction, result: _Result) -> KreissEnclosure | None:
    bits = 64 + 2 * max(0, int(-log2(gap)))
    with mpmath.workprec(bits):
        try:
            return _Chain(A, gap, bits).enclosure(result)
        except PrecisionExhausted:
            return None


class _Chain:
    """The chain of nodes for one matrix: search, witness, layout, proofs, and the repair of a layout that failed."""

    def __init__(self, A: ExactMatrix, gap: Fraction, bits: int) -> None:
        self.A, self.gap, self.bits = A, gap, bits
        self.resolvent = Resolvent(A)
        self.known: dict[Any, Peak] = {}

    def enclosure(self, result: _Result) -> KreissEnclosure | None:
        for _ in range(_MOST_LAYOUTS):
            peak = search.highest_ratio(self.resolvent, float(self.gap))
            lower, witness = self._lower(peak)
            kappa = lower * (1 + _UPPER_SHARE * self.gap)
            try:
                circles = self._prove(polygon(self._estimate(kappa), mpmath.mpf(kappa.numerator) / kappa.denominator))
            except Crossed as crossed:
                self.resolvent.confirm(float(crossed.u))
                self.known.clear()
                continue
            if circles is None:
                return None
            definite = prove_semidefinite(
                circles[0].P.embedded, circles[0].P.den, precision=circles[0].precision, strict=True
            )
            if definite is None:
                return None
            upper = chords.upper_bound([(circle.u, circle.nu) for circle in circles], self.bits)
            argmax = None if witness is None or peak is None else complex(1 / peak.zeta)
            witnesses = () if witness is None else (witness,)
            return result.enclosure(lower, upper, argmax, (*witnesses, circles[0], Stable(definite), *circles[1:]))
        return None

    def _lower(self, peak: Peak | None) -> tuple[Fraction, Witness | None]:
        if peak is None:
            return Fraction(1), None
        bits = self.bits + int(mpmath.log(peak.N / (1 - peak.u), 2))  # ‖(zI − A)v‖ is as small as 1/N
        witness = prove_lower(self.A, peak.zeta, peak.vector, bits)
        return (witness.lower, witness) if witness.lower > 1 else (Fraction(1), None)

    def _estimate(self, kappa: Fraction) -> Callable[[Any], Any]:
        """N(u), as accurate as the room between m(u) and h(u) asks for."""

        def N(u: Any) -> Any:
            room = mpmath.mpf(1)
            while True:
                tolerance = float(min(mpmath.mpf(1e-3), max(room, mpmath.mpf(float(self.gap)) / 100) / 100))
                peak = self.known.get(u)
                if peak is None or peak.error > tolerance:
                    peak = self.known[u] = self.resolvent.peak(u, tolerance)
                ceiling = mpmath.inf if u == 1 else mpmath.mpf(kappa.numerator) / kappa.denominator / (1 - u)
                now = ceiling / peak.N - 1
                if u == 1 or now >= room or now <= 0 or peak.error <= now / 100:
                    return peak.N
                room = now

        return N

    def _prove(self, vertices: list[Vertex]) -> list[Circle] | None:
        return [self._circle(vertex) for vertex in vertices]

    def _circle(self, vertex: Vertex) -> Circle:
        """The node's proof, at the lowest of the precisions 53, 106, 212, … that finds one."""
        u, nu = from_mpf(vertex.u), from_mpf(vertex.nu)
        precision = DOUBLE
        while precision <= _MOST_PRECISION:
            circle = prove_circle(self.A, u, nu, vertex.room, precision)
            if circle is not None:
                return circle
            if precision == DOUBLE and not self.resolvent.confirm(float(u)):
                raise Crossed(u)
            precision *= 2
        raise PrecisionExhausted(
            f"the node at |z| = {float(1 / u):.9g} was not certified with {_MOST_PRECISION} bits; ask for a wider gap"
        )
