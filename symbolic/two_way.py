"""Two-way coupling: the critical coupling, below which every J of the class is stable."""

from kreiss.symbolic.proof import Step, Term, collatz, inequality, stable


def stable_steps(rate: str, b: str, c: str, name: str = "J") -> list[Step]:
    """``rho(J) < 1`` where γ < 1 and bc < (1 − γ)² are facts: I − Ĵ has positive leading principal minors."""
    first, second = f"1 - {rate}", f"(1 - {rate})^2 - {b}*{c}"
    return [
        inequality(f"0 < {first}", [f"{rate} < 1"], "the first leading principal minor of I − Ĵ"),
        inequality(f"0 < {second}", [f"{b}*{c} < (1 - {rate})^2"], "the second one"),
        stable(f"rho({name}) < 1", [[rate, b], [c, rate]], [first, second], "M-matrix criterion and comparison"),
    ]


def unstable_steps(rate: str, b: str, c: str, name: str = "M") -> list[Step]:
    """``1 <= rho(M)`` for M = [[γ, b], [c, γ]] where 0 ≤ γ < 1, b, c ≥ 0 and bc ≥ (1 − γ)² are facts."""
    h = f"1 - {rate}"
    entries: list[list[Term]] = [[(1, [text])] for text in (rate, b, c, rate, b, h)]
    gap: list[Term] = [(1, [f"{b}*{c} - ({h})^2"])]
    return [
        inequality(f"0 < {h}", [f"{rate} < 1"], "a positive entry of the vector"),
        collatz(f"1 <= rho({name})", [b, h], [[(1, [])], *entries, [], gap], "the vector (b, 1 − γ) does not shrink"),
    ]
