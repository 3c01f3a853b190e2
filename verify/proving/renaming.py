"""Claims that use names which proofs have for themselves: proved under other names, and the proof renamed.

A proof names r > 1, a point with its size and a unit, and writes norm_C for norm(C). What a claim calls its numbers
changes nothing: they change places with fresh names, in the claim and then in its proof.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from kreiss.symbolic.proof import Proof, Step, plain
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import QUANTITIES, show, walk

_OWN = ("r", "z_", "d_", "e_")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_PLAIN = re.compile(rf"({'|'.join(QUANTITIES)})_\w+", re.ASCII)


class Renaming:
    """The names of a claim that change places with fresh ones; none for most claims, which stay as they are."""

    def __init__(self, claim: Claim) -> None:
        taken = {name for text in (*claim.given, claim.states) for name in _NAME.findall(text)}
        fresh = (name for i in count(1) if (name := f"n{i}") not in taken)
        named = {**claim.free, **claim.scope.defined}
        pairs = [(name, next(fresh)) for name in sorted(named) if name in _OWN or _PLAIN.fullmatch(name)]
        self._places = dict(pairs) | {new: name for name, new in pairs}
        given = tuple(map(self._text, claim.given))
        self.claim = replace(claim, given=given, states=self._text(claim.states)) if pairs else claim

    def proof(self, found: Proof) -> Proof:
        """The proof of ``claim``, in the names of the claim that was given."""
        if not self._places:
            return found
        given, states = tuple(map(self._text, found.given)), self._text(found.states)
        steps = tuple(map(self._step, found.steps))
        return Proof(given, states, steps, self._text(found.radius), self._text(found.cosine))

    def _text(self, text: str) -> str:
        return _NAME.sub(lambda match: self._places.get(match[0], match[0]), text)

    def _step(self, step: Step) -> Step:
        data = self._value(step.data)
        if step.kind == "inequality":
            shown = set(_NAME.findall(str(data["certificate"])))
            named = {name: text for name, text in self._quantities() if name in shown}
            data = {**data, "quantities": {**named, **data.get("quantities", {})}} if named else data
        return Step(step.kind, self._text(step.states), self._text(step.reason), data)

    def _quantities(self) -> Iterator[tuple[str, str]]:
        """Variables that stand for quantities of the claim without being their plain names, each with its quantity."""
        for tree in (*self.claim.hypotheses, *self.claim.conclusion):
            for part in walk(tree):
                if part[0] == "call" and part[1] in QUANTITIES:
                    text = show(part)
                    name, renamed = self._text(plain(text)), self._text(text)
                    if _NAME.fullmatch(name) and name != plain(renamed):
                        yield name, renamed

    def _value(self, value: Any) -> Any:
        match value:
            case str():
                return self._text(value)
            case Step():
                return self._step(value)
            case Mapping():
                return {self._text(key): self._value(part) for key, part in value.items()}
            case list() | tuple():
                return [self._value(part) for part in value]
        return value
