"""Steps that bound K: from above by the comparison matrix, from below by a point and a vector."""

from fractions import Fraction
from typing import Any

from kreiss.verify.checker.comparison import LEMMAS, comparison_matrix, due_minors, folded
from kreiss.verify.checker.context import ONE, ZERO, Context, names
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.exact import field as part
from kreiss.verify.checker.exact import items, rational
from kreiss.verify.checker.hypotheses import abstract, is_number
from kreiss.verify.checker.polynomials import constant
from kreiss.verify.checker.rational import Quotient, Reader, product
from kreiss.verify.checker.statements import Tree


def comparison(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``K(J) <= f``: f ≥ 0 is a fact, and every principal minor is a sum of products of what is known to be ≥ 0."""
    if context.local:
        raise Rejected(path, "a comparison inside a case that restricts r")
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected K(J) <= f")
    matrix = _matrix(left, context, path)
    value = abstract(right, context.known)
    if not context.is_defined(value) or not context.has(("<=", ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to be non-negative")
    bounds = [[folded(context.expression(entry, f"{path}.bounds")) for entry in items(row, f"{path}.bounds")]
              for row in items(part(step, "bounds", path), f"{path}.bounds")]  # fmt: skip
    if context.radius in names((value, tuple(map(tuple, bounds)))):
        raise Rejected(path, "the bound or an entry of the comparison matrix depends on r")
    comparison_matrix(matrix, bounds, context.known, context.facts, f"{path}.bounds")
    reader = Reader()
    due = due_minors(bounds, value, context.radius, reader)
    shown = items(part(step, "minors", path), f"{path}.minors")
    if len(shown) != len(due):
        raise Rejected(f"{path}.minors", f"expected {len(due)} principal minors")
    for i, (minor, terms) in enumerate(zip(due, shown, strict=True)):
        if not minor.same_as(nonnegative(terms, context, reader, f"{path}.minors[{i}]")):
            raise Rejected(f"{path}.minors[{i}]", "is not the principal minor that is due")
    context.assumptions.update(dict.fromkeys(LEMMAS))
    context.add(("<=", abstract(left, context.known), value))


def _matrix(side: Tree, context: Context, path: str) -> Tree:
    """The block matrix M, as the hypotheses define it, of a side K(M)."""
    match side:
        case ("call", "K", (("name", name),)) if name in context.known.matrices:
            return context.known.matrices[name]
    raise Rejected(f"{path}.states", "expected K of a matrix that the hypotheses define by its blocks")


def nonnegative(terms: object, context: Context, reader: Reader, path: str) -> Quotient:
    """Σ w·Πe of terms ``[w, [e, …]]`` with w > 0, each e being the difference of the sides of a fact, hence ≥ 0."""
    total = Quotient(constant(Fraction(0)))
    for i, term in enumerate(items(terms, path)):
        here = f"{path}[{i}]"
        weight, factors = items(term, here) if len(items(term, here)) == 2 else (None, None)
        value = rational(weight, here)
        if value <= 0:
            raise Rejected(here, "expected a positive weight")
        trees = [context.expression(text, here) for text in items(factors, here)]
        known = [_known_difference(tree, context, reader, here) for tree in trees]
        total = total + Quotient(constant(value)) * product(known)
    return total


def _known_difference(tree: Tree, context: Context, reader: Reader, path: str) -> Quotient:
    value = reader.read(tree)
    if context.has(("<=", ZERO, tree)):
        return value
    for sign, left, right in context.facts:
        if sign in ("<=", "<") and value.same_as(reader.read(right) - reader.read(left)):
            return value
    raise Rejected(path, "a factor is not known to be non-negative")


def witness(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``f <= K(M)``: z > 1, v ≠ 0 and (z − 1)²‖v‖² ≥ f²‖(zI − M)v‖².

    Then (z − 1)‖(zI − M)⁻¹‖ ≥ f with w = (zI − M)v ≠ 0, or z > 1 is an eigenvalue of M and K(M) = ∞.
    """
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected f <= K(M)")
    rows = _matrix(right, context, path)[1]
    if not all(is_number(entry, context.known) for row in rows for entry in row):
        raise Rejected(f"{path}.states", "expected a matrix of numbers")
    value = abstract(left, context.known)
    texts = items(part(step, "vector", path), f"{path}.vector")
    vector = [context.expression(text, f"{path}.vector") for text in texts]
    if any(len(row) != len(rows) for row in rows) or len(vector) != len(rows):
        raise Rejected(f"{path}.vector", "expected one entry for each row of a square matrix")
    z, length, gap = (context.expression(part(step, name, path), f"{path}.{name}") for name in ("z", "length", "gap"))
    if not all(map(context.is_defined, [value, *vector])):
        raise Rejected(path, "the bound or the vector is not known to be defined")
    for due in (("<", ONE, z), ("<", ZERO, length), ("<=", ZERO, gap)):
        if not context.has(due):
            raise Rejected(path, "z > 1, length > 0 and gap >= 0 are not all known")
    _check_witness(rows, value, (z, vector, length, gap), path)
    context.add(("<=", value, abstract(right, context.known)))


def _check_witness(rows: Tree, value: Tree, data: tuple[Tree, list[Tree], Tree, Tree], path: str) -> None:
    reader = Reader()
    z, vector, length, gap = data
    v, at, f = [reader.read(entry) for entry in vector], reader.read(z), reader.read(value)
    images = [at * v[i] - _sum([reader.read(entry) * x for entry, x in zip(row, v, strict=True)])
              for i, row in enumerate(rows)]  # fmt: skip
    square, factor = _sum([x * x for x in v]), at - reader.read(ONE)
    if not reader.read(length).same_as(square):
        raise Rejected(f"{path}.length", "is not the square of the vector's norm")
    if not reader.read(gap).same_as(factor * factor * square - f * f * _sum([y * y for y in images])):
        raise Rejected(f"{path}.gap", "is not (z - 1)^2*|v|^2 - f^2*|(zI - M)v|^2")


def _sum(quotients: list[Quotient]) -> Quotient:
    result = quotients[0]
    for quotient in quotients[1:]:
        result = result + quotient
    return result
