"""Exact algebra of block matrices, closed forms of their resolvents, and inequality proofs."""

from kreiss.symbolic.blocks.resolvent import block_resolvent
from kreiss.symbolic.constants.closed_forms import closed_form, resolvent_norm
from kreiss.symbolic.constants.extremum import worst_case_kreiss
from kreiss.symbolic.constants.order_two import circle_maximum, exact_kreiss
from kreiss.symbolic.inequalities import InequalityResult, prove
from kreiss.symbolic.worst_cases.powers import worst_case_powers

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


def __dir__() -> list[str]:
    return __all__
