"""Lemmas that a step may use by name, each with the exact form of relation that it gives.

Two follow from the definitions, as ``docs/certificate/proof.md`` shows, and are no assumptions:

    kreiss-lower-half   K(M) ≤ sup_t ‖Mᵗ‖: (|z| − 1)‖(zI − M)⁻¹‖ ≤ (|z| − 1) Σ ‖Mᵗ‖|z|^(−t−1) ≤ sup_t ‖Mᵗ‖ for |z| > 1
    kreiss-least        K(M) ≥ 1: (|z| − 1)‖(zI − M)⁻¹‖ → 1 as |z| → ∞

The others are cited, and are reported as assumptions of the proof.
"""

from kreiss.verify.checker.statements import Tree

CITED = {
    "spectral-radius": "ρ(M) ≤ ‖M‖",
    "numerical-radius-lower": "ρ(M) ≤ w(M)",
    "numerical-radius-upper": "w(M) ≤ ‖M‖",
}
_PATTERNS = {
    "kreiss-lower-half": ("K", "sup_powers"),
    "spectral-radius": ("rho", "norm"),
    "numerical-radius-lower": ("rho", "numerical_radius"),
    "numerical-radius-upper": ("numerical_radius", "norm"),
}
NAMES = ("kreiss-least", *_PATTERNS)


def gives(name: str, relation: Tree) -> bool:
    """Whether the lemma of that name states the (oriented, not abstracted) relation."""
    if name == "kreiss-least":
        return (relation[0], relation[1], relation[2][:2]) == ("<=", ("num", 1), ("call", "K"))
    match relation:
        case ("<=", ("call", first, (left,)), ("call", second, (right,))):
            return (first, second) == _PATTERNS.get(name) and left == right
    return False
