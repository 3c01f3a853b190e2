"""K(A) = sup over |z| > 1 of (|z| − 1)·‖(zI − A)⁻¹‖: circles, segments, witnesses, and their chain."""
