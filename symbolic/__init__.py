"""Exact algebra of block matrices, closed forms of their resolvents, and inequality proofs."""

from kreiss.symbolic.closed_forms import closed_form, resolvent_norm
from kreiss.symbolic.extremum import worst_case_kreiss
from kreiss.symbolic.inequalities import InequalityResult, prove
from kreiss.symbolic.order_two import circle_maximum, exact_kreiss
from kreiss.symbolic.resolvent import block_resolvent
from kreiss.symbolic.transients import worst_case_powers

__all__ = [
    "InequalityResult",
    "block_resolvent",
    "circle_maximum",
    "closed_form",
    "exact_kreiss",
    "prove",
    "resolvent_norm",
    "worst_case_kreiss",
    "worst_case_powers",
]
