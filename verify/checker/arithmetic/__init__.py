"""Exact arithmetic with the standard library alone: numbers, matrices, polynomials, intervals."""
