"""Transient growth: exact bounds on the powers, and where the paper's expression drops below the peak.

Problem. How large can ‖Jᵗ‖ be, and does 2/(1 − γ) + ‖C‖/(4(1 − γ)) bound it? Statement. ‖Jᵗ‖ ≤ γ^(t−1)(ct + √(c²t² +
4γ²))/2 for one-way coupling with c = ‖C‖ (certified here for t = 1, 2, 3). The paper's expression bounds K(J) but not
the peak: for every γ < 1 it is below the peak of the 2×2 matrix from c = 17 on, and for γ = 9/10 from c = 15 on, where
already ‖J¹⁰‖ exceeds it. Proof. Ĵᵗ = [[γᵗ, 0], [ctγ^(t−1), γᵗ]]. With the whole part t of 1/(1 − γ), tγ^(t−1) > 1/(e(1
− γ)), and 1/e > 1/4 + 2/17. Source. arXiv:2606.04031v1 as summarised (the expression, for linear-quadratic problems);
kreiss.
"""

from kreiss.symbolic.proof import Step, growth, identity, inequality, power, transitive
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.theorems.upper_bound import ONE_WAY
from kreiss.symbolic.worst_cases.powers import LOWER, power_bound, power_bound_steps, power_in_blocks, telescoped_sum

BEYOND = ("M = [[9/10, 0], [c, 9/10]]", "c >= 15")
EXPRESSION = "2/(1 - 9/10) + c/(4*(1 - 9/10))"
ALWAYS = ("M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1", "c >= 17")
GENERAL = "2/(1 - gamma) + c/(4*(1 - gamma))"
BELOW_INVERSE_E = "1839/5000"


def _bounded(t: int) -> Part:
    """‖Jᵗ‖ ≤ (k + √(k² + 4γ^{2t}))/2 with k = tcγ^{t−1}."""
    return Part(ONE_WAY, power_bound(t, "gamma", "norm(C)"), lambda: power_bound_steps(t, "gamma", "norm(C)"))


def _beyond() -> list[Step]:
    """M¹⁰(1, 0) has the second entry 10c(9/10)⁹ > 387c/100, which exceeds the expression for c ≥ 15."""
    low, growth = "387*c/100", "10*c*(9/10)^9"
    gap = f"((9/10)^10)^2 + ({growth})^2 - ({low})^2"
    return [
        inequality(f"0 <= {gap}", ["c >= 15"], "the tenth power of the first unit vector"),
        power(f"{low} <= sup_powers(M)", 10, ["1", "0"], [[(1, [gap])]], "‖M¹⁰‖ at the first unit vector"),
        inequality(f"{EXPRESSION} < {low}", ["c >= 15"], "compare"),
        transitive(EXPRESSION, low, "sup_powers(M)", "the expression is below the peak", sign="<"),
    ]


def _always() -> list[Step]:
    """The peak is at least 1839/5000·c/(1 − γ), and 1839/5000 > 1/4 + 2/17."""
    low = f"{BELOW_INVERSE_E}*c/(1 - gamma)"
    return [
        inequality("0 <= c", ["c >= 17"], "by hypothesis"),
        growth(
            f"{low} <= sup_powers(M)", BELOW_INVERSE_E, "t·γ^(t−1) > 1/(e(1 − γ)) for the whole part t of 1/(1 − γ)"
        ),
        inequality(f"{GENERAL} < {low}", ["gamma < 1", "c >= 17"], "compare"),
        transitive(GENERAL, low, "sup_powers(M)", "the expression is below the peak", sign="<"),
    ]


def _identity(states: str, given: tuple[str, ...], reason: str) -> Part:
    return Part(given, states, lambda: [identity(states, reason)])


PARTS = (
    *(_identity(power_in_blocks(t), (LOWER,), "multiply out") for t in (2, 3, 4)),
    *(_identity(telescoped_sum(t), (), "the sum telescopes") for t in (2, 3, 4)),
    *map(_bounded, (1, 2, 3)),
    Part(ALWAYS, f"sup_powers(M) > {GENERAL}", _always),
    Part(BEYOND, f"sup_powers(M) > {EXPRESSION}", _beyond),
)


THEOREM = Theorem(
    "transient-growth",
    "Transient growth and the paper's expression",
    "How large can ‖Jᵗ‖ be, and does the bound on K(J) bound it?",
    "‖Jᵗ‖ ≤ γ^(t−1)(ct + √(c²t² + 4γ²))/2, with equality for the 2×2 matrix. The peak grows like c/(e(1 − γ)), faster "
    "than c/(4(1 − γ)): the paper's expression bounds K(J), not the peak.",
    PARTS,
    "arXiv:2606.04031v1 as summarised (the expression); kreiss",
)
