"""The diagnosis of one coupled update as it is returned, and as notebooks and terminals show it."""

from dataclasses import dataclass

from kreiss.verify.diagnosis.findings import Findings
from kreiss.verify.diagnosis.rows import views
from kreiss.views import View, Viewed


@dataclass(frozen=True, kw_only=True, repr=False)
class Diagnosis(Findings, Viewed):
    """What is proved of the powers of J, and with ``noise`` ε of every matrix within ε of J in the spectral norm.

    The quantities are those of ``Findings``: each is ``Measured``, or ``Missing`` with a reason.
    """

    def views(self) -> tuple[View, ...]:
        """Every quantity with its grade, and the norms of the blocks."""
        return views(self, f"a matrix of order {self.order}")
