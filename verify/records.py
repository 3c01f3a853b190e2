"""Verdicts as they are stored, in lock files and journals, and taken back.

A stored PROVED or REFUTED counts only if its certificate states exactly the claim's text and the checker accepts it
again: what is stored is trusted no more than what a stranger sends.
"""

from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker import family
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.constants import states_a_value_of
from kreiss.verify.families import Unbounded
from kreiss.verify.verdicts import PROVED, REFUTED, UNDECIDED, Verdict
from kreiss.verify.witness import Witness

Record = Mapping[str, Any]
_SCHEMAS = {"kreiss/proof-1": PROVED, "kreiss/refutation-1": REFUTED, family.SCHEMA: REFUTED}


def record(verdict: Verdict) -> Record:
    """The verdict as a JSON object: the claim's text, the verdict, and its certificate."""
    return {
        **verdict.document(),
        "statement": verdict.claim.statement,
        "exists": list(verdict.claim.constants),
        "certificate": verdict.certificate,
    }


def restored(claim: Claim, stored: Record) -> Verdict | None:
    """The stored verdict, re-checked for this claim's text; None if it does not hold for it (any more)."""
    try:
        if stored["statement"] != claim.statement or stored.get("exists", []) != list(claim.constants):
            return None
        if stored["verdict"] == UNDECIDED:
            return Verdict(claim, UNDECIDED, evidence=stored["evidence"], elapsed=0.0)
        return _rechecked(claim, stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _states(claim: Claim, schema: str, statement: object) -> bool:
    """Whether a certificate of a schema is about this claim: at one value of its constants, or for all of them."""
    if schema == family.SCHEMA:
        return statement == {"exists": list(claim.constants), **claim.statement}
    return states_a_value_of(claim, statement) if claim.constants else statement == claim.statement


def _rechecked(claim: Claim, stored: Record) -> Verdict | None:
    certificate = stored["certificate"]
    schema = certificate["schema"]
    if _SCHEMAS.get(schema) != stored["verdict"] or not _states(claim, schema, certificate["statement"]):
        return None
    try:
        checked = check_document(certificate)
    except Rejected:
        return None
    shown = stored["witness"]
    kind = Unbounded if schema == family.SCHEMA else Witness
    witness = None if shown is None else kind.restored(certificate, shown["lhs"], shown["rhs"])
    return Verdict(claim, stored["verdict"], checked.assumptions, witness, certificate, stored["evidence"])
