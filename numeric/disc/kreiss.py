"""The Kreiss constant K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖, enclosed with a certificate.

A witness proves the lower end (``witness``), nodes on circles and the chords between them the upper end (``circle``,
``curves``, ``polygon``), the numerical radius K = 1 (``ando``), an indefinite Stein solution K = ∞ (``instability``).
"""

from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq_mat

from kreiss.deadlines import Deadline
from kreiss.errors import KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.disc.boundary import RimChain
from kreiss.numeric.disc.chain import DiscChain
from kreiss.numeric.disc.circle import Circle, prove_circle
from kreiss.numeric.disc.curves import upper_bound
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.kreiss import KreissEnclosure
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.ando import prove_contractive
from kreiss.numeric.nodes.certify import Region, certify
from kreiss.numeric.nodes.chain import Points
from kreiss.numeric.nodes.riccati import hermitian, stein
from kreiss.numeric.normalized.certify import Boundary, certify_normalized, require_no_ball
from kreiss.numeric.normalized.neighbour import Neighbour
from kreiss.numeric.semidefinite.roundoff import stein_holds
from kreiss.numeric.spectrum.instability import prove_unstable
from kreiss.numeric.spectrum.nearby import NEXT_TO, Nearby, nearby
from kreiss.numeric.spectrum.peripheral import LARGEST_ORDER, Peripheral, peripheral_part
from kreiss.numeric.spectrum.spectral_radius import Extreme, estimated_inside, spectral_radius

_UNCLEAR = 1e-8  # next to |z| = 1 a float does not say on which side ρ is
_ROOM, _POINTS = 0.5, 17
"""Of the one node of a neighbour's rest, and where its bound is guessed from."""
_WIDER_GAPS = (Fraction(1, 10**4), Fraction(1, 100), Fraction(1, 2))
"""Tried in turn where the gap asked for is out of reach: a wide enclosure is better than none."""


@np.errstate(all="ignore")
def certify_kreiss(
    A: object,
    gap: object = 1e-6,
    *,
    digits: int | None = None,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
    radius: object = 0,
    normalize: bool = False,
) -> KreissEnclosure:
    """An enclosure of K(A) with relative gap (upper − lower)/lower at most ``gap``, or 10^−digits where that is given.

    ``A`` is anything that ``exact_matrix`` reads, or a matrix of sympy's algebraic numbers, for which a rational matrix
    within a ``radius`` of about 2^−200 stands. ``exact`` accepts every node in integer arithmetic (the default up to
    order 24); otherwise bounded rounding errors accept those that double precision can prove (``verified-float``).
    With ``radius`` = ε > 0 the enclosure holds K of every matrix within ε of A in the spectral norm; A itself is then
    enclosed with the ``gap``. When ``budget`` seconds end, or at a keyboard interrupt, the enclosure reached by then is
    returned; ``ended`` says so. ``normalize`` encloses K(A/ρ(A)) for the exact spectral radius ρ(A) of a real matrix A,
    which is irrational as a rule; ``normalizer`` encloses ρ(A) then.

    Raises ``InvalidMatrix`` and ``InvalidArgument`` for unusable input, ``UnstableMatrix`` where the spectral radius
    cannot be told from 1, ``PrecisionExhausted`` where a node was not certified within the precision allowed, or the
    budget ended before any enclosure. Sources: the Kreiss matrix theorem (Trefethen & Embree, ch. 18), the bounded real
    lemma, Hadamard's three-circles theorem; the argument is written down in ``docs/certificate-format.md``.
    """
    if normalize:
        require_no_ball(radius)
        return certify_normalized(NormalizedDisc(), A, gap, digits=digits, exact=exact, budget=budget)
    return certify(Disc, A, gap, digits=digits, exact=exact, budget=budget, radius=radius)


class Disc(Region[Peripheral, KreissEnclosure]):
    """The unit disc, its circles and its rim."""

    symbol = "K"
    continuous = False
    enclosure = KreissEnclosure
    edge = 1
    next_to = 0.02

    def __init__(self, A: ExactMatrix, asked: Options) -> None:
        require_floats(A)
        super().__init__(A, asked)

    def _prove_one(self, radius: Fraction) -> Step | None:
        return None if radius else prove_contractive(self.A, self.asked.deadline)

    @cached_property
    def _extreme(self) -> Extreme:
        """ρ(A), or double precision's estimate of it where it is proved to be clearly below 1."""
        return estimated_inside(self.A) if self._clearly_inside else spectral_radius(self.A)

    @cached_property
    def _clearly_inside(self) -> bool:
        """Whether floats prove, by bounds on all rounding, that no eigenvalue lies near the circle or beyond."""
        return _all_inside(self.A.approx * (1 + NEXT_TO))

    def _inside(self) -> bool:
        return _all_inside(self.A.approx)

    @cached_property
    def _nearby(self) -> Nearby | None:
        return None if self._clearly_inside else nearby(self.A)

    def _part(self) -> Peripheral | None:
        return peripheral_part(self.A)

    def _prove_infinite(self) -> Step | None:
        return prove_unstable(self.A, self.asked.deadline)

    def _chain(self, stage: Options, part: Peripheral | None, radius: Fraction) -> DiscChain:
        rim = None if radius else part or self._nearby
        return DiscChain(self.A, stage) if rim is None else RimChain(self.A, stage, rim)

    def _upper(self, nodes: Points, _: Fraction, bits: int) -> Fraction:
        return upper_bound(nodes, bits)

    def _wider(self, _: Peripheral | None) -> tuple[Fraction, ...]:
        return _WIDER_GAPS

    def _undecided(self) -> KreissError:
        rho = self._extreme
        if rho.side is None and abs(rho.near - 1) <= _UNCLEAR:
            return UnstableMatrix(
                f"expected a spectral radius that can be told from 1, got {rho}: K is finite if no "
                "eigenvalue has modulus above 1 and those of modulus 1 are semisimple; give rational entries exactly, "
                'as "1/3", or change or rescale the matrix; --normalize, normalize=True, encloses K(A/ρ(A))'
            )
        if rho.side == 0:
            return UnstableMatrix(
                "expected eigenvalues of modulus 1 that can be told from semisimple ones, which takes an order of at "
                f"most {LARGEST_ORDER} (half of that for a complex matrix), got {rho} exactly; change the matrix"
            )
        finite = "" if rho.side is None else f", so that K is {'finite' if rho.side < 0 else 'infinite'}"
        return PrecisionExhausted(
            f"{rho}{finite}, but no certificate was found in the precision allowed, with wider gaps neither: the "
            "matrix is out of this method's reach"
        )

    def _unstable_ball(self) -> UnstableMatrix:
        return UnstableMatrix(
            f"expected a spectral radius below 1 in the whole ball, got {self._extreme} at its centre"
        )

    def _uncertified(self) -> KreissError:
        return PrecisionExhausted(
            "the eigenvalues of modulus 1 are semisimple and none is larger, so that K is finite, but no enclosure was "
            "certified, with wider gaps neither: the matrix is out of this method's reach"
        )


def _all_inside(A: Array) -> bool:
    """Whether ρ(A) < 1 by bounds on all rounding. Guarantee: verified-float; False proves nothing."""
    P = stein(A, 2 * np.eye(len(A)))
    return P is not None and stein_holds(A, hermitian(P))


class _ByNodes(Disc):
    """The disc, for real 2×2 matrices as for all others."""

    by_polynomials = False


@np.errstate(all="ignore")
def certify_kreiss_by_nodes(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> KreissEnclosure:
    """``certify_kreiss`` for those who read the steps: by circles and segments for real 2×2 matrices too."""
    return certify(_ByNodes, A, gap, digits=None, exact=exact, budget=budget, radius=0)


class _KnownRim(Disc):
    """The disc for a matrix with the one eigenvalue 1 on the circle, simple, whose projector is known."""

    def __init__(self, near: Neighbour, asked: Options) -> None:
        super().__init__(near.J, asked)
        self.near = near

    @cached_property
    def _extreme(self) -> Extreme:
        return Extreme(Fraction(1), Fraction(1), 1 + 0j, 0, "ρ")

    def _part(self) -> Peripheral:
        P = self.near.projector
        return Peripheral(fmpq_mat(self.A.re) / self.A.den, P, P, (0.0,))


class NormalizedDisc(Boundary[Peripheral, KreissEnclosure]):
    """A/ρ(A), whose dominant eigenvalue lies on the unit circle."""

    kind = Disc
    quantity = "K_normalized"
    distance = "distance_to_instability"
    wanted = "A/ρ(A)"
    beyond = "A/r"
    edge = 1

    def extreme(self, A: ExactMatrix) -> Extreme:
        """ρ(A)."""
        return spectral_radius(A)

    def measure(self, eigenvalue: Any) -> Any:
        """|λ|."""
        return abs(eigenvalue)

    def region(self, near: Neighbour, asked: Options) -> Disc:
        """The disc for the neighbour."""
        return _KnownRim(near, asked)

    def node(self, rest: ExactMatrix, bound: Fraction, precision: int, asked: Options) -> Circle | None:
        """‖(z − C)⁻¹‖ ≤ bound on the circle."""
        ends, exact = asked.deadline, asked.exact
        return prove_circle(rest, Fraction(1), bound, _ROOM, precision, exact=exact, deadline=ends)

    def points(self, rest: Array) -> Array:
        """Points of the upper half of the circle."""
        return np.asarray(np.exp(1j * np.linspace(0, np.pi, _POINTS)))
