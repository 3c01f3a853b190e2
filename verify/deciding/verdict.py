"""A verdict on a claim: what is known of it, as those who decide claims return it, and as a notebook shows it."""

from kreiss.verify.claims.claim import Claim
from kreiss.verify.decision import UNDECIDED, Decision
from kreiss.views import View, Viewed


class Verdict(Decision, Viewed):
    """What is known of a claim: ``assumptions`` are lemmas that a proof cites, ``evidence`` tells what was tried."""

    def views(self) -> tuple[View, ...]:
        """What is claimed, what the verdict rests on, and where the claim fails or what was tried."""
        from kreiss.verify.reporting.report import view  # start-up time

        return (view(self),)

    def _repr_html_(self) -> str:
        """The verdict as notebooks show it, the claim as mathematics."""
        from kreiss.verify.reporting.page.notebook import as_html  # start-up time

        return as_html(self)


def broken(claim: Claim, error: str, trace: str = "") -> Verdict:
    """UNDECIDED because of an error: of the claim, or, with a traceback, of kreiss."""
    return Verdict(claim, UNDECIDED, evidence={"error": error, **({"traceback": trace} if trace else {})})
