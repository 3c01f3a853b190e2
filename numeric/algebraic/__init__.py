"""K(A) and K_ct(A), enclosed by algebra alone: segments, discs and lines that leave no curve out, as in ``formal/``."""
