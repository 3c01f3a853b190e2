"""Certified Kreiss constants, and proofs and refutations of bounds on transient growth.

The Kreiss constant of a square matrix J is K(J) = sup over |z| > 1 of (|z| − 1)·‖(zI − J)⁻¹‖.

* ``kreiss.numeric``: enclosures of K and its neighbours, each with a certificate.
* ``kreiss.symbolic``: exact block algebra, closed forms and inequality proofs.
* ``kreiss.verify``: claims, verdicts, counterexamples, and the independent checker.
"""
