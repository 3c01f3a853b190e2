"""Counterexamples: exact witnesses, families of them, and what is kept of them."""
