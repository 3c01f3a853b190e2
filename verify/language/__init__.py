"""The claim language: trees, the grammar, and order notation."""
