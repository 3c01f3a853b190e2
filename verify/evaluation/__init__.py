"""What a claim says at a rational point, decided exactly by those who write certificates.

Matrices are rational (``matrices``); a number is enclosed to any precision, and carries a polynomial that vanishes at
it where it is algebraic, so that equalities are decided (``numbers``); norms and radii come from characteristic
polynomials (``spectra``). The checker has an evaluation of its own, with which this one shares nothing.
"""
