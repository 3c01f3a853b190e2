"""Verdicts as they are stored, in lock files and journals, and taken back.

A stored PROVED or REFUTED counts only if its certificate states exactly the claim's text and the checker accepts it
again: what is stored is trusted no more than what a stranger sends.
"""

from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.constants import states_a_value_of
from kreiss.verify.verdicts import PROVED, REFUTED, UNDECIDED, Verdict
from kreiss.verify.witness import Witness

Record = Mapping[str, Any]
_SCHEMAS = {"kreiss/proof-1": PROVED, "kreiss/refutation-1": REFUTED}


def record(verdict: Verdict) -> Record:
    """The verdict as a JSON object: the claim's text, the verdict, and its certificate."""
    return {
        **verdict.document(),
        "statement": verdict.claim.statement,
        "exists": list(verdict.claim.exists),
        "certificate": verdict.certificate,
    }


def restored(claim: Claim, stored: Record) -> Verdict | None:
    """The stored verdict, re-checked for this claim's text; None if it does not hold for it (any more)."""
    try:
        if stored["statement"] != claim.statement or stored.get("exists", []) != list(claim.exists):
            return None
        if stored["verdict"] == UNDECIDED:
            return Verdict(claim, UNDECIDED, evidence=stored["evidence"], elapsed=0.0)
        return _rechecked(claim, stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _states(claim: Claim, statement: object) -> bool:
    return states_a_value_of(claim, statement) if claim.exists else statement == claim.statement


def _rechecked(claim: Claim, stored: Record) -> Verdict | None:
    certificate = stored["certificate"]
    if _SCHEMAS.get(certificate["schema"]) != stored["verdict"] or not _states(claim, certificate["statement"]):
        return None
    try:
        checked = check_document(certificate)
    except Rejected:
        return None
    shown = stored["witness"]
    witness = None if shown is None else Witness.restored(certificate, shown["lhs"], shown["rhs"])
    return Verdict(claim, stored["verdict"], checked.assumptions, witness, certificate, stored["evidence"])
