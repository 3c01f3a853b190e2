"""Bounds on quantities of compound expressions by those of their parts: what a search for forms may try to prove."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kreiss.verify.language.trees import Tree
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.setting import Setting

ONE: Tree = ("num", Fraction(1))
TWO: Tree = ("num", Fraction(2))
ZERO: Tree = ("num", Fraction(0))
_TRANSPOSABLE = ("K", "K_ct", "rho", "norm", "numerical_radius", "sup_powers")


@dataclass(frozen=True)
class Instance:
    """An instance of a lemma; one of ``needs``, if there are any, has to be shown before."""

    relation: Tree
    name: str
    needs: tuple[Tree, ...] = ()


def norm(X: Tree) -> Tree:
    """‖X‖."""
    return ("call", "norm", (X,))


def numerical_radius(X: Tree) -> Tree:
    """w(X)."""
    return ("call", "numerical_radius", (X,))


def proposals(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """Relations q(X) ≤ f by the parts of X, most of which a form can show."""
    _, function, (X, *_) = quantity
    if function == "norm":
        yield from _norms(quantity, X, setting)
    if function in ("norm", "numerical_radius"):
        yield from _linear(quantity, function, X, setting)
    if function == "numerical_radius" and X[0] == "*":
        yield from _congruence(quantity, X)


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
    yield from _differences(quantity, X)


def _differences(quantity: Tree, X: Tree) -> Iterator[Tree]:
    """P⁻¹ − Q⁻¹ = P⁻¹(Q − P)Q⁻¹; commutators; P − ‖P‖/2, which is small for a P ⪰ 0; P + Pᵀ."""
    match X:
        case ("-", ("call", "inverse", (P,)) as R, ("call", "inverse", (Q,)) as S):
            yield ("<=", quantity, ("*", ("*", norm(R), norm(S)), norm(("-", P, Q))))
        case ("-", ("*", P, B), ("*", C, Q)) if (P, B) == (Q, C):
            yield from _commutator(quantity, P, B)
        case ("-", P, ("*", ("/", half, ("num", value)), ("name", "I"))) if half == norm(P) and value == 2:
            yield ("<=", quantity, ("/", half, TWO))
        case ("+", P, Q) if ("call", "transpose", (P,)) == Q:
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
    parts = [[norm(X) for X in pair if setting.facts.is_matrix(X)] for pair in ((A, D), (B, C))]
    terms = [pair[0] if len(pair) == 1 else ("call", "max", tuple(pair)) for pair in parts if pair]
    if terms and all(setting.facts.is_matrix(X) or X == ZERO for X in (A, B, C, D)):
        yield ("<=", quantity, terms[0] if len(terms) == 1 else ("+", *terms))


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
        other = ("call", function, X[2])
        yield from (Instance(("<=", *pair), "transposed") for pair in ((quantity, other), (other, quantity)))
    if function in ("rho", "numerical_radius"):
        yield Instance(("<=", quantity, norm(X)), "spectral-radius" if function == "rho" else "numerical-radius-upper")
    if function in _LEMMAS:
        yield from _LEMMAS[function](quantity, X, setting)


def _of_radius(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    if X[0] == "^":
        yield Instance(("<=", quantity, ("^", numerical_radius(X[1]), X[2])), "numerical-radius-power")
    yield Instance(("<=", quantity, ONE), "numerical-radius-kreiss", (("<=", ("call", "K", (X,)), ONE),))
    if ("call", "nonnegative", (X,)) in setting.claim.hypotheses:
        twice: Tree = ("+", X, ("call", "transpose", (X,)))
        yield Instance(("<=", quantity, ("/", norm(twice), TWO)), "nonnegative-range")


def _of_norm(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    if numerical_radius(X) in setting.scalars.quantities(*setting.claim.conclusion):
        yield Instance(("<=", quantity, ("*", TWO, numerical_radius(X))), "numerical-radius-half")
    yield from _of_difference(quantity, X)


def _of_difference(quantity: Tree, X: Tree) -> Iterator[Instance]:
    match X:
        case ("-", ("call", "resolvent", (A, z)) as first, ("call", "resolvent", (B, w)) as second) if A == B:
            sizes: Tree = ("*", ("*", ("call", "abs", (("-", z, w),)), norm(first)), norm(second))
            yield Instance(("<=", quantity, sizes), "resolvents")


def _of_rho(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    match X:
        case ("*", A, B) if setting.facts.is_matrix(A):
            product: Tree = ("*", ("call", "rho", (A,)), ("call", "rho", (B,)))
            yield Instance(("<=", quantity, product), "commuting")


def _of_powers(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    yield Instance(("<=", quantity, TWO), "numerical-radius-sup", (("<=", numerical_radius(X), ONE),))
    yield from _similar(quantity, X)


def _of_kreiss(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    yield Instance(("<=", quantity, ONE), "contraction", (("<=", numerical_radius(X), ONE), ("<=", norm(X), ONE)))
    match X:
        case ("*", s, P) if not setting.facts.is_matrix(s):
            yield Instance(("<=", quantity, ("call", "K", (P,))), "scaled", (("<=", ("call", "abs", (s,)), ONE),))
    yield from _similar(quantity, X)


def _of_flow(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    match X:
        case ("*", s, P) if not setting.facts.is_matrix(s):
            other: Tree = ("call", "K_ct", (P,))
            for pair in ((quantity, other), (other, quantity)):
                yield Instance(("<=", *pair), "time-scaled", (("<", ZERO, s),))
    yield from _similar(quantity, X)


def _similar(quantity: Tree, X: Tree) -> Iterator[Instance]:
    match X:
        case ("*", ("*", first, M), last):
            for inverse, S in ((first, last), (last, first)):
                if inverse == ("call", "inverse", (S,)):
                    size: Tree = ("*", norm(S), norm(inverse))
                    yield Instance(("<=", quantity, ("*", size, ("call", quantity[1], (M,)))), "similar")


_LEMMAS = {"numerical_radius": _of_radius, "norm": _of_norm, "rho": _of_rho, "sup_powers": _of_powers,
           "K": _of_kreiss, "K_ct": _of_flow}  # fmt: skip


def euler_steps(quantity: Tree, setting: Setting) -> Iterator[Tree]:
    """K_ct(X) ≤ K(I + hX) where the claim speaks of I + hX."""
    X = quantity[2][0]
    for other in setting.scalars.quantities(*setting.claim.conclusion):
        Y = other[2][0]
        if Y == ("+", IDENTITY, X) or (Y[0] == "+" and Y[1] == IDENTITY and Y[2][0] == "*" and Y[2][2] == X):
            yield ("<=", quantity, ("call", "K", (Y,)))
