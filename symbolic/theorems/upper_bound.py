"""The paper's upper bound for one-way coupling.

Problem. How large can the Kreiss constant of coupled gradient descent be, if only the rate γ and ‖C‖ are known?
Statement. K(J) ≤ 2/(1 − γ) + ‖C‖/(4(1 − γ)) for J = [[A, 0], [C, D]] with A, D symmetric, ρ(A), ρ(D) ≤ γ < 1. Proof.
The worst case is 1 or c/(4h) + h/c with h = 1 − γ, and both are at most 1 + c/(4h). Source. arXiv:2606.04031v1,
abstract; the proof is by the comparison theorem.
"""

from functools import partial

from kreiss.symbolic.proof import Step
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.one_way import below_steps, rate_step

ONE_WAY = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
BOUND = "2/(1 - gamma) + norm(C)/(4*(1 - gamma))"
SHARPER = "1 + norm(C)/(4*(1 - gamma))"


def _bounded(bound: str) -> list[Step]:
    """K(J) is at most 1 or the worst case, and these are at most the bound."""
    return [rate_step(), *below_steps(bound, "gamma", "norm(C)")]


PARTS = tuple(Part(ONE_WAY, f"K(J) <= {bound}", partial(_bounded, bound)) for bound in (BOUND, SHARPER))


THEOREM = Theorem(
    "upper-bound",
    "Upper bound for one-way coupling",
    "How large can K(J) be if only the rate and the norm of the coupling are known?",
    "The paper's bound holds for all dimensions; 1 may replace its first term 2/(1 − γ).",
    PARTS,
    "arXiv:2606.04031v1, abstract (first statement); kreiss (second)",
)
