"""Bounds on products of two matrices, written down as forms.

2‖PQ‖ ≤ ‖PᵀP + QQᵀ‖: for X = [[P], [Qᵀ]], X*X is that sum and PQ stands beside the diagonal of XX* (Bhatia, Kittaneh)
2w(PᵀQ), ‖PᵀQ + QᵀP‖ ≤ ‖PᵀP + QᵀQ‖, by (P − eQ)*(P − eQ) ⪰ 0 and (P ± Q)*(P ± Q) ⪰ 0
w(PQ + QP) ≤ 4w(P)w(Q), and w(PQ) ≤ 2w(P)w(Q) where PQ = QP: with p = w(P), q = w(Q) and X± = qP ± pQ,
    2pq(PQ + QP) = X₊² − X₋², w(X±) ≤ 2pq and w(X±²) ≤ w(X±)² (Holbrook)
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kreiss.symbolic.proof import Step, cases, form, lemma
from kreiss.verify.language.trees import Tree, norm, show, walk
from kreiss.verify.proving.forms.multipliers import UNIT
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.proposals import numerical_radius as radius
from kreiss.verify.proving.rewriting.steps import Numbers, bound_steps
from kreiss.verify.proving.rewriting.sums import ONE, Atom, Word, size_of

_ZERO: Tree = ("num", Fraction(0))
_TWO: Tree = ("num", Fraction(2))
_E = UNIT[1]
_HALF = [["1/2", []]]
Bound = tuple[Tree, list[Step]]


def product_bounds(goal: Tree, setting: Setting, numbers: Numbers) -> Iterator[Bound]:
    """Relations q ≤ f about products on the smaller side of a goal, each with the steps that end in it."""
    sums = [part[2][0] for part in walk(goal[2]) if part[:2] == ("call", "norm") and part[2][0][0] == "+"]
    radii = [part for part in walk(goal[2]) if part[:2] == ("call", "numerical_radius")]
    known = radii or any(q[1] == "numerical_radius" for q in setting.scalars.quantities())
    for quantity in dict.fromkeys(part for part in walk(goal[1]) if part[0] == "call"):
        match quantity:
            case ("call", "norm" | "numerical_radius" as function, (("*", P, Q),)) if _are_matrices(P, Q, setting):
                yield from _of_product(function, P, Q, sums, numbers)
            case ("call", "norm", (("+", ("*", first, Q), ("*", second, P)),)):
                if (_turned(P), _turned(Q)) == (first, second):
                    yield from _of_symmetric_part(quantity[2][0], P, Q, sums)
        match quantity:
            case ("call", "numerical_radius", (("+" | "-", P, ("*", _, ("name", "I")) | ("name", "I")),)):
                yield _shifted(quantity, P, numbers)
            case ("call", "numerical_radius", (("+", ("*", P, Q), R),)) if known and R == ("*", Q, P):
                yield from _by_squares(quantity[2][0], P, Q, None, numbers)
            case ("call", "numerical_radius", (("*", P, Q) as Z,)) if known and _are_matrices(P, Q, setting):
                for equation in setting.equations:
                    if {*equation[1:]} == {Z, ("*", Q, P)}:
                        yield from _by_squares(Z, P, Q, equation, numbers)


def _are_matrices(P: Tree, Q: Tree, setting: Setting) -> bool:
    return setting.facts.is_matrix(P) and setting.facts.is_matrix(Q)


def _turned(tree: Tree) -> Tree:
    return tree[2][0] if tree[:2] == ("call", "transpose") else ("call", "transpose", (tree,))


def _of_product(function: str, P: Tree, Q: Tree, sums: list[Tree], numbers: Numbers) -> Iterator[Bound]:
    Z: Tree = ("*", P, Q)
    beside, outside = [("*", _turned(P), P), ("*", Q, _turned(Q))], [("*", P, _turned(P)), ("*", _turned(Q), Q)]
    for S in dict.fromkeys(sums):
        half: Tree = ("/", norm(S), _TWO)
        if function == "norm" and sorted(S[1:], key=repr) == sorted(beside, key=repr):
            X: Tree = ("matrix", ((P,), (_turned(Q),)))
            square: Tree = ("<=", ("^", norm(X), _TWO), norm(S))
            middle: Tree = ("<=", norm(Z), ("/", ("^", norm(X), _TWO), _TWO))
            across = [{"by": f"[[{show(_turned(P))}, {show(Q)}]]", "weight": _HALF}]
            across += [{"fact": show(norm(X)), "as": "adjoint", "by": "[[I, 0], [0, -I]]", "weight": _HALF}]
            yield (
                ("<=", norm(Z), half),
                [
                    form(show(square), [_below(S)], "the square of the norm of a column"),
                    numbers.step(("<=", _ZERO, middle[2]), "the bound is not negative", alone=True),
                    form(show(middle), across, "a product beside the diagonal", **{"as": "linear"}),
                    numbers.step(("<=", norm(Z), half), "by both", square, middle, alone=True),
                ],
            )
        if function == "numerical_radius" and sorted(S[1:], key=repr) == sorted(outside, key=repr):
            w: Tree = ("<=", ("call", function, (Z,)), half)
            terms = [_below(S), {"by": f"{show(_turned(P))} - {_E}*({show(Q)})"}]
            sign = numbers.step(("<=", _ZERO, half), "the bound is not negative", alone=True)
            yield w, [sign, form(show(w), terms, "a square is ⪰ 0", unit=_E)]


def _of_symmetric_part(Z: Tree, P: Tree, Q: Tree, sums: list[Tree]) -> Iterator[Bound]:
    for S in dict.fromkeys(sums):
        if sorted(S[1:], key=repr) == sorted([("*", _turned(P), P), ("*", _turned(Q), Q)], key=repr):
            bound: Tree = ("<=", norm(Z), norm(S))
            terms: list[dict[str, Any]] = []
            for sign, row in (("+", "[[{0}, {0}]]"), ("-", "[[{0}, -({0})]]")):
                terms.append({"by": row.format(f"{show(P)} {sign} {show(Q)}"), "weight": _HALF})
            fact = {"fact": show(norm(S)), "as": "linear", "weight": _HALF}
            terms += [{**fact, "by": by} for by in ("[[I, 0], [-I, 0]]", "[[0, I], [0, -I]]")]
            yield bound, [form(show(bound), terms, "squares are ⪰ 0", **{"as": "linear"})]


def _shifted(quantity: Tree, P: Tree, numbers: Numbers) -> Bound:
    """w(P ± s) ≤ w(P) + |s|, by 2|s| − s(e + ē) = ½(|s| + s)(1 − e)*(1 − e) + ½(|s| − s)(1 + e)*(1 + e)."""
    ((sign, _, multiple),) = quantity[2]
    s = ONE if multiple[0] == "name" else multiple[1]
    size: Tree = ("call", "abs", (s,))
    bound: Tree = ("<=", quantity, ("+", radius(P), size))
    steps, terms = (
        [numbers.step(("<=", _ZERO, bound[2]), "it is not negative")],
        [{"fact": show(radius(P)), "unit": _E}],
    )
    for own, by in ((sign, "-"), ("-" if sign == "+" else "+", "+")):
        weight: Tree = (own, size, s)
        steps.append(numbers.step(("<=", _ZERO, weight), "a number is between −|s| and |s|"))
        terms.append({"by": f"I {by} {_E}*I", "weight": [["1/2", [show(weight)]]]})
    return bound, [*steps, form(show(bound), terms, "the triangle inequality", unit=_E)]


def _below(S: Tree) -> dict[str, Any]:
    """‖S‖ − S for a symmetric S."""
    return {"fact": show(norm(S)), "as": "linear", "by": "[[I], [-I]]", "weight": _HALF}


def _by_squares(Z: Tree, P: Tree, Q: Tree, equation: Tree | None, numbers: Numbers) -> Iterator[Bound]:
    """w(PQ + QP) ≤ 4pq, or where an equation says PQ = QP w(PQ) ≤ 2pq, with cases for p = 0 and for q = 0."""
    w, p, q = (radius(tree) for tree in (Z, P, Q))
    pq: Tree = ("*", p, q)
    twice: Tree = ("*", _TWO, pq)
    bound: Tree = ("<=", w, ("*", ("num", Fraction(4 if equation is None else 2)), pq))
    steps: list[Step] = [numbers.step(("<=", _ZERO, twice), "radii are not negative", alone=True)]
    squares: list[Tree] = []
    for sign, turn in (("+", _E), ("-", f"-{_E}")):
        X: Tree = (sign, ("*", q, P), ("*", p, Q))
        square = radius(("^", X, _TWO))
        parts = [
            {"fact": show(one), "unit": unit, "weight": [["1", [show(by)]]]}
            for one, by, unit in ((p, q, _E), (q, p, turn))
        ]
        first: Tree = ("<=", radius(X), twice)
        power: Tree = ("<=", square, ("^", radius(X), _TWO))
        squares.append(("<=", square, ("^", twice, _TWO)))
        steps += [
            form(show(first), parts, "the triangle inequality", unit=_E),
            lemma(show(power), "numerical-radius-power", "the lemma itself"),
            numbers.step(squares[-1], "by both", first, power, alone=True),
        ]
    vanish, small = _where_one_vanishes(Z, P, Q, equation is not None, numbers)
    positive: list[Tree] = [("<", _ZERO, p), ("<", _ZERO, q)]
    below: Tree = ("*", ("num", Fraction(2 if equation is None else 4)), pq)
    middle: Tree = ("<=", w, ("/", ("+", squares[0][1], squares[1][1]), below))
    whole: Tree = ("<=", middle[2][1], ("*", below, bound[2]))
    divided: Tree = ("<=", middle[2], bound[2])
    terms: list[dict[str, Any]] = [
        {"fact": show(square), "unit": unit, "weight": [["1", [f"1/({show(below)})"]]]}
        for (_, square, _), unit in zip(squares, (_E, f"-{_E}"), strict=True)
    ]
    if equation is not None:
        sign = "-" if equation[1] == Z else ""
        terms.append({"equation": show(equation), "left": f"{sign}1/2*{_E}*I", "right": "I"})
    last = [
        numbers.step(("<=", _ZERO, ("/", ("num", Fraction(1)), below)), "both are positive", *positive, alone=True),
        numbers.step(("<=", _ZERO, middle[2]), "both are positive", *positive, alone=True),
        form(show(middle), terms, "a difference of squares", unit=_E),
        numbers.step(whole, "by the squares", *squares, alone=True),
        numbers.step(divided, "by that", whole, *positive, alone=True),
        numbers.step(bound, "by both", middle, divided, alone=True),
    ]
    ends = [[numbers.step(bound, "it is 0", *small, ("<=", x, _ZERO), alone=True)] for x in (p, q)]
    inner = cases(show(bound), show(("<=", q, _ZERO)), ends[1], last, "by whether it vanishes")
    yield (
        bound,
        [*steps, *vanish, cases(show(bound), show(("<=", p, _ZERO)), ends[0], [inner], "by whether it vanishes")],
    )


def _where_one_vanishes(Z: Tree, P: Tree, Q: Tree, commute: bool, numbers: Numbers) -> tuple[list[Step], list[Tree]]:
    """w(Z) ≤ ‖Z‖ ≤ ‖P‖‖Q‖, or twice that, and ‖P‖ ≤ 2w(P), ‖Q‖ ≤ 2w(Q)."""
    orders = [(P, Q)] if commute else [(P, Q), (Q, P)]
    words = tuple((Fraction(1), Word(ONE, (Atom(first), Atom(second)))) for first, second in orders)
    half = "numerical-radius-half"
    known: list[tuple[Tree, str]] = [
        (("<=", radius(Z), norm(Z)), "numerical-radius-upper"),
        (("<=", norm(P), ("*", _TWO, radius(P))), half),
        (("<=", norm(Q), ("*", _TWO, radius(Q))), half),
    ]
    steps = [lemma(show(tree), name, "the lemma itself") for tree, name in known]
    size: Tree = ("<=", norm(Z), size_of(words))
    return [*steps, *bound_steps(Z, words, numbers)], [*(tree for tree, _ in known), size]
