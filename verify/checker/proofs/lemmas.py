"""Lemmas that a step may use by name, each with the exact form of relation that it gives.

    kreiss-lower-half       K(M) ≤ sup_t ‖Mᵗ‖
    kreiss-least            K(M) ≥ 1
    kreiss-power            ‖Mᵗ‖ ≤ cK(M) with a number c ≥ (t + 1)ᵗ⁺¹/tᵗ, or ‖Mᵗ‖ ≤ e(t + 1)K(M), where 0 ≤ t is known
    kreiss-upper-half       sup_t ‖Mᵗ‖ ≤ e·dim(M)·K(M); rests on Spijker's theorem, which is cited
    contraction             K(M) ≤ 1 where w(M) ≤ 1 or ‖M‖ ≤ 1 is known
    spectral-radius         ρ(M) ≤ ‖M‖
    numerical-radius-lower  ρ(M) ≤ w(M)
    numerical-radius-upper  w(M) ≤ ‖M‖
    numerical-radius-half   ‖M‖ ≤ 2w(M)
    normal-norm             ‖M‖ ≤ ρ(M) for a block that the hypotheses call symmetric, normal or diagonal

``docs/certificate/lemmas.md`` proves each of them. What is cited is reported as an assumption of the proof.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import factorial

from kreiss.verify.checker.language.statements import Tree

SPIJKER = "spijker: ∮ |q′(z)||dz| ≤ 2πn·max |q(z)| on a circle, for a rational function q of order n (Spijker 1991)"
CITED = {"kreiss-upper-half": SPIJKER}
_BETWEEN = {
    "kreiss-lower-half": ("K", "sup_powers"),
    "spectral-radius": ("rho", "norm"),
    "numerical-radius-lower": ("rho", "numerical_radius"),
    "numerical-radius-upper": ("numerical_radius", "norm"),
    "normal-norm": ("norm", "rho"),
}
_TERMS, _LONGEST_POWER = 20, 1000
ABOVE_E = sum(Fraction(1, factorial(k)) for k in range(_TERMS + 1)) + Fraction(1, _TERMS * factorial(_TERMS))
"""A rational number > e: Σ 1/k! over k > n is below 1/(n·n!)."""
ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))


def needs(name: str, relation: Tree) -> tuple[Tree, ...]:
    """Relations one of which has to be known for the lemma to apply; none if it always does."""
    if name == "contraction":
        return tuple(("<=", ("call", bound, relation[1][2]), ("num", 1)) for bound in ("numerical_radius", "norm"))
    if name == "kreiss-power":
        return (("<=", ZERO, relation[1][2][1]),)
    return ()


def asks_for_normal(name: str, relation: Tree) -> Tree | None:
    """The matrix that the hypotheses have to call normal for the lemma to apply, if it asks for one."""
    return relation[1][2][0] if name == "normal-norm" else None


def gives(name: str, relation: Tree) -> bool:
    """Whether the lemma of that name states the (oriented, not abstracted) relation."""
    sign, left, right = relation
    if sign != "<=":
        return False
    if name in _BETWEEN:
        first, second = _BETWEEN[name]
        return bool(left[:2] == ("call", first) and right[:2] == ("call", second) and left[2] == right[2])
    return _FORMS[name](left, right)


def _least(left: Tree, right: Tree) -> bool:
    return left == ONE and right[:2] == ("call", "K")


def _contraction(left: Tree, right: Tree) -> bool:
    return left[:2] == ("call", "K") and right == ONE


def _half(left: Tree, right: Tree) -> bool:
    return left[:2] == ("call", "norm") and right == ("*", ("num", 2), ("call", "numerical_radius", left[2]))


def _upper_half(left: Tree, right: Tree) -> bool:
    """A product of e (or a number above it), dim(M) and K(M), in any order."""
    if left[:2] != ("call", "sup_powers"):
        return False
    rest = _without(right, ("call", "K", left[2]), ("call", "dim", left[2]))
    return rest is not None and len(rest) == 1 and (_is_e(rest[0]) or (_number(rest[0]) or 0) >= ABOVE_E)


def _power(left: Tree, right: Tree) -> bool:
    if left[:2] != ("call", "power_norm"):
        return False
    matrix, time = left[2]
    rest = _without(right, ("call", "K", (matrix,)))
    if rest is None:
        return False
    if len(rest) == 2 and any(map(_is_e, rest)):
        return ("+", time, ONE) in rest
    t, factor = _number(time), _number(rest[0]) if rest else Fraction(1)
    if t is None or t.denominator != 1 or not 0 <= t <= _LONGEST_POWER or len(rest) > 1 or factor is None:
        return False
    return factor * t ** int(t) >= (t + 1) ** int(t + 1)


def _is_e(tree: Tree) -> bool:
    return tree == ("call", "exp", (ONE,))


def _number(tree: Tree) -> Fraction | None:
    match tree:
        case ("num", value):
            return Fraction(value)
        case ("/", ("num", top), ("num", bottom)) if bottom:
            return Fraction(top) / Fraction(bottom)
    return None


def _without(tree: Tree, *factors: Tree) -> list[Tree] | None:
    """The other factors of a product that has each of ``factors``, or None."""
    rest = list(_factors(tree))
    for factor in factors:
        if factor not in rest:
            return None
        rest.remove(factor)
    return rest


def _factors(tree: Tree) -> Iterator[Tree]:
    if tree[0] == "*":
        yield from _factors(tree[1])
        yield from _factors(tree[2])
    else:
        yield tree


_FORMS: dict[str, Callable[[Tree, Tree], bool]] = {
    "kreiss-least": _least,
    "kreiss-power": _power,
    "kreiss-upper-half": _upper_half,
    "contraction": _contraction,
    "numerical-radius-half": _half,
}
NAMES = (*_BETWEEN, *_FORMS)
