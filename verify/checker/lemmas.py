"""The classical lemmas that a proof may cite: each with the exact form of relation that it gives.

A cited lemma is an assumption of the proof and is reported as one.
"""

from kreiss.verify.checker.statements import Tree


def _function_of_one(relation: Tree, low: str, high: str) -> bool:
    match relation:
        case ("<=", ("call", first, (left,)), ("call", second, (right,))):
            return (low, high, left) == (first, second, right)
    return False


STATEMENTS = {
    "kreiss-lower-half": "K(M) ≤ sup_t ‖Mᵗ‖ (Kreiss; Trefethen & Embree 2005, eq. (18.5))",
    "spectral-radius": "ρ(M) ≤ ‖M‖",
    "numerical-radius-lower": "ρ(M) ≤ w(M)",
    "numerical-radius-upper": "w(M) ≤ ‖M‖",
    "kreiss-least": "K(M) ≥ 1: (|z| − 1)‖(zI − M)⁻¹‖ → 1 as |z| → ∞",
}
_PATTERNS = {
    "kreiss-lower-half": ("K", "sup_powers"),
    "spectral-radius": ("rho", "norm"),
    "numerical-radius-lower": ("rho", "numerical_radius"),
    "numerical-radius-upper": ("numerical_radius", "norm"),
}


def gives(name: str, relation: Tree) -> bool:
    """Whether the lemma of that name states the (oriented, not abstracted) relation."""
    if name == "kreiss-least":
        return (relation[0], relation[1], relation[2][:2]) == ("<=", ("num", 1), ("call", "K"))
    low, high = _PATTERNS.get(name, ("", ""))
    return _function_of_one(relation, low, high)
