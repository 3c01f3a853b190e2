"""Exponents of power laws, rank correlations and ROC areas, with bootstrap confidence intervals.

Guarantee: estimate. Sources: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 14; Davison & Hinkley,
Bootstrap Methods and their Application, 1997, sec. 3.8, on whole groups that are drawn together.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CONFIDENCE, RESAMPLES = 0.95, 2000  # of the bootstrap: its level, and how many samples are drawn again


@dataclass(frozen=True)
class Estimate:
    """A value and its confidence interval."""

    value: float
    lower: float
    upper: float


def exponents(logs: Floats, target: Floats) -> Floats:
    """The coefficients of the columns in the least-squares fit of the target, after a constant."""
    basis = np.column_stack([np.ones(len(target)), logs])
    return np.asarray(np.linalg.lstsq(basis, target, rcond=None)[0][1:])


def bootstrap(statistic: Callable[..., float], samples: Sequence[Any], seed: int) -> Estimate:
    """The statistic of paired samples, with its percentile interval over resampled pairs."""
    from scipy.stats import bootstrap as resampled  # start-up time

    arrays = [np.asarray(sample, dtype=float) for sample in samples]
    how: dict[str, Any] = {"n_resamples": RESAMPLES, "confidence_level": CONFIDENCE, "method": "percentile"}
    rng = np.random.default_rng(seed)
    found = resampled(arrays, statistic, paired=True, vectorized=False, rng=rng, **how).confidence_interval
    return Estimate(float(statistic(*arrays)), float(found.low), float(found.high))


def clustered(
    statistic: Callable[[Sequence[Any]], float], rows: Sequence[Any], groups: Sequence[Hashable], seed: int
) -> Estimate:
    """The statistic of rows, with its percentile interval over resampled groups of them, each drawn as a whole."""
    members: dict[Hashable, list[Any]] = {}
    for row, group in zip(rows, groups, strict=True):
        members.setdefault(group, []).append(row)
    parts = list(members.values())
    fit = bootstrap(lambda drawn: statistic([row for i in drawn for row in parts[int(i)]]), [range(len(parts))], seed)
    return Estimate(float(statistic(rows)), fit.lower, fit.upper)


def rank_correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's, infinite values included; 0 where one of both does not vary."""
    return _correlation(*map(_ranks, (x, y)))


def partial_rank_correlation(x: ArrayLike, y: ArrayLike, others: ArrayLike) -> float:
    """The correlation of the ranks of x and y after the least-squares fit by those of the columns of ``others``."""
    both = [_ranks(x), _ranks(y)]
    basis = np.column_stack([np.ones(len(both[0])), *(_ranks(column) for column in np.asarray(others).T)])
    left = [ranks - basis @ np.linalg.lstsq(basis, ranks, rcond=None)[0] for ranks in both]
    return _correlation(*(np.where(abs(r) < 1e-9 * len(r), 0.0, r) for r in left))


def roc_area(x: ArrayLike, positive: ArrayLike) -> float:
    """The share of pairs of a positive and another row in which x is larger, ties half; 1/2 without such pairs."""
    ranks, chosen = _ranks(x), np.asarray(positive, dtype=bool)
    m, n = int(chosen.sum()), int((~chosen).sum())
    return float((ranks[chosen].sum() - m * (m + 1) / 2) / (m * n)) if m and n else 0.5


def _ranks(x: ArrayLike) -> Floats:
    from scipy.stats import rankdata  # start-up time

    return np.asarray(rankdata(np.asarray(x, dtype=float)))


def _correlation(x: Floats, y: Floats) -> float:
    x, y = x - x.mean(), y - y.mean()
    size = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(x @ y) / size if size else 0.0
