"""Multipliers that are made of a bound and a matrix: f − X, fX − 1, 2f − eX − (eX)*, and so on.

f² − R*R       = (f − R)*(f − R) + …            for the inverse R of something with a positive real part
f²X*X − 1      = (fX − 1)*(fX − 1) + …          for such an X
4f(2f − X̂)     = (2f − X̂)² + (4f² − X̂²)        with X̂ = eX + (eX)*, a bound on w(X) by its square
n³(n − eX − …) = (n − eX)(n² − XX*)(n − eX)*    for X² = 0
"""

from collections.abc import Iterator
from fractions import Fraction

from kreiss.verify.language.trees import Tree, walk
from kreiss.verify.proving.forms.multipliers import IDENTITY, UNIT
from kreiss.verify.proving.forms.setting import Setting

_TWO: Tree = ("num", Fraction(2))
_INVERSES = ("inverse", "resolvent")


def affine_words(relation: Tree, argument: Tree, kind: str, known: list[Tree], setting: Setting) -> Iterator[Tree]:
    """Words of a bound q(X) ≤ f, for a goal that is a ``range`` (w), an ``inverse``, or a ``square``."""
    bound = relation[2]
    if kind == "range":
        yield from _turned(bound, argument, known)
    elif kind == "inverse":
        yield from ((sign, ("*", bound, argument), IDENTITY) for sign in "-+")
    elif kind == "square" and setting.is_square(argument):
        f = bound if relation[1][0] == "call" else ("^", bound, ("num", Fraction(1, 2)))
        yield from (("-", _times(f, IDENTITY), R) for R in dict.fromkeys((argument, *_inverted(argument))))


def _turned(bound: Tree, X: Tree, known: list[Tree]) -> Iterator[Tree]:
    turned: Tree = ("*", UNIT, X)
    adjoint: Tree = ("call", "transpose", (turned,))
    yield ("-", ("-", _times(("*", _TWO, bound), IDENTITY), turned), adjoint)
    yield ("-", turned, adjoint)
    for quantity in known:
        if quantity[2][0] == X:
            yield ("-", _times(quantity, IDENTITY), turned)
            yield ("-", _times(quantity, IDENTITY), adjoint)


def _times(number: Tree, X: Tree) -> Tree:
    return X if number == ("num", 1) else ("*", number, X)


def _inverted(tree: Tree) -> Iterator[Tree]:
    """The inverses in an expression."""
    yield from (part for part in walk(tree) if part[0] == "call" and part[1] in _INVERSES)


def dissipative(setting: Setting) -> Iterator[Tree]:
    """K_ct(X) for each X of which the facts say that it is at most 1, so that X + X* ⪯ 0."""
    found = (tree[1] for tree in setting.scalars.relations if tree[0] in ("<=", "==") and tree[2] == ("num", 1))
    yield from dict.fromkeys(quantity for quantity in found if quantity[:2] == ("call", "K_ct"))
