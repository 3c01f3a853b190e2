"""Ways to a bound through quantities that neither the claim nor the parts of its matrices speak of.

    ‖XP‖² ≤ ‖PᵀHP‖ for H = XᵀX, a function of H where P is one           w(X) ≤ √g where w(X)² ≤ g is to be shown
    ‖Z‖² = ‖Zᵀ‖² ≤ ‖ZZᵀ‖
    sup ‖Xᵗ‖ ≤ max(1, ‖X‖, …, ‖Xᵏ⁻¹‖) where ‖Xᵏ‖ ≤ 1 or Xᵏ = Xʲ, and K(X) ≤ sup ‖Xᵗ‖
    ‖XᵀX + XXᵀ‖ ≤ (‖X + Xᵀ‖² + ‖X − Xᵀ‖²)/2 ≤ 4w(X)²
    w(X) ≤ f where Xⁿ = 0 and f ≥ ‖X‖cos(π/(n + 1)): 2f − eX − (eX)* is a sum of S*(‖X‖² − XX*)S (Haagerup, de la Harpe)

The last one divides by ‖X‖, as forms often do: the case in which a quantity vanishes is set apart (``vanishing``).
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from kreiss.symbolic.proof import Step, form
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree, norm, replaced, show, walk
from kreiss.verify.proving.forms.multipliers import UNIT
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.proposals import Instance
from kreiss.verify.proving.spectra import gram, transposed

_ONE: Tree = ("num", Fraction(1))
_TWO: Tree = ("num", Fraction(2))
_ZERO: Tree = ("num", Fraction(0))
_LARGEST_POWER, _MOST_SIGNS, _LONGEST_CYCLE = 6, 2, 4
"""Pivots of a tridiagonal form, whose weights grow with each; quantities of which the sign is asked for; powers."""
_BELOW_THE_NORM = {"rho": "spectral-radius", "numerical_radius": "numerical-radius-upper"}
Route = list[Instance | Tree]


def routes(goal: Tree, setting: Setting) -> Iterator[Route]:
    """Lists of relations and lemmas that are to be shown in their order; the goal then follows by numbers."""
    sign, small, large = goal
    if sign != "<=":
        return
    yield from _by_radii(goal, setting)
    yield from _by_cycles(small, setting)
    match small:
        case ("call", "norm", (("+", ("*", P, Q), R),)) if R == ("*", Q, P) and ("call", "transpose", (Q,)) == P:
            yield _by_parts(small, Q, P)
        case ("call", "norm", (Z,)):
            yield from _through_grams(Z, large, False, setting)
        case ("^", ("call", "norm", (Z,)), power) if power == _TWO:
            yield from _through_grams(Z, large, True, setting)
            yield from _turned(Z, large)
        case ("call", "K" | "K_ct" | "numerical_radius", _):
            yield from _direct_sum(small, setting)
        case ("^", ("call", "numerical_radius", _) as w, ("num", power)) if power > 1:
            yield [("<=", w, ("^", large, ("num", 1 / Fraction(power))))]


def _through_grams(Z: Tree, bound: Tree, squared: bool, setting: Setting) -> Iterator[Route]:
    """‖XP‖² ≤ ‖PᵀXᵀXP‖ ≤ f², and the same for PXᵀ after transposition."""
    square: Tree = bound if squared else ("^", bound, _TWO)
    facts = setting.facts
    grams = [(("name", name), gram(body, facts)) for name, body in setting.matrices.items()]
    grams += [(part, gram(part, facts)) for part in walk(Z)]
    for H, parts in dict.fromkeys(grams):
        if parts is None:
            continue
        c, X = parts
        whole: Tree = H if c == _ONE else ("*", ("/", _ONE, c), H)
        match Z:
            case ("*", left, P) if left == X and H in walk(P):
                yield _gram(Z, P, whole, square)
            case ("*", P, right) if right == transposed(X) and H in walk(P):
                turned: Tree = ("call", "transpose", (Z,))
                first = Instance(("<=", norm(Z), norm(turned)), "transposed")
                yield [first, *_gram(turned, P, whole, square)]


def _by_cycles(quantity: Tree, setting: Setting) -> Iterator[Route]:
    """The powers of X, of which one is a contraction or an earlier one, as an equation or a norm of a power says."""
    match quantity:
        case ("call", "K" | "sup_powers", (X,)):
            pass
        case _:
            return
    sides = _sides(X, setting)
    whole: Tree = ("call", "sup_powers", (X,))
    for k in sorted({degree for side in sides if 1 < (degree := _degree(side, X)) <= _LONGEST_CYCLE}):
        *powers, last = [X, *(("^", X, ("num", Fraction(i))) for i in range(2, k + 1))]
        ends: list[Tree] = [("<=", norm(last), ("num", Fraction(1)))]
        ends += [("<=", norm(("-", last, power)), _ZERO) for power in powers]
        bound: Tree = ("call", "max", (("num", Fraction(1)), *map(norm, powers)))
        for end in ends:
            above = [Instance(("<=", quantity, whole), "kreiss-lower-half")] if quantity != whole else []
            yield [end, Instance(("<=", whole, bound), "contraction", (end,)), *above]


def _sides(X: Tree, setting: Setting) -> list[Tree]:
    """What equations and norms of the claim speak of, other than X itself."""
    sides = [side for equation in setting.equations for side in equation[1:]]
    return sides + [q[2][0] for q in setting.scalars.quantities() if q[1] == "norm" and q[2][0] != X]


def speaks_of_power(X: Tree, k: int, setting: Setting) -> bool:
    """Whether an equation or a norm of the claim may be about Xᵏ."""
    return any(_degree(side, X) == k for side in _sides(X, setting))


def _degree(tree: Tree, X: Tree) -> int:
    """How often X is a factor of the longest product in an expression."""
    if tree == X:
        return 1
    match tree:
        case ("+" | "-", P, Q):
            return max(_degree(P, X), _degree(Q, X))
        case ("*", P, Q):
            return _degree(P, X) + _degree(Q, X)
        case ("neg", P):
            return _degree(P, X)
        case ("^", P, ("num", exponent)):
            return int(exponent) * _degree(P, X)
    return 0


def _by_parts(quantity: Tree, X: Tree, turned: Tree) -> Route:
    """2(XᵀX + XXᵀ) = (X + Xᵀ)² + (X − Xᵀ)ᵀ(X − Xᵀ), with parts of norm at most 2w(X)."""
    parts = [norm((sign, X, turned)) for sign in ("+", "-")]
    squares = tuple(("^", part, _TWO) for part in parts)
    twice: Tree = ("*", _TWO, ("call", "numerical_radius", (X,)))
    return [("<=", quantity, ("/", ("+", *squares), _TWO)), *(("<=", part, twice) for part in parts)]


def _turned(Z: Tree, bound: Tree) -> Iterator[Route]:
    """‖Z‖² = ‖Zᵀ‖² ≤ ‖ZZᵀ‖ ≤ f."""
    if Z[0] == "name" and any(part[:2] == ("call", "norm") for part in walk(bound)):
        turned: Tree = ("call", "transpose", (Z,))
        first, whole = Instance(("<=", norm(Z), norm(turned)), "transposed"), norm(("*", Z, turned))
        yield [first, ("<=", ("^", norm(turned), _TWO), whole), *([("<=", whole, bound)] if whole != bound else [])]


def _direct_sum(quantity: Tree, setting: Setting) -> Iterator[Route]:
    """q of diag(A, Aᵀ) is at most max(q(A), q(Aᵀ)), and these are equal."""
    _, function, (X, *_) = quantity
    body = setting.matrices.get(X[1], X) if X[0] == "name" else X
    match body:
        case ("matrix", ((A, zero), (other, D))) if zero == other == _ZERO and D == ("call", "transpose", (A,)):
            first, last = ("call", function, (A,)), ("call", function, (D,))
            yield [Instance(("<=", last, first), "transposed"), ("<=", quantity, ("call", "max", (first, last)))]


def _by_radii(goal: Tree, setting: Setting) -> Iterator[Route]:
    """‖X‖ ≤ ρ(X) or w(X) for normal X, of which the greater side has a radius in place of the norm."""
    radii = [part for part in walk(goal[2]) if part[:2] in (("call", "rho"), ("call", "numerical_radius"))]
    known = [part for radius in dict.fromkeys(radii) for part in _above_the_norm(radius, setting)]
    if known:
        through: Tree = ("<=", goal[1], replaced(goal[2], {radius: norm(radius[2][0]) for radius in radii}))
        yield [*known, through]
        if (lemma := _BELOW_THE_NORM.get(goal[1][1] if goal[1][0] == "call" else "")) is not None:
            whole = norm(goal[1][2][0])
            yield [*known, Instance(("<=", goal[1], whole), lemma), ("<=", whole, through[2])]
        yield from ([*known, alone] for alone in isolated(through))
        match goal[1]:
            case ("^", ("call", "norm", (Z,)), power) if power == _TWO:
                yield from ([*known, *turned] for turned in _turned(Z, through[2]))


def _above_the_norm(radius: Tree, setting: Setting) -> Route:
    """What shows that a radius of X is its norm; nothing where X is not normal."""
    _, function, (X,) = radius
    turned: Tree = ("call", "transpose", (X,))
    if function == "rho":
        return [Instance(("<=", norm(X), radius), "normal-norm")] if setting.is_normal(X) else []
    if any(("neg", X) in tree and turned in tree for tree in setting.equations):
        part = norm(("-", X, turned))
        return [("<=", norm(X), ("/", part, _TWO)), ("<=", part, ("*", _TWO, radius))]
    return [("<=", norm(X), radius)] if setting.is_symmetric(X) else []


def isolated(goal: Tree) -> Iterator[Tree]:
    """A square of a norm, times a number, that is a summand of the smaller side, with the rest on the other side."""
    sign, small, large = goal
    if large[0] == "neg" and large[1][:2] == ("call", "eigmax"):
        yield sign, large[1], ("neg", small)
    if small[0] == "+":
        for one, rest in ((small[1], small[2]), (small[2], small[1])):
            square = one[2] if one[0] == "*" else one
            if square[0] == "^" and square[1][:2] == ("call", "norm"):
                yield sign, one, ("-", large, rest)


def _gram(Z: Tree, P: Tree, H: Tree, square: Tree) -> Route:
    """P is a function of H, and so symmetric."""
    inner = norm(("*", ("*", P, H), P))
    return [("<=", ("^", norm(Z), _TWO), inner), ("<=", inner, square)]


def vanishing(goal: Tree) -> list[Tree]:
    """Quantities ≥ 0 of the greater side of which each vanishes or not, likeliest first."""
    found = [part for part in walk(goal[2]) if part[:2] in (("call", "norm"), ("call", "numerical_radius"))]
    return list(dict.fromkeys(found))[:_MOST_SIGNS]


def nilpotent(goal: Tree, setting: Setting) -> Iterator[tuple[list[Tree], Step]]:
    """What has to be shown before, and a form for w(X) ≤ f where the facts say that ‖Xⁿ‖ = 0 and 0 < ‖X‖.

    With u = f/‖X‖, B = X/‖X‖ and the pivots d_1 = 2u, d_{k+1} = 2u − 1/d_k of a tridiagonal matrix, 2u − eB − (eB)* is
    Σ d_k W_k(1 − BB*)W_k* + B^n b + (B^n b)* for b = uB*^n − eB*^{n−1}, W_k = B^{k−1} − (e/d_k)B^k, but W_n = B^{n−1}.
    """
    match goal:
        case ("<=", ("call", "numerical_radius", (X,)), _) if ("<", _ZERO, norm(X)) in setting.scalars.relations:
            pass
        case _:
            return
    for sign, q, value in setting.scalars.relations:
        match q:
            case ("call", "norm", (("^", base, ("num", n)),)) if base == X and n <= _LARGEST_POWER:
                if value == _ZERO and sign in ("==", "<="):
                    yield _by_pivots(goal, X, q, int(n), setting)


def _by_pivots(goal: Tree, X: Tree, q: Tree, n: int, setting: Setting) -> tuple[list[Tree], Step]:
    draw, symbols = setting.symbols([goal, norm(X)], {})
    f, a = (draw.values.of(tree) for tree in (goal[2], norm(X)))
    pivots = [sympy.cancel(2 * f / a)]
    while len(pivots) < n:
        pivots.append(sympy.cancel(pivots[0] - 1 / pivots[-1]))

    def text(number: sympy.Expr) -> str:
        tree = setting.tree(number, symbols)
        needed.append(("<=", tree, tree))
        return f"({show(tree)})"

    e, terms, needed = UNIT[1], list[dict[str, Any]](), list[Tree]()
    for k, pivot in enumerate(pivots, 1):
        by = _power(X, k - 1)
        by += "" if k == n else f" - {text(1 / (a * pivot))}*transpose({e})*{_power(X, k)}"
        weight = [text(pivot), text(a ** (1 - 2 * k))]
        terms.append({"fact": show(norm(X)), "as": "adjoint", "by": by, "weight": [["1", weight]]})
        needed += [parse(f"0 <= {number}")[0] for number in weight]
    b = f"{text(f / a ** (2 * n))}*{_power(X, n)} - {text(a ** (2 - 2 * n))}*{e}*{_power(X, n - 1)}"
    terms.append({"fact": show(q), "as": "linear", "by": f"[[I], [{b}]]"})
    terms += [{"by": by, "weight": [["1", [f"-{show(q)}"]]]} for by in ("I", b)]
    needed += [("<=", _ZERO, ("neg", q)), ("<=", _ZERO, goal[2])]
    return needed, form(show(goal), terms, "a tridiagonal form with positive pivots", unit=e)


def _power(X: Tree, k: int) -> str:
    """(X*)ᵏ as a product."""
    return "*".join([f"transpose({show(X)})"] * k) if k else "I"
