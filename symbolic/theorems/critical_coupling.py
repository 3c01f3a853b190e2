"""The critical coupling, sharp.

Problem. Which couplings ‖B‖, ‖C‖ leave J = [[A, B], [C, D]] stable, whatever the blocks are? Statement. If ‖B‖‖C‖ <
(1 − γ)², then ρ(J) < 1. If bc ≥ (1 − γ)², then [[γ, b], [c, γ]] has ρ ≥ 1: the threshold is sharp. Proof. I − Ĵ = [[1
− γ, −b], [−c, 1 − γ]] has positive leading principal minors exactly below the threshold; above it the vector (b, 1 −
γ) is not shrunk by Ĵ. Source. arXiv:2606.04031v1 as summarised (a threshold that compares ‖B‖‖C‖ with (1 − γ)²);
kreiss (sharpness).
"""

from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.two_way import stable_steps, unstable_steps

TWO_WAY = ("J = [[A, B], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
BELOW = "norm(B)*norm(C) < (1 - gamma)^2"
ABOVE = ("M = [[gamma, b], [c, gamma]]", "0 <= gamma < 1", "b >= 0", "c >= 0", "b*c >= (1 - gamma)^2")
PARTS = (
    Part((*TWO_WAY, BELOW), "rho(J) < 1", lambda: stable_steps("gamma", "norm(B)", "norm(C)")),
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
