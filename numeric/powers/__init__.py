"""‖Aᵗ‖ and sup over t of ‖Aᵗ‖, enclosed."""
