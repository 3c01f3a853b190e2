"""The Kreiss constant of the half-plane, K_ct(A) = sup over Re z > 0 of Re z·‖(zI − A)⁻¹‖, enclosed with a certificate.

A witness proves the lower end, nodes on vertical lines, the chords between them and the numerical abscissa the upper
end (``chain``); the numerical abscissa alone K_ct = 1, and an indefinite Lyapunov solution K_ct = ∞
(``instability``). Floats and high-precision numbers propose; every step is accepted in integer arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.enclosures.enclosure import Enclosure, Step
from kreiss.numeric.enclosures.options import Options, deadline, distance, options, stages, wanted_gap
from kreiss.numeric.field_of_values.abscissa import Abscissa, prove_abscissa, prove_abscissa_below
from kreiss.numeric.half_plane.boundary import AxisChain
from kreiss.numeric.half_plane.chain import HalfPlaneChain
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.nodes.chain import furthest, working_bits
from kreiss.numeric.nodes.first_look import NOTHING, first_look
from kreiss.numeric.nodes.half_plane_ball import widened
from kreiss.numeric.reading.algebraic import enclosed_matrix
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.axis import LARGEST_ORDER, axis_part
from kreiss.numeric.spectrum.instability import prove_exponential_growth
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_abscissa

_NEAR_AXIS = 0.1
"""A Jordan block on the axis comes out of floating point this far from it."""
_AXIS_GAPS = tuple(Fraction(1, 10**k) for k in (9, 7, 5))
"""What is tried where the supremum lies at the axis, and the gap asked for is out of the segment's reach."""
_UNCLEAR = 1e-12
_TOO_NEAR = Fraction(1, 2**200)
_CLEARLY = 1e-8
_FLAT_GAP = Fraction(1, 100)
"""Where K_ct = 1 the ratio tends to that bound from below as x → ∞, and a chain needs about gap^(−1/2) nodes."""


@dataclass(frozen=True, repr=False)
class HalfPlaneEnclosure(Enclosure):
    """lower ≤ K_ct(A) ≤ upper, proved; None for K_ct = ∞.

    ``argmax`` is a point z where the lower end is attained (None for the limit z → ∞, or K_ct = ∞), ``nodes`` counts
    the lines, and ``ended`` says what ended the work: complete, limit, budget or interrupted.
    """

    argmax: complex | None
    nodes: int
    ended: str

    @property
    def complete(self) -> bool:
        """Whether the gap asked for was reached."""
        return self.ended == "complete"


@np.errstate(all="ignore")
def certify_kreiss_ct(
    A: object,
    gap: object = 1e-6,
    *,
    digits: int | None = None,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
    radius: object = 0,
) -> HalfPlaneEnclosure:
    """An enclosure of K_ct(A) with relative gap (upper − lower)/lower at most ``gap``, or 10^−digits where given.

    ``A`` is anything that ``exact_matrix`` reads, or a matrix of sympy's algebraic numbers, for which a rational matrix
    within a ``radius`` of about 2^−200 stands. ``exact`` accepts every node in integer arithmetic (the default up to
    order 64); otherwise bounded rounding errors accept those that double precision can prove (``verified-float``).
    With ``radius`` = ε > 0 the enclosure holds K_ct of every matrix within ε of A in the spectral norm; A itself is
    then enclosed with the ``gap``. When ``budget`` seconds end, or at a keyboard interrupt, the enclosure reached by
    then is returned; ``ended`` says so. Guarantee: exact, or as ``rigor`` says.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``UnstableMatrix`` where the spectral abscissa
    cannot be told from 0, ``PrecisionExhausted`` where a node was not certified within the precision allowed, or the
    budget ended before any enclosure. Sources: Trefethen & Embree, ch. 14 and 18, the bounded real lemma, the
    three-lines theorem; the argument is written down in ``docs/certificate/half-plane.md``.

    >>> certify_kreiss_ct([[-1, 10], [0, -1]]).upper < Fraction("2.7")
    True
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix, error = enclosed_matrix(A, wanted_gap(gap, digits))
    asked = options(matrix, gap, digits, exact, ends)
    ball = distance(radius) + error
    with one_blas_thread():
        look = NOTHING if ball else first_look(matrix, ends, continuous=True)
        try:
            return _in_ball(matrix, asked, ball, began) if ball else _certified(matrix, asked, began)
        except OutOfTime:
            raise look.ended("K_ct") from None


def _certified(matrix: ExactMatrix, asked: Options, began: float) -> HalfPlaneEnclosure:
    abscissa = prove_abscissa(matrix)
    if abscissa.omega <= 0:
        return _result(matrix, (Fraction(1), Fraction(1)), (abscissa,), began)
    asked.checkpoint()
    alpha = _spectral_abscissa(matrix)
    asked.checkpoint()
    if alpha.side == 0 or (not alpha.proved and abs(alpha.near) < _NEAR_AXIS):
        marginal = _on_axis(matrix, asked, abscissa, alpha, began)
        if marginal is not None:
            return marginal
    # an eigenvalue that was not isolated may lie on the other side of the axis than double precision says
    likely = alpha.side if alpha.side is not None else -1 if alpha.near < _CLEARLY else 1
    for side in (likely,) if alpha.proved else (likely, -likely):
        found = None
        if side and abs(alpha.near) > _TOO_NEAR * frobenius_norm(matrix):
            found = _stable(matrix, asked, abscissa, began) if side < 0 else _unstable(matrix, asked, began)
        if found is not None:
            return found
    raise _undecided(alpha)


def _on_axis(
    A: ExactMatrix, asked: Options, abscissa: Abscissa, alpha: Extreme, began: float
) -> HalfPlaneEnclosure | None:
    """K_ct for a matrix with eigenvalues on the imaginary axis; None where there are none, or nothing was proved."""
    part = axis_part(A)
    if part is None:
        return None
    defective = part.defective()
    if defective is not None:
        return _result(A, (None, None), (defective,), began)
    if alpha.near > (0 if alpha.proved else _CLEARLY):
        return None
    for gap in (asked.gap, *(coarser for coarser in _AXIS_GAPS if coarser > asked.gap)):
        found = _chained(A, replace(asked, gap=gap), lambda stage: AxisChain(A, stage, abscissa, part), began)
        if found is not None:
            return found if gap == asked.gap else replace(found, ended="limit")
    return None


def _in_ball(matrix: ExactMatrix, asked: Options, radius: Fraction, began: float) -> HalfPlaneEnclosure:
    dissipative = prove_abscissa_below(matrix, -radius)
    if dissipative is not None:
        return _result(matrix, (Fraction(1), Fraction(1)), (dissipative,), began, radius=radius)
    if axis_part(matrix) is not None:
        raise _unstable_ball(_spectral_abscissa(matrix))
    abscissa = prove_abscissa(matrix)
    omega = abscissa.omega + radius
    gap = asked.gap if abscissa.omega > 0 else max(asked.gap, _FLAT_GAP)
    reached, ended = furthest(asked, [gap], lambda stage: HalfPlaneChain(matrix, stage, abscissa, omega))
    if reached is None:
        alpha = _spectral_abscissa(matrix)
        raise _undecided(alpha) if alpha.near < 0 else _unstable_ball(alpha)
    if reached.upper <= reached.lower * (1 + gap):
        ended = "complete"
    wide = widened(matrix, reached, omega, radius, working_bits(gap))
    return _result(matrix, (wide.lower, wide.upper), wide.steps, began, wide.argmax, ended, radius)


def _unstable_ball(alpha: Extreme) -> UnstableMatrix:
    return UnstableMatrix(
        f"expected a matrix in the middle of the ball whose eigenvalues have negative real parts, got {alpha}; ask for "
        "that matrix alone, without a radius"
    )


def _spectral_abscissa(A: ExactMatrix) -> Extreme:
    """α(A), or double precision's estimate of it for A in balanced form. Guarantee: as ``Extreme`` says."""
    exact = spectral_abscissa(A)
    if exact.proved:
        return exact
    B = balance(A).B
    size = power_of_two(frobenius_norm(B))
    scaled = spectral_abscissa(B.divided(size))
    near = scaled.near if abs(scaled.near) > _UNCLEAR else Fraction(0)
    return replace(scaled, lower=near * size, upper=near * size, eigenvalue=scaled.eigenvalue * float(size))


def _undecided(alpha: Extreme) -> KreissError:
    if alpha.side == 0 or not alpha.near:
        return UnstableMatrix(
            "expected a spectral abscissa that double precision tells from 0, or eigenvalues exactly on the imaginary "
            f"axis and an order of at most {LARGEST_ORDER} (half of that for a complex matrix), got {alpha}: K_ct is "
            "finite only if the eigenvalues on the axis are semisimple; shift the matrix, or give its entries exactly"
        )
    finite = "" if alpha.side is None else f", so that K_ct is {'finite' if alpha.side < 0 else 'infinite'}"
    return PrecisionExhausted(
        f"{alpha}{finite}, but no certificate was found in the precision allowed: the matrix is out of this method's "
        "reach"
    )


def _unstable(A: ExactMatrix, asked: Options, began: float) -> HalfPlaneEnclosure | None:
    proof = prove_exponential_growth(A, asked.deadline)
    return None if proof is None else _result(A, (None, None), (proof,), began)


def _stable(A: ExactMatrix, asked: Options, abscissa: Abscissa, began: float) -> HalfPlaneEnclosure | None:
    return _chained(A, asked, lambda stage: HalfPlaneChain(A, stage, abscissa, abscissa.omega), began)


def _chained(
    A: ExactMatrix, asked: Options, chain: Callable[[Options], HalfPlaneChain], began: float
) -> HalfPlaneEnclosure | None:
    """The enclosure by a chain of nodes; under a budget by coarser chains first, so that there is one when it ends."""
    reached, ended = furthest(asked, stages(asked), chain)
    if reached is None:
        return None
    if reached.upper <= reached.lower * (1 + asked.gap):
        ended = "complete"
    return _result(A, (reached.lower, reached.upper), reached.steps, began, reached.argmax, ended)


def _result(
    A: ExactMatrix,
    ends: tuple[Fraction | None, Fraction | None],
    steps: tuple[Step, ...],
    began: float,
    argmax: complex | None = None,
    ended: str = "complete",
    radius: Fraction = Fraction(0),
) -> HalfPlaneEnclosure:
    lines = [step for step in steps if isinstance(step, Line)]
    precision = max((line.precision for line in lines), default=DOUBLE)
    rigor = "verified-float" if any(line.rigor != "exact" for line in lines) else "exact"
    parameters = {"radius": str(radius)} if radius else {}
    elapsed = time.perf_counter() - began
    return HalfPlaneEnclosure(
        "K_ct", *ends, A, parameters, steps, precision, elapsed, argmax, len(lines), ended, rigor=rigor
    )
