"""The Kreiss constant of real 2×2 matrices with complex eigenvalues, where it is attained off the real axis.

Problem. How large is K of a real 2×2 matrix that turns? Statement. Let M = [[h, −b], [c, h]], 0 < b ≤ c, 0 ≤ h < p =
h² + bc < 1 (every real 2×2 matrix with complex eigenvalues and |tr| < 2 det is orthogonally similar to one of these,
or to its negative), s = √(1 − p). If c − b > (b + c)s, then K = (b + c − (c − b)s)/(2√(bcp)), attained at |z| = (c −
b)p/(c − b − (b + c)s) and cos arg z = h/p. Proof. With f this value, det(f²(zI − M)*(zI − M) − (|z| − 1)²I) is a sum
of two squares with weights, and both vanish at this point. Source. kreiss.
"""

from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.complex_pairs import BOUND, equality_steps

CLASS = (
    *("M = [[h, -b], [c, h]]", "0 < b", "b <= c", "p = h^2 + b*c", "p < 1"),
    *("0 <= h", "h < p", "s = sqrt(1 - p)", "c - b > (b + c)*s"),
)
PARTS = (Part(CLASS, f"K(M) == {BOUND}", equality_steps, cosine="x"),)


THEOREM = Theorem(
    "complex-pairs",
    "Real 2×2 matrices with complex eigenvalues",
    "How large is K of a real 2×2 matrix that turns?",
    "For M = [[h, −b], [c, h]] with 0 < b ≤ c, 0 ≤ h < p = h² + bc < 1 and s = √(1 − p) it is "
    "(b + c − (c − b)s)/(2√(bcp)) if c − b > (b + c)s, attained where cos arg z = h/p.",
    PARTS,
    "kreiss",
    "If c − b ≤ (b + c)s, the numerical range lies in the unit disc, and K = 1. If h ≥ p, K is attained at a z > 1, as "
    "for real eigenvalues (kreiss.symbolic.closed_form).",
)
