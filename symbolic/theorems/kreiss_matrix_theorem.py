"""The Kreiss matrix theorem, its lower half.

Problem. How does the resolvent outside the unit circle bound the powers of a matrix? Statement. K(M) ≤ sup_t ‖Mᵗ‖;
and K(M) ≥ 1 always. (The upper half, sup_t ‖Mᵗ‖ ≤ e·n·K(M), is cited, not proved here.) Proof. (|z| − 1)‖(zI − M)⁻¹‖
≤ (|z| − 1) Σ ‖Mᵗ‖|z|^{−t−1} ≤ sup_t ‖Mᵗ‖. Source. Kreiss 1962; Trefethen and Embree, Spectra and Pseudospectra
(2005), section 18; Spijker 1991 for the factor e·n.
"""

from kreiss.symbolic.proof import lemma
from kreiss.symbolic.theorems.theorem import Part, Theorem

LOWER_HALF, LEAST = "K(M) <= sup_powers(M)", "1 <= K(M)"
PARTS = (
    Part((), LOWER_HALF, lambda: [lemma(LOWER_HALF, "kreiss-lower-half", "the Neumann series, term by term")]),
    Part((), LEAST, lambda: [lemma(LEAST, "kreiss-least", "let |z| tend to infinity")]),
)


THEOREM = Theorem(
    "kreiss-matrix-theorem",
    "The Kreiss matrix theorem",
    "How does the resolvent outside the unit circle bound the powers of a matrix?",
    "K(M) ≤ sup_t ‖Mᵗ‖, and K(M) ≥ 1. The upper half sup_t ‖Mᵗ‖ ≤ e·n·K(M) is cited.",
    PARTS,
    "Kreiss 1962; Spijker 1991; Trefethen and Embree 2005, section 18",
)
