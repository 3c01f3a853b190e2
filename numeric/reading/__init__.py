"""Matrices as users bring them: files, algebraic numbers, and the gallery."""
