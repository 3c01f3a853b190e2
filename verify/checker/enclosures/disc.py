"""Checks ``kreiss/enclosure-1``: lower ≤ K(A) ≤ upper for one matrix.

K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖ = sup over 0 < u < 1 of (1 − u)·N(u), where N(u) is the maximum of
‖(I − ζA)⁻¹‖ over |ζ| = u.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, number, product, transpose
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.enclosures import disc_boundary
from kreiss.verify.checker.enclosures.facts import Argument, Facts, Quantity
from kreiss.verify.checker.enclosures.order_two import order_two
from kreiss.verify.checker.enclosures.steps import indefinite, infinite, nonnegative, point_of, reach, stable, witnessed


def _witness(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """(|z| − 1)·‖v‖/‖(zI − A)v‖ ≥ lower, for a rational modulus q ≤ |z|: lower²·‖(zI − A)v‖² ≤ (q − 1)²·‖v‖².

    In a ball of radius ε, ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ε‖v‖: it suffices that ‖(zI − A)v‖ ≤ ((q − 1)/lower − ε)‖v‖.
    """
    a, b = point_of(step, path)
    q = number(step, "modulus", path)
    if not (q > 1 and q * q <= a * a + b * b):
        raise Rejected(f"{path}.modulus", "expected 1 < modulus ≤ |z|")
    witnessed(facts, step, (a, b), q - 1, path)


def _circle(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """A circle with u ≤ 1. The step ``stable`` speaks of the P of the largest u, the last of those."""
    before = facts.last
    circle(facts, step, path, inside=True)
    if before is not None and before[0] > facts.nodes[-1][0]:
        facts.last = before


def circle(facts: Facts, step: Mapping[str, Any], path: str, *, inside: bool = False) -> None:
    """N(u) ≤ ν, since L = [[P − F*PF − I, −F*P], [−PF, ν²I − P]] ⪰ 0 for F = uA.

    For |ζ| = u, x and y = (I − ζA)x, the form of L at (x, w), w = (u/ζ)y, is ν²‖y‖² − ‖x‖² ≥ 0,
    since Fx + w = (u/ζ)x makes the terms in P cancel.

    In a ball of radius ε, S_E = S(I − ζES)⁻¹ gives ν/(1 − uεν), and the same homotopy keeps eigenvalues off the circle.
    """
    u, nu, P = _on_a_circle(facts.A, step, path, inside=inside)
    if u * facts.radius * nu >= 1:
        raise Rejected(f"{path}.nu", "expected u·ν·radius < 1: the ball may reach the circle")
    facts.last = u, P
    facts.nodes.append((u, nu / (1 - u * facts.radius * nu)))


def _on_a_circle(A: Matrix, step: Mapping[str, Any], path: str, *, inside: bool) -> tuple[Fraction, Fraction, Matrix]:
    """u > 0 (``inside``: u ≤ 1), ν > 0 and a symmetric P with L ⪰ 0, or M ⪰ 0 for elimination in bits."""
    u, nu = number(step, "u", path), number(step, "nu", path)
    if u <= 0 or (inside and u > 1):
        raise Rejected(f"{path}.u", "expected 0 < u ≤ 1" if inside else "expected 0 < u")
    if nu <= 0:
        raise Rejected(f"{path}.nu", "expected ν > 0")
    P = matrices.symmetric(matrices.field(step, "P", path), len(A.rows), f"{path}.P")
    in_bits = type(matrices.field(step, "semidefinite", path)) is int
    matrices.proved(*(_congruent if in_bits else _bounded_real)(A, u, nu, P), step, "semidefinite", path)
    return u, nu, P


def _disc(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """N ≤ ν on (0, u], since L ⪰ 0 as for a circle, and P ⪰ 0.

    The corner P − F*PF − I ⪰ 0 of L gives P ⪰ I. For |ζ| = u' ≤ u, q = (u/u')² ≥ 1, y = (I − ζA)x and w = (u/ζ)y, the
    form of L at (x, w) is (1 − q)x*Px − ‖x‖² + qν²‖y‖² ≥ 0, so that qν²‖y‖² ≥ ‖x‖² + (q − 1)‖x‖² = q‖x‖².
    """
    u, nu, P = _on_a_circle(facts.A, step, path, inside=True)
    matrices.proved(P.rows, P.den, step, "definite", path)
    facts.beyond.append((u, nu))


def _bounded_real(A: Matrix, u: Fraction, nu: Fraction, P: Matrix) -> tuple[Rows, int]:
    """A positive multiple of L(P; u, ν) in integers, and its denominator."""
    f, a, m = A.den * u.denominator, u.numerator, nu.denominator**2
    p = f * f * m
    PA = product(P.rows, A.rows)
    first = combination([(p, P.rows), (-a * a * m, product(transpose(A.rows), PA))], -p * P.den)
    last = combination([(-p, P.rows)], nu.numerator**2 * P.den * f * f)
    return matrices.blocks(first, transpose(matrices.times(PA, -a * f * m)), last), p * P.den


def _congruent(A: Matrix, u: Fraction, nu: Fraction, P: Matrix) -> tuple[Rows, int]:
    """A positive multiple of M = [[ν²I − P, −ν²F], [−ν²F*, P − I + ν²F*F]] in integers, and its denominator.

    The form of M at (z, x) is x*Px − ‖x‖² + ν²‖z − Fx‖² − z*Pz: that of L at (x, z − Fx).
    """
    f, a, q = A.den * u.denominator, u.numerator, nu.numerator**2 * P.den
    p = (f * nu.denominator) ** 2
    first = combination([(-p, P.rows)], q * f * f)
    last = combination([(p, P.rows), (q * a * a, A.square)], -p * P.den)
    return matrices.blocks(first, matrices.times(A.rows, -q * a * f), last), p * P.den


def _numerical_radius(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """K = 1, since w(A) ≤ 1: for unit x, ‖(zI − A)x‖ ≥ |x*(zI − A)x| ≥ |z| − 1."""
    ando(facts.A, Fraction(1), step, path)
    facts.at_most = Fraction(1)


def ando(A: Matrix, q: Fraction, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≤ q: [[I + Z, A/q], [A*/q, I − Z]] ⪰ 0 at (x, −cx), |c| = 1, says 2‖x‖² ≥ 2 Re(c x*Ax)/q."""
    Z = matrices.symmetric(matrices.field(step, "Z", path), len(A.rows), f"{path}.Z")
    z, den = A.den * q.numerator, A.den * Z.den * q.numerator
    off = matrices.times(A.rows, Z.den * q.denominator)
    X = matrices.blocks(combination([(z, Z.rows)], den), off, combination([(-z, Z.rows)], den))
    matrices.proved(X, den, step, "semidefinite", path)


def unbounded(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """The powers of A are unbounded, since s ≥ 1, s²P − A*PA ≻ 0 and v*Pv < 0: along them x*Px falls without bound.

    So K = ∞ (Kreiss matrix theorem).
    """
    s, P = indefinite(A, step, path, 1)
    APA = product(transpose(A.rows), product(P.rows, A.rows))
    up, down = (s.numerator * A.den) ** 2, s.denominator**2
    stein = combination([(up, P.rows), (-down, APA)])
    matrices.proved(stein, P.den * (A.den * s.denominator) ** 2, step, "stein", path, strict=True)


def _bounded(facts: Facts, upper: Fraction) -> bool:
    """Whether K ≤ upper by circles, segments and discs."""
    return _covered(facts, upper) or _chords(facts, upper)


def _chords(facts: Facts, upper: Fraction) -> bool:
    """Whether K ≤ upper: with ρ(A) ≤ 1, m(u) = u·N(u) is convex, so on each segment (1 − u)chord(u) ≤ upper·u suffices.

    Left of the last node (1 − u)·N(u) ≤ N(u_N) ≤ ν_N by the maximum principle; right of the first one, where that is
    not u = 1, a step ``segment`` bounds the ratio.
    """
    nodes = sorted(set(facts.nodes))
    if not nodes:
        raise Rejected("$.steps", "an upper bound needs circles, or segments and discs that leave no 0 < u < 1 out")
    if any(a[0] == b[0] for a, b in pairwise(nodes)):
        raise Rejected("$.steps", "two circles have the same u")
    if not _to_the_edge(facts, nodes[-1][0], upper):
        raise Rejected(
            "$.steps",
            "expected a circle with u = 1 and the step 'stable' after it, or a step 'segment' from 1 − u to 0 with κ ≤ "
            "upper, and the step 'stable' after a circle of it",
        )
    if max(nodes[0][1], Fraction(1)) > upper:
        raise Rejected("$.statement.upper", "the smallest circle proves less near u = 0")
    for (a, nu_a), (b, nu_b) in pairwise(nodes):
        beta = (b * nu_b - a * nu_a) / (b - a)
        alpha = a * nu_a - beta * a
        if not nonnegative(beta, upper + alpha - beta, -alpha, a, b):
            raise Rejected("$.statement.upper", f"the chord from u = {float(a):.6g} to u = {float(b):.6g} exceeds it")
    return True


def _to_the_edge(facts: Facts, u: Fraction, upper: Fraction) -> bool:
    """Whether ρ(A) ≤ 1, and (1 − u')N(u') ≤ upper for u ≤ u' < 1, where u is the largest of the nodes'.

    A has no eigenvalue of modulus 1/u' for 1 − w ≤ u' < 1; if ρ(A) < 1/u for a u ≥ 1 − w, it has no larger one.
    """
    inside = max(facts.stable, default=Fraction(0))
    if u == inside == 1:
        return True
    return any(v == 0 and 1 - w <= min(u, inside) and kappa <= upper for v, w, kappa in facts.segments)


def _covered(facts: Facts, upper: Fraction) -> bool:
    """Whether (1 − u)N(u) ≤ upper for 0 < u < 1, since each v = 1 − u lies in an interval where a step proves that.

    A segment holds from its first to its last end; a disc, where v ≥ 1 − u and vN ≤ vν ≤ upper.
    """
    intervals = [(v, w) for v, w, kappa in facts.segments if kappa <= upper]
    return reach([*intervals, *((1 - u, upper / nu) for u, nu in facts.beyond)]) >= 1


_REASONS: Mapping[str, Argument] = {
    "witness": _witness,
    "circle": _circle,
    "disc": _disc,
    "stable": stable,
    "numerical-radius": _numerical_radius,
    "order-two": partial(order_two, disc=True),
    "unstable": infinite(unbounded),
    "segment": disc_boundary.segment,
    "defective": infinite(disc_boundary.unbounded),
}
_WITH_RADIUS = ("witness", "circle", "stable")
QUANTITIES = {
    "K": Quantity(lambda _: "K(A)", _REASONS, start=Fraction(1), at_most=_bounded, of_balls=_WITH_RADIUS)  # z → ∞
}
