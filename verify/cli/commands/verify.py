"""``kreiss verify``: decide the claims of files, or the bundled claims of the paper."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.interrupts import stopped_status
from kreiss.verify.cli.output import note_errors, require_outputs
from kreiss.verify.cli.progress import progress
from kreiss.verify.files import require_folder, write_whole

if TYPE_CHECKING:
    from kreiss.verify.claims import Claim
    from kreiss.verify.deciding.verdict import Verdict
    from kreiss.verify.running.records import Record

EXAMPLE_CALLS = (
    "kreiss verify --only kreiss-upper-bound",
    "kreiss verify --explain words",
    "kreiss verify bounds.claims.toml --lock bounds.claims.lock --report report",
)
"""Shown by ``--help``."""


def command(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="CLAIMS.toml...", help="Claim files; the paper's claims without any.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Decide the claim with this id; repeatable.")
    ] = None,
    budget: Annotated[float, typer.Option(metavar="S", help="Processor seconds for each claim, about.")] = 20.0,
    workers: options.WorkersOption = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the counterexample search.")] = 0,
    as_json: options.JsonOption = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a page, verdicts, certificates and replay scripts into this folder."),
    ] = None,
    pyodide: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Add a page to the report that checks certificates in a browser, by this npm package."
        ),
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JUnit report to this file.")] = None,
    lock: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Re-check what this lock file stores; made if missing.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="An undecided claim is a failure.")] = False,
    update_lock: Annotated[bool, typer.Option("--update-lock", help="Store verdicts that changed.")] = False,
    journal: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Note each verdict here, and resume from it.")
    ] = None,
    examples: options.ExamplesOption = options.KEPT_EXAMPLES,
    no_examples: options.NoExamplesOption = False,
    debug: options.DebugOption = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="STYLE", help="Only read the claims back, in 'words' or 'latex'; or tell each 'proof'."),
    ] = None,
) -> None:
    """Decide claims: PROVED, REFUTED with an exact counterexample, or UNDECIDED.

    Exit status: 0 if no verdict is unexpected; 1 if one is, if a claim fails with an error, if a claim or its verdict
    differs from the lock file, or, with --strict, if a claim without 'expect' stays undecided; 2 for unusable input.
    Without 'expect', REFUTED is unexpected. Interrupted, it writes what was decided, and leaves 130 or 143.
    """
    from kreiss.verify.claims import PAPER, load_claims
    from kreiss.verify.deciding.verdict import Verdict
    from kreiss.verify.decision import fails
    from kreiss.verify.refuting.examples import Examples
    from kreiss.verify.reporting.junit import junit as junit_report
    from kreiss.verify.running import lock as locks
    from kreiss.verify.running.runner import only as selected
    from kreiss.verify.running.runner import verify

    found = {file: load_claims(file) for file in files or [PAPER]}
    claims = selected([claim for some in found.values() for claim in some], only or [])
    if explain not in (None, "proof"):
        return _explain(claims, str(explain))
    require_outputs({"--junit": junit, "--lock": lock, "--journal": journal}, files or [])
    _require_report(report, pyodide)
    if update_lock and lock is None:
        raise InvalidArgument("--update-lock needs --lock FILE")
    stored = {} if lock is None else locks.read(lock)
    decided: dict[str, Verdict] = {}
    with _journal(journal, budget, seed) as notes, progress("deciding claims", len(claims)) as advance:
        options: dict[str, Any] = {"workers": workers, "stored": stored, "journal": notes}
        options["examples"] = None if no_examples else Examples(examples)

        def note(verdict: Verdict) -> None:
            decided[verdict.claim.id] = verdict
            advance(len(decided), f"{verdict.claim.id}: {verdict.verdict}")

        stopped = _until_stopped(lambda: verify(claims, budget=budget, seed=seed, progress=note, **options))
    verdicts = tuple(decided[claim.id] for claim in claims if claim.id in decided)
    changes = locks.changes(stored, verdicts)
    stores = lock is not None and (update_lock or not changes)
    if lock is not None and stores:
        locks.write(lock, verdicts, _still_stored(stored, verdicts, everything=not only and not stopped), budget, seed)
    if report is not None:
        from kreiss.verify.reporting.folder import write

        write(verdicts, report, budget, seed, None if lock is None else changes, pyodide)
    if junit is not None:
        places = {claim.id: str(file if files else file.name) for file, some in found.items() for claim in some}
        write_whole(junit, junit_report(verdicts, "" if update_lock else changes, places, strict=strict))
    if lock is not None and not only and not stopped:
        _note_removed(sorted(stored.keys() - {claim.id for claim in claims}), written=stores)
    _tell(verdicts if explain == "proof" and not as_json else ())
    _show(verdicts, as_json, changes, update_lock, f"seed {seed}, budget {budget:g} s a claim")
    note_errors({v.claim.id: trace for v in verdicts if (trace := v.evidence.get("traceback"))}, debug=debug)
    if stopped:
        _note_stopped(len(verdicts), len(claims), [lock if stores else None, report, junit], journal)
        raise typer.Exit(stopped)
    failed = any(fails(verdict, strict=strict) for verdict in verdicts) or (changes and not update_lock)
    raise typer.Exit(1 if failed else 0)


def _require_report(report: Path | None, pyodide: Path | None) -> None:
    """Refuse, before the work begins, a folder for the report that cannot be one, and a browser's page without it."""
    from kreiss.verify.reporting.browser.page import require_pyodide

    if report is not None:
        require_folder(report)
    if pyodide is not None:
        if report is None:
            raise InvalidArgument("--pyodide needs --report DIR")
        require_pyodide(pyodide)


def _still_stored(
    stored: "Mapping[str, Record]", verdicts: "tuple[Verdict, ...]", *, everything: bool
) -> "dict[str, Record]":
    """What stays of a lock file: all of it unless ``everything`` was asked about, then what has failed this time."""
    from kreiss.verify.decision import BROKEN

    failed = {verdict.claim.id for verdict in verdicts if verdict.outcome == BROKEN}
    return {name: record for name, record in stored.items() if not everything or name in failed}


def _until_stopped(work: "Callable[[], object]") -> int:
    """Do the work; 0 if it came to its end, else the exit status of the interrupt that stopped it."""
    try:
        work()
    except KeyboardInterrupt:
        return stopped_status()
    return 0


def _note_stopped(decided: int, asked: int, outputs: Sequence[Path | None], journal: Path | None) -> None:
    """Say how far a stopped run came, which files hold it, and how the next one goes on from there."""
    files = ", ".join(str(path) for path in outputs if path is not None)
    kept = f"; what was decided is in {files}" if decided and files else ""
    way = (
        "the same command goes on from the journal" if journal else "with --journal FILE a run goes on where it stopped"
    )
    typer.echo(f"stopped after {decided} of {asked} claims{kept}; {way}", err=True)


def _note_removed(ids: list[str], *, written: bool) -> None:
    """Say which claims leave the lock file because they are no longer in the files."""
    if ids:
        will = "removed from" if written else "--update-lock removes from"
        typer.echo(f"{will} the lock file, as no claim has the id: {', '.join(map(repr, ids))}", err=True)


def _explain(claims: "tuple[Claim, ...]", style: str) -> None:
    from kreiss.verify.claims.in_words import in_latex, in_words

    if style not in ("words", "latex"):
        raise InvalidArgument(f"--explain: expected 'words', 'latex' or 'proof', got {style!r:.40}")
    for claim in claims:
        heading = claim.id if style == "words" else f"% {claim.id}"
        typer.echo(f"{heading}\n{in_words(claim) if style == 'words' else in_latex(claim)}\n")


def _tell(verdicts: "tuple[Verdict, ...]") -> None:
    """Print the proofs in words."""
    from kreiss.verify.reporting.prose import told

    for verdict in verdicts:
        typer.echo(f"{told(verdict)}\n")


def _show(verdicts: "tuple[Verdict, ...]", as_json: bool, changes: str, accepted: bool, settings: str) -> None:

    from kreiss.verify.reporting.report import document, show

    if as_json:
        sys.stdout.write(json.dumps(document(verdicts), ensure_ascii=False) + "\n")
    else:
        show(verdicts, Console())
        typer.echo(settings)
    if changes:
        outcome = "which now stores it" if accepted else "--update-lock accepts it"
        typer.echo(f"what differs from the lock file ({outcome}):\n{changes}", err=as_json)


def _journal(path: Path | None, budget: float, seed: int) -> AbstractContextManager[Any]:
    from kreiss.verify.running.journal import Journal

    return nullcontext() if path is None else Journal(path, {"budget": budget, "seed": seed})
