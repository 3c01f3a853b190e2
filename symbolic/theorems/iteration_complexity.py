"""Iteration complexity: no bound in K(J) and δ alone.

Problem. Do O(K(J)² log(1/δ)) steps reduce every initial error by the factor δ? Statement. No: K([γ]) = 1 for every γ
< 1, but (1 − 1/n)ⁿ ≥ 1/4 for n ≥ 2, so that δ = 1/4 takes more than n − 1 steps at γ = 1 − 1/n, for every n. The
factor must grow as γ → 1. Proof. K = 1 by comparison; the powers for n = 3, 10, 60 are computed exactly. Source.
arXiv:2606.04031v1, abstract (the claim, read without further constants); kreiss (its refutation).
"""

from kreiss.symbolic.proof import Step, decay, power
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.theorems.upper_bound import ONE_WAY
from kreiss.symbolic.worst_cases.comparison import bound_steps

ALWAYS = ("M = [[gamma]]", "0 <= gamma < 1")
STEPS = (3, 10, 60)  # for which the slow example is worked out


def _slow(n: int) -> Part:
    """‖Mⁿ‖ = (1 − 1/n)ⁿ ≥ 1/4 for M = [1 − 1/n]."""
    gap = f"{(n - 1) ** (2 * n) * 16 - n ** (2 * n)}/{16 * n ** (2 * n)}"
    states = f"power_norm(M, {n}) >= 1/4"
    return Part((f"M = [[{n - 1}/{n}]]",), states, lambda: [power(states, n, ["1"], [[(gap, [])]], "the power itself")])


WITH_GAP = (*ONE_WAY, "0 < delta <= 1/2", "t >= 10*K(J)^2*log(1/delta)/(1 - gamma)^2")


def _fast() -> list[Step]:
    """(1 + 2c/h)γ^((t−1)/2) bounds the powers, c ≤ 4K, and γ ≤ e^(−h)."""
    reason = "‖Jᵗ‖ ≤ (1 + 2c/h)γ^((t−1)/2) with c ≤ 4K and γ ≤ e^(−h)"
    return [decay("power_norm(J, t) <= delta", "10", [["gamma", "0"], ["norm(C)", "gamma"]], reason)]


PARTS = (
    Part(WITH_GAP, "power_norm(J, t) <= delta", _fast),
    Part(ALWAYS, "K(M) == 1", lambda: bound_steps("1", [["gamma"]], ["0 <= gamma", "gamma < 1"], name="M")),
    *map(_slow, STEPS),
)


THEOREM = Theorem(
    "iteration-complexity",
    "Iteration complexity needs the gap",
    "Do O(K(J)² log(1/δ)) steps reduce every initial error by the factor δ?",
    "With the factor 1/(1 − γ)² they do, and 10 is a sufficient constant. Without it no constant is: K = 1 for the 1×1 "
    "matrix γ, which needs log(1/δ)/log(1/γ) steps. At γ = 1 − 1/n more than a quarter is left after n steps; the "
    "ratio to K² log(1/δ) grows without bound as γ → 1.",
    PARTS,
    "arXiv:2606.04031v1, abstract and summary (the claims); kreiss (constant and refutation)",
    "The bound is far from sharp: for one-way coupling 1 + (2/h) log((1 + 2c/h)/δ) steps suffice, h = 1 − γ, c = ‖C‖.",
)
