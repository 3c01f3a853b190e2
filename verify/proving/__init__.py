"""Proofs of claims: what a claim says, the strategies, and the instances that show it not to be vacuous."""
