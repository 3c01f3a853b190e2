"""``kreiss prove``: decide one inequality between real functions (algebraic ones, exp and log)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.verify.cli.output import is_standard_output, require_outputs, write
from kreiss.verify.files import compact

if TYPE_CHECKING:
    from kreiss.symbolic.inequalities import InequalityResult

SCHEMA = "kreiss/prove-1"

EXAMPLE_CALLS = (
    "kreiss prove 'x^2 + 1 >= 2*x'",
    "kreiss prove 'exp(x) >= 1 + x' --given 'x >= 0' -o cert.json",
)
"""Shown by ``--help``."""


def command(
    statement: Annotated[
        str,
        typer.Argument(
            metavar="STATEMENT", help="The inequality, such as 'x^2 + 1 >= 2*x', in + - * / ^ sqrt abs min max exp log."
        ),
    ],
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--given",
            "-g",
            metavar="HYPOTHESIS",
            help="A hypothesis such as 'x >= 1', or a definition 's = q + 1'; repeatable.",
        ),
    ] = None,
    budget: Annotated[
        float, typer.Option(metavar="S", help="Processor seconds after which the answer is UNDECIDED.")
    ] = 30.0,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="CERT.json", help="Write the certificate to this file; - is standard output."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> int:
    """Prove or refute an inequality over the reals, with a certificate that `kreiss check` accepts.

    Exit status: 0 PROVED; 1 REFUTED or UNDECIDED; 2 unusable input.
    """
    from kreiss.symbolic.inequalities import prove

    require_outputs({"--output": output}, as_json=as_json)
    result = prove(statement, given or (), budget=budget)
    typer.echo(json.dumps(_document(result)) if as_json else _sentence(result), err=is_standard_output(output))
    if output is not None and result.certificate is not None:
        write(output, compact(result.certificate))
    return 0 if result.verdict == "PROVED" else 1


def _document(result: "InequalityResult") -> dict[str, Any]:
    point = None if result.point is None else {name: str(value) for name, value in result.point.items()}
    return {
        "schema": SCHEMA,
        "verdict": result.verdict,
        "point": point,
        "certificate": result.certificate,
        "elapsed_s": round(result.elapsed, 3),
    }


def _sentence(result: "InequalityResult") -> str:
    seconds = f"({result.elapsed:.1f} s)"
    if result.verdict == "PROVED":
        vacuous = ": vacuously, no point satisfies the hypotheses" if result.vacuous else ""
        return f"PROVED{vacuous} {seconds}"
    if result.point is not None:
        where = ", ".join(f"{name} = {value}" for name, value in result.point.items())
        return f"REFUTED at {where or 'every point'} {seconds}"
    *tactics, trouble = result.tried
    return f"UNDECIDED {seconds}: {trouble}\ntried: {', '.join(tactics)}"
