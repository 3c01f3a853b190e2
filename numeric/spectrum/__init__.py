"""Eigenvalues on, next to and beyond the boundary, and the forms that they keep."""
