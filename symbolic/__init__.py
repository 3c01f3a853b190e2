"""Exact algebra of block matrices, closed forms of their resolvents, and inequality proofs."""

from kreiss.symbolic.extremum import worst_case_kreiss
from kreiss.symbolic.inequalities import InequalityResult, prove
from kreiss.symbolic.resolvent import block_resolvent

__all__ = ["InequalityResult", "block_resolvent", "prove", "worst_case_kreiss"]
