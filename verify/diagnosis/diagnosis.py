"""The whole diagnosis of one coupled update x ↦ Jx: norms, radii, K, the peak and its end, bounds, regime, advice.

Each quantity is enclosed with the grade of its argument, or has the reason why it is not known; none takes the others
with it. What each says and why it holds: ``docs/diagnosis.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from scipy.sparse.linalg import LinearOperator

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidArgument, InvalidMatrix, KreissError
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix
from kreiss.numeric.arithmetic.scales import require_floats
from kreiss.numeric.arithmetic.threads import blas_threads
from kreiss.numeric.enclosures.enclosure import positive
from kreiss.numeric.enclosures.options import deadline
from kreiss.verify.diagnosis.advice import COUPLING, STEP, Advice, advise
from kreiss.verify.diagnosis.balls.departure import departure
from kreiss.verify.diagnosis.balls.outward import above, entry_error
from kreiss.verify.diagnosis.balls.powers import MOST_POWERS, Powers, walk
from kreiss.verify.diagnosis.balls.spectrum import Discs, discs, enclose_radius, isolated_radius
from kreiss.verify.diagnosis.blocks import Blocks, block_norm, cut
from kreiss.verify.diagnosis.bounds import Bounds, Norms, bounds
from kreiss.verify.diagnosis.quantity import VERIFIED, Measured, Missing, Quantity
from kreiss.verify.diagnosis.regime import CONTRACTING, Regime, regime
from kreiss.verify.diagnosis.transient import at_most, ceiling, horizon, kreiss_constant, peak_of_powers
from kreiss.verify.diagnosis.updates.operators import dense_of
from kreiss.views import View, Viewed

T = TypeVar("T")
SCHEMA = "kreiss/diagnosis-1"
BUDGET = 240.0
_SMALL = 24
_LARGEST = 1e100
_FEW_POWERS = 1000
_LARGE, _NORMS_FOR_EIGENVECTORS = 500, 50
_GIVEN_UP = (KreissError, OutOfTime, np.linalg.LinAlgError, ArithmeticError, MemoryError)
"""What ends one quantity and no other."""


@dataclass(frozen=True, repr=False)
class Diagnosis(Viewed):
    """What is proved of the powers of J, and with ``noise`` ε of every matrix within ε of J in the spectral norm.

    ``norms`` are ‖J_ij‖, ``rates`` ρ(J_ii), ``radius`` is ρ(J), ``kreiss`` K(J), ``peak`` sup_t ‖Jᵗ‖ and the t where it
    is attained, ``horizon`` the first t from which on ‖Jˢ‖ ≤ 1 for all s ≥ t, ``departure`` Henrici's departure from
    normality; ``bounds`` follow from the norms of the blocks alone. Each is ``Measured``, or ``Missing`` with a reason.
    """

    order: int
    sizes: tuple[int, ...]
    noise: Fraction
    wanted: Fraction | None
    regime: Regime
    norm: Measured
    norms: Norms
    rates: tuple[Quantity, ...]
    radius: Quantity
    kreiss: Quantity
    peak: Quantity
    horizon: Quantity
    departure: Quantity
    bounds: Bounds
    advice: tuple[Advice, ...]
    elapsed: float
    blocks: Blocks = field(compare=False)
    powers: Powers | None = field(compare=False)

    @property
    def ceiling(self) -> Quantity:
        """e·n·K(J) rounded up, which bounds every power (the Kreiss matrix theorem; Spijker's constant)."""
        if not isinstance(self.kreiss, Measured):
            return self.kreiss
        return ceiling(self.kreiss, self.order)

    def __str__(self) -> str:
        named = (("K", self.kreiss), ("peak", self.peak), ("ρ", self.radius))
        parts = [f"{name} {value.shown()}" for name, value in named if isinstance(value, Measured)]
        at = f" at t = {self.peak.t}" if isinstance(self.peak, Measured) and self.peak.t is not None else ""
        return f"{self.regime.name or 'regime not known'}: {', '.join(parts)}{at}"

    def __repr__(self) -> str:
        return f"Diagnosis({self})"

    def views(self) -> tuple[View, ...]:
        """Every quantity with its grade, and the norms of the blocks."""
        from kreiss.verify.diagnosis.rows import views  # it reads this room

        return views(self, f"a matrix of order {self.order}")

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document of schema ``kreiss/diagnosis-1``."""
        from kreiss.verify.diagnosis.document import document  # it reads this room

        return document(self)


def diagnose(
    J: object,
    split: object = None,
    *,
    noise: object = 0,
    budget: float | Deadline | None = BUDGET,
    peak: object = None,
) -> Diagnosis:
    """The diagnosis of the update x ↦ Jx in the blocks that ``split`` cuts: one place, or several in rising order.

    ``J`` is anything that ``exact_matrix`` reads, a SciPy ``LinearOperator`` of order at most 4000, or a
    ``CoupledJacobian``, which brings its own ``split``. With ``noise`` = ε every answer holds for all matrices within ε
    of J in the spectral norm. With ``peak`` it says by which factor the coupling, or the step, makes the peak at most
    that. Within ``budget`` seconds what has not been reached is bounded by what has, or missing.

    Guarantee: that of each quantity, "exact" or "verified-float"; nothing is estimated. Raises ``InvalidMatrix`` and
    ``InvalidArgument`` for unusable input.
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix = _matrix(J)
    blocks = Blocks(matrix, cut(matrix.n, getattr(J, "split", None) if split is None else split))
    ball = Fraction(0) if noise in (0, "0") else positive("noise", noise)
    wanted = None if peak is None else positive("peak", peak)
    if wanted is not None and wanted < 1:
        raise InvalidArgument(f"peak: expected at least 1, which ‖J⁰‖ is, got {peak!r:.40}")
    with blas_threads(matrix.n), np.errstate(all="ignore"):
        return _Work(blocks, ball, wanted, ends, began).diagnosis()


def _matrix(J: object) -> ExactMatrix:
    dense = getattr(J, "dense", None)
    if callable(dense):
        J = dense()
    elif isinstance(J, LinearOperator):
        J = dense_of(J)
    matrix = exact_matrix(J)
    require_floats(matrix)
    if np.abs(matrix.approx).max() > _LARGEST:
        raise InvalidMatrix(f"expected entries of at most {_LARGEST:.0e}, which floats bound: scale the matrix")
    return matrix


@dataclass
class _Work:
    """The steps of a diagnosis, each with its share of the time; ``pace`` is the seconds that one norm took."""

    blocks: Blocks
    ball: Fraction
    wanted: Fraction | None
    ends: Deadline
    began: float
    pace: float = 0.0

    def diagnosis(self) -> Diagnosis:
        J, ball, norm, norms = self.blocks.matrix, self.ball, self._norm(), self.blocks.norms(self.ball)
        isolated = self._found(self._isolated, J)
        path = self._found(self._walked, isolated)
        by_norms = bounds(self.blocks, norms, ball, self.ends.share(0.1))
        around = self._found(self._discs, J)
        rho = isolated or self._attempt(lambda: enclose_radius(_known(path, by_norms.radius), around))
        which = regime(J, ball, norm, rho)
        K = self._attempt(lambda: kreiss_constant(J, ball, which, path, by_norms.kreiss, self.ends.share(0.6)))
        sup = self._attempt(lambda: peak_of_powers(J, ball, which, path, K, by_norms.peak, self.ends.share(0.3)))
        return Diagnosis(
            J.n, self.blocks.sizes, ball, self.wanted, which, norm, norms,
            tuple(self._rate(i, norms[i][i]) for i in range(self.blocks.count)),
            rho, K, sup, horizon(which, path),
            self._attempt(lambda: departure(self.blocks, ball, around)),
            by_norms, self._advice(which), time.perf_counter() - self.began, self.blocks, path,
        )  # fmt: skip

    def _isolated(self, A: ExactMatrix) -> Measured | None:
        return None if self.ball else isolated_radius(A)

    def _walked(self, rho: Measured | None) -> Powers | None:
        """The powers; none where they grow without bound, few where they do not decay."""
        if rho is not None and rho.lower is not None and rho.lower > 1:
            return None
        most = MOST_POWERS if rho is None or rho.upper is None or rho.upper < 1 else _FEW_POWERS
        return walk(self.blocks.matrix.approx, self._radius(), self.ends.share(0.3), most=most)

    def _found(self, of: Callable[[Any], T | None], about: Any) -> T | None:
        """What was found, or None."""
        found = self._attempt(lambda: of(about))
        return None if isinstance(found, Missing) else found

    def _attempt(self, of: Callable[[], Any]) -> Any:
        """The result, or the reason why there is none."""
        try:
            return of()
        except OutOfTime:
            return Missing("the budget ended")
        except _GIVEN_UP as error:
            return Missing(str(error) or type(error).__name__)

    def _radius(self) -> float:
        rounding = entry_error(self.blocks.matrix)
        return above(above(float(self.ball)) + rounding) if self.ball else rounding

    def _norm(self) -> Measured:
        began = time.perf_counter()
        lower, upper = block_norm(self.blocks.matrix.approx)
        self.pace = time.perf_counter() - began
        low = max(Fraction(0), Fraction(lower) - self.ball)
        return Measured(low, Fraction(upper) + self.ball, VERIFIED, "singular vector; Cholesky")

    def _rate(self, i: int, norm: Measured) -> Quantity:
        """ρ(J_ii): its norm where the block is normal, and there is no ball."""
        if self.blocks.count == 1:
            return Missing("one block, which is J")
        if not self.ball and self.blocks.sizes[i] > _SMALL and self.blocks.normal[i]:
            return Measured(norm.lower, norm.upper, norm.rigor, "‖J_ii‖, as the block is normal")
        block = self.blocks.diagonal[i]
        found: Quantity = self._found(self._isolated, block) or self._attempt(
            lambda: enclose_radius((at_most(norm),), self._discs(block))
        )
        return found

    def _discs(self, A: ExactMatrix) -> Discs | None:
        self.ends.check()
        if A.n > _LARGE and self.ends.left < _NORMS_FOR_EIGENVECTORS * self.pace:
            raise OutOfTime("all eigenvectors would take longer than what is left")
        return discs(A, above(float(self.ball)) if self.ball else 0.0)

    def _advice(self, which: Regime) -> tuple[Advice, ...]:
        if self.wanted is None:
            return ()
        if which.name == CONTRACTING:
            whole = Measured(Fraction(1), Fraction(1), which.rigor or VERIFIED, "‖J‖ ≤ 1", 0)
            return tuple(Advice(what, Fraction(1), whole, None, "") for what in (COUPLING, STEP))
        kinds = [COUPLING, STEP] if self.blocks.count > 1 else [STEP]
        return tuple(self._advised(what, self.wanted, 1 / (len(kinds) - i)) for i, what in enumerate(kinds))

    def _advised(self, what: str, wanted: Fraction, share: float) -> Advice:
        found = self._attempt(lambda: advise(self.blocks, self.ball, wanted, what, self.ends.share(share)))
        return found if isinstance(found, Advice) else Advice(what, None, None, None, found.why)


def _known(path: Powers | None, by_norms: Quantity) -> tuple[Measured, ...]:
    """What powers and the blocks' norms say of the spectral radius."""
    powers = () if path is None else (Measured.of_floats(*path.radius, VERIFIED, "powers and traces"),)
    return (*powers, *((at_most(by_norms),) if isinstance(by_norms, Measured) else ()))
