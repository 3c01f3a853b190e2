"""Small coupled networks in training: does K of the linearised update predict amplification, and collapse?

At a checkpoint, J is the Jacobian of one step (with its batch). K is infinite where ρ(J) > 1; the K of J
scaled to spectral radius 1/1.01 measures what ρ does not show. Observed are the largest growth of small random
perturbations of all parameters over the next steps with the same batches, and whether the quality of the state falls.
"""

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from kreiss.errors import KreissError
from kreiss.numeric import certify_kreiss
from kreiss.verify.experiments.actor_critic import actor_critic
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, generator, measured
from kreiss.verify.experiments.ends import ends, named
from kreiss.verify.experiments.growth import Array, along
from kreiss.verify.experiments.mixture import mixture
from kreiss.verify.experiments.pictures import new_picture, save
from kreiss.verify.experiments.reweighting import reweighting
from kreiss.verify.experiments.statements import Statement, Table, above, below, near
from kreiss.verify.experiments.statistics import bootstrap_groups, partial_spearman, roc_auc, spearman
from kreiss.verify.experiments.training import Training, at_checkpoint, followed, jacobian, qualities

PROBLEMS: dict[str, Callable[..., Training]] = {
    "mixture": mixture, "actor-critic": actor_critic, "reweighting": reweighting,
}  # fmt: skip
SETTINGS: dict[str, tuple[tuple[float, ...], ...]] = {
    "mixture": ((0.1, 1.0, 0.0), (0.1, 1.0, 1e-3)),
    "actor-critic": ((0.2, 0.1), (0.2, 1.0)),
    "reweighting": ((0.5, 1.0), (0.5, 20.0)),
}
CHECKPOINTS = {
    "mixture": (500, 1500, 3000, 6000),
    "actor-critic": (100, 1000, 4000),
    "reweighting": (30, 300, 3000),
}
SEEDS, AHEAD, AFTER, TRIES = 4, 50, 300, 5
"""Runs for each setting, steps that perturbations and qualities are followed for, and perturbations."""
_GAP, _BUDGET, _SIZE, _ABOVE = 0.02, 60.0, 1e-6, 1.01


def cells() -> list[Cell]:
    """The grid: problem, setting, run and checkpoint."""
    return [
        Cell("nn", {"problem": problem, "setting": setting, "run": run, "step": step},
             run == 0 and setting == 0 and problem != "mixture" and step in CHECKPOINTS[problem][:2])
        for problem in PROBLEMS for setting in range(len(SETTINGS[problem]))
        for run, step in product(range(SEEDS), CHECKPOINTS[problem])
    ]  # fmt: skip


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a checkpoint. Raises ``PrecisionExhausted`` for a run that diverged, or gradients that are NaN."""
    name, step = str(parameters["problem"]), int(parameters["step"])
    problem = PROBLEMS[name](*SETTINGS[name][int(parameters["setting"])])
    state, key = at_checkpoint(problem, 1000 * seed + int(parameters["run"]), step)
    J = jacobian(problem, state, key, step)
    rho = float(max(abs(np.linalg.eigvals(J))))
    scaled = J / (rho * _ABOVE)
    return {
        "n": len(J), "rho": rho, "norm": float(np.linalg.norm(J, 2)),
        "coupling": float(np.linalg.norm(J[problem.split :, : problem.split], 2)),
        **_kreiss("K", J), **_kreiss("scaled_K", scaled), "peak_ahead": _peak(J, AHEAD),
        **_observed(problem, state, key, step, generator(seed, parameters)),
    }  # fmt: skip


def _kreiss(name: str, J: Array) -> Record:
    """K of J, enclosed to 2%; that it is infinite; or why it is not known."""
    try:
        found = certify_kreiss(J, _GAP, budget=_BUDGET)
    except KreissError as error:
        return named(name, None) | {f"{name}_infinite": None, f"{name}_message": f"{type(error).__name__}: {error}"}
    return named(name, ends(found)) | {f"{name}_infinite": found.lower is None, f"{name}_message": None}


def _peak(J: Array, steps: int) -> float:
    """max ‖Jᵗ‖ over t ≤ steps, an estimate."""
    power, largest = np.eye(len(J)), 1.0
    for _ in range(steps):
        power = J @ power
        largest = max(largest, float(np.linalg.norm(power, 2)))
    return largest


def _observed(problem: Training, state: Any, key: Any, step: int, rng: np.random.Generator) -> Record:
    """Growth of perturbations over the next steps, and how far the quality falls within those after."""
    at = np.asarray(state)
    directions = rng.normal(size=(TRIES, len(at)))
    directions *= _SIZE / np.linalg.norm(directions, axis=1, keepdims=True)
    paths = followed(problem, np.vstack([at[None], at + directions]), key, step, AHEAD)
    sizes = np.linalg.norm(paths[1:, 1:] - paths[1:, :1], axis=2).max(axis=0) / _SIZE
    later = qualities(problem, followed(problem, at[None], key, step, AFTER)[::10, 0])
    finite, fall = bool(np.all(np.isfinite(sizes))), float(later[0] - later.min())
    return {
        "amplification": float(np.median(sizes)) if finite else None,
        "quality": float(later[0]), "fall": fall,
        "collapse": bool(not finite or fall >= problem.drop) if later[0] >= problem.least else None,
    }  # fmt: skip


_PREDICTORS = {"K": "K", "scaled K": "scaled_K", "ρ": "rho", "‖J‖": "norm"}


def predictor(record: Record, name: str) -> float | None:
    """The value that ranks a record; a K that is infinite is above all others."""
    if name not in ("K", "scaled_K"):
        return float(record[name])
    if record[f"{name}_infinite"]:
        return float(np.finfo(float).max)
    return None if record[f"{name}_lower"] is None else (record[f"{name}_lower"] + record[f"{name}_upper"]) / 2


def statements(records: Sequence[Record]) -> list[Statement]:
    """Whether K predicts amplification and collapse, by problem, with 95% intervals over resampled runs."""
    found = measured(records)
    return [_infinite(problem, along(found, problem=problem)) for problem in PROBLEMS] + [
        statement
        for problem in PROBLEMS
        for name in ("K", "scaled K")
        for statement in _predicted(problem, name, along(found, problem=problem))
    ]


def _infinite(problem: str, records: Sequence[Record]) -> Statement:
    decided = [record for record in records if record["K_infinite"] is not None]
    finite = sum(not record["K_infinite"] for record in decided)
    words = "no cell is about it" if not decided else f"{finite} of {len(decided)} checkpoints have a finite K"
    return Statement("gan-prediction", f"K of the linearised update is finite in training ({problem})", words,
                     len(decided), finite, len(decided) - finite)  # fmt: skip


def _predicted(problem: str, label: str, records: Sequence[Record]) -> list[Statement]:
    """The rank correlation with amplification, what is left of it beside ρ and ‖J‖, and the area for collapse."""
    name, result = _PREDICTORS[label], []
    groups, (x, growth, rho, norm) = _columns(records, name, "amplification", "rho", "norm")
    if len(groups) >= 2 * SEEDS:
        one, two = f"{label} ranks the checkpoints by observed amplification", f"{label} does so beyond ρ and ‖J‖"
        result += [
            _tested(problem, groups, one, "Spearman's ρ", spearman, (x, growth), 0.0),
            _tested(problem, groups, two, "partial Spearman's ρ", partial_spearman, (x, growth, rho, norm), 0.0),
        ]
    groups, (x, fell) = _columns(records, name, "collapse")
    if 0 < sum(fell) < len(fell):
        sentence = f"{label} is larger before a collapse"
        result.append(_tested(problem, groups, sentence, "area under the ROC curve", roc_auc, (x, fell), 0.5))
    return result


def _columns(records: Sequence[Record], name: str, *others: str) -> tuple[list[float], list[list[float]]]:
    """The run of each record that has all of it, and the columns: the predictor, and the others."""
    known = [
        (value, r) for r in records
        if (value := predictor(r, name)) is not None and all(r[other] is not None for other in others)
    ]  # fmt: skip
    groups = [float(r["setting"] * 1000 + r["run"]) for _, r in known]
    return groups, [[value for value, _ in known], *([float(r[other]) for _, r in known] for other in others)]


def _tested(
    problem: str, groups: Sequence[float], sentence: str, quantity: str, statistic: Callable[..., float],
    samples: Sequence[Sequence[float]], chance: float,
) -> Statement:  # fmt: skip
    """The statistic with its interval; the sentence holds where the whole interval is above chance."""
    found = bootstrap_groups(statistic, samples, groups, seed=0)
    words = "not shown: the interval contains chance"
    if found.lower > chance or found.upper < chance:
        words = "holds on these cells" if found.lower > chance else "fails: below chance"
    return Statement("gan-prediction", f"{sentence} ({problem})", words, len(groups),
                     quantity=f"{quantity}, 95% interval", interval=(below(found.lower), above(found.upper)),
                     median=near(found.value))  # fmt: skip


def tables(records: Sequence[Record]) -> list[Table]:
    """How well each predictor ranks the checkpoints, beside each other; and what training shows."""
    found = measured(records)
    parts = {problem: part for problem in PROBLEMS if (part := along(found, problem=problem))}
    spread = ("rho", "norm", "scaled_K_lower", "amplification", "quality")
    return [
        Table("Predictors of amplification and collapse",
              ("problem", "predictor", "checkpoints", "Spearman, amplification", "collapses", "ROC-AUC, collapse"),
              [_compared(problem, label, part) for problem, part in parts.items() for label in _PREDICTORS]),
        Table("What training shows: least … greatest (median)",
              ("problem", "n", "ρ(J)", "‖J‖", "scaled K, lower end", "amplification", "quality"),
              [(problem, str(part[0]["n"]), *(_spread(part, name) for name in spread))
               for problem, part in parts.items()]),
    ]  # fmt: skip


def _compared(problem: str, label: str, records: Sequence[Record]) -> tuple[str, ...]:
    _, (x, growth) = _columns(records, _PREDICTORS[label], "amplification")
    _, (y, fell) = _columns(records, _PREDICTORS[label], "collapse")
    area = near(roc_auc(y, fell)) if 0 < sum(fell) < len(fell) else "–"
    correlation = near(spearman(x, growth)) if len(x) > 1 else "–"
    return problem, label, str(len(x)), correlation, f"{int(sum(fell))} of {len(fell)}", area


def _spread(records: Sequence[Record], name: str) -> str:
    values = sorted(record[name] for record in records if record[name] is not None)
    return f"{near(values[0])} … {near(values[-1])} ({near(float(np.median(values)))})" if values else "–"


def draw(records: Sequence[Record], folder: Path) -> None:
    """Amplification against the scaled K and against ρ."""
    figure, (row,) = new_picture(2)
    for axes, name in zip(row, ("scaled_K", "rho"), strict=True):
        for problem in PROBLEMS:
            _, (x, growth) = _columns(along(measured(records), problem=problem), name, "amplification")
            if x:
                axes.loglog(x, growth, ".", label=problem)
        axes.set(xlabel="K of J/(1.01ρ)" if name == "scaled_K" else "ρ(J)", ylabel="growth within 50 steps")
        axes.legend(fontsize=7)
    save(figure, folder, "nn-amplification")


EXPERIMENT = Experiment(
    "nn", "Coupled networks in training", ("jax", "sklearn"), cells, measure, statements, tables, draw
)
