"""Verdicts for readers: a table for a terminal, one JSON document for programs, Markdown for a repository."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kreiss.decimals import float_below
from kreiss.verify.claims.in_words import in_words
from kreiss.verify.decision import BROKEN, EXPECTED, OPEN, PROVED, REFUTED, UNDECIDED, Decision
from kreiss.verify.language.trees import show as text_of
from kreiss.verify.refuting.words import names, sides
from kreiss.views import View

SCHEMA = "kreiss/verdicts-1"
_GOAL = "no proof of "
_NOTHING = "nothing satisfies the hypotheses"
_COLOURS = {PROVED: "green", REFUTED: "red"}


def document(verdicts: Sequence[Decision]) -> dict[str, Any]:
    """The ``verify --json`` document."""
    return {"schema": SCHEMA, "claims": [verdict.document() for verdict in verdicts]}


def show(verdicts: Sequence[Decision], console: Console) -> None:
    """Print the table of verdicts, then each counterexample, and what was tried on undecided claims."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("claim", "verdict", "expected", "rests on"):
        table.add_column(column, overflow="fold")
    table.add_column("s", justify="right", overflow="fold")
    for verdict in verdicts:
        table.add_row(
            Text(verdict.claim.id),
            Text(verdict.verdict, style=_COLOURS.get(verdict.verdict, "yellow")),
            _expected(verdict),
            Text(grounds(verdict)),
            f"{verdict.elapsed:.1f}",
        )
    console.print(table)
    for verdict in verdicts:
        _details(verdict, console)
    _lemmas(verdicts, console)
    console.print(f"\n{summary(verdicts)}", highlight=False)


def _details(verdict: Decision, console: Console) -> None:
    """Where a refuted claim fails, and what was tried on an undecided one."""
    if verdict.witness is not None:
        console.print(Text(f"\n{verdict.claim.id}", style="bold"), Text(f"fails: {verdict.claim.states}"))
        console.print(Text(counterexample(verdict)))
    elif verdict.verdict == UNDECIDED:
        console.print(Text(f"\n{verdict.claim.id}", style="bold"), Text(f"is undecided: {verdict.claim.states}"))
        console.print(Text("\n".join(f"  {line}" for line in tried(verdict))))


def summary(verdicts: Sequence[Decision]) -> str:
    """How many verdicts are as expected, how many claims that expect nothing are undecided, and how many failed."""
    count = {kind: sum(verdict.outcome == kind for verdict in verdicts) for kind in (EXPECTED, OPEN, BROKEN)}
    others = "".join(f", {count[kind]} {kind}" for kind in (OPEN, BROKEN) if count[kind])
    return f"{count[EXPECTED]} of {len(verdicts)} verdicts as expected{others}"


def _expected(verdict: Decision) -> str:
    if not verdict.claim.expect:
        return "—"
    return "✓" if verdict.as_expected else f"✗ {verdict.claim.expect}"


def expectation(verdict: Decision, *, strict: bool = False) -> str:
    """What would not have failed, in words."""
    return verdict.claim.expect or ("PROVED" if strict else "anything but REFUTED")


def grounds(verdict: Decision) -> str:
    """In a few words, what a verdict rests on."""
    if "error" in verdict.evidence:
        return str(verdict.evidence["error"])
    if verdict.claim.sharp and "bound" in verdict.evidence:
        return _sharpness(verdict)
    if verdict.verdict == PROVED:
        return _proof(verdict)
    if verdict.verdict == REFUTED:
        found = "family of counterexamples, n → ∞" if verdict.claim.constants else "counterexample"
        return found + (" (as summarised)" if verdict.claim.provenance == "secondary" else "")
    if "stored" in verdict.evidence:
        return f"undecided in {verdict.evidence['stored']['budget']:g} s, as stored"
    if verdict.claim.constants:
        failing = verdict.evidence.get("refuted_at")
        return f"fails at {'; '.join(failing)}" if failing else "no value found"
    if "no_instance" in verdict.evidence:
        return "no instance found"
    return f"{verdict.evidence.get('instances_certified', 0)} instances hold{_closest(verdict)}"


def _proof(verdict: Decision) -> str:
    count = len(verdict.assumptions)
    at = f" at {verdict.evidence['constants']}" if verdict.claim.constants else ""
    if "vacuous" in verdict.evidence:
        return f"vacuous{at}: {_NOTHING}"
    return f"proof{at}, citing {count} lemma{'s' * (count > 1)}" if count else f"proof{at}"


def _closest(verdict: Decision) -> str:
    """How close the sides came; a margin of 0 is equality, as far as the enclosures tell."""
    margin = verdict.evidence.get("worst_margin")
    if margin is None:
        return ""
    share = f", the smaller about {(1 - margin) / (1 + margin):.4g} of the greater"
    close = f"by a margin of {float_below(margin, 2)} of both sides" if margin > 0 else "with equal sides, or nearly"
    close += share if 0 < margin < 1 else ""
    return f", the closest {close}"


def tried(verdict: Decision) -> list[str]:
    """What was done about a claim that stays undecided, and how it ended, one line each."""
    evidence = verdict.evidence
    if "error" in evidence:
        return [str(evidence["error"])]
    if "stored" in evidence:
        again = "is tried again with more time (--budget) or another seed (--seed)"
        return [f"tried for {evidence['stored']['budget']:g} s with seed {evidence['stored']['seed']}: {again}"]
    lines = [_attempt(str(line)) for line in dict.fromkeys(evidence.get("tried", ()))]
    if verdict.claim.constants:
        lines.append("a family of counterexamples that fails for every constant was searched for: none was found")
        failing = "; ".join(evidence.get("refuted_at", ())) or "none"
        return [
            *lines,
            f"values of the constants at which a counterexample was found, which refutes nothing: {failing}",
        ]
    if "search_rounds" in evidence:
        lines.append(f"a counterexample was searched for in {evidence['search_rounds']} rounds: none was found")
    if "instances_certified" in evidence:
        holding, still = evidence["instances_certified"], evidence.get("instances_open", 0)
        lines.append(f"random instances, decided exactly: {holding} hold{_closest(verdict)}; {still} stayed open")
    if evidence.get("worst_at"):
        lines += ["the closest of them:", *(f"  {name} = {value}" for name, value in names(evidence["worst_at"]))]
    if "relaxation" in evidence:
        states = evidence["relaxation"]["states"]
        lines.append(f"what is proved instead, with a certificate that the checker accepts: {states}")
    if "sufficient" in evidence:
        hypothesis = evidence["sufficient"]["hypothesis"]
        lines.append(f"a hypothesis with which it is proved, and the checker accepts that: {hypothesis}")
    return [*lines, *([evidence["no_instance"]] if "no_instance" in evidence else [])]


def _attempt(text: str) -> str:
    """A line of the prover, the checker or the sharpness search, as a sentence."""
    subject, _, outcome = text.partition(": ")
    if text.startswith(_GOAL):
        return f"a goal that was left on the way to a proof: {text.removeprefix(_GOAL)}"
    if subject == "prover":
        return f"a proof was searched for: {'none was found' if outcome == 'no proof found' else outcome}"
    return text


def _sharpness(verdict: Decision) -> str:
    """What is known of the sharpness of a bound that is proved."""
    if "vacuous" in verdict.evidence:
        return f"vacuous: {_NOTHING}"
    hypothesis = "" if verdict.claim.chosen is None else text_of(verdict.claim.chosen)
    place = f" in {hypothesis}" if hypothesis else ""
    if verdict.verdict == PROVED:
        return f"proof, and it fails beyond {hypothesis}" if hypothesis else "proof, and the bound is attained"
    if verdict.verdict == REFUTED:
        sign, left, _ = verdict.claim.bounding
        better = f"{text_of(left)} {sign} {verdict.evidence['better']}"
        return f"holds, but is not sharp{place}: {better}{' is enough' if place else ''}"
    return f"holds; whether it is sharp{place} is open"


def _lemmas(verdicts: Sequence[Decision], console: Console) -> None:
    """The lemmas that the proofs cite, once each."""
    cited = dict.fromkeys(lemma for verdict in verdicts for lemma in verdict.assumptions)
    if cited:
        console.print("\ncited lemmas, taken as known:")
    for lemma in cited:
        console.print(Text(f"  {lemma}"))


def counterexample(verdict: Decision) -> str:
    """The witness of a refuted claim, one name a line, and both sides there."""
    witness = verdict.witness
    if witness is None:
        return ""
    shown = witness.document()
    return "\n".join(
        [*(f"  {name} = {value}" for name, value in names(shown, verdict.claim.written.names)), f"  {sides(shown)}"]
    )


def view(verdict: Decision) -> View:
    """The verdict as a table: what is claimed, what the verdict rests on, and where it fails or what was tried."""
    claim = verdict.claim
    rows = [("given", text) for text in claim.given] + [("states", claim.states), ("rests on", grounds(verdict))]
    if verdict.witness is not None:
        shown = verdict.witness.document()
        rows += [
            *((f"fails at {name} =", value) for name, value in names(shown, claim.written.names)),
            ("there", sides(shown)),
        ]
    elif verdict.verdict == UNDECIDED:
        rows += [("tried", line.strip()) for line in tried(verdict)]
    rows += [("cites", lemma) for lemma in verdict.assumptions]
    return View(f"{claim.id}: {verdict.verdict}", [*rows, ("outcome", verdict.outcome)])


def markdown(verdicts: Sequence[Decision], budget: float | None = None, seed: int | None = None) -> str:
    """A table of the verdicts; then each claim in words, with what its verdict rests on, or what was tried."""
    settings = [f"kreiss {version('kreiss')}", *([] if budget is None else [f"{budget:g} s a claim", f"seed {seed}"])]
    parts = ["# Verdicts\n", f"{summary(verdicts)} ({', '.join(settings)}).\n"]
    parts += ["| claim | verdict | expected | rests on |", "| --- | --- | --- | --- |"]
    for verdict in verdicts:
        cells = (verdict.claim.id, verdict.verdict, _expected(verdict), grounds(verdict))
        parts.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join([*parts, "", *map(_section, verdicts)])


def _section(verdict: Decision) -> str:
    """One claim of the report."""
    parts = [f"## {verdict.claim.id}: {verdict.verdict}\n", f"```\n{in_words(verdict.claim)}\n```\n"]
    parts.append(f"{grounds(verdict)}. {verdict.claim.note}".strip() + "\n")
    parts += [f"* {lemma}" for lemma in verdict.assumptions]
    if verdict.witness is not None:
        parts.append(f"```\n{counterexample(verdict)}\n```\n")
    elif verdict.verdict == UNDECIDED:
        parts.append("Tried:\n\n```\n" + "\n".join(tried(verdict)) + "\n```\n")
    return "\n".join(parts)
