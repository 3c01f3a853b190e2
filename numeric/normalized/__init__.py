"""A/ρ(A) and A − αI with α = α(A), normalized exactly although ρ(A) and α(A) are irrational: their constants, enclosed."""
