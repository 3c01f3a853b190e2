"""Verdicts as they are stored, in lock files and journals, and taken back.

A stored PROVED or REFUTED counts only if its certificate states exactly the claim's text and the checker accepts it
again: what is stored is trusted no more than what a stranger sends.
"""

from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker import family, sharpness
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
        "sharp": verdict.claim.sharp,
        "certificate": verdict.certificate,
    }


def restored(claim: Claim, stored: Record) -> Verdict | None:
    """The stored verdict, re-checked for this claim's text; None if it does not hold for it (any more)."""
    try:
        own = (claim.statement, list(claim.constants), claim.sharp)
        if (stored["statement"], stored.get("exists", []), stored.get("sharp", False)) != own:
            return None
        if stored["verdict"] == UNDECIDED:
            return Verdict(claim, UNDECIDED, evidence=stored["evidence"], elapsed=0.0)
        return _rechecked(claim, stored)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _states(claim: Claim, schema: str, statement: object) -> bool:
    """Whether a certificate of a schema is about this claim: at one value of its constants, or for all of them."""
    if schema == sharpness.SCHEMA:
        return statement == {**claim.statement, "sharp": claim.sharp}
    if schema == family.SCHEMA:
        return statement == {"exists": list(claim.constants), **claim.statement}
    return states_a_value_of(claim, statement) if claim.constants else statement == claim.statement


def _rechecked(claim: Claim, stored: Record) -> Verdict | None:
    certificate = stored["certificate"]
    schema, verdict = certificate["schema"], stored["verdict"]
    shown = certificate["verdict"] if schema == sharpness.SCHEMA else _SCHEMAS.get(schema)
    enough = schema == sharpness.SCHEMA or not (claim.sharp and verdict == PROVED)
    if shown != verdict or not enough or not _states(claim, schema, certificate["statement"]):
        return None
    try:
        checked = check_document(certificate)
    except Rejected:
        return None
    shown = stored["witness"]
    kind = Unbounded if schema == family.SCHEMA else Witness
    witness = None if shown is None else kind.restored(certificate, shown["lhs"], shown["rhs"])
    evidence = {**stored["evidence"], **({"better": certificate.get("better")} if schema == sharpness.SCHEMA else {})}
    return Verdict(claim, verdict, checked.assumptions, witness, certificate, evidence)
