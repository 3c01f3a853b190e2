"""``kreiss/family-1``: claims that fail for every value of their constants."""
