"""Claims in other words for which proofs are easier found, and the proofs carried back.

A proof names r > 1, a point with its size and a unit, and writes norm_C for norm(C): numbers of the claim that are
called so change places with fresh names. A matrix written out in a quantity, K([[g, 0], [c, g]]), has a name and a
definition. Neither changes what is true, nor what is proved.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from kreiss.symbolic.proof import Proof, Step, plain
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.grammar import Scope, parse
from kreiss.verify.language.trees import QUANTITIES, RELATIONS, Tree, replaced, show, walk

_OWN = ("r", "z_", "d_", "e_")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_PLAIN = re.compile(rf"({'|'.join(QUANTITIES)})_\w+", re.ASCII)


class Renaming:
    """The claim as it is easier proved; most claims stay as they are, and so do those with open constants."""

    def __init__(self, claim: Claim) -> None:
        self._own = claim
        self._matrices: dict[str, str] = {}
        named = claim if claim.constants else self._with_names_of_matrices(claim)
        fresh = {False: _fresh("n", named), True: _fresh("N", named)}
        names = [] if claim.constants else sorted({**named.free, **named.scope.defined})
        pairs = [(name, next(fresh[name[0].isupper()])) for name in names if name in _OWN or _PLAIN.fullmatch(name)]
        self._places = dict(pairs) | {new: name for name, new in pairs}
        given = tuple(map(self._text, named.given))
        self.claim = replace(named, given=given, states=self._text(named.states)) if pairs else named
        self._places |= self._matrices

    def _with_names_of_matrices(self, claim: Claim) -> Claim:
        """The claim with a name for each matrix written out in a quantity, defined before the first line with it."""
        fresh, scope, names = _fresh("N", claim), Scope(), dict[Tree, Tree]()
        lines: list[str] = []
        for text in (*claim.given, claim.states):
            trees = parse(text, scope)
            for matrix in dict.fromkeys(_written_out(trees)):
                if matrix not in names:
                    names[matrix] = ("name", next(fresh))
                    self._matrices[names[matrix][1]] = show(matrix)
                    lines.append(f"{names[matrix][1]} = {show(matrix)}")
            own = any(True for _ in _written_out(trees))
            lines.append(_chain([replaced(tree, names) for tree in trees]) if own else text)
        return replace(claim, given=tuple(lines[:-1]), states=lines[-1]) if names else claim

    def proof(self, found: Proof) -> Proof:
        """The proof of ``claim``, as one of the claim that was given."""
        if not self._places:
            return found
        steps = tuple(map(self._step, found.steps))
        return Proof(self._own.given, self._own.states, steps, self._text(found.radius), self._text(found.cosine))

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


class Lettered(Renaming):
    """The claim with a letter for each of some expressions in matrices: what holds for all letters holds for these."""

    def __init__(self, claim: Claim, expressions: Sequence[Tree]) -> None:
        fresh, scope = _fresh("N", claim), Scope()
        letters: dict[Tree, Tree] = {tree: ("name", next(fresh)) for tree in expressions}
        lines = [
            _chain([replaced(tree, letters) for tree in parse(text, scope)]) for text in (*claim.given, claim.states)
        ]
        self._own, self.claim = claim, replace(claim, given=tuple(lines[:-1]), states=lines[-1])
        self._places = {letter[1]: f"({show(tree)})" for tree, letter in letters.items()}


def _fresh(stem: str, claim: Claim) -> Iterator[str]:
    """Names that the claim does not use."""
    taken = {name for text in (*claim.given, claim.states) for name in _NAME.findall(text)}
    return (name for i in count(1) if (name := f"{stem}{i}") not in taken)


def _written_out(trees: Sequence[Tree]) -> Iterator[Tree]:
    """The matrices written out in quantities, but for those of one entry, which are easier to see through."""
    for tree in trees:
        for part in walk(tree):
            if part[0] == "call" and part[1] in QUANTITIES and part[2][0][0] == "matrix" and len(part[2][0][1]) > 1:
                yield part[2][0]


def _chain(trees: Sequence[Tree]) -> str:
    """The text of one line: neighbouring relations share a side."""
    if trees[0][0] not in RELATIONS:
        return ", ".join(map(show, trees))
    return show(trees[0][1]) + "".join(f" {sign} {show(right)}" for sign, _, right in trees)
