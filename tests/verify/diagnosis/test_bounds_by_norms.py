"""What the blocks' norms bound: worst cases are attained by the matrix of norms, and grow with each norm."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kreiss
from kreiss.deadlines import NEVER
from kreiss.numeric import certify_kreiss, certify_sup_powers
from kreiss.verify.diagnosis.bounds import is_stable, kreiss_of, peak_of, radius_of
from kreiss.verify.diagnosis.quantity import Measured, Missing

RATES = st.fractions(0, "9/10", max_denominator=20)


@st.composite
def stable(draw):
    """[[a, b], [c, d]] ≥ 0 with bc ≤ (1 − a)(1 − d)/2, so that ρ < 1."""
    a, d = draw(RATES), draw(RATES)
    c, share = draw(st.fractions("1/10", 4, max_denominator=10)), draw(st.fractions(0, "1/2", max_denominator=10))
    return [[a, share * (1 - a) * (1 - d) / c], [c, d]]


@given(stable())
@settings(max_examples=15)
def test_the_matrix_of_norms_is_its_own_worst_case(M):
    found = kreiss.diagnose(M, 1)
    assert found.bounds.kreiss.lower <= found.kreiss.upper
    assert found.kreiss.lower <= found.bounds.kreiss.upper
    assert found.bounds.peak.lower <= found.peak.upper
    assert found.peak.lower <= found.bounds.peak.upper


@given(RATES, st.fractions("1/10", 8, max_denominator=10))
@settings(max_examples=30)
def test_for_equal_rates_the_worst_case_has_its_closed_form(gamma, c):
    lower, upper = kreiss_of([[gamma, Fraction(0)], [c, gamma]], NEVER)
    closed = max(Fraction(1), c / (4 * (1 - gamma)) + (1 - gamma) / c if c >= 2 * (1 - gamma) else Fraction(1))
    assert lower <= closed <= upper


@given(stable(), st.fractions(1, "5/4", max_denominator=100))
@settings(max_examples=15)
def test_the_bounds_grow_with_the_norms(M, factor):
    larger = [[x if i == j else x * factor for j, x in enumerate(row)] for i, row in enumerate(M)]
    assert is_stable(larger)
    for of in (kreiss_of, peak_of, radius_of):
        assert of(M, NEVER)[0] <= of(larger, NEVER)[1]


def test_four_blocks_are_bounded_by_an_enclosure():
    M = [[Fraction(1, 2) if i == j else Fraction(1, 20) for j in range(4)] for i in range(4)]
    lower, upper = kreiss_of(M, NEVER)
    assert lower <= certify_kreiss(M).upper
    assert upper >= certify_kreiss(M).lower
    assert peak_of(M, NEVER)[1] >= certify_sup_powers(M).lower


@pytest.mark.parametrize("c", [0, "1/2", 5])
def test_the_papers_bound_holds_with_its_hypotheses(c):
    found = kreiss.diagnose([["1/2", 0, 0], [c, "1/4", "1/8"], [0, "1/8", "1/4"]], 1)
    held = found.bounds.hypotheses
    assert (held.one_way, held.symmetric, held.normal, held.rates_below_one) == (True, True, True, True)
    assert found.kreiss.lower <= found.bounds.paper.upper
    assert found.bounds.paper.lower <= 4 + Fraction(c) / 2 <= found.bounds.paper.upper


def test_the_hypotheses_are_told_one_by_one():
    found = kreiss.diagnose([["1/2", 1, 0], [0, 0, "3/2"], [0, 0, 0]], 1)
    held = found.bounds.hypotheses
    assert (held.one_way, held.symmetric, held.normal, held.rates_below_one) == (True, False, False, False)
    assert isinstance(found.bounds.paper, Missing)
    assert "γ < 1" in found.bounds.paper.why


def test_a_rate_of_1_is_not_decided_from_floats():
    found = kreiss.diagnose([[1, 0], [1, "1/2"]], 1, budget=2)
    assert found.bounds.hypotheses.rates_below_one is None
    assert isinstance(found.bounds.margin, Missing)


def test_three_blocks_have_the_bounds_of_their_norms_only():
    found = kreiss.diagnose([["1/2", 0, 0], ["1/10", "1/2", 0], [0, "1/10", "1/2"]], (1, 2))
    assert all(isinstance(x, Missing) for x in (found.bounds.paper, found.bounds.worst, found.bounds.margin))
    assert isinstance(found.bounds.kreiss, Measured)
