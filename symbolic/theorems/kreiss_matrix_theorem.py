"""The Kreiss matrix theorem.

Problem. How does the resolvent outside the unit circle bound the powers of a matrix? Statement. K(M) ≤ sup_t ‖Mᵗ‖ ≤
e·n·K(M) with n = dim(M), and K(M) ≥ 1. Each single power obeys ‖Mᵗ‖ ≤ e(t + 1)K(M), in any dimension; in particular
‖M‖ ≤ 4K(M). Proof. Below: (|z| − 1)‖(zI − M)⁻¹‖ ≤ (|z| − 1) Σ ‖Mᵗ‖|z|^{−t−1} ≤ sup_t ‖Mᵗ‖. Above: Cauchy's integral
for Mᵗ over |z| = 1 + 1/t, by parts, with the arc length of a rational function bounded by Spijker's theorem, which is
cited. Source. Kreiss 1962; Spijker 1991; Trefethen and Embree, Spectra and Pseudospectra (2005), section 18.
"""

from kreiss.symbolic.proof import lemma
from kreiss.symbolic.theorems.theorem import Part, Theorem

TRIANGLE = "the Neumann series, term by term"
BY_PARTS = "Cauchy's integral over |z| = 1 + 1/t, integrated by parts, and Spijker's theorem"
CAUCHY = "Cauchy's integral over |z| = 1 + 1/t"
RELATIONS = (
    ("K(M) <= sup_powers(M)", "kreiss-lower-half", TRIANGLE),
    ("sup_powers(M) <= exp(1)*dim(M)*K(M)", "kreiss-upper-half", BY_PARTS),
    ("1 <= K(M)", "kreiss-least", "let |z| tend to infinity"),
    ("power_norm(M, t) <= exp(1)*(t + 1)*K(M)", "kreiss-power", CAUCHY),
    ("power_norm(M, 1) <= 4*K(M)", "kreiss-power", "Cauchy's integral over |z| = 2"),
)


def _part(states: str, name: str, reason: str) -> Part:
    return Part((), states, lambda: [lemma(states, name, reason)])


PARTS = tuple(_part(*relation) for relation in RELATIONS)


THEOREM = Theorem(
    "kreiss-matrix-theorem",
    "The Kreiss matrix theorem",
    "How does the resolvent outside the unit circle bound the powers of a matrix?",
    "K(M) ≤ sup_t ‖Mᵗ‖ ≤ e·n·K(M) with n = dim(M), and K(M) ≥ 1. A single power obeys ‖Mᵗ‖ ≤ e(t + 1)K(M) in any "
    "dimension, and ‖M‖ ≤ 4K(M).",
    PARTS,
    "Kreiss 1962; Spijker 1991; Trefethen and Embree 2005, section 18",
    "The factor e·n rests on Spijker's theorem on the arc length of rational functions, which is cited.",
)
