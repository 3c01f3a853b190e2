"""Proofs that a symmetric matrix is ⪰ 0, exact or with bounded rounding errors."""
