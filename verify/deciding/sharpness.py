"""Whether a bound is sharp: a partner of numbers that attains it for every instance, or a better bound.

For a claim x ≤ f that is proved, the partner replaces each block by a number, a normal one by its rate and any other by
its norm; what is due is proved as claims of its own. If that fails, a smaller g in the quantities of f is tried, with a
point at which g < f. For a hypothesis x < f the partner lies on the boundary x = f, or, where that is allowed, at
x = f + t for every t in (0, 1); g is greater there. All end in a ``kreiss/sharpness-1`` certificate that the checker
has accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import count, islice, product
from typing import Any

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.symbolic.expressions import expression
from kreiss.symbolic.worst_cases.one_way import least_bound
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.checker.proofs.sharpness import SCHEMA
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.partners import NoPartner, Partner, due, question, turned
from kreiss.verify.language.grammar import Scope, parse
from kreiss.verify.language.trees import RELATIONS, Tree, quantities_of, show, walk
from kreiss.verify.proving.problem import Facts, block_classes
from kreiss.verify.proving.prover import proof_of
from kreiss.verify.refuting import refuter

_MOST_PARTNERS, _LONGEST_POINT = 12, 3.0  # points at which the bound is tried for equality, and seconds for one
_FOR_PARTNERS, _FOR_ONE_PROOF = 0.5, 0.5  # shares of what is left: for equality, then for one better bound
_NUMBERS = ("1/2", "1", "0", "2")
_IN_A_PRODUCT = 3  # the precedence below which a factor gets brackets
_AT_LEAST_ONE = ("K", "K_ct", "sup_powers")
Document = dict[str, Any]


def plain(claim: Claim) -> Claim:
    """The claim without its sharpness."""
    return replace(claim, sharp=False)


def certificate(claim: Claim, bound: Mapping[str, Any], deadline: Deadline) -> Document | None:
    """What is found of the sharpness of a claim with this proof of its bound, as an accepted certificate, or None.

    Raises ``OutOfTime``.
    """
    head = {"schema": SCHEMA, "statement": claim.sharp_statement, "bound": bound}
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
    margin = _margin(claim)
    for instance in islice(_instances(claim, margin), _MOST_PARTNERS):
        beyond = margin if margin is not None and any(margin in text for text in instance.values()) else None
        more = (f"0 < {beyond} < 1",) if beyond is not None else ()
        try:
            partner = Partner(claim, instance)
            proofs = _proofs((*claim.given, *more, *partner.lines), due(claim, partner, beyond), deadline)
        except NoPartner:
            continue
        except OutOfTime:
            if deadline.passed:
                return
            continue
        if proofs is not None:
            found = {"verdict": "PROVED", "instance": instance, "models": partner.models, "proofs": proofs}
            yield found if beyond is None else {**found, "margin": beyond}


def _margin(claim: Claim) -> str | None:
    """A name for how far partners lie beyond the bound of a hypothesis x ≤ f, where none lie at it."""
    if claim.chosen is None or claim.chosen[0] not in ("<=", ">="):
        return None
    used = {part[1] for tree in (*claim.hypotheses, *claim.conclusion) for part in walk(tree) if part[0] == "name"}
    return next(name for i in count() if (name := f"t{i or ''}") not in used)


def _at_the_bound(claim: Claim, margin: str | None) -> dict[str, list[str]]:
    """The number that a hypothesis bounds, at its bound f, or beyond it by t or by tf/(1 + f)."""
    if claim.chosen is None or claim.chosen[1] not in [("name", name) for name in claim.numbers]:
        return {}
    (sign, (_, name), tree), bound = claim.chosen, show(claim.chosen[2])
    if margin is None:
        return {name: [bound]}
    beyond, factor = "+" if sign[0] == "<" else "-", show(tree, _IN_A_PRODUCT)
    return {name: [f"{bound} {beyond} {margin}", f"{bound} {beyond} {margin}*{factor}/(1 + {bound})"]}


def _instances(claim: Claim, margin: str | None) -> Iterator[dict[str, str]]:
    """Numbers for the free matrices: rates for normal ones, norms for others, or quantities of the right-hand side.

    Of a matrix that is inverted, first the reciprocals of numbers there; last the negatives of all these.
    """
    facts, shown = Facts(claim), list(quantities_of(question(claim)[0][2]))
    parts = [part for tree in (*claim.hypotheses, *claim.conclusion) for part in walk(tree)]
    inverted = {part[2][0][1] for part in parts if part[:2] == ("call", "inverse") and part[2][0][0] == "name"}
    bounded = _at_the_bound(claim, margin)
    choices = [bounded.get(name, [name] if name in shown else [name, *shown, *_NUMBERS]) for name in claim.numbers]
    for name in claim.matrices:
        rates = [rate for rate, parts in facts.rates().items() if f"rho({name})" in parts]
        usual = f"rho({name})" if name in facts.normal else f"norm({name})"
        own = [f"{function}({name})" for function in ("norm", "rho", "numerical_radius")]
        free = [text for text in shown if text in claim.numbers]
        usually = dict.fromkeys([*rates, *(text for text in own if text in shown), usual, *free])
        choices.append(
            [*(f"1/{text}" for text in free if name in inverted), *usually, *(f"-{text}" for text in usually)]
        )
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
    (sign, left, right), _ = question(claim)
    candidates = list(_candidates(claim, sign, left, right))
    for by_forms in (False, True):
        for better in tuple(candidates):
            deadline.check()
            bound = _with(claim, better)
            missed = replace(plain(claim), states=f"{show(right)} {sign} {better}")
            proof = None if by_forms else _bound(bound, deadline, by_forms=False)
            if proof is None and not by_forms:
                continue
            candidates.remove(better)
            point = refuter.hunt(missed, deadline.within(_LONGEST_POINT), deadline, seed=0)
            if point is not None and (proof := proof or _bound(bound, deadline, by_forms=True)):
                yield {"verdict": "REFUTED", "better": better, "proof": proof, "point": point.certificate}


def _with(claim: Claim, better: str) -> Claim:
    """The claim with a better side, of its conclusion or of the hypothesis that is said to be sharp."""
    if claim.chosen is None:
        sign, left, _ = claim.conclusion[0]
        return replace(plain(claim), states=f"{show(left)} {sign} {better}")
    sign, left, _ = claim.chosen
    scope, given, better_bound = Scope(), list[str](), f"{show(left)} {sign} {better}"
    for text in claim.given:
        trees = parse(text, scope)
        bounds = [tree[0] in RELATIONS and turned(tree) == turned(claim.chosen) for tree in trees]
        parts = [better_bound if bound else show(tree) for tree, bound in zip(trees, bounds, strict=True)]
        given += parts if any(bounds) else [text]
    return replace(plain(claim), given=tuple(given))


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
        yield from (show(rest) for rest in _without_a_factor(right))
        yield from (show(rest) for rest in _without_a_summand(right))
        yield from (_multiple(Fraction(factor), right) for factor in ("9/10", "1/2"))
    else:
        factors = ("10/9", "2") if claim.chosen is None else ("2", "3/2", "10/9")
        yield from (_multiple(Fraction(factor), right) for factor in factors)


def _multiple(factor: Fraction, tree: Tree) -> str:
    return str(factor * tree[1]) if tree[0] == "num" else f"{factor}*{show(tree, _IN_A_PRODUCT)}"


def _without_a_factor(tree: Tree) -> Iterator[Tree]:
    """The sum with each number above 1 that multiplies a term left out in turn."""
    match tree:
        case ("*", ("num", factor), rest) if factor > 1:
            yield rest
        case ("+", left, right):
            yield from (("+", rest, right) for rest in _without_a_factor(left))
            yield from (("+", left, rest) for rest in _without_a_factor(right))
        case ("-", left, right):
            yield from (("-", rest, right) for rest in _without_a_factor(left))


def _without_a_summand(tree: Tree) -> Iterator[Tree]:
    """The sum without each of its terms in turn."""
    match tree:
        case ("+", left, right):
            yield from (left, right)
            yield from (("+", rest, right) for rest in _without_a_summand(left))
            yield from (("+", left, rest) for rest in _without_a_summand(right))
        case ("-", left, right):
            yield from (("-", rest, right) for rest in _without_a_summand(left))
