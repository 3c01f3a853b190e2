"""Systems (A, B, C, D): the H∞ and the L∞ norm of D + C(zI − A)⁻¹B, enclosed."""
