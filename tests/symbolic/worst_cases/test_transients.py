"""Powers of triangular block matrices, their exact bounds, and the exact supremum of 2×2 powers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix
from kreiss.symbolic.worst_cases.powers import (
    coupling_sum,
    peak_threshold,
    power_bound,
    power_bound_steps,
    worst_case_powers,
)


def test_the_coupling_sum_is_the_convolution():
    assert coupling_sum(0).text() == "0"
    assert coupling_sum(1).text() == "C"
    assert coupling_sum(3).text() == "C*A*A + D*C*A + D*D*C"


@settings(max_examples=30)
@given(st.integers(0, 97), st.integers(0, 60), st.integers(0, 97))
@example(99, 80, 99)
@example(0, 0, 0)
@example(90, 40, 90)
def test_the_supremum_is_attained_at_its_power_and_exceeded_at_none(a, c, d):
    matrix = [[Fraction(a, 100), Fraction(0)], [Fraction(c, 4), Fraction(d, 100)]]
    value, at = worst_case_powers(matrix)
    floats, power, norms = np.array(matrix, dtype=float), np.eye(2), []
    for _ in range(max(2 * at, 50)):
        norms.append(np.linalg.norm(power, 2))
        power = power @ floats
    assert abs(norms[at] - float(value)) <= 1e-9 * float(value)
    assert max(norms) <= float(value) * (1 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 39).map(lambda n: Fraction(n, 40)))
@example(Fraction(9, 10))
@example(Fraction(0))
def test_the_peak_exceeds_the_expression_exactly_beyond_its_threshold(gamma):
    threshold, t = peak_threshold(gamma)
    low, high = threshold.enclosure(6)
    assert low < 17
    for c, sign in ((low - Fraction(1, 10**4), -1), (high + Fraction(1, 10**4), 1)):
        peak, at = worst_case_powers([[gamma, 0], [c, gamma]])
        assert peak.compare(2 / (1 - gamma) + c / (4 * (1 - gamma))) == sign
        assert at == t or sign < 0


def test_a_rate_of_one_has_no_threshold():
    with pytest.raises(InvalidArgument, match="below 1"):
        peak_threshold(1)


def test_the_value_is_an_exact_algebraic_number():
    value, at = worst_case_powers([["1/2", 0], [2, "1/2"]])
    assert at == 1
    assert value.polynomial_text() == "4*x^2 - 8*x - 1"
    low, high = value.enclosure(30)
    assert high - low <= Fraction(1, 10**30)
    assert worst_case_powers([["9/10"]])[0].rational == 1


def test_the_peak_can_exceed_the_expression_of_the_paper():
    gamma, c = Fraction(9, 10), Fraction(15)
    value, at = worst_case_powers([[gamma, 0], [c, gamma]])
    assert at in (9, 10)
    assert value.compare(2 / (1 - gamma) + c / (4 * (1 - gamma))) > 0


@pytest.mark.parametrize(
    ("matrix", "error"),
    [([[1]], UnstableMatrix), ([["1/2", 1], [1, "1/2"]], UnstableMatrix), ([[0.5]], InvalidMatrix),
     ([[0, 0, 0]] * 3, InvalidArgument), ([[-1]], InvalidMatrix)],
)  # fmt: skip
def test_input_outside_the_domain_gets_a_typed_error(matrix, error):
    with pytest.raises(error):
        worst_case_powers(matrix)


def test_a_bound_on_the_zeroth_power_is_refused():
    assert power_bound(1, "g", "c") == "power_norm(J, 1) <= c/2 + sqrt((c)^2 + 4*g^2)/2"
    with pytest.raises(InvalidArgument):
        power_bound_steps(0, "g", "c")
