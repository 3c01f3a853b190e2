"""How a coupled update x ↦ Jx is diagnosed: norms, radii, K, the peak and its end, bounds, regime, advice.

Each quantity is enclosed with the grade of its argument, or has the reason why it is not known; none takes the others
with it. What each says and why it holds: ``docs/diagnosis.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
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
from kreiss.verify.diagnosis.bounds import bounds
from kreiss.verify.diagnosis.diagnosis import Diagnosis
from kreiss.verify.diagnosis.quantity import VERIFIED, Measured, Missing, Quantity
from kreiss.verify.diagnosis.regime import CONTRACTING, Regime, regime
from kreiss.verify.diagnosis.transient import at_most, horizon, kreiss_constant, peak_of_powers
from kreiss.verify.diagnosis.updates.operators import dense_of

T = TypeVar("T")
BUDGET = 240.0  # seconds, enough for orders of some hundreds
_SMALL = 24  # orders up to which a normal block's radius is isolated exactly all the same
_LARGEST = 1e100  # entries whose powers soon overflow
_FEW_POWERS = 1000  # walked through where they may not decay
_LARGE, _NORMS_FOR_EIGENVECTORS = 500, 50
"""Above the order, eigenvectors are tried where the time of so many norms is left."""
_GIVEN_UP = (KreissError, OutOfTime, np.linalg.LinAlgError, ArithmeticError, MemoryError)
"""What ends one quantity and no other."""


def diagnose(
    J: object, split: object = None, *, noise: object = 0, budget: float | Deadline | None = BUDGET, peak: object = None
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
            order=J.n,
            sizes=self.blocks.sizes,
            noise=ball,
            wanted=self.wanted,
            regime=which,
            norm=norm,
            norms=norms,
            rates=tuple(self._rate(i, norms[i][i]) for i in range(self.blocks.count)),
            radius=rho,
            kreiss=K,
            peak=sup,
            horizon=horizon(which, path),
            departure=self._attempt(lambda: departure(self.blocks, ball, around)),
            bounds=by_norms,
            advice=self._advice(which),
            elapsed=time.perf_counter() - self.began,
            blocks=self.blocks,
            powers=path,
        )

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
