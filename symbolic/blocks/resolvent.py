"""Resolvents (zI − J)⁻¹ of block matrices, derived by elimination and confirmed by multiplying out.

For J = [[A, 0], [C, D]] the result is [[R_A, 0], [R_D C R_A, R_D]] with R_X = (zI − X)⁻¹; for a full J one of the two
Schur-complement forms, by the order of elimination.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.symbolic.blocks.elements import ZERO, Element, block, scalar
from kreiss.symbolic.blocks.elimination import BlockMatrix, inverse, scaled_identity
from kreiss.symbolic.blocks.evaluation import Evaluator
from kreiss.symbolic.proof import Proof, identity


@dataclass(frozen=True)
class BlockResolvent:
    """The resolvent of ``matrix`` at the scalar ``variable``, as a block matrix of letters and their inverses."""

    matrix: BlockMatrix
    resolvent: BlockMatrix
    variable: str

    def text(self) -> str:
        """The block formula in the claim language."""
        return self.resolvent.text()

    def latex(self) -> str:
        """The block formula in LaTeX."""
        return self.resolvent.latex()

    def proof(self) -> Proof:
        """The identity ``resolvent(J, z) == …`` as a proof object: one step, both products multiplied out."""
        states = f"resolvent(J, {self.variable}) == {self.text()}"
        reason = f"both products with {self.variable}I − J reduce to I"
        return Proof((f"J = {self.matrix.text()}",), states, (identity(states, reason),))

    def derivative(self) -> BlockMatrix:
        """d/dz of the resolvent, block by block; exact, and equal to −(zI − J)⁻² (confirmed by multiplying out)."""
        result = self.resolvent.derivative(self.variable)
        if result != -(self.resolvent * self.resolvent):
            raise ArithmeticError("the derivative differs from minus the square of the resolvent")
        return result

    def function(self, backend: str = "numpy") -> Callable[..., Any]:
        """``f(z, A=…, C=…, …)`` that evaluates the block formula on numpy or mpmath matrices. An estimate (rounded)."""

        def evaluate(z: Any, **blocks: Any) -> Any:
            evaluator = Evaluator(backend, blocks, {self.variable: z})
            sizes = [evaluator.size(row[i]) for i, row in enumerate(self.matrix.rows)]
            return evaluator.block_matrix(self.resolvent, sizes)

        return evaluate


def block_matrix(blocks: Sequence[Sequence[str | int | Element]]) -> BlockMatrix:
    """A block matrix from names and zeros: ``[["A", 0], ["C", "D"]]``.

    Raises ``InvalidArgument`` if the rows are ragged or an entry is neither a name, 0 nor an element.
    """
    if not blocks or len({len(row) for row in blocks}) != 1 or len(blocks[0]) != len(blocks):
        raise InvalidArgument("expected a square array of blocks, such as [['A', 0], ['C', 'D']]")
    return BlockMatrix(tuple(tuple(_entry(entry) for entry in row) for row in blocks))


def _entry(entry: str | int | Element) -> Element:
    if isinstance(entry, Element):
        return entry
    if entry == 0:
        return ZERO
    if isinstance(entry, str) and entry.isidentifier():
        return block(entry)
    raise InvalidArgument(f"expected a block's name, 0 or an element, got {entry!r}")


def block_resolvent(
    blocks: Sequence[Sequence[str | int | Element]], *, variable: str = "z", order: Sequence[int] | None = None
) -> BlockResolvent:
    """(zI − J)⁻¹ of the block matrix J, by elimination with the diagonal pivots in ``order`` (first to last if None).

    Exact and confirmed by multiplying out; it holds wherever the inverses that occur in it exist. Triangular J give
    resolvents of the diagonal blocks only; a full 2×2 J gives the Schur complement of A (order 0, 1) or of D (1, 0).

    >>> block_resolvent([["A", 0], ["C", "D"]]).text()
    '[[resolvent(A, z), 0], [resolvent(D, z)*C*resolvent(A, z), resolvent(D, z)]]'
    """
    matrix = block_matrix(blocks)
    if any((((variable, 1),), ()) in entry.terms for row in matrix.rows for entry in row):
        raise InvalidArgument(f"the variable {variable} also occurs in the matrix")
    shifted = scaled_identity(len(matrix.rows), scalar(variable)) - matrix
    return BlockResolvent(matrix, inverse(shifted, order), variable)
