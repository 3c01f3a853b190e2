"""Theorems in Coq, generated from their proof objects: scripts over the lemmas of ``formal/``, without axioms."""
