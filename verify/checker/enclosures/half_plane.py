"""Checks ``kreiss/enclosure-1`` for K_ct: lower ≤ sup over Re z > 0 of Re z·‖(zI − A)⁻¹‖ ≤ upper, for one matrix.

With M(x) = max over Re z = x of ‖(zI − A)⁻¹‖, K_ct(A) is the supremum of x·M(x) over x > 0.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, number, product, transpose
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.enclosures import half_plane_boundary, steps
from kreiss.verify.checker.enclosures.facts import Argument, Facts, Quantity, show
from kreiss.verify.checker.enclosures.order_two import order_two
from kreiss.verify.checker.enclosures.steps import indefinite, infinite, nonnegative, point_of, witnessed


def _witness(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """Re z·‖v‖/‖(zI − A)v‖ ≥ lower: lower²·‖(zI − A)v‖² ≤ (Re z)²·‖v‖².

    In a ball of radius ε, ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ε‖v‖: it suffices that ‖(zI − A)v‖ ≤ (Re z/lower − ε)‖v‖.
    """
    a, b = point_of(step, path)
    if a <= 0:
        raise Rejected(f"{path}.z.re", "expected a point of the open right half-plane")
    witnessed(facts, step, (a, b), a, path)


def _line(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """M(x) ≤ μ for an x ≥ 0, as ``line`` says."""
    line(facts, step, path)
    if facts.nodes[-1][0] < 0:
        raise Rejected(f"{path}.x", "expected x ≥ 0")


def line(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """M(x) ≤ μ, since L = [[2xP − A*P − PA − I, −P], [−P, μ²I]] ⪰ 0.

    For Re z = x and y = (zI − A)v, 2 Re v*Py = 2x·v*Pv − v*(A*P + PA)v, so that the form of L at (v, y) is
    μ²‖y‖² − ‖v‖² ≥ 0.

    In a ball of radius ε, (zI − A − E)⁻¹ = R(I − ER)⁻¹ for R = (zI − A)⁻¹ gives μ/(1 − εμ), and at x = 0 keeps the
    eigenvalues of A + tE, 0 ≤ t ≤ 1, off the axis.
    """
    x, mu = number(step, "x", path), number(step, "mu", path)
    if mu <= 0:
        raise Rejected(f"{path}.mu", "expected μ > 0")
    P = matrices.symmetric(matrices.field(step, "P", path), len(facts.A.rows), f"{path}.P")
    matrices.proved(*_bounded_real(facts.A, x, mu, P), step, "semidefinite", path)
    facts.last = x, P
    if facts.radius * mu >= 1:
        raise Rejected(f"{path}.mu", "expected μ·radius < 1: the ball may reach the line")
    facts.nodes.append((x, mu / (1 - facts.radius * mu)))


def _bounded_real(A: Matrix, x: Fraction, mu: Fraction, P: Matrix) -> tuple[Rows, int]:
    """A positive multiple of L in integers, and its denominator."""
    m, a = mu.denominator**2, A.den * x.denominator
    first = combination([(m, _minus_lyapunov(A, x, P))], -P.den * a * m)
    last = combination([(0, P.rows)], P.den * a * mu.numerator**2)
    return matrices.blocks(first, matrices.times(P.rows, -a * m), last), P.den * a * m


def _minus_lyapunov(A: Matrix, s: Fraction, P: Matrix) -> Rows:
    """2sP − A*P − PA in integers over P.den·A.den·s.denominator."""
    PA = product(P.rows, A.rows)
    return combination([(2 * s.numerator * A.den, P.rows), (-s.denominator, PA), (-s.denominator, transpose(PA))])


def stable(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """Re λ < x for the last line, and M ≤ μ to the right of it.

    For Re z = x' ≥ x, y = (zI − A)v, the form of its L ⪰ 0 at (v, y) is μ²‖y‖² − ‖v‖² − 2(x' − x)·v*Pv.
    """
    steps.stable(facts, step, path)
    facts.beyond.append(facts.nodes[-1])


def numerical_abscissa(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """M(x) ≤ 1/(x − ω) for x > ω: ωI − (A + A*)/2 ⪰ 0 gives ‖(zI − A)v‖ ≥ Re v*(zI − A)v ≥ Re z − ω for unit v.

    In a ball of radius ε it is (A + E + A* + E*)/2 ⪯ (ω + ε)I.
    """
    omega = number(step, "omega", path)
    A = facts.A
    minus = -omega.denominator
    X = combination([(minus, A.rows), (minus, transpose(A.rows))], 2 * A.den * omega.numerator)
    matrices.proved(X, 2 * A.den * omega.denominator, step, "semidefinite", path)
    omega += facts.radius
    facts.omega = omega if facts.omega is None else min(omega, facts.omega)


def unbounded(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """K_ct = ∞: s ≥ 0, Q = 2sP − A*P − PA ≻ 0 and v*Pv < 0.

    Along y' = (A − sI)y, y(0) = v, V = y*Py has V' = −y*Qy ≤ −q‖y‖² ≤ (q/‖P‖)·V for some q > 0, as |V| ≤ ‖P‖·‖y‖². So
    V ≤ V(0)·e^{qt/‖P‖}, and y grows exponentially: A − sI has an eigenvalue with a positive real part, A one with
    Re λ > s ≥ 0, and Re z·‖(zI − A)⁻¹‖ → ∞ for z → λ.
    """
    s, P = indefinite(A, step, path, 0)
    matrices.proved(_minus_lyapunov(A, s, P), P.den * A.den * s.denominator, step, "lyapunov", path, strict=True)


def _bounded(facts: Facts, upper: Fraction) -> bool:
    """Whether K_ct ≤ upper; ω ≤ 0 gives x·M(x) ≤ x/(x − ω) ≤ 1 for all x > 0."""
    if upper < 1:
        raise Rejected("$.statement.upper", "K_ct is never below 1")
    if facts.omega is None:
        raise Rejected("$.steps", "an upper bound needs the step 'numerical-abscissa'")
    reach = _reach(facts, upper)
    return facts.omega <= 0 or reach <= upper * (reach - facts.omega) or _chords(facts, facts.omega, reach, upper)


def _reach(facts: Facts, upper: Fraction) -> Fraction:
    """The end of an interval from x = 0 on, in which a segment, or M ≤ μ on [x₀, ∞), proves x·M(x) ≤ upper for each x.

    Right of it x·M(x) ≤ x/(x − ω), which decreases: if ``reach`` ≤ upper·(reach − ω), nothing is left out.
    """
    intervals = [(a, b) for a, b, kappa in facts.segments if kappa <= upper]
    return steps.reach([*intervals, *((x, upper / mu) for x, mu in facts.beyond)])


def _chords(facts: Facts, omega: Fraction, reach: Fraction, upper: Fraction) -> bool:
    """Whether K_ct ≤ upper: with Re λ < x₀, M is convex on [x₀, ∞), so on each segment x·chord(x) ≤ upper suffices.

    log M is convex by the three-lines theorem: (zI − A)⁻¹ is analytic and bounded for Re z ≥ x₀, the first line, up to
    which the ratio has to be bounded already. Right of the last line x·M(x) ≤ x/(x − ω) ≤ x_N/(x_N − ω), as ω > 0.
    """
    lines = sorted(set(facts.nodes))
    if not lines or all(x > lines[0][0] for x in facts.stable):
        raise Rejected("$.steps", "an upper bound needs the step 'stable' for its first line")
    if lines[0][0] > reach:
        raise Rejected("$.steps", "expected a line with x = 0, or segments with κ ≤ upper that reach the first line")
    last = lines[-1][0]
    if last > upper * (last - omega):
        raise Rejected("$.statement.upper", "the numerical abscissa proves less to the right of the last line")
    for (a, mu_a), (b, mu_b) in pairwise(lines):
        if a == b:
            raise Rejected("$.steps", "two lines have the same x")
        beta = (mu_b - mu_a) / (b - a)
        alpha = mu_a - beta * a
        if not nonnegative(-beta, -alpha, upper, a, b):
            raise Rejected("$.statement.upper", f"the chord from x = {show(a)} to x = {show(b)} exceeds it")
    return True


_REASONS: Mapping[str, Argument] = {
    "witness": _witness,
    "line": _line,
    "stable": stable,
    "numerical-abscissa": numerical_abscissa,
    "order-two": partial(order_two, disc=False),
    "unstable": infinite(unbounded),
    "segment": half_plane_boundary.segment,
    "defective": infinite(half_plane_boundary.unbounded),
}
_WITH_RADIUS = ("witness", "line", "stable", "numerical-abscissa")
QUANTITIES = {
    "K_ct": Quantity(lambda _: "K_ct(A)", _REASONS, start=Fraction(1), at_most=_bounded, of_balls=_WITH_RADIUS)  # z → ∞
}
