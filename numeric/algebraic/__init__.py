"""K(A), enclosed by algebra alone: segments and a disc that cover 0 < u < 1, which ``formal/`` proves sound."""
