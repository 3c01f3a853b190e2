"""Rank correlations and ROC areas are what they are by definition; intervals draw whole groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.verify.experiments.statistics import clustered, partial_rank_correlation, rank_correlation, roc_area

numbers = st.lists(st.integers(-5, 5), min_size=3, max_size=12)


@given(numbers, st.randoms(use_true_random=False))
def test_rank_correlation_is_that_of_spearman_and_does_not_change_under_increasing_maps(x, rng):
    stats = pytest.importorskip("scipy.stats")
    y = [rng.randint(-5, 5) for _ in x]
    found = rank_correlation(x, y)
    if len(set(x)) > 1 < len(set(y)):
        assert found == pytest.approx(stats.spearmanr(x, y).statistic)
    else:
        assert found == 0
    assert rank_correlation(np.exp(np.array(x, dtype=float)), y) == pytest.approx(found)
    assert rank_correlation([np.inf if value == max(x) else value for value in x], y) == pytest.approx(found)


@given(numbers, st.randoms(use_true_random=False))
def test_the_roc_area_is_the_share_of_ordered_pairs(x, rng):
    positive = [rng.random() < 0.5 for _ in x]
    pairs = [(a, b) for a, p in zip(x, positive, strict=True) if p for b, q in zip(x, positive, strict=True) if not q]
    if not pairs:
        assert roc_area(x, positive) == 0.5
        return
    share = sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs)
    assert roc_area(x, positive) == pytest.approx(share)
    assert roc_area([-value for value in x], positive) == pytest.approx(1 - share)


def test_what_others_tell_is_removed():
    rng = np.random.default_rng(0)
    z = rng.normal(size=400)
    x, y = z + 0.1 * rng.normal(size=400), z + 0.1 * rng.normal(size=400)
    assert rank_correlation(x, y) > 0.9
    assert abs(partial_rank_correlation(x, y, z[:, None])) < 0.2
    assert partial_rank_correlation(z, y, z[:, None]) == 0


def test_intervals_over_groups_are_wider_than_over_rows_that_repeat_within_them():
    rng = np.random.default_rng(1)
    rows = np.repeat(rng.normal(size=10), 20)
    whole, apart = (
        clustered(lambda x: float(np.mean(x)), rows, groups, seed=0) for groups in (np.arange(200) // 20, range(200))
    )
    assert whole.value == apart.value
    assert whole.upper - whole.lower > 2 * (apart.upper - apart.lower)
