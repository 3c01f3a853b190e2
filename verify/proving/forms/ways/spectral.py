"""Bounds on spectral radii that need an identity: of similar matrices, of sums and multiples that commute, by powers.

ρ(S⁻¹XS) ≤ ρ(SS⁻¹X) = ρ(X)       ρ(P + Q) ≤ ρ(P) + ρ(Q), ρ(PQ) ≤ ρ(P)ρ(Q) for P and Q made of one letter and I
ρ(sP) ≤ |s|ρ(P)                  ρ(X)ᵏ ≤ ρ(Xᵏ) ≤ ‖Xᵏ‖
"""

from collections.abc import Iterator
from fractions import Fraction

from kreiss.symbolic.proof import Step, form, identity, lemma, transitive
from kreiss.verify.language.trees import Tree, are_inverse, norm, show, walk
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.rewriting.steps import Numbers, bound_steps
from kreiss.verify.proving.rewriting.sums import ONE, Word, size_of

Bound = tuple[Tree, list[Step]]
_HIGHEST = 6  # power of X whose norm may be known


def spectral_bounds(goal: Tree, setting: Setting, numbers: Numbers) -> Iterator[Bound]:
    """Relations about spectral radii on the smaller side of a goal, each with the steps that end in it."""
    radii = dict.fromkeys(part for part in walk(goal[1]) if part[:2] == ("call", "rho"))
    larger = dict.fromkeys(part for part in walk(goal[2]) if part[:2] == ("call", "rho"))
    for quantity in radii:
        (X,) = quantity[2]
        yield from _similar(X, turned=False)
        for other in larger:
            yield from _similar(other[2][0], turned=True) if other != quantity else ()
            yield from _divided(X, other[2][0], numbers)
        yield from _commuting(X, setting, numbers)
        yield from _powers(X, goal, setting, numbers)


def rho(X: Tree) -> Tree:
    """ρ(X)."""
    return ("call", "rho", (X,))


def _similar(X: Tree, turned: bool) -> Iterator[Bound]:
    """ρ(TXS) ≤ ρ(X) for T = S⁻¹, or the reverse."""
    match X:
        case ("*", ("*", T, M) as first, S) if are_inverse(T, S):
            back: Tree = ("*", S, first)
            ends = (back, M) if not turned else (M, back)
            middle = ("<=", rho(X), rho(back)) if not turned else ("<=", rho(back), rho(X))
            same: Tree = ("<=", rho(ends[0]), rho(ends[1]))
            steps = [
                identity(show(("==", *ends)), "multiplied out"),
                lemma(show(same), "equal", "they are the same matrix"),
                lemma(show(middle), "exchanged", "the lemma itself"),
            ]
            yield same, steps[:2]
            yield middle, steps[2:]


def _commuting(X: Tree, setting: Setting, numbers: Numbers) -> Iterator[Bound]:
    match X:
        case ("*", s, Q) if not setting.facts.is_matrix(s):
            yield from _product(X, ("*", s, IDENTITY), Q, numbers)
        case ("+" | "-" | "*" as sign, P, Q) if len(_letters(X, setting)) == 1 and setting.facts.is_matrix(Q):
            bound: Tree = ("<=", rho(X), ("*" if sign == "*" else "+", rho(P), rho(Q)))
            same = identity(show(("==", ("*", P, Q), ("*", Q, P))), "multiplied out")
            yield bound, [same, lemma(show(bound), "commuting", "they commute")]
            for part in (P, Q):
                yield from _of_multiple(part, numbers)
                yield from _commuting(part, setting, numbers)


def _of_multiple(P: Tree, numbers: Numbers) -> Iterator[Bound]:
    """ρ(s·I) ≤ ‖s·I‖ ≤ |s|."""
    s = ONE if P == IDENTITY else P[1] if P[0] == "*" and P[2] == IDENTITY else None
    if s is None:
        return
    first: Tree = ("<=", rho(P), norm(P))
    if s[0] == "num":
        second: Tree = ("<=", norm(P), ("num", abs(s[1])))
        shown = [form(show(second), [], "a multiple of the identity")]
    else:
        terms = ((Fraction(1), Word(s, ())),)
        second, shown = ("<=", norm(P), size_of(terms)), list(bound_steps(P, terms, numbers))
    bound: Tree = ("<=", rho(P), second[2])
    last = transitive(show(rho(P)), show(norm(P)), show(second[2]), "by both")
    yield bound, [lemma(show(first), "spectral-radius", "the lemma itself"), *shown, last]


def _divided(X: Tree, Y: Tree, numbers: Numbers) -> Iterator[Bound]:
    """ρ(X) ≤ ρ(cX)/|c| for a number c ≠ 0: X = (1/c)·cX."""
    match Y:
        case ("*", ("num", c), P) if P == X and c:
            multiple: Tree = ("*", ("num", 1 / Fraction(c)), IDENTITY)
            yield from _product(X, multiple, Y, numbers)


def _product(X: Tree, multiple: Tree, Y: Tree, numbers: Numbers) -> Iterator[Bound]:
    """ρ(X) ≤ |s|ρ(Y) where X = (s·I)Y."""
    whole: Tree = ("*", multiple, Y)
    same: Tree = ("<=", rho(X), rho(whole))
    bound: Tree = ("<=", rho(whole), ("*", rho(multiple), rho(Y)))
    steps = [
        identity(show(("==", X, whole)), "multiplied out"),
        lemma(show(same), "equal", "they are the same matrix"),
        identity(show(("==", whole, ("*", Y, multiple))), "multiplied out"),
        lemma(show(bound), "commuting", "they commute"),
    ]
    for relation, shown in _of_multiple(multiple, numbers):
        whole_bound: Tree = ("<=", rho(X), ("*", relation[2], rho(Y)))
        last = numbers.step(whole_bound, "by these", same, bound, relation, alone=True)
        yield whole_bound, [*steps, *shown, last]


def _powers(X: Tree, goal: Tree, setting: Setting, numbers: Numbers) -> Iterator[Bound]:
    """ρ(X)ᵏ ≤ ρ(Xᵏ) ≤ ‖Xᵏ‖ where that norm is spoken of, and ρ(X²) ≤ ρ(X) where X·X = X."""
    quantities = [*setting.scalars.quantities(), *(part for part in walk(goal) if part[:2] == ("call", "norm"))]
    for q in dict.fromkeys(quantities):
        match q:
            case ("call", "norm", (("^", base, ("num", k)) as power,)) if base == X and 2 <= k <= _HIGHEST:
                yield from _of_power(X, power)
                last: Tree = ("<=", rho(power), q)
                yield last, [lemma(show(last), "spectral-radius", "the lemma itself")]
    square: Tree = ("*", X, X)
    for _, *sides in setting.equations:
        if square in sides:
            power = ("^", X, ("num", Fraction(2)))
            other = sides[1 - sides.index(square)]
            yield from _of_power(X, power)
            same: Tree = ("<=", rho(power), rho(square))
            steps = [
                identity(show(("==", power, square)), "multiplied out"),
                lemma(show(same), "equal", "the same matrix"),
            ]
            yield same, steps
            stated: Tree = ("<=", rho(square), rho(other))
            yield stated, [lemma(show(stated), "equal", "by the hypotheses")]
            for bound, shown in _of_multiple(other, numbers):
                whole: Tree = ("<=", rho(power), bound[2])
                yield whole, [*shown, numbers.step(whole, "by these", same, stated, bound, alone=True)]


def _of_power(X: Tree, power: Tree) -> Iterator[Bound]:
    first: Tree = ("<=", ("^", rho(X), power[2]), rho(power))
    yield first, [lemma(show(first), "radius-power", "the lemma itself")]


def _letters(tree: Tree, setting: Setting) -> set[Tree]:
    matrices = {part for part in walk(tree) if part[0] == "name" and setting.facts.is_matrix(part)}
    return matrices - {IDENTITY}
