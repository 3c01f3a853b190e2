"""K and the peak of one coupled update, enclosed, beside every bound from the norms of its blocks.

J = [[A, B], [C, D]] with γ = max(‖A‖, ‖D‖), which are the spectral radii of symmetric blocks, b = ‖B‖, c = ‖C‖, h =
1 − γ, and Ĵ = [[‖A‖, b], [c, ‖D‖]]. Bounds: 2/h + c/(4h) on K if b = 0; K(Ĵ) on K and sup ‖Ĵᵗ‖ on the peak, the exact
worst cases given these norms; with J₀ = [[A, 0], [C, D]] the Neumann series K(J₀)/(1 − bK(J₀)/h) as summarised, and
K(J₀)/(1 − bs) with s = (c + √(c² + 4h²))/(2h²), which is proved; e·n·K on the peak. Guarantee: exact, but for the
estimate ``rho``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kreiss.numeric import certify_kreiss, certify_power_norm, certify_sup_powers
from kreiss.numeric.arithmetic.roots import root_above, root_below
from kreiss.symbolic import worst_case_kreiss
from kreiss.verify.experiments.bounds.ends import BITS, Ends, at_most, ends, increasing, larger, named, ratio
from kreiss.verify.experiments.cells import Record

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
GAP = 1e-3
"""The relative gap of K and of the peak."""
_E = Ends(Fraction(2718281828, 10**9), Fraction(2718281829, 10**9))
_NORM_GAP = 1e-9  # of a block's norm
_DIGITS = 12  # behind the point, of its ends, rounded outward


@dataclass(frozen=True)
class BlockNorms:
    """‖A‖, ‖D‖, ‖B‖ and ‖C‖, enclosed."""

    first: Ends
    second: Ends
    backward: Ends
    forward: Ends

    @property
    def rate(self) -> Ends:
        """γ = max(‖A‖, ‖D‖)."""
        return larger(self.first, self.second)

    @property
    def one_way(self) -> bool:
        """Whether B = 0."""
        return self.backward.upper == 0

    def comparison(self, upper: bool) -> list[list[Fraction]]:
        """Ĵ with the upper or the lower ends of the norms."""
        a, d, b, c = (x.upper if upper else x.lower for x in (self.first, self.second, self.backward, self.forward))
        return [[a, b], [c, d]]

    @property
    def bounded(self) -> bool:
        """Whether ρ(Ĵ) < 1, so that the norms alone bound K."""
        (a, b), (c, d) = self.comparison(upper=True)
        return a < 1 and d < 1 and b * c < (1 - a) * (1 - d)


def block_norms(J: Array, split: int) -> BlockNorms:
    """The norms of the blocks of J, of which A has ``split`` rows."""
    first, second = slice(split), slice(split, None)
    parts = (J[first, first], J[second, second], J[first, second], J[second, first])
    return BlockNorms(*(norm(part) for part in parts))


def norm(block: Array) -> Ends:
    """‖block‖, a rectangular one filled up with zeros."""
    if not block.any():
        return Ends(Fraction(0), Fraction(0))
    square = np.zeros((max(block.shape),) * 2)
    square[: block.shape[0], : block.shape[1]] = block
    found = certify_power_norm(square, 1, _NORM_GAP)
    return Ends(_rounded(found.lower or Fraction(0), up=False), _rounded(found.upper or Fraction(0), up=True))


def _rounded(x: Fraction, *, up: bool) -> Fraction:
    scale = 10**_DIGITS
    return Fraction(-(-x.numerator * scale // x.denominator) if up else x.numerator * scale // x.denominator, scale)


def paper_bound(rate: Fraction, forward: Fraction) -> Fraction:
    """2/(1 − γ) + c/(4(1 − γ))."""
    return (2 + forward / 4) / (1 - rate)


def worst_case(norms: BlockNorms) -> Ends:
    """K(Ĵ), the exact worst case of K given the norms; for ρ(Ĵ) < 1."""
    low, high = (worst_case_kreiss(norms.comparison(upper)).enclosure(9) for upper in (False, True))
    return Ends(max(low[0], Fraction(1)), high[1])


def worst_peak(norms: BlockNorms) -> Ends:
    """sup ‖Ĵᵗ‖, the exact worst case of the peak given the norms; for ρ(Ĵ) < 1."""
    low, high = (ends(certify_sup_powers(norms.comparison(upper), 1e-6)) for upper in (False, True))
    if low is None or high is None:
        raise ArithmeticError("the powers of a matrix with spectral radius below 1 are bounded")
    return Ends(low.lower, high.upper)


def neumann(K: Ends, norms: BlockNorms) -> Ends | None:
    """K₀/(1 − bK₀/(1 − γ)), as summarised, from K₀ = K(J₀); None where its hypothesis bK₀ < 1 − γ is not met."""
    if norms.backward.upper * K.upper >= 1 - norms.rate.upper:
        return None
    return increasing(lambda k, b, rate: k / (1 - b * k / (1 - rate)), K, norms.backward, norms.rate)


def repaired(K: Ends, norms: BlockNorms) -> Ends | None:
    """K₀/(1 − bs), which is proved where bs < 1."""
    (low, high), b = _resolvent_bound(norms), norms.backward
    return None if b.upper * high >= 1 else Ends(K.lower / (1 - b.lower * low), K.upper / (1 - b.upper * high))


def _resolvent_bound(norms: BlockNorms) -> Ends:
    """s = (c + √(c² + 4h²))/(2h²), which bounds the resolvent of J₀ outside the unit circle."""

    def bound(rate: Fraction, c: Fraction, *, up: bool) -> Fraction:
        h, root = 1 - rate, root_above if up else root_below
        return (c + root(c * c + 4 * h * h, BITS)) / (2 * h * h)

    return Ends(
        bound(norms.rate.lower, norms.forward.lower, up=False), bound(norms.rate.upper, norms.forward.upper, up=True)
    )


_RATIOS = (
    *("paper_over_K", "exact_over_K", "paper_over_exact", "peak_over_K", "paper_over_peak", "exact_peak_over_peak"),
    "spijker_over_peak",
)
_ORDERS = ("K_below_paper", "peak_below_paper", "K_below_exact", "peak_below_exact_peak", "K_below_peak")


def beside(
    values: Mapping[str, Ends | None], own: Iterable[str], ratios: Iterable[str] = (), orders: Iterable[str] = ()
) -> Record:
    """Values by their names, ratios by names x_over_y, and orders by names x_below_y."""
    record: Record = {}
    for name in own:
        record |= named(name, values[name])
    for name in ratios:
        record |= named(name, ratio(*(values[part] for part in name.split("_over_"))))
    return record | {name: at_most(*(values[part] for part in name.split("_below_"))) for name in orders}


def growth(J: Array, split: int) -> Record:
    """The record of one update: norms, K, peak, bounds, ratios, and which inequalities hold.

    Raises what the enclosures raise; an unbounded update has ``unbounded`` and no ratios.
    """
    norms, K, peak = block_norms(J, split), ends(certify_kreiss(J, GAP)), certify_sup_powers(J, GAP)
    record: Record = {"n": len(J), "rho": float(max(abs(np.linalg.eigvals(J))))}
    record |= {"unbounded": K is None, "peak_at": peak.t, "one_way": norms.one_way}
    told = {"gamma": norms.rate, "b": norms.backward, "c": norms.forward, "K": K, "peak": ends(peak)}
    record |= beside(told, told)
    if K is None:
        return record
    return record | compared(K, ends(peak), len(J), norms) | _neumann(J, split, norms, K)


def compared(K: Ends, peak: Ends | None, n: int, norms: BlockNorms) -> Record:
    """The bounds beside K and the peak: values, ratios, orders; None for those that the norms do not give."""
    paper = increasing(paper_bound, norms.rate, norms.forward) if norms.one_way and norms.rate.upper < 1 else None
    exact, exact_peak = (worst_case(norms), worst_peak(norms)) if norms.bounded else (None, None)
    spijker = increasing(lambda e, k: e * n * k, _E, K)
    values = {"K": K, "peak": peak, "paper": paper, "exact": exact, "exact_peak": exact_peak, "spijker": spijker}
    return beside(values, ("paper", "exact", "exact_peak"), _RATIOS, _ORDERS)


def _neumann(J: Array, split: int, norms: BlockNorms, K: Ends) -> Record:
    """Both Neumann bounds for couplings in both directions."""
    if norms.one_way or norms.rate.upper >= 1:
        return {}
    triangular = J.copy()
    triangular[:split, split:] = 0
    alone = ends(certify_kreiss(triangular, GAP))
    if alone is None:
        return {}
    values = {"K": K, "K_alone": alone, "neumann": neumann(alone, norms), "repaired": repaired(alone, norms)}
    ratios, orders = ("neumann_over_K", "repaired_over_K"), ("K_below_neumann", "K_below_repaired")
    return beside(values, ("K_alone", "neumann", "repaired"), ratios, orders)


def symmetric(A: Array) -> Array:
    """(A + Aᵀ)/2, exactly symmetric."""
    return (A + A.T) / 2


def assembled(A: Array, B: Array, C: Array, D: Array) -> Array:
    """[[A, B], [C, D]]."""
    return np.block([[A, B], [C, D]])
