"""How well K(J) can be estimated from the rates and ‖C‖ alone: the minimax error, exactly.

Problem. An estimator sees γ = ρ(A) = ρ(D) and c = ‖C‖ only. How large is its error for the worst J, at best?
Statement. K(J) ranges from c/4 + 1/c (for c ≥ 2; else 1) to c/(4h) + h/c (for c ≥ 2h; else 1), h = 1 − γ, and reaches
both ends. So the least error is half the difference, for c ≥ 2: γ(c² − 4h)/(8hc) < γc/(8h). The summarised c/(8h²) is
false. Proof. Averaging over rotations shows K(J) ≥ K([[0, 0], [c, 0]]) for all square A, D. Equality: A = D = diag(γ,
0), C = c·e₂e₂ᵀ. Source. arXiv:2606.04031v1 as summarised (the question); kreiss (the answer).
"""

from kreiss.symbolic.proof import Step, averaging, inequality, transitive
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.symbolic.worst_cases.one_way import at_least_steps, equality_steps, least_bound

LEAST = ("J = [[A, 0], [C, D]]", "square(A, D)", "N = [[0, 0], [norm(C), 0]]", "norm(C) >= 2")
REACHED = ("M = [[gamma, 0, 0, 0], [0, 0, 0, 0], [0, 0, gamma, 0], [0, c, 0, 0]]", "0 <= gamma < 1", "c >= 2")
EXTREME = ("M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1", "c >= 2*(1 - gamma)")
NUMBERS = ("0 <= gamma", "gamma < 1", "c >= 2")
LOW = "norm(C)/4 + 1/norm(C)"
HALF = "(c/(4*(1 - gamma)) + (1 - gamma)/c - (c/4 + 1/c))/2"
EXACT = f"{HALF} == gamma*(c^2 - 4*(1 - gamma))/(8*(1 - gamma)*c)"
SMALLER = f"{HALF} < c/(8*(1 - gamma)^2)"


def _least() -> list[Step]:
    """K(N) ≥ c/4 + 1/c for N = [[0, 0], [c, 0]], the exact worst case with γ = 0; then the mean over rotations."""
    best = least_bound("0", "norm(C)")
    return [
        inequality("2*(1 - 0) <= norm(C)", ["norm(C) >= 2"], "strong coupling"),
        *at_least_steps("0", "norm(C)", "N"),
        inequality(f"{LOW} <= {best}", ["norm(C) >= 2"], "the same expression"),
        transitive(LOW, best, "K(N)", "rewritten"),
        averaging(f"{LOW} <= K(J)", "N", "mean over rotations"),
    ]


def _reached() -> list[Step]:
    """M is the direct sum of [γ], [γ] and [[0, 0], [c, 0]]."""
    matrix = [["gamma", "0", "0", "0"], ["0", "0", "0", "0"], ["0", "0", "gamma", "0"], ["0", "c", "0", "0"]]
    start = inequality("0 <= c", ["c >= 2"], "by hypothesis")
    return [start, *bound_steps("c/4 + 1/c", matrix, NUMBERS, name="M")]


PARTS = (
    Part(LEAST, f"{LOW} <= K(J)", _least),
    Part(REACHED, "K(M) <= c/4 + 1/c", _reached),
    Part(EXTREME, f"K(M) == {least_bound('gamma', 'c')}", lambda: equality_steps("gamma", "c", "M")),
    Part(NUMBERS, EXACT, lambda: [inequality(EXACT, NUMBERS, "expand")]),
    Part(NUMBERS, SMALLER, lambda: [inequality(SMALLER, NUMBERS, "far below the summarised error")]),
)


THEOREM = Theorem(
    "minimax-error",
    "The exact minimax error of estimating K(J)",
    "How well can K(J) be estimated from γ = ρ(A) = ρ(D) and c = ‖C‖ alone?",
    "K(J) ranges exactly from c/4 + 1/c to c/(4(1 − γ)) + (1 − γ)/c if c ≥ 2, so that the best estimator errs by "
    "γ(c² − 4(1 − γ))/(8(1 − γ)c) at worst. That is less than the summarised ‖C‖/(8(1 − γ)²).",
    PARTS,
    "arXiv:2606.04031v1 as summarised (the question); kreiss (the answer)",
)
