"""Bounds on norms by rewriting: an expression as a sum of products of others whose norms are known."""
