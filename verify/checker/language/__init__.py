"""The claim language as the checker reads it."""
