"""The checker's packed product of integer matrices is the sum of products that defines it."""

from hypothesis import example, given
from hypothesis import strategies as st

from kreiss.verify.checker.arithmetic.matrices import product

ENTRIES = st.one_of(st.integers(-3, 3), st.integers(-(2**200), 2**200), st.integers(0, 120).map(lambda k: -(2**k)))


@st.composite
def factors(draw):
    m, k, n = (draw(st.integers(1, 5)) for _ in range(3))
    return tuple(
        draw(st.lists(st.lists(ENTRIES, min_size=width, max_size=width), min_size=height, max_size=height))
        for height, width in ((m, k), (k, n))
    )


def plain(left, right):
    return [[sum(row[k] * right[k][j] for k in range(len(row))) for j in range(len(right[0]))] for row in left]


@given(factors())
@example(([[-(2**63)] * 4], [[2**64, -(2**64)]] * 4))
@example(([[0]], [[0]]))
@example(([[0, 0]], [[255, -256], [1, -1]]))
@example(([[-1, 1]], [[127, -128], [-128, 127]]))
def test_packed_rows_give_the_product_entry_by_entry(pair):
    assert product(*pair) == plain(*pair)


@given(factors(), st.integers(1, 5))
def test_a_row_that_ends_before_its_zeros_gives_the_same_product(pair, length):
    left, right = pair
    short = [row[:length] for row in left]
    assert product(short, right) == plain(short, right)
