"""Experiments on real and synthetic problems: what is measured, never proved, of statements on coupled updates."""
