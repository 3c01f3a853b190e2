"""A system (A, B, C, D) as the checker holds it, and equal transfer functions G(z) = D + C(zI − A)⁻¹B of two systems.

A complex system is held as the real one of the embeddings of its four matrices, whose transfer function is unitarily
similar to G(z) ⊕ conj(G(z̄)): norms over the axis, the circle and what lies beyond are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, product
from kreiss.verify.checker.documents import Rejected, multiplication, spend


@dataclass
class SystemFacts:
    """The system, which reductions replace by a smaller one with the same G, and what is proved of G."""

    A: Matrix
    B: Matrix
    C: Matrix
    D: Matrix
    discrete: bool
    minimal: bool = False
    at_least: Fraction = Fraction(0)  # the norm is at least that
    on_boundary: Fraction | None = None  # ‖G‖ is at most that on the axis or the circle
    beyond: Fraction | None = None  # and right of the axis or outside of the circle
    pole_on_boundary: bool = False
    pole_outside: bool = False  # on the boundary or beyond


def read(statement: Mapping[str, Any]) -> SystemFacts:
    """The statement's system, its shapes checked."""
    path = "$.statement.system"
    system = matrices.field(statement, "system", "$.statement")
    domain = matrices.field(statement, "domain", "$.statement")
    if domain not in ("continuous", "discrete"):
        raise Rejected("$.statement.domain", "expected 'continuous' or 'discrete'")
    values = [matrices.field(system, name, path) for name in "ABCD"]
    is_complex = [isinstance(value, Mapping) and "im" in value for value in values]
    if len(set(is_complex)) > 1:
        raise Rejected(path, "expected four real matrices, or four complex ones")
    A, B, C, D = (matrices.matrix(value, f"{path}.{name}") for name, value in zip("ABCD", values, strict=True))
    n, m, p = A.shape[0], B.shape[1], C.shape[0]
    if A.shape != (n, n) or B.shape != (n, m) or C.shape != (p, n) or D.shape != (p, m):
        raise Rejected(path, "expected A square, B as high as A, C as wide as A, and D as high as C and as wide as B")
    return SystemFacts(A, B, C, D, domain == "discrete")


def reachable(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """AT = TA' and B = TB': (A', B', CT, D) has the same G, as (zI − A)⁻¹T = T(zI − A')⁻¹ for all z but eigenvalues."""
    A, B, T = (matrices.matrix(matrices.field(step, name, path), f"{path}.{name}") for name in "ABT")
    k = A.shape[0]
    if A.shape != (k, k) or T.shape != (facts.A.shape[0], k) or B.shape != (k, facts.B.shape[1]):
        raise Rejected(path, "expected A' square, T as high as A and as wide as A', B' as high as A' and as wide as B")
    if not same(times(facts.A, T), times(T, A)) or not same(facts.B, times(T, B)):
        raise Rejected(path, "expected AT = TA' and B = TB'")
    facts.A, facts.B, facts.C, facts.minimal = A, B, times(facts.C, T), False


def observable(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """TA = A'T and C = C'T: (A', TB, C', D) has the same G, as T(zI − A)⁻¹ = (zI − A')⁻¹T for all z but eigenvalues."""
    A, C, T = (matrices.matrix(matrices.field(step, name, path), f"{path}.{name}") for name in "ACT")
    k = A.shape[0]
    if A.shape != (k, k) or T.shape != (k, facts.A.shape[0]) or C.shape != (facts.C.shape[0], k):
        raise Rejected(path, "expected A' square, T as wide as A and as high as A', C' as wide as A' and as high as C")
    if not same(times(T, facts.A), times(A, T)) or not same(facts.C, times(C, T)):
        raise Rejected(path, "expected TA = A'T and C = C'T")
    facts.A, facts.B, facts.C, facts.minimal = A, times(T, facts.B), C, False


def times(X: Matrix, Y: Matrix) -> Matrix:
    """XY."""
    return Matrix(product(X.rows, Y.rows), X.den * Y.den)


def same(X: Matrix, Y: Matrix) -> bool:
    """Whether two matrices of one shape are equal."""
    bits = matrices.length(X.rows) + matrices.length(Y.rows) + X.den.bit_length() + Y.den.bit_length()
    spend(len(X.rows) * len(X.rows[0]) * (2 + 2 * multiplication(bits, bits)))
    return all(a * Y.den == b * X.den for x, y in zip(X.rows, Y.rows, strict=True) for a, b in zip(x, y, strict=True))


def scaled(X: Matrix, den: int) -> Rows:
    """The integers den·X, where ``den`` is a multiple of the denominator."""
    return matrices.times(X.rows, den // X.den)
