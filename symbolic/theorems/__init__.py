"""Theorems, one file each: problem, statement, proof, source."""
