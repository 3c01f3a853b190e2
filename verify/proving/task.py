"""What a strategy works on: a claim, what is known of it, and the time that remains."""

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, inequality
from kreiss.verify.claims.claim import Claim
from kreiss.verify.clock import now
from kreiss.verify.proving.problem import Facts


class Task:
    """A claim with a deadline, its facts, and the block matrices whose K it bounds."""

    def __init__(self, claim: Claim, budget: float) -> None:
        self.claim, self.end = claim, now() + budget
        self.facts = Facts(claim)

    def left(self) -> float:
        """Seconds that remain; raises ``PrecisionExhausted`` when there are none."""
        seconds = self.end - now()
        if seconds <= 0:
            raise PrecisionExhausted("the budget ended before a proof was found")
        return seconds

    def inequality(self, states: str, extra: tuple[str, ...], reason: str) -> Step:
        """A real inequality from the facts about its names and from ``extra``, then from facts linked to these."""
        near, linked = (self.facts.about(states, extra, linked=linked) for linked in (False, True))
        try:
            return inequality(states, [*near, *extra], reason, budget=self.left())
        except PrecisionExhausted:
            if linked == near:
                raise
        return inequality(states, [*linked, *extra], reason, budget=self.left())
