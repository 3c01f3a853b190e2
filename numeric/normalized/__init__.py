"""K(A/ρ(A)) and K_ct(A − α(A)I), enclosed for the exact ρ(A) and α(A), irrational as a rule."""
