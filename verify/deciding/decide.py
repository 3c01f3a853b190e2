"""Verdicts on claims: PROVED, REFUTED or UNDECIDED, never merged, each with what it rests on.

What is expected to be proved goes to the prover first; else a short search for a counterexample comes first, since a
false claim has no proof, then the prover, then a longer search, then instances. What is expected decides the order
alone: PROVED and REFUTED are given only when the checker has accepted a certificate for exactly this claim's text.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting import refuter, sampling
from kreiss.verify.refuting.families import Unbounded
from kreiss.verify.refuting.witness import Witness
from kreiss.views import View, Viewed

PROVED, REFUTED, UNDECIDED = "PROVED", "REFUTED", "UNDECIDED"
EXPECTED, UNEXPECTED, OPEN, BROKEN = "as expected", "not as expected", "undecided", "failed"
_SHARES = {"contradiction": 0.2, "expected proof": 0.7, "glance": 0.1, "proof": 0.5, "search": 0.65, "instances": 0.35}
_LONGEST_GLANCE, _LONGEST_LOOK = 2.0, 1.0
_OPEN = "sharpness: no partner of numbers attains the bound, and no better one was found"
_OVER = "the budget ended"
_ENDED = "sharpness: the budget ended before a partner of numbers or a better bound was found"


@dataclass(frozen=True)
class Verdict(Viewed):
    """What is known of a claim: ``assumptions`` are lemmas that a proof cites, ``evidence`` tells what was tried."""

    claim: Claim
    verdict: str
    assumptions: tuple[str, ...] = ()
    witness: Witness | Unbounded | None = None
    certificate: Mapping[str, Any] | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    elapsed: float = 0.0

    @property
    def outcome(self) -> str:
        """The verdict against what is expected; where nothing is, PROVED is, REFUTED is not, and UNDECIDED is open.

        A claim that an error kept from being decided has failed, whatever is expected of it.
        """
        if "error" in self.evidence:
            return BROKEN
        if self.claim.expect:
            return EXPECTED if self.verdict == self.claim.expect else UNEXPECTED
        return {PROVED: EXPECTED, REFUTED: UNEXPECTED}.get(self.verdict, OPEN)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one; UNDECIDED is not unless that is what the claim expects."""
        return self.outcome == EXPECTED

    def views(self) -> tuple[View, ...]:
        """What is claimed, what the verdict rests on, and where the claim fails or what was tried."""
        from kreiss.verify.reporting.report import view  # it reads this room

        return (view(self),)

    def _repr_html_(self) -> str:
        """The verdict as notebooks show it, the claim as mathematics."""
        from kreiss.verify.reporting.page.notebook import as_html  # start-up time

        return as_html(self)

    def document(self) -> dict[str, Any]:
        """The verdict as ``verify --json`` shows it."""
        return {
            "id": self.claim.id,
            "verdict": self.verdict,
            "expect": self.claim.expect,
            "assumptions": list(self.assumptions),
            "witness": None if self.witness is None else self.witness.document(),
            "evidence": dict(self.evidence),
            "elapsed_s": round(self.elapsed, 3),
        }


def fails(verdict: Verdict, *, strict: bool = False) -> bool:
    """Whether a verdict makes a run fail: unexpected, or kept from being decided; open ones in a ``strict`` run."""
    return verdict.outcome in (UNEXPECTED, BROKEN) or (strict and verdict.outcome == OPEN)


def broken(claim: Claim, error: str, trace: str = "") -> Verdict:
    """UNDECIDED because of an error: of the claim, or, with a traceback, of kreiss."""
    return Verdict(claim, UNDECIDED, evidence={"error": error, **({"traceback": trace} if trace else {})})


def decide(claim: Claim, budget: float = 30.0, seed: int = 0) -> Verdict:
    """The verdict on a claim within ``budget`` seconds of processor time. Guarantee: exact for PROVED and REFUTED."""
    started, deadline = time.monotonic(), Deadline.after(budget)
    try:
        verdict = _verdict(claim, deadline, seed)
    except OutOfTime:
        verdict = Verdict(claim, UNDECIDED, evidence={"tried": [_OVER]})
    return _timed(verdict, time.monotonic() - started)


def _verdict(claim: Claim, deadline: Deadline, seed: int) -> Verdict:
    if claim.constants:
        from kreiss.verify.deciding.constants import decide_constant  # it decides by this room, at values

        return decide_constant(claim, deadline, lambda chosen, share: refuter.hunt(chosen, share, deadline, seed))
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
        glance = deadline.share(_SHARES["glance"]).within(_LONGEST_GLANCE)
        witness = refuter.hunt(claim, glance, deadline, seed, trail)
    if verdict is None and witness is None and claim.expect != PROVED:
        verdict = proof(claim, deadline.share(_SHARES["proof"]), tried)
    if verdict is None and witness is None:
        witness = refuter.hunt(claim, deadline.share(_SHARES["search"]), deadline, seed + 1, trail)
    if verdict is not None:
        return verdict
    if witness is None:
        certified = sampling.certify(claim, deadline, seed)
        if certified.counterexample is None:
            return _undecided(claim, certified, trail, tried)
        witness = certified.counterexample
    return refuted(claim, witness, {"seed": seed})


def _timed(verdict: Verdict, elapsed: float) -> Verdict:
    return Verdict(**{**vars(verdict), "elapsed": elapsed})


def vacuously(claim: Claim, deadline: Deadline = NEVER) -> Verdict | None:
    """PROVED, and said to be vacuous, where the hypotheses are soon shown to contradict each other."""
    from kreiss.verify.proving.prover import contradiction  # start-up time

    look = deadline.share(_SHARES["contradiction"]).within(_LONGEST_LOOK)
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


def proof(claim: Claim, deadline: Deadline, tried: list[str]) -> Verdict | None:
    """PROVED where the prover's certificate states exactly this claim and the checker accepts it; else None, noted."""
    from kreiss.verify.proving.instances import with_instance  # start-up time
    from kreiss.verify.proving.prover import proof_of  # start-up time

    try:
        found = proof_of(claim, deadline)
    except OutOfTime:
        tried.append("prover: the budget ended before a proof was found")
        return None
    except KreissError as error:
        tried.append(f"prover: {error}")
        return None
    if found is None:
        tried.append("prover: no proof found")
        return None
    certificate = found.document()
    if certificate.get("statement") != claim.statement:
        tried.append("prover: the proof is of another statement")
        return None
    try:
        checked = check_document(certificate)
    except Rejected as rejection:
        tried.append(f"checker: rejected the proof at {rejection}")
        return None
    return Verdict(claim, PROVED, checked.assumptions, None, with_instance(certificate, deadline), vacuity(checked))


def refuted(claim: Claim, witness: Witness, evidence: Mapping[str, Any], elapsed: float = 0.0) -> Verdict:
    """REFUTED by a witness that the checker has accepted for exactly this claim."""
    assumptions = check_document(witness.certificate).assumptions
    return Verdict(claim, REFUTED, assumptions, witness, witness.certificate, evidence, elapsed)


_UNMET = "no point of the hypotheses was found; they are hard to meet at random, or contradict each other"
_OUT_OF_REACH = "nothing was searched: the hypotheses ask for larger matrices than are drawn, or time ended before"


def _undecided(claim: Claim, certified: sampling.Certified, trail: refuter.Trail, tried: list[str]) -> Verdict:
    evidence = {**certified.document(), "search_rounds": trail.candidates, "tried": tried}
    if not certified.holding and not certified.open and not trail.feasible:
        evidence["no_instance"] = _UNMET if trail.candidates else _OUT_OF_REACH
    return Verdict(claim, UNDECIDED, evidence=evidence)
