"""Verdicts on claims: PROVED, REFUTED or UNDECIDED, never merged, each with what it rests on.

What is expected to be proved goes to the prover first; else a search for a counterexample comes first, a short one
where none is expected, since a false claim has no proof, then the prover, then a longer search, then instances. What is
expected decides the order alone: PROVED and REFUTED are given only when the checker has accepted a certificate for
exactly this claim's text.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.verify.checker.documents import check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.constants import decide_constant
from kreiss.verify.deciding.proved import proof, refuted, vacuity, vacuously
from kreiss.verify.deciding.relaxing import relaxation
from kreiss.verify.deciding.sufficing import sufficient
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import PROVED, REFUTED, UNDECIDED
from kreiss.verify.refuting import refuter, sampling
from kreiss.verify.refuting.witness import Witness

_SHARES = {"expected proof": 0.8, "glance": 0.1, "proof": 0.5, "search": 0.65, "trial": 0.5, "relaxation": 0.5}
"""Of what is left of the budget; what one attempt does not use the next one has."""
_LONGEST_GLANCE = 2.0  # seconds of the first search: false claims mostly fail soon, and the others want a proof
_OPEN = "sharpness: no partner of numbers attains the bound, and no better one was found"
_OVER = "the budget ended"
_ENDED = "sharpness: the budget ended before a partner of numbers or a better bound was found"


def decide(claim: Claim, budget: float = 30.0, seed: int = 0) -> Verdict:
    """The verdict on a claim within ``budget`` seconds of processor time. Guarantee: exact for PROVED and REFUTED."""
    started, deadline = time.monotonic(), Deadline.after(budget)
    try:
        verdict = _verdict(claim.plain, deadline, seed)
    except OutOfTime:
        verdict = Verdict(claim, UNDECIDED, evidence={"tried": [_OVER]})
    return replace(verdict, claim=claim, elapsed=time.monotonic() - started)


def _verdict(claim: Claim, deadline: Deadline, seed: int) -> Verdict:
    if claim.constants:

        def refute(chosen: Claim, share: Deadline) -> Witness | None:
            return refuter.hunt(chosen, share, deadline, seed, patience=0.0)

        return decide_constant(claim, deadline, refute)
    return (_sharp if claim.sharp else _decided)(claim, deadline, seed)


def _sharp(claim: Claim, deadline: Deadline, seed: int) -> Verdict:
    """The bound is decided first; if it is proved, whether a partner attains it or a better one holds."""
    from kreiss.verify.deciding.sharpness import certificate, plain  # start-up time

    bound = _decided(replace(plain(claim), expect=PROVED), deadline, seed)
    if bound.verdict != PROVED or bound.certificate is None:
        return replace(bound, claim=claim)
    open_end = _OPEN
    try:
        found = certificate(claim, bound.certificate, deadline)
    except OutOfTime:
        found, open_end = None, _ENDED
    if found is None:
        return Verdict(claim, UNDECIDED, bound.assumptions, evidence={"bound": PROVED, "tried": [open_end]})
    checked = check_document(found)
    evidence = {**vacuity(checked), "bound": PROVED, "better": found.get("better")}
    return Verdict(claim, found["verdict"], checked.assumptions, None, found, evidence)


def _decided(claim: Claim, deadline: Deadline, seed: int) -> Verdict:
    trail = refuter.Trail()
    tried: list[str] = []
    witness, verdict = None, vacuously(claim, deadline)
    if verdict is None and claim.expect == PROVED:
        verdict = proof(claim, deadline.share(_SHARES["expected proof"]), tried)
    if verdict is None:
        witness = refuter.hunt(claim, _first_look(claim, deadline), deadline, seed, trail)
    if verdict is None and witness is None and claim.expect != PROVED:
        verdict = proof(claim, deadline.share(_SHARES["proof"]), tried)
    if verdict is None and witness is None:
        witness = refuter.hunt(claim, deadline.share(_SHARES["search"]), deadline, seed + 1, trail)
    if verdict is not None:
        return verdict
    if witness is None:
        certified = sampling.certify(claim, deadline.share(_SHARES["trial"]), seed, closest=trail.closest)
        if certified.counterexample is None:
            return _undecided(claim, certified, trail, tried, deadline)
        witness = certified.counterexample
    return refuted(claim, witness, {"seed": seed})


def _first_look(claim: Claim, deadline: Deadline) -> Deadline:
    """For a counterexample before a proof is tried: a glance, or as long as may be where one is expected."""
    if claim.expect == REFUTED:
        return deadline.share(_SHARES["search"])
    return deadline.share(_SHARES["glance"]).within(_LONGEST_GLANCE)


_UNMET = "no point of the hypotheses was found; they are hard to meet at random, or contradict each other"
_OUT_OF_REACH = "nothing was searched: the hypotheses ask for larger matrices than are drawn, or time ended before"


def _undecided(
    claim: Claim, certified: sampling.Certified, trail: refuter.Trail, tried: list[str], deadline: Deadline
) -> Verdict:
    weaker = relaxation(claim, deadline.share(_SHARES["relaxation"]), _certificate)
    enough = sufficient(claim, deadline, _certificate)
    evidence = {**certified.document(), "search_rounds": trail.candidates, "tried": tried}
    if not certified.holding and not certified.open and not trail.feasible:
        evidence["no_instance"] = _UNMET if trail.candidates else _OUT_OF_REACH
    if weaker is not None:
        evidence["relaxation"] = weaker.document()
    if enough is not None:
        evidence["sufficient"] = enough.document()
    return Verdict(claim, UNDECIDED, evidence=evidence)


def _certificate(claim: Claim, deadline: Deadline) -> Mapping[str, Any] | None:
    """The certificate of a proof that the checker has accepted, from hypotheses that do not contradict each other."""
    found = proof(claim, deadline, [])
    return None if found is None or "vacuous" in found.evidence else found.certificate
