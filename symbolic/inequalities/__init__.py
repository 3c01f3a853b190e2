"""Inequalities between real functions (algebraic ones, exp and log): proofs, counterexamples, and their certificates.

A statement becomes systems of polynomial relations that must have no real solution (``systems``); a tree of case
distinctions, eliminations and identities shows that (``steps``, found by ``search``), or an exact rational point shows
the contrary (``refute``).
"""

from kreiss.symbolic.inequalities.prover import InequalityResult, prove

__all__ = ["InequalityResult", "prove"]
