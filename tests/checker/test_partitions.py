"""What is multiplied out block by block has to fit block by block, wherever the statement has a meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.verify.checker import Rejected
from kreiss.verify.checker.arithmetic.matrices import Matrix
from kreiss.verify.checker.language.hypotheses import read
from kreiss.verify.checker.language.shapes import Shapes
from kreiss.verify.checker.language.statements import expression
from kreiss.verify.checker.proofs.partitions import Partitions
from kreiss.verify.checker.refutations import values


def partition(text, given=(), *, square=False):
    known, conclusion = read({"given": list(given), "states": f"norm({text}) <= 1"}, "$")
    reader = Partitions(known, Shapes(known, conclusion), "$")
    return (reader.square if square else reader.of)(expression(text, "$"))


def fits(text, given=(), *, square=False):
    try:
        return len(partition(text, given, square=square)[0])
    except Rejected:
        return 0


FORCED = ("norm(A*C) <= 1", "norm(B*D) <= 1")


@pytest.mark.parametrize(
    ("text", "given", "rows"),
    [
        ("[[A, B]]*[[C], [D]]", (), 0),
        ("[[A, B]]*[[C], [D]]", FORCED, 1),
        ("[[A, B]]*[[C], [D]]", FORCED[:1], 0),
        ("[[0*A, B]]*[[C], [D]]", (FORCED[1],), 0),
        ("[[0*A, B]]*[[C], [D]]", FORCED, 1),
        ("[[A], [B]] + [[C], [D]]", (), 0),
        ("[[A], [B]] + [[C], [D]]", ("norm(A + C) <= 1", "norm(B + D) <= 1"), 2),
        ("[[A, 0], [0, B]]^2", ("square(A)", "square(B)"), 2),
        ("[[A, 0], [0, B]]^2", ("square(A)",), 0),
        ("[[0, B], [0, 0]]*[[0, B], [0, 0]]", (), 2),
        ("[[A, 0], [0, B]] - x*I", ("square(A)", "square(B)"), 2),
        ("[[A], [B]]*[[C, D]] - x*I", (), 0),
        ("[[1, 2], [3, 4]]*[[1], [0]]", (), 2),
        ("J*J", ("J = [[A, C], [0, B]]", "square(A)", "square(B)"), 2),
        ("transpose([[A, B]])*[[A, B]]", (), 2),
        ("inverse(A)*B", ("norm(A*B) <= 1",), 1),
        ("A*B - A*B + C", (), 1),
    ],
)
def test_an_expression_fits_where_the_statement_forces_it_to(text, given, rows):
    assert fits(text, given) == rows


def test_what_is_square_as_a_whole_need_not_be_on_its_diagonal():
    text = "[[A], [B]]*[[C, D]]"
    assert fits(text) == 2
    assert not fits(text, ("norm([[A], [B]]*[[C, D]]) <= 1",), square=True)
    assert fits(text, ("square(A)", "norm(A - C) <= 1", "norm(transpose(B) - D) <= 1"), square=True) == 2


def test_an_expression_that_is_not_in_the_statement_fits_only_where_the_statement_says_so():
    known, conclusion = read({"given": [], "states": "norm(A) + norm(B) + norm(C) <= 1"}, "$")
    with pytest.raises(Rejected, match="sizes"):
        Partitions(known, Shapes(known, conclusion), "$").of(expression("A*B - A*B + C", "$"))


SIZES = st.tuples(st.integers(1, 2), st.integers(1, 3))


def value(left, right):
    """The product, or None where the sizes do not fit."""
    try:
        return values.times(left, right)
    except values.Unfit:
        return None


@given(st.fixed_dictionaries(dict.fromkeys("ABCD", SIZES)), st.sets(st.sampled_from(FORCED)))
def test_where_an_expression_fits_its_value_is_what_its_blocks_multiply_out_to(sizes, forced):
    A, B, C, D = (Matrix([[1 + i + 2 * j for j in range(n)] for i in range(m)], 1) for m, n in sizes.values())
    parts = {FORCED[0]: value(A, C), FORCED[1]: value(B, D)}
    try:
        whole = value(values.blocks([[A, B]]), values.blocks([[C], [D]]))
    except values.Unfit:
        whole = None
    if whole is not None and all(parts[relation] is not None for relation in forced):
        if fits("[[A, B]]*[[C], [D]]", tuple(forced)):
            assert whole == values.total(parts[FORCED[0]], parts[FORCED[1]])
        else:
            assert len(forced) < 2
