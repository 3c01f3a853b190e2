"""Inverses of block matrices by Gauss–Jordan elimination in non-commuting blocks, confirmed by multiplying out."""

from collections.abc import Sequence
from dataclasses import dataclass

from kreiss.errors import InvalidArgument
from kreiss.symbolic.blocks.elements import ONE, ZERO, Element


@dataclass(frozen=True)
class BlockMatrix:
    """A matrix of elements; rows of one length. Supports +, −, * and ``derivative``."""

    rows: tuple[tuple[Element, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of block rows and block columns."""
        return len(self.rows), len(self.rows[0])

    def __mul__(self, other: "BlockMatrix") -> "BlockMatrix":
        columns = list(zip(*other.rows, strict=True))
        pairs = [[zip(row, column, strict=True) for column in columns] for row in self.rows]
        return BlockMatrix(tuple(tuple(sum((x * y for x, y in pair), ZERO) for pair in row) for row in pairs))

    def __add__(self, other: "BlockMatrix") -> "BlockMatrix":
        pairs = zip(self.rows, other.rows, strict=True)
        return BlockMatrix(tuple(tuple(x + y for x, y in zip(a, b, strict=True)) for a, b in pairs))

    def __neg__(self) -> "BlockMatrix":
        return BlockMatrix(tuple(tuple(-x for x in row) for row in self.rows))

    def __sub__(self, other: "BlockMatrix") -> "BlockMatrix":
        return self + -other

    def derivative(self, variable: str) -> "BlockMatrix":
        """Entrywise derivative with respect to a commuting scalar."""
        return BlockMatrix(tuple(tuple(x.derivative(variable) for x in row) for row in self.rows))

    def text(self) -> str:
        """In the claim language: ``[[A, 0], [C, D]]``."""
        return "[" + ", ".join("[" + ", ".join(x.text() for x in row) + "]" for row in self.rows) + "]"

    def latex(self) -> str:
        """As a LaTeX ``pmatrix``."""
        rows = [" & ".join(x.latex() for x in row) for row in self.rows]
        return "\\begin{pmatrix}\n" + " \\\\\n".join(rows) + "\n\\end{pmatrix}"


def scaled_identity(size: int, factor: Element = ONE) -> BlockMatrix:
    """``factor`` times the identity of ``size`` block rows."""
    return BlockMatrix(tuple(tuple(factor if i == j else ZERO for j in range(size)) for i in range(size)))


def inverse(matrix: BlockMatrix, order: Sequence[int] | None = None) -> BlockMatrix:
    """The two-sided inverse X of a square block matrix T, by elimination with pivots (i, i) in the given order.

    For a triangular T in its natural order the pivots are the diagonal blocks; otherwise they are successive Schur
    complements, so that the two orders of a 2×2 matrix give its two block-inverse formulas. Exact: T·X = X·T = I is
    confirmed by multiplying out. Raises ``InvalidArgument`` if a pivot vanishes identically.
    """
    size, columns = matrix.shape
    pivots = list(range(size)) if order is None else list(order)
    if size != columns or sorted(pivots) != list(range(size)):
        raise InvalidArgument(f"expected a square block matrix and an order of its {size} block rows, got {pivots}")
    rows = [list(row) + list(unit) for row, unit in zip(matrix.rows, scaled_identity(size).rows, strict=True)]
    for p in pivots:
        reciprocal = rows[p][p].inverse()
        rows[p] = [reciprocal * x for x in rows[p]]
        for i in range(size):
            if i != p and rows[i][p]:
                factor = rows[i][p]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[p], strict=True)]
    result = BlockMatrix(tuple(tuple(row[size:]) for row in rows))
    confirm_inverse(matrix, result)
    return result


def confirm_inverse(matrix: BlockMatrix, candidate: BlockMatrix) -> None:
    """Multiply out both products; raise ``ArithmeticError`` unless both are the identity."""
    one = scaled_identity(len(matrix.rows))
    if matrix * candidate != one or candidate * matrix != one:
        raise ArithmeticError("the candidate is not the inverse: a product does not reduce to the identity")
