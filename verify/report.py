"""Verdicts for readers: a table for a terminal, one JSON document for programs, a folder of certificates to keep."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kreiss.verify.reading import in_words
from kreiss.verify.replay import script
from kreiss.verify.trees import show as text_of
from kreiss.verify.verdicts import PROVED, REFUTED, Verdict
from kreiss.verify.witness import Witness

SCHEMA = "kreiss/verdicts-1"
_COLOURS = {PROVED: "green", REFUTED: "red"}


def document(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The ``verify --json`` document."""
    return {"schema": SCHEMA, "claims": [verdict.document() for verdict in verdicts]}


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    """Print the table of verdicts, then each counterexample."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("claim", "verdict", "expected", "rests on"):
        table.add_column(column, overflow="fold", no_wrap=column == "claim")
    table.add_column("s", justify="right")
    for verdict in verdicts:
        table.add_row(
            verdict.claim.id,
            Text(verdict.verdict, style=_COLOURS.get(verdict.verdict, "yellow")),
            _expected(verdict),
            grounds(verdict),
            f"{verdict.elapsed:.1f}",
        )
    console.print(table)
    for verdict in verdicts:
        if verdict.witness is not None:
            console.print(Text(f"\n{verdict.claim.id}", style="bold"), Text(f"fails: {verdict.claim.states}"))
            console.print(Text(counterexample(verdict)))
    _lemmas(verdicts, console)
    agreeing = sum(verdict.as_expected for verdict in verdicts)
    console.print(f"\n{agreeing} of {len(verdicts)} verdicts as expected", highlight=False)


def _expected(verdict: Verdict) -> str:
    if not verdict.claim.expect:
        return "—"
    return "✓" if verdict.as_expected else f"✗ {verdict.claim.expect}"


def grounds(verdict: Verdict) -> str:
    """In a few words, what a verdict rests on."""
    if verdict.claim.sharp and "bound" in verdict.evidence:
        return _sharpness(verdict)
    if verdict.verdict == PROVED:
        count = len(verdict.assumptions)
        at = f" at {verdict.evidence['constants']}" if verdict.claim.constants else ""
        if "vacuous" in verdict.evidence:
            return f"vacuous{at}: nothing satisfies the hypotheses"
        return f"proof{at}, citing {count} lemma{'s' * (count > 1)}" if count else f"proof{at}"
    if verdict.verdict == REFUTED:
        found = "family of counterexamples, n → ∞" if verdict.claim.constants else "counterexample"
        return found + (" (as summarised)" if verdict.claim.provenance == "secondary" else "")
    if verdict.claim.constants:
        return (
            f"fails at {'; '.join(verdict.evidence['refuted_at'])}"
            if verdict.evidence["refuted_at"]
            else "no value found"
        )
    if "no_instance" in verdict.evidence:
        return "no instance found"
    margin = verdict.evidence.get("worst_margin")
    closest = "" if margin is None else f", margin ≥ {margin:.1e}"
    return f"{verdict.evidence.get('instances_certified', 0)} instances hold{closest}"


def _sharpness(verdict: Verdict) -> str:
    """What is known of the sharpness of a bound that is proved."""
    if verdict.verdict == PROVED:
        return "proof, and the bound is attained"
    if verdict.verdict == REFUTED:
        ((sign, left, _),) = verdict.claim.conclusion
        return f"holds, but is not sharp: {text_of(left)} {sign} {verdict.evidence['better']}"
    return "holds; whether it is sharp is open"


def _lemmas(verdicts: Sequence[Verdict], console: Console) -> None:
    """The lemmas that the proofs cite, once each."""
    cited = dict.fromkeys(lemma for verdict in verdicts for lemma in verdict.assumptions)
    if cited:
        console.print("\ncited lemmas, taken as known:")
    for lemma in cited:
        console.print(Text(f"  {lemma}"))


def counterexample(verdict: Verdict) -> str:
    """The witness of a refuted claim, one name a line, and both sides there."""
    witness = verdict.witness
    if witness is None:
        return ""
    shown = witness.document()
    lines = [f"  {name} = {_matrix(rows)}" for name, rows in shown["matrices"].items()]
    lines += [f"  {name} = {value}" for name, value in shown["parameters"].items()]
    if verdict.claim.constants:
        return "\n".join([*lines, f"  greater side {shown['lhs']}, smaller side {shown['rhs']}, for all large n"])
    return "\n".join([*lines, f"  left side {_side(shown['lhs'])}, right side {_side(shown['rhs'])}"])


def _matrix(rows: list[list[str]]) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def _side(value: Any) -> str:
    """An exact side as it is, else its leading digits."""
    if isinstance(value, str):
        return "= ∞" if value == "inf" else f"= {value}"
    low, high = value
    if low is None:
        return "unbounded"
    return f"≥ {low}" if high == "inf" else f"≈ {low}"


def markdown(verdicts: Sequence[Verdict]) -> str:
    """Each claim read back in words, with its verdict, what it rests on, and the counterexample."""
    parts = ["# Verdicts\n"]
    for verdict in verdicts:
        parts.append(f"## {verdict.claim.id}: {verdict.verdict}\n")
        parts.append(f"```\n{in_words(verdict.claim)}\n```\n")
        parts.append(f"{grounds(verdict)}. {verdict.claim.note}".strip() + "\n")
        parts += [f"* {lemma}" for lemma in verdict.assumptions]
        if verdict.witness is not None:
            parts.append(f"```\n{counterexample(verdict)}\n```\n")
    return "\n".join(parts)


def write(verdicts: Sequence[Verdict], folder: Path) -> None:
    """Write ``verdicts.json``, ``report.md``, certificates, and replay scripts of counterexamples into a folder.

    The folder is made if need be; files are named by the id of their claim.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / "verdicts.json", document(verdicts))
    (folder / "report.md").write_text(markdown(verdicts), encoding="utf-8")
    for verdict in verdicts:
        if verdict.certificate is not None:
            _write_json(folder / f"{verdict.claim.id}.json", verdict.certificate)
        if isinstance(verdict.witness, Witness):
            (folder / f"{verdict.claim.id}.py").write_text(script(verdict.claim, verdict.witness), encoding="utf-8")


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
