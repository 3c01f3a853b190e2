"""The summary of a run, ``kreiss/experiments-1``: statements with their verdicts, tables, failed cells, quick cells.

It holds no times and nothing that depends on the order of the cells' ends, so that a resumed run writes the same bytes.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from kreiss.verify.experiments.cells import FAILED, Cell, Experiment, Record

SCHEMA = "kreiss/experiments-1"
_PACKAGES = ("numpy", "scipy", "scikit-learn", "cvxpy", "clarabel", "jax")
Results = Mapping[str, tuple[Sequence[Cell], Sequence[Record]]]
"""Cells and their records by experiment."""


def summary(results: Results, experiments: Mapping[str, Experiment], seed: int, *, quick: bool) -> dict[str, Any]:
    """The document."""
    return {
        "schema": SCHEMA,
        "seed": seed,
        "quick": quick,
        "versions": {name: found for name in _PACKAGES if (found := _version(name)) is not None},
        "experiments": {name: _part(experiments[name], *found) for name, found in results.items()},
    }


def _part(experiment: Experiment, cells: Sequence[Cell], records: Sequence[Record]) -> dict[str, Any]:
    return {
        "title": experiment.title,
        "cells": len(records),
        "failed": [{"cell": record["cell"], "message": record[FAILED]} for record in records if FAILED in record],
        "statements": [statement.document() for statement in experiment.statements(records)],
        "tables": [table.document() for table in experiment.tables(records)],
        "quick_cells": [record for cell, record in zip(cells, records, strict=True) if cell.quick],
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def as_text(document: Mapping[str, Any]) -> str:
    """The document as JSON, always the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """All records, one a line, with every name that one of them has as a column."""
    names = list(dict.fromkeys(name for record in records for name in record))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue()
