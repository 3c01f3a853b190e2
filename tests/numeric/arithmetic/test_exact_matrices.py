"""Exact matrices that floats hold are scaled as floats, and are the same as those of integers."""

from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.balancing import diagonally_scaled
from kreiss.numeric.arithmetic.matrices import ExactMatrix, exact_matrix

numbers = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=True)
moderate = st.floats(-1e20, 1e20)
exponents = st.lists(st.integers(-90, 90), min_size=2, max_size=2)


def squares(entries):
    return st.lists(st.lists(entries, min_size=2, max_size=2), min_size=2, max_size=2)


@given(squares(numbers), squares(numbers))
def test_complex_arrays_are_read_as_the_numbers_that_they_are(re, im):
    X = np.array(re) + 1j * np.array(im)
    assert exact_matrix(X).entries() == [[(Fraction(x.real), Fraction(x.imag)) for x in row] for row in X.tolist()]


@given(squares(numbers), squares(moderate), exponents, exponents, st.integers(-300, 300))
def test_powers_of_two_scale_floats_exactly(re, im, left, right, k):
    X = np.array(re) + 1j * np.array(im)
    for array in (X, X.real):
        A = exact_matrix(array)
        whole = ExactMatrix(A.re, A.im, A.den)
        assert diagonally_scaled(A, left, right).entries() == diagonally_scaled(whole, left, right).entries()
        assert A.divided(Fraction(2) ** k).entries() == whole.divided(Fraction(2) ** k).entries()
        assert A.divided(Fraction(3)).entries() == whole.divided(Fraction(3)).entries()


@given(squares(st.fractions(-5, 5, max_denominator=10**30)), st.integers(0, 200))
def test_denominators_of_rows_leave_the_characteristic_polynomial_and_rounding_loses_less_than_a_bit(rows, bits):
    A = exact_matrix(rows)
    X = fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows])
    p, q = A.characteristic, X.charpoly().numer()
    assert p * q[2] == q * p[2]
    for row, other in zip(A.entries(), A.rounded(bits).entries(), strict=True):
        assert all(0 <= x - y < Fraction(1, 2**bits) for (x, _), (y, _) in zip(row, other, strict=True))
