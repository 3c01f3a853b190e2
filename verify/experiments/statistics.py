"""Rank correlations, areas under the ROC curve and exponents, each with a bootstrap confidence interval.

Guarantee: estimate. Sources: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 14; Hanley & McNeil,
Radiology 143, 1982, for the area as a rank statistic.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

CONFIDENCE, RESAMPLES = 0.95, 2000


@dataclass(frozen=True)
class Estimate:
    """A value and its confidence interval."""

    value: float
    lower: float
    upper: float


def spearman(x: Any, y: Any) -> float:
    """The rank correlation of x and y; 0 where one of them is constant."""
    return _correlation(_ranks(x), _ranks(y))


def partial_spearman(x: Any, y: Any, *others: Any) -> float:
    """The correlation of the ranks of x and y after the linear effect of the ranks of the others is removed."""
    basis = np.column_stack([np.ones(len(x)), *(_ranks(other) for other in others)])
    return _correlation(*(_residual(basis, _ranks(sample)) for sample in (x, y)))


def roc_auc(x: Any, event: Any) -> float:
    """The probability that x is larger where the event happened, ties counted half; 1/2 without events or rest."""
    happened = np.asarray(event, dtype=bool)
    count, rest = int(happened.sum()), int((~happened).sum())
    if not count or not rest:
        return 0.5
    return float((_ranks(x)[happened].sum() - count * (count + 1) / 2) / (count * rest))


def exponents(logs: Any, target: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The coefficients of the columns in the least-squares fit of the target, after a constant."""
    basis = np.column_stack([np.ones(len(target)), logs])
    return np.asarray(np.linalg.lstsq(basis, target, rcond=None)[0][1:])


def bootstrap(statistic: Callable[..., float], samples: Sequence[Any], seed: int) -> Estimate:
    """The statistic of paired samples, with its percentile interval over resampled pairs."""
    from scipy.stats import bootstrap as resampled

    arrays = [np.asarray(sample, dtype=float) for sample in samples]
    found = resampled(arrays, statistic, paired=True, vectorized=False, n_resamples=RESAMPLES, method="percentile",
                      confidence_level=CONFIDENCE, rng=np.random.default_rng(seed)).confidence_interval  # fmt: skip
    return Estimate(float(statistic(*arrays)), float(found.low), float(found.high))


def bootstrap_groups(
    statistic: Callable[..., float], samples: Sequence[Any], groups: Sequence[float], seed: int
) -> Estimate:
    """The statistic of samples that come in groups, such as training runs, with its interval over resampled groups."""
    arrays, ids = [np.asarray(sample, dtype=float) for sample in samples], np.asarray(groups)
    members = [np.flatnonzero(ids == group) for group in np.unique(ids)]

    def of_groups(chosen: Any) -> float:
        rows = np.concatenate([members[int(k)] for k in chosen])
        return statistic(*(array[rows] for array in arrays))

    return bootstrap(of_groups, [np.arange(len(members))], seed)


def _ranks(x: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    from scipy.stats import rankdata

    return np.asarray(rankdata(x))


def _residual(basis: Any, y: Any) -> Any:
    return y - basis @ np.linalg.lstsq(basis, y, rcond=None)[0]


def _correlation(x: Any, y: Any) -> float:
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 1e-9 * len(x) else 0.0
