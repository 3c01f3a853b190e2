"""The step ``minors``: the norm and the numerical radius of a small matrix M of numbers, by determinants.

    ‖M‖ ≤ f, f ≥ 0    f² − MᵀM ⪰ 0, by the sums of its principal minors of each size, at most 3 × 3
    f ≤ ‖M‖           det(f² − MᵀM) ≤ 0: some v ≠ 0 has f‖v‖ ≤ ‖Mv‖; or ‖Mv‖² − f²‖v‖² ≥ 0 for a vector v ≠ 0
    w(M) ≤ f          N = 2f − eM − (eM)* ⪰ 0 for every e = x + iy with |e| = 1, by trace and determinant, at most 2 × 2
    f ≤ w(M)          det N ≤ 0 at one such e, given by its cosine x: some unit vector v has f ≤ Re e·v*Mv

For real M of order two, N₁₁ = 2f − 2xM₁₁, N₂₂ = 2f − 2xM₂₂ and |N₁₂|² = (M₁₂ + M₂₁)²x² + (M₁₂ − M₂₁)²(1 − x²).
"""

from fractions import Fraction
from itertools import combinations
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
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, names
from kreiss.verify.checker.proofs.rational import Quotient, Reader

_TWO: Tree = ("num", Fraction(2))
_LARGEST = {"norm": 3, "numerical_radius": 2}


def minors(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``norm(M) <= f``, ``f <= norm(M)``, or the same for the numerical radius; ``minors`` shows what is due ≥ 0."""
    sign, left, right = relation
    above = left[0] == "call" and left[1] in _LARGEST
    side, value = (left, abstract(right, context.known)) if above else (right, abstract(left, context.known))
    if sign != "<=" or side[0] != "call" or side[1] not in _LARGEST:
        raise Rejected(f"{path}.states", "expected a norm or numerical radius <= f, or f <= one of them")
    rows = numbers_of(side, side[1], context, path)
    if len(rows) > _LARGEST[side[1]]:
        raise Rejected(f"{path}.states", f"expected a matrix of order at most {_LARGEST[side[1]]}")
    if not context.is_defined(value) or (above and not context.has(("<=", ZERO, value))):
        raise Rejected(f"{path}.states", "the bound is not known to be defined, or not to be at least 0")
    reader = Reader()
    M = [[reader.read(entry) for entry in row] for row in rows]
    due = (_norm if side[1] == "norm" else _radius)(step, M, value, above, context, reader, path)
    check_minors(step, due if above else [reader.read(ZERO) - due[-1]], context, reader, path)
    context.add(("<=", abstract(left, context.known), abstract(right, context.known)))


def _norm(
    step: Any, M: list[list[Quotient]], value: Tree, above: bool, context: Context, reader: Reader, path: str
) -> list[Quotient]:
    """The sums of the minors of f² − MᵀM of each size; for a lower bound with a vector v, f²‖v‖² − ‖Mv‖²."""
    places, square, zero = range(len(M)), reader.read(("^", value, _TWO)), reader.read(ZERO)
    gram = quotient_gram(M)
    form = [[(square if i == j else zero) - gram[i][j] for j in places] for i in places]
    if not above and "vector" in step:
        v = [reader.read(entry) for entry in vector_of(step, len(M), context, path)]
        return [quotient_sum([v[i] * form[i][j] * v[j] for i in places for j in places])]

    def minor(chosen: tuple[int, ...]) -> Quotient:
        return quotient_determinant([[form[i][j] for j in chosen] for i in chosen])

    return [quotient_sum([*map(minor, combinations(places, count))]) for count in range(1, len(M) + 1)]


def _radius(
    step: Any, M: list[list[Quotient]], value: Tree, above: bool, context: Context, reader: Reader, path: str
) -> list[Quotient]:
    """The trace and the determinant of N, at the cosine of the document, or at one that the step gives."""
    if above:
        if not context.cosine or context.local or context.cosine in names(value):
            raise Rejected(path, "expected a cosine that the document names, which nothing here restricts or uses")
        cosine: Tree = ("name", context.cosine)
    else:
        cosine = context.expression(part(step, "cosine", path), f"{path}.cosine")
        if not context.has(("<=", ("neg", ONE), cosine)) or not context.has(("<=", cosine, ONE)):
            raise Rejected(f"{path}.cosine", "is not known to lie between -1 and 1")
    x, two, one = reader.read(cosine), reader.read(_TWO), reader.read(ONE)
    diagonal = [two * (reader.read(value) - x * M[i][i]) for i in range(len(M))]
    if len(M) == 1:
        return diagonal
    plus, minus = M[0][1] + M[1][0], M[0][1] - M[1][0]
    beside = plus * plus * x * x + minus * minus * (one - x * x)
    return [diagonal[0] + diagonal[1], diagonal[0] * diagonal[1] - beside]
