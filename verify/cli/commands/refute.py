"""``kreiss refute``: search for an exact counterexample to one claim."""

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.output import is_standard_output, require_outputs, write
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
    file: options.FileArgument = None,
    only: options.OnlyOption = None,
    states: options.StatesOption = None,
    given: options.GivenOption = None,
    budget: Annotated[float, typer.Option(metavar="S", help="Processor seconds for the search.")] = 20.0,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the search.")] = 0,
    examples: options.ExamplesOption = options.KEPT_EXAMPLES,
    no_examples: options.NoExamplesOption = False,
    as_json: options.JsonOption = False,
    output: options.OutputOption = None,
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
