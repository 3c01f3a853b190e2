"""K of a real 2×2 matrix M of numbers of any sign: above on all circles at once, below at one point (``witnesses``).

Let z = re^{iθ}, x = cos θ, T = zI − M and N = f²T*T − (r − 1)²I. For real M, T*T = G + iH with

    G = r²I − rx(M + Mᵀ) + MᵀM,   H₁₂ = −H₂₁ = r sin θ·(M₂₁ − M₁₂),   H₁₁ = H₂₂ = 0,

so that tr N = f² tr G − 2(r − 1)² and

    det N = (f²G₁₁ − (r − 1)²)(f²G₂₂ − (r − 1)²) − f⁴(G₁₂² + r²(1 − x²)(M₁₂ − M₂₁)²)

are polynomials in r and x. If both are ≥ 0 whenever r > 1 and −1 ≤ x ≤ 1, then N ⪰ 0 and f‖Tv‖ ≥ (r − 1)‖v‖ for all v:
K(M) ≤ f. If det N ≤ 0 at one such point, some v has f‖Tv‖ ≤ (r − 1)‖v‖, and K(M) ≥ f.
"""

from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import check_minors, numbers_of
from kreiss.verify.checker.proofs.context import ZERO, Context, names
from kreiss.verify.checker.proofs.rational import Quotient, Reader


def circle(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``K(M) <= f``; ``minors`` shows tr N and det N to be ≥ 0, for every r > 1 and −1 ≤ x ≤ 1."""
    sign, left, right = relation
    if sign != "<=" or not context.cosine:
        raise Rejected(f"{path}.states", "expected K(M) <= f in a document that names a cosine")
    if context.local:
        raise Rejected(path, "inside a case that restricts r or the cosine")
    rows, value = numbers_of(left, "K", context, path), abstract(right, context.known)
    if len(rows) != 2:
        raise Rejected(f"{path}.states", "expected a matrix of two rows")
    if not context.is_defined(value) or not context.has(("<=", ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to be non-negative")
    if {context.radius, context.cosine} & names(value):
        raise Rejected(f"{path}.states", "the bound depends on the point")
    reader, point = Reader(), (("name", context.radius), ("name", context.cosine))
    check_minors(step, invariants(rows, value, point, reader), context, reader, path)
    context.add((sign, abstract(left, context.known), value))


def invariants(rows: list[list[Tree]], value: Tree, point: tuple[Tree, Tree], reader: Reader) -> list[Quotient]:
    """tr N and det N at re^{iθ}, given r and cos θ."""
    (a, b), (c, d) = ([reader.read(entry) for entry in row] for row in rows)
    r, x = map(reader.read, point)
    one, two = (Quotient(constant(Fraction(n))) for n in (1, 2))
    f, q = reader.read(value), r - one
    square, weight = f * f, q * q
    first = square * (a * a + c * c - two * r * x * a + r * r) - weight
    second = square * (b * b + d * d - two * r * x * d + r * r) - weight
    mixed, turn = a * b + c * d - r * x * (b + c), b - c
    return [first + second, first * second - square * square * (mixed * mixed + r * r * (one - x * x) * turn * turn)]
