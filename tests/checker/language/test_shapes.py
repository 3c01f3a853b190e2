"""Sizes agree where a statement forces them to, and nowhere else."""

import pytest

from kreiss.verify.checker.language.hypotheses import read
from kreiss.verify.checker.language.shapes import Shapes


def same(given, states, *pairs):
    shapes = Shapes(*read({"given": list(given), "states": states}, "$"))
    return [shapes.agree(*pair) for pair in pairs]


ROWS, COLUMNS = ("rows", "A"), ("columns", "A")


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ((), "K(A) <= 1"),
        ((), "numerical_radius(A) <= 1"),
        (("square(A)",), "norm(A) <= 1"),
        (("symmetric(A)",), "norm(A) <= 1"),
        ((), "norm(A^2) <= 1"),
        ((), "norm(inverse(A)) <= 1"),
        ((), "norm(resolvent(A, 2)) <= 1"),
        ((), "norm(I - A) <= 1"),
        ((), "norm(A + transpose(A)) <= 1"),
        (("A*B == B*A",), "norm(B) <= 1"),
        (("J = [[A, 0], [0, I - A]]",), "norm(J) <= 1"),
        (("P = A*A",), "norm(P) <= 1"),
        (("g = rho(A)",), "g <= 1"),
    ],
)
def test_a_matrix_is_square_where_the_statement_asks_for_it(given, states):
    assert same(given, states, (ROWS, COLUMNS)) == [True]


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ((), "norm(A) <= 1"),
        ((), "norm(transpose(A)*A) <= 1"),
        (("J = [[A, 0], [0, B]]",), "K(J) <= 1"),
        (("dim(B) == 2",), "norm(A) <= dim(B)"),
    ],
)
def test_a_matrix_need_not_be_square_elsewhere(given, states):
    assert same(given, states, (ROWS, COLUMNS)) == [False]


def test_factors_summands_and_blocks_share_their_sizes():
    assert same((), "norm(A*B) <= 1", (COLUMNS, ("rows", "B")), (ROWS, ("columns", "B"))) == [True, False]
    assert same((), "norm(A - B) <= 1", (ROWS, ("rows", "B")), (COLUMNS, ("columns", "B"))) == [True, True]
    blocks = "J = [[A, B], [C, D]]"
    pairs = ((ROWS, ("rows", "B")), (COLUMNS, ("columns", "C")), (ROWS, ("rows", "C")))
    assert same((blocks,), "norm(J) <= 1", *pairs) == [True, True, False]
