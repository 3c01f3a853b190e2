"""The Kreiss constant of a real triangular 2×2 matrix whose eigenvalues have opposite signs.

Problem. What is K of [[a, c], [0, b]] with ab ≤ 0, where the matrix of absolute values is too large a bound? Statement.
Let a + b ≥ 0 (else take the negative matrix) and c > 0 (its sign is immaterial), u = 1 − a, v = 1 − b, w = √((u − v)² +
c²), n = √(uv), d = c. Then K = (w² + 4n²)/((u + v)w + 2dn) if w > u + v, as for ab ≥ 0, attained at a z > 1; else K =
1, and the numerical radius is at most 1. Proof. On |z| = r, det(f²(zI − M)*(zI − M) − (r − 1)²I) is concave in cos θ if
ab ≤ 0, so that real z are the worst ones. Source. kreiss.
"""

from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.triangular import contraction_steps, equality_steps, upper_steps
from kreiss.symbolic.worst_cases.two_blocks import BOUND, definitions

CLASS = (
    *("M = [[a, c], [0, b]]", "a < 1", "b < 1", "a + b >= 0", "a*b <= 0", "c > 0", "u = 1 - a", "v = 1 - b"),
    *definitions("c", "0"),
)
STRONG = (*CLASS, "n > 0", "w > u + v")
PARTS = (
    Part((*CLASS, "w <= u + v"), "K(M) == 1", contraction_steps, cosine="x"),
    Part(CLASS, f"K(M) <= {BOUND}", upper_steps, cosine="x"),
    Part(STRONG, f"K(M) == {BOUND}", equality_steps, cosine="x"),
)


THEOREM = Theorem(
    "triangular",
    "Real triangular matrices with eigenvalues of opposite signs",
    "What is K of [[a, c], [0, b]] if a and b have opposite signs?",
    "With a + b ≥ 0, u = 1 − a, v = 1 − b, d = |c|, w = √((u − v)² + c²) and n = √(uv), it is 1 if w ≤ u + v, and "
    "(w² + 4n²)/((u + v)w + 2dn) else: as if the signs were the same.",
    PARTS,
    "kreiss",
    "The threshold says that the numerical range, an ellipse, leaves the unit disc. Every real 2×2 matrix has such a "
    "form: kreiss.symbolic.closed_form.",
)
