"""The critical coupling, sharp.

Problem. Which couplings ‖B‖, ‖C‖ leave J = [[A, B], [C, D]] stable, whatever the blocks are? Statement. If ‖B‖‖C‖ <
(1 − γ)², then ρ(J) < 1. If bc ≥ (1 − γ)², then [[γ, b], [c, γ]] has ρ ≥ 1: the threshold is sharp. Proof. ρ(J) ≤ ρ(Ĵ)
by comparison, and the eigenvalues γ ± √(‖B‖‖C‖) of Ĵ = [[γ, ‖B‖], [‖C‖, γ]] lie inside the unit circle exactly below
the threshold. Source. arXiv:2606.04031v1 as summarised (a threshold that compares ‖B‖‖C‖ with (1 − γ)²); kreiss
(sharpness).
"""

from kreiss.symbolic.proof import Step, inequality
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.two_way import stable_steps, unstable_steps

TWO_WAY = ("J = [[A, B], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
BELOW = "norm(B)*norm(C) < (1 - gamma)^2"
ABOVE = ("M = [[gamma, b], [c, gamma]]", "0 <= gamma < 1", "b >= 0", "c >= 0", "b*c >= (1 - gamma)^2")


def _stable() -> list[Step]:
    rate = inequality("0 <= gamma", ["0 <= rho(A)", "rho(A) <= gamma"], "it bounds a spectral radius")
    return [rate, *stable_steps("gamma", "norm(B)", "norm(C)")]


PARTS = (
    Part((*TWO_WAY, BELOW), "rho(J) < 1", _stable),
    Part(ABOVE, "rho(M) >= 1", lambda: unstable_steps("gamma", "b", "c")),
)


THEOREM = Theorem(
    "critical-coupling",
    "The critical coupling",
    "Which couplings leave J stable, whatever the blocks are?",
    "ρ(J) < 1 if ‖B‖‖C‖ < (1 − γ)², and for no greater product in general.",
    PARTS,
    "arXiv:2606.04031v1 as summarised (the threshold); kreiss (sharpness)",
)
