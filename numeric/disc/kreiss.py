"""The Kreiss constant K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖, enclosed with a certificate.

A witness proves the lower end (``witness``), nodes on circles and the chords between them the upper end (``circle``,
``curves``, ``polygon``), the numerical radius K = 1 (``ando``), an indefinite Stein solution K = ∞ (``instability``).
Floats and high-precision numbers propose; a step is accepted in integer arithmetic, or by bounds on all rounding.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.disc.circle import Circle
from kreiss.numeric.disc.interpolant import Rim
from kreiss.numeric.disc.segment import Segment
from kreiss.numeric.enclosures.interval import Interval
from kreiss.numeric.enclosures.options import Options, deadline, distance, options, stages, wanted_gap
from kreiss.numeric.field_of_values.ando import prove_contractive
from kreiss.numeric.nodes.ball import widened
from kreiss.numeric.nodes.chain import Bounds, Chain, furthest, working_bits
from kreiss.numeric.nodes.first_look import NOTHING, first_look
from kreiss.numeric.reading.algebraic import enclosed_matrix
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.instability import prove_unstable
from kreiss.numeric.spectrum.nearby import nearby
from kreiss.numeric.spectrum.peripheral import LARGEST_ORDER, peripheral_part
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_radius

SCHEMA = "kreiss/enclosure-1"
_NEAR_CIRCLE = 0.02
_TOO_NEAR = Fraction(1, 2**200)
_UNCLEAR = 1e-8
_WIDER_GAPS = (Fraction(1, 10**4), Fraction(1, 100), Fraction(1, 2))


@dataclass(frozen=True, repr=False)
class KreissEnclosure(Interval):
    """lower ≤ K(A) ≤ upper, proved; ``upper`` is None for K = ∞.

    ``argmax`` is a point z where the lower end is attained (None for the limit z → ∞, or K = ∞), ``rigor`` says how the
    ends are known, ``nodes`` counts the circles, ``precision`` is the largest number of bits that a node took, and
    ``ended`` says whether the gap asked for was reached ("complete"), or what came before that: the budget ("budget"),
    an interrupt ("interrupted"), or the method's own limit ("limit"). With a ``radius`` the ends hold for every matrix
    within that distance of ``matrix``; for irrational entries, ``matrix`` is rational and the one given is among these.
    """

    lower: Fraction | None
    upper: Fraction | None
    argmax: complex | None
    rigor: str
    nodes: int
    precision: int
    elapsed: float
    matrix: ExactMatrix
    steps: tuple[Any, ...] = field(compare=False)
    ended: str = "complete"
    radius: Fraction = Fraction(0)

    @property
    def complete(self) -> bool:
        """Whether the gap asked for was reached."""
        return self.ended == "complete"

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
                **({"radius": str(self.radius)} if self.radius else {}),
                "lower": "inf" if self.lower is None else str(self.lower),
                "upper": "inf" if self.upper is None else str(self.upper),
            },
            "steps": [step.document() for step in self.steps],
        }


@np.errstate(all="ignore")
def certify_kreiss(
    A: object,
    gap: object = 1e-6,
    *,
    digits: int | None = None,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
    radius: object = 0,
) -> KreissEnclosure:
    """An enclosure of K(A) with relative gap (upper − lower)/lower at most ``gap``, or 10^−digits where that is given.

    ``A`` is anything that ``exact_matrix`` reads, or a matrix of sympy's algebraic numbers, for which a rational matrix
    within a ``radius`` of about 2^−200 stands. ``exact`` accepts every node in integer arithmetic (the default up to
    order 64); otherwise bounded rounding errors accept those that double precision can prove (``verified-float``).
    With ``radius`` = ε > 0 the enclosure holds K of every matrix within ε of A in the spectral norm; A itself is then
    enclosed with the ``gap``. When ``budget`` seconds end, or at a keyboard interrupt, the enclosure reached by then is
    returned; ``ended`` says so.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``UnstableMatrix`` where the spectral radius
    cannot be told from 1, ``PrecisionExhausted`` where a node was not certified within the precision allowed, or the
    budget ended before any enclosure. Sources: the Kreiss matrix theorem (Trefethen & Embree, ch. 18), the bounded real
    lemma, Hadamard's three-circles theorem; the argument is written down in ``docs/certificate-format.md``.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, error = enclosed_matrix(A, wanted_gap(gap, digits))
    require_floats(matrix)
    asked = options(matrix, gap, digits, exact, ends)
    ball = distance(radius) + error
    with one_blas_thread():  # the nodes are the threads
        look = NOTHING if ball else first_look(matrix, ends, continuous=False)
        try:
            if ball:
                return _in_ball(matrix, asked, _Result(matrix, began), ball)
            return _certified(matrix, asked, _Result(matrix, began))
        except OutOfTime:
            raise look.ended("K") from None


def _certified(matrix: ExactMatrix, asked: Options, result: _Result) -> KreissEnclosure:
    contractive = prove_contractive(matrix, asked.deadline)
    if contractive is not None:
        return result.enclosure(Fraction(1), Fraction(1), None, (contractive,))
    asked.checkpoint()
    rho = spectral_radius(matrix)
    asked.checkpoint()
    if rho.side == 0 or (not rho.proved and abs(rho.near - 1) < _NEAR_CIRCLE):
        marginal = _on_circle(matrix, asked, result, rho)
        if marginal is not None:
            return marginal
    attempts: dict[int, Callable[[], KreissEnclosure | None]] = {
        -1: lambda: _stable(matrix, asked, result),
        1: lambda: _unstable(matrix, asked, result),
    }
    # an eigenvalue that was not isolated may lie on the other side of the circle than double precision says
    likely = rho.side if rho.side is not None else -1 if rho.near < 1 else 1
    for side in (likely,) if rho.proved else (likely, -likely):
        found = attempts[side]() if side and abs(rho.near - 1) > _TOO_NEAR else None
        if found is not None:
            return found
    raise _undecided(rho)


def _in_ball(matrix: ExactMatrix, asked: Options, result: _Result, radius: Fraction) -> KreissEnclosure:
    rho = spectral_radius(matrix)
    if rho.side in (0, 1):
        raise UnstableMatrix(f"expected a spectral radius below 1 in the whole ball, got {rho} at its centre")
    reached, ended = _furthest(matrix, asked, [asked.gap], None)
    if reached is None:
        raise _undecided(rho)
    if reached.upper <= reached.lower * (1 + asked.gap):
        ended = "complete"
    wide = widened(matrix, reached, radius, working_bits(asked.gap))
    return replace(result.enclosure(wide.lower, wide.upper, wide.argmax, wide.steps, ended), radius=radius)


def _on_circle(matrix: ExactMatrix, asked: Options, result: _Result, rho: Extreme) -> KreissEnclosure | None:
    """K for a matrix with eigenvalues of modulus one; None where there are none, or larger ones, or nothing was proved.

    Raises ``PrecisionExhausted`` where K is finite and was not enclosed.
    """
    peripheral = peripheral_part(matrix)
    if peripheral is None:
        return None
    if not peripheral.semisimple:
        defective = peripheral.defective()
        return None if defective is None else result.enclosure(None, None, None, (defective,))
    if rho.near > 1:
        return None
    found = _stable(matrix, asked, result, peripheral)
    if found is not None:
        return found
    raise PrecisionExhausted(
        "the eigenvalues of modulus 1 are semisimple and none is larger, so that K is finite, but no enclosure was "
        "certified, with wider gaps neither: the matrix is out of this method's reach"
    )


def _undecided(rho: Extreme) -> KreissError:
    if not rho.proved and abs(rho.near - 1) <= _UNCLEAR:
        return UnstableMatrix(
            f"expected a spectral radius that can be told from 1, got {rho}: K is finite if no "
            "eigenvalue has modulus above 1 and those of modulus 1 are semisimple; give rational entries exactly, as "
            '"1/3", or change or rescale the matrix'
        )
    if rho.side == 0:
        return UnstableMatrix(
            "expected eigenvalues of modulus 1 that can be told from semisimple ones, which takes an order of at most "
            f"{LARGEST_ORDER} (half of that for a complex matrix), got {rho} exactly; change the matrix"
        )
    finite = "" if rho.side is None else f", so that K is {'finite' if rho.side < 0 else 'infinite'}"
    return PrecisionExhausted(
        f"{rho}{finite}, but no certificate was found in the precision allowed, with wider gaps neither: the matrix is "
        "out of this method's reach"
    )


@dataclass(frozen=True)
class _Result:
    matrix: ExactMatrix
    began: float

    def enclosure(
        self,
        lower: Fraction | None,
        upper: Fraction | None,
        argmax: complex | None,
        steps: tuple[Any, ...],
        ended: str = "complete",
    ) -> KreissEnclosure:
        circles = [step for step in steps if isinstance(step, Circle)]
        precision = max((step.precision for step in steps if isinstance(step, Circle | Segment)), default=DOUBLE)
        rigor = "verified-float" if any(circle.rigor != "exact" for circle in circles) else "exact"
        elapsed = time.perf_counter() - self.began
        return KreissEnclosure(lower, upper, argmax, rigor, len(circles), precision, elapsed, self.matrix, steps, ended)


def _unstable(A: ExactMatrix, asked: Options, result: _Result) -> KreissEnclosure | None:
    proof = prove_unstable(A, asked.deadline)
    return None if proof is None else result.enclosure(None, None, None, (proof,))


def _stable(A: ExactMatrix, asked: Options, result: _Result, rim: Rim | None = None) -> KreissEnclosure | None:
    """The enclosure by a chain of nodes, or with a wider gap where none was found for the one asked for.

    Under a budget coarser chains come first, so that there is one when it ends.
    """
    rim = rim or nearby(A)
    for gap in (asked.gap, *(gap for gap in _WIDER_GAPS if gap > asked.gap)):
        reached, ended = _furthest(A, asked, stages(replace(asked, gap=gap)), rim)
        if reached is not None:
            if reached.upper <= reached.lower * (1 + asked.gap):
                ended = "complete"
            return result.enclosure(reached.lower, reached.upper, reached.argmax, reached.steps, ended)
    return None


def _furthest(A: ExactMatrix, asked: Options, gaps: list[Fraction], rim: Rim | None) -> tuple[Bounds | None, str]:
    return furthest(asked, gaps, lambda stage: Chain(A, stage, rim))
