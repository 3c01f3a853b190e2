"""A Kreiss constant of one matrix, enclosed by steps that ``formal/`` proves sound, and by nothing else.

The lower end is that of ``certify_kreiss``, whose upper end is not used: nodes and chords need the convexity of uN(u),
or of M(x), which is complex analysis. Segments and discs that leave no curve out need algebra alone.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import mpmath
import numpy as np

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.algebraic.cover import Cover
from kreiss.numeric.algebraic.disc import Circles, Disc
from kreiss.numeric.algebraic.half_plane import Lines
from kreiss.numeric.algebraic.piece import rounded
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.roots import ceiling
from kreiss.numeric.arithmetic.scales import frobenius_norm, log2, power_of_two
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.disc.kreiss import certify_kreiss_by_nodes
from kreiss.numeric.disc.segment import RimSegment
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.kreiss import ByNodes, HalfPlaneEnclosure, KreissEnclosure
from kreiss.numeric.enclosures.options import deadline, in_time, wanted_gap
from kreiss.numeric.field_of_values.abscissa import Abscissa
from kreiss.numeric.half_plane.kreiss import certify_kreiss_ct_by_nodes
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.half_plane.segment import AxisSegment
from kreiss.numeric.nodes.chain import working_bits
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.nodes.witness import Witness
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_FINER = 8  # the gap between the witness and the true value is to be a small part of the gap
_UPPER_SHARE = Fraction(31, 32)
_LARGEST_E = Fraction(4)  # the most of e = 1/ρ − 1, where ρ is small, or 0
_PLACE_BITS = 40  # of the places chosen: fewer keep the certificate short, more come closer to what was found
_CIRCLES = (0.5, 0.9, 0.99)  # where u is sampled for the first aim: more cost a resolvent norm each
_TOLERANCE = 1e-13  # of a peak in floats, which tell no more apart

FoundT = TypeVar("FoundT", bound=ByNodes)
Covering = Callable[[FoundT, Fraction, Fraction, Deadline], list[Step]]
"""Of what was found, the bound κ, the gap and the deadline: steps that prove κ."""


@dataclass(frozen=True, repr=False, kw_only=True)
class AlgebraicEnclosure(KreissEnclosure):
    """lower ≤ K(A) ≤ upper, proved by algebra alone. Nodes are segments, and a disc."""


@np.errstate(all="ignore")
def certify_kreiss_algebraic(
    A: object, gap: object = 1e-6, *, digits: int | None = None, budget: float | Deadline | None = None
) -> AlgebraicEnclosure:
    """An enclosure of K(A) with relative gap at most ``gap``, or 10^−digits, whose certificate ``formal/`` covers.

    Its steps are ``witness``, ``segment``, ``disc`` and ``numerical-radius``, inequalities between quadratic forms.
    Guarantee: exact. Raises what ``certify_kreiss`` raises, ``UnstableMatrix`` for K = ∞, and ``PrecisionExhausted``
    where no segments were found, or the budget ended.
    """
    return AlgebraicEnclosure(**vars(_enclosed(certify_kreiss_by_nodes, _circles, A, wanted_gap(gap, digits), budget)))


@np.errstate(all="ignore")
def certify_kreiss_ct_algebraic(
    A: object, gap: object = 1e-6, *, digits: int | None = None, budget: float | Deadline | None = None
) -> HalfPlaneEnclosure:
    """The same of K_ct(A), by ``witness``, ``segment``, ``line`` with ``stable``, and ``numerical-abscissa``.

    Nodes are segments and lines. Guarantee and errors are those of ``certify_kreiss_algebraic``.
    """
    return _enclosed(certify_kreiss_ct_by_nodes, _lines, A, wanted_gap(gap, digits), budget)


def _enclosed(
    certify: Callable[..., FoundT],
    covering: Covering[FoundT],
    A: object,
    gap: Fraction,
    budget: float | Deadline | None,
) -> FoundT:
    """What ``certify`` finds, with the steps of ``covering`` for its upper end."""
    began, ends = time.perf_counter(), deadline(budget)
    with in_time():
        found = certify(A, gap / _FINER, exact=True, budget=ends)
        if found.lower is None:
            raise UnstableMatrix("K is infinite, for which no algebraic certificate is known: leave --algebraic away")
        if found.radius:
            raise InvalidArgument("expected rational entries: an algebraic certificate speaks of one matrix")
        if found.upper == 1:
            return replace(found, nodes=0, elapsed=time.perf_counter() - began)
        kappa = _above(found.lower * (1 + _UPPER_SHARE * gap))
        if not found.complete or (found.upper is not None and found.upper >= kappa):
            raise PrecisionExhausted("the gap asked for is out of this method's reach; ask for a wider gap")
        with one_blas_thread(), mpmath.workprec(working_bits(gap)):
            covers = covering(found, kappa, gap, ends)
    nodes = [step for step in covers if isinstance(step, Segment | Disc | Line)]
    return replace(
        found,
        upper=kappa,
        steps=(*(step for step in found.steps if isinstance(step, Witness)), *covers),
        precision=max(node.precision for node in nodes),
        elapsed=time.perf_counter() - began,
        nodes=len(nodes),
    )


def _circles(found: KreissEnclosure, kappa: Fraction, gap: Fraction, ends: Deadline) -> list[Step]:
    """Segments and a disc for all 0 < u < 1; next to |z| = 1 the segment that there is, if any."""
    rim = [step for step in found.steps if isinstance(step, RimSegment)]
    start = rim[0].ends[-1] if rim else Fraction(0)
    resolvent = _followed(found.matrix, found.argmax)

    def height(v: Fraction, tolerance: float) -> Fraction:
        """N(1 − v)."""
        if v == 1:
            return Fraction(1)
        return from_mpf(mpmath.mpf(resolvent.peak(1 - to_mpf(v), max(tolerance, _TOLERANCE)).N))

    def look_again(v: Fraction) -> None:
        """Whether another angle has the maximum of that circle."""
        if v < 1:
            resolvent.highest(float(1 - v))

    rho = Fraction(spectral_radius(found.matrix).near)
    e = Fraction(0) if rim else min(_LARGEST_E, rounded(1 / rho - 1, _PLACE_BITS) if 0 < rho < 1 else _LARGEST_E)
    cover = Cover(Circles(found.matrix, kappa, height, e), ends.check, look_again)
    tight = Fraction(1, 2) if found.argmax is None else rounded(Fraction(1 - 1 / abs(found.argmax)), _PLACE_BITS)
    return [*rim, *cover.around(tight, gap, start)]


def _lines(found: HalfPlaneEnclosure, kappa: Fraction, gap: Fraction, ends: Deadline) -> list[Step]:
    """Segments and lines for all x > 0, up to where the numerical abscissa proves the rest.

    Next to the axis it is the segment that there is, or the line x = 0, whose bound M(0) does up to κ/M(0).
    """
    rim = [step for step in found.steps if isinstance(step, AxisSegment)]
    (abscissa,) = (step for step in found.steps if isinstance(step, Abscissa))
    balanced = balance(found.matrix)
    scale = power_of_two(frobenius_norm(balanced.B))
    resolvent = LineResolvent(balanced.divided(scale))

    def height(x: Fraction, tolerance: float) -> Fraction:
        """M(x); a line is searched as a whole when it is first asked for."""
        place = to_mpf(x / scale)
        if not resolvent.followed_on(float(place)):
            look_again(x)
        return from_mpf(mpmath.mpf(resolvent.peak(place, max(tolerance, _TOLERANCE)).N)) / scale

    def look_again(x: Fraction) -> None:
        """Whether another height has the maximum of that line."""
        resolvent.highest(float(x / scale))

    tight = Fraction(0 if found.argmax is None else found.argmax.real)
    tight = rounded(tight, _PLACE_BITS - int(log2(tight))) if tight else tight
    resolvent.scan(float(tight / scale))
    curves = Lines(found.matrix, kappa, height, abscissa.omega)
    first = None if rim else curves.beyond(Fraction(0))
    bounds, start = (rim, rim[0].ends[-1]) if rim else first or ((), Fraction(0))
    cover = Cover(curves, ends.check, look_again)
    return [*bounds, *cover.around(tight, gap, start), abscissa]


def _followed(A: ExactMatrix, argmax: complex | None) -> CircleResolvent:
    """The resolvent with its maxima followed from a few circles on."""
    resolvent = CircleResolvent(A)
    for u in (*_CIRCLES, *([] if argmax is None else [1 / abs(argmax)])):
        resolvent.scan(u)
    return resolvent


def _above(x: Fraction) -> Fraction:
    """x rounded up, so that it is short."""
    return ceiling(x, int(mpmath.mp.prec))
