"""``kreiss/enclosure-1`` for the H∞ and the L∞ norm of a system (A, B, C, D)."""
