"""Steps about the spectral radius.

stable: ρ(J) < s for a block matrix J with normal diagonal blocks and comparison matrix Ĵ, if all leading principal
minors of sI − Ĵ are positive. A matrix with non-positive off-diagonal entries has positive leading principal minors
if and only if it is sI − Ĵ with ρ(Ĵ) < s (Fiedler and Pták); and for |z| ≥ s the comparison theorem gives (zI − J)⁻¹
as a convergent series.

collatz: ρ(M) ≥ s for a matrix M ≥ 0 of numbers, from a vector v ≥ 0, v ≠ 0 with Mv ≥ sv (Collatz and Wielandt): for s
> 0, Mᵗv ≥ sᵗv, so ‖Mᵗ‖ ≥ sᵗ for all t.
"""

from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import (
    check_minors,
    expressions,
    matrix_of,
    numbers_of,
    quotient_sum,
    read_bounds,
)
from kreiss.verify.checker.proofs.context import ZERO, Context
from kreiss.verify.checker.proofs.rational import Quotient, Reader, determinant


def stable(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``rho(J) < s``; ``minors`` lists expressions known to be > 0, the leading principal minors of sI − Ĵ."""
    sign, left, right = relation
    if sign != "<":
        raise Rejected(f"{path}.states", "expected rho(J) < s")
    bounds = read_bounds(step, matrix_of(left, "rho", context, path), context, path)
    bound, reader = abstract(right, context.known), Reader()
    if not context.is_defined(bound):
        raise Rejected(f"{path}.states", "the bound is not known to be defined")
    s = reader.polynomial(bound)
    shown = items(part(step, "minors", path), f"{path}.minors")
    if len(shown) != len(bounds):
        raise Rejected(f"{path}.minors", f"expected {len(bounds)} leading principal minors")
    rows = [[(s if i == j else constant(Fraction(0))) - reader.polynomial(entry) for j, entry in enumerate(row)]
            for i, row in enumerate(bounds)]  # fmt: skip
    for k, text in enumerate(shown, 1):
        here = f"{path}.minors[{k - 1}]"
        minor: Polynomial = determinant([row[:k] for row in rows[:k]])
        if not _is_positive(Quotient(minor), context.expression(text, here), context, reader):
            raise Rejected(here, "is not the leading principal minor that is due, known to be positive")
    context.add(("<", abstract(left, context.known), bound))


def _is_positive(due: Quotient, tree: Tree, context: Context, reader: Reader) -> bool:
    return due.same_as(reader.read(tree)) and context.has(("<", ZERO, tree))


def collatz(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``s <= rho(M)``; ``minors`` shows s, the entries of M, of v and of Mv − sv to be ≥ 0, and a vᵢ > 0 is known."""
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected s <= rho(M)")
    rows, value = numbers_of(right, "rho", context, path), abstract(left, context.known)
    vector = expressions(step, "vector", len(rows), context, path)
    if not context.is_defined(value) or not any(context.has(("<", ZERO, entry)) for entry in vector):
        raise Rejected(f"{path}.vector", "no entry is known to be positive")
    reader = Reader()
    s, v = reader.read(value), [reader.read(entry) for entry in vector]
    matrix = [[reader.read(entry) for entry in row] for row in rows]
    gaps = [quotient_sum([e * x for e, x in zip(row, v, strict=True)]) - s * v[i] for i, row in enumerate(matrix)]
    check_minors(step, [s, *(entry for row in matrix for entry in row), *v, *gaps], context, reader, path)
    context.add(("<=", value, abstract(right, context.known)))
