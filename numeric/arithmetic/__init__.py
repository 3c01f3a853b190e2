"""Exact matrices, their scaling and balancing, and arithmetic to many digits."""
