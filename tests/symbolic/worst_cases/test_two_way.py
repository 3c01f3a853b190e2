"""The closed form for two-way coupling agrees with the exact algebraic worst case."""

from fractions import Fraction
from time import process_time

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kreiss.symbolic.constants.extremum import worst_case_kreiss
from kreiss.symbolic.worst_cases.comparison import components, principal_minors
from kreiss.symbolic.worst_cases.two_way import EXACT, TwoWay


@settings(max_examples=40)
@given(st.integers(0, 19), st.integers(0, 40), st.integers(0, 40))
@example(10, 9, 11)
@example(0, 1, 40)
def test_the_closed_form_is_the_exact_constant(gamma, b, c):
    """Where w = √(h² − bc) is rational: b = (h² − w²)/c."""
    g, h = Fraction(gamma, 20), 1 - Fraction(gamma, 20)
    w, upper = h * Fraction(b, 41), Fraction(c + 1, 8)
    lower = (h * h - w * w) / upper
    assume(w > 0 and lower + upper >= 2 * h)
    d = abs(upper - lower)
    closed = (4 * h * h + d * d) / (2 * (h * (lower + upper) + d * w))
    assert worst_case_kreiss([[g, lower], [upper, g]]).rational == closed


def test_one_way_coupling_is_the_case_b_zero():
    h, c = Fraction(1, 10), Fraction(3)
    assert (4 * h * h + c * c) / (2 * (h * c + c * h)) == c / (4 * h) + h / c
    assert TwoWay("g", "b", "c").bound == EXACT.format(b="b", c="c")


def test_the_substitution_of_the_theory_rationalises_the_norm():
    u, a, h = sympy.symbols("u a h", positive=True)
    s = 2 * a * h / (u - 1 / u)
    resolvent = sympy.Matrix([[1 / s, 0], [2 * a * h / s**2, 1 / s]])
    assert sympy.simplify((resolvent.T * resolvent - (u / s) ** 2 * sympy.eye(2)).det()) == 0
    assert sympy.simplify((a + 1 / a) / 2 - (s - h) * u / s - (u - a) ** 2 / (2 * a)) == 0


def test_a_direct_sum_falls_into_its_parts():
    assert components([["g", "0", "0"], ["0", "h", "c"], ["0", "0", "h"]]) == [[0], [1, 2]]
    assert components([["g", "0", "a"], ["0", "h", "0"], ["0", "b", "k"]]) == [[0, 1, 2]]


def test_principal_minors_are_those_of_the_form():
    g, c, r, f = sympy.symbols("g c r f")
    shifted = sympy.Matrix([[r - g, 0], [-c, r - g]])
    form = f**2 * shifted.T * shifted - (r - 1) ** 2 * sympy.eye(2)
    texts = principal_minors([["g", "0"], ["c", "g"]], "f")
    due = [form[0, 0], form[1, 1], form.det()]
    assert all(sympy.expand(sympy.sympify(text) - value) == 0 for text, value in zip(texts, due, strict=True))
    with pytest.raises(ValueError, match="square"):
        principal_minors([["g", "c"]], "1")


def test_the_minors_of_four_blocks_take_no_time_and_numbers_are_multiplied_out():
    """All 15 minors of a full 4×4 form; sixteen entries of their own, or halves and thirds."""
    names = [[f"g{i}{j}" for j in range(4)] for i in range(4)]
    started = process_time()
    texts = principal_minors(names, "f")
    assert len(texts) == 15
    assert process_time() - started < 10
    numbers = [["1/2", "0", "0"], ["1/3", "1/2", "0"], ["0", "1/3", "1/2"]]
    f, r = sympy.symbols("f r")
    shifted = r * sympy.eye(3) - sympy.Matrix(3, 3, [sympy.Rational(text) for row in numbers for text in row])
    form = f**2 * shifted.T * shifted - (r - 1) ** 2 * sympy.eye(3)
    assert sympy.expand(sympy.sympify(principal_minors(numbers, "f")[-1]) - form.det()) == 0
