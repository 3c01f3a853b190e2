"""Bounds of coupled updates from the norms of their blocks hold, and are what a hand computes in small cases."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss, certify_sup_powers
from kreiss.symbolic import worst_case_kreiss
from kreiss.verify.experiments.bounds import ends, growth
from kreiss.verify.experiments.bounds.ends import Ends, at_most, known, root
from kreiss.verify.experiments.problems.synthetic import synthetic

parameters = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["numbers", "clustered", "spread"]),
        "n": st.just(4),
        "gamma": st.sampled_from([0.0, 0.5, 0.9]),
        "c": st.sampled_from([0.1, 1.0, 10.0]),
        "share": st.sampled_from([0.0, 0.5]),
    }
)


@settings(max_examples=25)
@given(parameters, st.integers(0, 5))
def test_the_exact_worst_cases_are_never_below_the_instance(parameters, seed):
    record = growth.growth(*synthetic(parameters, seed))
    assert record["K_below_exact"] in ("holds", "open")
    assert record["peak_below_exact_peak"] in ("holds", "open")
    assert record["K_below_peak"] in ("holds", "open")
    assert record["K_below_paper"] in (("holds",) if parameters["share"] == 0 else (None,))
    assert record.get("K_below_repaired") in (None, "holds", "open")


@settings(max_examples=10)
@given(parameters, st.integers(0, 5))
def test_the_same_seed_gives_the_same_update(parameters, seed):
    assert np.array_equal(synthetic(parameters, seed)[0], synthetic(parameters, seed)[0])


def test_a_random_update_depends_on_the_seed():
    cell = {"kind": "spread", "n": 4, "gamma": 0.5, "c": 1.0, "share": 0.0}
    assert not np.array_equal(synthetic(cell, 0)[0], synthetic(cell, 1)[0])


def test_numbers_attain_the_worst_case_that_a_hand_computes():
    record = growth.growth(np.array([[0.5, 0.0], [2.0, 0.5]]), 1)
    assert Fraction(record["K_lower"]) <= Fraction(5, 4) <= Fraction(record["K_upper"])  # c/(4h) + h/c = 1 + 1/4
    assert Fraction(record["exact_lower"]) <= Fraction(5, 4) <= Fraction(record["exact_upper"])
    assert Fraction(record["paper_lower"]) <= 5 <= Fraction(record["paper_upper"])  # 4 + 1
    assert record["one_way"] is True


def test_an_update_that_grows_is_said_to_be_unbounded():
    record = growth.growth(np.array([[2.0, 0.0], [1.0, 0.5]]), 1)
    assert record["unbounded"] is True
    assert "paper_lower" not in record


def test_weak_coupling_amplifies_nothing():
    record = growth.growth(np.array([[0.5, 0.0], [0.5, 0.5]]), 1)
    assert (record["K_lower"], record["K_upper"]) == (1.0, 1.0)


@given(st.fractions(Fraction(1, 10**6), 10**6))
def test_roots_are_enclosed(x):
    below, above = root(Ends(x, x))
    assert below**2 <= x <= above**2
    assert above - below <= above / 2**30


@pytest.mark.parametrize(
    ("left", "right", "expected"), [((1, 2), (2, 3), "holds"), ((3, 4), (1, 2), "fails"), ((1, 3), (2, 4), "open")]
)
def test_an_order_is_told_only_where_the_ends_decide_it(left, right, expected):
    assert at_most(Ends(*map(Fraction, left)), Ends(*map(Fraction, right))) == expected


@given(st.fractions(Fraction(1, 1000), 1000), st.fractions(0, 10))
def test_a_record_encloses_what_was_put_into_it(x, width):
    stored = known(ends.named("x", Ends(x, x + width)), "x")
    assert stored.lower <= x
    assert x + width <= stored.upper


def test_the_neumann_bound_as_summarised_fails_where_its_hypothesis_holds():
    record = growth.growth(np.array([[0.9, 0.0005], [10.0, 0.9]]), 1)
    K = certify_kreiss([[0.9, 0.0005], [10.0, 0.9]], 1e-6)
    assert Fraction(record["K_lower"]) <= K.upper
    assert record["K_below_neumann"] == "fails"
    assert record["K_below_repaired"] in (None, "holds")


def test_the_peak_of_the_comparison_matrix_is_that_of_numbers():
    J = np.array([[0.5, 0.0], [3.0, 0.25]])
    found, own = growth.worst_peak(growth.block_norms(J, 1)), certify_sup_powers(J, 1e-6)
    assert found.lower <= own.upper
    assert own.lower <= found.upper


def test_both_rates_count_in_the_worst_case():
    J = np.array([[0.75, 0.0], [2.0, 0.25]])
    exact = worst_case_kreiss([["3/4", 0], [2, "1/4"]])
    found = growth.worst_case(growth.block_norms(J, 1))
    assert exact.compare(found.lower) >= 0
    assert exact.compare(found.upper) <= 0
