"""K(A), enclosed by algebra alone: segments that leave no 0 < u < 1 out, for the kernel whose soundness is proved."""
