"""Steps that bound K from above by the comparison matrix, and what other steps share with them."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import comb
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items, listed, rational
from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract, is_number
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.algebra import Algebra
from kreiss.verify.checker.proofs.comparison import comparison_matrix, due_minors, folded
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, names
from kreiss.verify.checker.proofs.rational import Quotient, Reader, product


def comparison(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``K(J) <= f`` or ``K_ct(J) <= f``: (r − 1)‖(rI − Ĵ)⁻¹‖ ≤ f for all r > 1."""
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected K(J) <= f or K_ct(J) <= f")
    value, function = abstract(right, context.known), "K_ct" if left[:2] == ("call", "K_ct") else "K"
    matrix, weight = matrix_of(left, function, context, path), ("-", ("name", context.radius), ONE)
    compare(step, matrix, value, weight, context, path, flow=function == "K_ct")
    context.add(("<=", abstract(left, context.known), value))


def domination(_: Any, relation: Tree, context: Context, path: str) -> None:
    """The comparison theorem itself: ``K(J) <= K(M)`` where M is a matrix of numbers that bound the blocks of J.

    Likewise for ρ, w, sup ‖Mᵗ‖, and ``power_norm`` with one exponent. If ρ(M) > 1, K(M) = sup ‖Mᵗ‖ = ∞.
    """
    sign, left, right = relation
    same = left[0] == right[0] == "call" and left[1] == right[1] and left[2][1:] == right[2][1:]
    if sign != "<=" or not same or left[1] not in ("K", "rho", "numerical_radius", "sup_powers", "power_norm"):
        raise Rejected(f"{path}.states", "expected K(J) <= K(M), or the same for rho, w, sup_powers or power_norm")
    matrix = matrix_of(("call", "", left[2][:1]), "", context, path)
    rows = numbers_of(("call", "", right[2][:1]), "", context, path)
    bounds = [[folded(entry) for entry in row] for row in rows]
    comparison_matrix(matrix, bounds, context.known, context.finite_facts, f"{path}.states")
    context.add((sign, abstract(left, context.known), abstract(right, context.known)))


def compare(
    step: Any, matrix: Tree, value: Tree, weight: Tree, context: Context, path: str, *, flow: bool = False
) -> None:
    """Accept weight·‖(zI − J)⁻¹‖ ≤ f for all |z| = r > 1, or Re z = r − 1: f ≥ 0 is known, and all principal minors."""
    if context.local:
        raise Rejected(path, "a comparison inside a case that restricts r")
    if not context.is_defined(value) or not context.has(("<=", ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to be non-negative")
    bounds = read_bounds(step, matrix, context, path, flow=flow)
    if context.radius in names(value):
        raise Rejected(path, "the bound depends on r")
    reader = Reader()
    check_semidefinite(step, due_minors(bounds, value, context.radius, weight, reader), context, reader, path)


def read_bounds(step: Any, matrix: Tree, context: Context, path: str, *, flow: bool = False) -> list[list[Tree]]:
    """The entries of Ĵ, each known to bound its block and free of r."""
    rows, at = part(step, "bounds", path), f"{path}.bounds"
    bounds = [[folded(context.expression(entry, at)) for entry in items(row, at)] for row in items(rows, at)]
    if context.radius in names(tuple(map(tuple, bounds))):
        raise Rejected(f"{path}.bounds", "an entry of the comparison matrix depends on r")
    if flow and not all(context.is_defined(entry) for row in bounds for entry in row):
        raise Rejected(f"{path}.bounds", "an entry is not known to be defined")
    comparison_matrix(matrix, bounds, context.known, context.finite_facts, f"{path}.bounds", flow=flow)
    return bounds


def check_semidefinite(step: Any, minors: list[Quotient], context: Context, reader: Reader, path: str) -> None:
    """Accept that a symmetric matrix is ⪰ 0: by all its principal minors, or by their sums for each size.

    The sums E₁, …, E_k are the coefficients of the characteristic polynomial. If they are ≥ 0, Σ E_j x^(k−j) > 0 for
    x > 0, so no eigenvalue is negative.
    """
    size = len(minors).bit_length()
    shown = part(step, "minors", path)
    if isinstance(shown, list) and len(shown) == size < len(minors):
        counts = [comb(size, k) for k in range(1, size + 1)]
        starts = list(accumulate(counts, initial=0))
        minors = [quotient_sum(minors[a:b]) for a, b in pairwise(starts)]
    check_minors(step, minors, context, reader, path)


def check_minors(
    step: Any, due: list[Quotient], context: Context, reader: Reader, path: str, *, positive: bool = False
) -> None:
    """Accept each expression that is due as a sum of products of what is known to be ≥ 0, or as known to be > 0."""
    shown = items(part(step, "minors", path), f"{path}.minors")
    if len(shown) != len(due):
        raise Rejected(f"{path}.minors", f"expected {len(due)} expressions")
    for i, (minor, terms) in enumerate(zip(due, shown, strict=True)):
        here = f"{path}.minors[{i}]"
        tree = context.expression(terms, here) if positive else ZERO
        found = reader.read(tree) if positive else nonnegative(terms, context, reader, here)
        if not minor.same_as(found) or (positive and not context.has(("<", ZERO, tree))):
            raise Rejected(here, f"is not what is due{', known to be positive' if positive else ''}")


def matrix_of(side: Tree, function: str, context: Context, path: str) -> Tree:
    """The matrix M of a side such as K(M), as the hypotheses define it by its blocks, or as it is written.

    One that is written has a value wherever the facts hold, with square blocks on its diagonal, and does not depend
    on r, nor on the cosine, for every value of which a step may need its facts.
    """
    match side:
        case ("call", name, (("name", letter),)) if name == function and letter in context.known.matrices:
            return context.known.matrices[letter]
        case ("call", name, (("matrix", _),)) if name == function:
            matrix: Tree = side[2][0]
            if {context.radius, context.cosine} & names(matrix):
                raise Rejected(f"{path}.states", "the matrix depends on r, or on the cosine")
            entries = [entry for row in matrix[1] for entry in row if is_number(entry, context.known)]
            if not all(context.is_defined(abstract(entry, context.known)) for entry in entries):
                raise Rejected(f"{path}.states", "an entry of the matrix is not known to be defined")
            reader = Algebra(context, path)
            reader.valued(matrix, square=True)
            if not reader.inverses <= context.inverses:
                raise Rejected(f"{path}.states", "an inverse in the matrix is not known to exist")
            return matrix
    raise Rejected(f"{path}.states", f"expected {function} of a matrix that the hypotheses define by its blocks")


def numbers_of(side: Tree, function: str, context: Context, path: str) -> list[list[Tree]]:
    """The entries of a square matrix of numbers, with quantities replaced by their variables."""
    rows = matrix_of(side, function, context, path)[1]
    if any(len(row) != len(rows) for row in rows):
        raise Rejected(f"{path}.states", "expected a square matrix")
    if not all(is_number(entry, context.known) for row in rows for entry in row):
        raise Rejected(f"{path}.states", "expected a matrix of numbers")
    return [[abstract(entry, context.known) for entry in row] for row in rows]


def expressions(step: Any, name: str, size: int, context: Context, path: str) -> list[Tree]:
    """A list of ``size`` expressions, known to be defined."""
    texts = items(part(step, name, path), f"{path}.{name}")
    trees = [context.expression(text, f"{path}.{name}") for text in texts]
    if len(trees) != size or not all(map(context.is_defined, trees)):
        raise Rejected(f"{path}.{name}", f"expected {size} expressions that are known to be defined")
    return trees


def vector_of(step: Any, size: int, context: Context, path: str) -> list[Tree]:
    """The ``vector`` of a step, with an entry that is known to be positive."""
    vector = expressions(step, "vector", size, context, path)
    if not any(context.has(("<", ZERO, entry)) for entry in vector):
        raise Rejected(f"{path}.vector", "no entry is known to be positive")
    return vector


def nonnegative(terms: object, context: Context, reader: Reader, path: str) -> Quotient:
    """Σ w·Πe + Σ m·(x − y), of terms ``[w, [e, …]]`` and ``["==", m, x, y]``.

    w > 0, each e is the difference of the sides of a fact or a square, hence ≥ 0; x == y is a fact, m any expression.
    """
    total = Quotient(constant(Fraction(0)))
    for term, here in listed(terms, path):
        parts = items(term, here)
        if len(parts) == 4 and parts[0] == "==":
            total = total + _vanishing(parts[1:], context, reader, here)
        elif len(parts) == 2:
            total = total + _positive(parts[0], parts[1], context, reader, here)
        else:
            raise Rejected(here, "expected [w, [e, …]] or ['==', m, x, y]")
    return total


def _positive(weight: object, factors: object, context: Context, reader: Reader, path: str) -> Quotient:
    value = rational(weight, path)
    if value <= 0:
        raise Rejected(path, "expected a positive weight")
    trees = [context.expression(text, path) for text in items(factors, path)]
    return Quotient(constant(value)) * product(_known_difference(tree, context, reader, path) for tree in trees)


def _vanishing(texts: Sequence[object], context: Context, reader: Reader, path: str) -> Quotient:
    multiplier, left, right = (context.expression(text, path) for text in texts)
    if not context.has(("==", left, right)):
        raise Rejected(path, "the equation is not known")
    if not context.is_defined(multiplier):
        raise Rejected(path, "the multiplier is not known to be defined")
    return reader.read(multiplier) * reader.known(("-", left, right))


def _known_difference(tree: Tree, context: Context, reader: Reader, path: str) -> Quotient:
    value = reader.known(tree)
    if context.has(("<=", ZERO, tree)) or _is_square(tree, context):
        return value
    for sign, left, right in context.finite_facts:
        if sign in ("<=", "<") and value.same_as(reader.known(("-", right, left))):
            return value
    raise Rejected(path, "a factor is not known to be non-negative")


def _is_square(tree: Tree, context: Context) -> bool:
    """Whether the expression is an even power of one that is known to be defined."""
    match tree:
        case ("^", base, ("num", exponent)):
            return exponent.denominator == 1 and exponent > 0 and exponent % 2 == 0 and context.is_defined(base)
    return False


def quotient_determinant(rows: list[list[Quotient]]) -> Quotient:
    """The determinant, by minors of the first row."""
    if len(rows) == 1:
        return rows[0][0]
    parts = [
        entry * quotient_determinant([[*row[:j], *row[j + 1 :]] for row in rows[1:]]) for j, entry in enumerate(rows[0])
    ]
    zero = parts[0] - parts[0]
    return quotient_sum([part if j % 2 == 0 else zero - part for j, part in enumerate(parts)])


def quotient_gram(M: Sequence[Sequence[Quotient]]) -> list[list[Quotient]]:
    """MᵀM, for a square M."""
    places = range(len(M))
    return [[quotient_sum([row[i] * row[j] for row in M]) for j in places] for i in places]


def quotient_sum(quotients: list[Quotient]) -> Quotient:
    """The sum of at least one quotient."""
    result = quotients[0]
    for quotient in quotients[1:]:
        result = result + quotient
    return result
