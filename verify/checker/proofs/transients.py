"""Steps about norms of powers.

power: for a matrix M of numbers, a whole number t and a vector v ≠ 0, ‖Mᵗv‖² ≥ f²‖v‖² gives ‖Mᵗ‖ ≥ f (and sup ‖Mᵗ‖ ≥
f).

growth: sup ‖Mᵗ‖ ≥ xc/(1 − γ) for a matrix M = [[γ, 0], [c, γ]] of numbers with 0 ≤ γ < 1 and c ≥ 0, if x ≤ 1/e. Mᵗ
has the entry ctγᵗ⁻¹. Let t ≥ 1 be the whole number with 1 − 1/t ≤ γ < 1 − 1/(t + 1). There tγᵗ⁻¹(1 − γ) falls as γ
grows, as its derivative tγᵗ⁻²(t − 1 − tγ) is ≤ 0; at γ = t/(t + 1) it is (1 + 1/t)⁻ᵗ > 1/e. Also sup ‖Mᵗ‖ ≤ 1 + c/(1 −
γ): ‖Mᵗ‖ ≤ γᵗ + ctγᵗ⁻¹, and tγᵗ⁻¹ ≤ 1 + γ + … + γᵗ⁻¹ ≤ 1/(1 − γ).

power-comparison: ‖Jᵗ‖ ≤ f for a block matrix J with normal diagonal blocks and comparison matrix Ĵ, if f ≥ 0 and all
principal minors of f²I − (Ĵᵗ)ᵀĴᵗ are ≥ 0. Each block of Jᵗ is a sum of products of t blocks; a diagonal block has
norm at most γ_i because it is normal, so the norms of the blocks of Jᵗ are at most the entries of Ĵᵗ; then as for the
resolvent.
"""

from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import integer, rational
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, total
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import (
    check_minors,
    check_semidefinite,
    matrix_of,
    numbers_of,
    quotient_sum,
    read_bounds,
    vector_of,
)
from kreiss.verify.checker.proofs.comparison import principal_minors
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context
from kreiss.verify.checker.proofs.lemmas import ABOVE_E
from kreiss.verify.checker.proofs.rational import Reader, denominator

MOST = 60


def power(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``f <= power_norm(M, t)`` or ``f <= sup_powers(M)``; ``minors`` shows ‖Mᵗv‖² − f²‖v‖² ≥ 0."""
    sign, left, right = relation
    if sign != "<=" or right[0] != "call" or right[1] not in ("power_norm", "sup_powers"):
        raise Rejected(f"{path}.states", "expected f <= power_norm(M, t) or f <= sup_powers(M)")
    t = _exponent(step, path)
    if right[1] == "power_norm" and right[2][1] != ("num", Fraction(t)):
        raise Rejected(f"{path}.t", "is not the power of the statement")
    rows = numbers_of(("call", "", right[2][:1]), "", context, path)
    vector, value = vector_of(step, len(rows), context, path), abstract(left, context.known)
    if not context.is_defined(value):
        raise Rejected(f"{path}.states", "the bound is not known to be defined")
    reader = Reader()
    image = start = [reader.read(entry) for entry in vector]
    matrix, f = [[reader.read(entry) for entry in row] for row in rows], reader.read(value)
    for _ in range(t):
        image = [quotient_sum([e * x for e, x in zip(row, image, strict=True)]) for row in matrix]
    gap = quotient_sum([x * x for x in image]) - f * f * quotient_sum([x * x for x in start])
    check_minors(step, [gap], context, reader, path)
    context.add(("<=", value, abstract(right, context.known)))


def growth(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``factor*c/(1 - gamma) <= sup_powers(M)`` for M = [[gamma, 0], [c, gamma]], with 0 ≤ factor ≤ 1/e.

    Or ``sup_powers(M) <= 1 + c/(1 - gamma)``.
    """
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected f <= sup_powers(M), or sup_powers(M) <= f")
    above = left[:2] == ("call", "sup_powers")
    side, value = (left, abstract(right, context.known)) if above else (right, abstract(left, context.known))
    rows = numbers_of(side, "sup_powers", context, path)
    if len(rows) != 2 or rows[0] != [rows[1][1], ZERO]:
        raise Rejected(f"{path}.states", "expected a matrix [[gamma, 0], [c, gamma]]")
    rate, coupling = rows[1][1], rows[1][0]
    if not all(map(context.has, (("<=", ZERO, rate), ("<", rate, ONE), ("<=", ZERO, coupling)))):
        raise Rejected(path, "0 <= gamma < 1 and 0 <= c are not all known")
    if above:
        if value != ("+", ONE, ("/", coupling, ("-", ONE, rate))):
            raise Rejected(f"{path}.states", "expected sup_powers(M) <= 1 + c/(1 - gamma)")
        context.add(("<=", abstract(left, context.known), value))
        return
    factor = rational(part(step, "factor", path), f"{path}.factor")
    if factor < 0 or factor * ABOVE_E > 1:
        raise Rejected(f"{path}.factor", "expected a number from 0 to 1/e")
    if not _is_quotient(value, ("*", ("num", factor), coupling), ("-", ONE, rate), context):
        raise Rejected(f"{path}.states", "expected factor*c/(1 - gamma) <= sup_powers(M)")
    context.add(("<=", value, abstract(right, context.known)))


def _is_quotient(value: Tree, top: Tree, bottom: Tree, context: Context) -> bool:
    """Whether the expression is top/bottom, each up to how a defined expression is written."""
    reader = Reader()
    match value:
        case ("/", *parts) if all(map(context.is_defined, parts)):
            return all(reader.read(x).same_as(reader.read(y)) for x, y in zip(parts, (top, bottom), strict=True))
    return False


def _exponent(step: Any, path: str) -> int:
    t = integer(part(step, "t", path), f"{path}.t")
    if not 0 <= t <= MOST:
        raise Rejected(f"{path}.t", f"expected a power from 0 to {MOST}")
    return t


def power_comparison(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``power_norm(J, t) <= f`` for a whole number t."""
    sign, left, right = relation
    t = _exponent(step, path)
    if sign != "<=" or left[:2] != ("call", "power_norm") or left[2][1] != ("num", Fraction(t)):
        raise Rejected(f"{path}.states", "expected power_norm(J, t) <= f with the t of the step")
    value = abstract(right, context.known)
    if not context.is_defined(value) or not context.has(("<=", ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to be non-negative")
    bounds = read_bounds(step, matrix_of(("call", "", left[2][:1]), "", context, path), context, path)
    reader = Reader()
    f = reader.read(value)
    entries = [[reader.polynomial(entry) for entry in row] for row in bounds]
    powered = _identity(len(entries))
    for _ in range(t):
        powered = _product(powered, entries)
    gram = _product([list(column) for column in zip(*powered, strict=True)], powered)
    below = denominator(f.bottom)
    top, bottom = f.top * f.top, below * below
    size, zero = range(len(gram)), constant(Fraction(0))
    rows = [[(top if i == j else zero) - bottom * gram[i][j] for j in size] for i in size]
    check_semidefinite(step, principal_minors(rows, f), context, reader, path)
    context.add(("<=", abstract(left, context.known), value))


def _identity(size: int) -> list[list[Polynomial]]:
    return [[constant(Fraction(i == j)) for j in range(size)] for i in range(size)]


def _product(left: list[list[Polynomial]], right: list[list[Polynomial]]) -> list[list[Polynomial]]:
    columns = list(zip(*right, strict=True))
    return [[total(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in left]
