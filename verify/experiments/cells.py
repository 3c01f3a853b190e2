"""Cells of an experiment: one point of its grid each, measured by a pure function of its parameters and the seed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from kreiss.errors import InvalidArgument
from kreiss.verify.experiments.statements import Statement, Table

Parameters = Mapping[str, Any]
Record = dict[str, Any]
"""What is measured in a cell: text, numbers, truth values and None by name."""
FAILED = "failed"
"""The name under which the record of a cell that failed says why."""


@dataclass(frozen=True)
class Cell:
    """One point of a grid; ``quick`` ones are measured by short runs as well."""

    experiment: str
    parameters: Parameters
    quick: bool = False

    @property
    def name(self) -> str:
        """The experiment and the parameters, in their order."""
        return f"{self.experiment}: {' '.join(f'{key}={value}' for key, value in self.parameters.items())}"


def grid(
    experiment: str, names: str, rows: Iterable[tuple[Any, ...]], quick: Callable[[Record], bool], **fixed: Any
) -> list[Cell]:
    """A cell for each row of values under the names, beside the fixed ones; some of them are quick."""
    points = [fixed | dict(zip(names.split(), row, strict=True)) for row in rows]
    return [Cell(experiment, point, quick(point)) for point in points]


@dataclass(frozen=True)
class Experiment:
    """A grid of cells, how one is measured, and what the records say of the statements under test."""

    name: str
    title: str
    needs: tuple[str, ...]
    cells: Callable[[], list[Cell]]
    measure: Callable[[Parameters, int], Record]
    statements: Callable[[Sequence[Record]], list[Statement]]
    tables: Callable[[Sequence[Record]], list[Table]]
    draw: Callable[[Sequence[Record], Path], None]

    def require_installed(self) -> None:
        """Raise ``InvalidArgument``, with what to install, if a package that the cells need is missing."""
        missing = [module for module in self.needs if find_spec(module) is None]
        if missing:
            raise InvalidArgument(
                f"experiments {self.name}: expected the packages {', '.join(missing)}, which are not installed; "
                "install the extra: pip install 'kreiss[experiments]'"
            )


def generator(seed: int, parameters: Parameters) -> np.random.Generator:
    """Random numbers that depend on the seed and the parameters alone."""
    return np.random.default_rng([seed, crc32(repr(sorted(parameters.items())).encode())])


def measured(records: Sequence[Record]) -> list[Record]:
    """The records of the cells that did not fail."""
    return [record for record in records if FAILED not in record]


def along(records: Sequence[Record], **fixed: object) -> list[Record]:
    """The records with these parameters."""
    return [record for record in records if all(record.get(key) == value for key, value in fixed.items())]


Group = tuple[str, dict[str, Any]]
"""A title, and the parameters of the records under it."""


def ways(title: str, *ways: str, **fixed: object) -> list[Group]:
    """The records with these parameters by the ways of the coupling, "one" and "two" where none is named."""
    return [(f"{title}, {way}-way", {**fixed, "one_way": way == "one"}) for way in ways or ("one", "two")]


def grouped(groups: Iterable[Group], records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    """The records of each group that has some."""
    return [(title, found) for title, fixed in groups if (found := along(records, **fixed))]
