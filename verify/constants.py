"""Claims with an unspecified constant: ∃ c ∀ …, proved through an explicit value of c, refuted along a family.

Values from small to large are tried: where a short search finds a counterexample the value is noted and left, else the
prover is asked. Counterexamples at every value tried do not refute the claim, as a larger value may do; a family of
instances along which every value fails in the end does (``families``).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from kreiss.verify.checker.documents import check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.clock import now
from kreiss.verify.families import refute_for_all
from kreiss.verify.verdicts import PROVED, REFUTED, UNDECIDED, Verdict, proof, vacuously
from kreiss.verify.witness import Witness

VALUES = tuple(Fraction(x) for x in ("1/10", "1/4", "1/2", "1", "2", "3", "4", "10", "100", "10000"))
_FIRST, _LONGEST, _FREE = 0.2, 3.0, 2
Refute = Callable[[Claim, float], Witness | None]


def decide_constant(claim: Claim, budget: float, refute: Refute) -> Verdict:
    """PROVED with the value in the certificate, REFUTED by a family, or UNDECIDED with the values that fail.

    Guarantee: exact for PROVED and REFUTED.
    """
    deadline = now() + budget
    verdict = None if claim.expect == PROVED else _along_a_family(claim, _FIRST * budget)
    if verdict is None:
        verdict = _at_values(claim, deadline, refute)
    if verdict.verdict == UNDECIDED and claim.expect == PROVED and now() < deadline:
        verdict = _along_a_family(claim, deadline - now()) or verdict
    return verdict


def _along_a_family(claim: Claim, seconds: float) -> Verdict | None:
    family = refute_for_all(claim, min(_LONGEST, seconds))
    if family is None:
        return None
    assumptions = check_document(family.certificate).assumptions
    return Verdict(claim, REFUTED, assumptions, family, family.certificate)


def _at_values(claim: Claim, deadline: float, refute: Refute) -> Verdict:
    share = (deadline - now()) / (2 * len(VALUES) ** min(len(claim.constants), _FREE))
    tried: list[str] = []
    failing: list[str] = []
    for constants in _choices(claim):
        if now() > deadline:
            break
        chosen, shown = claim.at(constants), ", ".join(f"{name} = {value}" for name, value in constants.items())
        if refute(chosen, share) is not None:
            failing.append(shown)
            continue
        found = vacuously(chosen) or proof(chosen, max(share, (deadline - now()) / 3), tried)
        if found is not None:
            return replace(found, claim=claim, evidence={**found.evidence, "constants": shown, "refuted_at": failing})
    return Verdict(claim, UNDECIDED, evidence={"refuted_at": failing, "tried": tried})


def _choices(claim: Claim) -> Iterator[dict[str, Fraction]]:
    """Values of the constants, the smallest first; of more than two constants one value for all of them."""
    count = len(claim.constants)
    every = product(VALUES, repeat=count) if count <= _FREE else ((value,) * count for value in VALUES)
    choices = sorted(every, key=lambda values: (max(values), values))
    return (dict(zip(claim.constants, values, strict=True)) for values in choices)


def states_a_value_of(claim: Claim, statement: object) -> bool:
    """Whether a certificate's statement is the claim at some values of its constants."""
    if not isinstance(statement, dict) or not isinstance(statement.get("given"), list):
        return False
    count = len(claim.constants)
    definitions = [str(line).partition(" = ") for line in statement["given"][:count]]
    if [name for name, _, _ in definitions] != list(claim.constants):
        return False
    try:
        constants = {name: Fraction(value) for name, _, value in definitions}
    except (ValueError, ZeroDivisionError):
        return False
    return bool(statement == claim.at(constants).statement)
