"""One matrix polynomial bounds the resolvent on all lines next to an imaginary axis with eigenvalues on it.

If P = T(x)/x with a symmetric matrix polynomial T(x) = T₀ + xT'(x), A*T₀ + T₀A = 0, then 2xP − A*P − PA = 2T − A*T' −
T'A, and the inequality L(P; x, κ/x) ⪰ 0 of a line (``line``), its second rows and columns multiplied by x, is

    H(x) = [[2T − A*T' − T'A − I, −T], [−T, κ²I]] ⪰ 0,

which says x·‖(zI − A)⁻¹‖ ≤ κ for Re z = x. It holds on an interval if its Bernstein coefficients there are ⪰ 0: a
handful of matrices for infinitely many lines, up to the limit x → 0, where nodes would crowd. Where κ has little room
at x → 0 that takes short parts, which grow with x.

T₀ is the form that A keeps (``axis``) next to the limit of x·P for the Riccati solutions P, and T' interpolates
(T − T₀)/x. The solutions are those for μ = (1 + ε)·M(x) with one ε, since those for μ = κ/x have a square root of the
room in them. They leave no room for directions that do not grow near the axis; adding x·Y to T, where −A*Y − YA is a
tenth of (I − Π)*(I − Π), leaves them that.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, TypeVar

import numpy as np
import scipy.linalg
from flint import arb_mat

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, integer_identity, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import ExactMatrix, embedded_array, stack
from kreiss.numeric.arithmetic.scales import log2
from kreiss.numeric.half_plane.line import riccati
from kreiss.numeric.nodes.segment import INNER_ROOM, SHORTEST, Fineness, Height, Segment, fineness, limit, slopes
from kreiss.numeric.semidefinite.bernstein import Polynomial, likely, prove_nonnegative
from kreiss.numeric.spectrum.axis import AxisPart
from kreiss.numeric.spectrum.kept_forms import exact

_LONGEST = Fraction(8)  # in units of ‖A‖: beyond, the ratio is nearly 1
_TOLERANCE = 1e-12  # of the heights that the room is measured by
_FLAT, _MOST_EXTENSIONS = 1e-3, 6  # where the ratio is nearly κ at its end, a segment is worth lengthening
_FEW, _MANY = ([Fraction(k, 4) for k in (1, 2, 4)], [Fraction(k, 9) for k in range(1, 10)])  # where T' is interpolated
_MOST_PARTS = 24  # each takes three proofs: a shorter segment is cheaper
_LARGEST_GROWTH = 4  # of a part over the one before: more fails more often
_SHARPNESS = 2  # times the bits of T: of the matrix that is looked at first, where it is longer
_FINEST = 256  # a part shorter than the whole length over this is not tried

ProofT = TypeVar("ProofT")


@dataclass(frozen=True, kw_only=True)
class AxisSegment(Segment):
    """A proof that x·M(x) ≤ κ for 0 < x with ``start`` ≤ x ≤ x_m."""

    start: Fraction = Fraction(0)

    def _place(self) -> dict[str, Any]:
        place: dict[str, Any] = {"x": [str(end) for end in self.ends]}
        return place | {"from": str(self.start)} if self.start else place


def prove_axis_segment(
    A: ExactMatrix, scale: Fraction, part: AxisPart, kappa: Fraction, closest: Fraction, height: Height
) -> AxisSegment | None:
    """A proof that x·M(x) ≤ κ from the axis on, on as long a segment as halving finds, or None where that is short.

    ``scale`` is about ‖A‖; ``height`` is that of A/``scale``, and estimates M(x) down to x = ``closest``. Guarantee:
    exact.
    """
    solutions, tolerance = _Solutions(A.divided(scale), height), min(_TOLERANCE, float(closest))

    def room(x: Fraction) -> float:
        return float(kappa / (x * height(x, tolerance)) - 1)

    def attempt(end: Fraction, shares: Sequence[Fraction]) -> AxisSegment | None:
        least = min(map(room, (closest, end / 4, end / 2, end)))
        fine = fineness(least, end) if least > 0 else None
        T = None if fine is None else _coefficients(solutions, part, [end * share for share in shares], fine)
        if fine is None or T is None:
            return None
        carried = tuple(t.divided(scale**k) for k, t in enumerate(T))
        about = A.rounded(max(0, _SHARPNESS * fine.bits - log2(scale)))
        return _proved(A, about, kappa, end * scale, carried, fine.bits)

    end, found = _LONGEST, None
    while found is None and end >= max(SHORTEST, 4 * closest):
        found, end = attempt(end, _FEW), end / 2
    end *= 2  # where it was found; twice that was too long
    step = end / 2
    for _ in range(_MOST_EXTENSIONS if found is not None and end < _LONGEST else 0):
        if room(end) > _FLAT:  # nodes go on from here in long steps
            break
        longer = attempt(end + step, _MANY)
        found, end = (longer, end + step) if longer is not None else (found, end)
        step /= 2
    return found


class _Solutions:
    """x·P for the Riccati solutions P with μ = (1 + ε)M(x), kept for segments of other lengths, which share most."""

    def __init__(self, A: ExactMatrix, height: Height) -> None:
        self.A, self.height = A, height
        self._known: dict[tuple[Fraction, float, int, float], BallMatrix | None] = {}

    def at(self, x: Fraction, fine: Fineness, accuracy: float) -> BallMatrix | None:
        """The one at x, for an M(x) right to that part of ε/128, at the working precision."""
        key = x, fine.epsilon, fine.bits, accuracy
        if key not in self._known:
            self._known[key] = self._solved(x, fine.epsilon, self.height(x, fine.epsilon * accuracy / 128))
        return self._known[key]

    def _solved(self, x: Fraction, epsilon: float, M: Fraction) -> BallMatrix | None:
        mu = M * (1 + Fraction(epsilon))
        slack = Fraction(2 * epsilon / 3)
        X = highprec.balls(self.A.embedded, self.A.den)
        P = riccati(X, highprec.identity_like(X), x, mu * mu * (1 - slack), slack)
        return None if P is None else P * x


def _coefficients(
    solutions: _Solutions, part: AxisPart, points: Sequence[Fraction], fine: Fineness
) -> list[ExactMatrix] | None:
    """T_0, T_1, …, the slope at the axis right to first order."""
    with highprec.working_precision(fine.bits):
        start = limit(lambda x: solutions.at(x, fine, float(fine.near)), fine.near)
        T0 = None if start is None else part.form_near(start, fine.bits)
        if T0 is None:
            return None
        following = slopes(
            highprec.balls(T0.re, T0.den),
            [fine.step, *points],
            lambda x: solutions.at(x, fine, float(x) if x == fine.step else 1.0),
        )
        if following is None:
            return None
        first, *others = following
        return [T0, *(symmetric_midpoints(T, fine.bits) for T in (first + _inner_room(solutions.A, part), *others))]


def _inner_room(A: ExactMatrix, part: AxisPart) -> BallMatrix:
    """Y with −A*Y − YA = (I − Π)*(I − Π)/10, by A(I − Π) − Π, which agrees with A on the range of I − Π."""
    projector = exact(part.projector).approx
    rest = np.eye(len(projector)) - projector
    X = embedded_array(A)
    with warnings.catch_warnings(action="ignore"):  # close to singular: Y is an estimate, and proves nothing
        Y = scipy.linalg.solve_continuous_lyapunov((X @ rest - projector).T, -float(INNER_ROOM) * rest.T @ rest)
    return BallMatrix(arb_mat(((Y + Y.T) / 2).tolist()))


def _proved(
    A: ExactMatrix, about: ExactMatrix, kappa: Fraction, end: Fraction, T: tuple[ExactMatrix, ...], bits: int
) -> AxisSegment | None:
    """The segment in parts, or None; ``about`` is A, or A rounded for a first look where A is long."""
    if about is not A:
        rough = polynomial(about, kappa, T)
        if _in_parts(lambda a, b: likely(rough, a, b) or None, end) is None:
            return None
    H = polynomial(A, kappa, T)
    parts = _in_parts(lambda a, b: prove_nonnegative(H, a, b, bits), end)
    if parts is None:
        return None
    ends, proofs = zip(*parts, strict=True)
    return AxisSegment(kappa=kappa, ends=ends, T=T, proofs=proofs, precision=bits)


def _in_parts(
    prove: Callable[[Fraction, Fraction], ProofT | None], end: Fraction
) -> list[tuple[Fraction, ProofT]] | None:
    """The ends of parts, each as long as halving finds it, and what proves them; None for too many."""
    parts: list[tuple[Fraction, ProofT]] = []
    start, length = Fraction(0), end
    while start < end:
        if len(parts) == _MOST_PARTS:
            return None
        length = min(_LARGEST_GROWTH * length, end - start)
        proof = prove(start, start + length)
        while proof is None:
            length /= 2
            if length < end / (_FINEST if start else _FINEST**2):
                return None
            proof = prove(start, start + length)
        start += length
        parts.append((start, proof))
    return parts


def polynomial(A: ExactMatrix, kappa: Fraction, T: Sequence[ExactMatrix]) -> Polynomial:
    """H(x), over the denominator a·t·(that of κ²) for those a of A and t of T. Guarantee: exact."""
    X, a, t = A.embedded, A.den, lcm(*(coefficient.den for coefficient in T))
    kappa2, identity = kappa * kappa, integer_identity(X.nrows())
    padded = [*(coefficient.re * (t // coefficient.den) for coefficient in T), identity * 0]
    coefficients = []
    for k, (now, following) in enumerate(pairwise(padded)):
        one = identity * (int(k == 0) * a * t)
        TX = following * X
        first = (now * (2 * a) - TX - TX.transpose() - one) * kappa2.denominator
        off = now * (-a * kappa2.denominator)
        coefficients.append(stack(first, off, off, one * kappa2.numerator))
    return Polynomial(coefficients, a * t * kappa2.denominator)
