"""Statements on experiments and their verdict MEASURED: on which cells a sentence holds, and where it fails.

A measured statement is about the cells that were run and nothing else: no theorem, and never PROVED or REFUTED.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from kreiss.decimals import decimal_above, decimal_below
from kreiss.verify.experiments.bounds.ends import FAILS, HOLDS, span
from kreiss.verify.experiments.statistics import Estimate

MEASURED = "MEASURED"
PAPER = "2/(1−γ) + ‖C‖/(4(1−γ))"
"""The bound under test, in words."""
Records = Sequence[dict[str, Any]]
_DIGITS = 4  # shown, rounded outward


@dataclass(frozen=True)
class Statement:
    """What cells say of a sentence: counts of those where it holds, fails or stays open, the range of a quantity.

    ``claim`` is the id of the statement under test, ``at`` the first cell where it fails, ``interval`` the least lower
    end and the greatest upper end of ``quantity`` over the cells (or the confidence interval that it names).
    """

    claim: str
    sentence: str
    outcome: str
    cells: int
    holds: int = 0
    fails: int = 0
    at: str | None = None
    quantity: str = ""
    interval: tuple[str, str] | None = None
    median: str | None = None
    verdict: str = MEASURED

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self) | {"interval": None if self.interval is None else list(self.interval)}


@dataclass(frozen=True)
class Table:
    """Rows of text under a title."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return {"title": self.title, "columns": list(self.columns), "rows": [list(row) for row in self.rows]}


def decided(claim: str, sentence: str, records: Records, field: str, quantity: str = "", name: str = "") -> Statement:
    """The statement that a field of each record decides as it holds, fails or stays open; other records do not count.

    With ``name`` the statement has the range of that quantity over those records.
    """
    asked = [record for record in records if record.get(field) is not None]
    failing = [record["cell"] for record in asked if record[field] == FAILS]
    holding = sum(record[field] == HOLDS for record in asked)
    return counted(claim, sentence, len(asked), holding, failing, quantity, ranged(asked, name))


def estimated(claim: str, sentence: str, outcome: str, cells: int, quantity: str, fit: Estimate) -> Statement:
    """The statement about an estimated quantity, with its confidence interval."""
    interval = (below(fit.lower), above(fit.upper))
    return Statement(claim, sentence, outcome, cells, quantity=quantity, interval=interval, median=near(fit.value))


Range = tuple[tuple[str, str] | None, str | None]
"""The two ends of a quantity, and its median."""
NONE: Range = (None, None)


def counted(
    claim: str, sentence: str, cells: int, holding: int, failing: Sequence[str], quantity: str = "", found: Range = NONE
) -> Statement:
    """The statement that holds on so many cells, and fails at these, with the range of a quantity over them."""
    outcome, (interval, median) = _outcome(cells, holding, len(failing)), found
    counts: dict[str, Any] = {"holds": holding, "fails": len(failing), "at": next(iter(failing), None)}
    return Statement(claim, sentence, outcome, cells, **counts, quantity=quantity, interval=interval, median=median)


def _outcome(cells: int, holding: int, failing: int) -> str:
    """What the counts say in words."""
    if not cells:
        return "no cell is about it"
    if failing:
        return f"fails, at {failing} of {cells} cells"
    if holding == cells:
        return "holds on these cells"
    return f"holds on {holding} of {cells} cells, open where the ends overlap"


def within(
    claim: str, sentence: str, records: Records, fits: Callable[[float, float], bool], quantity: str, name: str
) -> Statement:
    """The statement that a quantity's two ends fit in each record that has it."""
    asked = [record for record in records if record.get(f"{name}_lower") is not None]
    failing = [record["cell"] for record in asked if not fits(record[f"{name}_lower"], record[f"{name}_upper"])]
    return counted(claim, sentence, len(asked), len(asked) - len(failing), failing, quantity, ranged(asked, name))


def ranged(records: Records, name: str) -> Range:
    """The range of a quantity over records, rounded outward, and its median."""
    found = span(records, name) if name else None
    return NONE if found is None else ((below(found[0]), above(found[2])), near(found[1]))


def below(x: float) -> str:
    """The float in four digits, rounded down."""
    return decimal_below(Fraction(x), _DIGITS)


def above(x: float) -> str:
    """The float in four digits, rounded up."""
    return decimal_above(Fraction(x), _DIGITS)


def near(x: float) -> str:
    """The float in about four digits."""
    return f"{x:.4g}"


def ranges(
    groups: Sequence[tuple[str, Records]], names: Iterable[str], *, counted: bool = False
) -> list[tuple[str, ...]]:
    """The rows of a table: for each group its title, how many cells it has where ``counted``, and each range."""
    names = list(names)
    return [
        (title, *([str(len(found))] if counted else []), *(shown(found, name) for name in names))
        for title, found in groups
    ]


def shown(records: Records, name: str) -> str:
    """A cell of a table: the range of a quantity and its median."""
    interval, median = ranged(records, name)
    return "–" if interval is None else f"{interval[0]} … {interval[1]} ({median})"
