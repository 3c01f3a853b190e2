"""Checks ``kreiss/enclosure-1`` for a real matrix A divided by its spectral radius, or less its spectral abscissa.

    K_normalized     K(A/ρ(A)), ρ(A) = max |λ| > 0
    K_ct_normalized  K_ct(A − α(A)I), α(A) = max Re λ

ρ(A) and α(A) are irrational as a rule. A rational matrix J next to A/ρ, or to A − αI, has an enclosure of its own; the
step ``neighbour`` proves how far the constants of the two are apart.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, field, rational, transpose
from kreiss.verify.checker.documents import Checked, Rejected, check_document, multiplication, spend
from kreiss.verify.checker.enclosures.facts import end, order, reasoned, show, square_matrix

QUANTITIES = {
    "K_normalized": (1, "K", "distance_to_instability", "K(A/ρ(A))"),
    "K_ct_normalized": (0, "K_ct", "distance_to_instability_ct", "K_ct(A − α(A)I)"),
}
"""The dominant eigenvalue after normalization, what is enclosed for J, what for J without it, and the name."""


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    statement = field(document, "statement", "$")
    quantity = field(statement, "quantity", "$.statement")
    A = square_matrix(statement)
    if order(statement) != len(A.rows):
        raise Rejected("$.statement.matrix", "expected a real matrix")
    lower, upper = end(statement, "lower"), end(statement, "upper")
    ends = [_neighbour(A, quantity, step, path) for _, step, path in reasoned(document, ("neighbour",))]
    if not ends:
        raise Rejected("$.steps", "expected the step 'neighbour'")
    if lower is None or lower > max(Fraction(1), *(low for low, _ in ends)):
        raise Rejected("$.statement.lower", "the step proves less")
    if upper is not None and upper < min(high for _, high in ends):
        raise Rejected("$.statement.upper", "the step proves less")
    name = QUANTITIES[quantity][3]
    shown = f"{show(lower)} ≤ {name} ≤ {show(upper, up=True)}"
    return Checked("kreiss/enclosure-1", f"{shown} for a matrix A of order {order(statement)}")


def _neighbour(A: Matrix, quantity: str, step: Mapping[str, Any], path: str) -> tuple[Fraction, Fraction]:
    """The ends of the constant q of A/ρ, or A − αI, from those of J with J·x = z₀x, yᵀJ = z₀yᵀ, z₀ = 1 or 0.

    P = xyᵀ/(yᵀx) is the spectral projector of J, and the distance η of C = J − cP shows ‖(z − C)⁻¹‖ ≤ 1/η for all z
    outside, |z| ≥ 1 or Re z ≥ 0. With w = |z| − 1, or Re z, w/|z − z₀| ≤ 1 and c/|z − z₀ + c| ≤ 1 there, and

        (z − J)⁻¹ = P/(z − z₀) − P/(z − z₀ + c) + (z − C)⁻¹,

    as for the normalized matrix J' with its projector P' and C' = J' − cP'. So |q(J') − q(J)| ≤ ‖P' − P‖ +
    sup w‖(z − C)⁻¹‖·‖C' − C‖·‖(z − C')⁻¹‖, where w‖(z − C)⁻¹‖ ≤ q(J) + ‖P‖.
    """
    edge, constant, distance, _ = QUANTITIES[quantity]
    scale, c = (rational(field(step, name, path), f"{path}.{name}") for name in ("eigenvalue", "shift"))
    if c <= 0 or (edge and (c > 1 or scale == 0)):
        raise Rejected(path, "expected a shift above 0, and for K one up to 1 and an eigenvalue that is not 0")
    J, low, high = _enclosed(A, step, "constant", constant, path)
    C, eta, _ = _enclosed(A, step, "distance", distance, path)
    if high is None or eta <= 0:
        raise Rejected(path, "expected a finite constant, and a distance above 0")
    x, y = (matrices.integers(step, name, path, len(A.rows)) for name in ("right", "left"))
    s = sum(a * b for a, b in zip(x, y, strict=True))
    if s == 0 or _moved(J.rows, x, edge * J.den) or _moved(transpose(J.rows), y, edge * J.den):
        raise Rejected(path, f"expected eigenvectors of the eigenvalue {edge}, not orthogonal to each other")
    if not _deflated(J, C, c * Fraction(1, s), x, y):
        raise Rejected(f"{path}.distance", "expected the matrix J − c·xyᵀ/(yᵀx)")
    G = _normalized(A, scale, edge)
    E = combination([(J.den, G.rows), (-G.den, J.rows)])
    projector = _norm([x], 1) * _norm([y], 1) / abs(s)
    size = _norm(J.rows, J.den) if edge else Fraction(1)
    spend(20 * matrices.cost(eta))
    p, d = _closeness(_norm(E, G.den * J.den), size, projector, c, eta, edge, path)
    apart = p + (high + projector) * d / (eta - d)
    return low - apart, high + apart


def _closeness(
    e: Fraction, size: Fraction, projector: Fraction, c: Fraction, eta: Fraction, edge: int, path: str
) -> tuple[Fraction, Fraction]:
    """p ≥ ‖P' − P‖ and η > d ≥ ‖C' − C‖ from ‖E‖ ≤ e, where G = J + E is A/λ, or A − λI, for the rational λ.

    Let r = min(η, c)/2. Where |z − z₀| ≥ r, and |z| ≥ 1 − r or Re z ≥ −r, a point outside is within r, so that
    ‖(z − C)⁻¹‖ ≤ 1/(η − r), |z − z₀ + c| ≥ c − r ≥ c/2, and ‖(z − J)⁻¹‖ ≤ c‖P‖/(r·c/2) + 1/r = N. With eN < 1 no
    J + tE, 0 ≤ t ≤ 1, has an eigenvalue there: within r of z₀ G has one, z₀ + m, as J has, and all others are smaller
    than 1 − r, or left of −r. So z₀ + m is real and simple; ρ(A) = |λ|(1 + m), or α(A) = λ + m. The circle |z − z₀| = r
    gives ‖P' − P‖ ≤ r·eN²/(1 − eN), and mP'x = P'Ex |m| ≤ e‖P'‖/(1 − p), as P'x = x + (P' − P)x. At last
    J' = ±G/(1 + m) has J' − J = (E − mJ)/(1 + m) up to the sign, which K does not see; or J' − J = E − mI.
    """
    r = min(eta, c) / 2
    N = (2 * projector + 1) / r
    if e * N >= 1:
        raise Rejected(path, "the matrix with these eigenvectors is not close enough to the normalized one")
    p = r * e * N * N / (1 - e * N)
    m = e * (projector + p) / (1 - p) if p < 1 else Fraction(1)
    if m >= 1:
        raise Rejected(path, "the matrix with these eigenvectors is not close enough to the normalized one")
    d = (e + m * size) / (1 - m if edge else 1) + c * p
    if d >= eta:
        raise Rejected(path, "the normalized matrix is not closer than the distance")
    return p, d


def _enclosed(
    A: Matrix, step: Mapping[str, Any], name: str, quantity: str, path: str
) -> tuple[Matrix, Fraction, Fraction | None]:
    """The matrix of A's order and the ends of its ``quantity`` that the accepted document of that name states."""
    document, path = field(step, name, path), f"{path}.{name}"
    try:
        if field(document, "schema", "$") != "kreiss/enclosure-1":
            raise Rejected("$.schema", "expected kreiss/enclosure-1")
        check_document(document)
    except Rejected as error:
        raise Rejected(path + error.path.removeprefix("$"), error.message) from None
    statement = document["statement"]
    if statement["quantity"] != quantity:
        raise Rejected(f"{path}.statement.quantity", f"expected {quantity}")
    J = matrices.matrix(statement["matrix"], f"{path}.statement.matrix")
    low, high = (end(statement, name) for name in ("lower", "upper"))
    if J.shape != A.shape or low is None:
        raise Rejected(f"{path}.statement", "expected a matrix of the order of A, with a finite lower end")
    return J, low, high


def _moved(rows: Rows, v: list[int], eigenvalue: int) -> bool:
    """Whether rows·v is not eigenvalue·v."""
    return matrices.image(rows, v) != [eigenvalue * entry for entry in v]


def _deflated(J: Matrix, C: Matrix, t: Fraction, x: list[int], y: list[int]) -> bool:
    """Whether C = J − t·xyᵀ."""
    longest = matrices.length([*J.rows, *C.rows]) + matrices.length([x, y]) + t.denominator.bit_length()
    spend(len(x) ** 2 * (10 + 8 * multiplication(longest, longest)))
    unit, up = J.den * t.denominator, t.numerator * J.den
    return all(
        b * unit == (a * t.denominator - up * x[i] * y[j]) * C.den
        for i, rows in enumerate(zip(J.rows, C.rows, strict=True))
        for j, (a, b) in enumerate(zip(*rows, strict=True))
    )


def _normalized(A: Matrix, scale: Fraction, edge: int) -> Matrix:
    """A/scale, or A − scale·I for the edge 0."""
    longest = matrices.length(A.rows) + matrices.length([[scale.numerator, scale.denominator, A.den]])
    spend(len(A.rows) ** 2 * (10 + 8 * multiplication(longest, longest)))
    if edge:
        factor = scale.denominator if scale > 0 else -scale.denominator
        return Matrix(matrices.times(A.rows, factor), A.den * abs(scale.numerator))
    return Matrix(combination([(scale.denominator, A.rows)], -scale.numerator * A.den), A.den * scale.denominator)


def _norm(rows: Rows, den: int) -> Fraction:
    """A number above the Frobenius norm of rows/den, which is at least the spectral one."""
    bits = matrices.length(rows)
    spend(len(rows) * len(rows[0]) * (4 + 2 * multiplication(bits, bits)))
    return Fraction(matrices.integer_root(sum(entry * entry for row in rows for entry in row), 2) + 1, den)
