"""Claims with an unspecified constant: ∃ c ∀ …, proved through an explicit value of c.

Values from small to large are tried: where a short search finds a counterexample the value is noted and left, else the
prover is asked. Counterexamples at every value tried do not refute the claim, as a larger value may do.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from kreiss.verify.claims.claim import Claim
from kreiss.verify.clock import now
from kreiss.verify.verdicts import UNDECIDED, Verdict, proof
from kreiss.verify.witness import Witness

VALUES = tuple(Fraction(x) for x in ("1/10", "1/4", "1/2", "1", "2", "3", "4", "10", "100", "10000"))
Refute = Callable[[Claim, float], Witness | None]


def decide_constant(claim: Claim, budget: float, refute: Refute) -> Verdict:
    """PROVED with the value in the certificate, or UNDECIDED with the values that fail. Guarantee: exact for PROVED."""
    deadline = now() + budget
    share = budget / (2 * len(VALUES) ** len(claim.exists))
    tried: list[str] = []
    failing: list[str] = []
    for constants in _choices(claim):
        if now() > deadline:
            break
        chosen, shown = claim.at(constants), ", ".join(f"{name} = {value}" for name, value in constants.items())
        if refute(chosen, share) is not None:
            failing.append(shown)
            continue
        found = proof(chosen, max(share, (deadline - now()) / 3), tried)
        if found is not None:
            return replace(found, claim=claim, evidence={"constants": shown, "refuted_at": failing})
    evidence: dict[str, Any] = {"refuted_at": failing, "tried": tried}
    return Verdict(claim, UNDECIDED, evidence=evidence)


def _choices(claim: Claim) -> Iterator[dict[str, Fraction]]:
    """Values of all constants, the smallest first."""
    choices = sorted(product(VALUES, repeat=len(claim.exists)), key=lambda values: (max(values), values))
    return (dict(zip(claim.exists, values, strict=True)) for values in choices)


def states_a_value_of(claim: Claim, statement: object) -> bool:
    """Whether a certificate's statement is the claim at some values of its constants."""
    if not isinstance(statement, dict) or not isinstance(statement.get("given"), list):
        return False
    count = len(claim.exists)
    definitions = [str(line).partition(" = ") for line in statement["given"][:count]]
    if [name for name, _, _ in definitions] != list(claim.exists):
        return False
    try:
        constants = {name: Fraction(value) for name, _, value in definitions}
    except (ValueError, ZeroDivisionError):
        return False
    return bool(statement == claim.at(constants).statement)
