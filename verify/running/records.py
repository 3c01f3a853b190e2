"""Verdicts as they are stored, in lock files and journals, and taken back.

Nothing that is stored is trusted. What a PROVED or REFUTED claim rests on is its certificate: the verdict, its lemmas,
values of constants, the witness and both sides there are worked out from the certificate anew, once the checker has
accepted it, and only if it states exactly the claim's text. A stored UNDECIDED says how long and with which seed the
claim was tried; it holds until more time is given, or another seed.
"""

from collections.abc import Mapping
from math import inf
from typing import Any

from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.checker.families import family
from kreiss.verify.checker.proofs import sharpness
from kreiss.verify.checker.proofs.proof import SCHEMA as PROOF
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.constants import shown, values_stated
from kreiss.verify.deciding.proved import vacuity
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import PROVED, REFUTED, UNDECIDED
from kreiss.verify.refuting.families import Unbounded
from kreiss.verify.refuting.witness import SCHEMA as REFUTATION
from kreiss.verify.refuting.witness import Witness

Record = Mapping[str, Any]


def record(verdict: Verdict, budget: float = 0.0, seed: int = 0) -> Record:
    """The verdict as a JSON object: the claim's text, the verdict, its certificate or what was spent without one."""
    claim = verdict.claim
    tried = verdict.evidence.get("stored", {"budget": budget, "seed": seed})
    return {
        "verdict": verdict.verdict,
        "statement": claim.statement,
        "exists": list(claim.constants),
        "sharp": claim.sharp,
        **(tried if verdict.verdict == UNDECIDED else {"certificate": verdict.certificate}),
    }


def is_about(stored: Record, claim: Claim) -> bool:
    """Whether a record is of exactly this claim's text."""
    own = (claim.statement, list(claim.constants), claim.sharp)
    return (stored.get("statement"), stored.get("exists", []), stored.get("sharp", False)) == own


def restored(claim: Claim, stored: Record, budget: float = 0.0, seed: int = 0) -> Verdict | None:
    """The stored verdict, re-checked for this claim's text; None if it does not hold for it (any more).

    UNDECIDED holds if it was tried with this seed and at least this budget. Guarantee: exact for PROVED and REFUTED.
    """
    try:
        if not is_about(stored, claim):
            return None
        if stored["verdict"] == UNDECIDED:
            return _undecided(claim, stored, budget, seed)
        found = _rechecked(claim, stored["certificate"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return found if found is not None and found.verdict == stored["verdict"] else None


def _undecided(claim: Claim, stored: Record, budget: float, seed: int) -> Verdict | None:
    tried = {"budget": float(stored["budget"]), "seed": int(stored["seed"])}
    if tried["seed"] != seed or not budget <= tried["budget"] < inf:
        return None
    return Verdict(claim, UNDECIDED, evidence={"stored": tried})


def _rechecked(claim: Claim, certificate: Mapping[str, Any]) -> Verdict | None:
    """The verdict that an accepted certificate gives of the claim; None if it is rejected, or gives none."""
    verdict = _shows(claim, certificate)
    if verdict is None:
        return None
    try:
        checked = check_document(certificate)
    except Rejected:
        return None
    witness = _witness(claim, certificate)
    return Verdict(claim, verdict, checked.assumptions, witness, certificate, _evidence(claim, certificate, checked))


def _shows(claim: Claim, certificate: Mapping[str, Any]) -> str | None:
    """The verdict on the claim that a certificate of this kind and statement gives; None if it is about another.

    At one value of an open constant a proof proves the claim, and a counterexample refutes nothing.
    """
    statement = certificate["statement"]
    match certificate["schema"]:
        case schema if schema == sharpness.SCHEMA and claim.sharp:
            return certificate["verdict"] if statement == claim.sharp_statement else None
        case schema if schema == family.SCHEMA and claim.constants:
            own = {"exists": list(claim.constants), **claim.statement}
            return REFUTED if (statement, certificate["parameter"]) == (own, "n") else None
        case schema if schema == PROOF and claim.constants:
            return PROVED if values_stated(claim, statement) is not None else None
        case schema if schema == PROOF and not claim.sharp:
            return PROVED if statement == claim.statement else None
        case schema if schema == REFUTATION and not claim.constants:
            return REFUTED if statement == claim.statement else None
    return None


def _witness(claim: Claim, certificate: Mapping[str, Any]) -> Witness | Unbounded | None:
    match certificate["schema"]:
        case schema if schema == family.SCHEMA:
            return Unbounded.restored(claim, certificate)
        case schema if schema == REFUTATION:
            return Witness.restored(claim, certificate)
    return None


def _evidence(claim: Claim, certificate: Mapping[str, Any], checked: Checked) -> dict[str, Any]:
    """What the certificate says beyond its verdict."""
    if certificate["schema"] == sharpness.SCHEMA:
        return {**vacuity(checked), "bound": PROVED, "better": certificate.get("better")}
    if certificate["schema"] != PROOF:
        return {}
    values = values_stated(claim, certificate["statement"]) if claim.constants else None
    return {**vacuity(checked), **({"constants": shown(values)} if values else {})}
