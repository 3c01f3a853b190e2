"""The options that several commands have: named, explained and read in one way."""

from pathlib import Path
from typing import Annotated

import typer

KEPT_EXAMPLES = Path(".kreiss", "examples")
"""Where found counterexamples are kept, beside what other tools keep of a project."""

FileArgument = Annotated[Path | None, typer.Argument(metavar="CLAIMS.toml", help="A claim file; give --only with it.")]
OnlyOption = Annotated[str | None, typer.Option(metavar="ID", help="The id of the claim in the file.")]
StatesOption = Annotated[
    str | None, typer.Option(metavar="CLAIM", help="The claim, where no file is given: 'norm(A) <= 2*rho(A)'.")
]
GivenOption = Annotated[
    list[str] | None, typer.Option(metavar="HYPOTHESIS", help="A hypothesis, such as 'symmetric(A)'; repeatable.")
]
ExamplesOption = Annotated[
    Path, typer.Option(metavar="DIR", help="Try the counterexamples kept here first, and keep new ones.")
]
NoExamplesOption = Annotated[bool, typer.Option("--no-examples", help="Neither try nor keep counterexamples.")]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="CERT.json", help="Write the certificate to this file; - is standard output."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Print the tracebacks of internal errors.")]
WorkersOption = Annotated[int | None, typer.Option(metavar="N", help="Processes; by default one per core.")]
