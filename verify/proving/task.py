"""What a strategy works on: a claim, what is known of it, and the time that remains."""

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, inequality
from kreiss.verify.claims.claim import Claim
from kreiss.verify.proving.problem import Facts


class Task:
    """A claim with a deadline, its facts, and the block matrices whose K it bounds."""

    def __init__(self, claim: Claim, deadline: Deadline) -> None:
        self.claim, self.deadline = claim, deadline
        self.facts = Facts(claim)

    def inequality(self, states: str, extra: tuple[str, ...], reason: str) -> Step:
        """A real inequality from the facts about its names and from ``extra``, then from facts linked to these.

        Raises ``PrecisionExhausted`` where none is found, and ``OutOfTime``.
        """
        near, linked = (self.facts.about(states, extra, linked=linked) for linked in (False, True))
        try:
            return inequality(states, [*near, *extra], reason, deadline=self.deadline)
        except PrecisionExhausted:
            if linked == near:
                raise
        return inequality(states, [*linked, *extra], reason, deadline=self.deadline)
