"""The steps for eigenvalues on the imaginary axis: one matrix polynomial for all lines next to it, or a Jordan block.

All matrices are those of the real embedding.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import bernstein, matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, number, product, rational, transpose
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend
from kreiss.verify.checker.enclosures.facts import Facts

_MOST_COEFFICIENTS = 12
_MOST_PARTS = 64


def segment(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """x·M(x) ≤ κ for 0 < x with x_0 ≤ x ≤ x_m, from a symmetric polynomial T(x) = T₀ + xT'(x) with A*T₀ + T₀A = 0:

        [[2T − A*T' − T'A − I, −T], [−T, κ²I]] ⪰ 0 on [x_0, x_m],

    since its Bernstein coefficients are ⪰ 0 on each part. For x > 0 it is congruent to the L of a line for P = T/x and
    μ = κ/x, as 2xP − A*P − PA = 2T − A*T' − T'A.
    """
    kappa = number(step, "kappa", path)
    if kappa <= 0:
        raise Rejected(f"{path}.kappa", "expected κ > 0")
    start = rational(step.get("from", 0), f"{path}.from")
    ends = bernstein.parts(step, "x", [start], _MOST_PARTS, path)
    coefficients, den = _polynomial(facts.A, kappa * kappa, _coefficients(facts.A, step, path))
    bernstein.semidefinite(step, coefficients, den, ends, path)
    facts.segments.append((ends[0], ends[-1], kappa))


def _coefficients(A: Matrix, step: Mapping[str, Any], path: str) -> list[Matrix]:
    """T₀, T₁, …, with A*T₀ + T₀A = 0."""
    T = bernstein.matrices(step, len(A.rows), 2, _MOST_COEFFICIENTS, path)
    if any(map(any, _lyapunov(T[0].rows, A))):
        raise Rejected(f"{path}.T[0]", "expected A*T₀ + T₀A = 0")
    return T


def _polynomial(A: Matrix, kappa2: Fraction, T: list[Matrix]) -> tuple[list[Rows], int]:
    """The coefficients of the block matrix as integers over one denominator."""
    n = len(A.rows)
    unit = bernstein.common_denominator(T) * kappa2.denominator
    bits = unit.bit_length() + A.den.bit_length() + max(matrices.length([*t.rows, *A.rows]) for t in T)
    spend(n * n * len(T) * (20 + 10 * division(bits, bits)))
    den = unit * A.den
    t = [matrices.times(k.rows, unit // k.den) for k in T]
    t.append([[0] * n for _ in range(n)])
    result = []
    for k, row in enumerate(t[:-1]):
        first = combination([(2 * A.den, row), (-1, _lyapunov(t[k + 1], A))], 0 if k else -den)
        last = combination([(0, row)], 0 if k else den // kappa2.denominator * kappa2.numerator)
        result.append(matrices.blocks(first, matrices.times(row, -A.den), last))
    return result, den


def _lyapunov(X: Rows, A: Matrix) -> Rows:
    """A*X + XA in integers over the product of the denominators, for a symmetric X."""
    XA = product(X, A.rows)
    return combination([(1, XA), (1, transpose(XA))])


def unbounded(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """K_ct = ∞: an even or odd polynomial f of degree d, and a w such that v = f(A)w has f(A)v = 0 and independent v,
    Av, …, A^(d−1)v.

    So f is the minimal polynomial of v, and its roots are eigenvalues of A. With λ, −λ is one: if some are not on the
    axis, one has Re λ > 0. If all are, f(A)²w = 0 ≠ f(A)w gives one of them a Jordan block of order 2 or more, next to
    which ‖(zI − A)⁻¹‖ grows like |z − λ|⁻² at least. Either way Re z·‖(zI − A)⁻¹‖ is unbounded.
    """
    f, w = polynomial_and_vector(A, step, path)
    if any(f[len(f) - 2 :: -2]):
        raise Rejected(f"{path}.f", "expected the coefficients of an even or odd polynomial")
    require_minimal(A, f, _combined(f, _krylov(A, w, len(f) - 1)), path)


def polynomial_and_vector(A: Matrix, step: Mapping[str, Any], path: str) -> tuple[list[int], list[int]]:
    """The coefficients f of a polynomial of degree 1 to n, and the vector w."""
    f, w = matrices.integers(step, "f", path), matrices.integers(step, "w", path, len(A.rows))
    if not 2 <= len(f) <= len(w) + 1 or f[-1] == 0:
        raise Rejected(f"{path}.f", "expected the coefficients of a polynomial of degree 1 to n")
    return f, w


def require_minimal(A: Matrix, f: list[int], v: list[int], path: str) -> None:
    """Reject where f is not the minimal polynomial of v: f(A)v = 0, and v, Av, …, A^(d−1)v are independent."""
    vectors = _krylov(A, v, len(f) - 1)
    if any(_combined(f, vectors)):
        raise Rejected(f"{path}.w", "expected a vector that the polynomial maps to 0")
    gram = product(vectors[:-1], transpose(vectors[:-1]))
    matrices.semidefinite(gram, 1, "elimination", f"{path}.w", strict=True)


def _krylov(A: Matrix, v: list[int], degree: int) -> list[list[int]]:
    """den^d·v, den^(d−1)·(den·A)v, …: positive multiples of v, Av, …, A^d v by one common factor."""
    vectors = [v]
    for _ in range(degree):
        vectors.append(matrices.image(A.rows, vectors[-1]))
    bits = matrices.length(vectors)
    spend(degree * len(v) * (1 + degree * multiplication(degree * A.den.bit_length(), bits)))
    return [[entry * A.den ** (degree - k) for entry in vector] for k, vector in enumerate(vectors)]


def _combined(f: list[int], vectors: list[list[int]]) -> list[int]:
    """Σ f_k·v_k."""
    return matrices.image(transpose(vectors), f)
