"""Exponents of power laws, with bootstrap confidence intervals.

Guarantee: estimate. Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 14.
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


def exponents(logs: Any, target: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The coefficients of the columns in the least-squares fit of the target, after a constant."""
    basis = np.column_stack([np.ones(len(target)), logs])
    return np.asarray(np.linalg.lstsq(basis, target, rcond=None)[0][1:])


def bootstrap(statistic: Callable[..., float], samples: Sequence[Any], seed: int) -> Estimate:
    """The statistic of paired samples, with its percentile interval over resampled pairs."""
    from scipy.stats import bootstrap as resampled  # start-up time

    arrays = [np.asarray(sample, dtype=float) for sample in samples]
    found = resampled(arrays, statistic, paired=True, vectorized=False, n_resamples=RESAMPLES, method="percentile",
                      confidence_level=CONFIDENCE, rng=np.random.default_rng(seed)).confidence_interval  # fmt: skip
    return Estimate(float(statistic(*arrays)), float(found.low), float(found.high))
