"""Claims, verdicts, counterexamples, and the independent checker of certificates."""
