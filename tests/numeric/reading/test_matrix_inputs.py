"""Matrices are read exactly from every kind of object that holds numbers, and refused with a reason otherwise."""

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.sparse
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import exact_matrix

HALF, TENTH = Fraction(1, 2), Fraction(0.1)


class Frame:
    """What is read of a frame of pandas: iteration gives the labels of the columns, ``to_numpy`` the values."""

    def __init__(self, rows):
        self.rows_given = rows
        self.columns = [(0.1, 5), (0, 0.2)]

    def __iter__(self):
        return iter(self.columns)

    def to_numpy(self, dtype=None):
        return np.array(self.rows_given, dtype=dtype)


class Polars:
    """What is read of a frame of polars."""

    def __init__(self, rows):
        self.rows = lambda: [tuple(row) for row in rows]

    def to_numpy(self):
        raise AssertionError("columns of different types would be converted to floats")


class OnlyArray:
    def __array__(self, dtype=None, copy=None):
        return np.array([[0.5]])


@pytest.mark.parametrize(
    ("source", "entries"),
    [
        ([[0.1, 2], [Fraction(1, 3), "1/2"]], [[TENTH, 2], [Fraction(1, 3), HALF]]),
        ([["0.1", "-2e-1"], [" 3 ", "5/4"]], [[Fraction(1, 10), Fraction(-1, 5)], [3, Fraction(5, 4)]]),
        ([[Decimal("0.1")]], [[Fraction(1, 10)]]),
        (((1, 0), (0, 1)), [[1, 0], [0, 1]]),
        (np.array([[0.1, 0], [1, 2]]), [[TENTH, 0], [1, 2]]),
        (np.array([[0.5]], dtype=np.float32), [[HALF]]),
        (np.array([[0.5]], dtype=np.longdouble), [[HALF]]),
        (np.array([[1, -2], [3, 4]], dtype=np.int8), [[1, -2], [3, 4]]),
        (np.array([[1, 2], [3, 4]], dtype=np.uint64), [[1, 2], [3, 4]]),
        (np.array([["1/3"]]), [[Fraction(1, 3)]]),
        (np.array([[Fraction(1, 3)]], dtype=object), [[Fraction(1, 3)]]),
        (np.matrix([[0.5]]), [[HALF]]),
        (np.matrix([[0.5, 1], [2, 3]]), [[HALF, 1], [2, 3]]),
        (np.matrix([[1, 2], [3, 2**62 + 1]]), [[1, 2], [3, 2**62 + 1]]),
        (np.ma.array([[0.5, 1], [2, 3]]), [[HALF, 1], [2, 3]]),
        (Frame([[1, 2**62 + 1], [0.5, 4]]), [[1, 2**62 + 1], [HALF, 4]]),
        (Polars([[1, 2**62 + 1], [0.5, 4]]), [[1, 2**62 + 1], [HALF, 4]]),
        (OnlyArray(), [[HALF]]),
        (scipy.sparse.coo_array(([5, 2**62 + 1], ([0, 1], [1, 0])), shape=(2, 2)), [[0, 5], [2**62 + 1, 0]]),
        (scipy.sparse.csr_array(np.array([[0.5, 0], [0, 0]])), [[HALF, 0], [0, 0]]),
        (
            sympy.Matrix([[sympy.Rational(1, 3), sympy.Integer(2)], [0, sympy.Float("0.5")]]),
            [[Fraction(1, 3), 2], [0, HALF]],
        ),
        (mpmath.matrix([[mpmath.mpf("0.5"), 0], [0, 1]]), [[HALF, 0], [0, 1]]),
        ([[10**400]], [[10**400]]),
        ([[2.0**-1074]], [[Fraction(1, 2**1074)]]),
    ],
)
def test_a_real_matrix_is_read_exactly(source, entries):
    matrix = exact_matrix(source)
    assert [[re for re, _ in row] for row in matrix.entries()] == entries
    assert matrix.im is None


@pytest.mark.parametrize(
    "source",
    [
        [[0.5 + 0.25j]],
        np.array([[0.5 + 0.25j]]),
        np.array([[0.5 + 0.25j]], dtype=np.complex64),
        [[{"re": "1/2", "im": 0.25}]],
        [["1/2+0.25i"]],
        [[" .5 + 1/4j "]],
        [["(0.5+25e-2J)"]],
        sympy.Matrix([[sympy.Rational(1, 2) + sympy.I / 4]]),
        mpmath.matrix([[mpmath.mpc("0.5", "0.25")]]),
    ],
)
def test_a_complex_matrix_is_read_exactly(source):
    assert exact_matrix(source).entries() == [[(HALF, Fraction(1, 4))]]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ([], "non-empty"),
        ([[]], "1×0"),
        ([[1, 2]], "square matrix, got 1×2"),
        ([[1, 2], [3]], "equal length, got lengths 1, 2"),
        ([[float("nan")]], r"entry \(1, 1\): expected a finite number"),
        ([[0, float("inf")], [0, 0]], r"entry \(1, 2\)"),
        (np.array([[np.inf]]), "finite"),
        ([["a"]], "expected a finite number, got 'a'"),
        ([["1/2+1k"]], "finite"),
        ([["1/2 i 1j"]], "complex entries are"),
        ([["٤/٥"]], "finite"),
        ([["１"]], "finite"),
        ([["0_9"]], "finite"),
        ([[np.timedelta64(1, "s")]], "finite"),
        ([[[1, 2]]], "complex entries are"),
        ([["1/0"]], "finite"),
        ([["1/2/3"]], "finite"),
        ([["nan"]], "finite"),
        ([["1e99999"]], "finite"),
        ([["9" * 5000]], "finite"),
        ([[None]], "finite"),
        ([[True]], "finite"),
        (np.array([[True]]), r"astype\(int\)"),
        (np.ma.masked_equal([[1.0, 2.0], [3.0, 4.0]], 3.0), r"entry \(2, 1\): expected a number, got a masked entry"),
        (np.ma.masked_equal([[1, 2], [3, 4]], 2), r"entry \(1, 2\)"),
        (scipy.sparse.coo_array(([1.0, 1e-30], ([0, 0], [0, 0])), shape=(1, 1)), "sum_duplicates"),
        (np.zeros((3, 1, 1)), r"certify_kreiss\(A\[0\]\)"),
        (np.zeros((3, 1, 1)).tolist(), "equal|square"),
        ([[[1, 2, 3]]], "stack of matrices"),
        (Frame([[1, 2], [3, "x"]]), r"entry \(2, 2\)"),
        (Frame([[1, 2, 3], [4, 5, 6]]), "2×3"),
        ([[[1]]], "finite"),
        ([[{"re": 1}]], "'re' and 'im'"),
        ([[{"re": 1, "im": None}]], "finite"),
        (np.zeros((2, 2, 2)), "3 dimensions"),
        (np.zeros(3), "1 dimensions"),
        (np.array([["2020-01-01"]], dtype="datetime64[D]"), "finite"),
        ("[[1]]", "matrix of numbers"),
        (b"1", "matrix of numbers"),
        (None, "matrix of numbers"),
        (3, "got int"),
        (["ab", "cd"], "rows of numbers"),
        ([1, 2], "rows of numbers"),
        ({"a": 1}, "matrix of numbers"),
        ([{"a": 1}], "rows of numbers"),
        (sympy.Matrix([[sympy.sqrt(2)]]), "a rational number, got sqrt"),
        (sympy.Matrix([[sympy.Symbol("x")]]), "finite"),
        (mpmath.matrix([[mpmath.inf]]), "finite"),
        (mpmath.matrix([[mpmath.nan]]), "finite"),
    ],
)
def test_anything_else_is_refused_with_a_reason(source, reason):
    with pytest.raises(InvalidMatrix, match=reason):
        exact_matrix(source)


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=100)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(FINITE, min_size=n, max_size=n), min_size=n, max_size=n)))
def test_floats_are_the_dyadic_numbers_that_they_are_and_survive_the_document(rows):
    matrix = exact_matrix(rows)
    assert [[re for re, _ in row] for row in matrix.entries()] == [[Fraction(x) for x in row] for row in rows]
    assert matrix.approx.tolist() == rows
    form = matrix.document()
    assert [[Fraction(x, form["denominator"]) for x in row] for row in form["re"]] == [
        [Fraction(x) for x in row] for row in rows
    ]
