"""K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖: circles, segments next to |z| = 1, and their chain."""
