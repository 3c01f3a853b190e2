"""One matrix polynomial bounds the resolvent on all circles next to |z| = 1.

Write w = 1 − u. If P = T(w)/(w + e) with a symmetric matrix polynomial T and e ≥ 0, the circle inequality L(P; u, κ/w)
⪰ 0 (``circle``), its second rows and columns multiplied by w and all of it by w + e, is the polynomial inequality

    M(w) = [[T − (1−w)²A*TA − (w+e)I, −w(1−w)A*T], [−w(1−w)TA, κ²(w+e)I − w²T]] ⪰ 0,

which says (1 − u)N(u) ≤ κ. It holds for all w in [0, w₁] if the Bernstein coefficients of M there are ⪰ 0: a handful of
matrices prove a bound on infinitely many circles, up to the limit u → 1, where nodes would crowd. ``interpolant`` finds
T; ``docs/certificate/segment.md`` has the argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix, stack
from kreiss.numeric.disc.interpolant import Wanted, interpolant
from kreiss.numeric.nodes.segment import SHORTEST, Segment
from kreiss.numeric.semidefinite.bernstein import Polynomial, likely, prove_nonnegative

_LONG, _SHARPNESS = 8, 2
"""Times the bits of T: of a denominator whose products take most of the time, and of the matrix looked at instead."""
_LONGEST = Fraction(15, 16)  # a node at u ≤ 1/16 costs little


@dataclass(frozen=True, kw_only=True)
class RimSegment(Segment):
    """A proof that (1 − u)N(u) ≤ κ for 1 − w_m ≤ u < 1, with e and the coefficients of T."""

    e: Fraction

    def _place(self) -> dict[str, Any]:
        return {"w": [str(end) for end in self.ends], "e": str(self.e)}


def prove_segment(wanted: Wanted) -> RimSegment | None:
    """A proof that (1 − u)N(u) ≤ κ next to u = 1, on as long a segment as halving finds, or None where that is short:
    for e > 0 it has to reach well beyond where κ has the least room, to be worth its price. Guarantee: exact.
    """
    w, e, tight = _LONGEST, wanted.rim.e, wanted.tight
    useful = 4 * tight if e and tight < _LONGEST else Fraction(0)
    while w >= max(SHORTEST, 4 * e, useful):
        found = _proved(wanted, w)
        if found is not None:
            return found
        w = Fraction(1, 2) if w > Fraction(1, 2) else w / 2
    return None


def _proved(wanted: Wanted, w: Fraction) -> RimSegment | None:
    found = interpolant(wanted, w)
    T = None if found is None else found.coefficients()
    if found is None or T is None:
        return None
    kappa, e, ends, bits = wanted.kappa, wanted.rim.e, found.ends(), found.fine.bits
    if wanted.A.den.bit_length() > _LONG * bits:
        about = wanted.A.rounded(_SHARPNESS * bits)
        rough = polynomial(about, kappa, e, T)
        if not all(likely(rough, a, b) for a, b in pairwise(ends)):
            return None
    M = polynomial(wanted.A, kappa, e, T)
    parts = []
    for a, b in pairwise(ends):
        proofs = prove_nonnegative(M, a, b, bits)
        if proofs is None:
            return None
        parts.append(proofs)
    return RimSegment(kappa=kappa, ends=ends, e=e, T=tuple(T), proofs=tuple(parts), precision=bits)


def polynomial(A: ExactMatrix, kappa: Fraction, e: Fraction, T: Sequence[ExactMatrix]) -> Polynomial:
    """M(w), over the denominator a²·t·(that of κ²e) for those a of A and t of T. Guarantee: exact."""
    X, a, t = A.embedded, A.den, lcm(*(coefficient.den for coefficient in T))
    kappa2, identity, star = kappa * kappa, integer_identity(X.nrows()), X.transpose()
    one = kappa2.denominator * e.denominator
    zero = identity * 0
    t_k = [coefficient.re * (t // coefficient.den) for coefficient in T]
    XT_k = [star * now for now in t_k]
    padded, halves, wholes = ([zero, zero, *each, zero, zero] for each in (t_k, XT_k, [XT * X for XT in XT_k]))
    coefficients = []
    for k in range(len(T) + 2):
        before_last, now = padded[k], padded[k + 2]
        shift = identity * int((e, Fraction(1), Fraction(0))[min(k, 2)] * e.denominator * a * a * t)
        image = wholes[k + 2] - wholes[k + 1] * 2 + wholes[k]
        first = (now * (a * a) - image) * one - shift * kappa2.denominator
        off = (halves[k] - halves[k + 1]) * (a * one)
        end = shift * kappa2.numerator - before_last * (a * a * one)
        coefficients.append(stack(first, off, off.transpose(), end))
    return Polynomial(coefficients, a * a * t * one)
