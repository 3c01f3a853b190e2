"""The exact worst case for one-way coupling with equal rates, as steps of a proof.

For J = [[A, 0], [C, D]] with A, D normal, ρ(A), ρ(D) ≤ γ < 1 and ‖C‖ ≤ c put h = 1 − γ, a = c/(2h), s = r − γ and
q = r − 1. With x = c/s = u − 1/u, (r − 1)‖(rI − Ĵ)⁻¹‖ = q(x + √(x² + 4))/(2s) = u − (u² − 1)/(2a), and

    (a + 1/a)/2 − (u − (u² − 1)/(2a)) = (u − a)²/(2a) ≥ 0.

So K(J) ≤ (a + 1/a)/2 = c/(4h) + h/c, with equality for A = D = γ, C = c if a > 1, at u = a; and K(J) = 1 if a ≤ 1.
In polynomial form, with f the bound, f²s² − q² − fqc is the square of (c/(4h) − h/c)q − fh if f = c/(4h) + h/c, and
q(2h − c) + h² if f = 1.
"""

from collections.abc import Sequence

from kreiss.deadlines import NEVER, Deadline
from kreiss.symbolic.expressions import Expression, expression
from kreiss.symbolic.proof import Step, cases, inequality, transitive, witness
from kreiss.symbolic.worst_cases.comparison import Q, bound_steps


def least_bound(rate: str, coupling: str) -> str:
    """c/(4(1 − γ)) + (1 − γ)/c as text."""
    h, c = _distance(rate), expression(coupling)
    return str(c / (4 * h) + h / c)


def threshold(rate: str, coupling: str) -> str:
    """The relation c ≤ 2(1 − γ) under which K = 1."""
    return f"{coupling} <= {2 * _distance(rate)}"


def excess(rate: str, coupling: str) -> str:
    """The relation c > 2(1 − γ), under which K > 1."""
    return f"{2 * _distance(rate)} < {coupling}"


def at_least_threshold(rate: str, coupling: str) -> str:
    """The relation 2(1 − γ) ≤ c, under which the bound is attained."""
    return f"{2 * _distance(rate)} <= {coupling}"


def _distance(rate: str) -> Expression:
    """1 − γ."""
    return 1 - expression(rate)


def contraction_steps(rate: str, coupling: str, name: str = "J", *, deadline: Deadline = NEVER) -> list[Step]:
    """``K(J) <= 1`` where c ≤ 2(1 − γ), γ < 1 and c ≥ 0 are facts."""
    facts = [f"{rate} < 1", f"0 <= {coupling}", threshold(rate, coupling)]
    h, c = _distance(rate), expression(coupling)
    factor = Q * (2 * h - c) + h**2
    return bound_steps("1", [[rate, "0"], [coupling, rate]], facts, name=name, factor=str(factor), deadline=deadline)


def coupled_steps(rate: str, coupling: str, name: str = "J", *, deadline: Deadline = NEVER) -> list[Step]:
    """``K(J) <= c/(4(1 − γ)) + (1 − γ)/c`` where γ < 1 and c > 0 are facts."""
    f, h, c = least_bound(rate, coupling), _distance(rate), expression(coupling)
    factor = ((c / (4 * h) - h / c) * Q - expression(f) * h) ** 2
    facts = [f"{rate} < 1", f"0 < {coupling}"]
    return bound_steps(f, [[rate, "0"], [coupling, rate]], facts, name=name, factor=str(factor), deadline=deadline)


def attained_steps(rate: str, coupling: str, name: str, deadline: Deadline = NEVER) -> list[Step]:
    """``c/(4(1 − γ)) + (1 − γ)/c <= K(M)`` for the matrix M = [[γ, 0], [c, γ]] of numbers with c > 2(1 − γ), γ < 1.

    The point is r = 1 + h(c² + 4h²)/((c − 2h)(c + 2h)), where the square vanishes, with the singular vector (2h, c).
    """
    f, h, c = least_bound(rate, coupling), _distance(rate), expression(coupling)
    z = str(1 + h * (c**2 + 4 * h**2) / ((c - 2 * h) * (c + 2 * h)))
    facts = [f"{rate} < 1", excess(rate, coupling)]
    return [
        inequality(f"1 < {z}", facts, "the maximiser lies outside the unit circle", deadline=deadline),
        inequality(f"0 < {2 * h}", facts, "an entry of the vector", deadline=deadline),
        witness(f"{f} <= K({name})", z, (str(2 * h), coupling), [[]], "the singular vector at the maximiser u = a"),
    ]


def at_least_steps(rate: str, coupling: str, name: str, deadline: Deadline = NEVER) -> list[Step]:
    """``c/(4(1 − γ)) + (1 − γ)/c <= K(M)`` for c ≥ 2(1 − γ); in the case of equality K ≥ 1 suffices."""
    f, equal = least_bound(rate, coupling), [f"{rate} < 1", f"{coupling} == {2 * _distance(rate)}"]
    touching = [
        inequality(f"{f} <= 1", equal, "the value at c = 2(1 − γ)", deadline=deadline),
        transitive(f, "1", f"K({name})", "K ≥ 1 always"),
    ]
    reason = "c = 2(1 − γ) or c > 2(1 − γ)"
    attained = attained_steps(rate, coupling, name, deadline)
    facts = [f"{rate} < 1", at_least_threshold(rate, coupling)]
    return [
        inequality(f"0 <= {f}", facts, "the bound is defined", deadline=deadline),
        cases(f"{f} <= K({name})", threshold(rate, coupling), touching, attained, reason),
    ]


def equality_steps(rate: str, coupling: str, name: str, deadline: Deadline = NEVER) -> list[Step]:
    """Both directions of K(M) == c/(4(1 − γ)) + (1 − γ)/c for c ≥ 2(1 − γ)."""
    facts = [f"{rate} < 1", at_least_threshold(rate, coupling)]
    positive = inequality(f"0 < {coupling}", facts, "c ≥ 2(1 − γ) > 0", deadline=deadline)
    upper = coupled_steps(rate, coupling, name, deadline=deadline)
    return [positive, *upper, *at_least_steps(rate, coupling, name, deadline)]


def below_steps(right: str, rate: str, coupling: str, name: str = "J", *, given: Sequence[str] = ()) -> list[Step]:
    """``K(J) <= right`` by the worst case, in both its forms; γ ≥ 0, γ < 1, c ≥ 0 and ``given`` are facts."""
    facts = [f"0 <= {rate}", f"{rate} < 1", f"0 <= {coupling}", *given]
    on, apart, best = threshold(rate, coupling), excess(rate, coupling), least_bound(rate, coupling)
    low = [
        *contraction_steps(rate, coupling, name),
        inequality(f"1 <= {right}", [*facts, on], "the bound is at least 1"),
        transitive(f"K({name})", "1", right, "weak coupling"),
    ]
    high = [
        inequality(f"0 < {coupling}", [f"{rate} < 1", apart], "the coupling exceeds 2(1 − γ)"),
        *coupled_steps(rate, coupling, name),
        inequality(f"{best} <= {right}", [*facts, apart, f"0 < {coupling}"], "the worst case is below the bound"),
        transitive(f"K({name})", best, right, "strong coupling"),
    ]
    return [cases(f"K({name}) <= {right}", on, low, high, "the worst case changes its form at c = 2(1 − γ)")]


def rate_step(rate: str = "gamma", block: str = "A") -> Step:
    """γ ≥ 0, because it bounds a spectral radius."""
    return inequality(f"0 <= {rate}", [f"0 <= rho({block})", f"rho({block}) <= {rate}"], "it bounds a spectral radius")
