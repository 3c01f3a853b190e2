"""Values of a claim's matrices and bounds at a rational point, for pictures; what has none there has no picture."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NoReturn

from flint import fmpq_mat

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.matrices import Unfit, fractions
from kreiss.verify.evaluation.ranges import Unresolved
from kreiss.verify.language.trees import Tree
from kreiss.verify.refuting.witness import Witness

_SECONDS = 2.0  # for one point of a page
ABSENT = (Unfit, Unresolved, OutOfTime, KreissError)
"""What an expression without a value at a point raises."""


def at_point(claim: Claim, matrices: Mapping[str, Any], parameters: Mapping[str, Fraction]) -> Evaluation:
    """The evaluation of a claim at a point, with those of its definitions that have a value there."""
    evaluation = Evaluation(matrices, parameters, _no_enclosure, Deadline.after(_SECONDS))
    for tree in claim.hypotheses:
        if tree[0] == "define":
            try:
                evaluation.define(tree[1], tree[2])
            except ABSENT:
                continue
    return evaluation


def matrix_at(claim: Claim, witness: Witness, tree: Tree) -> list[list[Fraction]] | None:
    """The square matrix that an expression is at a witness; None where it has no value there."""
    try:
        value = at_point(claim, witness.matrices, witness.parameters).value(tree)
    except ABSENT:
        return None
    if not isinstance(value, fmpq_mat) or value.nrows() != value.ncols() or not value.nrows():
        return None
    return fractions(value)


def _no_enclosure(quantity: str, matrix: fmpq_mat) -> NoReturn:
    raise Unresolved(f"{quantity} is not enclosed for a picture")
