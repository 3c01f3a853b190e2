"""K(A/ρ(A)) and K_ct(A − α(A)I), by exact division where ρ(A) or α(A) is rational, else by a neighbour.

The neighbour is a rational matrix whose dominant eigenvalue is 1, or 0, exactly (``neighbour``): its constant is
enclosed as that of any matrix with eigenvalues on the boundary, and widened by how far that of A/ρ(A) is from it.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Generic

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidArgument, InvalidMatrix, KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, exact_matrix
from kreiss.numeric.arithmetic.scales import log2, rounded_down, rounded_up
from kreiss.numeric.arithmetic.threads import one_blas_thread
from kreiss.numeric.enclosures.enclosure import SCHEMA
from kreiss.numeric.enclosures.options import Options, deadline, distance, options
from kreiss.numeric.nodes.certify import EnclosureT, Found, PartT, Region, certify
from kreiss.numeric.nodes.node import Node, Stable, prove_stable
from kreiss.numeric.nodes.segment import Segment
from kreiss.numeric.normalized.dominant import dominant, pair_near, rational
from kreiss.numeric.normalized.neighbour import Neighbour, neighbour, scaled
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.spectrum.spectral_radius import Extreme, eigenvalues

_FIRST_BITS = 64  # of the neighbour, beyond those of the gap: more make long entries, fewer another try
_MOST_BITS = 2048  # of the neighbour: a matrix that asks for more is refused
_SHARE = Fraction(1, 64)
"""Of the gap, for the distance between the constants of the neighbour and of the matrix."""
_DOUBLINGS = (0, 4, 8)  # of the first bound on the rest's resolvent: a larger one asks for a nearer neighbour
_MOST_PRECISION = 16 * DOUBLE  # of the nodes of the rest: matrices that ask for more are refused
_SHORT = 1 << 15
"""Bits of all entries up to which a matrix that is divided by a rational number stays as it is."""


class Boundary(ABC, Generic[PartT, EnclosureT]):
    """The circle or the axis, on which the dominant eigenvalue lies after normalization."""

    kind: ClassVar[type[Any]]
    quantity: ClassVar[str]
    distance: ClassVar[str]
    wanted: ClassVar[str]
    beyond: ClassVar[str]
    """What A becomes, and what it may be replaced by, in words."""
    edge: ClassVar[int]

    @abstractmethod
    def extreme(self, A: ExactMatrix) -> Extreme:
        """ρ(A) or α(A)."""

    @abstractmethod
    def measure(self, eigenvalue: Any) -> Any:
        """|λ| or Re λ."""

    @abstractmethod
    def region(self, near: Neighbour, asked: Options) -> Region[PartT, EnclosureT]:
        """The region for the neighbour, whose eigenvalue on the boundary is known."""

    @abstractmethod
    def node(self, rest: ExactMatrix, bound: Fraction, precision: int, asked: Options) -> Node | None:
        """The proof that ‖(z − C)⁻¹‖ ≤ bound on the boundary, or None."""

    @abstractmethod
    def points(self, rest: Array) -> Array:
        """Points of the boundary where ‖(z − C)⁻¹‖ may be large."""


@dataclass(frozen=True)
class Apart:
    """The rest of a neighbour is at least ``eta`` away from instability: a node of the boundary, and stability."""

    node: Node
    stable: Stable
    quantity: str

    @property
    def eta(self) -> Fraction:
        """1/bound ≤ σ_min(z − C) for all z on the boundary and beyond."""
        return 1 / self.node.bound

    def document(self) -> dict[str, Any]:
        """The document of schema ``kreiss/enclosure-1`` that proves it."""
        matrix, lower = self.node.A.document(), str(self.eta)
        statement = {"quantity": self.quantity, "matrix": matrix, "lower": lower, "upper": "inf"}
        return {"schema": SCHEMA, "statement": statement, "steps": [self.node.document(), self.stable.document()]}


@dataclass(frozen=True)
class ByNeighbour:
    """The step ``neighbour``: the enclosure of J's constant, and that the rest of J is away from instability."""

    near: Neighbour
    constant: Any
    apart: Apart

    def document(self) -> dict[str, Any]:
        """The step, with the two documents that it rests on."""
        return {
            "reason": "neighbour",
            "eigenvalue": str(self.near.eigenvalue),
            "shift": str(self.near.shift),
            "right": self.near.right,
            "left": self.near.left,
            "constant": self.constant.certificate,
            "distance": self.apart.document(),
        }


def certify_normalized(
    boundary: Boundary[PartT, EnclosureT],
    A: object,
    gap: object,
    *,
    digits: int | None,
    exact: bool | None,
    budget: float | Deadline | None,
) -> EnclosureT:
    """The enclosure of the constant of the normalized A. Guarantee and errors: as ``certify_kreiss`` says."""
    began, ends = time.perf_counter(), deadline(budget)
    matrix = exact_matrix(A)
    asked = options(matrix, gap, digits, exact, ends)
    try:
        with one_blas_thread():
            at = _rational(boundary, matrix) if _short(matrix) else None
            found = _by_neighbour(boundary, matrix, asked) if at is None else None
            if found is not None:
                return replace(found, elapsed=time.perf_counter() - began)
            at = _rational(boundary, matrix) if at is None else at
    except OutOfTime:
        raise PrecisionExhausted("the budget ended before any enclosure was proved; give it more time") from None
    if at is None:
        raise _refused(boundary, matrix)
    exactly = scaled(matrix, at, boundary.edge)
    kind: type[Region[PartT, EnclosureT]] = boundary.kind
    enclosure = certify(kind, exactly, gap, digits=digits, exact=exact, budget=ends, radius=0)
    return replace(enclosure, normalizer=(at, at), elapsed=time.perf_counter() - began)


def require_no_ball(radius: object) -> None:
    """Raise ``InvalidArgument`` for a radius: a ball holds matrices of many spectral radii."""
    if distance(radius):
        raise InvalidArgument("radius, normalize: expected one of them; a normalized matrix is one matrix")


def _rational(boundary: Boundary[PartT, EnclosureT], A: ExactMatrix) -> Fraction | None:
    """ρ(A) or α(A) where that is rational. Guarantee: exact. Raises ``InvalidMatrix`` for ρ(A) = 0."""
    known = boundary.extreme(A)
    candidate = rational(A, known, boundary.measure)
    if boundary.edge and candidate == 0:
        raise InvalidMatrix("expected a matrix with ρ(A) > 0, got a nilpotent one: there is no A/ρ(A)")
    if candidate is None or known.lower == known.upper:
        return candidate
    told = boundary.extreme(scaled(A, candidate, boundary.edge))
    return candidate if told.proved and told.side == 0 else None


def _short(A: ExactMatrix) -> bool:
    """Whether A divided by a rational number is not too long to be certified as it is."""
    return A.n * A.n * max(A.den.bit_length(), *(int(entry).bit_length() for entry in A.embedded.entries())) <= _SHORT


def _by_neighbour(boundary: Boundary[PartT, EnclosureT], A: ExactMatrix, asked: Options) -> EnclosureT | None:
    """The enclosure by a neighbour; None where no simple real eigenvalue is dominant, or none was certified."""
    if not A.real or not np.all(np.isfinite(A.approx)):
        return None
    for found in (np.linalg.eigvals(A.approx).tolist(), eigenvalues(A)):
        first = dominant([complex(z) for z in found], boundary.measure)
        near = _near(boundary, A, first[0], asked) if len(first) == 1 else None
        if near is not None:
            return _widened(boundary, *near, asked)
    return None


def _near(
    boundary: Boundary[PartT, EnclosureT], A: ExactMatrix, at: complex, asked: Options
) -> tuple[Neighbour, Apart] | None:
    """A neighbour as near as the gap asks for; None where the eigenvalue seems not to be real, simple and dominant."""
    if at.imag or (boundary.edge and not at):
        return None
    bits = _FIRST_BITS + max(0, -log2(asked.gap))
    while bits <= _MOST_BITS:
        asked.checkpoint()
        pair = pair_near(A, at.real, bits)
        near = None if pair is None else neighbour(A, pair, boundary.edge)
        away = None if near is None else _away(boundary, near, asked)
        if near is None or away is None:
            return None
        apart = near.apart(away.eta, Fraction(1))
        if apart is not None and 2 * apart <= asked.gap * _SHARE:  # for a larger constant it is no more, relatively
            return near, away
        bits *= 2
    return None


def _away(boundary: Boundary[PartT, EnclosureT], near: Neighbour, asked: Options) -> Apart | None:
    """The proof that the neighbour's rest is away from instability, by a bound of about twice the least."""
    rest = near.rest
    identity, points = np.eye(rest.n), boundary.points(rest.approx)
    least = min(float(np.linalg.svd(z * identity - rest.approx, compute_uv=False)[-1]) for z in points)
    bound = Fraction(2) ** (1 - log2(Fraction(least or np.finfo(float).tiny)))
    for precision in (DOUBLE, 4 * DOUBLE, _MOST_PRECISION):
        for doublings in _DOUBLINGS:
            asked.checkpoint()
            node = boundary.node(rest, bound * 2**doublings, precision, asked)
            stable = None if node is None else prove_stable(node)
            if node is not None and stable is not None:
                return Apart(node, stable, boundary.distance)
    return None


def _widened(boundary: Boundary[PartT, EnclosureT], near: Neighbour, away: Apart, asked: Options) -> EnclosureT | None:
    """The enclosure of the neighbour's constant, widened by the distance to that of the normalized matrix."""
    inner = _enclosed(boundary.region(near, replace(asked, gap=asked.gap * (1 - 4 * _SHARE))))
    if inner.lower is None or inner.upper is None:
        return None
    apart = near.apart(away.eta, inner.upper)
    if apart is None:
        return None
    fine = asked.gap * _SHARE
    return replace(
        inner,
        quantity=boundary.quantity,
        matrix=near.A,
        lower=max(Fraction(1), rounded_down(inner.lower - apart, fine)),
        upper=rounded_up(inner.upper + apart, fine),
        steps=(ByNeighbour(near, inner, away),),
        normalizer=near.interval(away.eta),
    )


def _enclosed(region: Region[PartT, EnclosureT]) -> EnclosureT:
    """What ``certify`` makes of the region."""
    found: Found = region.certified()
    nodes = [step for step in found.steps if isinstance(step, Node)]
    return region.enclosure(
        quantity=region.symbol,
        matrix=region.A,
        precision=max((step.precision for step in found.steps if isinstance(step, Node | Segment)), default=DOUBLE),
        elapsed=0.0,
        rigor="verified-float" if any(node.rigor != "exact" for node in nodes) else "exact",
        nodes=len(nodes),
        **vars(found),
    )


def _refused(boundary: Boundary[PartT, EnclosureT], A: ExactMatrix) -> KreissError:
    """The error where the dominant eigenvalue is neither rational nor real and simple, as it seems."""
    known = boundary.extreme(A)
    first = dominant(eigenvalues(A), boundary.measure) if np.all(np.isfinite(A.approx)) else []
    shown = ", ".join(f"{z.real:.6g}" + (f"{z.imag:+.6g}i" if z.imag else "") for z in first[:4])
    more = ", …" if len(first) > 4 else ""
    return UnstableMatrix(
        f"expected a matrix with a rational {known.symbol}(A), or a real one with one real, simple and dominant "
        f"eigenvalue, to enclose the constant of {boundary.wanted}, got {known}, at the eigenvalues {shown}{more}: "
        f"several of that size, complex ones, or a multiple one; enclose that of {boundary.beyond} with a rational r "
        f"slightly larger than {known.symbol}(A) instead, without normalizing"
    )
