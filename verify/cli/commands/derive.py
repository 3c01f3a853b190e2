"""``kreiss derive``: theorems derived on the spot, each proof checked before it is printed."""

from pathlib import Path
from typing import Annotated

import typer

from kreiss.errors import InvalidArgument, InvalidCertificate
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.files import compact, require_folder, write_whole

EXAMPLE_CALLS = (
    "kreiss derive",
    "kreiss derive upper-bound -o proofs",
    "kreiss derive upper-bound --coq",
    "kreiss derive upper-bound --lean",
)
"""Shown by ``--help``."""


def command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A theorem, or 'all'; without it, the names.")
    ] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print a self-contained LaTeX document.")] = False,
    coq: Annotated[
        bool, typer.Option("--coq", help="Print the proofs as a file of Coq, over the lemmas of formal/.")
    ] = False,
    lean: Annotated[
        bool, typer.Option("--lean", help="Print what is claimed as statements of Lean 4, which are not compiled here.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write each proof's certificate here.")
    ] = None,
) -> int:
    """Derive a theorem: its problem, statement and proof, with certificates that `kreiss check` accepts.

    Exit status: 0 derived and checked; 2 unusable input.
    """
    from kreiss.symbolic.theorems.catalogue import NAMES, theorem

    forms = [form for form, asked in (("latex", latex), ("coq", coq), ("lean", lean)) if asked]
    if len(forms) > 1:
        raise InvalidArgument(f"--{forms[0]} and --{forms[1]} both print the theorem: give one of them")
    if name == "all" and forms:
        raise InvalidArgument(f"--{forms[0]} prints one document: name one theorem instead of 'all'")
    if name is None:
        for item in map(theorem, NAMES):
            typer.echo(f"{item.name:<22} {item.title}")
        return 0
    if output is not None:
        require_folder(output)
        output.mkdir(parents=True, exist_ok=True)
    for each in NAMES if name == "all" else (name,):
        _derive(each, forms[0] if forms else "text", output)
    return 0


def _derive(name: str, form: str, output: Path | None) -> None:
    from kreiss.symbolic.theorems.catalogue import theorem
    from kreiss.symbolic.theorems.rendering import as_latex, as_text
    from kreiss.verify.coq.theorem import in_coq
    from kreiss.verify.lean.statements import theorem_in_lean
    from kreiss.verify.proving.instances import with_instance

    item = theorem(name)
    proofs = item.derive()
    documents = [with_instance(proof.document()) for proof in proofs]
    try:
        checked = [check_document(document) for document in documents]
    except Rejected as error:
        raise InvalidCertificate(f"the derived proof of {name} is rejected at {error}") from None
    assumptions = dict.fromkeys(lemma for each in checked for lemma in each.assumptions)
    for i, document in enumerate(documents, 1):
        if output is not None:
            write_whole(output / f"{name}-{i}.json", compact(document))
    if form == "latex":
        typer.echo(as_latex(item, proofs))
        return
    if form in ("coq", "lean"):
        typer.echo((in_coq if form == "coq" else theorem_in_lean)(name, documents))
        return
    typer.echo(as_text(item, proofs))
    typer.echo(f"Checked.   {len(documents)} certificates accepted by the independent checker.")
    instances = [(i, each.instance) for i, each in enumerate(checked, 1) if each.instance]
    if instances:
        typer.echo("Instances. " + "\n           ".join(f"({i}) at {where}" for i, where in instances))
    if assumptions:
        typer.echo("Lemmas.    " + "\n           ".join(assumptions))
    typer.echo("")
