"""Block matrices over non-commuting letters whose sizes fit, and sums of them with formal fractions as coefficients."""

from collections.abc import Sequence
from fractions import Fraction

from kreiss.verify.checker.arithmetic.polynomials import constant, exponents
from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.language.hypotheses import abstract, is_number, oriented
from kreiss.verify.checker.language.shapes import Size
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs import words
from kreiss.verify.checker.proofs.context import Context, names, subtrees
from kreiss.verify.checker.proofs.identities import Reader
from kreiss.verify.checker.proofs.partitions import Partitions
from kreiss.verify.checker.proofs.rational import Quotient
from kreiss.verify.checker.proofs.rational import Reader as Numbers
from kreiss.verify.checker.proofs.words import Blocks, Element, Letter, Scalars, Word

CONJUGATE = "conjugate of "
_ONE = Quotient(constant(Fraction(1)))


class Algebra(Reader):
    """Reads expressions of one step into block matrices, and knows the sizes of their rows and columns.

    ``complex`` gives the conjugate of each scalar of the step that is not real, as an expression. ``inverses`` collects
    the names of the inverses that were read: whoever uses them has to know that they exist.
    """

    def __init__(self, context: Context, path: str) -> None:
        super().__init__(context.known, path)
        self.context = context
        self.complex: dict[str, Tree] = {}
        self.inverses: set[str] = set()
        self._values: dict[str, Tree] = {}

    def valued(self, tree: Tree, *, square: bool = False) -> Blocks:
        """The block matrix that is the value of an expression, wherever the statement has a meaning and it a value.

        With ``square``, what is square as a whole is square on the diagonal of its blocks. See ``partitions``.
        """
        partitions = Partitions(self.known, self.context.shapes, self.path)
        (partitions.square if square else partitions.of)(tree)
        return self.read(tree)

    def squared(self, tree: Tree) -> Blocks:
        """What ``valued`` gives for an expression whose rows and columns are known to be of the same sizes."""
        X = self.valued(tree, square=True)
        self.fit(*self.sizes(X))
        return X

    def read(self, tree: Tree) -> Blocks:
        """The block matrix of an expression; a number or a single block is 1×1.

        It is that of some blocks that fit. What stands for a value of the statement is read by ``valued``.
        """
        spend(20)
        match tree:
            case ("name", name) if name in self.complex:
                return [[words.scalar(name)]]
            case ("call", "transpose", (argument,)):
                return self.adjoint(self.read(argument))
            case ("matrix", rows):
                self._refuse_numbers_among_blocks([entry for row in rows for entry in row])
            case ("name", _) | ("call" | "of", *_) | ("/", _, _) | ("^", _, _) if self._is_real(tree):
                return [[self.number(abstract(tree, self.known))]]
        return super().read(tree)

    def number(self, tree: Tree) -> Element:
        """A real number, abstracted, as a scalar; one that is no polynomial in names is an indeterminate."""
        match tree:
            case ("num", _):
                return super().read(tree)[0][0]
            case ("+" | "-" | "*" | "neg", *_) | ("/", _, ("num", _)):
                return super().read(tree)[0][0]
            case ("^", _, ("num", exponent)) if exponent.denominator == 1 and 1 <= exponent <= 20:
                return super().read(tree)[0][0]
        if not self.context.is_defined(tree):
            raise Rejected(self.path, "a number that is not known to be defined")
        return words.scalar(self.scalar(tree))

    def scalar(self, tree: Tree) -> str:
        """The name by which words have an indeterminate."""
        name = str(tree[1]) if tree[0] == "name" else repr(tree)
        self._values[name] = tree
        return name

    def adjoint(self, blocks: Blocks) -> Blocks:
        """The adjoint of a block matrix."""
        pairs = {name: CONJUGATE + name for name in self.complex}
        return words.transpose(blocks, self.known.symmetric, {**pairs, **{b: a for a, b in pairs.items()}})

    def value(self, scalar: str) -> Tree:
        """What a scalar of a word stands for, as an expression in numbers."""
        if scalar.startswith(CONJUGATE):
            return self.complex[scalar.removeprefix(CONJUGATE)]
        return self._values.get(scalar, ("name", scalar))

    def sizes(self, blocks: Blocks) -> tuple[list[Size], list[Size]]:
        """The sizes of the rows and columns of blocks, or ``Rejected`` if they are not known to fit."""
        rows, columns = ([self.context.shapes.fresh() for _ in line] for line in (blocks, blocks[0]))
        for row, entries in zip(rows, blocks, strict=True):
            for column, entry in zip(columns, entries, strict=True):
                for (_, word), _ in entry.terms:
                    self._fit_word(word, row, column)
        return rows, columns

    def between(self, X: Tree, Y: Tree) -> Blocks:
        """Y − X for symmetric X and Y, whose diagonal blocks are square."""
        for side in (X, Y):
            value = self.valued(side, square=True)
            square = len(value) == len(value[0]) and not is_number(side, self.known)
            if not square or not words.is_zero(words.difference(value, self.adjoint(value))):
                raise Rejected(self.path, "a side of the order is not a symmetric matrix")
        return self.valued(("-", Y, X), square=True)

    def fit(self, first: Sequence[Size], second: Sequence[Size]) -> None:
        """Accept that sizes agree, one by one."""
        if len(first) != len(second) or not all(map(self.context.shapes.agree, first, second)):
            raise Rejected(self.path, "matrices whose sizes are not known to agree")

    def _fit_word(self, word: Word, row: Size, column: Size) -> None:
        spend(10 + 20 * len(word))
        for part in word:
            first, last = self._sizes_of(part)
            self.fit([row], [first])
            row = last
        self.fit([row], [column])

    def _sizes_of(self, part: Letter) -> tuple[Size, Size]:
        if part.inverted is not None:
            rows, columns = self.sizes([[part.inverted]])
            self.fit(rows, columns)
            return rows[0], columns[0]
        name, transposed = words.named(part)
        rows_of, columns_of = self.context.shapes.letter(name, self.path)
        return (columns_of, rows_of) if transposed else (rows_of, columns_of)

    def times(self, left: Blocks, right: Blocks) -> Blocks:
        """The product of block matrices whose sizes fit."""
        self.fit(self.sizes(left)[1], self.sizes(right)[0])
        return words.product(left, right)

    def _is_real(self, tree: Tree) -> bool:
        return is_number(tree, self.known) and not names(tree) & self.complex.keys()

    def _refuse_numbers_among_blocks(self, entries: Sequence[Tree]) -> None:
        numbers = [entry for entry in entries if is_number(entry, self.known)]
        if len(numbers) < len(entries) and any(number != ("num", 0) for number in numbers):
            raise Rejected(self.path, "among blocks, an entry is a matrix or 0")

    def _product(self, left: Blocks, right: Blocks) -> Blocks:
        if len(left[0]) == len(right) > 1:
            return self.times(left, right)
        return super()._product(left, right)

    def _same_shape(self, left: Blocks, right: Blocks) -> tuple[Blocks, Blocks]:
        left, right = super()._same_shape(left, right)
        if len(left) > 1 or len(left[0]) > 1:
            for first, second in zip(self.sizes(left), self.sizes(right), strict=True):
                self.fit(first, second)
        return left, right

    def _call(self, tree: Tree) -> Blocks:
        matrix = self._inverted(tree)
        if len(matrix) > 1:
            raise Rejected(self.path, "the inverse of a matrix of several blocks")
        result = words.inverse(matrix[0][0])
        ((scalars, word), _) = result.terms[0]
        if scalars:
            raise Rejected(self.path, "the inverse of a number that may vanish")
        self.sizes([[result]])
        self.inverses.update(part.name for part in word)
        return [[result]]


def inverse_of(tree: Tree, context: Context, path: str) -> set[str]:
    """The names by which words have an inverse and those in it; none for an inverse that words cannot use."""
    reader = Algebra(context, path)
    try:
        reader.valued(tree)
    except Rejected:
        return set()  # the inverse of several blocks, which no step uses
    return reader.inverses


def inverses_of(context: Context) -> set[str]:
    """The inverses in hypotheses, which have a value where they hold, and that of Y − X for a hypothesis X ≺ Y."""
    known = context.known
    orders = [(low, high) for sign, low, high in map(oriented, known.relations) if sign == "<"]
    matrices = [(low, high) for low, high in orders if not is_number(low, known) and not is_number(high, known)]
    apart = [("call", "inverse", (("-", high, low),)) for low, high in matrices]
    stated = (*known.relations, *known.predicates, *known.definitions.values(), *known.matrices.values())
    inverses = [tree for tree in subtrees(stated) if tree[:2] in (("call", "inverse"), ("call", "resolvent"))]
    return set[str]().union(*(inverse_of(tree, context, "$.statement") for tree in (*inverses, *apart)))


class Form:
    """A sum of block matrices with formal fractions as weights: Σ coefficient·word in each place."""

    def __init__(self, algebra: Algebra) -> None:
        self.numbers = Numbers()
        self._algebra = algebra
        self._sums: dict[tuple[int, int, Word], Quotient] = {}

    def add(self, blocks: Blocks, weight: Quotient) -> None:
        """Add ``weight`` times a block matrix."""
        for i, row in enumerate(blocks):
            for j, entry in enumerate(row):
                self._add(i, j, entry, weight)

    def _add(self, i: int, j: int, entry: Element, weight: Quotient) -> None:
        for (scalars, word), value in entry.terms:
            term = weight * self._scalars(scalars) * Quotient(constant(value))
            before = self._sums.get((i, j, word))
            self._sums[i, j, word] = term if before is None else before + term

    def vanishes(self, *, again: bool = True) -> bool:
        """Whether every coefficient is 0 as a formal fraction, at once or with the scalars back in the words."""
        left = any(total.top for total in self._sums.values())
        return not left or (again and self._multiplied().vanishes(again=False))

    def _multiplied(self) -> "Form":
        """The sum times its denominators, as a sum of words with scalars, reduced once more."""
        common, result = sum(self._sums.values(), _ONE).bottom, Form(self._algebra)
        names = {i: self._algebra.scalar(tree) for tree, i in self.numbers.numbers.items()}
        for (i, j, word), total in self._sums.items():
            top, terms = total.over(common), []
            for m, c in top.terms.items():
                scalars = sorted((names[k], power) for k, power in enumerate(exponents(m)) if power)
                terms.append(((tuple(scalars), word), Fraction(c, top.den)))
            result._add(i, j, words.reduce(words.collect(terms)), _ONE)
        return result

    def _scalars(self, scalars: Scalars) -> Quotient:
        result = _ONE
        for name, power in scalars:
            result = result * self.numbers.read(("^", self._algebra.value(name), ("num", Fraction(power))))
        return result
