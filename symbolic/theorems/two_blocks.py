"""The exact worst case for two blocks: any rates, any couplings.

Problem. What is the greatest K(J) for J = [[A, B], [C, D]] with normal A, D, if ρ(A), ρ(D), ‖B‖, ‖C‖ are given?
Statement. With u = 1 − ρ(A), v = 1 − ρ(D), b = ‖B‖, c = ‖C‖, w = √((u − v)² + (b + c)²), n = √(uv − bc), d = |b − c|:
K(J) = 1 if w ≤ u + v, else K(J) ≤ (w² + 4n²)/((u + v)w + 2dn), with equality for the 2×2 matrix of these numbers.
Proof. The singular values of (r − 1)I + (I − Ĵ) have a constant difference w, so that a determinant of degree 4 in r
has two factors of degree 2, of which one is a square for this bound. Source. kreiss.
"""

from kreiss.symbolic.proof import Step, inequality
from kreiss.symbolic.theorems.theorem import Part, Theorem
from kreiss.symbolic.worst_cases.two_blocks import (
    BOUND,
    attained_steps,
    contraction_steps,
    definition_steps,
    definitions,
    upper_steps,
)

RATES, COUPLINGS = ("rho(A)", "rho(D)"), ("norm(B)", "norm(C)")
CLASS = (
    *("J = [[A, B], [C, D]]", "normal(A, D)", "rho(A) < 1", "rho(D) < 1", "u = 1 - rho(A)", "v = 1 - rho(D)"),
    *(*definitions(*COUPLINGS), "0 < norm(B) + norm(C)"),
)
NUMBERS = (
    *("M = [[x, b], [c, y]]", "0 <= x < 1", "0 <= y < 1", "b >= 0", "c >= 0", "b + c > 0", "u = 1 - x", "v = 1 - y"),
    *(*definitions("b", "c"), "n > 0", "w > u + v"),
)


def _upper() -> list[Step]:
    """The bound for all block matrices."""
    return [*definition_steps(RATES, *COUPLINGS), *upper_steps(RATES, *COUPLINGS)]


def _weak() -> list[Step]:
    """K = 1."""
    return [*definition_steps(RATES, *COUPLINGS), *contraction_steps(RATES, *COUPLINGS)]


def _equality() -> list[Step]:
    """Both directions for the 2×2 matrix."""
    rates = ("x", "y")
    return [
        inequality("0 < b + c", ["b + c > 0"], "by hypothesis"),
        *definition_steps(rates, "b", "c"),
        *upper_steps(rates, "b", "c", "M"),
        inequality("u + v < w", ["w > u + v"], "by hypothesis"),
        *attained_steps(rates, "b", "c", "M"),
    ]


PARTS = (
    Part((*CLASS, "w <= u + v"), "K(J) == 1", _weak),
    Part(CLASS, f"K(J) <= {BOUND}", _upper),
    Part(NUMBERS, f"K(M) == {BOUND}", _equality),
)


THEOREM = Theorem(
    "two-blocks",
    "Exact worst case for two blocks",
    "What is the greatest K(J) if the radii of A and D and the norms of B and C are given?",
    "With u = 1 − ρ(A), v = 1 − ρ(D), b = ‖B‖, c = ‖C‖, w = √((u − v)² + (b + c)²), n = √(uv − bc), d = |b − c|, it "
    "is 1 for w ≤ u + v, and (w² + 4n²)/((u + v)w + 2dn) else. For u = v = h and b = 0 that is c/(4h) + h/c.",
    PARTS,
    "kreiss",
)
