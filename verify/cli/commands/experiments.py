"""``kreiss experiments``: measure, on real and synthetic problems, what statements on experiments say."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import kreiss
from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.progress import progress
from kreiss.verify.files import write_whole

if TYPE_CHECKING:
    from kreiss.verify.experiments.cells import Experiment


EXAMPLE_CALLS = ("kreiss experiments complexity --quick -o results",)
"""Shown by ``--help``."""


def command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="lq, iqc, nn or complexity; by default all.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where all results go.")] = Path(
        "experiments"
    ),
    quick: Annotated[bool, typer.Option("--quick", help="A part of each grid, in minutes.")] = False,
    workers: options.WorkersOption = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of everything that is random.")] = 0,
) -> None:
    """Measure what statements on experiments say: a CSV, pictures, and ``summary.json`` of all.

    Each measured cell is noted in DIR/journal.jsonl, and a run in the same DIR goes on where one was killed. Verdicts
    are MEASURED: about the cells of the run, and nothing else.
    """
    from kreiss.verify.experiments.catalogue import EXPERIMENTS
    from kreiss.verify.experiments.summary import as_text, summary

    for name in names or ():
        if name not in EXPERIMENTS:
            raise InvalidArgument(f"expected an experiment among {', '.join(EXPERIMENTS)}, got {name!r:.40}")
    chosen = [experiment for experiment in EXPERIMENTS.values() if not names or experiment.name in names]
    for experiment in chosen:
        experiment.require_installed()
    output.mkdir(parents=True, exist_ok=True)
    typer.echo(f"seed {seed}")
    results = _run(chosen, output, seed, workers, quick=quick)
    document = summary(results, EXPERIMENTS, seed, quick=quick)
    for experiment in chosen:
        _write(experiment, results[experiment.name][1], output)
        _show(experiment.title, document["experiments"][experiment.name])
    write_whole(output / "summary.json", as_text(document))


def _run(
    chosen: "Sequence[Experiment]", output: Path, seed: int, workers: int | None, *, quick: bool
) -> dict[str, Any]:
    """Cells and records by experiment."""
    from kreiss.verify.experiments.running import run
    from kreiss.verify.running.journal import Journal
    from kreiss.verify.running.runner import processes

    results = {}
    settings = {"experiments": kreiss.__version__, "seed": seed}
    with Journal(output / "journal.jsonl", settings) as journal, processes(workers) as executor:
        for experiment in chosen:
            cells = [cell for cell in experiment.cells() if cell.quick or not quick]
            with progress(experiment.name, len(cells)) as bar:
                advance = partial(_advance, bar, experiment.name)
                results[experiment.name] = cells, run(cells, seed, journal, executor, advance)
    return results


def _advance(bar: Callable[[int, str], None], name: str, done: int, _: int) -> None:
    bar(done, name)


def _write(experiment: "Experiment", records: Sequence[dict[str, Any]], output: Path) -> None:
    from kreiss.verify.experiments.summary import as_csv

    write_whole(output / f"{experiment.name}.csv", as_csv(records))
    experiment.draw(records, output)


def _show(title: str, part: dict[str, Any]) -> None:
    typer.echo(f"{title}: {part['cells']} cells, {len(part['failed'])} failed")
    for statement in part["statements"]:
        interval = statement["interval"]
        numbers = f"; {statement['quantity']} in [{interval[0]}, {interval[1]}]" if interval else ""
        typer.echo(f"  {statement['verdict']} {statement['claim']}: {statement['sentence']}")
        typer.echo(f"    {statement['outcome']}{numbers}")
