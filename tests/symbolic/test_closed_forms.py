"""Closed forms of 2×2 matrices: exact where numbers are exact, and equal to what numerics and resultants find."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix
from kreiss.symbolic.closed_forms import closed_form, one_way, r, resolvent_norm, triangular, two_rates, two_way
from kreiss.symbolic.extremum import worst_case_kreiss

gamma, delta, b, c = sympy.symbols("gamma delta b c", positive=True)
fractions = st.integers(-30, 30).map(lambda n: sympy.Rational(n, 10))


@settings(max_examples=40)
@given(st.lists(fractions, min_size=4, max_size=4), fractions, fractions)
def test_the_resolvent_norm_is_the_spectral_norm_at_every_complex_point(entries, x, y):
    matrix = sympy.Matrix(2, 2, entries)
    z = x + sympy.I * y
    assume((z * sympy.eye(2) - matrix).det().expand() != 0)
    exact = complex(resolvent_norm(matrix, z).evalf(30))
    floats = np.linalg.norm(np.linalg.inv(complex(z) * np.eye(2) - np.array(matrix.tolist(), dtype=float)), 2)
    assert abs(exact - floats) <= 1e-6 * floats


def test_one_way_coupling_has_the_form_of_the_theory():
    form = one_way(gamma, c)
    h = 1 - gamma
    assert sympy.simplify(form.above - (c / (4 * h) + h / c)) == 0
    assert sympy.simplify(form.norm - (c + sympy.sqrt(c**2 + 4 * (r - gamma) ** 2)) / (2 * (r - gamma) ** 2)) == 0
    assert form.threshold == (c > 2 - 2 * gamma)
    assert form.scaled_limit(1 - gamma, gamma, 1) == c / 4
    assert sympy.simplify(form.scaled_limit(1 / c, c, sympy.oo) - 1 / (4 * h)) == 0
    assert sympy.simplify(form.series(c, sympy.oo).removeO() - form.above) == 0


def test_two_way_coupling_has_the_form_of_the_theory():
    form = two_way(gamma, b, c)
    s = r - gamma
    assert sympy.simplify(form.norm - (sympy.sqrt(4 * s**2 + (b - c) ** 2) + b + c) / (2 * (s**2 - b * c))) == 0
    assert form.threshold == (b + c > 2 - 2 * gamma)
    assert (
        sympy.simplify(form.above.subs(b, 0) - one_way(gamma, c).above).subs({gamma: sympy.Rational(1, 3), c: 7}) == 0
    )


@settings(max_examples=30)
@given(st.integers(0, 19), st.integers(0, 19), st.integers(1, 60))
def test_the_value_is_the_exact_worst_case_and_the_maximiser_attains_it(x, y, upper):
    entries = [[Fraction(x, 20), Fraction(0)], [Fraction(upper, 10), Fraction(y, 20)]]
    form = two_rates(sympy.Rational(x, 20), sympy.Rational(y, 20), sympy.Rational(upper, 10))
    low, high = worst_case_kreiss(entries).enclosure(25)
    value = form.kreiss.evalf(40)
    assert sympy.Rational(low.numerator, low.denominator) - value < sympy.Float("1e-24", 40)
    assert value - sympy.Rational(high.numerator, high.denominator) < sympy.Float("1e-24", 40)
    if form.threshold == sympy.true:
        at = form.maximiser
        assert abs(((at - 1) * form.norm.subs(r, at) - form.above).evalf(30)) < 1e-20
    else:
        assert form.kreiss == 1


def test_a_triangular_matrix_may_have_any_sign_of_its_coupling_and_both_of_its_rates():
    half, quarter = sympy.Rational(1, 2), sympy.Rational(1, 4)
    assert triangular(half, -3, quarter).kreiss == triangular(-half, 3, -quarter).kreiss
    with pytest.raises(InvalidArgument, match="opposite signs"):
        triangular(half, 1, -half)


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        ([[1, 2, 3]], InvalidMatrix),
        ([[0.5, 0], [0, 0]], InvalidMatrix),
        ([["__import__('os')", 0], [0, 0]], InvalidMatrix),
        ([[0, -1], [0, 0]], InvalidMatrix),
        ([[sympy.I, 0], [0, 0]], InvalidMatrix),
        ([[1, 0], [0, 0]], UnstableMatrix),
        ([[0, 1], [1, 0]], UnstableMatrix),
    ],
)
def test_matrices_outside_the_domain_get_a_typed_error(matrix, error):
    with pytest.raises(error):
        closed_form(matrix)
    if error is InvalidMatrix and len(matrix) != 2:
        with pytest.raises(error):
            resolvent_norm(matrix, 2)
