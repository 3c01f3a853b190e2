"""Closed forms of 2×2 matrices: exact where numbers are exact, and equal to what numerics and resultants find."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidMatrix, UnstableMatrix
from kreiss.symbolic.constants.closed_forms import (
    closed_form,
    one_way,
    resolvent_norm,
    triangular,
    turning,
    two_rates,
    two_way,
)
from kreiss.symbolic.constants.extremum import worst_case_kreiss
from kreiss.symbolic.constants.forms import TurningForm, r
from kreiss.symbolic.constants.order_two import circle_maximum, exact_kreiss

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


@settings(max_examples=60)
@given(st.integers(-39, 39), st.integers(-80, 80), st.integers(-39, 39))
@example(30, 80, -10)
@example(-30, 5, 10)
@example(20, 40, -20)
def test_a_triangular_matrix_of_any_signs_has_the_exact_constant_and_maximum_of_its_closed_form(a, coupling, b):
    entries = [Fraction(x, 40) for x in (a, coupling, b)]
    form, rows = triangular(*entries), [[entries[0], entries[1]], [Fraction(0), entries[2]]]
    assert_same(form.kreiss, exact_kreiss(rows))
    assert_same(form.norm.subs(r, sympy.Rational(9, 8)), circle_maximum(rows, Fraction(9, 8)))
    assert (form.kreiss == 1) == (exact_kreiss(rows).rational == 1)


def assert_same(expression, number):
    """Both to 24 digits: a sympy number, and an algebraic one in its enclosure."""
    low, high = (sympy.Rational(x.numerator, x.denominator) for x in number.enclosure(25))
    tolerance = sympy.Float("1e-24", 40)
    assert low - tolerance < expression.evalf(40) < high + tolerance


def test_a_triangular_matrix_has_a_parametric_form():
    x, y, z = sympy.symbols("a b c", real=True)
    form = triangular(x, z, y)
    assert form.threshold == (sympy.sqrt(sympy.expand(z**2 + (x - y) ** 2)) > 2 - sympy.Abs(x + y))
    at = {x: sympy.Rational(1, 2), y: -sympy.Rational(1, 4), z: 3}
    assert sympy.simplify(form.above.subs(at) - triangular("1/2", 3, "-1/4").above) == 0


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=4, max_size=4), st.sampled_from([10, 20]))
@example([-2, 19, -4, -11], 10)
@example([4, 19, -6, 4], 10)
@example([15, 12, -1, 5], 10)
def test_every_real_matrix_of_two_rows_has_the_exact_constant_and_maximum_of_its_closed_form(entries, scale):
    """What discriminants and real roots find without any closed form: both are the same."""
    a, b, c, d = (Fraction(n, scale) for n in entries)
    while abs(a * d - b * c) >= 1 or abs(a + d) >= 1 + a * d - b * c:
        a, b, c, d = (x / 2 for x in (a, b, c, d))
    rows = [[a, b], [c, d]]
    form = closed_form(rows)
    assert_same(form.kreiss, exact_kreiss(rows))
    for radius in (Fraction(33, 32), Fraction(5, 4), Fraction(4)):
        assert_same(form.norm.subs(r, sympy.Rational(radius)), circle_maximum(rows, radius))
    if form.threshold == sympy.true:
        z = form.maximiser
        assert abs(((abs(z) - 1) * resolvent_norm(form.matrix, z) - form.above).evalf(30)) < 1e-20


def test_the_angle_of_the_maximiser_depends_on_trace_and_determinant_alone():
    """cos arg z = t/(2D) for t = 13/10, D = 49/50."""
    form = closed_form([["-1/5", "19/10"], ["-2/5", "-11/10"]])
    assert isinstance(form, TurningForm)
    z = form.maximiser
    assert sympy.simplify(sympy.re(z) / abs(z)) == sympy.Rational(65, 98)
    assert form.kreiss == form.above


def test_a_matrix_that_turns_has_a_parametric_form():
    """[[0, -b], [c, 0]] with b > c > 0: D = bc, w = b - c, d = b + c."""
    form = turning(0, -b, c, 0)
    assert sympy.simplify(form.above - ((b + c) - abs(b - c) * sympy.sqrt(1 - b * c)) / (2 * b * c)) == 0
    at = {b: sympy.Rational(9, 5), c: sympy.Rational(1, 5)}
    assert_same(form.kreiss.subs(at), exact_kreiss([[0, "-9/5"], ["1/5", 0]]))


def test_a_matrix_with_real_eigenvalues_has_the_closed_form_of_its_triangular_one():
    """[[0, 9/10], [1/5, -3/10]] has the eigenvalues 3/10 and -3/5, and ‖A‖_F² minus their squares is (7/10)²."""
    form = closed_form([[0, "9/10"], ["1/5", "-3/10"]])
    assert sympy.simplify(form.kreiss - triangular("3/10", "7/10", "-3/5").kreiss) == 0
    assert sympy.simplify(form.norm - triangular("3/10", "7/10", "-3/5").norm) == 0


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        ([[1, 2, 3]], InvalidMatrix),
        ([[0.5, 0], [0, 0]], InvalidMatrix),
        ([["__import__('os')", 0], [0, 0]], InvalidMatrix),
        ([[0, -gamma], [0, 0]], InvalidMatrix),
        ([[sympy.I, 0], [0, 0]], InvalidMatrix),
        ([[1, 0], [0, 0]], UnstableMatrix),
        ([[0, 1], [1, 0]], UnstableMatrix),
        ([[-1, 1], [0, "1/2"]], UnstableMatrix),
        ([[2, 0], [0, 2]], UnstableMatrix),
        ([[0, 1], [-1, 0]], UnstableMatrix),
    ],
)
def test_matrices_outside_the_domain_get_a_typed_error(matrix, error):
    with pytest.raises(error):
        closed_form(matrix)
    if error is InvalidMatrix and len(matrix) != 2:
        with pytest.raises(error):
            resolvent_norm(matrix, 2)
