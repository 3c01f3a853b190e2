"""Running cells over processes, with a journal: a killed run measures again only what it had not noted."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from typing import Any

from kreiss.errors import KreissError
from kreiss.verify.experiments.catalogue import EXPERIMENTS
from kreiss.verify.experiments.cells import FAILED, Cell, Record
from kreiss.verify.running.isolation import Failure, attempted, outcome
from kreiss.verify.running.journal import Journal

Progress = Callable[[int, int], None]


def run(
    cells: Sequence[Cell], seed: int, journal: Journal, executor: Executor | None, progress: Progress
) -> list[Record]:
    """The records of the cells, in their order; ``progress`` is called with how many of them are done.

    A cell that cannot be measured, or meets an error nobody foresaw, has a record that says why, and the others go on;
    the latter are not noted in the journal, so that they are tried again.
    """
    left = [cell for cell in cells if cell.name not in journal.results]
    records = {cell.name: journal.results[cell.name] for cell in cells if cell.name in journal.results}
    progress(len(records), len(cells))
    for cell, found in _results(left, seed, executor):
        record = _record(cell, found)
        records[cell.name] = record
        if not isinstance(found, Failure):
            journal.add(cell.name, record)
        progress(len(records), len(cells))
    return [records[cell.name] for cell in cells]


def _results(cells: Sequence[Cell], seed: int, executor: Executor | None) -> Iterator[tuple[Cell, Record | Failure]]:
    """What each cell gives, as it comes, from this process or from others."""
    if executor is None:
        for cell in cells:
            yield cell, attempted(measured_in, cell, seed)
        return
    running = {executor.submit(attempted, measured_in, cell, seed): cell for cell in cells}
    for future in as_completed(running):
        yield running[future], outcome(future)


def measured_in(cell: Cell, seed: int) -> Record:
    """The record of a cell; what is foreseen to go wrong is one that says so."""
    try:
        return EXPERIMENTS[cell.experiment].measure(cell.parameters, seed)
    except KreissError as error:
        return {FAILED: f"{type(error).__name__}: {error}"}


def _record(cell: Cell, found: Record | Failure) -> Record:
    """The record under its parameters, as it is read back from the journal."""
    measures = {FAILED: found.message} if isinstance(found, Failure) else found
    record: dict[str, Any] = json.loads(json.dumps({"cell": cell.name, **cell.parameters, **measures}))
    return record
