"""‖exp(tA)‖ and sup over t ≥ 0 of ‖exp(tA)‖, enclosed."""
