"""Statements ``left == right`` about block matrices: read into non-commuting letters and multiplied out.

Numbers are scalars that commute with everything, ``I`` is the identity, and every other name is a block.
``resolvent(X, z)`` is the inverse of z·I − X. Where X is a matrix of several block rows, ``resolvent(X, z) == Y`` means
(zI − X)·Y = Y·(zI − X) = I, and both products are multiplied out; inside a longer expression such a resolvent is
replaced by what an earlier identity says that it equals. An identity holds wherever the inverses of single blocks that
occur in it exist.
"""

from dataclasses import dataclass, field

from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import Hypotheses, is_number
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs import words
from kreiss.verify.checker.proofs.words import Blocks


@dataclass
class Reader:
    """Reads expressions into block matrices; ``solved`` holds the right sides of inverses that are known."""

    known: Hypotheses
    path: str
    solved: dict[Tree, Blocks] = field(default_factory=dict)

    def holds(self, relation: Tree) -> bool:
        """Whether the identity is an identity; a known inverse is remembered for later ones."""
        _, left, right = relation
        for inverse, value in ((left, right), (right, left)):
            if inverse[0] == "call" and inverse[1] in ("resolvent", "inverse"):
                matrix = self._inverted(inverse)
                if len(matrix) > 1 and inverse not in self.solved:
                    return self._inverts(inverse, matrix, self.read(value))
        first, second = self._same_shape(self.read(left), self.read(right))
        return words.is_zero(words.difference(first, second))

    def read(self, tree: Tree) -> Blocks:
        """The block matrix of the expression; a single block or scalar is 1×1."""
        match tree:
            case ("num", value):
                return [[words.number(value)]]
            case ("name", name):
                return self._name(name)
            case ("neg", operand):
                return [[-entry for entry in row] for row in self.read(operand)]
            case ("+" | "-", left, right):
                first, second = self._same_shape(self.read(left), self.read(right))
                return words.difference(first, second if tree[0] == "-" else [[-e for e in row] for row in second])
            case ("*", left, right):
                return self._product(self.read(left), self.read(right))
            case ("/", left, ("num", value)) if value:
                return self._product(self.read(left), [[words.number(1 / value)]])
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and 1 <= exponent <= 20:
                return self._power(self.read(base), int(exponent))
            case ("matrix", rows):
                return [[self._single(entry) for entry in row] for row in rows]
            case ("call", "resolvent" | "inverse" | "transpose", _):
                return self._call(tree)
        raise Rejected(self.path, "not an expression in blocks")

    def _name(self, name: str) -> Blocks:
        if name == "I":
            return words.identity(1)
        if is_number(("name", name), self.known):
            return [[words.scalar(name)]]
        body = self.known.matrices.get(name, self.known.definitions.get(name))
        return [[words.letter(name)]] if body is None else self.read(body)

    def _single(self, tree: Tree) -> words.Element:
        value = self.read(tree)
        if len(value) != 1 or len(value[0]) != 1:
            raise Rejected(self.path, "a block matrix stands inside another")
        return value[0][0]

    def _inverted(self, tree: Tree) -> Blocks:
        """The matrix zI − X, or X, that the call inverts."""
        matrix = self.read(tree[2][0])
        if len(matrix) != len(matrix[0]):
            raise Rejected(self.path, "the inverse of a matrix that is not square")
        if tree[1] == "inverse":
            return matrix
        shift = words.identity(len(matrix), self._single(tree[2][1]))
        return words.difference(shift, matrix)

    def _call(self, tree: Tree) -> Blocks:
        if tree[1] == "transpose":
            return words.transpose(self.read(tree[2][0]), self.known.symmetric, {})
        if tree in self.solved:
            return self.solved[tree]
        matrix = self._inverted(tree)
        if len(matrix) > 1:
            raise Rejected(self.path, "the inverse of this block matrix has not been identified by an earlier step")
        return [[words.inverse(matrix[0][0])]]

    def _inverts(self, tree: Tree, matrix: Blocks, candidate: Blocks) -> bool:
        size = len(matrix)
        if (len(candidate), len(candidate[0])) != (size, size):
            raise Rejected(self.path, "the two sides differ in shape")
        one = words.identity(size)
        products = words.product(matrix, candidate), words.product(candidate, matrix)
        if not all(words.is_zero(words.difference(value, one)) for value in products):
            return False
        self.solved[tree] = candidate
        return True

    def _product(self, left: Blocks, right: Blocks) -> Blocks:
        if len(left[0]) != len(right):
            left, right = self._same_shape(left, right)
        if len(left[0]) != len(right):
            raise Rejected(self.path, "a product of block matrices that do not fit")
        return words.product(left, right)

    def _power(self, base: Blocks, exponent: int) -> Blocks:
        result = base
        for _ in range(exponent - 1):
            result = self._product(result, base)
        return result

    def _same_shape(self, left: Blocks, right: Blocks) -> tuple[Blocks, Blocks]:
        """Both sides, a scalar standing for that multiple of the identity."""
        shapes = (len(left), len(left[0])), (len(right), len(right[0]))
        if shapes[0] == (1, 1) != shapes[1] and _is_scalar(left):
            left = words.identity(len(right), left[0][0])
        if shapes[1] == (1, 1) != shapes[0] and _is_scalar(right):
            right = words.identity(len(left), right[0][0])
        if (len(left), len(left[0])) != (len(right), len(right[0])):
            raise Rejected(self.path, "the two sides differ in shape")
        return left, right


def _is_scalar(value: Blocks) -> bool:
    return not any(word for (_, word), _ in value[0][0].terms)
