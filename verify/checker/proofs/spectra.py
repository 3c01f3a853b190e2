"""The step ``spectrum``: what holds of a function of one symmetric matrix is what holds at each of its eigenvalues.

Let H = QΛQᵀ be real and symmetric, Λ = diag(x₁, …, x_n), and let the blocks of J be rational functions of H that have
a value, all n × n. Then J is orthogonally similar to the direct sum of the matrices of numbers J(x₁), …, J(x_n): put Λ
for H, and sort rows and columns by eigenvalue. A norm, radius or Kreiss constant of a direct sum is the greatest of
those of its parts. So q(J) ≤ f if q(J(x)) ≤ f for every real x for which |p(x)| ≤ ‖p(H)‖ for the functions p of which
the facts name the norm ‖p(H)‖, where p(H) has a value, and l(x) = r(x) for the equations l(H) = r(H) of the hypotheses,
l(x) ≤ r(x) for l(H) ⪯ r(H), l(x) < r(x) for l(H) ≺ r(H): an eigenvalue x of H is such a number.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.hypotheses import LEAST, abstract, is_number, oriented
from kreiss.verify.checker.language.statements import Tree, expression, is_name
from kreiss.verify.checker.proofs import words
from kreiss.verify.checker.proofs.algebra import Algebra
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, names
from kreiss.verify.checker.proofs.partitions import Partition, Partitions

Check = Callable[[object, Context, str], None]
_OF_NUMBERS = ("norm", "rho", "numerical_radius")
"""Quantities of a number, as a matrix of order one, that are its absolute value."""


def spectrum(step: Any, relation: Tree, context: Context, path: str, check_steps: Check) -> None:
    """``q(J) <= f`` or ``q(J) < f``, from ``steps`` that show it at an ``eigenvalue`` x of the matrix ``of``."""
    sign, left, right = relation
    if sign not in ("<=", "<") or left[0] != "call" or left[1] not in LEAST or left[1] == "dim":
        raise Rejected(f"{path}.states", "expected a quantity of a matrix <= f, or < f")
    name = part(step, "eigenvalue", path)
    matrix = expression(part(step, "of", path), f"{path}.of")
    used = {*context.known.names, context.radius, context.cosine, *names((*context.facts, matrix, relation))}
    if not is_name(name) or name in used or str(name)[0].isupper():
        raise Rejected(f"{path}.eigenvalue", "expected a name of a number that nothing else uses")
    symbol = _Symbol(matrix, ("name", name), context, path)
    argument, *rest = left[2]
    values = symbol.of(argument)
    branch = context.branch(("==", symbol.x, symbol.x))
    for fact in symbol.facts():
        branch.add(fact)
    check_steps(part(step, "steps", path), branch, f"{path}.steps")
    bound = abstract(right, context.known)
    if values[0] == "matrix":
        shown = [(sign, abstract(("call", left[1], (values, *rest)), context.known), bound)]
    elif left[1] in _OF_NUMBERS:
        value = abstract(values, context.known)
        shown = [(sign, value, bound), (sign, ("neg", value), bound)]
    else:
        raise Rejected(f"{path}.states", "expected a matrix of blocks, or a norm or radius")
    if not all(map(branch.is_ordered, shown)):
        raise Rejected(f"{path}.steps", "do not end in what is to be shown at an eigenvalue")
    context.add((sign, abstract(left, context.known), bound))


class _Symbol:
    """Functions of a symmetric matrix H at a number x."""

    def __init__(self, matrix: Tree, x: Tree, context: Context, path: str) -> None:
        self._matrix, self.x, self._context, self._path = matrix, x, context, path
        algebra = Algebra(context, path)
        if {context.radius, context.cosine} & names(matrix):  # so would x, in steps that hold for every value of them
            raise Rejected(f"{path}.of", "depends on r, or on the cosine")
        value = algebra.valued(matrix)
        symmetric = len(value) == len(value[0]) == 1 and not algebra.inverses
        if not symmetric or not words.is_zero(words.difference(value, algebra.adjoint(value))):
            raise Rejected(f"{path}.of", "is not a symmetric matrix without inverses")
        partition = self._partitions().square(matrix)
        if partition is None:
            raise Rejected(f"{path}.of", "has no size")
        ((self._size,), _) = partition
        self._require_size(partition)

    def _partitions(self) -> Partitions:
        return Partitions(self._context.known, self._context.shapes, self._path)

    def of(self, tree: Tree) -> Tree:
        """J(x) for a matrix J whose blocks are all of the size of H."""
        self._require_size(self._partitions().square(tree))
        return self._at(tree)

    def _require_size(self, partition: Partition | None) -> None:
        """Every block row and column is of the size of H."""
        sizes = () if partition is None else (*partition[0], *partition[1])
        find = self._context.shapes.find
        if not sizes or any(find(other) != find(self._size) for other in sizes):
            raise Rejected(self._path, "a block is not known to be of the size of the symmetric matrix")

    def facts(self) -> list[Tree]:
        """−‖p(H)‖ ≤ p(x) ≤ ‖p(H)‖ for each p(H) of which a fact names the norm, and what hypotheses say of H alone."""
        found = [tree for tree in map(self._equation, self._context.known.relations) if tree is not None]
        for quantity in sorted({norm for fact in self._context.facts for norm in _norms(fact)}, key=repr):
            reader = Algebra(self._context, self._path)
            try:
                value = self.of(quantity[2][0])
                reader.valued(quantity[2][0])
            except Rejected:
                continue  # of other matrices too
            if value[0] != "matrix" and reader.inverses <= self._context.inverses:
                number = abstract(value, self._context.known)
                found += [("<=", number, quantity), ("<=", ("neg", number), quantity)]
        return found

    def _equation(self, relation: Tree) -> Tree | None:
        """l(x) = r(x), ≤ or <, for l(H) = r(H), ⪯ or ≺ between single blocks."""
        sign, left, right = oriented(relation)
        if is_number(left, self._context.known) or is_number(right, self._context.known):
            return None
        try:
            self._require_size(self._partitions().same(left, right))
            first, second = (abstract(self._number(side), self._context.known) for side in (left, right))
        except Rejected:
            return None  # of other matrices too
        return (sign, first, second)

    def _at(self, tree: Tree) -> Tree:
        """The expression with x for H and 1 for I."""
        spend(20)
        known = self._context.known
        if tree == self._matrix:
            return self.x
        match tree:
            case ("name", "I"):
                return ONE
            case ("name", name) if name in known.matrices:
                return self._at(known.matrices[name])
            case ("name", name) if name in known.definitions and not is_number(tree, known):
                return self._at(known.definitions[name])
            case ("matrix", rows):
                return ("matrix", tuple(tuple(map(self._entry, row)) for row in rows))
        return tree if is_number(tree, known) else self._of_operation(tree)

    def _of_operation(self, tree: Tree) -> Tree:
        match tree:
            case ("call", "transpose", (argument,)):
                return self._number(argument)
            case ("call", "inverse", (argument,)):
                return ("/", ONE, self._number(argument))
            case ("call", "resolvent", (argument, z)):
                return ("/", ONE, ("-", z, self._number(argument)))
            case ("neg" | "+" | "-" | "*" | "/" as sign, *operands):
                values = tuple(map(self._number, operands))
                others = [value for value in values if value != ONE]
                return others[0] if sign == "*" and len(others) == 1 else (sign, *values)
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and exponent >= 1:
                return ("^", self._number(base), ("num", Fraction(exponent)))
        raise Rejected(self._path, "is not a function of the symmetric matrix alone")

    def _entry(self, tree: Tree) -> Tree:
        if tree != ZERO and is_number(tree, self._context.known):
            raise Rejected(self._path, "among blocks, an entry is a matrix or 0")
        return self._number(tree)

    def _number(self, tree: Tree) -> Tree:
        value = self._at(tree)
        if value[0] == "matrix":
            raise Rejected(self._path, "is not written as one matrix of functions")
        return value


def _norms(tree: object) -> set[Tree]:
    found: set[Tree] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            spend(4)
            if node[:2] == ("of", "norm"):
                found.add(node)
            waiting.extend(node)
    return found
