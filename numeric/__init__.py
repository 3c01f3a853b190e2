"""Certified numerics: enclosures of the Kreiss constant and its neighbours, each with a certificate."""
