"""K(A) ≤ κ, or K_ct(A) ≤ κ, for a real 2×2 matrix A and κ > 1, by the signs of polynomials in one variable.

Let s = |z| − 1, or Re z for K_ct, t = (s/κ)², T = zI − A and N = T*T − tI. Far out N ≻ 0, as T*T ~ |z|²I and κ > 1. The
set of all z with s > 0 is connected: if det N has no zero there, N ≻ 0 on all of it, and κ‖(zI − A)v‖ > s‖v‖ for v ≠ 0.

With m = |z|², σ = 2 Re z, τ = tr A and δ = det A, which are real, det N = |det T|² − t‖T‖_F² + t² for

    |det T|² = |z² − τz + δ|² = m² + τ²m + δ² − τ(m + δ)σ + δ(σ² − 2m),   ‖T‖_F² = 2m − τσ + ‖A‖_F².
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.polynomials import constant, variable
from kreiss.verify.checker.arithmetic.roots import has_solution
from kreiss.verify.checker.documents import Rejected, division, spend
from kreiss.verify.checker.enclosures.facts import Facts


def order_two(facts: Facts, step: Mapping[str, Any], path: str, *, disc: bool) -> None:
    """The constant is at most κ: no s > 0 has the signs that a zero of det N = gX² + fX + e would give it.

    X is σ, from −2(1 + s) to 2(1 + s), and m = (1 + s)²; or X is m, from s² on, and σ = 2s. If det N ≤ 0 somewhere, it
    is at an end, or at a minimum inside: f² ≥ 4ge, and 2gX + f is < 0 at the lower end and > 0 at the upper one.
    """
    kappa = matrices.number(step, "kappa", path)
    if kappa <= 1 or len(facts.A.rows) != 2:
        raise Rejected(path, "expected κ > 1, and a real matrix of two rows")
    spend(16 * division(matrices.length(facts.A.rows), facts.A.den.bit_length()))
    (a, b), (c, d) = ([constant(Fraction(x, facts.A.den)) for x in row] for row in facts.A.rows)
    s, X, trace, det, norm = variable(0), variable(1), a + d, a * d - b * c, a * a + b * b + c * c + d * d
    t, r = (s * s).scaled(1 / kappa**2), s + constant(Fraction(1))
    m, sigma, ends = (r * r, X, [-r - r, r + r]) if disc else (X, s + s, [s * s])
    det_T = m * m + trace * trace * m + det * det - trace * (m + det) * sigma + det * (sigma * sigma - m - m)
    e, f, g = ((det_T - t * (m + m - trace * sigma + norm) + t * t).by_powers(1) + 2 * [constant(Fraction(0))])[:3]
    slopes = [(f + (g + g) * end) for end in ends]
    inside = [(slope, ">") for slope in (-slopes[0], *slopes[1:])]
    systems = [[(-(e + end * (f + g * end)), ">=")] for end in ends]
    for signs in (*systems, [*inside, (f * f - (g + g) * (e + e), ">=")]):
        if has_solution([(p.integers(0), sign) for p, sign in [(s, ">"), *signs]]):
            raise Rejected(path, "κ is not shown to be as large as the constant")
    facts.at_most = kappa if facts.at_most is None else min(facts.at_most, kappa)
