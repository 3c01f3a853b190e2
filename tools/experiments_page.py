"""Write the generated parts of ``docs/experiments.md`` from ``docs/experiments-summary.json``; ``--check`` compares.

The summary is the ``summary.json`` of a full run of ``kreiss experiments``; the prose is written by hand. ``--take
FILE`` first puts the experiments of a full run of some of them, at the same seed and with the same packages, into it.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generated import ROOT, settle, with_parts

from kreiss.errors import InvalidArgument
from kreiss.verify.experiments.catalogue import EXPERIMENTS
from kreiss.verify.experiments.summary import SCHEMA, as_text

TOOL = "tools/experiments_page.py"
DOCS = ROOT / "docs"
PAGE, SUMMARY = DOCS / "experiments.md", DOCS / "experiments-summary.json"


def main(arguments: list[str]) -> int:
    """Write the page, or compare; return the exit status."""
    if arguments[:1] == ["--take"]:
        SUMMARY.write_text(as_text(taken(read(SUMMARY), read(Path(arguments[1])))), encoding="utf-8")
        arguments = arguments[2:]
    return settle(TOOL, {PAGE: with_parts(PAGE, TOOL, parts(read(SUMMARY)))}, arguments)


def read(path: Path) -> dict[str, Any]:
    """The summary; raises ``InvalidArgument`` for a file that is none."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if document.get("schema") != SCHEMA:
        raise InvalidArgument(f"{path}: expected a summary of the schema {SCHEMA}")
    return document


def taken(summary: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """The summary with the experiments of a newer one; raises ``InvalidArgument`` where both cannot be of one run."""
    versions = summary["versions"] | newer["versions"]
    if (newer["seed"], newer["quick"]) != (summary["seed"], False) or summary["versions"].items() - versions.items():
        raise InvalidArgument("expected a full run at the seed of the summary, with the same versions of packages")
    found = summary["experiments"] | newer["experiments"]
    ordered = {name: found[name] for name in EXPERIMENTS if name in found}
    return {**summary, "versions": versions, "experiments": ordered}


def parts(summary: Mapping[str, Any]) -> dict[str, list[str]]:
    """The lines between each pair of markers: of the run, and of each experiment its statements and its tables."""
    found = {"run": run(summary)}
    for name, part in summary["experiments"].items():
        found[f"{name} statements"] = statements(part)
        found[f"{name} tables"] = [line for table in part["tables"] for line in shown(table)]
    return found


def run(summary: Mapping[str, Any]) -> list[str]:
    """What was run: seed, versions, cells, and those that failed."""
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    rows = [
        f"| {name} | {part['title']} | {part['cells']} | {len(part['failed'])} |"
        for name, part in summary["experiments"].items()
    ]
    failed = [
        f"* `{one['cell']}`: {one['message']}" for part in summary["experiments"].values() for one in part["failed"]
    ]
    head = [
        f"Seed {summary['seed']}; {versions}.",
        "",
        "| experiment | about | cells | failed |",
        "| --- | --- | ---: | ---: |",
    ]
    return [*head, *rows, *(["", "The cells that failed:", "", *failed] if failed else [])]


def statements(part: Mapping[str, Any]) -> list[str]:
    """The table of an experiment's statements with their verdicts."""
    head = ["| statement | sentence | verdict | quantity | interval (median) |", "| --- | --- | --- | --- | --- |"]
    return [*head, *map(_statement, part["statements"])]


def _statement(one: Mapping[str, Any]) -> str:
    interval = "" if one["interval"] is None else f"[{', '.join(one['interval'])}] ({one['median']})"
    where = f" (first: `{one['at']}`)" if one["at"] else ""
    verdict = f"{one['verdict']}: {one['outcome']}{where}"
    cells = (f"`{one['claim']}`", one["sentence"], verdict, one["quantity"], interval)
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def shown(table: Mapping[str, Any]) -> list[str]:
    """A table in Markdown under its title."""
    rows: Sequence[Sequence[str]] = [table["columns"], ["---"] * len(table["columns"]), *table["rows"]]
    return [f"**{table['title']}**", "", *(f"| {' | '.join(row)} |" for row in rows), ""]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
