"""Neural networks in two coupled groups: does K of the linearised update predict what the training does next?

At checkpoints z of a training run z ↦ F(z): J = F′(z), K(J) and K(qJ) with q = 1 − 1/h enclosed, ρ and ‖J‖ beside them;
then the largest ‖Fᵗ(z + v) − Fᵗ(z)‖/‖v‖ for t ≤ h, and whether the next steps fail. Wherever ρ(J) > 1, K(J) = ∞; powers
of qJ are those of J damped by e at t = h, so that K(qJ) tells growth within h steps from instability.

Guarantee: estimate, of networks in float64; K(J) and K(qJ) of the computed J are exact enclosures.
"""

from collections.abc import Callable, ItemsView, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np

from kreiss.numeric import certify_kreiss
from kreiss.verify.experiments.bounds.ends import ends, named
from kreiss.verify.experiments.bounds.growth import Array
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, along, generator, grid, measured
from kreiss.verify.experiments.networks.actor_critic import actor_critic
from kreiss.verify.experiments.networks.adversarial import adversarial
from kreiss.verify.experiments.networks.reweighting import reweighting
from kreiss.verify.experiments.networks.training import (
    State,
    Training,
    amplification,
    directions,
    finite,
    in_double_precision,
    jacobian_at,
)
from kreiss.verify.experiments.pictures import new_picture, save
from kreiss.verify.experiments.statements import Statement, Table, above, below, estimated, near, shown
from kreiss.verify.experiments.statistics import (
    Estimate,
    clustered,
    partial_rank_correlation,
    rank_correlation,
    roc_area,
)

PROBLEMS: dict[str, Callable[[Parameters, np.random.Generator], Training]] = {
    "adversarial": adversarial,
    "reweighting": reweighting,
    "actor-critic": actor_critic,
}
CHECKPOINTS, HORIZON, AHEAD = (100, 300, 1000, 2000), 128, 250
"""Steps before a checkpoint, h, and the steps in which a failure counts."""
_GAP = 2e-2  # of K along a training: two digits, for hundreds of matrices
_GRID = {
    "adversarial": ("penalty", (0.3, 1.0), (0.0, 0.1, 1.0), 3),
    "reweighting": ("outer", (3.0, 10.0), (5.0, 50.0), 2),
    "actor-critic": ("ratio", (1.0, 5.0), (0.2, 1.0), 3),
}
"""The name of the second setting, step sizes, values of the second setting, runs of each."""


def cells() -> list[Cell]:
    """One for each checkpoint of each run."""
    found: list[Cell] = []
    for problem, (name, sizes, seconds, runs) in _GRID.items():
        first = {"size": sizes[0], name: seconds[-1], "steps": CHECKPOINTS[0]}.items()
        rows = product(sizes, seconds, range(runs), CHECKPOINTS)
        found += grid("nn", f"size {name} run steps", rows, partial(_is_quick, first), problem=problem)
    return found


def _is_quick(first: ItemsView[str, float], cell: Record) -> bool:
    return first <= cell.items() and cell["run"] < 2


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a checkpoint; one at which the training has diverged says only that."""
    with in_double_precision():
        training, start = _trained(tuple((key, value) for key, value in parameters.items() if key != "steps"), seed)
        state = training.steps(start, int(parameters["steps"]))
        if not finite(state):
            return {"diverged": True}
        J = jacobian_at(training, state).dense()
        rng = generator(seed, parameters)
        now, later = training.quality(state), training.quality(training.steps(state, AHEAD))
        grown = amplification(training, state, HORIZON, directions(J, HORIZON, rng))
    damped = (1 - 1 / HORIZON) * J
    record: Record = {"diverged": False, "n": len(J), "rho": float(max(abs(np.linalg.eigvals(J))))}
    record |= {"norm": float(np.linalg.norm(J, 2))} | _kreiss("K", J) | _kreiss("damped", damped)
    record |= {"amplification": grown if isfinite(grown) else None, "quality": now}
    failed = not isfinite(later) or training.fails(now, later)
    return record | {"later": later if isfinite(later) else None, "fails": failed}


@lru_cache(maxsize=1)
def _trained(settings: tuple[tuple[str, Any], ...], seed: int) -> tuple[Training, State]:
    """The training of a run, kept for its checkpoints, since compiling it takes longer than many steps."""
    named_settings = dict(settings)
    training = PROBLEMS[named_settings["problem"]](named_settings, generator(seed, named_settings))
    return training, training.start


def _kreiss(name: str, J: Array) -> Record:
    """K enclosed: its ends, and whether it is infinite."""
    found = ends(certify_kreiss(J, _GAP))
    return {**named(name, found), f"{name}_infinite": found is None}


def predictor(name: str, record: Record) -> float:
    """The number by which a record is ranked: ρ, ‖J‖, or the middle of an enclosure, ∞ included."""
    if name in ("rho", "norm"):
        return float(record[name])
    return inf if record[f"{name}_infinite"] else (record[f"{name}_lower"] + record[f"{name}_upper"]) / 2


PREDICTORS = {"K": "K(J)", "damped": "K(qJ)", "rho": "ρ(J)", "norm": "‖J‖"}
_CLAIMS = {"adversarial": "gan-prediction"}


def statements(records: Sequence[Record]) -> list[Statement]:
    """What the checkpoints say of K as a predictor."""
    found = [record for record in measured(records) if not record["diverged"]]
    return [
        _statement(problem, f"{PREDICTORS[name]} {words}", along(found, problem=problem), question(name))
        for problem in PROBLEMS
        for words, question in _QUESTIONS.items()
        for name in ("K", "damped")
    ]


@dataclass(frozen=True)
class Question:
    """A statistic of predictors, amplification and failures, and what it is where the former say nothing."""

    predictors: tuple[str, ...]
    quantity: str
    statistic: Callable[[Array, Array, Array], float]
    chance: float


def ranks_growth(name: str) -> Question:
    """Whether checkpoints at which a predictor is larger amplify more."""
    return Question((name,), "rank correlation", lambda x, y, _: rank_correlation(x[:, 0], y), 0.0)


def beyond_others(name: str) -> Question:
    """The same, once what ρ and ‖J‖ tell has been removed."""

    def beyond(x: Array, y: Array, _: Array) -> float:
        return partial_rank_correlation(x[:, 0], y, x[:, 1:])

    return Question((name, "rho", "norm"), "partial rank correlation", beyond, 0.0)


def precedes_failure(name: str) -> Question:
    """Whether a predictor is larger where the next steps fail."""
    return Question((name,), "ROC area", lambda x, _, fails: roc_area(x[:, 0], fails), 0.5)


_QUESTIONS = {
    "ranks checkpoints by amplification": ranks_growth,
    "does so beyond ρ(J) and ‖J‖": beyond_others,
    "is larger before failures": precedes_failure,
}


def _statement(problem: str, words: str, records: Sequence[Record], question: Question) -> Statement:
    """Whether the 95% interval of the statistic over resampled runs lies above what chance gives."""
    claim, sentence = _CLAIMS.get(problem, "nn-prediction"), f"{problem}: {words}"
    fit = _estimate(records, question)
    if fit is None:
        return Statement(claim, sentence, "no two runs are about it", len(records))
    verdict = (
        "holds on these cells"
        if fit.lower > question.chance
        else "fails: it is the other way round"
        if fit.upper < question.chance
        else f"open: the interval holds {question.chance:g}"
    )
    return estimated(claim, sentence, verdict, len(records), f"{question.quantity}, 95% interval over runs", fit)


def _estimate(records: Sequence[Record], question: Question) -> Estimate | None:
    """The statistic with its interval; None unless two runs are there to be resampled."""
    runs = [run_of(record) for record in records]
    if len(set(runs)) < 2:
        return None
    x = np.array([[predictor(name, record) for name in question.predictors] for record in records])
    y, fails = np.array([_amplified(record) for record in records]), np.array([r["fails"] for r in records])

    def statistic(rows: Sequence[int]) -> float:
        return question.statistic(x[rows], y[rows], fails[rows])

    return clustered(statistic, range(len(records)), runs, seed=0)


def _amplified(record: Record) -> float:
    return inf if record["amplification"] is None else float(record["amplification"])


def run_of(record: Record) -> tuple[Any, ...]:
    """What the checkpoints of one run share."""
    return tuple(record.get(key) for key in ("problem", "size", "penalty", "outer", "ratio", "run"))


def tables(records: Sequence[Record]) -> list[Table]:
    """How often K is infinite, how large everything is, and how often a training fails."""
    found = measured(records)
    rows = [_row(problem, part) for problem in PROBLEMS if along(part := along(found, problem=problem), diverged=False)]
    title = f"Checkpoints, with h = {HORIZON}, q = 1 − 1/h: range (median)"
    return [Table(title, ("problem", "cells", "diverged", *_COLUMNS), rows), _beside(found)]


_COLUMNS: dict[str, Callable[[Sequence[Record]], str]] = {
    "n": lambda alive: _range(alive, "n"),
    "ρ(J)": lambda alive: _range(alive, "rho"),
    "‖J‖": lambda alive: _range(alive, "norm"),
    "K(J) = ∞": lambda alive: _infinite(alive, "K"),
    "K(J) else": lambda alive: shown(alive, "K"),
    "K(qJ) = ∞": lambda alive: _infinite(alive, "damped"),
    "K(qJ) else": lambda alive: shown(alive, "damped"),
    "amplification": lambda alive: _range(alive, "amplification"),
    "fails next": lambda alive: str(sum(record["fails"] for record in alive)),
}


def _row(problem: str, records: Sequence[Record]) -> tuple[str, ...]:
    alive = along(records, diverged=False)
    diverged = len(records) - len(alive)
    return (problem, str(len(records)), str(diverged), *(cell(alive) for cell in _COLUMNS.values()))


def _beside(records: Sequence[Record]) -> Table:
    """Every predictor beside the others."""
    rows: list[tuple[str, ...]] = []
    for problem in PROBLEMS:
        alive = along(records, diverged=False, problem=problem)
        for name, title in PREDICTORS.items() if alive else ():
            rows.append((problem, title, _told(alive, ranks_growth(name)), _told(alive, precedes_failure(name))))
    columns = ("problem", "predictor", "rank correlation with amplification", "ROC area for failures")
    return Table("Predictors, 95% intervals over runs (value)", columns, rows)


def _told(records: Sequence[Record], question: Question) -> str:
    fit = _estimate(records, question)
    return "–" if fit is None else f"{below(fit.lower)} … {above(fit.upper)} ({near(fit.value)})"


def _infinite(records: Sequence[Record], name: str) -> str:
    return f"{sum(record[f'{name}_infinite'] for record in records)} of {len(records)}"


def _range(records: Sequence[Record], name: str) -> str:
    values = sorted(float(record[name]) for record in records if record[name] is not None)
    if not values:
        return "–"
    middle = near(float(np.median(values)))
    return middle if values[0] == values[-1] else f"{near(values[0])} … {near(values[-1])} ({middle})"


def draw(records: Sequence[Record], folder: Path) -> None:
    """Amplification against K(qJ) and against ρ(J), failures marked."""
    figure, ((left, right),) = new_picture(2)
    alive = [record for record in measured(records) if not record["diverged"]]
    for problem in PROBLEMS:
        for fails, marker in ((False, "o"), (True, "x")):
            part = [r for r in along(alive, problem=problem, fails=fails) if r["amplification"]]
            label = f"{problem}{', fails next' if fails else ''}"
            damped = [(x, r["amplification"]) for r in part if isfinite(x := predictor("damped", r))]
            growing = [(r["rho"] - 1, r["amplification"]) for r in part if r["rho"] > 1]
            for plot, points in ((left.semilogy, damped), (right.loglog, growing)):
                if points:
                    plot(*zip(*points, strict=True), marker, ms=4, alpha=0.7, label=label)
    left.set(xlabel="K(qJ), where finite", ylabel=f"amplification in {HORIZON} steps")
    right.set(xlabel="ρ(J) − 1, where positive", ylabel=f"amplification in {HORIZON} steps")
    right.legend(fontsize=7)
    save(figure, folder, "nn-prediction")


EXPERIMENT = Experiment(
    name="nn",
    title="Neural networks",
    needs=("jax", "sklearn"),
    cells=cells,
    measure=measure,
    statements=statements,
    tables=tables,
    draw=draw,
)
