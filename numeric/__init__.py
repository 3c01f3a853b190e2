"""Certified numerics: enclosures of the Kreiss constant and its neighbours, each with a certificate."""

from kreiss.numeric.kreiss import KreissEnclosure, certify_kreiss

__all__ = ["KreissEnclosure", "certify_kreiss"]
