"""Advice: the factor found does yield the peak asked for, proved again by exact powers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kreiss
from kreiss.numeric import certify_sup_powers
from kreiss.verify.diagnosis.advice import COUPLING, STEP


def scaled(J, what, s, split=1):
    rows = [[Fraction(x) for x in row] for row in J]
    if what == STEP:
        return [[int(i == j) + s * (x - int(i == j)) for j, x in enumerate(row)] for i, row in enumerate(rows)]
    return [[x * s if i >= split > j else x for j, x in enumerate(row)] for i, row in enumerate(rows)]


@given(
    st.fractions(0, "19/20", max_denominator=40),
    st.fractions(0, "19/20", max_denominator=40),
    st.fractions(1, 20, max_denominator=20),
    st.sampled_from(["3/2", 2, 4]),
)
@settings(max_examples=12)
def test_the_factor_yields_the_peak(a, d, c, wanted):
    J = [[a, 0], [c, d]]
    found = kreiss.diagnose(J, 1, peak=wanted)
    assert [advice.what for advice in found.advice] == [COUPLING, STEP]
    for advice in found.advice:
        if advice.factor is not None:
            again = certify_sup_powers(scaled(J, advice.what, advice.factor))
            assert again.lower <= Fraction(wanted)
            assert again.lower <= advice.peak.upper <= Fraction(wanted)
            assert advice.peak.lower <= again.upper
        if advice.exceeding is not None:
            assert certify_sup_powers(scaled(J, advice.what, advice.exceeding)).upper > Fraction(wanted)
    assert found.advice[0].factor is not None, "without the coupling the blocks contract"


def test_the_factor_found_is_near_the_one_that_is_exceeded():
    coupling = kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1, peak=2).advice[0]
    assert coupling.factor < coupling.exceeding <= coupling.factor * Fraction(101, 100)
    assert "at 0.0498047 it exceeds that" in coupling.shown()


def test_no_change_is_needed_where_the_peak_is_below():
    for J in ([["1/2", 0], [1, "1/2"]], [["1/2", 0], [0, "1/2"]]):
        for advice in kreiss.diagnose(J, 1, peak=5).advice:
            assert advice.factor == 1
            assert "no change is needed" in advice.shown()


def test_a_vanishing_step_that_grows_all_the_same_is_said_to_have_no_factor():
    step = kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1, peak=2).advice[1]
    assert step.factor is None
    assert step.exceeding is not None
    assert "even down to" in step.shown()


def test_the_other_coupling_is_scaled_where_C_vanishes():
    advice = kreiss.diagnose([["1/2", 8], [0, "1/2"]], 1, peak=2).advice[0]
    assert advice.factor is not None
    assert certify_sup_powers([["1/2", 8 * advice.factor], [0, "1/2"]]).upper <= 2 + Fraction(1, 10**5)


def test_every_coupling_is_scaled_for_three_blocks():
    J = np.array([[0.5, 0.1, 0.0], [4.0, 0.5, 0.1], [4.0, 4.0, 0.5]])
    s = float(kreiss.diagnose(J, (1, 2), peak=3).advice[0].factor)
    J = J * np.where(np.eye(3, dtype=bool), 1.0, s)
    assert certify_sup_powers(J).lower <= 3


@pytest.mark.parametrize("what", [0, 1])
def test_with_noise_the_factor_holds_for_members(what):
    J, noise = np.array([[0.9, 0.0], [5.0, 0.8]]), 1e-3
    advice = kreiss.diagnose(J, 1, noise=noise, peak=3).advice[what]
    if advice.factor is None:
        assert "not proved" in advice.why
        return
    g = np.random.default_rng(7)
    for _ in range(20):
        E = g.standard_normal((2, 2))
        M = J + noise * E / np.linalg.norm(E, 2)
        assert certify_sup_powers(scaled(M, advice.what, advice.factor)).lower <= 3


def test_without_a_wanted_peak_there_is_no_advice():
    assert kreiss.diagnose([["1/2", 0], [1, "1/2"]], 1).advice == ()
