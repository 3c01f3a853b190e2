"""``kreiss/inequality-1``: certificates of real inequalities, and points that refute them."""
