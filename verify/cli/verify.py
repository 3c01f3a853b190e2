"""``kreiss verify``: decide the claims of files, or the bundled claims of the paper."""

from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    files: Annotated[list[Path] | None, typer.Argument(help="Claim files; the paper's claims without any.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Decide the claim with this id (repeatable).")] = None,
    budget: Annotated[float, typer.Option(help="Seconds for each claim, about.")] = 30.0,
    workers: Annotated[int | None, typer.Option(help="Processes; by default one per core.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the counterexample search.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write verdicts and certificates into this folder.")] = None,
) -> None:
    """Decide claims: PROVED, REFUTED with an exact counterexample, or UNDECIDED. Exit status 1 if one is unexpected."""
    import json
    import sys

    from rich.console import Console

    from kreiss.verify import report as reports
    from kreiss.verify.claims import PAPER, load_claims
    from kreiss.verify.runner import only as selected
    from kreiss.verify.runner import verify

    claims = selected([claim for file in files or [PAPER] for claim in load_claims(file)], only or [])
    with _progress(len(claims)) as advance:
        verdicts = verify(claims, budget=budget, workers=workers, seed=seed, progress=advance)
    if report is not None:
        reports.write(verdicts, report)
    if as_json:
        sys.stdout.write(json.dumps(reports.document(verdicts), ensure_ascii=False) + "\n")
    else:
        reports.show(verdicts, Console())
        typer.echo(f"seed {seed}, budget {budget:g} s a claim")
    raise typer.Exit(0 if all(verdict.as_expected for verdict in verdicts) else 1)


def _progress(total: int) -> Any:
    """A context that yields the callback for finished claims: a bar on stderr if that is a terminal."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    @contextmanager
    def shown() -> Any:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("deciding claims", total=total)
            yield lambda verdict: bar.update(task, advance=1, description=f"{verdict.claim.id}: {verdict.verdict}")

    return shown()
