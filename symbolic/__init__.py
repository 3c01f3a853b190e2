"""Exact algebra of block matrices, closed forms of their resolvents, and inequality proofs."""
