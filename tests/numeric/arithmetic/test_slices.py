"""Slices are integers: they add, multiply and shift as Python's integers do, and no proof rests on rounding."""

import numpy as np
import pytest
from flint import fmpz_mat
from hypothesis import given
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.slices import BASE_BITS, LARGEST_ORDER, MOST_DIGITS, RELATIVE, Slices, stacked
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import clearly_indefinite, prove_semidefinite
from kreiss.numeric.semidefinite.sliced import prove_by_slices

SIZES = st.integers(0, 400)
ENTRIES = SIZES.flatmap(lambda bits: st.integers(-(1 << bits), 1 << bits))


def matrices(rows, columns):
    return st.lists(st.lists(ENTRIES, min_size=columns, max_size=columns), min_size=rows, max_size=rows).map(
        lambda lists: np.array(lists, dtype=object).reshape(rows, columns)
    )


ORDERS = st.integers(1, 5)
PAIRS = ORDERS.flatmap(lambda n: st.tuples(matrices(n, n), matrices(n, n)))


def sliced(X):
    return Slices.of_integers(fmpz_mat([[int(entry) for entry in row] for row in X]))


def integers(slices):
    return sum((digit.astype(object) << (BASE_BITS * k) for k, digit in enumerate(slices.digits)), 0)


def normal(slices):
    return np.abs(slices.digits).max() <= 1 << (BASE_BITS - 1)


@given(ORDERS.flatmap(lambda n: matrices(n, n)))
def test_slices_give_back_their_integers(X):
    assert np.array_equal(sliced(X).integers(), X)


@given(PAIRS)
def test_sums_differences_and_products_are_those_of_integers(pair):
    X, Y = map(sliced, pair)
    for found, wanted in ((X + Y, pair[0] + pair[1]), (X - Y, pair[0] - pair[1]), (X @ Y, pair[0] @ pair[1])):
        assert np.array_equal(integers(found), wanted)
        assert normal(found)


@given(ORDERS.flatmap(lambda n: matrices(n, n)), ENTRIES)
def test_a_multiple_by_an_integer_is_that_of_each_entry(X, factor):
    found = sliced(X) * factor
    assert np.array_equal(integers(found), X * factor)
    assert normal(found)


@given(
    ORDERS.flatmap(lambda n: st.tuples(matrices(n, n), *[st.lists(SIZES, min_size=n, max_size=n) for _ in range(2)]))
)
def test_shifts_multiply_rows_and_columns_by_powers_of_two(drawn):
    X, rows, columns = drawn
    found = sliced(X).shifted(np.array(rows), np.array(columns))
    assert np.array_equal(
        integers(found),
        [[x << (r + c) for x, c in zip(row, columns, strict=True)] for row, r in zip(X, rows, strict=True)],
    )
    assert normal(found)


def test_shifts_in_both_directions_keep_the_largest_digits():
    X = np.full((2, 2), -(1 << (BASE_BITS - 1)), dtype=object)
    found = sliced(X).shifted(np.array([21, 43]), np.array([21, 20]))
    assert np.array_equal(
        integers(found), [[x << s for x, s in zip(X[0], row, strict=True)] for row in ((42, 41), (64, 63))]
    )


@given(st.lists(st.floats(-(2.0**900), 2.0**900).map(round).map(float), min_size=1, max_size=9))
def test_floats_that_are_integers_are_read_without_an_error(row):
    found = Slices.of_floats(np.array([row]))
    assert [int(entry) for entry in integers(found)[0]] == [int(x) for x in row]
    assert normal(found)


@pytest.mark.parametrize("entry", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_is_no_integer(entry):
    with pytest.raises(OverflowError):
        Slices.of_floats(np.array([[1.0, entry]]))


@given(ORDERS.flatmap(lambda n: matrices(n, n)))
def test_floats_are_within_the_bound_of_the_integers(X):
    found = sliced(X)
    assert found.small
    for x, approx in zip(X.ravel(), found.floats().ravel(), strict=True):
        assert abs(int(approx) - x) <= RELATIVE * abs(x)


@given(ORDERS.flatmap(lambda n: matrices(n, n)), st.integers(0, 30))
def test_dropping_digits_loses_less_than_one(X, count):
    lost = X - integers(sliced(X).without(count)) * (1 << (BASE_BITS * count))
    assert all(abs(int(x)) < 1 << (BASE_BITS * count) if count else x == 0 for x in lost.ravel())


def test_numbers_beyond_the_range_of_floats_are_not_small():
    assert not sliced([[1 << (BASE_BITS * MOST_DIGITS)]]).small
    assert sliced([[1 << (BASE_BITS * (MOST_DIGITS - 1))]]).small


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_digits_at_the_largest_order_lose_no_bit(sign):
    top = 1 << (BASE_BITS - 1)
    X, Y = (
        np.full(shape, size, dtype=np.int64)
        for shape, size in (((1, LARGEST_ORDER), -top), ((LARGEST_ORDER, 1), sign * top))
    )
    X[0, -1] += 1
    product = Slices(X[None]) @ Slices(Y[None])
    assert integers(product)[0, 0] == sum(int(x) * int(y) for x, y in zip(X[0], Y[:, 0], strict=True))


@given(PAIRS)
def test_blocks_stand_where_they_are_put(pair):
    a, b = pair
    found = integers(stacked(*map(sliced, (a, b, b.T, a))))
    assert np.array_equal(found, np.block([[a, b], [b.T, a]]))


@given(st.integers(-60, 60), st.integers(0, 60), ORDERS.flatmap(lambda n: matrices(n, n)))
def test_a_matrix_of_floats_has_the_slices_of_its_integers(scale, bits, X):
    floats = np.ldexp(np.array(X % 1000, dtype=np.float64), -bits)
    A = ExactMatrix.dyadic(floats, bits)
    assert np.array_equal(integers(A.slices), X % 1000)
    assert np.array_equal(A.re.tolist(), X % 1000)


SMALL = st.integers(-30, 30)
SYMMETRIC = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(
    SYMMETRIC,
    st.integers(-5, 40),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.one_of(st.integers(1, 10**6), st.integers(0, 600).map(lambda bits: 1 << bits)),
    st.integers(0, 500),
    st.one_of(st.just(0), st.integers(0, 100)),
    st.randoms(use_true_random=False),
)
def test_what_is_proved_by_slices_is_semidefinite_and_shown_by_its_factor(rows, shift, scales, den, low, error, random):
    G = np.array(rows, dtype=object)
    shift += 1 << low if shift > 20 else 0
    D = np.diag([1 << s for s in scales[: len(G)]])
    X = D @ (G @ G.T + shift * np.eye(len(G), dtype=int).astype(object)) @ D
    for strict in (False, True):
        proof = prove_by_slices(sliced(X), den, error, strict=strict)
        if proof is None:
            continue
        for i in range(len(X)):
            for j in range(i + 1):
                X[i, j] = X[j, i] = X[i, j] + random.choice((-error, 0, error))
        assert eliminates(fmpz_mat([[int(x) for x in row] for row in X]))
        F, k = proof.factor, proof.exponents
        lower = np.array(F.re.tolist(), dtype=object)
        E = X * F.den**2 - den * (lower @ lower.T)
        least = min(k)
        for i, row in enumerate(E):
            others = sum(abs(int(x)) << (k[j] - least) for j, x in enumerate(row) if j != i)
            own = int(row[i]) << (k[i] - least)
            assert own > others if strict else own >= others
        break


@given(SYMMETRIC, st.integers(1, 10**6))
def test_what_is_clearly_definite_is_proved(rows, den):
    G = np.array(rows, dtype=object)
    X = G @ G.T + np.eye(len(G), dtype=int).astype(object)
    assert prove_by_slices(sliced(X), den, strict=True) is not None


def test_zero_is_no_definite_matrix():
    assert prove_by_slices(sliced([[0]]), 1, strict=True) is None


def test_an_entry_far_above_the_diagonal_is_no_error():
    X = fmpz_mat([[1, 1 << 2000], [1 << 2000, 1]])
    assert clearly_indefinite(X, 1)
    assert prove_semidefinite(X, 1) is None
    assert prove_by_slices(sliced([[1, 1 << 960], [1 << 960, 1]]), 1) is None
