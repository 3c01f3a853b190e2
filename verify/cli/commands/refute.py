"""``kreiss refute``: search for an exact counterexample to one claim."""

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreiss.errors import InvalidArgument
from kreiss.verify.cli.output import KEPT_EXAMPLES, is_standard_output, require_outputs, write
from kreiss.verify.cli.selection import one_claim
from kreiss.verify.files import compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from kreiss.verify.claims import Claim
    from kreiss.verify.refuting.examples import Examples
    from kreiss.verify.refuting.families import Unbounded
    from kreiss.verify.refuting.refuter import Trail
    from kreiss.verify.refuting.witness import Witness

    Found = Witness | Unbounded | None

EXAMPLE_CALLS = (
    "kreiss refute --states 'norm(A) <= rho(A)'",
    "kreiss refute bounds.claims.toml --only radius -o cert.json --replay fails.py",
)
"""Shown by ``--help``."""


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="CLAIMS.toml", help="A claim file; give --only with it.")
    ] = None,
    only: Annotated[str | None, typer.Option(metavar="ID", help="The id of the claim in the file.")] = None,
    states: Annotated[
        str | None, typer.Option(metavar="CLAIM", help="The claim, where no file is given: 'norm(A) <= 2*rho(A)'.")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option(metavar="HYPOTHESIS", help="A hypothesis, such as 'symmetric(A)'; repeatable.")
    ] = None,
    budget: Annotated[float, typer.Option(metavar="S", help="Processor seconds for the search.")] = 20.0,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the search.")] = 0,
    examples: Annotated[
        Path, typer.Option(metavar="DIR", help="Try the counterexamples kept here first, and keep new ones.")
    ] = KEPT_EXAMPLES,
    no_examples: Annotated[bool, typer.Option("--no-examples", help="Neither try nor keep counterexamples.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="CERT.json", help="Write the certificate to this file; - is standard output."
        ),
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(metavar="FILE.py", help="Write a Python script that prints the contradiction.")
    ] = None,
) -> None:
    """Search for the simplest rational counterexample; what is printed has been accepted by the checker.

    Exit status: 1 if the claim is refuted and that was not expected; 0 otherwise.
    """

    from kreiss.verify.deciding.verdict import Verdict
    from kreiss.verify.decision import REFUTED, UNDECIDED
    from kreiss.verify.refuting.examples import Examples
    from kreiss.verify.refuting.refuter import Trail
    from kreiss.verify.refuting.witness import Witness
    from kreiss.verify.replay import script
    from kreiss.verify.reporting.report import counterexample

    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    claim = one_claim(file, only, states, given or [])
    if claim.constants and replay is not None:
        raise InvalidArgument("--replay: a claim with open constants fails along a family, which has no replay")
    require_outputs({"--output": output, "--replay": replay}, [file] if file else [], as_json=as_json)
    trail = Trail()
    witness = _refuted(claim, None if no_examples else Examples(examples), lambda: _search(claim, budget, seed, trail))
    verdict = Verdict(claim, REFUTED if witness else UNDECIDED, witness=witness)
    if as_json:
        worst = trail.worst if math.isfinite(trail.worst) else None
        document = {**verdict.document(), "schema": "kreiss/refute-1", "seed": seed, "worst_violation": worst}
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        nothing = f"no counterexample found in {budget:g} s (seed {seed}); that proves nothing about the claim"
        text = nothing if witness is None else f"REFUTED: {claim.states}\n{counterexample(verdict)}"
        typer.echo(text, err=is_standard_output(output) or is_standard_output(replay))
    if witness is not None and output is not None:
        write(output, compact(witness.certificate))
    if isinstance(witness, Witness) and replay is not None:
        write(replay, script(claim, witness))
    raise typer.Exit(1 if witness is not None and claim.expect != REFUTED else 0)


def _refuted(claim: "Claim", examples: "Examples | None", search: "Callable[[], Found]") -> "Found":
    """A counterexample that was kept, or else one that the search finds, which is then kept."""
    from kreiss.verify.refuting.witness import Witness

    found: Found = None if examples is None else examples.refute(claim)
    if found is None:
        found = search()
    if examples is not None and isinstance(found, Witness):
        examples.keep(claim, found)
    return found


def _search(claim: "Claim", budget: float, seed: int, trail: "Trail") -> "Found":
    from kreiss.verify.refuting.families import refute_for_all
    from kreiss.verify.refuting.refuter import refute

    return refute_for_all(claim, budget) if claim.constants else refute(claim, budget, seed, trail)
