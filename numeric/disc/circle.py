"""Circle certificates: one matrix P bounds the resolvent on a whole circle.

With S(ζ) = (I − ζA)⁻¹, N(u) = max over |ζ| = u of ‖S(ζ)‖ and F = uA: if P is Hermitian and

    L(P; u, ν) = [[P − F*P F − I, −F*P], [−P F, ν²I − P]] ⪰ 0,   then N(u) ≤ ν.

For |ζ| = u and y = (I − ζA)x the quadratic form of L at (x̃, ỹ) = (x, (ζ/u)-rotated y) is ν²‖y‖² − ‖x‖²; existence of P
for every ν > N(u) is the bounded real lemma (theory of the discrete Riccati equation). P solves

    P = (1+η)I + F*P(I − ν'⁻²P)⁻¹F,   ν' < ν,

where η and ν' leave the slack that makes L positive definite. The structure-preserving doubling algorithm (Chu, Fan,
Lin, Wang, Int. J. Control 77, 2004) converges to it quadratically and breaks down for ν' < N(u).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain
from math import ceil, log2

import numpy as np
from flint import fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, Work, symmetric_midpoints
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, stack
from kreiss.numeric.arithmetic.slices import BASE_BITS, Slices, stacked
from kreiss.numeric.disc.continued import POINTS, continued_solution
from kreiss.numeric.nodes.node import Node, exponent
from kreiss.numeric.nodes.riccati import Solver, doubling, hermitian, rounded_array
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.semidefinite.roundoff import circle_holds, norm_bound

_SMALL = 12  # the order up to which a Schur form is faster than doubling
_FINER = 40  # bits beyond those of P, which is as fine as the slack asks for: less may cost proofs, more costs digits
_BEYOND_SLACK = 4  # bits that a proof takes beyond those of the slack
_SHIFT = 1.3  # off the circle, so that the pencil can be inverted there


@dataclass(frozen=True, kw_only=True)
class Circle(Node):
    """A proof that N(u) ≤ ν, for u the ``place`` and ν the ``bound``: Hermitian P with L(P; u, ν) ⪰ 0."""

    reason = "circle"
    symbols = ("u", "nu")
    boundary = "the unit circle"

    @property
    def resolvent(self) -> Fraction:
        """uν ≥ ‖(zI − A)⁻¹‖ for |z| = 1/u."""
        return self.place * self.bound

    @staticmethod
    def where(place: Fraction) -> str:
        """The circle in words."""
        return f"|z| = {float(1 / place):.9g}"

    def inequality(self) -> tuple[fmpz_mat, int]:
        """L(P; u, ν) of the real embeddings, as integers over one denominator. Guarantee: exact."""
        (X, F), p, u = self._embedded(), self.P.den, self.place
        F, f = F * u.numerator, self.A.den * u.denominator
        XF = X * F
        identity = highprec.integer_identity(X.nrows())
        nu2 = self.bound * self.bound
        first = (X * (f * f) - F.transpose() * XF - identity * (p * f * f)) * nu2.denominator
        off = XF * (-f * nu2.denominator)
        last = identity * (nu2.numerator * p * f * f) - X * (f * f * nu2.denominator)
        return stack(first, off.transpose(), off, last), p * f * f * nu2.denominator

    def _sliced(self) -> tuple[Slices, int, int]:
        """Over 2^g, rounded to ``_FINER`` bits beyond those of P; a u that is no dyadic number enters with A."""
        X, p, nu2 = self.P.slices, exponent(self.P.den), self.bound * self.bound
        kept, outside = p + _FINER, exponent(self.place.denominator) >= 0
        u, s = (self.place, None) if outside else (Fraction(1), self.place)
        F, a, rounded = self._factor(kept, s)
        XF, n, r = X @ F, F.digits.shape[1], exponent(u.denominator)
        square, bits = _cut(F.T @ XF, p + 2 * a, kept)
        square, g1 = _cut(square * u.numerator**2, bits + 2 * r, kept)
        off, bits = _cut(XF, p + a, kept)
        off, g2 = _cut(off * -u.numerator, bits + r, kept)
        g = max(g1, g2, p)
        X, off = X * (1 << g - p), off * (1 << g - g2)
        first = X - square * (1 << g - g1) - Slices.diagonal(1 << g, n)
        last = Slices.diagonal((nu2.numerator << g) // nu2.denominator, n) - X
        # what is cut is below 2^−kept, and so is what rounding A changes, before u or u² multiplies it, and what is cut
        # after; ν² is rounded down to a multiple of 2^−g
        error = (1 + (1 + rounded) * ceil(u) ** 2 << max(0, g - kept)) + 1
        return stacked(first, off.T, off, last), 1 << g, error

    def _holds_in_floats(self) -> bool:
        F = float(self.place) * self.A.approx
        nu2 = float(np.nextafter(float(self.bound * self.bound), 0))
        return bool(np.all(np.isfinite(F))) and circle_holds(F, self.P.approx, nu2)

    def _spread(self, P: Array) -> float:
        """For [[ν²I − P, −ν²F], [−ν²F*, P − I + ν²F*F]], whose form at (z, x) is that of L at (x, z − Fx).

        Its diagonal is at most ν², then p + ν²‖F‖² for the largest P_ii = p, and ‖z‖² ≤ 2‖z − Fx‖² + 2‖F‖²‖x‖².
        """
        norm2 = float(self.place) ** 2 * norm_bound(self.A.approx) ** 2
        return 1.01 * max(8.0, 4 * (float(P.diagonal().real.max()) + 3 * float(self.bound) ** 2 * norm2))

    def least_eigenvalue(self) -> float:
        """P ⪰ I + F*PF."""
        return 1.0


def _cut(X: Slices, bits: int, kept: int) -> tuple[Slices, int]:
    """X/2^bits, rounded by less than 2^−kept: integers, and how many bits they have after the point."""
    dropped = max(0, (bits - kept) // BASE_BITS)
    return X.without(dropped), bits - BASE_BITS * dropped


def prove_circle(
    A: ExactMatrix,
    u: Fraction,
    nu: Fraction,
    room: float,
    precision: int = DOUBLE,
    *,
    exact: bool = True,
    deadline: Deadline = NEVER,
    before: Sequence[Node] = (),
) -> Circle | None:
    """A proof that N(u) ≤ ν, or None where this precision finds none (or N(u) > ν).

    ``room`` estimates ν/N(u) − 1 and decides how much slack is left, and nodes ``before`` may lead to the solution of
    the Riccati equation; they affect success only. Guarantee: exact, or verified-float where ``exact`` is False,
    precision is double and the rounding bounds suffice. Raises ``OutOfTime``.
    """
    slack = min(2 * room, 0.5) / 3
    continued = _continued(A, u, nu, slack, before) if precision <= DOUBLE else ()
    solved = (_rounded_solutions(solve, A, u, nu, slack, precision) for solve in _solvers(A, precision, deadline))
    for P in chain(continued, chain.from_iterable(solved)):
        deadline.check()
        node = Circle(A=A, place=u, bound=nu, P=P, precision=precision, slack=slack).proved(exact=exact)
        if node is not None:
            return node
    return None


def _continued(
    A: ExactMatrix, u: Fraction, nu: Fraction, slack: float, before: Sequence[Node]
) -> Iterator[ExactMatrix]:
    """The solution that other nodes lead to, where there are enough and that is faster, rounded likewise."""
    with suppress(OverflowError):
        if A.n > _SMALL and slack > 0 and len(before) == POINTS:
            P = continued_solution(A.approx, float(u), float(nu * nu) * (1 - slack), slack, before)
            yield from _rounded(A, u, slack, P)


def _solvers(A: ExactMatrix, precision: int, deadline: Deadline) -> tuple[Solver, ...]:
    """What to solve the Riccati equation by, the fastest first."""
    by_doubling = partial(doubling, deadline=deadline)
    return (_by_subspace, by_doubling) if precision <= DOUBLE and A.n <= _SMALL else (by_doubling,)


def _rounded_solutions(
    solve: Solver, A: ExactMatrix, u: Fraction, nu: Fraction, slack: float, precision: int
) -> Iterator[ExactMatrix]:
    """The Riccati solution with η = 1 − ν'²/ν² = slack, rounded: to few bits beyond those of the slack, then to all."""
    with suppress(OverflowError):
        if precision <= DOUBLE:
            yield from _rounded(A, u, slack, riccati(float(u) * A.approx, float(nu * nu) * (1 - slack), slack, solve))
            return
        with highprec.working_precision(precision):
            balls = highprec.balls(A.embedded * u.numerator, A.den * u.denominator)
            P = riccati(balls, nu * nu * (1 - Fraction(slack)), Fraction(slack), solve)
            rounded = symmetric_midpoints(P, precision) if isinstance(P, BallMatrix) else None
        if rounded is not None:
            yield rounded


def _rounded(A: ExactMatrix, u: Fraction, slack: float, P: Array | None) -> Iterator[ExactMatrix]:
    """P rounded to few bits beyond those of the slack, then to all."""
    with suppress(OverflowError):
        if P is not None and slack > 0:
            norm = float(u) * float(np.abs(A.approx).sum(axis=0).max())
            short = _BEYOND_SLACK + ceil(log2(A.n**0.5 * (1 + norm) / slack))
            yield (first := rounded_array(P, short))
            if first.den < 1 << short:
                return
        if P is not None:
            yield rounded_array(P)


def riccati(F: Work, nu2: float | Fraction, eta: float | Fraction, solve: Solver) -> Work | None:
    """P = (1+η)I + F*P(I − ν⁻²P)⁻¹F, or None where it is not found. Guarantee: estimate."""
    identity = highprec.identity_like(F)
    G, H = identity * (-1 / nu2), identity * (1 + eta)
    if not isinstance(F, BallMatrix) and solve is not _by_subspace:
        w = 1 - (1 + eta) / nu2
        if not w > 0:
            return None
        star = F.conj().T  # one step of doubling, where G and H are still multiples of I
        F, G, H = F @ F / w, G - F @ star / (w * nu2), H + star @ F * ((1 + eta) / w)
    P: Work | None = solve(F, G, H, eta)
    return P


def _by_subspace(F: Array, G: Array, H: Array, _: float) -> Array | None:
    """P = H + F*P(I + GP)⁻¹F as X₂X₁⁻¹, or None where double precision loses it. Guarantee: estimate.

    [X₁; X₂] spans the invariant subspace to |λ| < 1 of the pencil [[F, 0], [−H, I]] − λ[[I, G], [0, F*]] (Pappas, Laub
    & Sandell, IEEE Trans. Automat. Control 25, 1980): its inverse at a shift s has the eigenvalues κ = 1/(λ − s).
    """
    n = len(F)
    left, right = (np.eye(2 * n, dtype=F.dtype) for _ in range(2))
    left[:n, :n], left[n:, :n] = F, -H
    right[:n, n:], right[n:, n:] = G, F.conj().T
    inverse = highprec.solve(left - _SHIFT * right, right)
    if inverse is None or not np.all(np.isfinite(inverse)):
        return None
    stable, X = highprec.ordered_schur(inverse, lambda kappa: abs(_SHIFT * kappa + 1) < abs(kappa))
    P = highprec.solve(X[:n, :n].conj().T, X[n:, :n].conj().T) if stable == n else None
    return None if P is None or not np.all(np.isfinite(P)) else hermitian(P)
