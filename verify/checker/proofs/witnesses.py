"""The step ``witness``: K(M) ≥ f for a matrix M of numbers, from one point z outside the unit circle.

With N = f²(zI − M)*(zI − M) − (|z| − 1)²I, some v ≠ 0 with v*Nv ≤ 0 has (|z| − 1)‖v‖ ≥ f‖(zI − M)v‖: (|z| − 1)‖(zI −
M)⁻¹‖ ≥ f, or z is an eigenvalue of M and K(M) = ∞. Such a v is given, for z > 1; or det N ≤ 0 shows that there is one,
for z > 1 and at most three rows, or for two rows and a z of given modulus and ``cosine``.
"""

from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import (
    check_minors,
    numbers_of,
    quotient_determinant,
    quotient_gram,
    quotient_sum,
    vector_of,
)
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context
from kreiss.verify.checker.proofs.order_two import invariants
from kreiss.verify.checker.proofs.rational import Quotient, Reader


def witness(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``f <= K(M)``; ``minors`` shows (z − 1)²‖v‖² − f²‖(zI − M)v‖² ≥ 0 for a ``vector`` v, or else −det N ≥ 0."""
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected f <= K(M)")
    rows, value = numbers_of(right, "K", context, path), abstract(left, context.known)
    z = context.expression(part(step, "z", path), f"{path}.z")
    if not context.is_defined(value) or not context.has(("<", ONE, z)):
        raise Rejected(path, "the bound is not known to be defined, or z not to exceed 1")
    reader = Reader()
    if "cosine" in step:
        cosine = context.expression(step["cosine"], f"{path}.cosine")
        if len(rows) != 2 or not all(map(context.has, (("<=", ("neg", ONE), cosine), ("<=", cosine, ONE)))):
            raise Rejected(f"{path}.cosine", "is not known to lie in [-1, 1], or the matrix has not two rows")
        due = reader.read(ZERO) - invariants(rows, value, (z, cosine), reader)[1]
    else:
        due = _due(step, rows, (z, value), context, reader, path)
    check_minors(step, [due], context, reader, path)
    context.add((sign, value, abstract(right, context.known)))


def _due(
    step: Any, rows: list[list[Tree]], point: tuple[Tree, Tree], context: Context, reader: Reader, path: str
) -> Quotient:
    """What has to be ≥ 0 at a real z, for z and f."""
    (at, f), zero = map(reader.read, point), reader.read(ZERO)
    M = [[reader.read(entry) for entry in row] for row in rows]
    shifted = [[(at if i == j else zero) - entry for j, entry in enumerate(row)] for i, row in enumerate(M)]
    distance = at - reader.read(ONE)
    if "vector" not in step:
        return zero - _form_determinant(shifted, distance, f)
    v = [reader.read(entry) for entry in vector_of(step, len(shifted), context, path)]
    images = [quotient_sum([entry * x for entry, x in zip(row, v, strict=True)]) for row in shifted]
    square, image = (quotient_sum([x * x for x in values]) for values in (v, images))
    return distance * distance * square - f * f * image


def _form_determinant(shifted: list[list[Quotient]], distance: Quotient, f: Quotient) -> Quotient:
    """det(f²(zI − M)ᵀ(zI − M) − (z − 1)²I), for a matrix of at most three rows."""
    size = len(shifted)
    if size > 3:
        raise Rejected("$.steps", "expected a vector for a matrix of more than three rows")
    square, zero = distance * distance, distance - distance
    gram = quotient_gram(shifted)
    form = [[f * f * gram[i][j] - (square if i == j else zero) for j in range(size)] for i in range(size)]
    return quotient_determinant(form)
