"""The neighbours of K: max ‖R‖ on a circle, the distance to instability, ρ_ε, and the Kreiss matrix theorem."""
