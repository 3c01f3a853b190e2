"""Kreiss constants as exact numbers and closed forms."""
