"""The neighbours of K and K_ct: ‖R‖ on circles and lines, distances to instability, ρ_ε, α_ε, the matrix theorem."""
