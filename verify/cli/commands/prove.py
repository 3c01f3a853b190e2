"""``kreiss prove``: decide one inequality between real functions (algebraic ones, exp and log)."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.verify.cli import options
from kreiss.verify.cli.output import is_standard_output, require_outputs, write
from kreiss.verify.files import compact

if TYPE_CHECKING:
    from kreiss.symbolic.inequalities import InequalityResult

SCHEMA = "kreiss/prove-1"

EXAMPLE_CALLS = ("kreiss prove 'x^2 + 1 >= 2*x'", "kreiss prove 'exp(x) >= 1 + x' --given 'x >= 0' -o cert.json")
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
    output: options.OutputOption = None,
    as_json: options.JsonOption = False,
) -> int:
    """Prove or refute an inequality over the reals, with a certificate that `kreiss check` accepts.

    Exit status: 0 PROVED; 1 REFUTED or UNDECIDED; 2 unusable input.
    """
    from kreiss.verify.deciding.inequalities import prove

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
        **({"help": _help(result)} if result.verdict == "UNDECIDED" else {}),
    }


def _help(result: "InequalityResult") -> dict[str, Any]:
    """What is known of an undecided statement: the goal left, the closest point, and what is proved instead of it."""
    closest, relaxation, sufficient = result.closest, result.relaxation, result.sufficient
    return {
        "left": result.left or None,
        "closest": None if closest is None else {name: str(value) for name, value in closest.items()},
        "ratio": None if result.ratio is None else float(result.ratio),
        "relaxation": None if relaxation is None else relaxation.document(),
        "sufficient": None if sufficient is None else sufficient.document(),
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
    return "\n".join([f"UNDECIDED {seconds}: {trouble}", f"tried: {', '.join(tactics)}", *_helping(result)])


def _helping(result: "InequalityResult") -> Iterator[str]:
    """What helps to go on from an undecided statement, one line each."""
    if result.left:
        yield f"left when the search ended: {result.left}"
    if result.closest is not None and result.ratio is not None:
        where = ", ".join(f"{name} = {value}" for name, value in result.closest.items())
        yield f"closest at {where}: there the smaller side is about {float(result.ratio):.6g} of the greater"
    if result.relaxation is not None:
        yield f"proved instead, with a certificate that the checker accepts: {result.relaxation.states}"
    if result.sufficient is not None:
        yield f"a hypothesis with which it is proved, and the checker accepts that: {result.sufficient.hypothesis}"
