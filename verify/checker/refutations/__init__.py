"""``kreiss/refutation-1``: claims evaluated at rational points."""
