"""‖exp(tA)‖ and its supremum: mpmath's exponentials lie inside, and the checker accepts the certificates."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import certify_exponential_norm, certify_sup_exponential
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.checker import check_document

entries = st.integers(-12, 12).map(lambda k: Fraction(k, 4))
matrices = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n)
)
modest = settings(deadline=None, max_examples=15)


def norm(A, t):
    """‖exp(tA)‖ by mpmath."""
    t = Fraction(t)
    rows = [
        [mpmath.mpc(mpmath.mpf(x.numerator) / x.denominator, mpmath.mpf(y.numerator) / y.denominator) for x, y in row]
        for row in exact_matrix(A).entries()
    ]
    X = mpmath.expm(mpmath.matrix(rows) * t.numerator / t.denominator, method="taylor")
    return max(mpmath.svd_c(X, compute_uv=False))


def to_mpf(end):
    return mpmath.mpf(end.numerator) / end.denominator


def encloses(enclosure, value):
    """Whether the number lies inside, and the checker accepts the certificate."""
    check_document(enclosure.certificate)
    slack = mpmath.mpf(10) ** -40 * value
    return to_mpf(enclosure.lower) - slack <= value <= to_mpf(enclosure.upper) + slack


@pytest.fixture(autouse=True)
def sixty_digits():
    with mpmath.workdps(60):
        yield


@modest
@given(matrices, st.fractions(0, 8, max_denominator=12), st.sampled_from([1e-3, 1e-12, 1e-30]))
def test_the_norm_of_an_exponential_is_enclosed(A, t, gap):
    enclosure = certify_exponential_norm(A, t, gap)
    assert encloses(enclosure, norm(A, t))
    assert enclosure.gap <= gap
    assert enclosure.t == t


def test_exponentials_of_complex_and_of_stiff_matrices_are_enclosed():
    for A in ([[{"re": 0, "im": 3}, {"re": 1, "im": 1}], [0, -2]], [["-1e6", 1], [3, -1]]):
        assert encloses(certify_exponential_norm(A, 3), norm(A, 3))


def test_a_small_exponential_has_its_relative_gap():
    enclosure = certify_exponential_norm([[-1, 20], [0, -3]], 500, 1e-9)
    assert encloses(enclosure, norm([[-1, 20], [0, -3]], 500))
    assert enclosure.gap <= 1e-9


def test_what_is_out_of_range_is_said_to_be():
    for A, t in (([[-1]], 10**9), ([[1]], 10**9), ([[1e200]], 1)):
        with pytest.raises(PrecisionExhausted, match="take a smaller t"):
            certify_exponential_norm(A, t)
    with pytest.raises(InvalidArgument, match="expected a positive number"):
        certify_exponential_norm([[1]], -1)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9])
def test_the_supremum_of_a_jordan_block_is_found_with_its_time(gap):
    A = [[-1, 10], [0, -1]]
    enclosure = certify_sup_exponential(A, gap)
    at = mpmath.findroot(lambda t: mpmath.diff(lambda s: norm_of_block(s), t), 1)
    assert encloses(enclosure, norm_of_block(at))
    assert enclosure.gap <= gap
    assert abs(float(enclosure.t) - float(at)) < 0.1


def norm_of_block(t):
    """‖exp(t[[−1, 10], [0, −1]])‖ = e^−t(5t + √(25t² + 1))."""
    return mpmath.exp(-t) * (5 * t + mpmath.sqrt(25 * t * t + 1))


@modest
@given(matrices)
@example([[Fraction(-1), Fraction(3)], [Fraction(0), Fraction(-2)]])
def test_no_exponential_exceeds_the_supremum(A):
    c = Fraction(float(np.linalg.eigvals(exact_matrix(A).approx).real.max())).limit_denominator(64) + Fraction(1, 8)
    A = [[entry - (c if i == j else 0) for j, entry in enumerate(row)] for i, row in enumerate(A)]
    enclosure = certify_sup_exponential(A, 1e-3)
    check_document(enclosure.certificate)
    assert enclosure.gap <= 1e-3
    for t in (Fraction(k, 4) for k in range(25)):
        assert norm(A, t) <= to_mpf(enclosure.upper)
    assert norm(A, enclosure.t) >= to_mpf(enclosure.lower)


def test_where_the_symmetric_part_is_negative_the_supremum_is_one():
    for A in ([[0, 1], [-1, 0]], [[-1, 2], [0, -1]], [[0, 0], [0, 0]]):
        enclosure = certify_sup_exponential(A)
        assert enclosure.lower == enclosure.upper == 1
        assert enclosure.t == 0
        assert check_document(enclosure.certificate)


def test_growing_exponentials_have_an_infinite_supremum():
    for A in ([[1, 0], [0, -1]], [[0, 1], [0, 0]], [[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]]):
        enclosure = certify_sup_exponential(A)
        assert enclosure.lower is enclosure.upper is enclosure.t is None
        assert check_document(enclosure.certificate)


def test_bounded_exponentials_that_do_not_decay_are_refused():
    with pytest.raises(UnstableMatrix, match="does not decay"):
        certify_sup_exponential([[0, 1], [-2, 0]])


def test_a_second_hump_higher_than_the_first_is_found():
    A = [["-1/100", 1], ["-4", "-1/100"]]  # ‖exp(tA)‖ oscillates, and decays slowly
    enclosure = certify_sup_exponential(A, 1e-4)
    largest = max(norm(A, Fraction(k, 64)) for k in range(256))
    assert to_mpf(enclosure.lower) * (1 - mpmath.mpf("1e-3")) <= largest <= to_mpf(enclosure.upper)
