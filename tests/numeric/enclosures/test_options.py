"""Digits, grades of rigour, budgets and interrupts of ``certify_kreiss``."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_ct,
    certify_matrix_theorem,
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.nodes import chain, first_look
from kreiss.numeric.reading import gallery
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
        certify_kreiss(np.array([[0.5, 3.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.1]]))


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=3, max_size=3))
def test_an_array_of_floats_is_read_like_a_list_of_the_same_floats(rows):
    array, entries = exact_matrix(np.array(rows)), exact_matrix(rows)
    assert array.document() == entries.document()


def test_a_deadline_is_handed_down_as_it_is():
    with pytest.raises(PrecisionExhausted, match="budget"):
        certify_kreiss(GRCAR, budget=Deadline.after(0))
    assert certify_kreiss(GRCAR, 1e-1, budget=NEVER).complete


class Counted:
    """A clock that has run out after so many looks."""

    def __init__(self, looks):
        self.looks = looks

    def __call__(self):
        self.looks -= 1
        return 0.0 if self.looks > 0 else 2.0


@pytest.mark.parametrize("certify", [certify_kreiss, certify_kreiss_ct])
@pytest.mark.parametrize("looks", [1, 3, 10, 100, 300, 1000])
def test_what_time_ended_says_budget_and_never_limit(certify, looks):
    A = [["-1/2", 3, 1], [0, "-1/3", 9], [0, 0, "-1/5"]]
    ended, enclosure = "", None
    try:
        enclosure = certify(A, 1e-9, budget=Deadline(1.0, Counted(looks)))
    except PrecisionExhausted as error:
        ended = str(error)
    assert ended.startswith("the budget ended") if enclosure is None else enclosure.ended in {"budget", "complete"}
    if enclosure is not None:
        check_document(enclosure.certificate)


@pytest.mark.parametrize(
    "measure",
    [
        certify_resolvent_norm,
        distance_to_instability,
        certify_numerical_radius,
        certify_power_norm,
        certify_sup_powers,
        certify_matrix_theorem,
        lambda A, budget: certify_pseudospectral_radius(A, "1/10", budget=budget),
    ],
)
def test_every_neighbour_ends_with_its_deadline(measure):
    with pytest.raises(PrecisionExhausted, match="budget"):
        measure([["1/2", 3], [1, "-1/3"]] if measure is certify_power_norm else [["1/2", 3], [0, "1/3"]],
                budget=Deadline.after(0))  # fmt: skip


@pytest.mark.parametrize("continuous", [False, True])
def test_a_large_matrix_leaves_a_proved_lower_end_where_time_is_too_short(continuous, monkeypatch):
    rng = np.random.default_rng(0)
    A = rng.standard_normal((200, 200)) / 15 + np.triu(rng.standard_normal((200, 200)), 1)
    A = A - 8 * np.eye(200) if continuous else A / np.abs(np.linalg.eigvals(A)).max() * 0.9
    monkeypatch.setattr(first_look, "_LEAST_FACTORISATIONS", 1e9)
    with pytest.raises(PrecisionExhausted, match="is at least") as ended:
        (certify_kreiss_ct if continuous else certify_kreiss)(A, budget=1000)
    assert ended.value.lower > 1
    assert pickle.loads(pickle.dumps(ended.value)).lower == ended.value.lower


@pytest.mark.parametrize("certify", [certify_kreiss, certify_kreiss_ct])
def test_a_budget_that_ends_before_an_enclosure_leaves_what_a_witness_has_proved(certify, monkeypatch):
    def late(_):
        raise OutOfTime

    monkeypatch.setattr(chain, "polygon", late)
    rate = "9/10" if certify is certify_kreiss else "-1/10"
    with pytest.raises(PrecisionExhausted, match="is at least") as ended:
        certify([[rate, 0, 0], [10, rate, 0], [0, 0, rate]], budget=1000)
    assert 16 < ended.value.lower < 26  # of 25.01
