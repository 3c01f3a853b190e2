"""``kreiss sweep``: one claim at many random instances, each decided exactly."""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import float_below
from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.output import note_errors
from kreiss.verify.cli.progress import progress
from kreiss.verify.cli.selection import one_claim
from kreiss.verify.files import require_writable

if TYPE_CHECKING:
    from kreiss.verify.claims import Claim
    from kreiss.verify.refuting.witness import Witness
    from kreiss.verify.running.sweep import Swept

EXAMPLE_CALLS = ("kreiss sweep --states 'rho(A) <= norm(A)' --instances 100",)
"""Shown by ``--help``."""


def command(
    file: options.FileArgument = None,
    only: options.OnlyOption = None,
    states: options.StatesOption = None,
    given: options.GivenOption = None,
    instances: Annotated[int, typer.Option(metavar="N", help="How many instances.")] = 1000,
    workers: options.WorkersOption = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the instances.")] = 0,
    journal: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Note each hundred instances here, and resume from it.")
    ] = None,
    as_json: options.JsonOption = False,
    debug: options.DebugOption = False,
) -> None:
    """Decide a claim at many random instances, exactly: how many hold, the smallest margin, and those that fail.

    A claim that holds at all of them is not proved. Exit status: 1 if an instance refutes the claim and that was not
    expected, or if one met an internal error; 0 otherwise.
    """

    from kreiss.verify.decision import REFUTED
    from kreiss.verify.running.runner import processes
    from kreiss.verify.running.sweep import instance, sweep

    claim = one_claim(file, only, states, given or [])
    if claim.constants:
        raise InvalidArgument("a sweep needs a claim without open constants")
    if journal is not None:
        require_writable(journal, *([file] if file else []))
    with (
        _journal(journal, claim, seed) as notes,
        processes(workers) as executor,
        progress("instances", instances) as advance,
    ):

        def show(so_far: "Swept") -> None:
            advance(so_far.instances, f"{len(so_far.failing)} failing")

        swept = sweep(claim, instances, seed=seed, executor=executor, journal=notes, progress=show)
    witness = instance(claim, seed, *swept.failing[0]) if swept.failing else None
    document = _document(claim, swept, witness, seed)
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        _show(claim, swept, witness, document)
    traces = {f"chunk {chunk}, instance {i}": failure.trace for (chunk, i), failure in sorted(swept.broken.items())}
    note_errors(traces, debug=debug)
    raise typer.Exit(1 if swept.broken or (swept.failing and claim.expect != REFUTED) else 0)


def _journal(path: Path | None, claim: "Claim", seed: int) -> AbstractContextManager[Any]:
    from kreiss.verify.running.journal import Journal

    return nullcontext() if path is None else Journal(path, {"sweep": dict(claim.statement), "seed": seed})


def _document(claim: "Claim", swept: "Swept", witness: "Witness | None", seed: int) -> dict[str, Any]:
    return {
        "schema": "kreiss/sweep-1",
        "id": claim.id,
        "seed": seed,
        "instances": swept.instances,
        "holding": swept.holding,
        "open": swept.open,
        "empty": swept.empty,
        "failing": len(swept.failing),
        "broken": len(swept.broken),
        "errors": sorted({failure.message for failure in swept.broken.values()}),
        "worst_margin": swept.margin,
        "witness": None if witness is None else witness.document(),
    }


def _show(claim: "Claim", swept: "Swept", witness: "Witness | None", document: dict[str, Any]) -> None:
    from kreiss.verify.deciding.verdict import Verdict
    from kreiss.verify.decision import REFUTED
    from kreiss.verify.reporting.report import counterexample

    margin = "" if swept.margin is None else f", with a margin of at least {float_below(swept.margin, 2)}"
    typer.echo(f"{claim.id}: {swept.holding} of {swept.instances} instances hold{margin}")
    typer.echo(f"{len(swept.failing)} fail, {swept.open} stayed open, {swept.empty} gave no point to decide")
    if swept.broken:
        typer.echo(f"{len(swept.broken)} broke off: {'; '.join(document['errors'])}")
    if witness is not None:
        typer.echo(f"REFUTED: {claim.states}\n{counterexample(Verdict(claim, REFUTED, witness=witness))}")
    typer.echo(f"seed {document['seed']}")
