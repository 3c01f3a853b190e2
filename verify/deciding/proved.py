"""The ways to a verdict that the checker has accepted: by contradicting hypotheses, by a proof, by a counterexample."""

import re
from collections.abc import Mapping
from typing import Any

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import PROVED, REFUTED
from kreiss.verify.proving.instances import with_instance
from kreiss.verify.refuting.witness import Witness

_FOR_A_CONTRADICTION, _LONGEST_LOOK = 0.2, 1.0  # the share, and the seconds at the most: few claims are vacuous
_MOST_LEFT = 3  # goals without a proof that are shown: more would hide the ones that matter
_BROUGHT = re.compile(r"\bq[0-9]+\b")


def vacuously(claim: Claim, deadline: Deadline = NEVER) -> Verdict | None:
    """PROVED, and said to be vacuous, where the hypotheses are soon shown to contradict each other."""
    from kreiss.verify.proving.prover import contradiction  # start-up time

    look = deadline.share(_FOR_A_CONTRADICTION).within(_LONGEST_LOOK)
    try:
        found = contradiction(claim, look)
    except (KreissError, OutOfTime):
        return None
    if found is None:
        return None
    certificate = found.document()
    checked = check_document(certificate)
    return Verdict(claim, PROVED, checked.assumptions, None, certificate, vacuity(checked))


def vacuity(checked: Checked) -> dict[str, str]:
    """What a verdict's evidence says of a proof from hypotheses that contradict each other."""
    return {"vacuous": "nothing satisfies the hypotheses: 1 <= 0 follows from them"} if checked.vacuous else {}


def proof(claim: Claim, deadline: Deadline, tried: list[str], *, by_forms: bool = True) -> Verdict | None:
    """PROVED where the prover's certificate states exactly this claim and the checker accepts it; else None, noted."""
    from kreiss.verify.proving.prover import proof_of  # start-up time

    left: list[str] = []
    try:
        found = proof_of(claim, deadline, left, by_forms=by_forms)
    except OutOfTime as over:
        tried.append("prover: the budget ended before a proof was found")
        tried += _shown(claim, [str(over).split(" given ")[0], *left])
        return None
    except KreissError as error:
        tried.append(f"prover: {error}")
        return None
    if found is None:
        tried.append("prover: no proof found")
        tried += _shown(claim, left)
        return None
    certificate = found.document()
    if certificate.get("statement") != claim.statement:
        tried.append("prover: the proof is of another statement")
        return None
    for document in (with_instance(certificate, deadline), certificate):
        try:
            checked = check_document(document)
        except Rejected as rejection:
            tried.append(f"checker: rejected the proof at {rejection}")
        else:
            return Verdict(claim, PROVED, checked.assumptions, None, document, vacuity(checked))
    return None


def _shown(claim: Claim, left: list[str]) -> list[str]:
    """A few of the goals that were left: inequalities without the numbers that forms bring along, q1, q2, …"""
    goals = [line for line in left if line.startswith("no proof of ")]
    own = [line for line in goals if all(name in claim.free for name in _BROUGHT.findall(line))]
    return list(dict.fromkeys(own))[:_MOST_LEFT]


def refuted(claim: Claim, witness: Witness, evidence: Mapping[str, Any], elapsed: float = 0.0) -> Verdict:
    """REFUTED by a witness that the checker has accepted for exactly this claim."""
    assumptions = check_document(witness.certificate).assumptions
    return Verdict(claim, REFUTED, assumptions, witness, witness.certificate, evidence, elapsed)
