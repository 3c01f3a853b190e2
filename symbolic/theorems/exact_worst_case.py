"""The exact worst case for one-way coupling with equal rates, and its sharpness.

Problem. What is the least bound on K(J) in terms of γ and ‖C‖? Statement. With h = 1 − γ and c = ‖C‖: K(J) = 1 if c ≤
2h, and K(J) ≤ c/(4h) + h/c if c ≥ 2h, with equality for the 2×2 matrix A = D = γ, C = c. So the least bound is (a +
1/a)/2 with a = max(1, c/(2h)). Proof. f²s² − q² − fqc with q = r − 1, s = r − γ is a perfect square in q for f =
c/(4h) + h/c; it is zero at the maximiser. Source. kreiss.
"""

from kreiss.symbolic.proof import Step, inequality
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.theorems.upper_bound import ONE_WAY
from kreiss.symbolic.worst_cases.one_way import contraction_steps, coupled_steps, equality_steps, least_bound

NUMBERS = ("M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1", "c >= 2*(1 - gamma)")
STRONG = (*ONE_WAY, "norm(C) >= 2*(1 - gamma)")
WEAK = (*ONE_WAY, "norm(C) <= 2*(1 - gamma)")


def _strong() -> list[Step]:
    """The perfect square."""
    positive = inequality("0 < norm(C)", ["gamma < 1", "norm(C) >= 2*(1 - gamma)"], "c ≥ 2(1 − γ) > 0")
    return [positive, *coupled_steps("gamma", "norm(C)")]


PARTS = (
    Part(WEAK, "K(J) == 1", lambda: contraction_steps("gamma", "norm(C)")),
    Part(STRONG, f"K(J) <= {least_bound('gamma', 'norm(C)')}", _strong),
    Part(NUMBERS, f"K(M) == {least_bound('gamma', 'c')}", lambda: equality_steps("gamma", "c", "M")),
)


THEOREM = Theorem(
    "exact-worst-case",
    "Exact worst case for one-way coupling",
    "What is the least bound on K(J) in terms of γ and ‖C‖?",
    "With h = 1 − γ, c = ‖C‖ and a = max(1, c/(2h)), the greatest K(J) is (a + 1/a)/2. Nothing better is possible, in "
    "any dimension.",
    PARTS,
    "kreiss",
    "Note that max(1, c/(4h) + h/c) is a bound but not the least one: c/(4h) + h/c ≥ 1 always, and it exceeds 1 for "
    "c < 2h, where K = 1.",
)
