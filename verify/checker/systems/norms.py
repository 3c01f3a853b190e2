"""Checks ``kreiss/enclosure-1`` for systems: lower ≤ ‖G‖ ≤ upper for G(z) = D + C(zI − A)⁻¹B.

    linf_norm   sup of ‖G(z)‖ over the imaginary axis (``domain`` continuous), or over |z| = 1 (discrete)
    hinf_norm   sup of ‖G(z)‖ over Re z > 0, or over |z| > 1; infinite where G has a pole there or on the boundary

Poles of G itself count, not eigenvalues of A that B does not reach or C does not see.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, image, rational, transpose
from kreiss.verify.checker.documents import Checked, Rejected, multiplication, spend
from kreiss.verify.checker.enclosures.facts import end, reasoned, require, show
from kreiss.verify.checker.enclosures.steps import point_of
from kreiss.verify.checker.systems import poles, system
from kreiss.verify.checker.systems.system import SystemFacts, scaled, times

QUANTITIES = {"hinf_norm": "H∞", "linf_norm": "L∞"}


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    statement = matrices.field(document, "statement", "$")
    quantity = matrices.field(statement, "quantity", "$.statement")
    facts = system.read(statement)
    order = len(statement["system"]["A"]["re"])
    lower, upper = end(statement, "lower"), end(statement, "upper")
    for reason, step, path in reasoned(document, _REASONS):
        _REASONS[reason](facts, step, path)
    analytic = quantity == "hinf_norm"
    if facts.pole_outside if analytic else facts.pole_on_boundary:
        require(upper is None, "upper")
    else:
        require(lower is not None and lower <= facts.at_least, "lower")
        bound = facts.beyond if analytic else facts.on_boundary
        require(upper is None or (bound is not None and bound <= upper), "upper")
    time = "discrete" if facts.discrete else "continuous"
    ends = f"{show(lower)} ≤ the {QUANTITIES[quantity]} norm ≤ {show(upper, up=True)}"
    return Checked("kreiss/enclosure-1", f"{ends} for a system of order {order} in {time} time")


def _bounded_real(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """‖G(z)‖ ≤ γ on the boundary, as L ⪰ 0, and beyond it, if P ⪰ 0 too, for

        L = [[−A*P − PA − C*C, −PB − C*D], [−B*P − D*C, γ²I − D*D]], or in discrete time
        L = [[P − A*PA − C*C, −A*PB − C*D], [−B*PA − D*C, γ²I − B*PB − D*D]].

    For u and x = (zI − A)⁻¹Bu, Ax + Bu = zx: the form of L at (x, u) is γ²‖u‖² − ‖G(z)u‖² − 2 Re z·x*Px, or with
    (|z|² − 1)·x*Px at the end. On the boundary that term is 0, beyond it x*Px ≥ 0 has the right sign. G is continuous
    on the boundary where it has no pole, and bounded near the finitely many eigenvalues of A: they are no poles.
    """
    gamma = rational(matrices.field(step, "gamma", path), f"{path}.gamma")
    if gamma < 0:
        raise Rejected(f"{path}.gamma", "expected γ ≥ 0")
    P = matrices.symmetric(matrices.field(step, "P", path), len(facts.A.rows), f"{path}.P")
    L, den = _inequality(facts, P, gamma)
    matrices.semidefinite(L, den, matrices.field(step, "semidefinite", path), f"{path}.semidefinite")
    facts.on_boundary = gamma if facts.on_boundary is None else min(gamma, facts.on_boundary)
    if "nonnegative" in step:
        matrices.semidefinite(P.rows, P.den, step["nonnegative"], f"{path}.nonnegative")
        facts.beyond = gamma if facts.beyond is None else min(gamma, facts.beyond)


def _inequality(facts: SystemFacts, P: Matrix, gamma: Fraction) -> tuple[Rows, int]:
    """L in integers over one denominator: M − VᵀV with V = [C, D], and M of P, A, B and γ²."""
    A, B, n, m = facts.A, facts.B, facts.A.shape[0], facts.B.shape[1]
    F = Matrix([a + b for a, b in zip(scaled(A, A.den * B.den), scaled(B, A.den * B.den), strict=True)], A.den * B.den)
    output = facts.C.den * facts.D.den
    V = Matrix([c + d for c, d in zip(scaled(facts.C, output), scaled(facts.D, output), strict=True)], output)
    gram = times(Matrix(transpose(V.rows), V.den), V)
    PF = times(P, F)
    if facts.discrete:
        M, corner = times(Matrix(transpose(F.rows), F.den), PF), P
    else:
        padded = PF.rows + [[0] * (n + m) for _ in range(m)]
        M = Matrix(combination([(1, padded), (1, transpose(padded))]), PF.den)
        corner = Matrix([[0] * n for _ in range(n)], 1)
    den = M.den * gram.den * corner.den * gamma.denominator**2
    spend((n + m) ** 2 * (20 + 8 * multiplication(den.bit_length(), matrices.length([*M.rows, *gram.rows]))))
    square = gamma.numerator**2 * (den // gamma.denominator**2)
    L = combination([(-(den // M.den), M.rows), (-(den // gram.den), gram.rows)])
    for i, row in enumerate(corner.rows):
        for j, entry in enumerate(row):
            L[i][j] += entry * (den // corner.den)
    for i in range(n, n + m):
        L[i][i] += square
    return L, den


def _response(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """‖G(z)‖ ≥ lower at a point of the boundary that is no eigenvalue, as (zI − A)*(zI − A) ≻ 0 shows:

    (zI − A)x = Bu gives G(z)u = Cx + Du, and ‖Cx + Du‖² ≥ lower²·‖u‖². G is continuous there.
    """
    a, b = point_of(step, path)
    if (a * a + b * b != 1) if facts.discrete else a:
        raise Rejected(f"{path}.z", "expected a point of the axis, or of the circle |z| = 1 in discrete time")
    n, m = facts.A.shape[0], facts.B.shape[1]
    M = _shifted(facts.A, a, b)
    gram = times(Matrix(transpose(M.rows), M.den), M)
    matrices.semidefinite(gram.rows, gram.den, matrices.field(step, "regular", path), f"{path}.regular", strict=True)
    x = _joined(matrices.field(step, "x", path), n, f"{path}.x", nonzero=False)
    u = _joined(matrices.field(step, "u", path), m, f"{path}.u", nonzero=True)
    left, right = image(M.rows, x), [image(facts.B.rows, part) for part in (u[:m], u[m:])]
    if any(p * facts.B.den != q * M.den for p, q in zip(left, right[0] + right[1], strict=True)):
        raise Rejected(f"{path}.x", "expected (zI − A)x = Bu")
    halves = ((image(facts.C.rows, x[k * n :][:n]), image(facts.D.rows, u[k * m :][:m])) for k in (0, 1))
    y = [Fraction(p, facts.C.den) + Fraction(q, facts.D.den) for half in halves for p, q in zip(*half, strict=True)]
    _reached(facts, y, u, step, path)


def _feedthrough(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """‖G(z)‖ → ‖D‖ as z → i·∞, and ‖Du‖² ≥ lower²·‖u‖²."""
    if facts.discrete:
        raise Rejected(path, "expected continuous time: the circle does not reach infinity")
    m = facts.B.shape[1]
    u = _joined(matrices.field(step, "u", path), m, f"{path}.u", nonzero=True)
    y = [Fraction(q, facts.D.den) for part in (u[:m], u[m:]) for q in image(facts.D.rows, part)]
    _reached(facts, y, u, step, path)


def _reached(facts: SystemFacts, y: list[Fraction], u: list[int], step: Mapping[str, Any], path: str) -> None:
    """‖y‖² ≥ lower²·‖u‖², for real vectors that hold real and imaginary parts."""
    lower = rational(matrices.field(step, "lower", path), f"{path}.lower")
    spend(sum(matrices.cost(entry) for entry in y) + 4 * len(u) * multiplication(matrices.length([u]), 64))
    if lower < 0 or lower * lower * sum(c * c for c in u) > sum((c * c for c in y), Fraction(0)):
        raise Rejected(f"{path}.lower", "the response proves less")
    facts.at_least = max(facts.at_least, lower)


def _shifted(A: Matrix, a: Fraction, b: Fraction) -> Matrix:
    """[[aI − A, −bI], [bI, aI − A]], which acts on (Re x, Im x) as zI − A does on x for z = a + ib."""
    over = a.denominator * b.denominator
    p, q = a.numerator * b.denominator * A.den, b.numerator * a.denominator * A.den
    own, turn = combination([(-over, A.rows)], p), combination([(0, A.rows)], -q)
    bottom = [[-b for b in y] + x for x, y in zip(own, turn, strict=True)]
    return Matrix([x + y for x, y in zip(own, turn, strict=True)] + bottom, A.den * over)


def _joined(value: object, size: int, path: str, *, nonzero: bool) -> list[int]:
    """Re v followed by Im v, for a vector of the system as it is held."""
    re, im = (matrices.integers(value, part, path) for part in ("re", "im"))
    if len(re) != size or len(im) != size or (nonzero and not any(re + im)):
        raise Rejected(path, "expected a vector of the system's size" + (" that is not zero" if nonzero else ""))
    return re + im


_REASONS: dict[str, Callable[[SystemFacts, Mapping[str, Any], str], None]] = {
    "reachable": system.reachable,
    "observable": system.observable,
    "bounded-real": _bounded_real,
    "response": _response,
    "feedthrough": _feedthrough,
    "minimal": poles.minimal,
    "pole": poles.pole,
    "unstable": poles.unstable,
}
