"""Checks ``kreiss/enclosure-1``: lower ≤ K(A) ≤ upper for one matrix.

K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖ = sup over 0 < u < 1 of (1 − u)·N(u), where N(u) is the maximum of
‖(I − ζA)⁻¹‖ over |ζ| = u. Each step proves one fact about A by the argument in its function; the statement has to
follow. The embedding of a complex A as a real matrix has the same K, and is what is checked.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, product, rational, transpose
from kreiss.verify.checker.documents import Checked, Rejected, division, multiplication, spend
from kreiss.verify.checker.enclosures import disc_boundary
from kreiss.verify.checker.enclosures.facts import DiscFacts, Facts, HalfPlaneFacts
from kreiss.verify.checker.enclosures.order_two import order_two


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    return proved(document, "K", DiscFacts, _REASONS, _WITH_RADIUS, _follows)


FactsT = TypeVar("FactsT", DiscFacts, HalfPlaneFacts)
Reasons = Mapping[str, Callable[[FactsT, Mapping[str, Any], str], None]]


def proved(
    document: Mapping[str, Any],
    quantity: str,
    facts_of: Callable[[Matrix, Fraction], FactsT],
    reasons: Reasons[FactsT],
    of_balls: Collection[str],
    follows: Callable[[FactsT, Fraction], None],
) -> Checked:
    """Accept an enclosure whose steps are for these reasons, of which ``of_balls`` speak of every matrix in a ball."""
    statement = matrices.field(document, "statement", "$")
    if matrices.field(statement, "quantity", "$.statement") != quantity:
        raise Rejected("$.statement.quantity", f"expected {quantity}")
    facts = facts_of(square_matrix(statement), radius(statement))
    lower, upper = end(statement, "lower"), end(statement, "upper")
    for reason, step, path in reasoned(document, reasons):
        if facts.radius and reason not in of_balls:
            raise Rejected(f"{path}.reason", "this step speaks of one matrix, the statement of a ball")
        reasons[reason](facts, step, path)
    if not _settled(facts, quantity, lower, upper) and upper is not None:
        follows(facts, upper)
    of = f"{subject(facts.radius)} of order {order(statement)}"
    return Checked("kreiss/enclosure-1", f"{show(lower)} ≤ {quantity}(A) ≤ {show(upper, up=True)} for {of}")


def radius(statement: Mapping[str, Any]) -> Fraction:
    """The radius of the ball that the statement speaks of, 0 for one matrix."""
    value = rational(statement.get("radius", 0), "$.statement.radius")
    if value < 0:
        raise Rejected("$.statement.radius", "expected a radius that is not negative")
    return value


def subject(radius: Fraction) -> str:
    """Which matrices the statement speaks of."""
    return f"every matrix within {show(radius)} of one" if radius else "a matrix"


def square_matrix(statement: Mapping[str, Any]) -> Matrix:
    """The statement's matrix, embedded as a real one."""
    A = matrices.matrix(matrices.field(statement, "matrix", "$.statement"), "$.statement.matrix")
    if A.shape[0] != A.shape[1]:
        raise Rejected("$.statement.matrix", "expected a square matrix")
    return A


WORK_PER_STEP = 1000
"""The work of a step on its few numbers, beside that on matrices."""


def reasoned(document: Mapping[str, Any], reasons: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The steps, each with its reason, one of those given, and its path."""
    for step, path in matrices.listed(matrices.field(document, "steps", "$"), "$.steps"):
        reason = matrices.field(step, "reason", path)
        spend(WORK_PER_STEP)
        if not isinstance(reason, str) or reason not in reasons:
            raise Rejected(f"{path}.reason", f"expected one of {', '.join(reasons)}")
        yield reason, step, path


def end(statement: Mapping[str, Any], name: str) -> Fraction | None:
    """The statement's end of that name, None for "inf"."""
    value = matrices.field(statement, name, "$.statement")
    return None if value == "inf" else rational(value, f"$.statement.{name}")


def show(end: Fraction | None, *, up: bool = False) -> str:
    """``end`` in decimals, exactly where it is short, else rounded down (or up) to 12 decimal places.

    Beyond what a document can state, 10^4000, it is rounded to a power of two.
    """
    if end is None:
        return "∞"
    if end > 10**4000:
        return f"2^{end.numerator.bit_length() - end.denominator.bit_length() + (1 if up else -1)}"
    if end.denominator <= 10**6:
        return str(end)
    scaled = end * 10**12
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    units, rest = divmod(abs(whole), 10**12)
    return f"{'-' if whole < 0 else ''}{units}.{rest:012d}"


def order(statement: Mapping[str, Any]) -> int:
    """The order of the statement's matrix, before any embedding."""
    return len(statement["matrix"]["re"])


def _settled(facts: Facts, quantity: str, lower: Fraction | None, upper: Fraction | None) -> bool:
    """Whether both ends follow from single steps; rejects a lower end that does not."""
    if facts.infinite:
        if upper is not None:
            raise Rejected("$.statement.upper", f"{quantity} is infinite: expected 'inf'")
        return True
    if lower is None or lower > facts.lower:
        raise Rejected("$.statement.lower", f"the steps prove no more than {quantity} ≥ {show(facts.lower)}")
    if upper is not None and upper < (least := facts.upper or Fraction(1)):
        raise Rejected("$.statement.upper", f"expected at least {show(least, up=True)}, which is what is proved")
    return upper is None or facts.upper is not None


def _follows(facts: DiscFacts, upper: Fraction) -> None:
    """Whether the upper end follows from steps that bound the ratio on parts of what is outside of the disc."""
    if not _covered(facts, upper):
        _chords(facts, upper)


def _witness(facts: DiscFacts, step: Mapping[str, Any], path: str) -> None:
    """(|z| − 1)·‖v‖/‖(zI − A)v‖ ≥ lower, for a rational modulus q ≤ |z|: lower²·‖(zI − A)v‖² ≤ (q − 1)²·‖v‖².

    In a ball of radius ε, ‖(zI − A − E)v‖ ≤ ‖(zI − A)v‖ + ε‖v‖: it suffices that ‖(zI − A)v‖ ≤ ((q − 1)/lower − ε)‖v‖.
    """
    a, b = point_of(step, path)
    q = rational(matrices.field(step, "modulus", path), f"{path}.modulus")
    if not (q > 1 and q * q <= a * a + b * b):
        raise Rejected(f"{path}.modulus", "expected 1 < modulus ≤ |z|")
    witnessed(facts, step, (a, b), q - 1, path)


def point_of(step: Mapping[str, Any], path: str) -> tuple[Fraction, Fraction]:
    """The Gaussian rational z = a + ib of a step."""
    z = matrices.field(step, "z", path)
    a, b = (rational(matrices.field(z, part, f"{path}.z"), f"{path}.z.{part}") for part in ("re", "im"))
    return a, b


def witnessed(facts: Facts, step: Mapping[str, Any], z: tuple[Fraction, Fraction], far: Fraction, path: str) -> None:
    """far·‖R(z)‖ ≥ lower for every matrix of the ball, for a ``far`` > 0 that is at most the distance of z.

    That is ‖(zI − A)v‖ ≤ (far/lower − ε)‖v‖ for the vector v.
    """
    lower = rational(matrices.field(step, "lower", path), f"{path}.lower")
    image, square = shifted_squares(facts.A, z, matrices.field(step, "v", path), f"{path}.v")
    t = far / lower - facts.radius if lower > 0 else Fraction(0)
    if lower < 0 or t < 0 or (lower > 0 and image > t * t * square):
        raise Rejected(f"{path}.lower", "the witness proves less")
    facts.lower = max(facts.lower, lower)


def shifted_squares(A: Matrix, z: tuple[Fraction, Fraction], v: object, path: str) -> tuple[Fraction, int]:
    """‖(zI − A)v‖² and ‖v‖² for z = a + ib and a non-zero vector v = x + iy of integers."""
    a, b = z
    x, y = vector(v, len(A.rows), path)
    work = sum(matrices.cost(value) for value in z) + 40 * multiplication(matrices.length([x, y]), A.den.bit_length())
    spend(4 * len(x) * work)
    image_x = [a * p - b * q - r for p, q, r in zip(x, y, apply(A, x), strict=True)]
    image_y = [a * q + b * p - r for p, q, r in zip(x, y, apply(A, y), strict=True)]
    return sum((entry * entry for entry in image_x + image_y), Fraction(0)), sum(entry * entry for entry in x + y)


def vector(v: object, size: int, path: str) -> tuple[list[int], list[int]]:
    """Real and imaginary part of the non-zero vector ``{"re", "im"}``, in the embedded dimension ``size``."""
    x, y = (matrices.integers(v, part, path) for part in ("re", "im"))
    if len(x) != len(y) or size not in (len(x), 2 * len(x)) or not any(x + y):
        raise Rejected(path, "expected a non-zero vector of the matrix's order")
    if size == 2 * len(x):  # v ↦ (v, −iv): the eigenvector space on which the embedding acts like A
        x, y = x + y, y + [-entry for entry in x]
    return x, y


def apply(A: Matrix, x: list[int]) -> list[Fraction]:
    """Ax."""
    values = matrices.image(A.rows, x)
    spend(len(x) * (20 + 16 * division(matrices.length([values]), A.den.bit_length())))
    return [Fraction(value, A.den) for value in values]


def _circle(facts: DiscFacts, step: Mapping[str, Any], path: str) -> None:
    """N(u) ≤ ν, since L = [[P − F*PF − I, −F*P], [−PF, ν²I − P]] ⪰ 0 for F = uA.

    For |ζ| = u, x and y = (I − ζA)x, the form of L at (x, w), w = (u/ζ)y, is ν²‖y‖² − ‖x‖² ≥ 0,
    since Fx + w = (u/ζ)x makes the terms in P cancel.

    In a ball of radius ε, S_E = S(I − ζES)⁻¹ gives ν/(1 − uεν), and the same homotopy keeps eigenvalues off the circle.
    """
    u, nu, P = on_a_circle(facts.A, step, path)
    if facts.stein is None or u >= facts.stein[0]:
        facts.stein = u, P
    if u * facts.radius * nu >= 1:
        raise Rejected(f"{path}.nu", "expected u·ν·radius < 1: the ball may reach the circle")
    facts.nodes.append((u, nu / (1 - u * facts.radius * nu)))


def on_a_circle(
    A: Matrix, step: Mapping[str, Any], path: str, *, inside: bool = True
) -> tuple[Fraction, Fraction, Matrix]:
    """u > 0 (``inside``: u ≤ 1), ν > 0 and a symmetric P with L ⪰ 0, or M ⪰ 0 for elimination in bits."""
    u = rational(matrices.field(step, "u", path), f"{path}.u")
    nu = rational(matrices.field(step, "nu", path), f"{path}.nu")
    if u <= 0 or (inside and u > 1):
        raise Rejected(f"{path}.u", "expected 0 < u ≤ 1" if inside else "expected 0 < u")
    if nu <= 0:
        raise Rejected(f"{path}.nu", "expected ν > 0")
    P = matrices.symmetric(matrices.field(step, "P", path), len(A.rows), f"{path}.P")
    proof = matrices.field(step, "semidefinite", path)
    X, den = (_congruent if type(proof) is int else _bounded_real)(A, u, nu, P)
    matrices.semidefinite(X, den, proof, f"{path}.semidefinite")
    return u, nu, P


def _disc(facts: DiscFacts, step: Mapping[str, Any], path: str) -> None:
    """N ≤ ν on (0, u], since L ⪰ 0 as for a circle, and P ⪰ 0.

    The corner P − F*PF − I ⪰ 0 of L gives P ⪰ I. For |ζ| = u' ≤ u, q = (u/u')² ≥ 1, y = (I − ζA)x and w = (u/ζ)y, the
    form of L at (x, w) is (1 − q)x*Px − ‖x‖² + qν²‖y‖² ≥ 0, so that qν²‖y‖² ≥ ‖x‖² + (q − 1)‖x‖² = q‖x‖².
    """
    u, nu, P = on_a_circle(facts.A, step, path)
    matrices.semidefinite(P.rows, P.den, matrices.field(step, "definite", path), f"{path}.definite")
    facts.discs.append((u, nu))


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


def _stable(facts: DiscFacts, step: Mapping[str, Any], path: str) -> None:
    """ρ(A) < 1/u, since the P of the circle with the largest u is ≻ 0: its L ⪰ 0 contains P − u²A*PA ⪰ I (Stein)."""
    if facts.stein is None:
        raise Rejected(path, "expected a circle before this step")
    u, P = facts.stein
    matrices.semidefinite(P.rows, P.den, matrices.field(step, "definite", path), f"{path}.definite", strict=True)
    facts.inside = max(facts.inside, u)


def _numerical_radius(facts: DiscFacts, step: Mapping[str, Any], path: str) -> None:
    """K = 1, since w(A) ≤ 1: for unit x, ‖(zI − A)x‖ ≥ |x*(zI − A)x| ≥ |z| − 1."""
    ando(facts.A, Fraction(1), step, path)
    facts.upper = Fraction(1)


def ando(A: Matrix, q: Fraction, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≤ q: [[I + Z, A/q], [A*/q, I − Z]] ⪰ 0 at (x, −cx), |c| = 1, says 2‖x‖² ≥ 2 Re(c x*Ax)/q."""
    Z = matrices.symmetric(matrices.field(step, "Z", path), len(A.rows), f"{path}.Z")
    z, den = A.den * q.numerator, A.den * Z.den * q.numerator
    off = matrices.times(A.rows, Z.den * q.denominator)
    X = matrices.blocks(combination([(z, Z.rows)], den), off, combination([(-z, Z.rows)], den))
    matrices.semidefinite(X, den, matrices.field(step, "semidefinite", path), f"{path}.semidefinite")


def growing(
    argument: Callable[[Matrix, Mapping[str, Any], str], None],
) -> Callable[[Any, Mapping[str, Any], str], None]:
    """K = ∞, since ``argument`` shows the powers of A to be unbounded (Kreiss matrix theorem)."""

    def accept(facts: Any, step: Mapping[str, Any], path: str) -> None:
        argument(facts.A, step, path)
        facts.infinite = True

    return accept


def unbounded(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """The powers of A are unbounded, since s ≥ 1, s²P − A*PA ≻ 0 and v*Pv < 0: along them x*Px falls without bound."""
    s, P = indefinite(A, step, path, 1)
    APA = product(transpose(A.rows), product(P.rows, A.rows))
    up, down = (s.numerator * A.den) ** 2, s.denominator**2
    stein = combination([(up, P.rows), (-down, APA)])
    den = P.den * (A.den * s.denominator) ** 2
    matrices.semidefinite(stein, den, matrices.field(step, "stein", path), f"{path}.stein", strict=True)


def indefinite(A: Matrix, step: Mapping[str, Any], path: str, least: int) -> tuple[Fraction, Matrix]:
    """The s ≥ ``least`` and the symmetric P of a proof of growth, with its v: v*Pv < 0."""
    s = rational(matrices.field(step, "s", path), f"{path}.s")
    if s < least:
        raise Rejected(f"{path}.s", f"expected s ≥ {least}")
    P = matrices.symmetric(matrices.field(step, "P", path), len(A.rows), f"{path}.P")
    v = matrices.integers(step, "v", path)
    if len(v) != len(A.rows):
        raise Rejected(f"{path}.v", f"expected {len(A.rows)} entries")
    if sum(a * b for a, b in zip(v, apply(P, v), strict=True)) >= 0:
        raise Rejected(f"{path}.v", "expected v*Pv < 0")
    return s, P


_REASONS: Reasons[DiscFacts] = {
    "witness": _witness,
    "circle": _circle,
    "disc": _disc,
    "stable": _stable,
    "numerical-radius": _numerical_radius,
    "order-two": order_two,
    "unstable": growing(unbounded),
    "segment": disc_boundary.segment,
    "defective": growing(disc_boundary.grows),
}


_WITH_RADIUS = ("witness", "circle", "stable")


def _chords(facts: DiscFacts, upper: Fraction) -> None:
    """K ≤ upper: with ρ(A) ≤ 1, m(u) = u·N(u) is convex, so on each segment (1 − u)·chord(u) ≤ upper·u suffices.

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
        raise Rejected(
            "$.statement.upper", f"the smallest circle proves no more than K ≤ {show(nodes[0][1], up=True)} near u = 0"
        )
    for (a, nu_a), (b, nu_b) in pairwise(nodes):
        beta = (b * nu_b - a * nu_a) / (b - a)
        alpha = a * nu_a - beta * a
        if not nonnegative(beta, upper + alpha - beta, -alpha, a, b):
            raise Rejected(
                "$.statement.upper", f"the chord between u = {float(a):.6g} and u = {float(b):.6g} exceeds it"
            )


def _to_the_edge(facts: DiscFacts, u: Fraction, upper: Fraction) -> bool:
    """Whether ρ(A) ≤ 1, and (1 − u')N(u') ≤ upper for u ≤ u' < 1, where u is the largest of the nodes'.

    A has no eigenvalue of modulus 1/u' for 1 − w ≤ u' < 1; if ρ(A) < 1/u for a u ≥ 1 − w, it has no larger one.
    """
    if u == facts.inside == 1:
        return True
    return any(v == 0 and 1 - w <= min(u, facts.inside) and kappa <= upper for v, w, kappa in facts.segments)


def _covered(facts: DiscFacts, upper: Fraction) -> bool:
    """Whether (1 − u)N(u) ≤ upper for 0 < u < 1, since each v = 1 − u lies in an interval where a step proves that.

    A segment holds from its first to its last end; a disc, where v ≥ 1 − u and vN ≤ vν ≤ upper.
    """
    intervals = [(v, w) for v, w, kappa in facts.segments if kappa <= upper]
    return reach([*intervals, *((1 - u, upper / nu) for u, nu in facts.discs)]) >= 1


def reach(intervals: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The largest r for which the intervals leave nothing of [0, r] out."""
    result = Fraction(0)
    for low, high in sorted(intervals):
        if low <= result:
            result = max(result, high)
    return result


def nonnegative(p: Fraction, q: Fraction, r: Fraction, a: Fraction, b: Fraction) -> bool:
    """Whether p·u² + q·u + r ≥ 0 on [a, b]: at both ends, and at the vertex when it is a minimum inside."""
    if min(p * a * a + q * a + r, p * b * b + q * b + r) < 0:
        return False
    if p <= 0 or not 2 * p * a < -q < 2 * p * b:
        return True
    return q * q <= 4 * p * r
