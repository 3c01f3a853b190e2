"""Lemmas that a step may use by name, each with the exact form of relation that it gives.

Some follow from the definitions and are no assumptions:

    kreiss-lower-half   K(M) ≤ sup_t ‖Mᵗ‖: (|z| − 1)‖(zI − M)⁻¹‖ ≤ (|z| − 1) Σ ‖Mᵗ‖|z|^(−t−1) ≤ sup_t ‖Mᵗ‖ for |z| > 1
    kreiss-least        K(M) ≥ 1: (|z| − 1)‖(zI − M)⁻¹‖ → 1 as |z| → ∞
    contraction         K(M) ≤ 1 if w(M) ≤ 1 or ‖M‖ ≤ 1: ‖(zI − M)x‖ ≥ |⟨(zI − M)x, x⟩| ≥ |z| − 1 for unit vectors x

The others are cited, and are reported as assumptions of the proof.
"""

from kreiss.verify.checker.statements import Tree

CITED = {
    "spectral-radius": "ρ(M) ≤ ‖M‖",
    "numerical-radius-lower": "ρ(M) ≤ w(M)",
    "numerical-radius-upper": "w(M) ≤ ‖M‖",
    "numerical-radius-half": "‖M‖ ≤ 2w(M)",
}
_PATTERNS = {
    "kreiss-lower-half": ("K", "sup_powers"),
    "spectral-radius": ("rho", "norm"),
    "numerical-radius-lower": ("rho", "numerical_radius"),
    "numerical-radius-upper": ("numerical_radius", "norm"),
}
NAMES = ("kreiss-least", "contraction", "numerical-radius-half", *_PATTERNS)


def needs(name: str, relation: Tree) -> tuple[Tree, ...]:
    """Relations one of which has to be known for the lemma to apply; none if it always does."""
    if name != "contraction":
        return ()
    return tuple(("<=", ("call", bound, relation[1][2]), ("num", 1)) for bound in ("numerical_radius", "norm"))


def gives(name: str, relation: Tree) -> bool:
    """Whether the lemma of that name states the (oriented, not abstracted) relation."""
    if name == "contraction":
        return (relation[0], relation[1][:2], relation[2]) == ("<=", ("call", "K"), ("num", 1))
    if name == "numerical-radius-half":
        match relation:
            case ("<=", ("call", "norm", left), ("*", ("num", 2), ("call", "numerical_radius", right))):
                return bool(left == right)
        return False
    if name == "kreiss-least":
        return (relation[0], relation[1], relation[2][:2]) == ("<=", ("num", 1), ("call", "K"))
    match relation:
        case ("<=", ("call", first, (left,)), ("call", second, (right,))):
            return (first, second) == _PATTERNS.get(name) and left == right
    return False
