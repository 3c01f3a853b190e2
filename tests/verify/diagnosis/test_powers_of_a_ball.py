"""Bounds on the powers of every matrix of a ball: members stay inside them, the walk ends where it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import Deadline
from kreiss.verify.diagnosis.balls.powers import walk

SEEDS = st.integers(0, 10**6)
ROUNDING = 1e-12


def stable(seed, n=4, radius=0.9):
    A = np.random.default_rng(seed).standard_normal((n, n))
    return A * radius / max(np.abs(np.linalg.eigvals(A)))


def member(seed, A, radius):
    E = np.random.default_rng(seed + 1).standard_normal(A.shape)
    return A + E * radius / np.linalg.norm(E, 2) * (1 - 1e-12)


def norms(A, last):
    power, found = np.eye(len(A)), [1.0]
    for _ in range(last):
        power = A @ power
        found.append(np.linalg.norm(power, 2))
    return np.array(found)


@given(SEEDS, st.sampled_from([0.0, 1e-12, 1e-6, 1e-3]))
@settings(max_examples=40)
def test_the_powers_of_each_member_lie_between_the_bounds(seed, radius):
    A = stable(seed)
    found = walk(A, radius)
    for M in (A, member(seed, A, radius)):
        values = norms(M, len(found.upper) - 1)
        assert np.all(values >= np.array(found.lower) * (1 - ROUNDING))
        assert np.all(values <= np.array(found.upper) * (1 + ROUNDING))


@given(SEEDS, st.sampled_from([0.0, 1e-6, 1e-4]))
@settings(max_examples=40)
def test_the_peak_and_its_end_hold_far_beyond_the_walk(seed, radius):
    A = stable(seed)
    found = walk(A, radius)
    lower, upper, t = found.peak
    assert upper is not None
    values = norms(member(seed, A, radius), 4 * len(found.upper))
    assert lower * (1 - ROUNDING) <= values.max() <= upper * (1 + ROUNDING)
    assert values[t] >= lower * (1 - ROUNDING)
    first, last = found.horizon
    assert np.all(values[last:] <= 1 + ROUNDING)
    assert first == 0 or values[first - 1] > 1 - ROUNDING
    assert first <= last


@given(SEEDS)
@settings(max_examples=30)
def test_powers_and_traces_bound_the_spectral_radius(seed):
    A = stable(seed)
    low, high = walk(A, 0.0).radius
    assert low * (1 - ROUNDING) <= 0.9 <= high * (1 + ROUNDING)


def test_a_walk_cut_short_is_bounded_by_squaring():
    A = np.array([[0.99, 0.0], [1.0, 0.99]])
    whole, cut = walk(A, 0.0), walk(A, 0.0, most=8)
    assert cut.peak[0] <= whole.peak[0] <= whole.peak[1] <= cut.peak[1]
    assert len(cut.upper) == 9
    assert cut.horizon[1] is None


def test_a_walk_without_time_bounds_nothing_and_says_so():
    found = walk(np.array([[0.5, 0.0], [10.0, 0.5]]), 0.0, Deadline.on_the_wall(-1.0))
    assert found.peak == (1.0, None, 0)
    assert "no power up to t = 0" in found.why


def test_a_ball_that_holds_unstable_matrices_has_no_upper_end():
    found = walk(np.array([[0.9, 0.0], [1.0, 0.9]]), 0.5)
    assert found.peak[1] is None
    assert "grow beyond" in found.why


def test_a_power_above_the_ceiling_ends_the_walk():
    found = walk(np.array([[0.9, 0.0], [10.0, 0.9]]), 0.0, ceiling=20.0)
    assert found.peak[0] > 20
    assert found.peak[1] is None


@pytest.mark.parametrize("size", [1e90, 1e140])
def test_powers_out_of_range_end_the_walk(size):
    assert walk(np.array([[0.0, size], [size, 0.0]]), 0.0).peak[1] is None


def test_errors_of_nilpotent_powers_do_not_hide_that_they_vanish():
    A = np.diag(np.full(7, 2.0), -1)
    found = walk(A, 0.0)
    assert found.peak[1] == pytest.approx(2.0**7)
    assert found.horizon == (8, 8)
