"""Claims with an unspecified constant: ∃ c ∀ …, proved through an explicit value of c, refuted along a family.

Values from small to large are tried: first those that are proved without a search for forms; then, where a short search
finds a counterexample the value is noted and left, else the prover is asked for all it can. Counterexamples at every
value tried do not refute the claim, as a larger value may do; a family of instances along which every value fails in
the end does (``families``).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product, takewhile

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.verify.checker.documents import check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.proved import proof, vacuously
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import PROVED, REFUTED, UNDECIDED
from kreiss.verify.language.grammar import Scope, parse
from kreiss.verify.language.trees import Tree, walk
from kreiss.verify.refuting.families import family_against
from kreiss.verify.refuting.witness import Witness

VALUES = tuple(Fraction(x) for x in ("1/10", "1/4", "1/2", "1", "2", "3", "4", "10", "100", "10000"))
_RATIONAL = re.compile("-?[0-9]{1,1000}(/[1-9][0-9]{0,999})?", re.ASCII)
_GLANCE, _EXPECTED, _FREE = 0.2, 0.6, 2
"""Shares for families, at first and where they are expected; and constants whose values are tried apart."""
_FOR_QUICK_PROOFS = 0.3  # of what is left, for proofs without a search for forms at all values
_FOR_ONE_PROOF = 1 / 3  # of what is left, for the proof at one value: other values may be easier
_LONGEST_LOOK = 0.6  # seconds for a counterexample at a smaller value than the one that is proved: it is only told
Refute = Callable[[Claim, Deadline], Witness | None]
_Values = Mapping[str, Fraction]


def decide_constant(claim: Claim, deadline: Deadline, refute: Refute) -> Verdict:
    """PROVED with the value in the certificate, REFUTED by a family, or UNDECIDED with the values that fail.

    Guarantee: exact for PROVED and REFUTED.
    """
    first = {PROVED: 0.0, REFUTED: _EXPECTED}.get(claim.expect or "", _GLANCE)
    verdict = _along_a_family(claim, deadline.share(first)) if first else None
    if verdict is None:
        verdict = _at_values(claim, deadline, refute)
    if verdict.verdict == UNDECIDED and claim.expect != REFUTED:
        verdict = _along_a_family(claim, deadline) or verdict
    return verdict


def _along_a_family(claim: Claim, deadline: Deadline) -> Verdict | None:
    try:
        family = family_against(claim, deadline)
    except OutOfTime:
        return None
    if family is None:
        return None
    assumptions = check_document(family.certificate).assumptions
    return Verdict(claim, REFUTED, assumptions, family, family.certificate)


def _at_values(claim: Claim, deadline: Deadline, refute: Refute) -> Verdict:
    allowed = [constants for constants in _choices(claim) if are_allowed(claim, constants)]
    return _proved_soon(claim, allowed, deadline, refute) or _tried(claim, allowed, deadline, refute)


def _proved_soon(claim: Claim, allowed: Sequence[_Values], deadline: Deadline, refute: Refute) -> Verdict | None:
    """PROVED at the first value that needs no search for forms, with the smaller ones that are soon refuted."""
    soon = deadline.share(_FOR_QUICK_PROOFS)
    for constants in allowed:
        if soon.passed:
            return None
        found = proof(claim.at(constants), soon, [], by_forms=False)
        if found is not None:
            smaller = allowed[: allowed.index(constants)]
            failing = takewhile(lambda values: refute(claim.at(values), deadline.within(_LONGEST_LOOK)), smaller)
            return _proved(claim, found, constants, [shown(values) for values in failing])
    return None


def _tried(claim: Claim, allowed: Sequence[_Values], deadline: Deadline, refute: Refute) -> Verdict:
    """Each value is refuted if that is soon done, else all strategies are asked for a proof."""
    seconds = deadline.left / (2 * len(VALUES) ** min(len(claim.constants), _FREE))
    tried: list[str] = []
    failing: list[str] = []
    for constants in allowed:
        if deadline.passed:
            break
        chosen = claim.at(constants)
        if refute(chosen, deadline.within(seconds)) is not None:
            failing.append(shown(constants))
            continue
        found = vacuously(chosen, deadline.within(seconds)) or proof(chosen, deadline.share(_FOR_ONE_PROOF), tried)
        if found is not None:
            return _proved(claim, found, constants, failing)
    return Verdict(claim, UNDECIDED, evidence={"refuted_at": failing, "tried": tried})


def _proved(claim: Claim, found: Verdict, constants: _Values, failing: list[str]) -> Verdict:
    return replace(
        found, claim=claim, evidence={**found.evidence, "constants": shown(constants), "refuted_at": failing}
    )


def _choices(claim: Claim) -> Iterator[dict[str, Fraction]]:
    """Values of the constants, the smallest first; of more than two constants one value for all of them."""
    count = len(claim.constants)
    every = product(VALUES, repeat=count) if count <= _FREE else ((value,) * count for value in VALUES)
    choices = sorted(every, key=lambda values: (max(values), values))
    return (dict(zip(claim.constants, values, strict=True)) for values in choices)


def are_allowed(claim: Claim, constants: Mapping[str, Fraction]) -> bool:
    """Whether values satisfy the hypotheses about constants alone, which restrict what may be chosen.

    Other values would make the claim true of nothing.
    """
    scope = Scope()
    lines = [(line, parse(line, scope)) for line in claim.expanded.given]
    own = [line for line, trees in lines if _names(trees) <= set(claim.constants)]
    return not own or vacuously(Claim(claim.id, "0 <= 1", tuple(own)).at(constants)) is None


def _names(trees: tuple[Tree, ...]) -> set[str]:
    """The names in one line of a claim, that of a definition among them."""
    return {part[1] for tree in trees for part in walk(tree) if part[0] in ("name", "define")}


def shown(constants: Mapping[str, Fraction]) -> str:
    """Values of constants in a few words: c = 1, m = 2."""
    return ", ".join(f"{name} = {value}" for name, value in constants.items())


def values_stated(claim: Claim, statement: object) -> dict[str, Fraction] | None:
    """The values of its constants for which a certificate's statement is the claim; None if it is another claim."""
    if not isinstance(statement, dict) or not isinstance(statement.get("given"), list):
        return None
    definitions = [str(line).partition(" = ") for line in statement["given"][: len(claim.constants)]]
    if [name for name, _, _ in definitions] != list(claim.constants):
        return None
    if not all(_RATIONAL.fullmatch(value) for _, _, value in definitions):
        return None
    constants = {name: Fraction(value) for name, _, value in definitions}
    return constants if statement == claim.at(constants).statement and are_allowed(claim, constants) else None
