"""The Kreiss constant of one matrix, enclosed by steps that ``formal/`` proves sound, and by nothing else.

The lower end is that of ``certify_kreiss``, whose upper end is not used: circles and chords need the convexity of
uN(u), which is complex analysis. Segments and a disc that leave no 0 < u < 1 out need algebra alone.
"""

import time
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np

from kreiss.deadlines import Deadline
from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.algebraic.cover import Bound, Cover
from kreiss.numeric.algebraic.disc import Disc
from kreiss.numeric.algebraic.piece import Piece, Wanted, rounded
from kreiss.numeric.arithmetic.matrices import ExactMatrix, from_mpf
from kreiss.numeric.arithmetic.reals import to_mpf
from kreiss.numeric.arithmetic.roots import ceiling
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.disc.kreiss import certify_kreiss
from kreiss.numeric.disc.segment import RimSegment
from kreiss.numeric.enclosures.kreiss import KreissEnclosure
from kreiss.numeric.enclosures.options import deadline, in_time, wanted_gap
from kreiss.numeric.nodes.chain import working_bits
from kreiss.numeric.nodes.witness import Witness
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.spectrum.spectral_radius import spectral_radius

_FINER = 8  # the gap between the witness and the true value is to be a small part of the gap
_UPPER_SHARE = Fraction(31, 32)
_LARGEST_E = Fraction(4)  # the most of e = 1/ρ − 1, where ρ is small, or 0
_PLACE_BITS = 40  # of the places chosen: fewer keep the certificate short, more come closer to what was found
_CIRCLES = (0.5, 0.9, 0.99)  # where u is sampled for the first aim: more cost a resolvent norm each
_TOLERANCE = 1e-13  # of a peak in floats, which tell no more apart


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
    began, ends, wanted = time.perf_counter(), deadline(budget), wanted_gap(gap, digits)
    with in_time():
        found = certify_kreiss(A, wanted / _FINER, exact=True, budget=ends)
        if found.lower is None:
            raise UnstableMatrix("K is infinite, for which no algebraic certificate is known: leave --algebraic away")
        if found.radius:
            raise InvalidArgument("expected rational entries: an algebraic certificate speaks of one matrix")
        steps, upper, precision = tuple(found.steps), Fraction(1), found.precision
        if found.upper != 1:
            upper = _above(found.lower * (1 + _UPPER_SHARE * wanted))
            if not found.complete or (found.upper is not None and found.upper >= upper):
                raise PrecisionExhausted("the gap asked for is out of this method's reach; ask for a wider gap")
            with one_blas_thread(), mpmath.workprec(working_bits(wanted)):
                pieces = _pieces(found, upper, wanted, ends)
            witnesses = [step for step in found.steps if isinstance(step, Witness)]
            steps, precision = (*witnesses, *pieces), max(piece.precision for piece in pieces)
    return AlgebraicEnclosure(
        quantity="K",
        lower=found.lower,
        upper=upper,
        matrix=found.matrix,
        steps=steps,
        precision=precision,
        elapsed=time.perf_counter() - began,
        argmax=found.argmax,
        nodes=sum(isinstance(step, Piece | Disc) for step in steps),
        ended="complete",
    )


def _pieces(found: KreissEnclosure, kappa: Fraction, gap: Fraction, ends: Deadline) -> list[Bound]:
    """Segments and a disc with the bound κ for all 0 < u < 1; next to |z| = 1 the segment that there is, if any."""
    rim = [_as_piece(step) for step in found.steps if isinstance(step, RimSegment)]
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
    cover = Cover(Wanted(A=found.matrix, kappa=kappa, e=e, height=height), ends.check, look_again)
    tight = Fraction(1, 2) if found.argmax is None else rounded(Fraction(1 - 1 / abs(found.argmax)), _PLACE_BITS)
    return [*rim, *cover.around(tight, gap, start)]


def _followed(A: ExactMatrix, argmax: complex | None) -> CircleResolvent:
    """The resolvent with its maxima followed from a few circles on."""
    resolvent = CircleResolvent(A)
    for u in (*_CIRCLES, *([] if argmax is None else [1 / abs(argmax)])):
        resolvent.scan(u)
    return resolvent


def _as_piece(segment: RimSegment) -> Piece:
    return Piece(
        kappa=segment.kappa,
        e=segment.e,
        ends=segment.ends,
        T=segment.T,
        proofs=segment.proofs,
        precision=segment.precision,
    )


def _above(x: Fraction) -> Fraction:
    """x rounded up, so that it is short."""
    return ceiling(x, int(mpmath.mp.prec))
