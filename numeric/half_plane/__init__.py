"""K_ct(A) = sup over Re z > 0 of Re z·‖(zI − A)⁻¹‖: lines, segments next to the axis, and their chain."""
