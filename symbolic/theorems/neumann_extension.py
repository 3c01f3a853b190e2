"""The Neumann extension: which step fails, a witness, and the repaired theorem.

Problem. J₀ is one-way coupled, E small. How large is K(J₀ + E)? Summary. With K₀ = K(J₀): if ε‖B₀‖K₀ < 1 − γ, then
K(J₀ + εB₀) ≤ K₀/(1 − ε‖B₀‖K₀/(1 − γ)). What fails. (|z| − 1)‖(zI − J₀)⁻¹‖ ≤ K₀ bounds the resolvent by K₀/(|z| − 1),
not by K₀/(1 − γ): near the unit circle the series need not converge. Witness: γ = 1/2, C = 2, B₀ = 1, ε = 1/5 has K₀
= 5/4, so εK₀ = 1/4 < 1/2, but ρ(J₀ + εB₀) > 1. Repair. Let s bound ‖(zI − J₀)⁻¹‖ for |z| > 1: any s with (1 − γ)²s² ≥
‖C‖s + 1, the least being (c + √(c² + 4h²))/(2h²). If ‖E‖s < 1, then K(J₀ + E) ≤ K(J₀)/(1 − ‖E‖s). Source.
arXiv:2606.04031v1 as summarised (the claim); kreiss (witness and repair).
"""

from kreiss.symbolic.proof import Step, Term, inequality, large_eigenvalue, neumann
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.one_way import equality_steps

START = "M = [[1/2, 0], [2, 1/2]]"
PERTURBED = "P = [[1/2, 1/5], [2, 1/2]]"
REPAIRED = (
    *("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1"),
    *("s > 0", "(1 - gamma)^2*s^2 >= norm(C)*s + 1", "P = J + E", "norm(E)*s < 1"),
)


def _unstable() -> Step:
    """det(λI − P) = −1/25 at λ = 11/10 for P = [[1/2, 1/5], [2, 1/2]]."""
    return large_eigenvalue("11/10 <= rho(P)", "root", [[("1/25", [])]], "an eigenvalue lies at 11/10 or beyond")


def _repaired() -> list[Step]:
    """s²(r − γ)² − 1 − sc = s²q² + 2s²qh + (h²s² − cs − 1) ≥ 0 with q = r − 1, h = 1 − γ."""
    s, q, h, c = "s", "(r - 1)", "(1 - gamma)", "norm(C)"
    e: list[tuple[int, list[str]]] = [(1, [s, s, q, q]), (2, [s, s, q, h]), (1, [f"{h}^2*{s}^2 - ({c}*{s} + 1)"])]
    corner: list[Term] = [*e, (1, [s, c])]
    determinant: list[Term] = [*((m * n, [*x, *y]) for m, x in e for n, y in e), *((2 * m, [*x, s, c]) for m, x in e)]
    bounds = [["gamma", "0"], [c, "gamma"]]
    minors: list[list[Term]] = [[*corner, (1, [s, s, c, c])], corner, determinant]
    reason = "‖(zI − J)⁻¹‖ ≤ s by comparison, and the Neumann series"
    return [neumann("K(P) <= K(J)/(1 - norm(E)*s)", "norm(E)", s, bounds, minors, reason)]


def _hypothesis() -> list[Step]:
    """K(M) = 5/4."""
    holds = inequality("1/5*K(M) < 1/2", ["K(M) <= 2/(4*(1 - 1/2)) + (1 - 1/2)/2"], "K(M) = 5/4")
    return [*equality_steps("1/2", "2", "M"), holds]


PARTS = (
    Part((START,), "1/5*K(M) < 1/2", _hypothesis),
    Part((PERTURBED,), "rho(P) >= 11/10", lambda: [_unstable()]),
    Part(REPAIRED, "K(P) <= K(J)/(1 - norm(E)*s)", _repaired),
)


THEOREM = Theorem(
    "neumann-extension",
    "The Neumann extension, repaired",
    "How large is K(J₀ + E) for one-way coupled J₀ and small E?",
    "As summarised the claim is false: its argument replaces |z| − 1 by 1 − γ in ‖(zI − J₀)⁻¹‖ ≤ K₀/(|z| − 1). The "
    "witness γ = 1/2, ‖C‖ = 2, ε‖B₀‖ = 1/5 satisfies the hypothesis, and the perturbed matrix is unstable. What holds "
    "is K(J₀ + E) ≤ K(J₀)/(1 − ‖E‖s) if ‖E‖s < 1, where (1 − γ)²s² ≥ ‖C‖s + 1; the least such s is "
    "(c + √(c² + 4h²))/(2h²) with c = ‖C‖, h = 1 − γ.",
    PARTS,
    "arXiv:2606.04031v1 as summarised (the claim); kreiss (witness and repair)",
)
