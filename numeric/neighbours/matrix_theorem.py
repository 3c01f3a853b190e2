"""The Kreiss matrix theorem for one matrix: K(A) ≤ sup ‖Aᵗ‖ ≤ e·n·K(A), all three enclosed.

And K_ct(A) ≤ sup over t ≥ 0 of ‖exp(tA)‖ ≤ e·n·K_ct(A), the same in continuous time.

Sources: H.-O. Kreiss, BIT 2, 1962; M. N. Spijker, BIT 31, 1991, for the constant e·n; Trefethen & Embree, ch. 18.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from kreiss.deadlines import Deadline
from kreiss.decimals import decimal_above
from kreiss.numeric.disc.kreiss import certify_kreiss
from kreiss.numeric.enclosures.enclosure import Enclosure
from kreiss.numeric.enclosures.kreiss import HalfPlaneEnclosure, KreissEnclosure
from kreiss.numeric.enclosures.options import deadline
from kreiss.numeric.exponentials.supremum import ExponentialSupremum, certify_sup_exponential
from kreiss.numeric.half_plane.kreiss import certify_kreiss_ct
from kreiss.numeric.powers.supremum import PowersSupremum, certify_sup_powers
from kreiss.views import View, Viewed

_E = Fraction(2_718_281_828_459_045_236, 10**18)
"""Slightly above e."""


class _Theorem(Viewed):
    """The two sides of the theorem in one of the two times, called by ``symbols``."""

    symbols: ClassVar[tuple[str, str]]
    kreiss: Enclosure
    ceiling: Fraction | None

    @property
    @abstractmethod
    def growth(self) -> Enclosure:
        """The supremum of the powers, or of the exponentials."""

    @property
    def holds(self) -> bool:
        """Whether the enclosures agree with the theorem: none lies on the wrong side of the next."""
        low, high, ceiling = self.kreiss.lower, self.growth, self.ceiling
        if high.upper is None or low is None:
            return high.lower is None and low is None
        return low <= high.upper and (ceiling is None or (high.lower is not None and high.lower <= ceiling))

    def views(self) -> tuple[View, ...]:
        """Both enclosures, and the ceiling."""
        (constant, peak), known = self.symbols, self.kreiss.rigor
        above = "∞" if self.ceiling is None else decimal_above(self.ceiling, 12)
        rows = [(constant, str(self.kreiss), known), (peak, str(self.growth), self.growth.rigor)]
        rows.append((f"e·n·{constant} at most", above, known))
        title = f"Kreiss matrix theorem: {constant} ≤ {peak} ≤ e·n·{constant}"
        return (View(title, rows, ("quantity", "value", "known")),)


@dataclass(frozen=True)
class MatrixTheorem(_Theorem):
    """K(A) and sup ‖Aᵗ‖, each with its certificate, and a number ``ceiling`` ≥ e·n·K(A) (None for infinity)."""

    symbols = ("K(A)", "sup ‖Aᵗ‖")
    kreiss: KreissEnclosure
    powers: PowersSupremum
    ceiling: Fraction | None

    @property
    def growth(self) -> PowersSupremum:
        """The supremum of the powers."""
        return self.powers


@dataclass(frozen=True)
class ContinuousMatrixTheorem(_Theorem):
    """K_ct(A) and sup ‖exp(tA)‖, each with its certificate, and a ``ceiling`` ≥ e·n·K_ct(A) (None for infinity)."""

    symbols = ("K_ct(A)", "sup ‖exp(tA)‖")
    kreiss: HalfPlaneEnclosure
    exponentials: ExponentialSupremum
    ceiling: Fraction | None

    @property
    def growth(self) -> ExponentialSupremum:
        """The supremum of the exponentials."""
        return self.exponentials


def certify_matrix_theorem(A: object, gap: float = 1e-6, *, budget: float | Deadline | None = None) -> MatrixTheorem:
    """Enclosures of the two sides of the theorem, K(A) and sup ‖Aᵗ‖, and e·n·K(A) rounded up. Guarantee: exact.

    Both together take at most ``budget`` seconds, or end at a deadline.
    Raises what ``certify_kreiss`` and ``certify_sup_powers`` raise.
    """
    ends = deadline(budget)
    kreiss = certify_kreiss(A, gap, budget=ends)
    powers = certify_sup_powers(kreiss.matrix, gap, budget=ends)
    return MatrixTheorem(kreiss, powers, _ceiling(kreiss))


def certify_continuous_matrix_theorem(
    A: object, gap: float = 1e-6, *, budget: float | Deadline | None = None
) -> ContinuousMatrixTheorem:
    """Enclosures of the two sides of the theorem, K_ct(A) and sup ‖exp(tA)‖, and e·n·K_ct(A) rounded up.

    Guarantee: exact. Both together take at most ``budget`` seconds, or end at a deadline.
    Raises what ``certify_kreiss_ct`` and ``certify_sup_exponential`` raise.
    """
    ends = deadline(budget)
    kreiss = certify_kreiss_ct(A, gap, budget=ends)
    exponentials = certify_sup_exponential(kreiss.matrix, gap, budget=ends)
    return ContinuousMatrixTheorem(kreiss, exponentials, _ceiling(kreiss))


def _ceiling(kreiss: Enclosure) -> Fraction | None:
    """A number slightly above e·n·K, or None for infinity."""
    return None if kreiss.upper is None else _E * kreiss.matrix.n * kreiss.upper
