"""Lemmas that a step may use by name, each with the exact form of relation that it gives.

    kreiss-lower-half       K(M) ≤ sup_t ‖Mᵗ‖
    flow-lower-half         K_ct(M) ≤ sup_t ‖exp(tM)‖
    abscissa-radius         max Re λ ≤ ρ(M)
    kreiss-least            K(M) ≥ 1
    kreiss-power            ‖Mᵗ‖ ≤ cK(M) with a number c ≥ (t + 1)ᵗ⁺¹/tᵗ, or ‖Mᵗ‖ ≤ e(t + 1)K(M), where 0 ≤ t is known;
                            ‖Mᵗ‖ may be written as power_norm, or as a norm: of a power, or of M itself for t = 1
    kreiss-upper-half       sup_t ‖Mᵗ‖ ≤ e·dim(M)·K(M); rests on Spijker's theorem, which is cited
    kreiss-of-power         K(Mᵗ) ≤ cK(M) with a number c ≥ t, t ≥ 1
    contraction             K(M) ≤ 1 where w(M) ≤ 1 or ‖M‖ ≤ 1 is known, sup ‖exp(tM)‖ ≤ 1 where K_ct(M) ≤ 1 is, and
                            sup ‖Mᵗ‖ ≤ max(1, ‖M‖, …, ‖Mᵏ⁻¹‖), or 1 for k = 1, where ‖Mᵏ‖ ≤ 1 or, for some j from 1 to
                            k − 1, ‖Mᵏ − Mʲ‖ ≤ 0 is known
    spectral-radius         ρ(M) ≤ ‖M‖
    numerical-radius-lower  ρ(M) ≤ w(M)
    numerical-radius-upper  w(M) ≤ ‖M‖
    numerical-radius-half   ‖M‖ ≤ 2w(M)
    normal-norm             ‖M‖ ≤ ρ(M) for a block that the hypotheses call symmetric, normal or diagonal, or MMᵀ = MᵀM
    numerical-radius-power  w(Mᵗ) ≤ w(M)ᵗ
    numerical-radius-sup    sup ‖Mᵗ‖ ≤ 2 where w(M) ≤ 1 is known
    numerical-radius-kreiss w(M) ≤ 1 where K(M) ≤ 1 is known
    nonnegative-range       w(M) ≤ ‖M + Mᵀ‖/2 for a matrix that the hypotheses call non-negative
    transposed              q(Mᵀ) ≤ q(M) and q(M) ≤ q(Mᵀ) for every quantity q
    equal                   q(M) ≤ q(N) where M == N is shown by an identity, or a hypothesis, and N's inverses exist; q
                            is not dim, as I, and a number for a multiple of it, equal matrices of every order
    similar                 q(SMS⁻¹), q(S⁻¹MS) ≤ ‖S‖‖S⁻¹‖q(M) for q = K, K_ct, ‖·ᵗ‖, ‖exp(t·)‖ and their suprema,
                            where S⁻¹ is known to exist
    scaled                  K(sM) ≤ K(M) where |s| ≤ 1 is known
    commuting               ρ(AB) ≤ ρ(A)ρ(B) and ρ(A ± B) ≤ ρ(A) + ρ(B) where AB = BA is a hypothesis or an identity
    inverse-norms           1 ≤ ‖M‖‖M⁻¹‖ where M⁻¹ is known to exist, also for z − M and its resolvent
    exchanged               ρ(AB) ≤ ρ(BA) and tr AB ≤ tr BA
    radius-power            ρ(Mᵗ) ≤ ρ(M)ᵗ and ρ(M)ᵗ ≤ ρ(Mᵗ)
    power-rate              ‖Mᵗ‖ ≤ exp(tu) where ‖M‖ ≤ exp(u) is known, 2exp(tu) where w(M) ≤ exp(u) is; t is defined;
                            ‖exp(tM)‖ ≤ exp(tu) where 0 ≤ t and λ_max(M + Mᵀ) ≤ 2u are known
    power-harmonic          (t(1 − g) + g)‖Mᵗ‖ ≤ g where 0 ≤ t, ‖M‖ ≤ g and g ≤ 1 are known

``docs/certificate/lemmas.md`` proves each of them. What is cited is reported as an assumption of the proof.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import factorial

from kreiss.verify.checker.language.hypotheses import LEAST, QUANTITIES
from kreiss.verify.checker.language.statements import Tree

SPIJKER = "spijker: ∮ |q′(z)||dz| ≤ 2πn·max |q(z)| on a circle, for a rational function q of order n (Spijker 1991)"
CITED = {"kreiss-upper-half": SPIJKER}
_BETWEEN = {
    "kreiss-lower-half": ("K", "sup_powers"),
    "flow-lower-half": ("K_ct", "sup_exp"),
    "abscissa-radius": ("abscissa", "rho"),
    "spectral-radius": ("rho", "norm"),
    "numerical-radius-lower": ("rho", "numerical_radius"),
    "numerical-radius-upper": ("numerical_radius", "norm"),
    "normal-norm": ("norm", "rho"),
}
_WHERE_ONE: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {
    "contraction": {"K": (1, ("numerical_radius", "norm")), "sup_exp": (1, ("K_ct",))},
    "numerical-radius-sup": {"sup_powers": (2, ("numerical_radius",))},
    "numerical-radius-kreiss": {"numerical_radius": (1, ("K",))},
}
"""q(M) ≤ 1, or 2, where one of some other quantities of M is at most 1."""
_TERMS, _LONGEST_POWER = 20, 1000
ABOVE_E = sum(Fraction(1, factorial(k)) for k in range(_TERMS + 1)) + Fraction(1, _TERMS * factorial(_TERMS))
"""A rational number > e: Σ 1/k! over k > n is below 1/(n·n!)."""
_OF_CONJUGATES = ("K", "K_ct", "sup_powers", "sup_exp", "power_norm", "exp_norm")
_OF_EQUALS = LEAST.keys() - {"dim"}
ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))


def needs(name: str, relation: Tree) -> tuple[Tree, ...]:
    """Relations one of which has to be known for the lemma to apply; none if it always does."""
    _, left, right = relation
    if name == "contraction" and left[1] == "sup_powers":
        last, *powers = _powers(left[2][0], len(_terms(right)))[::-1]
        cycles = (("<=", ("call", "norm", (("-", last, power),)), ZERO) for power in powers)
        return (("<=", ("call", "norm", (last,)), ONE), *cycles)
    if name in _WHERE_ONE:
        return tuple(("<=", ("call", bound, left[2]), ONE) for bound in _WHERE_ONE[name][left[1]][1])
    if name == "kreiss-power":
        return (("<=", ZERO, _powered(left)[1]),)
    if name == "power-rate":
        bound, rate = ("norm", right) if right[0] == "call" else ("numerical_radius", right[2])
        M, u = left[2][0], rate[2][0][2]
        if left[1] == "exp_norm":
            return (("<=", ("call", "eigmax", (("+", M, ("call", "transpose", (M,))),)), ("*", ("num", 2), u)),)
        return (("<=", ("call", bound, (M,)), ("call", "exp", (u,))),)
    if name == "scaled":
        return (("<=", ("call", "abs", (left[2][0][1],)), ONE),)
    return ()


def asks_for(name: str, relation: Tree) -> tuple[str, Tree] | None:
    """What the hypotheses have to say of a matrix for the lemma to apply, if it asks for that: a word and the tree."""
    asked = _ASKED.get(name)
    if name == "inverse-norms":
        inverse = _inverted(relation[2])
        return None if inverse is None else ("inverse", inverse)
    if name == "power-harmonic":
        return "known", _known_of_powers(*relation[1:])
    if name == "power-rate":
        _, function, (_, time) = relation[1]
        return ("defined", time) if function == "power_norm" else ("known", (("<=", ZERO, time),))
    if name == "equal":
        return name, ("==", relation[1][2][0], relation[2][2][0])
    return None if asked is None else asked(relation[1][2][0])


def gives(name: str, relation: Tree) -> bool:
    """Whether the lemma of that name states the (oriented, not abstracted) relation."""
    sign, left, right = relation
    if sign != "<=":
        return False
    if name in _BETWEEN:
        first, second = _BETWEEN[name]
        return bool(left[:2] == ("call", first) and right[:2] == ("call", second) and left[2] == right[2])
    if name == "contraction" and left[:2] == ("call", "sup_powers"):
        return _contraction(left, right)
    if name in _WHERE_ONE:
        return left[0] == "call" and left[1] in _WHERE_ONE[name] and right == ("num", _WHERE_ONE[name][left[1]][0])
    return _FORMS[name](left, right)


def _contraction(left: Tree, right: Tree) -> bool:
    """Whether the bound of sup ‖Mᵗ‖ is 1, or max(1, ‖M‖, ‖M²‖, …)."""
    terms = _terms(right)
    return terms == (ONE, *(("call", "norm", (power,)) for power in _powers(left[2][0], len(terms) - 1)))


def _terms(bound: Tree) -> tuple[Tree, ...]:
    return tuple(bound[2]) if bound[:2] == ("call", "max") else (bound,)


def _powers(M: Tree, count: int) -> tuple[Tree, ...]:
    """M, M², …"""
    return (M, *(("^", M, ("num", Fraction(k))) for k in range(2, count + 1)))[:count]


def _upper_half(left: Tree, right: Tree) -> bool:
    """A product of e (or a number above it), dim(M) and K(M), in any order."""
    if left[:2] != ("call", "sup_powers"):
        return False
    rest = _without(right, ("call", "K", left[2]), ("call", "dim", left[2]))
    return rest is not None and len(rest) == 1 and (_is_e(rest[0]) or (_number(rest[0]) or 0) >= ABOVE_E)


def _power(left: Tree, right: Tree) -> bool:
    if left[0] != "call" or left[1] not in ("norm", "power_norm"):
        return False
    matrix, time = _powered(left)
    rest = _without(right, ("call", "K", (matrix,)))
    if rest is None:
        return False
    if len(rest) == 2 and any(map(_is_e, rest)):
        return left[1] == "power_norm" and ("+", time, ONE) in rest
    t, factor = _number(time), _number(rest[0]) if rest else Fraction(1)
    if t is None or t.denominator != 1 or not 0 <= t <= _LONGEST_POWER or len(rest) > 1 or factor is None:
        return False
    return factor * t ** int(t) >= (t + 1) ** int(t + 1)


def _powered(power: Tree) -> tuple[Tree, Tree]:
    """M and t of ‖Mᵗ‖."""
    match power[2]:
        case (matrix, time) | (("^", matrix, time),):
            return matrix, time
    return power[2][0], ONE


def _nonnegative_range(left: Tree, right: Tree) -> bool:
    if left[:2] != ("call", "numerical_radius"):
        return False
    (matrix,) = left[2]
    twice: Tree = ("+", matrix, ("call", "transpose", (matrix,)))
    return right == ("/", ("call", "norm", (twice,)), ("num", 2))


def _transposed(left: Tree, right: Tree) -> bool:
    if not left[0] == right[0] == "call" or left[1] != right[1] or left[1] not in QUANTITIES:
        return False
    (first, *rest), (second, *others) = left[2], right[2]
    turned = ("call", "transpose", (second,)), ("call", "transpose", (first,))
    return bool(rest == others and (first == turned[0] or second == turned[1]))


def _kreiss_of_power(left: Tree, right: Tree) -> bool:
    match left:
        case ("call", "K", (("^", base, ("num", t)),)) if t.denominator == 1 and t >= 1:
            rest = _without(right, ("call", "K", (base,)))
            return rest is not None and len(rest) == 1 and (_number(rest[0]) or 0) >= t
    return False


def _similar(left: Tree, right: Tree) -> bool:
    if left[0] != "call" or left[1] not in _OF_CONJUGATES:
        return False
    matrix, inverse = _conjugated(left[2][0])
    if matrix is None:
        return False
    norms = (("call", "norm", (inverse[2][0],)), ("call", "norm", (inverse,)))
    return _without(right, *norms, ("call", left[1], (matrix, *left[2][1:]))) == []


def _conjugated(tree: Tree) -> tuple[Tree | None, Tree]:
    """(M, S⁻¹) of a product S⁻¹·M·S or S·M·S⁻¹, multiplied from the left."""
    match tree:
        case ("*", ("*", first, matrix), last):
            for inverse, other in ((first, last), (last, first)):
                if inverse == ("call", "inverse", (other,)):
                    return matrix, inverse
    return None, tree


def _commuting(left: Tree, right: Tree) -> bool:
    match left, right:
        case (
            ("call", "rho", (("*" | "+" | "-" as sign, first, second),)),
            ("*" | "+" as other, ("call", "rho", (one,)), ("call", "rho", (two,))),
        ):
            return bool((first, second) == (one, two) and (sign == "*") == (other == "*"))
    return False


def _exchanged(left: Tree, right: Tree) -> bool:
    match left, right:
        case ("call", "rho" | "trace" as f, (("*", first, second),)), ("call", g, (("*", one, other),)):
            return bool((f, first, second) == (g, other, one))
    return False


def _radius_of_power(function: str, left: Tree, right: Tree) -> bool:
    match left, right:
        case ("call", f, (("^", base, power),)), ("^", ("call", g, (M,)), exponent) if f == g == function:
            return bool(base == M and power == exponent and power[1].denominator == 1 and power[1] >= 1)
    return False


def _power_rate(left: Tree, right: Tree) -> bool:
    twice = right[:2] == ("*", ("num", 2)) and left[:2] == ("call", "power_norm")
    match left, right[2] if twice else right:
        case ("call", "power_norm" | "exp_norm", (_, time)), ("call", "exp", (("*", factor, _),)):
            return bool(time == factor)
    return False


def _power_harmonic(left: Tree, right: Tree) -> bool:
    match left:
        case ("*", ("+", ("*", time, ("-", one, g)), other), ("call", "power_norm", (_, t))):
            return bool((one, time, g, other) == (ONE, t, right, right))
    return False


def _known_of_powers(left: Tree, right: Tree) -> tuple[Tree, ...]:
    M, t = left[2][2]
    return ("<=", ZERO, t), ("<=", ("call", "norm", (M,)), right), ("<=", right, ONE)


def _inverted(product: Tree) -> Tree | None:
    """M⁻¹ of a product ‖M‖·‖M⁻¹‖, in which M is z·I − A for the resolvent of A at z."""
    match product:
        case ("*", ("call", "norm", (M,)), ("call", "norm", (("call", "inverse", (other,)) as inverse,))):
            return inverse if M == other else None
        case ("*", ("call", "norm", (M,)), ("call", "norm", (("call", "resolvent", (A, z)) as inverse,))):
            return inverse if M == ("-", ("*", z, ("name", "I")), A) else None
    return None


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
    "kreiss-least": lambda left, right: left == ONE and right[:2] == ("call", "K"),
    "kreiss-power": _power,
    "kreiss-upper-half": _upper_half,
    "kreiss-of-power": _kreiss_of_power,
    "numerical-radius-half": lambda left, right: (
        left[:2] == ("call", "norm") and right == ("*", ("num", 2), ("call", "numerical_radius", left[2]))
    ),
    "numerical-radius-power": lambda left, right: _radius_of_power("numerical_radius", left, right),
    "nonnegative-range": _nonnegative_range,
    "transposed": _transposed,
    "equal": lambda left, right: (
        left[:2] == right[:2] and left[0] == "call" and left[1] in _OF_EQUALS and left[2][1:] == right[2][1:]
    ),
    "similar": _similar,
    "scaled": lambda left, right: (
        left[:2] == right[:2] == ("call", "K") and left[2][0][0] == "*" and left[2][0][2] == right[2][0]
    ),
    "commuting": _commuting,
    "inverse-norms": lambda left, right: left == ONE and _inverted(right) is not None,
    "exchanged": _exchanged,
    "radius-power": lambda *sides: _radius_of_power("rho", *sides) or _radius_of_power("rho", *sides[::-1]),
    "power-rate": _power_rate,
    "power-harmonic": _power_harmonic,
}
_ASKED: dict[str, Callable[[Tree], tuple[str, Tree]]] = {
    "normal-norm": lambda matrix: ("normal", matrix),
    "nonnegative-range": lambda matrix: ("nonnegative", matrix),
    "commuting": lambda pair: ("equation", ("==", ("*", *pair[1:]), ("*", pair[2], pair[1]))),
    "similar": lambda product: ("inverse", _conjugated(product)[1]),
}
NAMES = (*_BETWEEN, *_WHERE_ONE, *_FORMS)
