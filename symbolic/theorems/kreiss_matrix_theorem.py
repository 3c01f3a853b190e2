"""The Kreiss matrix theorem, its lower half.

Problem. How does the resolvent outside the unit circle bound the powers of a matrix? Statement. K(M) ≤ sup_t ‖Mᵗ‖;
and K(M) ≥ 1 always. (The upper half, sup_t ‖Mᵗ‖ ≤ e·n·K(M), is cited, not proved here.) Proof. (|z| − 1)‖(zI − M)⁻¹‖
≤ (|z| − 1) Σ ‖Mᵗ‖|z|^{−t−1} ≤ sup_t ‖Mᵗ‖. Source. Kreiss 1962; Trefethen and Embree, Spectra and Pseudospectra
(2005), section 18; Spijker 1991 for the factor e·n.
"""

from kreiss.symbolic.proof import Proof, lemma
from kreiss.symbolic.theorems.theorem import Theorem


def derive() -> tuple[Proof, ...]:
    """Both statements, each from the lemma that states it."""
    states = "K(M) <= sup_powers(M)"
    series = "the Neumann series of the resolvent, term by term"
    return (
        Proof((), states, (lemma(states, "kreiss-lower-half", series),)),
        Proof((), "1 <= K(M)", (lemma("1 <= K(M)", "kreiss-least", "let |z| tend to infinity"),)),
    )


THEOREM = Theorem(
    "kreiss-matrix-theorem",
    "The Kreiss matrix theorem",
    "How does the resolvent outside the unit circle bound the powers of a matrix?",
    "K(M) ≤ sup_t ‖Mᵗ‖, and K(M) ≥ 1. The upper half sup_t ‖Mᵗ‖ ≤ e·n·K(M) is cited.",
    derive,
    "Kreiss 1962; Spijker 1991; Trefethen and Embree 2005, section 18",
)
