"""What is known to be ⪰ 0: the terms among which a search chooses."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain
from itertools import product as product_of
from typing import Any

import numpy as np

from kreiss.verify.language.trees import Tree, show, walk
from kreiss.verify.proving.forms.affine import affine_words, dissipative
from kreiss.verify.proving.forms.goals import ONE, POINT, SIZE, TWO, Goal, Order, array, dilated, gram, turned
from kreiss.verify.proving.forms.matrices import Array, Unfit, blocks, identity, product
from kreiss.verify.proving.forms.multipliers import (
    IDENTITY,
    UNIT,
    columns_of_one,
    places_for_two,
    rows_of_numbers,
    rows_of_one,
    squares_of_two,
)
from kreiss.verify.proving.forms.points import Outside, points
from kreiss.verify.proving.forms.setting import Draw, Rows, Setting

ZERO: Tree = ("num", Fraction(0))
_CORNER = "[[I], [0]]"
_MOST_WORDS, _MOST_FACTORS = 8, 12
"""Of one search: each word and factor enlarges the programme, the first are the likeliest."""


@dataclass(frozen=True)
class Candidate:
    """A term of the sum, as the step writes it without its weight, which is ≥ 0 unless it is ``free``."""

    data: Mapping[str, Any]
    value: Callable[[Draw, Goal], Array]
    trees: tuple[Tree, ...] = ()
    free: bool = False
    needs: tuple[Tree, ...] = ()

    @property
    def cost(self) -> float:
        """Greater for what is longer to write: of several sums a search takes the simplest."""
        return 1 + 0.1 * len(self.data) + 0.05 * sum(len(str(value)) for value in self.data.values())

    def times(self, weight: Tree) -> dict[str, Any]:
        """The term of an equation with a weight of any sign."""
        left = self.data["left"]
        times = f"({show(weight)})*"
        return {**self.data, "left": left.replace("I", f"{times}I", 1) if left == _CORNER else f"{times}({left})"}


def candidates(goal: Goal, setting: Setting, products: bool) -> Iterator[Candidate]:
    """Squares, facts about the quantities of the claim, and equations, each with a list of multipliers.

    These are the matrices that occur; with ``products`` products of two as well.
    """
    ordered = setting.facts.is_matrix(goal.relation[1])
    quantities = [q for q in setting.scalars.quantities(*goal.relation[1 if ordered else 2 :]) if q != goal.quantity]
    known = [q for q in quantities if q[1] in ("norm", "numerical_radius", "eigmax")]
    words = _words(goal, known, setting, products)
    affine = list(affine_words(goal.relation, goal.argument, goal.kind, known, setting))
    few = [*affine, *_beside(goal, known, setting)] if goal.count == 1 else []
    for quantity in known:
        yield from _facts(quantity, goal, [*words, *few], setting)
    for quantity in dissipative(setting):
        for rows in _multipliers(setting.blocks_of(quantity[2][0])[0], goal, [*words, *few]):
            data = {"fact": show(quantity), "as": "dissipative"}
            yield _term(data, rows, _Inner(quantity, "dissipative"), setting, quantity)
    similar = any(True for _ in _inverses(goal.argument))  # a lemma says more of these
    outside = [q for q in quantities if q[1] in ("K", "K_ct") and ("point" not in goal.fields or not similar)]
    near = [shift for q in outside for shift in _around(q[2][0])] if "point" in goal.fields else []
    near += [goal.argument] if outside and goal.kind == "inverse" else []
    for quantity in outside:
        yield from _points(quantity, goal, [*words[:1], *near, *words[1:]], setting)
    alone = _multipliers(1, goal, [*words[:1], *near, *words[1:], *_shifts(goal, known), *few])
    for rows in chain(alone, _numbers(goal, setting)):
        yield _term({}, rows, None, setting)
    own = [goal.argument] if ordered else []
    for order in setting.facts.orders:
        height = setting.blocks_of(Order(order).difference)[0]
        for rows in _multipliers(height, goal, [*words, *own, *_sides(order)]):
            yield _term({"order": show(order)}, rows, Order(order), setting, *order[1:])
    if goal.count > 1:
        yield from (_whole(word) for word in (*_shifts(goal, []), *affine))
    for equation in setting.equations:
        yield from _equations(equation, goal, words)


def _numbers(goal: Goal, setting: Setting) -> Iterator[Rows]:
    """Rows by which the form of a matrix of numbers is eliminated."""
    X = goal.argument
    body = setting.matrices.get(X[1], X) if X[0] == "name" else X
    kind = ("" if goal.discrete else "flow") if "point" in goal.fields else goal.kind
    if body[0] == "matrix" and not any(setting.facts.is_matrix(entry) for row in body[1] for entry in row):
        yield from rows_of_numbers(body[1], kind, goal.relation[2]) if kind in ("flow", "range", "square") else ()


def _words(goal: Goal, known: list[Tree], setting: Setting, products: bool) -> list[Tree]:
    """I, the factors of X, the matrices in the claim's quantities, its letters, and their adjoints."""
    arguments = [q[2][0] for q in known if setting.blocks_of(q[2][0]) == (1, 1)]
    inner = [
        part for tree in (goal.argument, *arguments) for part in (*_factors(tree), *_inverses(tree)) if part != IDENTITY
    ]
    letters: list[Tree] = [("name", name) for name in setting.sizes]
    letters += [part for body in setting.matrices.values() for part in walk(body) if _is_gram(part)]
    first = list(dict.fromkeys([*inner, *arguments, *letters]))[:_MOST_WORDS]
    words = [IDENTITY, *first, *(_adjoint(tree) for tree in first)]
    if products:
        words += [("*", left, right) for left in (*arguments, *inner) for right in first if setting.fit(left, right)]
        inverses = [word for word in first if word[:2] in (("call", "inverse"), ("call", "resolvent"))]
        turned = [part[2] for part in letters if part[0] == "*" and part[2][0] == "call"]
        words += [("*", left, right) for left in letters + turned for right in inverses if setting.fit(left, right)]
    return list(dict.fromkeys(words))


def _is_gram(tree: Tree) -> bool:
    """Whether an expression is XᵀX or XXᵀ."""
    return bool(tree[0] == "*" and (_adjoint(tree[1]) == tree[2] or tree[1] == _adjoint(tree[2])))


def _shifts(goal: Goal, known: list[Tree]) -> Iterator[Tree]:
    """n·I − X, and z − d − X for a point z."""
    for quantity in known:
        yield ("-", ("*", quantity, IDENTITY), quantity[2][0])
    if "point" in goal.fields:
        yield ("-", ("*", ("-", POINT, SIZE), IDENTITY), goal.argument)
        yield ("-", ("*", POINT, IDENTITY), goal.argument)


def _beside(goal: Goal, known: list[Tree], setting: Setting) -> Iterator[Tree]:
    """n ± B for a range of products with a factor B of norm n: AB + BAᵀ is a difference of two congruences of A."""
    if "unit" in goal.fields:
        for quantity in known:
            B = quantity[2][0]
            if quantity[1] == "norm" and B[0] == "name" and B != goal.argument and setting.is_square(B):
                yield from ((sign, ("*", quantity, IDENTITY), turned) for sign in "+-" for turned in (B, _adjoint(B)))


def _sides(order: Tree) -> list[Tree]:
    """Y − X and X + Y for X ⪯ Y."""
    _, low, high = order
    return [("-", high, low), ("+", high, low)]


def _facts(quantity: Tree, goal: Goal, words: list[Tree], setting: Setting) -> Iterator[Candidate]:
    X, text = quantity[2][0], show(quantity)
    height, width = setting.blocks_of(X)
    if quantity[1] == "eigmax":
        inner = Order(("<=", X, ("*", quantity, IDENTITY)))
        for rows in _multipliers(height, goal, words):
            yield _term({"fact": text}, rows, inner, setting, quantity)
        return
    if quantity[1] == "norm":
        for kind, count in (("square", width), ("adjoint", height), ("linear", height + width)):
            tail = {} if kind == "square" else {"as": kind}
            for rows in _multipliers(count, goal, words, kind == "linear"):
                yield _term({"fact": text, **tail}, rows, _Inner(quantity, kind), setting, quantity)
        return
    bar: Tree = ("call", "transpose", (UNIT,))
    units = (UNIT, ("neg", UNIT), bar, ("neg", bar)) if "unit" in goal.fields else (ONE, ("neg", ONE))
    if "unit" in goal.fields and X == ("^", goal.argument, TWO):
        units = (("*", UNIT, UNIT), ("neg", ("*", UNIT, UNIT)))
    for rows in () if "unit" in goal.fields else _multipliers(2 * height, goal, words, True):
        yield _term({"fact": text, "as": "skew"}, rows, _Inner(quantity, "skew"), setting, quantity)
    for unit in units:
        for rows in _multipliers(height, goal, words):
            yield _term({"fact": text, "unit": show(unit)}, rows, _Inner(quantity, "range", unit), setting, quantity)


def _around(X: Tree) -> list[Tree]:
    """z − X and z + X."""
    shift: Tree = ("*", POINT, IDENTITY)
    return [("-", shift, X), ("+", shift, X)]


def _points(quantity: Tree, goal: Goal, words: list[Tree], setting: Setting) -> Iterator[Candidate]:
    """What a Kreiss constant says at points."""
    height = setting.blocks_of(quantity[2][0])[0]
    for outside in points(quantity, goal, setting):
        adjoint = {"as": "adjoint"} if outside.adjoint else {}
        data = {"fact": show(quantity), "at": show(outside.point), **adjoint}
        for rows in _multipliers(height, goal, words):
            yield _term(data, rows, outside, setting, quantity, outside.point, *outside.needs)


@dataclass(frozen=True)
class _Inner:
    """P for a quantity of X, by the way it is made of X."""

    quantity: Tree
    kind: str
    unit: Tree = ONE

    def value(self, draw: Draw) -> Array:
        """P itself."""
        X, q = self.quantity[2][0], draw.values.of(self.quantity)
        if self.kind == "linear":
            return dilated(draw, X, q)
        if self.kind == "skew":
            return dilated(draw, ("-", X, ("call", "transpose", (X,))), q + q)
        if self.kind == "dissipative":
            return turned(draw, X, q * 0, draw.values.of(ONE))
        if self.kind == "range":
            return turned(draw, X, q, draw.values.of(self.unit))
        return gram(draw, _adjoint(X) if self.kind == "adjoint" else X, q * q)

    def extents(self, draw: Draw) -> list[int]:
        """The sizes of its block rows."""
        heights, widths = draw.extents(self.quantity[2][0])
        return {"square": widths, "linear": heights + widths, "skew": heights + widths}.get(self.kind, heights)


def _term(
    data: Mapping[str, Any], rows: Rows | None, inner: "_Inner | Outside | Order | None", setting: Setting, *trees: Tree
) -> Candidate:
    """S*PS; without rows, S = 1."""

    def value(draw: Draw, goal: Goal) -> Array:
        outer = goal.extents(draw)
        P = None if inner is None else draw.kept(inner, lambda: inner.value(draw))
        if rows is None:
            return _one(sum(outer), draw) if P is None else P
        S = _array_of(rows, draw, None if inner is None else inner.extents(draw), outer)
        return product(draw.values.adjoint(S), S if P is None else product(P, S))

    text = {} if rows is None else {"by": show(("matrix", rows) if max(len(rows), len(rows[0])) > 1 else rows[0][0])}
    needs = inner.needs if isinstance(inner, Outside) else ()
    return Candidate({**data, **text}, value, trees, needs=needs)


def _whole(word: Tree) -> Candidate:
    """S*S for an expression S with as many blocks as the goal."""

    def value(draw: Draw, goal: Goal) -> Array:
        S = array(draw, word)
        return product(draw.values.adjoint(S), S)

    return Candidate({"by": show(word)}, value)


def _multipliers(count: int, goal: Goal, words: list[Tree], dilated: bool = False) -> Iterator[Rows | None]:
    """S as rows of expressions: ``count`` block rows, as many block columns as the goal has; None for 1."""
    if count == goal.count and not goal.symmetric:
        yield None
    if count == 1:
        yield from rows_of_one(words, goal.count, goal.symmetric)
    elif goal.count == 1:
        yield from columns_of_one(count, dilated, "unit" in goal.fields)
    elif count == goal.count == 2:
        yield from squares_of_two(goal.symmetric, "unit" in goal.fields)
    elif count == 2:
        yield from places_for_two(goal.count)


def _equations(equation: Tree, goal: Goal, words: list[Tree]) -> Iterator[Candidate]:
    """aLb + (aLb)*."""
    _, first, second = equation
    if goal.kind == "linear" and goal.count == 2:
        data = {"equation": show(equation), "left": _CORNER, "right": "[[0, I]]"}
        yield Candidate(data, partial(_corner, ("-", first, second)), (), True)
    few = words[:_MOST_FACTORS] if goal.count == 1 else []
    few += [("*", goal.argument, first)] if few and second == IDENTITY and first[0] == "*" else []
    for a, b in product_of(few, repeat=2):
        data = {"equation": show(equation), "left": show(_adjoint(a)), "right": show(b)}
        yield Candidate(data, partial(_sandwich, _adjoint(a), ("-", first, second), b), (), True)


def _sandwich(a: Tree, inner: Tree, b: Tree, draw: Draw, goal: Goal) -> Array:
    result = product(product(draw.values.of(a), draw.values.of(inner)), draw.values.of(b))
    if np.ndim(result) and result.shape[0] != result.shape[1]:
        raise Unfit("a form that is not square")
    return result + draw.values.adjoint(result)


def _corner(inner: Tree, draw: Draw, goal: Goal) -> Array:
    """[[0, L], [L*, 0]]."""
    return dilated(draw, inner, draw.values.of(ZERO))


def _one(size: int, draw: Draw) -> Array:
    return identity(size, draw.values.of(ONE))


def _array_of(rows: Rows, draw: Draw, heights: list[int] | None, widths: list[int]) -> Array:
    values = [[draw.values.of(entry) for entry in row] for row in rows]
    if heights is None:
        own = next((x.shape[0] for x in values[0] if np.ndim(x)), None)
        nonzero = next((j for j, x in enumerate(values[0]) if not np.ndim(x) and x != 0), 0)
        heights = [own or widths[nonzero]]
    return blocks(values, heights, widths)


def _adjoint(tree: Tree) -> Tree:
    if tree[0] == "name" and tree[1] == "I":
        return tree
    return tree[2][0] if tree[:2] == ("call", "transpose") else ("call", "transpose", (tree,))


def _factors(tree: Tree) -> Iterator[Tree]:
    """The factors of products in sums and products, outermost first; all tails of a product."""
    match tree:
        case ("+" | "-", left, right):
            yield from _factors(left)
            yield from _factors(right)
        case ("neg", operand):
            yield from _factors(operand)
        case ("*", left, right):
            yield from _factors(right)
            yield from _factors(left)
        case ("name", _) | ("call", "inverse" | "transpose" | "resolvent", _):
            yield tree


def _inverses(tree: Tree) -> Iterator[Tree]:
    if tree[0] == "call" and tree[1] in ("inverse", "resolvent"):
        yield tree
    for part in tree[2] if tree[0] == "call" else tree[1:]:
        if isinstance(part, tuple) and part and isinstance(part[0], str):
            yield from _inverses(part)
