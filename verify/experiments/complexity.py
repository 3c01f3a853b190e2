"""Iteration complexity of stochastic coupled descent z ↦ Jz + σξ, by the exact recursion of its second moments.

From z with ‖z‖ = 1, E‖z_t‖² = ‖Jᵗz‖² + σ²s_t with s_t = Σ_{k<t} ‖Jᵏ‖_F², which grows to s. T(δ) is the least T such
that E‖z_t‖² ≤ δ² + σ²s for all t ≥ T and all such z: the error above the stationary one is δ. Beside it

    explicit    10K²log(1/δ)/(1 − γ)² steps suffice (proved, σ = 0)
    sharper     1 + (2/h)log((1 + 2c/h)/δ) steps suffice (from the same proof)
    summarised  K²log(1/δ), without the gap

Guarantee: estimate, in double precision; K is exact. Monte Carlo runs check the recursion.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import ceil, log
from pathlib import Path
from typing import Any

import numpy as np

from kreiss.errors import PrecisionExhausted
from kreiss.numeric import certify_kreiss
from kreiss.verify.experiments.bounds.ends import FAILS, HOLDS, Ends, ends, named
from kreiss.verify.experiments.bounds.growth import Array
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, along, generator, grid, measured
from kreiss.verify.experiments.pictures import new_picture, save
from kreiss.verify.experiments.problems.synthetic import synthetic
from kreiss.verify.experiments.statements import Statement, Table, counted, decided, estimated, ranged, ranges
from kreiss.verify.experiments.statistics import bootstrap, exponents

RATES, COUPLINGS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.995), (0.01, 0.1, 1, 10, 100)  # the grid of the experiment
TARGETS, NOISES = (0.5, 1e-2, 1e-4, 1e-8), (0.0, 0.1)
"""The grid of the experiment: how far the error must fall, and the noise."""
_LONGEST, _RUNS = 100_000, 400  # powers walked through, and runs with noise that are averaged


def cells() -> list[Cell]:
    """The grid in γ, ‖C‖, δ and σ, for the worst case of each class and for random blocks."""
    kinds = (("numbers", 2), ("spread", 8))
    rows = [(*kind, *rest) for kind, *rest in product(kinds, RATES, COUPLINGS, (0.0,), TARGETS, NOISES)]
    return grid("complexity", "kind n gamma c share delta sigma", rows, _is_quick)


def _is_quick(cell: Record) -> bool:
    return cell["gamma"] in (0.5, 0.9, 0.99) and cell["c"] in (0.1, 10) and cell["delta"] in (0.5, 1e-4)


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a cell: T(δ), what the theorems say, and a Monte Carlo check of the second moment at T/2."""
    update = {key: parameters[key] for key in ("kind", "n", "gamma", "c", "share")}
    J, K, peaks, sums = _update(tuple(update.items()), seed)
    delta, sigma, gamma, c = (float(parameters[key]) for key in ("delta", "sigma", "gamma", "c"))
    T, top = iterations(peaks, sums, delta, sigma), float(K.upper)
    h, logs = 1 - gamma, log(1 / delta)
    explicit, sharper = 10 * top**2 * logs / h**2, 1 + 2 / h * log((1 + 2 * c / h) / delta)
    record: Record = {"T": T, **named("K", K), "explicit": ceil(explicit), "sharper": ceil(sharper)}
    summarised = T / (top**2 * logs)
    ratios = {"summarised": summarised, "gap": T * h**2 / (top**2 * logs), "sharper": T / ceil(sharper)}
    record |= {f"T_over_{name}_{end}": value for name, value in ratios.items() for end in ("lower", "upper")}
    record |= {f"below_{name}": HOLDS if record[name] >= T else FAILS for name in ("explicit", "sharper")}
    t = max(1, T // 2)
    return record | _monte_carlo(J, t, sigma, generator(seed, parameters), float(sums[t]))


@lru_cache(maxsize=2)
def _update(update: tuple[tuple[str, Any], ...], seed: int) -> tuple[Array, Ends, Array, Array]:
    """J, its K, and its moments, kept for the cells that share them."""
    J, _ = synthetic(dict(update), seed)
    K = ends(certify_kreiss(J, 1e-4))
    if K is None:
        raise PrecisionExhausted("expected a stable update")
    return J, K, *moments(J, min(TARGETS) / 1e3)


def moments(J: Array, small: float) -> tuple[Array, Array]:
    """‖Jᵗ‖ and s_t for t = 0, 1, … up to the first power from which on all are below ``small``.

    Raises ``PrecisionExhausted`` where that takes more than 100,000 powers.
    """
    power, peaks, sums = np.eye(len(J)), [1.0], [0.0]
    while len(peaks) <= _LONGEST:
        sums.append(sums[-1] + float(np.sum(power * power)))
        power = J @ power
        peaks.append(float(np.linalg.norm(power, 2)))
        if peaks[-1] < small and peaks[-1] < peaks[-2] and float(np.sum(power * power)) < 1e-12 * sums[-1]:
            return np.array(peaks), np.array(sums)
    raise PrecisionExhausted(f"the powers did not fall below {small:.0e} within {_LONGEST} steps")


def iterations(peaks: Array, sums: Array, delta: float, sigma: float) -> int:
    """T(δ), from ‖Jᵗ‖ and s_t up to where both have settled."""
    excess = peaks**2 + sigma**2 * (sums - sums[-1])
    above_target = np.flatnonzero(excess > delta**2)
    return int(above_target[-1]) + 1 if len(above_target) else 0


def _monte_carlo(J: Array, t: int, sigma: float, rng: np.random.Generator, total: float) -> Record:
    """The mean of ‖z_t‖² from z = 0 over runs, with a 99.9% interval, beside σ²s_t; nothing without noise."""
    if sigma == 0 or t > 2000:
        return {"inside": None}
    z = np.zeros((_RUNS, len(J)))
    for _ in range(t):
        z = z @ J.T + sigma * rng.normal(size=z.shape)
    squares = np.sum(z * z, axis=1)
    mean, spread = float(squares.mean()), 3.29 * float(squares.std(ddof=1)) / _RUNS**0.5
    moment = sigma**2 * total
    inside = HOLDS if abs(mean - moment) <= spread else FAILS
    return {"moment_lower": mean - spread, "moment_upper": mean + spread, "moment": moment, "inside": inside}


def statements(records: Sequence[Record]) -> list[Statement]:
    """What the cells say of the iteration complexity."""
    found = measured(records)
    claim, explicit = "complexity-with-gap", ("T(1−γ)²/(K²log(1/δ))", "T_over_gap")
    sharper = "T(δ) ≤ 1 + (2/h)log((1 + 2‖C‖/h)/δ), h = 1−γ"
    return [
        decided(claim, "T(δ) ≤ 10K²log(1/δ)/(1−γ)²", found, "below_explicit", *explicit),
        decided(claim, sharper, found, "below_sharper", "T/bound", "T_over_sharper"),
        _without_gap(found),
        *_fitted(found),
        decided("second-moments", "σ²s_t lies in the 99.9% interval of 400 simulated runs", found, "inside"),
    ]


def _without_gap(records: Sequence[Record]) -> Statement:
    """Whether one constant fits all rates: the largest T/(K²log(1/δ)) at each rate, which must not keep growing."""
    largest = [max((r["T_over_summarised_upper"] for r in along(records, gamma=rate)), default=0.0) for rate in RATES]
    known = [(rate, value) for rate, value in zip(RATES, largest, strict=True) if value]
    rising = [f"γ = {later[0]}" for earlier, later in pairwise(known) if later[1] > 1.2 * earlier[1]]
    steps = max(0, len(known) - 1)
    sentence = "max T/(K²log(1/δ)) stays within 1.2 times that of the rate before"
    found = ranged(records, "T_over_summarised")
    return counted("complexity-without-gap", sentence, steps, steps - len(rising), rising, "T/(K²log(1/δ))", found)


_SUMMARISED = {"K": 2, "1/(1−γ)": 2, "log(1/δ)": 1}  # exponents that the statement says, of each factor
_LEAST_FIT = 10  # cells through which a slope is fitted


def _fitted(records: Sequence[Record]) -> list[Statement]:
    """Exponents of the fit T ≈ const·K^p·(1−γ)^−q·log(1/δ)^r over cells without noise."""
    chosen = [record for record in records if record["sigma"] == 0 and record["T"] > 0]
    if len(chosen) < _LEAST_FIT:
        return []
    logs = [
        [log(r["K_upper"]) for r in chosen],
        [-log(1 - r["gamma"]) for r in chosen],
        [log(log(1 / r["delta"])) for r in chosen],
        [log(r["T"]) for r in chosen],
    ]
    return [_exponent(i, logs, *item) for i, item in enumerate(_SUMMARISED.items())]


def _exponent(i: int, logs: Sequence[Sequence[float]], label: str, summarised: int) -> Statement:
    """The i-th exponent with its interval, beside the summarised one."""
    fit = bootstrap(lambda *x: float(exponents(np.column_stack(x[:-1]), x[-1])[i]), logs, seed=i)
    words = "holds on these cells" if fit.lower <= summarised <= fit.upper else "fails: outside the interval"
    sentence = f"the exponent {summarised} of {label} is the observed one (σ = 0)"
    return estimated("complexity-with-gap", sentence, words, len(logs[0]), f"exponent of {label}, 95% interval", fit)


def tables(records: Sequence[Record]) -> list[Table]:
    """T over each expression by rate."""
    found = measured(records)
    columns = {
        "T/(K²log(1/δ))": "T_over_summarised",
        "T(1−γ)²/(K²log(1/δ))": "T_over_gap",
        "T/sharper": "T_over_sharper",
    }
    groups = [(f"γ = {rate}", part) for rate in RATES if (part := along(found, gamma=rate))]
    rows = ranges(groups, columns.values(), counted=True)
    for i, (_, part) in enumerate(groups):
        T = [record["T"] for record in part]
        rows[i] = (*rows[i][:2], f"{min(T)} … {max(T)}", *rows[i][2:])
    return [Table("T(δ) over each expression, by rate: range (median)", ("rate", "cells", "T", *columns), rows)]


def draw(records: Sequence[Record], folder: Path) -> None:
    """T against both expressions, by rate."""
    figure, ((left, right),) = new_picture(2)
    for rate in RATES:
        part = [record for record in along(measured(records), gamma=rate, sigma=0.0) if record["T"] > 0]
        T, label = [record["T"] for record in part], f"γ = {rate}"
        left.loglog([record["K_upper"] ** 2 * log(1 / record["delta"]) for record in part], T, ".", label=label)
        right.loglog([record["sharper"] for record in part], T, ".", label=label)
    left.set(xlabel="K² log(1/δ)", ylabel="T(δ), σ = 0")
    right.set(xlabel="1 + (2/h) log((1 + 2‖C‖/h)/δ)", ylabel="T(δ), σ = 0")
    left.legend(fontsize=7)
    save(figure, folder, "complexity-steps")


EXPERIMENT = Experiment(
    name="complexity",
    title="Iteration complexity",
    needs=("scipy",),
    cells=cells,
    measure=measure,
    statements=statements,
    tables=tables,
    draw=draw,
)
