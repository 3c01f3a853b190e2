"""The steps for eigenvalues on the imaginary axis: one matrix polynomial for all lines next to it, or a Jordan block.

All matrices are those of the real embedding.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kreiss.verify.checker.arithmetic import bernstein, matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, product, rational, transpose
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend
from kreiss.verify.checker.enclosures.facts import HalfPlaneFacts

_MOST_COEFFICIENTS = 12
_MOST_PARTS = 64


def segment(facts: HalfPlaneFacts, step: Mapping[str, Any], path: str) -> None:
    """x·M(x) ≤ κ for 0 < x with x_0 ≤ x ≤ x_m, from a symmetric polynomial T(x) = T₀ + xT'(x) with A*T₀ + T₀A = 0:

        [[2T − A*T' − T'A − I, −T], [−T, κ²I]] ⪰ 0 on [x_0, x_m],

    since its Bernstein coefficients are ⪰ 0 on each part. For x > 0 it is congruent to the L of a line for P = T/x and
    μ = κ/x, as 2xP − A*P − PA = 2T − A*T' − T'A.
    """
    kappa = rational(matrices.field(step, "kappa", path), f"{path}.kappa")
    if kappa <= 0:
        raise Rejected(f"{path}.kappa", "expected κ > 0")
    ends = _ends(step, path)
    coefficients, den = _polynomial(facts.A, kappa * kappa, _coefficients(facts.A, step, path))
    bernstein.semidefinite(step, coefficients, den, ends, path)
    facts.segments.append((ends[0], ends[-1], kappa))


def _ends(step: Mapping[str, Any], path: str) -> list[Fraction]:
    """The field ``from``, x_0 ≥ 0, which is 0 where it is missing, and the ends x_0 < x_1 < … < x_m of the parts."""
    ends = [rational(end, f"{path}.x") for end in matrices.items(matrices.field(step, "x", path), f"{path}.x")]
    ends.insert(0, rational(step.get("from", 0), f"{path}.from"))
    if not 1 < len(ends) <= _MOST_PARTS + 1 or ends[0] < 0 or any(a >= b for a, b in pairwise(ends)):
        raise Rejected(f"{path}.x", f"expected from 1 to {_MOST_PARTS} increasing positive numbers")
    return ends


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


def defective(facts: HalfPlaneFacts, step: Mapping[str, Any], path: str) -> None:
    """K_ct = ∞: an even or odd polynomial f of degree d, and a w such that v = f(A)w has f(A)v = 0 and independent v,
    Av, …, A^(d−1)v.

    So f is the minimal polynomial of v, and its roots are eigenvalues of A. With λ, −λ is one: if some are not on the
    axis, one has Re λ > 0. If all are, f(A)²w = 0 ≠ f(A)w gives one of them a Jordan block of order 2 or more, next to
    which ‖(zI − A)⁻¹‖ grows like |z − λ|⁻² at least. Either way Re z·‖(zI − A)⁻¹‖ is unbounded.
    """
    f, w = (matrices.integers(step, name, path) for name in "fw")
    n, degree = len(facts.A.rows), len(f) - 1
    if not 1 <= degree <= n or f[-1] == 0 or any(f[degree - 1 :: -2]):
        raise Rejected(f"{path}.f", "expected the coefficients of an even or odd polynomial, of degree 1 to n")
    if len(w) != n:
        raise Rejected(f"{path}.w", f"expected {n} entries")
    v = combined(f, krylov(facts.A, w, degree))
    powers = krylov(facts.A, v, degree)
    if any(combined(f, powers)):
        raise Rejected(f"{path}.w", "expected f(A)²w = 0")
    gram = product(powers[:-1], transpose(powers[:-1]))
    matrices.semidefinite(gram, 1, "elimination", f"{path}.w", strict=True)
    facts.infinite = True


def krylov(A: Matrix, v: list[int], degree: int) -> list[list[int]]:
    """den^d·v, den^(d−1)·(den·A)v, …: positive multiples of v, Av, …, A^d v by one common factor."""
    vectors = [v]
    for _ in range(degree):
        vectors.append(matrices.image(A.rows, vectors[-1]))
    bits = matrices.length(vectors)
    spend(degree * len(v) * (1 + degree * multiplication(degree * A.den.bit_length(), bits)))
    return [[entry * A.den ** (degree - k) for entry in vector] for k, vector in enumerate(vectors)]


def combined(f: list[int], vectors: list[list[int]]) -> list[int]:
    """Σ f_k·v_k."""
    return matrices.image(transpose(vectors), f)
