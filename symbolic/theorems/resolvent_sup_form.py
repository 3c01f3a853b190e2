"""The bound of the paper in its resolvent form, and the exact value of its supremum.

Problem. What does K(J) ≤ sup_{r>1} [2(r − 1)/(r − γ) + (r − 1)‖C‖/(r − γ)²] amount to? Statement. With h = 1 − γ, c =
‖C‖ ≥ 2h the supremum is 1 + c/(4h) + h/c, attained at r = 1 + h(c + 2h)/(c − 2h) if c > 2h: it is the exact worst
case plus 1. For c ≤ 2h it is 2, the limit as r → ∞, where the worst case is 1. Proof. With p = (r − 1)/(r − γ) in (0,
1) the expression is 2p + p(1 − p)c/h, a parabola. Source. arXiv:2606.04031v1 as summarised (the bound); kreiss (the
value).
"""

from kreiss.symbolic.proof import Proof, inequality
from kreiss.symbolic.theorems.theorem import Theorem
from kreiss.symbolic.theorems.upper_bound import ONE_WAY
from kreiss.symbolic.worst_case import below_steps, rate_step

FORM = "2*(r - 1)/(r - gamma) + (r - 1)*c/(r - gamma)^2"
VALUE = "1 + c/(4*(1 - gamma)) + (1 - gamma)/c"


def derive() -> tuple[Proof, ...]:
    """The supremum is at most its value, reaches it, and bounds K(J)."""
    numbers, strong = ("0 <= gamma", "gamma < 1", "0 < c"), "2*(1 - gamma) < c"
    at = "1 + (1 - gamma)*(c + 2*(1 - gamma))/(c - 2*(1 - gamma))"
    reached = FORM.replace("(r - 1)", f"({at} - 1)").replace("(r - gamma)", f"({at} - gamma)")
    bound = VALUE.replace("c", "norm(C)")
    steps = below_steps(bound, "gamma", "norm(C)", given=("0 < norm(C)",))
    return (
        _from(("r > 1", *numbers), f"{FORM} <= {VALUE}", "a square in r - 1 after clearing denominators"),
        _from((*numbers, strong), f"{reached} == {VALUE}", "the value at the vertex of the parabola"),
        _from(("r > 1", *numbers, "c <= 2*(1 - gamma)"), f"{FORM} <= 2", "increasing in r"),
        Proof((*ONE_WAY, "0 < norm(C)"), f"K(J) <= {bound}", (rate_step(), *steps)),
    )


def _from(given: tuple[str, ...], states: str, reason: str) -> Proof:
    return Proof(given, states, (inequality(states, given, reason),), radius="q")


THEOREM = Theorem(
    "resolvent-sup-form",
    "The resolvent form of the bound",
    "What does the supremum over r > 1 in the summarised argument amount to?",
    "The supremum of 2(r − 1)/(r − γ) + (r − 1)c/(r − γ)² is 1 + c/(4(1 − γ)) + (1 − γ)/c for c ≥ 2(1 − γ), else 2: "
    "the exact worst case plus 1.",
    derive,
    "arXiv:2606.04031v1 as summarised (the bound); kreiss (its value)",
)
