"""What is known of a claim, and what that is against what is expected of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting.families import Unbounded
from kreiss.verify.refuting.witness import Witness

PROVED, REFUTED, UNDECIDED = "PROVED", "REFUTED", "UNDECIDED"
EXPECTED, UNEXPECTED, OPEN, BROKEN = "as expected", "not as expected", "undecided", "failed"


@dataclass(frozen=True)
class Decision:
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


def fails(verdict: Decision, *, strict: bool = False) -> bool:
    """Whether a verdict makes a run fail: unexpected, or kept from being decided; open ones in a ``strict`` run."""
    return verdict.outcome in (UNEXPECTED, BROKEN) or (strict and verdict.outcome == OPEN)
