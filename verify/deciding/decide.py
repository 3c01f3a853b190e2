"""Verdicts on claims: PROVED, REFUTED or UNDECIDED, never merged, each with what it rests on.

What is expected to be proved goes to the prover first; else a short search for a counterexample comes first, since a
false claim has no proof, then the prover, then a longer search, then instances. What is expected decides the order
alone: PROVED and REFUTED are given only when the checker has accepted a certificate for exactly this claim's text.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kreiss.errors import KreissError
from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.clock import limit, now
from kreiss.verify.refuting import refuter, sampling
from kreiss.verify.refuting.families import Unbounded
from kreiss.verify.refuting.witness import Witness

PROVED, REFUTED, UNDECIDED = "PROVED", "REFUTED", "UNDECIDED"
EXPECTED, UNEXPECTED, OPEN, BROKEN = "as expected", "not as expected", "undecided", "failed"
_SHARES = {"glance": 0.1, "proof": 0.5, "search": 0.65, "instances": 0.35}
_LONGEST_GLANCE = 2.0
_OPEN = "sharpness: no partner of numbers attains the bound, and no better one was found"


@dataclass(frozen=True)
class Verdict:
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

    def _repr_html_(self) -> str:
        """The verdict as notebooks show it."""
        from kreiss.verify.reporting.page.notebook import as_html

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
    """The verdict on a claim within ``budget`` seconds (``clock.now``). Guarantee: exact for PROVED and REFUTED."""
    started, began = time.monotonic(), now()
    if claim.constants:
        from kreiss.verify.deciding.constants import decide_constant  # it decides by this room, at values

        verdict = decide_constant(claim, budget, lambda chosen, seconds: refuter.refute(chosen, seconds, seed))
    else:
        verdict = (_sharp if claim.sharp else _decided)(claim, budget, seed, began)
    return _timed(verdict, time.monotonic() - started)


def _sharp(claim: Claim, budget: float, seed: int, began: float) -> Verdict:
    """The bound is decided first; if it is proved, whether a partner attains it or a better one holds."""
    from kreiss.verify.deciding.sharpness import certificate, plain  # start-up time

    bound = _decided(replace(plain(claim), expect=PROVED), budget, seed, began)
    if bound.verdict != PROVED or bound.certificate is None:
        return replace(bound, claim=claim)
    found = certificate(claim, bound.certificate, max(0.1, budget - (now() - began)))
    if found is None:
        return Verdict(claim, UNDECIDED, bound.assumptions, evidence={"bound": PROVED, "tried": [_OPEN]})
    checked = check_document(found)
    evidence = {**vacuity(checked), "bound": PROVED, "better": found.get("better")}
    return Verdict(claim, found["verdict"], checked.assumptions, None, found, evidence)


def _decided(claim: Claim, budget: float, seed: int, began: float) -> Verdict:
    def left() -> float:
        return max(0.1, budget - (now() - began))

    trail = refuter.Trail()
    tried: list[str] = []
    witness, verdict = None, vacuously(claim)
    if verdict is None and claim.expect == PROVED:
        verdict = proof(claim, _SHARES["proof"] * budget, tried)
    if verdict is None:
        witness = refuter.refute(claim, min(_LONGEST_GLANCE, _SHARES["glance"] * budget), seed, trail)
    if verdict is None and witness is None and claim.expect != PROVED:
        verdict = proof(claim, _SHARES["proof"] * left(), tried)
    if verdict is None and witness is None:
        witness = refuter.refute(claim, _SHARES["search"] * left(), seed + 1, trail)
    if verdict is not None:
        return verdict
    if witness is None:
        certified = sampling.certify(claim, left(), seed)
        if certified.counterexample is None:
            return _undecided(claim, certified, trail, tried)
        witness = certified.counterexample
    return refuted(claim, witness, {"seed": seed})


def _timed(verdict: Verdict, elapsed: float) -> Verdict:
    return Verdict(**{**vars(verdict), "elapsed": elapsed})


def vacuously(claim: Claim, budget: float = 1.0) -> Verdict | None:
    """PROVED, and said to be vacuous, where the hypotheses are shown to contradict each other."""
    from kreiss.verify.proving.prover import contradiction  # start-up time

    try:
        with limit(1.5 * budget):
            found = contradiction(claim, budget)
    except KreissError:
        return None
    if found is None:
        return None
    certificate = found.document()
    checked = check_document(certificate)
    return Verdict(claim, PROVED, checked.assumptions, None, certificate, vacuity(checked))


def vacuity(checked: Checked) -> dict[str, str]:
    """What a verdict's evidence says of a proof from hypotheses that contradict each other."""
    return {"vacuous": "nothing satisfies the hypotheses: 1 <= 0 follows from them"} if checked.vacuous else {}


def proof(claim: Claim, budget: float, tried: list[str]) -> Verdict | None:
    """PROVED where the prover's certificate states exactly this claim and the checker accepts it; else None, noted."""
    from kreiss.verify.proving.instances import with_instance  # start-up time
    from kreiss.verify.proving.prover import prove_claim  # start-up time

    try:
        with limit(1.5 * budget):
            found = prove_claim(claim, budget)
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
    return Verdict(claim, PROVED, checked.assumptions, None, with_instance(certificate), vacuity(checked))


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
