"""The bound of the paper in its resolvent form, and the exact value of its supremum.

Problem. What does K(J) ≤ sup_{r>1} [2(r − 1)/(r − γ) + (r − 1)‖C‖/(r − γ)²] amount to? Statement. With h = 1 − γ, c =
‖C‖ ≥ 2h the supremum is 1 + c/(4h) + h/c, attained at r = 1 + h(c + 2h)/(c − 2h) if c > 2h: it is the exact worst
case plus 1. For c ≤ 2h it is 2, the limit as r → ∞, where the worst case is 1. Proof. With p = (r − 1)/(r − γ) in (0,
1) the expression is 2p + p(1 − p)c/h, a parabola. Source. arXiv:2606.04031v1 as summarised (the bound); kreiss (the
value).
"""

from kreiss.symbolic.proof import Step, inequality
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.theorems.upper_bound import ONE_WAY
from kreiss.symbolic.worst_cases.one_way import below_steps, rate_step

FORM = "2*(r - 1)/(r - gamma) + (r - 1)*c/(r - gamma)^2"
VALUE = "1 + c/(4*(1 - gamma)) + (1 - gamma)/c"
AT = "1 + (1 - gamma)*(c + 2*(1 - gamma))/(c - 2*(1 - gamma))"
REACHED = FORM.replace("(r - 1)", f"({AT} - 1)").replace("(r - gamma)", f"({AT} - gamma)")
BOUND = VALUE.replace("c", "norm(C)")
NUMBERS = ("0 <= gamma", "gamma < 1", "0 < c")


def _from(given: tuple[str, ...], states: str, reason: str) -> Part:
    return Part(given, states, lambda: [inequality(states, given, reason)], radius="q")


def _bounded() -> list[Step]:
    """The worst case is below the value."""
    return [rate_step(), *below_steps(BOUND, "gamma", "norm(C)", given=("0 < norm(C)",))]


PARTS = (
    _from(("r > 1", *NUMBERS), f"{FORM} <= {VALUE}", "a square in r − 1 after clearing denominators"),
    _from((*NUMBERS, "2*(1 - gamma) < c"), f"{REACHED} == {VALUE}", "the value at the vertex of the parabola"),
    _from(("r > 1", *NUMBERS, "c <= 2*(1 - gamma)"), f"{FORM} <= 2", "increasing in r"),
    Part((*ONE_WAY, "0 < norm(C)"), f"K(J) <= {BOUND}", _bounded),
)


THEOREM = Theorem(
    "resolvent-sup-form",
    "The resolvent form of the bound",
    "What does the supremum over r > 1 in the summarised argument amount to?",
    "The supremum of 2(r − 1)/(r − γ) + (r − 1)c/(r − γ)² is 1 + c/(4(1 − γ)) + (1 − γ)/c for c ≥ 2(1 − γ), else 2: "
    "the exact worst case plus 1.",
    PARTS,
    "arXiv:2606.04031v1 as summarised (the bound); kreiss (its value)",
)
