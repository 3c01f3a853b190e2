"""The exact worst case for two-way coupling with equal rates.

Problem. What replaces the bound for one-way coupling if B ≠ 0, for couplings of any size below the critical one?
Statement. With h = 1 − γ, b = ‖B‖, c = ‖C‖, d = |b − c|, w = √(h² − bc): K(J) = 1 if b + c ≤ 2h; else K(J) ≤ (4h² +
d²)/(2(h(b + c) + dw)), with equality for the 2×2 matrix of the same numbers. In particular K(J) ≤ h(h + b + c)/(h² −
bc), finite up to the critical coupling bc = h². Proof. Modulo w² = h² − bc and d² = (b − c)², f²((r − γ)² − bc) − (r
− 1)² − f(r − 1)(b + c) is a square. Source. kreiss.
"""

from kreiss.symbolic.proof import Step, inequality
from kreiss.symbolic.theorems.critical_coupling import BELOW, TWO_WAY
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.symbolic.worst_cases.one_way import rate_step
from kreiss.symbolic.worst_cases.two_way import TwoWay, contraction_steps

NAMES = ("h = 1 - gamma", "d = abs(norm(B) - norm(C))", "w = sqrt(h^2 - norm(B)*norm(C))")
STRONG = (*TWO_WAY, *NAMES, "norm(B) + norm(C) >= 2*h")
WEAK = (*TWO_WAY, "norm(B) + norm(C) <= 2*(1 - gamma)")
NUMBERS = (
    *("M = [[gamma, b], [c, gamma]]", "0 <= gamma < 1", "0 <= b <= c", "h = 1 - gamma", "d = c - b"),
    *("w = sqrt(h^2 - b*c)", "w > 0", "b + c > 2*h"),
)
FINITE = "(1 - gamma)*(1 - gamma + norm(B) + norm(C))/((1 - gamma)^2 - norm(B)*norm(C))"
ALGEBRA, ITS_NUMBERS = TwoWay("gamma", "norm(B)", "norm(C)"), TwoWay("gamma", "b", "c")


def _exact() -> list[Step]:
    """Both directions for the 2×2 matrix."""
    start = [
        inequality("0 <= c", ["0 <= b", "b <= c"], "c ≥ b ≥ 0"),
        inequality("b + c >= 2*h", ["b + c > 2*h"], "strong coupling"),
        inequality("2*h < (b + c)", ["b + c > 2*h"], "strong coupling"),
    ]
    return [*start, *ITS_NUMBERS.upper_steps(["d = c - b", "b <= c"], "M"), *ITS_NUMBERS.attained_steps("M")]


def _finite() -> list[Step]:
    """A simpler bound, directly."""
    facts = ["0 <= gamma", "gamma < 1", "0 <= norm(B)", "0 <= norm(C)", BELOW]
    return [rate_step(), *bound_steps(FINITE, [["gamma", "norm(B)"], ["norm(C)", "gamma"]], facts)]


PARTS = (
    Part(WEAK, "K(J) == 1", lambda: contraction_steps("gamma", "norm(B)", "norm(C)")),
    Part(STRONG, f"K(J) <= {ALGEBRA.bound}", lambda: ALGEBRA.upper_steps([NAMES[1]])),
    Part(NUMBERS, f"K(M) == {ITS_NUMBERS.bound}", _exact),
    Part((*TWO_WAY, BELOW), f"K(J) <= {FINITE}", _finite),
)


THEOREM = Theorem(
    "two-way-coupling",
    "Exact worst case for two-way coupling",
    "What bounds K(J) if both couplings are present, up to the critical coupling?",
    "With h = 1 − γ, b = ‖B‖, c = ‖C‖, d = |b − c|, w = √(h² − bc), the greatest K(J) is 1 for b + c ≤ 2h, and "
    "(4h² + d²)/(2(h(b + c) + dw)) else. For b = 0 that is c/(4h) + h/c.",
    PARTS,
    "kreiss",
)
