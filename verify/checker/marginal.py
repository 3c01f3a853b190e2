"""The steps for eigenvalues exactly on the unit circle: a bound near |z| = 1, or powers that grow without bound.

All matrices are those of the real embedding; Π is a polynomial in A in practice, but only what is checked is used.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kreiss.verify.checker import exact
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.exact import Matrix, Rows, product, rational, transpose

if TYPE_CHECKING:
    from kreiss.verify.checker.enclosure import Facts

_MOST_STEPS = 1000


def marginal(facts: "Facts", step: Mapping[str, Any], path: str) -> None:
    """(1 − u)N(u) ≤ c + (1 − u)·ν·q for 0 < u < 1, and ρ(A) ≤ 1, from a projector Π = Π² that commutes with A.

    A^kΠ = Π, so on the range of Π the form G = (1/k)·Σ_{j<k} (AʲΠ)*(AʲΠ) is kept by A: |(I − ζA)y|_G ≥ (1 − |ζ|)|y|_G
    there. With Π*Π ⪯ c1·G, G ⪯ c2·I and c² ≥ c1·c2, ‖Π(I − ζA)⁻¹‖ ≤ c/(1 − |ζ|). For B = A(I − Π),
    (I − Π)(I − ζA)⁻¹ = (I − Π)(I − ζB)⁻¹, where ‖(I − ζB)⁻¹‖ ≤ ν for |ζ| ≤ 1 by the circle u = 1 of B with ρ(B) < 1 and
    the maximum principle, and ‖I − Π‖ ≤ q.
    """
    A = facts.A
    k = _order(step, path)
    P = _projector(A, step, k, path)
    c1, c2, c, q, nu = (
        rational(exact.field(step, name, path), f"{path}.{name}") for name in ("c1", "c2", "c", "q", "nu")
    )
    if min(c1, c2, c, q, nu) < 0 or nu == 0 or c * c < c1 * c2:
        raise Rejected(path, "expected bounds that are not negative, ν > 0 and c² ≥ c1·c2")
    G = _gram(A, P, k)
    _below(_scaled_square(P), G, c1, f"{path}.c1")
    _below(G, _identity(len(A.rows)), c2, f"{path}.c2")
    rest = _minus(_identity(len(A.rows)), P)
    _below(_scaled_square(rest), _identity(len(A.rows)), q * q, f"{path}.q")
    B = Matrix(product(A.rows, rest.rows), A.den * rest.den)
    from kreiss.verify.checker.enclosure import bounded_real

    X = exact.symmetric(exact.field(step, "P", path), len(A.rows), f"{path}.P")
    L, den = bounded_real(B, Fraction(1), nu, X)
    exact.semidefinite(L, den, exact.field(step, "semidefinite", path), f"{path}.semidefinite")
    exact.semidefinite(X.rows, X.den, exact.field(step, "definite", path), f"{path}.definite", strict=True)
    facts.edge = (c, nu * q)


def defective(facts: "Facts", step: Mapping[str, Any], path: str) -> None:
    """K = ∞, since the powers are unbounded."""
    grows(facts.A, step, path)
    facts.infinite = True


def grows(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """The powers of A are unbounded, since v = (A^k − I)w ≠ 0 and A^k v = v make A^{kt}w = w + tv."""
    k = _order(step, path)
    w = [exact.integer(entry, f"{path}.w") for entry in exact.items(exact.field(step, "w", path), f"{path}.w")]
    if len(w) != len(A.rows):
        raise Rejected(f"{path}.w", f"expected {len(A.rows)} entries")
    start = [Fraction(entry) for entry in w]
    v = [x - y for x, y in zip(_advanced(A, start, k), start, strict=True)]
    if not any(v):
        raise Rejected(f"{path}.w", "expected (A^k − I)w ≠ 0")
    if _advanced(A, v, k) != v:
        raise Rejected(f"{path}.w", "expected (A^k − I)²w = 0")


def _order(step: Mapping[str, Any], path: str) -> int:
    k = exact.integer(exact.field(step, "order", path), f"{path}.order")
    if not 1 <= k <= _MOST_STEPS:
        raise Rejected(f"{path}.order", f"expected an order from 1 to {_MOST_STEPS}")
    return k


def _projector(A: Matrix, step: Mapping[str, Any], k: int, path: str) -> Matrix:
    P = exact.matrix(exact.field(step, "projector", path), f"{path}.projector")
    if P.shape != A.shape:
        raise Rejected(f"{path}.projector", "expected the order of the (embedded) matrix")
    if product(P.rows, P.rows) != _times(P.rows, P.den):
        raise Rejected(f"{path}.projector", "expected Π² = Π")
    if product(A.rows, P.rows) != product(P.rows, A.rows):
        raise Rejected(f"{path}.projector", "expected AΠ = ΠA")
    image, den = P.rows, P.den
    for _ in range(k):
        image, den = product(A.rows, image), den * A.den
    if _times(image, P.den) != _times(P.rows, den):
        raise Rejected(f"{path}.projector", "expected A^kΠ = Π")
    return P


def _gram(A: Matrix, P: Matrix, k: int) -> Matrix:
    """(1/k)·Σ_{j<k} (AʲΠ)ᵀ(AʲΠ)."""
    total: Rows = [[0] * len(A.rows) for _ in A.rows]
    image, power = P.rows, 1
    for _ in range(k):
        square = product(transpose(image), image)
        total = [[x * A.den**2 + y for x, y in zip(*rows, strict=True)] for rows in zip(total, square, strict=True)]
        image, power = product(A.rows, image), power * A.den
    # the j-th term stands over (den(P)·den(A)ʲ)², the sum over the last of these
    return Matrix(total, k * P.den**2 * (power // A.den) ** 2)


def _below(S: Matrix, T: Matrix, c: Fraction, path: str) -> None:
    """S ⪯ c·T, by elimination."""
    difference = [
        [c.numerator * t * S.den - c.denominator * s * T.den for s, t in zip(*rows, strict=True)]
        for rows in zip(S.rows, T.rows, strict=True)
    ]
    exact.semidefinite(difference, 1, "elimination", path)


def _scaled_square(P: Matrix) -> Matrix:
    return Matrix(product(transpose(P.rows), P.rows), P.den**2)


def _identity(n: int) -> Matrix:
    return Matrix([[int(i == j) for j in range(n)] for i in range(n)], 1)


def _minus(S: Matrix, T: Matrix) -> Matrix:
    rows = zip(S.rows, T.rows, strict=True)
    return Matrix([[s * T.den - t * S.den for s, t in zip(*row, strict=True)] for row in rows], S.den * T.den)


def _times(rows: Rows, factor: int) -> Rows:
    return [[entry * factor for entry in row] for row in rows]


def _advanced(A: Matrix, x: list[Fraction], k: int) -> list[Fraction]:
    for _ in range(k):
        x = [sum((a * b for a, b in zip(row, x, strict=True)), Fraction(0)) / A.den for row in A.rows]
    return x
