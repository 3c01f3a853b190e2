"""The exact worst case for two-way coupling with equal rates.

Problem. What replaces the bound for one-way coupling if B ≠ 0, for couplings of any size below the critical one?
Statement. With h = 1 − γ, b = ‖B‖, c = ‖C‖, d = |b − c|, w = √(h² − bc): K(J) = 1 if b + c ≤ 2h; else K(J) ≤ (4h² +
d²)/(2(h(b + c) + dw)), with equality for the 2×2 matrix of the same numbers. In particular K(J) ≤ h(h + b + c)/(h² −
bc), finite up to the critical coupling bc = h². Proof. Modulo w² = h² − bc and d² = (b − c)², f²((r − γ)² − bc) − (r
− 1)² − f(r − 1)(b + c) is a square. Source. kreiss.
"""

from kreiss.symbolic.comparison import bound_steps
from kreiss.symbolic.proof import Proof, inequality
from kreiss.symbolic.theorems.critical_coupling import BELOW, TWO_WAY
from kreiss.symbolic.theorems.theorem import Theorem
from kreiss.symbolic.two_way import TwoWay, contraction_steps
from kreiss.symbolic.worst_case import rate_step

NAMES = ("h = 1 - gamma", "d = abs(norm(B) - norm(C))", "w = sqrt(h^2 - norm(B)*norm(C))")
CLASS = (*TWO_WAY, *NAMES, "norm(B) + norm(C) >= 2*h")
NUMBERS = (
    "M = [[gamma, b], [c, gamma]]", "0 <= gamma < 1", "0 <= b <= c", "h = 1 - gamma", "d = c - b",
    "w = sqrt(h^2 - b*c)", "w > 0", "b + c > 2*h",
)  # fmt: skip
FINITE = "(1 - gamma)*(1 - gamma + norm(B) + norm(C))/((1 - gamma)^2 - norm(B)*norm(C))"


def derive() -> tuple[Proof, ...]:
    """K = 1 for weak coupling, the exact bound for strong coupling, its equality, and the bound of a simple form."""
    blocks, numbers = TwoWay("gamma", "norm(B)", "norm(C)"), TwoWay("gamma", "b", "c")
    weak = (*TWO_WAY, "norm(B) + norm(C) <= 2*(1 - gamma)")
    facts = ["0 <= gamma", "gamma < 1", "0 <= norm(B)", "0 <= norm(C)", BELOW]
    simple = bound_steps(FINITE, [["gamma", "norm(B)"], ["norm(C)", "gamma"]], facts)
    start = [
        inequality("0 <= c", ["0 <= b", "b <= c"], "c ≥ b ≥ 0"),
        inequality("b + c >= 2*h", ["b + c > 2*h"], "strong coupling"),
        inequality("2*h < (b + c)", ["b + c > 2*h"], "strong coupling"),
    ]
    exact = (*start, *numbers.upper_steps(["d = c - b", "b <= c"], "M"), *numbers.attained_steps("M"))
    return (
        Proof(weak, "K(J) == 1", tuple(contraction_steps("gamma", "norm(B)", "norm(C)"))),
        Proof(CLASS, f"K(J) <= {blocks.bound}", tuple(blocks.upper_steps([NAMES[1]]))),
        Proof(NUMBERS, f"K(M) == {numbers.bound}", exact),
        Proof((*TWO_WAY, BELOW), f"K(J) <= {FINITE}", (rate_step(), *simple)),
    )


THEOREM = Theorem(
    "two-way-coupling",
    "Exact worst case for two-way coupling",
    "What bounds K(J) if both couplings are present, up to the critical coupling?",
    "With h = 1 − γ, b = ‖B‖, c = ‖C‖, d = |b − c|, w = √(h² − bc), the greatest K(J) is 1 for b + c ≤ 2h, and "
    "(4h² + d²)/(2(h(b + c) + dw)) else. For b = 0 that is c/(4h) + h/c.",
    derive,
    "kreiss",
)
