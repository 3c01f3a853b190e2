"""Which proofs the checker accepts, and what they can do without, found with few checks of the whole proof.

An inequality's certificate lists the facts that it uses; any other step mentions the expressions that its facts are
about. What the hypotheses give, and what the conclusion does not reach through these, is left out at once. Of what is
left, from the last step on, each one is tried that may be missed: a fact that another step lists, and that neither the
hypotheses nor further steps give, is not. The checker decides whether what is left is still a proof.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kreiss.deadlines import Deadline
from kreiss.symbolic.proof import INNER, Proof, Step, plain
from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.checker.proofs.proof import UNFINISHED
from kreiss.verify.claims.claim import Claim
from kreiss.verify.proving.small import cosine_of

_SIGN = re.compile("<=|>=|==|<|>")
Pair = frozenset[str]
"""The two sides of a relation."""


def is_accepted(proof: Proof) -> bool:
    """Whether the independent checker accepts the proof."""
    return _checked(proof) is not None


def are_accepted(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether the checker accepts the steps as the beginning of a proof of the claim."""
    try:
        check_document(Proof(claim.given, claim.states, tuple(steps), cosine=cosine_of(steps)).document())
    except Rejected as rejection:
        return rejection.message == UNFINISHED
    return True


def shows_nothing_satisfies(proof: Proof) -> bool:
    """Whether the checker accepts the proof as one from hypotheses that contradict each other."""
    checked = _checked(proof)
    return checked is not None and checked.vacuous


def _checked(proof: Proof) -> Checked | None:
    try:
        return check_document(proof.document())
    except Rejected:
        return None


def without_superfluous_steps(proof: Proof, suffices: Callable[[Proof], bool], deadline: Deadline) -> Proof:
    """A part of the proof that still ``suffices``: the whole of it where nothing can be missed, or time is over."""
    own = _of(
        proof, [step for step in proof.steps if not all(_is_given(proof, text) for text in _relations(step.states))]
    )
    if len(own.steps) < len(proof.steps) and suffices(own):
        proof = own
    reached = _reached(proof)
    if len(reached.steps) < len(proof.steps) and suffices(reached):
        proof = reached
    for step in proof.steps[::-1]:
        if deadline.passed:
            break
        shorter = _of(proof, [other for other in proof.steps if other is not step])
        if not _needs(shorter, step) and suffices(shorter):
            proof = shorter
    return proof


def _of(proof: Proof, steps: Sequence[Step]) -> Proof:
    return Proof(proof.given, proof.states, tuple(steps), proof.radius, proof.cosine)


def _reached(proof: Proof) -> Proof:
    """The steps that are the conclusion, or that a later one of these lists or mentions."""
    pairs, texts, steps = set(_pairs(proof.states)), set(_sides(proof.states)), list[Step]()
    for step in reversed(proof.steps):
        if pairs & set(_pairs(step.states)) or texts & set(_sides(step.states)):
            steps.append(step)
            pairs |= set(_listed(step))
            texts |= set(_mentioned(step))
    return _of(proof, steps[::-1])


def _needs(shorter: Proof, step: Step) -> bool:
    """Whether a fact of the step is concluded, or listed by others, and comes from nowhere else. False says nothing."""
    wanted = {*_pairs(shorter.states), *(pair for other in shorter.steps for pair in _listed(other))}
    given = {pair for other in shorter.steps for pair in _stated(other)}
    alone = [text for text in _relations(step.states) if set(_pairs(text)) <= wanted - given]
    return not all(_is_given(shorter, text) for text in alone)


def _is_given(proof: Proof, text: str) -> bool:
    """Whether the hypotheses alone make a relation known."""
    return is_accepted(Proof(proof.given, text, ()))


def _inner(step: Step) -> Sequence[Step]:
    """The steps of the cases of a step, or of those at eigenvalues."""
    return [inner for name in INNER for inner in step.data.get(name, ())]


def _stated(step: Step) -> Iterator[Pair]:
    """What the step states, and the conditions and steps of its cases."""
    yield from _pairs(step.states)
    yield from _pairs(step.data.get("on", ""))
    for inner in _inner(step):
        yield from _stated(inner)


def _listed(step: Step) -> Iterator[Pair]:
    """The relations that certificates in the step list as known."""
    for inner in _inner(step):
        yield from _listed(inner)
    for text in step.data["certificate"]["statement"]["given"] if step.kind == "inequality" else ():
        yield from _pairs(text)


def _mentioned(step: Step) -> Iterator[str]:
    """The expressions in the step, but for those of inequalities."""
    for inner in _inner(step):
        yield from _mentioned(inner)
    if step.kind != "inequality":
        yield from _sides(step.states)
        yield from (_squeezed(text) for value in step.data.values() for text in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _relations(text: str) -> Iterator[str]:
    """The relations of a chain."""
    sides, signs = _SIGN.split(text), _SIGN.findall(text)
    return (f"{left}{sign}{right}" for left, sign, right in zip(sides, signs, sides[1:], strict=False))


def _pairs(text: str) -> Iterator[Pair]:
    """The sides of the relations of a chain."""
    return (frozenset(map(_squeezed, _SIGN.split(relation))) for relation in _relations(text))


def _sides(text: str) -> Iterator[str]:
    """What stands on either side of a relation, but for plain numbers."""
    return (side for side in map(_squeezed, _SIGN.split(text)) if not side.isdigit())


def _squeezed(text: str) -> str:
    return "".join(plain(text).split())
