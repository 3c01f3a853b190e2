"""Statements in Lean 4, of enclosures and theorems, in the words of a public formalisation. Not compiled here."""
