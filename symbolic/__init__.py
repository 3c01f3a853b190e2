"""Exact algebra of block matrices, closed forms of their resolvents, and inequality proofs."""

from kreiss.symbolic.extremum import worst_case_kreiss
from kreiss.symbolic.resolvent import block_resolvent

__all__ = ["block_resolvent", "worst_case_kreiss"]
