"""Bounds on quantities of compound expressions by those of their parts: what a search for forms may try to prove."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy

from kreiss.deadlines import NEVER
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree, are_inverse, norm, walk
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.symbols import Symbols

ONE: Tree = ("num", Fraction(1))
TWO: Tree = ("num", Fraction(2))
ZERO: Tree = ("num", Fraction(0))
_LONGEST_POWER = 12  # whose norm is bounded by a Kreiss constant
_SIMILAR = ("K", "K_ct", "sup_powers", "sup_exp", "power_norm", "exp_norm")
_SIZES = ("norm", "numerical_radius")
_TRANSPOSABLE = ("rho", "norm", "numerical_radius", *_SIMILAR)


@dataclass(frozen=True)
class Instance:
    """An instance of a lemma; one of ``needs``, if there are any, has to be shown before."""

    relation: Tree
    name: str
    needs: tuple[Tree, ...] = ()


def numerical_radius(X: Tree) -> Tree:
    """w(X)."""
    return ("call", "numerical_radius", (X,))


def proposals(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """Relations q(X) ≤ f by the parts of X, most of which a form can show."""
    _, function, (X, *_) = quantity
    if function == "norm":
        yield from _norms(quantity, X, setting)
        yield from _near(quantity, X, setting)
    if function in ("norm", "numerical_radius"):
        yield from _linear(quantity, function, X, setting)
    if function == "numerical_radius" and X[0] == "*":
        yield from _congruence(quantity, X)
    if function == "K_ct":
        yield from _shifted_flow(quantity, X)


def _shifted_flow(quantity: Tree, X: Tree) -> Iterator[Tree]:
    """K_ct(Y − s) ≤ K_ct(Y) for s ≥ 0."""
    match X:
        case ("-", Y, ("name", "I") | ("*", _, ("name", "I"))):
            yield ("<=", quantity, ("call", "K_ct", (Y,)))


def from_below(goal: Tree, setting: Setting) -> Iterator[Tree]:
    """Relations that bound powers of a norm ‖A‖ on the smaller side by norms of products: ‖A‖² ≤ ‖AᵀA‖, and so on."""
    _, small, large = goal
    for quantity in (part for part in walk(large) if part[:2] in (("call", "norm"), ("call", "numerical_radius"))):
        match quantity[2][0]:
            case ("+" | "-", X, Y):
                for one, other in ((X, Y), (Y, X)):
                    left, right = ("call", quantity[1], (one,)), ("call", quantity[1], (other,))
                    if left in walk(small):
                        yield ("<=", left, ("+", quantity, right))
    yield from _below_sums_of_grams(large)
    yield from _entries(goal, setting)
    norms = [quantity for quantity in _norms_in(large) if quantity[2][0][0] in ("*", "^")]
    for power in (part for part in walk(small) if part[0] == "^" and part[1][:2] == ("call", "norm")):
        (A,) = power[1][2]
        turned: Tree = ("call", "transpose", (A,))
        grams: list[Tree] = [("*", turned, A), ("*", A, turned)]
        squares = [quantity[2][0] for quantity in norms]
        for product in dict.fromkeys([*grams, *squares]):
            yield ("<=", ("^", power[1], TWO), norm(product))
        for gram, factor in zip(grams, (turned, A), strict=True):
            for product in dict.fromkeys(part for word in squares for part in (word, ("*", factor, word))):
                yield ("<=", ("^", norm(gram), TWO), norm(product))


def _entries(goal: Tree, setting: Setting) -> Iterator[Tree]:
    """‖J_ij‖ ≤ 2w(J), i ≠ j, for block matrices J."""
    for quantity in dict.fromkeys(part for part in walk(goal[2]) if part[:2] == ("call", "numerical_radius")):
        body = setting.matrices.get(quantity[2][0][1]) if quantity[2][0][0] == "name" else quantity[2][0]
        if body is not None and body[0] == "matrix" and len(body[1]) == len(body[1][0]) == 2:
            for entry in dict.fromkeys((body[1][0][1], body[1][1][0])):
                if norm(entry) in walk(goal[1]):
                    yield ("<=", norm(entry), ("*", TWO, quantity))


def _below_sums_of_grams(large: Tree) -> Iterator[Tree]:
    """‖X‖² ≤ ‖XᵀX + XXᵀ‖."""
    for quantity in _norms_in(large):
        match quantity[2][0]:
            case ("+", ("*", P, Q), R) if R == ("*", Q, P) and ("call", "transpose", (Q,)) == P:
                yield ("<=", ("^", norm(Q), TWO), quantity)


def _norms_in(tree: Tree) -> Iterator[Tree]:
    yield from dict.fromkeys(part for part in walk(tree) if part[:2] == ("call", "norm"))


def _linear(quantity: Tree, function: str, X: Tree, setting: Setting) -> Iterator[Tree]:
    """The triangle inequality, and multiples by numbers."""
    is_matrix = setting.facts.is_matrix
    match X:
        case ("+" | "-", P, Q) if is_matrix(P) and is_matrix(Q):
            yield ("<=", quantity, ("+", ("call", function, (P,)), ("call", function, (Q,))))
        case ("neg", P):
            yield ("<=", quantity, ("call", function, (P,)))
        case ("/", P, ("num", value)):
            yield ("<=", quantity, ("/", ("call", function, (P,)), ("num", abs(value))))
        case ("*", ("num", value), P) | ("*", P, ("num", value)):
            yield ("<=", quantity, ("*", ("num", abs(value)), ("call", function, (P,))))


def _norms(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Tree]:
    is_matrix = setting.facts.is_matrix
    match X:
        case ("*", P, Q) if is_matrix(P) and is_matrix(Q):
            yield ("<=", quantity, ("*", norm(P), norm(Q)))
        case ("*", s, P) if is_matrix(P) and s[0] != "num":
            yield ("<=", ("^", quantity, TWO), ("*", ("^", s, TWO), ("^", norm(P), TWO)))
        case ("^", P, ("num", exponent)) if exponent == 2:
            yield ("<=", quantity, ("^", norm(P), TWO))
        case ("^", P, ("num", exponent)) if exponent > 2:
            yield ("<=", quantity, ("*", norm(P), norm(("^", P, ("num", exponent - 1)))))
        case ("call", "inverse" | "resolvent", _):
            yield from _inverses(quantity, X)
        case ("name", name) if name in setting.matrices:
            yield from _blocks(quantity, setting.matrices[name], setting)
        case ("matrix", _):
            yield from _blocks(quantity, X, setting)
    yield from _differences(quantity, X, setting)


def _near(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Tree]:
    """‖X‖ ≤ 1 where XᵀX = I, and ‖X‖ ≤ ‖X − Y‖ + ‖Y‖ where a hypothesis is about ‖X − Y‖."""
    if X in isometries(setting):
        yield ("<=", quantity, ONE)
    for tree in setting.claim.hypotheses if X[0] == "name" else ():
        for part in walk(tree):
            if part[:2] == ("call", "norm") and part[2][0][:2] == ("-", X):
                yield ("<=", quantity, ("+", part, norm(part[2][0][2])))


def isometries(setting: Setting) -> Iterator[Tree]:
    """The X of equations XᵀX = I."""
    for _, *sides in setting.equations:
        for side, other in (sides, sides[::-1]):
            if other == IDENTITY and side[0] == "*" and side[1] == ("call", "transpose", (side[2],)):
                yield side[2]


def _differences(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Tree]:
    """P⁻¹ − Q⁻¹ = P⁻¹(Q − P)Q⁻¹; commutators, and P − ‖P‖/2, small for a P ⪰ 0, no bare letter; P + Pᵀ."""
    match X:
        case ("-", ("call", "inverse", (P,)) as R, ("call", "inverse", (Q,)) as S):
            yield ("<=", quantity, ("*", ("*", norm(R), norm(S)), norm(("-", P, Q))))
        case ("-", ("*", P, B), ("*", C, Q)) if (P, B) == (Q, C) and P[1:] not in [(name,) for name in setting.sizes]:
            yield from _commutator(quantity, P, B)
        case ("-", ("call", "inverse", (("-", ("name", "I"), Y),)) as R, ("name", "I")):
            yield ("<=", quantity, ("*", norm(Y), norm(R)))
        case ("-", P, ("*", ("/", half, ("num", value)), ("name", "I"))) if half == norm(P) and value == 2:
            yield ("<=", quantity, ("/", half, TWO))
        case ("+" | "-", P, Q) if ("call", "transpose", (P,)) == Q:
            yield ("<=", quantity, ("*", TWO, numerical_radius(P)))


def _inverses(quantity: Tree, R: Tree) -> Iterator[Tree]:
    """R = (s − Y)⁻¹ is (1 + YR)/s."""
    shift, Y = (R[2][1], R[2][0]) if R[1] == "resolvent" else _shifted(R[2][0])
    if Y is not None:
        product: Tree = ("*", Y, R)
        yield ("<=", norm(product), ("*", norm(Y), quantity))
        above: Tree = ("+", ONE, norm(product))
        yield ("<=", quantity, above if shift == ONE else ("/", above, shift))


def _shifted(P: Tree) -> tuple[Tree, Tree | None]:
    """(s, Y) for P = s·I − Y."""
    match P:
        case ("-", ("name", "I"), Y):
            return ONE, Y
        case ("-", ("*", s, ("name", "I")), Y):
            return s, Y
    return ONE, None


def _commutator(quantity: Tree, P: Tree, B: Tree) -> Iterator[Tree]:
    """PB − BP = QB − BQ with Q = P − ‖P‖/2, which is small where P is positive semidefinite."""
    Q: Tree = ("-", P, ("*", ("/", norm(P), TWO), IDENTITY))
    yield ("<=", quantity, ("+", norm(("*", Q, B)), norm(("*", B, Q))))


def _blocks(quantity: Tree, matrix: Tree, setting: Setting) -> Iterator[Tree]:
    """The greatest norm on the diagonal, and that beside it."""
    if matrix[0] != "matrix" or not len(matrix[1]) == len(matrix[1][0]) == 2:
        return
    (A, B), (C, D) = matrix[1]
    parts = [dict.fromkeys(_size(X) for X in pair if setting.facts.is_matrix(X)) for pair in ((A, D), (B, C))]
    terms = [next(iter(pair)) if len(pair) == 1 else ("call", "max", tuple(pair)) for pair in parts if pair]
    if terms and all(setting.facts.is_matrix(X) or X == ZERO for X in (A, B, C, D)):
        yield ("<=", quantity, terms[0] if len(terms) == 1 else ("+", *terms))


def _size(X: Tree) -> Tree:
    """‖X‖, which is 1 for I, and that of Y for −Y."""
    return ONE if X == IDENTITY else norm(X[1] if X[0] == "neg" else X)


def _congruence(quantity: Tree, X: Tree) -> Iterator[Tree]:
    """w(SᵀAS) ≤ ‖S‖²w(A)."""
    match X:
        case ("*", ("*", first, A), last):
            for S, other in ((last, first), (first, last)):
                if other == ("call", "transpose", (S,)):
                    yield ("<=", quantity, ("*", ("^", norm(S), TWO), numerical_radius(A)))


def lemmas(quantity: Tree, setting: Setting) -> Iterator[Instance]:
    """Instances of lemmas about a quantity; the checker tells whether they apply."""
    _, function, (X, *_) = quantity
    if X[:2] == ("call", "transpose") and function in _TRANSPOSABLE:
        other = ("call", function, (*X[2], *quantity[2][1:]))
        yield from (Instance(("<=", *pair), "transposed") for pair in ((quantity, other), (other, quantity)))
    upper = Instance(("<=", quantity, norm(X)), "spectral-radius" if function == "rho" else "numerical-radius-upper")
    if function in ("rho", "numerical_radius") and X[0] != "^":
        yield upper
    if function in _LEMMAS:
        yield from _LEMMAS[function](quantity, X, setting)
    if function in ("rho", "numerical_radius") and X[0] == "^":
        yield upper


def _of_radius(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    if X[0] == "^":
        yield Instance(("<=", quantity, ("^", numerical_radius(X[1]), X[2])), "numerical-radius-power")
    yield Instance(("<=", quantity, ONE), "numerical-radius-kreiss", (("<=", ("call", "K", (X,)), ONE),))
    if ("call", "nonnegative", (X,)) in setting.claim.hypotheses:
        twice: Tree = ("+", X, ("call", "transpose", (X,)))
        yield Instance(("<=", quantity, ("/", norm(twice), TWO)), "nonnegative-range")


def _of_norm(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    if X[0] == "call" and X[1] in ("inverse", "resolvent"):
        M: Tree = X[2][0] if X[1] == "inverse" else ("-", ("*", X[2][1], IDENTITY), X[2][0])
        yield Instance(("<=", ONE, ("*", norm(M), quantity)), "inverse-norms")
    asked = ("call", "rho", (X,)) in setting.scalars.quantities(*setting.claim.conclusion)
    if X in _normal(setting) or (asked and setting.is_normal(X)):
        yield Instance(("<=", quantity, ("call", "rho", (X,))), "normal-norm")
    radii = [q for q in setting.scalars.quantities(*setting.claim.conclusion) if q[1] == "numerical_radius"]
    if any(X in (q[2][0], ("^", q[2][0], X[-1])) for q in radii):
        yield Instance(("<=", quantity, ("*", TWO, numerical_radius(X))), "numerical-radius-half")
    for q in (part for side in setting.claim.conclusion for part in walk(side)):
        t = X[2][1] if X[0] == "^" else Fraction(1)
        if q[:2] == ("call", "K") and q[2][0] in (X, X[1]) and t.denominator == 1 and 1 <= t <= _LONGEST_POWER:
            factor = (t + 1) ** (t + 1) / t**t
            yield Instance(("<=", quantity, ("*", ("num", factor), q)), "kreiss-power")


def _of_rho(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    match X:
        case ("*" | "+" | "-" as sign, A, B) if setting.facts.is_matrix(A) and setting.facts.is_matrix(B):
            both = ("call", "rho", (A,)), ("call", "rho", (B,))
            yield Instance(("<=", quantity, ("*" if sign == "*" else "+", *both)), "commuting")
            if sign == "*":
                yield Instance(("<=", quantity, ("call", "rho", (("*", B, A),))), "exchanged")
        case ("^", A, exponent):
            yield Instance(("<=", quantity, ("^", ("call", "rho", (A,)), exponent)), "radius-power")
            yield Instance(("<=", ("^", ("call", "rho", (A,)), exponent), quantity), "radius-power")


def _of_powers(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    yield Instance(("<=", quantity, ONE), "contraction", (("<=", norm(X), ONE),))
    yield Instance(("<=", quantity, TWO), "numerical-radius-sup", (("<=", numerical_radius(X), ONE),))
    yield from similar(quantity, X)


def _of_power(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    """‖Xᵗ‖ ≤ exp(tu) for u with ‖X‖ ≤ exp(u), 2exp(tu) for w(X) ≤ exp(u): the claim's own u, and of known bounds."""
    t = quantity[2][1]
    for size, factor in ((norm(X), ONE), (numerical_radius(X), TWO)):
        own = [size] if factor == ONE else []
        rates = [u for bound in (*known_bounds(size, setting), *own) for u in _rates(bound, setting)]
        for u in dict.fromkeys([*claimed_rates(t, setting), *rates]):
            power: Tree = ("call", "exp", (("*", t, u),))
            bound = power if factor == ONE else ("*", factor, power)
            yield Instance(("<=", quantity, bound), "power-rate", (("<=", size, ("call", "exp", (u,))),))
    yield from similar(quantity, X)


def claimed_rates(t: Tree, setting: Setting) -> Iterator[Tree]:
    """u where the claim is about exp(tu), for a number t of it, or says that t ≥ −log(…)/u."""
    symbols = Symbols(NEVER)
    time = symbols.read(t)
    for sign, left, right in setting.scalars.relations:
        for large, small, signs in ((left, right, (">=", ">", "==")), (right, left, ("<=", "<", "=="))):
            logs = [part for part in walk(small) if part[:2] == ("call", "log")]
            if large == t and sign in signs and len(logs) == 1:
                rate = sympy.cancel(-symbols.read(logs[0]) / symbols.read(small))
                if rate and not rate.has(symbols.read(logs[0]), sympy.zoo, sympy.nan):
                    yield parse(f"0 <= {symbols.text(rate)}")[0][2]
    for tree in (part for side in setting.claim.conclusion for part in walk(side) if part[:2] == ("call", "exp")):
        rate = sympy.cancel(symbols.read(tree[2][0]) / time)
        if rate and not rate.has(time, sympy.zoo, sympy.nan):
            yield parse(f"0 <= {symbols.text(rate)}")[0][2]


def known_bounds(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """What the facts say is at least ‖X‖; of a number, itself."""
    match quantity[2][0]:
        case ("matrix", ((entry,),)) if not setting.facts.is_matrix(entry):
            yield entry
    sizes = [quantity, ("call", "rho", quantity[2])] if quantity[2][0] in _normal(setting) else [quantity]
    for sign, left, right in setting.scalars.relations:
        for small, large, signs in ((left, right, ("<=", "<", "==")), (right, left, (">=", ">", "=="))):
            if small in sizes and sign in signs:
                yield large
            if small in [("^", size, TWO) for size in sizes] and sign in signs:
                yield ("call", "sqrt", (large,))


def _normal(setting: Setting) -> list[Tree]:
    return [("name", name) for name in setting.facts.normal]


def _rates(bound: Tree, setting: Setting) -> Iterator[Tree]:
    """u with f ≤ exp(u)."""
    match bound:
        case ("call", "exp", (u,)):
            yield u
        case ("-", ("num", one), h) if one == 1:
            yield ("neg", h)
        case ("+", ("num", one), h) | ("+", h, ("num", one)) if one == 1:
            yield h
        case ("call", "sqrt", (square,)):
            yield from (("/", u, TWO) for u in _rates(square, setting))
        case ("num", one) if one == 1:
            yield ZERO
        case _:
            yield ("-", bound, ONE)


def _of_kreiss(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    whole: Tree = ("call", "sup_powers", (X,))
    if whole in setting.scalars.quantities():
        yield Instance(("<=", quantity, whole), "kreiss-lower-half")
    yield Instance(("<=", quantity, ONE), "contraction", (("<=", numerical_radius(X), ONE), ("<=", norm(X), ONE)))
    match X:
        case ("*", s, P) if not setting.facts.is_matrix(s):
            yield Instance(("<=", quantity, ("call", "K", (P,))), "scaled", (("<=", ("call", "abs", (s,)), ONE),))
        case ("^", P, exponent):
            yield Instance(("<=", quantity, ("*", exponent, ("call", "K", (P,)))), "kreiss-of-power")
    yield from similar(quantity, X)


def _of_flow(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    yield from similar(quantity, X)


def similar(quantity: Tree, X: Tree) -> Iterator[Instance]:
    """q(S⁻¹MS) ≤ ‖S‖‖S⁻¹‖q(M)."""
    match X:
        case ("*", ("*", first, M), last):
            for inverse, S in ((first, last), (last, first)):
                if inverse == ("call", "inverse", (S,)):
                    size: Tree = ("*", norm(S), norm(inverse))
                    alone: Tree = ("call", quantity[1], (M, *quantity[2][1:]))
                    yield Instance(("<=", quantity, ("*", size, alone)), "similar")


def conjugates(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """S⁻¹(SXS⁻¹)S, which is X, where the claim speaks of the norm or the numerical radius of SXS⁻¹ or S⁻¹XS.

    And S⁻¹MS for an X that is defined as that.
    """
    X = quantity[2][0]
    if X[0] == "name" and is_conjugate(body := setting.matrices.get(X[1], X)):
        yield body
    for other in setting.scalars.quantities(*setting.claim.conclusion):
        match other[2][0]:
            case ("*", ("*", first, M), last) if M == X and are_inverse(first, last) and other[1] in _SIZES:
                yield ("*", ("*", last, other[2][0]), first)


def by_similarity(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """S⁻¹(SXS⁻¹)S, which is X, for a letter X where the claim bounds ‖S‖‖S⁻¹‖: SXS⁻¹ may be a contraction."""
    X = quantity[2][0]
    if quantity[1] in _SIMILAR and X[0] == "name" and X[1] in setting.sizes:
        for other in setting.scalars.quantities(*setting.claim.conclusion):
            match other[2][0]:
                case ("call", "inverse", (S,)) as R if setting.fit(S, X):
                    yield ("*", ("*", R, ("*", ("*", S, X), R)), S)


def is_conjugate(X: Tree) -> bool:
    """Whether X is written as S⁻¹MS or SMS⁻¹."""
    match X:
        case ("*", ("*", first, _), last):
            return are_inverse(first, last)
    return False


_LEMMAS = {"norm": _of_norm, "rho": _of_rho, "sup_powers": _of_powers, "K": _of_kreiss, "K_ct": _of_flow}
_LEMMAS |= {"numerical_radius": _of_radius, "power_norm": _of_power}


def euler_steps(quantity: Tree, setting: Setting) -> Iterator[tuple[Tree, Tree]]:
    """I + hX and h where the claim speaks of K(I + hX), for a quantity K_ct(X)."""
    X = quantity[2][0]
    for other in setting.scalars.quantities(*setting.claim.conclusion):
        Y = other[2][0]
        match Y:
            case ("+", first, rest) if first == IDENTITY and rest == X:
                yield Y, ONE
            case ("+", first, ("*", size, rest)) if first == IDENTITY and rest == X:
                yield Y, size
