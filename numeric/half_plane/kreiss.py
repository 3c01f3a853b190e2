"""The Kreiss constant of the half-plane, K_ct(A) = sup over Re z > 0 of Re z·‖(zI − A)⁻¹‖, enclosed with a certificate.

A witness proves the lower end, nodes on vertical lines, the chords between them and the numerical abscissa the upper
end (``chain``); the numerical abscissa alone K_ct = 1, and an indefinite Lyapunov solution K_ct = ∞
(``instability``).
"""

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq_mat, fmpz_poly

from kreiss.deadlines import Deadline
from kreiss.errors import KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.enclosures.kreiss import HalfPlaneEnclosure
from kreiss.numeric.enclosures.options import Options
from kreiss.numeric.field_of_values.abscissa import Abscissa, prove_abscissa, prove_abscissa_below
from kreiss.numeric.half_plane.boundary import AxisChain
from kreiss.numeric.half_plane.chain import HalfPlaneChain
from kreiss.numeric.half_plane.curves import upper_bound
from kreiss.numeric.half_plane.line import Line, prove_line
from kreiss.numeric.nodes.certify import Region, certify
from kreiss.numeric.nodes.chain import Points
from kreiss.numeric.nodes.node import prove_stable
from kreiss.numeric.normalized.certify import Boundary, certify_normalized, require_no_ball
from kreiss.numeric.normalized.neighbour import Neighbour
from kreiss.numeric.spectrum.axis import LARGEST_ORDER, AxisPart, axis_part
from kreiss.numeric.spectrum.instability import prove_exponential_growth
from kreiss.numeric.spectrum.spectral_radius import Extreme, spectral_abscissa

_AXIS_GAPS = tuple(Fraction(1, 10**k) for k in (9, 7, 5))
"""What is tried where the supremum lies at the axis, and the gap asked for is out of the segment's reach."""
_UNCLEAR = 1e-12  # nearer to the axis than this, a float does not say on which side α is
_NO_BOUND = Fraction(2**40)
"""On the resolvent of a matrix of norm one: floats reach no further."""
_QUICK = 40  # orders up to which the eigenvalues on the axis are found exactly in no time
_ROOM = 0.5
"""Of the one node of a neighbour's rest."""
_FLAT_GAP = Fraction(1, 100)
"""Where K_ct = 1 the ratio tends to that bound from below as x → ∞, and a chain needs about gap^(−1/2) nodes."""
_FLAT_GAPS = (Fraction(1, 10**5), Fraction(1, 10**4), _FLAT_GAP)
"""Tried in turn where K_ct is so near to 1 that the gap asked for takes more nodes than there may be."""


@np.errstate(all="ignore")
def certify_kreiss_ct(
    A: object,
    gap: object = 1e-6,
    *,
    digits: int | None = None,
    exact: bool | None = None,
    budget: float | Deadline | None = None,
    radius: object = 0,
    normalize: bool = False,
) -> HalfPlaneEnclosure:
    """An enclosure of K_ct(A) with relative gap (upper − lower)/lower at most ``gap``, or 10^−digits where given.

    Arguments, guarantees and errors are those of ``certify_kreiss``; ``UnstableMatrix`` is raised where the spectral
    abscissa cannot be told from 0. ``normalize`` encloses K_ct(A − αI) for the exact spectral abscissa α = α(A) of a
    real matrix A, and ``normalizer`` encloses α then. Sources: Trefethen & Embree, ch. 14 and 18, the bounded real
    lemma, the three-lines theorem; the argument is written down in ``docs/certificate/half-plane.md``.

    >>> certify_kreiss_ct([[-1, 10], [0, -1]]).upper < Fraction("2.7")
    True
    """
    if normalize:
        require_no_ball(radius)
        return certify_normalized(NormalizedHalfPlane(), A, gap, digits=digits, exact=exact, budget=budget)
    return certify(HalfPlane, A, gap, digits=digits, exact=exact, budget=budget, radius=radius)


class HalfPlane(Region[AxisPart, HalfPlaneEnclosure]):
    """The right half-plane, its lines and the imaginary axis."""

    symbol = "K_ct"
    continuous = True
    enclosure = HalfPlaneEnclosure
    edge = 0
    next_to = 0.1
    unclear = 1e-8

    @cached_property
    def _abscissa(self) -> Abscissa:
        return prove_abscissa(self.A)

    def _prove_one(self, radius: Fraction) -> Step | None:
        if radius:
            return prove_abscissa_below(self.A, -radius)
        return self._abscissa if self._abscissa.omega <= 0 else None

    @cached_property
    def _extreme(self) -> Extreme:
        """α(A), or double precision's estimate of it for A in balanced form. Guarantee: as ``Extreme`` says."""
        exact = spectral_abscissa(self.A)
        if exact.proved:
            return exact
        B = balance(self.A).B
        size = power_of_two(frobenius_norm(B))
        scaled = spectral_abscissa(B.divided(size))
        near = scaled.near if abs(scaled.near) > _UNCLEAR else Fraction(0)
        return replace(scaled, lower=near * size, upper=near * size, eigenvalue=scaled.eigenvalue * float(size))

    def _inside(self) -> bool:
        """By the node of the axis for a bound so large that it only says Re λ < 0."""
        if self.A.n <= _QUICK:
            return False
        balanced = balance(self.A)
        node = prove_line(balanced, Fraction(0), _NO_BOUND / power_of_two(balanced.size), _ROOM, exact=False)
        return node is not None and prove_stable(node) is not None

    def _part(self) -> AxisPart | None:
        return axis_part(self.A)

    def _prove_infinite(self) -> Step | None:
        return prove_exponential_growth(self.A, self.asked.deadline)

    def _chain(self, stage: Options, part: AxisPart | None, radius: Fraction) -> HalfPlaneChain:
        if part is not None:
            return AxisChain(self.A, stage, self._abscissa, part)
        return HalfPlaneChain(self.A, stage, self._abscissa, self._abscissa.omega + radius)

    def _upper(self, nodes: Points, radius: Fraction, bits: int) -> Fraction:
        return upper_bound(nodes, self._abscissa.omega + radius, bits)

    def _wider(self, part: AxisPart | None) -> tuple[Fraction, ...]:
        return _FLAT_GAPS if part is None else _AXIS_GAPS

    def _undecided(self) -> KreissError:
        alpha = self._extreme
        if alpha.side == 0 or not alpha.near:
            return UnstableMatrix(
                "expected a spectral abscissa that double precision tells from 0, or eigenvalues exactly on the "
                f"imaginary axis and an order of at most {LARGEST_ORDER} (half of that for a complex matrix), got "
                f"{alpha}: K_ct is finite only if the eigenvalues on the axis are semisimple; shift the matrix, or "
                "give its entries exactly; --normalize, normalize=True, encloses K_ct(A − α(A)I)"
            )
        finite = "" if alpha.side is None else f", so that K_ct is {'finite' if alpha.side < 0 else 'infinite'}"
        return PrecisionExhausted(
            f"{alpha}{finite}, but no certificate was found in the precision allowed, with wider gaps neither: "
            "the matrix is out of this method's reach"
        )

    def _unstable_ball(self) -> UnstableMatrix:
        return UnstableMatrix(
            "expected a matrix in the middle of the ball whose eigenvalues have negative real parts, got "
            f"{self._extreme}; ask for that matrix alone, without a radius"
        )

    def _gap_in_ball(self) -> Fraction:
        return self.asked.gap if self._abscissa.omega > 0 else max(self.asked.gap, _FLAT_GAP)

    def _size(self) -> Fraction:
        return frobenius_norm(self.A)


class _ByNodes(HalfPlane):
    """The half-plane, for real 2×2 matrices as for all others."""

    by_polynomials = False


@np.errstate(all="ignore")
def certify_kreiss_ct_by_nodes(
    A: object, gap: object = 1e-6, *, exact: bool | None = None, budget: float | Deadline | None = None
) -> HalfPlaneEnclosure:
    """``certify_kreiss_ct`` for those who read the steps: by lines and segments for real 2×2 matrices too."""
    return certify(_ByNodes, A, gap, digits=None, exact=exact, budget=budget, radius=0)


class _KnownAxis(HalfPlane):
    """The half-plane for a matrix with the one eigenvalue 0 on the axis, simple, whose projector is known."""

    def __init__(self, near: Neighbour, asked: Options) -> None:
        super().__init__(near.J, asked)
        self.near = near

    @cached_property
    def _extreme(self) -> Extreme:
        return Extreme(Fraction(0), Fraction(0), 0j, 0, "α")

    def _part(self) -> AxisPart:
        zero = (fmpz_poly([0, 1]), 1)
        return AxisPart(fmpq_mat(self.A.re) / self.A.den, (zero,), self.near.projector)


class NormalizedHalfPlane(Boundary[AxisPart, HalfPlaneEnclosure]):
    """A − α(A)I, whose dominant eigenvalue lies on the axis."""

    kind = HalfPlane
    quantity = "K_ct_normalized"
    distance = "distance_to_instability_ct"
    wanted = "A − α(A)I"
    beyond = "A − rI"
    edge = 0

    def extreme(self, A: ExactMatrix) -> Extreme:
        """α(A)."""
        return spectral_abscissa(A)

    def measure(self, eigenvalue: Any) -> Any:
        """Re λ."""
        return eigenvalue.real

    def region(self, near: Neighbour, asked: Options) -> HalfPlane:
        """The half-plane for the neighbour."""
        return _KnownAxis(near, asked)

    def node(self, rest: ExactMatrix, bound: Fraction, precision: int, asked: Options) -> Line | None:
        """‖(z − C)⁻¹‖ ≤ bound on the axis."""
        ends, exact = asked.deadline, asked.exact
        return prove_line(balance(rest), Fraction(0), bound, _ROOM, precision, exact=exact, deadline=ends)

    def points(self, rest: Array) -> Array:
        """The origin, and the heights of the eigenvalues."""
        return np.asarray(1j * np.append(np.unique(np.abs(np.linalg.eigvals(rest).imag)), 0))
