"""What a page shows of one verdict: the claim as mathematics, what the verdict rests on, and the files beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from kreiss.verify.decision import BROKEN, EXPECTED, OPEN, UNDECIDED, Decision
from kreiss.verify.language.trees import show
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.refuting.words import matrix, where
from kreiss.verify.replay import script
from kreiss.verify.reporting.page.notation import Notation
from kreiss.verify.reporting.prose import Argument, arguments
from kreiss.verify.reporting.report import expectation, grounds, tried

_PROVENANCES = {
    "abstract": "the paper’s own text",
    "secondary": "as others summarise it: the verdict is on the summary",
    "kreiss": "stated and proved here",
}
_SIGNS = ("=", "≥", "≤")
"""Before the sides of a family: what holds for all large n."""
_OUTCOMES = {EXPECTED: "as expected", OPEN: "open", BROKEN: "failed"}


@dataclass(frozen=True)
class Side:
    """One side of the relation that fails: its value, exactly or by leading digits."""

    name: str
    value: Markup
    exact: bool


@dataclass(frozen=True)
class Counterexample:
    """A point, or a family in n, at which a claim fails: its names, and both sides there."""

    names: tuple[Markup, ...]
    sides: tuple[Side, ...]
    place: str


class Card:
    """One verdict as the templates read it."""

    def __init__(self, verdict: Decision) -> None:
        self.verdict, self.claim = verdict, verdict.claim
        self.math = Notation(verdict.claim)
        self.lead, self.conclusion, self.sharp = self.math.sentence()

    @property
    def anchor(self) -> str:
        """The name of the card's place in the page."""
        return anchor(self.claim.id)

    @property
    def grounds(self) -> str:
        """In a few words, what the verdict rests on."""
        return grounds(self.verdict)

    @property
    def better(self) -> Markup:
        """The better bound that refutes sharpness, as a relation; nothing without one."""
        better = self.verdict.evidence.get("better")
        if not better or not self.claim.sharp:
            return Markup()
        sign, left, _ = self.claim.bounding
        return self.math(f"{show(left)} {sign} {better}", display=True)

    @property
    def outcome(self) -> str:
        """The verdict against what is expected, in words."""
        return _OUTCOMES.get(self.verdict.outcome, f"expected {expectation(self.verdict)}")

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is what the claim expects."""
        return self.verdict.as_expected

    @property
    def provenance(self) -> str:
        """Where the statement's words come from."""
        return _PROVENANCES.get(self.claim.provenance, self.claim.provenance)

    @property
    def tried(self) -> list[str]:
        """What was done about an undecided claim."""
        return tried(self.verdict) if self.verdict.verdict == UNDECIDED else []

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The proofs of the certificate."""
        return arguments(self.verdict.certificate) if self.verdict.certificate else ()

    @property
    def script(self) -> str:
        """The replay script of a counterexample."""
        witness = self.verdict.witness
        return script(self.claim, witness) if isinstance(witness, Witness) else ""

    @property
    def counterexample(self) -> Counterexample | None:
        """Where a refuted claim fails."""
        witness = self.verdict.witness
        if witness is None:
            return None
        shown = witness.document()
        texts = [(name, matrix(rows)) for name, rows in shown["matrices"].items()]
        called = self.claim.written.names
        numbers = [(called.get(name, name), value) for name, value in shown["parameters"].items()]
        names = [self.math(f"{name} == {text}") for name, text in [*texts, *numbers]]
        return Counterexample(tuple(names), self._sides(shown), where(shown))

    def _sides(self, shown: Mapping[str, Any]) -> tuple[Side, ...]:
        family = bool(self.claim.constants)
        if shown["lhs"] == shown["rhs"] == [None, "inf"]:
            return ()
        names = ("greater side", "smaller side") if family else ("left side", "right side")
        return tuple(self._side(name, shown[key]) for name, key in zip(names, ("lhs", "rhs"), strict=True))

    def _side(self, name: str, value: object) -> Side:
        if isinstance(value, str):
            sign, bare = (value[0], value[1:].strip()) if value[:1] in _SIGNS else ("", value)
            shown = Markup("∞") if bare == "inf" else self.math(bare)
            return Side(name, Markup.escape(f"{sign} " if sign not in ("", "=") else "") + shown, True)
        low, high = value if isinstance(value, Sequence) else (None, None)
        text = f"≤ {high}" if low is None else f"≥ {low}" if high == "inf" else f"between {low} and {high}"
        return Side(name, Markup.escape(text), False)


def anchor(name: str) -> str:
    """The place of a claim in the page: of any id, a name without spaces or signs that HTML or addresses use."""
    return f"claim-{quote(name, safe='')}"
