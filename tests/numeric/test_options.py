"""Digits, grades of rigour, budgets and interrupts of ``certify_kreiss``."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric import certify_kreiss, chain, gallery
from kreiss.numeric.matrices import exact_matrix
from kreiss.verify.checker import check_document

GRCAR = gallery.with_radius(gallery.grcar(12), 1 / 1.01)


def test_digits_ask_for_a_gap_of_ten_to_minus_digits():
    enclosure = certify_kreiss([["1/2", 3], [0, "1/3"]], digits=40)
    assert enclosure.complete
    assert enclosure.precision > 53
    assert enclosure.upper <= enclosure.lower * (1 + Fraction(1, 10**40))
    check_document(enclosure.certificate)


@pytest.mark.parametrize("digits", [0, -3, 2.5, True, "9", 10**6])
def test_digits_that_are_not_a_sensible_integer_are_an_argument_error(digits):
    with pytest.raises(InvalidArgument, match="digits: expected an integer"):
        certify_kreiss([["1/2"]], digits=digits)


def test_bounded_rounding_and_exact_acceptance_agree_and_both_certificates_are_accepted():
    fast, exact = certify_kreiss(GRCAR, exact=False), certify_kreiss(GRCAR, exact=True)
    assert (fast.rigor, exact.rigor) == ("verified-float", "exact")
    assert max(fast.lower, exact.lower) <= min(fast.upper, exact.upper)
    check_document(fast.certificate)
    check_document(exact.certificate)


def test_the_default_grade_is_exact_up_to_order_64():
    assert certify_kreiss(GRCAR, 1e-1).rigor == "exact"
    assert certify_kreiss(gallery.random_stable(70, seed=5), 1e-1).rigor == "verified-float"


def test_a_budget_too_small_for_any_enclosure_says_so():
    with pytest.raises(PrecisionExhausted, match="budget"):
        certify_kreiss(GRCAR, budget=1e-9)


@pytest.mark.parametrize("budget", [0, -1, float("nan"), "soon"])
def test_a_budget_that_is_not_positive_is_an_argument_error(budget):
    with pytest.raises(InvalidArgument, match="budget"):
        certify_kreiss(GRCAR, budget=budget)


def test_an_interrupt_returns_the_enclosure_reached_so_far(monkeypatch):
    honest, calls = chain.Chain.bounds, []

    def interrupted_at_the_second_gap(self):
        calls.append(self.options.gap)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return honest(self)

    monkeypatch.setattr(chain.Chain, "bounds", interrupted_at_the_second_gap)
    enclosure = certify_kreiss(GRCAR, 1e-6, budget=1000)
    assert enclosure.ended == "interrupted"
    assert not enclosure.complete
    assert enclosure.lower <= enclosure.upper <= enclosure.lower * Fraction(3, 2)
    check_document(enclosure.certificate)


def test_an_interrupt_before_any_enclosure_is_passed_on(monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(chain.Chain, "bounds", interrupted)
    with pytest.raises(KeyboardInterrupt):
        certify_kreiss(np.array([[0.5, 3.0], [0.0, 0.5]]))


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=3, max_size=3))
def test_an_array_of_floats_is_read_like_a_list_of_the_same_floats(rows):
    array, entries = exact_matrix(np.array(rows)), exact_matrix(rows)
    assert array.document() == entries.document()
