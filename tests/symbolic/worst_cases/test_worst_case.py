"""The exact worst case is an algebraic number that every independent enclosure contains."""

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from flint import fmpz_poly
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix
from kreiss.symbolic.constants.algebraic import count_roots_above, rational, real_roots, square_root
from kreiss.symbolic.constants.extremum import worst_case_kreiss

entries = st.integers(0, 12).map(lambda n: Fraction(n, 13))


F = Fraction


@st.composite
def comparison_matrices(draw, largest=4):
    """Non-negative matrices with ρ < 1: diagonal below 1, large entries below it, small row sums above."""
    size = draw(st.integers(1, largest))
    lower = [
        [draw(st.integers(0, 40).map(lambda n: F(n, 4))) if j < i else F(0) for j in range(size)] for i in range(size)
    ]
    for i in range(size):
        lower[i][i] = draw(entries)
    return lower


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 99).map(lambda n: F(n, 100)), st.integers(1, 400).map(lambda n: F(n, 16)))
@example(F(9, 10), F(10))
@example(F(1, 2), F(1))
@example(F(0), F(2))
def test_one_way_coupling_with_equal_rates_has_the_closed_form(gamma, c):
    a = max(F(1), c / (2 * (1 - gamma)))
    assert worst_case_kreiss([[gamma, 0], [c, gamma]]).rational == (a + 1 / a) / 2


@settings(deadline=None, max_examples=25)
@given(comparison_matrices())
def test_the_exact_constant_lies_in_the_certified_enclosure(matrix):
    from kreiss.numeric import certify_kreiss

    exact = worst_case_kreiss(matrix)
    enclosure = certify_kreiss(matrix, gap=1e-4)
    assert exact.compare(enclosure.lower) >= 0
    assert exact.compare(enclosure.upper) <= 0


def test_two_way_coupling_agrees_with_its_norm_formula_at_many_radii():
    gamma, b, c = F(1, 2), F(1, 10), F(1)
    exact = worst_case_kreiss([[gamma, b], [c, gamma]])
    for step in range(1, 200):
        s = F(step, 50) + 1 - gamma
        below = sympy.sqrt(4 * s**2 + (b - c) ** 2) + b + c
        value = sympy.Rational(step, 50) * below / (2 * (s**2 - b * c))
        assert sympy.Rational(*exact.enclosure(30)[1].as_integer_ratio()) >= value


def test_the_minimal_polynomial_annihilates_the_number():
    exact = worst_case_kreiss([["1/2", 0], [3, "1/4"]])
    low, high = exact.enclosure(40)
    assert high - low <= F(1, 10**40)
    assert exact.degree == 4
    value = [sum(c * x**i for i, c in enumerate(exact.polynomial)) for x in (low, high)]
    assert value[0] * value[1] < 0


@pytest.mark.parametrize(
    ("matrix", "error"),
    [
        ([[0.5]], InvalidMatrix),
        ([["1/2", -1], [0, 0]], InvalidMatrix),
        ([["a"]], InvalidMatrix),
        ([["1/0"]], InvalidMatrix),
        ([], InvalidMatrix),
        ([[0, 0]], InvalidMatrix),
        ([[F(1, 9)] * 7] * 7, InvalidMatrix),
        ([[1]], UnstableMatrix),
        ([["1/2", 1], ["1/4", "1/2"]], UnstableMatrix),
        ([[0, 2], [1, 0]], UnstableMatrix),
    ],
)
def test_input_outside_the_domain_gets_a_typed_error(matrix, error):
    with pytest.raises(error):
        worst_case_kreiss(matrix)


def test_a_contraction_has_the_constant_one():
    assert worst_case_kreiss([["1/2", 0, 0], ["1/8", "1/2", 0], [0, 0, "1/3"]]).rational == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=6))
def test_real_roots_are_those_that_sympy_finds(coefficients):
    if not any(coefficients[1:]) or not coefficients[-1]:
        return
    polynomial = sympy.Poly(coefficients[::-1], sympy.Symbol("x"))
    roots = real_roots(fmpz_poly(coefficients))
    expected = sorted(set(polynomial.real_roots()), key=lambda root: root.evalf(50))
    assert len(roots) == len(expected)
    for root, other in zip(roots, expected, strict=True):
        low, _ = root.enclosure(15)
        assert abs(sympy.Rational(low.numerator, low.denominator) - other.evalf(40)) <= F(2, 10**15)
    assert all(b.greater_than(a) and a.compare(a.between(b)) < 0 for a, b in pairwise(roots))
    if polynomial.eval(1) != 0:
        assert count_roots_above(fmpz_poly(coefficients), F(1)) == sum(root.compare(1) > 0 for root in roots)


def test_algebraic_numbers_compare_and_print_exactly():
    minus, plus = real_roots(fmpz_poly([-2, 0, 1]))
    assert plus.decimal(10) == "1.4142135623"
    assert minus.decimal(3) == "-1.414"
    assert plus.compare(F(141421356237, 10**11)) == 1
    assert plus.equals(square_root(rational(2)))
    assert not plus.equals(minus)
    assert square_root(rational(F(9, 4))).rational == F(3, 2)
    assert plus.polynomial_text() == "x^2 - 2"
    assert str(rational(F(1, 3))) == "1/3"
    assert abs(float(plus) - 2**0.5) < 1e-15
    with pytest.raises(InvalidArgument):
        plus.enclosure(-1)
