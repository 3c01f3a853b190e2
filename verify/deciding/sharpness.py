"""Whether a bound is sharp: a partner of numbers that attains it for every instance, or a better bound.

For a claim x ≤ f that is proved, the partner replaces each block by a number, a normal one by its rate and any other by
its norm; what is due is proved as claims of its own. If that fails, a smaller g in the quantities of f is tried, with a
point at which g < f. Both end in a ``kreiss/sharpness-1`` certificate that the checker has accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from typing import Any

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.symbolic.expressions import expression
from kreiss.symbolic.worst_cases.one_way import least_bound
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.checker.proofs.sharpness import SCHEMA
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.partners import NoPartner, Partner, due
from kreiss.verify.language.trees import Tree, quantities_of, show
from kreiss.verify.proving.problem import Facts, block_classes
from kreiss.verify.proving.prover import proof_of
from kreiss.verify.refuting import refuter

_MOST_PARTNERS, _LONGEST_POINT = 12, 3.0  # points at which the bound is tried for equality, and seconds for one
_FOR_PARTNERS, _FOR_ONE_PROOF = 0.5, 0.5  # shares of what is left: for equality, then for one better bound
_NUMBERS = ("1/2", "1", "0", "2")
_AT_LEAST_ONE = ("K", "K_ct", "sup_powers")
Document = dict[str, Any]


def plain(claim: Claim) -> Claim:
    """The claim without its sharpness."""
    return replace(claim, sharp=False)


def certificate(claim: Claim, bound: Mapping[str, Any], deadline: Deadline) -> Document | None:
    """What is found of the sharpness of a claim with this proof of its bound, as an accepted certificate, or None.

    Raises ``OutOfTime``.
    """
    head = {"schema": SCHEMA, "statement": {**claim.statement, "sharp": True}, "bound": bound}
    for rest in (_attained(claim, deadline.share(_FOR_PARTNERS)), _improved(claim, deadline)):
        document = next((head | found for found in rest), None)
        if document is not None and _is_accepted(document):
            return document
    return None


def _is_accepted(document: Document) -> bool:
    try:
        check_document(document)
    except Rejected:
        return False
    return True


def _attained(claim: Claim, deadline: Deadline) -> Iterator[Document]:
    """Partners for which every obligation is proved before the deadline."""
    for instance in islice(_instances(claim, claim.conclusion[0]), _MOST_PARTNERS):
        try:
            partner = Partner(claim, instance)
            proofs = _proofs((*claim.given, *partner.lines), due(claim, partner), deadline)
        except (NoPartner, OutOfTime):
            continue
        if proofs is not None:
            yield {"verdict": "PROVED", "instance": instance, "models": partner.models, "proofs": proofs}


def _instances(claim: Claim, relation: Tree) -> Iterator[dict[str, str]]:
    """Numbers for the free matrices: rates for normal ones, norms for others, or quantities of the right-hand side."""
    facts, shown = Facts(claim), list(quantities_of(relation[2]))
    choices = [[name] if name in shown else [name, *shown, *_NUMBERS] for name in claim.numbers]
    for name in claim.matrices:
        rates = [rate for rate, parts in facts.rates().items() if f"rho({name})" in parts]
        usual = f"rho({name})" if name in facts.normal else f"norm({name})"
        own = [f"{function}({name})" for function in ("norm", "rho", "numerical_radius")]
        choices.append(list(dict.fromkeys([*rates, *(text for text in own if text in shown), usual])))
    names = (*claim.numbers, *claim.matrices)
    for chosen in product(*choices):
        yield {name: text for name, text in zip(names, chosen, strict=True) if name != text}


def _proofs(given: tuple[str, ...], relations: list[Tree], deadline: Deadline) -> list[Document] | None:
    """A proof of each relation, or None if one is missing; the last one, the bound, is the hardest and comes first."""
    found: list[Document] = []
    for tree in reversed(relations):
        proof = _proof(Claim("due", show(tree), given), deadline)
        if proof is None:
            return None
        found.append(proof)
    return found[::-1]


def _proof(claim: Claim, deadline: Deadline, *, by_forms: bool = True) -> Document | None:
    try:
        found = proof_of(claim, deadline, by_forms=by_forms)
    except KreissError:
        return None
    return None if found is None else found.document()


def _improved(claim: Claim, deadline: Deadline) -> Iterator[Document]:
    """Better right-hand sides that are proved, with a point at which they are. Raises ``OutOfTime``.

    The search for forms, which takes longer than all else, is made for those that are left without a proof.
    """
    (sign, left, right) = claim.conclusion[0]
    candidates = list(_candidates(claim, sign, left, right))
    for by_forms in (False, True):
        for better in tuple(candidates):
            deadline.check()
            bound = replace(plain(claim), states=f"{show(left)} {sign} {better}")
            missed = replace(plain(claim), states=f"{show(right)} {sign} {better}")
            proof = None if by_forms else _bound(bound, deadline, by_forms=False)
            if proof is None and not by_forms:
                continue
            candidates.remove(better)
            point = refuter.hunt(missed, deadline.within(_LONGEST_POINT), deadline, seed=0)
            if point is not None and (proof := proof or _bound(bound, deadline, by_forms=True)):
                yield {"verdict": "REFUTED", "better": better, "proof": proof, "point": point.certificate}


def _bound(claim: Claim, deadline: Deadline, *, by_forms: bool) -> Document | None:
    """A proof of a better bound in its share of the time."""
    try:
        return _proof(claim, deadline.share(_FOR_ONE_PROOF), by_forms=by_forms)
    except OutOfTime:
        return None


def _candidates(claim: Claim, sign: str, left: Tree, right: Tree) -> Iterator[str]:
    """Right-hand sides to try: the worst case of one-way coupling and what is near it, then parts of f itself."""
    allowed = set(quantities_of(right))
    if sign == "<=":
        for block in block_classes(Facts(claim)):
            if block.one_way is not None and set(block.one_way) <= allowed:
                rate, coupling = block.one_way
                yield least_bound(rate, coupling)
                slope = expression(coupling) / (4 * (1 - expression(rate)))
                yield f"max(1, {expression(1) / 2 + slope})"
                yield str(1 + slope)
        if left[0] == "call" and left[1] in _AT_LEAST_ONE:
            yield str((1 + expression(show(right))) / 2)
        yield from (show(rest) for rest in _without_a_summand(right))
        yield from (str(expression(top) / bottom * expression(show(right))) for top, bottom in ((9, 10), (1, 2)))
    else:
        yield from (str(expression(10) / 9 * expression(show(right))), str(2 * expression(show(right))))


def _without_a_summand(tree: Tree) -> Iterator[Tree]:
    """The sum without each of its terms in turn."""
    match tree:
        case ("+", left, right):
            yield from (left, right)
            yield from (("+", rest, right) for rest in _without_a_summand(left))
            yield from (("+", left, rest) for rest in _without_a_summand(right))
        case ("-", left, right):
            yield from (("-", rest, right) for rest in _without_a_summand(left))
