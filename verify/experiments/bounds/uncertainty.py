"""The best quadratic Lyapunov bound for all updates with the same block norms: the IQC of norm-bounded blocks, exactly.

Blocks with ‖A‖ ≤ a, ‖B‖ ≤ b, ‖C‖ ≤ c, ‖D‖ ≤ d, of any size, and one P for all of them. The class is mapped to itself
by orthogonal changes of coordinates in each block, and averaging P over these changes keeps it feasible without raising
its condition number: P = diag(q, 1) up to scale. For this P, JᵀPJ ⪯ P holds for the class iff it holds for
Ĵ = [[a, b], [c, d]] (norms of sums are at most sums of norms; Ĵ ⊗ I is in the class). That 2×2 condition is

    b²q² − sq + c² ≤ 0   with   s = (1 − a²)(1 − d²) + b²c² − 2abcd,   and a, d < 1,  q(1 − a²) ≥ c²,  1 − d² ≥ qb²,

an interval of q that is not empty iff ρ(Ĵ) < 1 (s − 2bc vanishes at bc = (1 − a)(1 − d)); κ is the least of
max(q, 1/q) on it. For b = 0 it is max(1, c²/((1 − a²)(1 − d²))): with a = d = γ the bound √κ on the peak is
max(1, c/(1 − γ²)).
"""

from fractions import Fraction

from kreiss.numeric.arithmetic.roots import root_above, root_below
from kreiss.verify.experiments.bounds.ends import BITS, Ends
from kreiss.verify.experiments.bounds.growth import BlockNorms


def class_lyapunov(norms: BlockNorms) -> Ends | None:
    """Ends of the least κ of the class; None where no quadratic function is one for all of it. Guarantee: exact."""
    low, high = (least_condition(norms.comparison(upper)) for upper in (False, True))
    return None if low is None or high is None else Ends(low.lower, high.upper)


def least_condition(J_hat: list[list[Fraction]]) -> Ends | None:
    """Ends of the least max(q, 1/q) with diag(q, 1) − Ĵᵀdiag(q, 1)Ĵ ⪰ 0; None where there is no q > 0."""
    (a, b), (c, d) = J_hat
    s = (1 - a * a) * (1 - d * d) + (b * c) ** 2 - 2 * a * b * c * d
    if a >= 1 or d >= 1 or b * c >= (1 - a) * (1 - d):
        return None
    least, most = _from_below(b, c, s), _from_below(c, b, s)
    return Ends(max(Fraction(1), least.lower, most.lower), max(Fraction(1), least.upper, most.upper))


def _from_below(b: Fraction, c: Fraction, s: Fraction) -> Ends:
    """The smaller root of b²q² − sq + c² = 0, as 2c²/(s + √(s² − 4b²c²)); with b and c exchanged, 1 over the larger."""
    discriminant = s * s - 4 * (b * c) ** 2
    return Ends(2 * c * c / (s + root_above(discriminant, BITS)), 2 * c * c / (s + root_below(discriminant, BITS)))
