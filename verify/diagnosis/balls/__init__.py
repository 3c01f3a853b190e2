"""What holds for every matrix of a ball, from floats whose rounding is bounded."""
