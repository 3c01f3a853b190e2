"""What Kreiss constants say at points: K(X)²(p − X)*(p − X) − (|p| − 1)² and K_ct(X)²(p − X)*(p − X) − (Re p)².

Where the goal is about the same quantity, p is made of its point z. For an inverse of s + tX the point is the real
number −s/t, which has to lie outside: then the inverse is one over t times the resolvent of X there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy

from kreiss.deadlines import NEVER
from kreiss.errors import PrecisionExhausted
from kreiss.verify.language.grammar import parse_expression
from kreiss.verify.language.trees import Tree, norm, walk
from kreiss.verify.proving.forms.goals import ONE, POINT, SIZE, Goal, array, product_with_adjoint
from kreiss.verify.proving.forms.matrices import Array, identity
from kreiss.verify.proving.forms.setting import Draw, Setting
from kreiss.verify.proving.rewriting.inverses import inverses_in, inverted
from kreiss.verify.proving.rewriting.sums import ZERO
from kreiss.verify.proving.spectra import at
from kreiss.verify.proving.symbols import Symbols

_MOST_NUMBERS = 3
"""Of an expression, as factors of points: each is a search of its own."""
_X: Tree = ("name", "x_")


@dataclass(frozen=True)
class Outside:
    """K(X)²(p − X)*(p − X) − (|p| − 1)² for a Kreiss constant and a point p, or with Re p, or h·Re z for p = 1 + hz.

    ``size`` is |p| or Re p of a real p.
    """

    quantity: Tree
    point: Tree
    size: Tree | None
    adjoint: bool = False

    def value(self, draw: Draw) -> Array:
        """The matrix itself."""
        X, k, p = array(draw, self.quantity[2][0]), draw.values.of(self.quantity), draw.values.of(self.point)
        shifted = identity(len(X), p) - X
        distance = self._distance(draw)
        outside = product_with_adjoint(shifted, draw, self.adjoint)
        return k * k * outside - identity(len(X), distance * distance)

    def extents(self, draw: Draw) -> list[int]:
        """The sizes of its block rows."""
        return draw.extents(self.quantity[2][0])[0]

    @property
    def needs(self) -> tuple[Tree, ...]:
        """What has to be known of a real point."""
        return () if self.size is None else (("<", ONE if self.quantity[1] == "K" else ZERO, self.size),)

    def _distance(self, draw: Draw) -> Any:
        one = int(self.quantity[1] == "K")
        if self.size is not None:
            return draw.values.of(self.size) - one
        d = draw.values.of(SIZE)
        match self.point:
            case ("+", first, rest) if first == ONE:
                return d if rest == POINT else draw.values.of(rest[1]) * d
            case ("+", _, number):
                return d + draw.values.of(number)
            case ("*", number, _):
                return draw.values.of(number) * d - one
        return d - one


def points(quantity: Tree, goal: Goal, setting: Setting) -> Iterator[Outside]:
    """The points at which a Kreiss constant may help a goal."""
    letters = [part for part in walk(quantity[2][0]) if part[0] in ("name", "matrix") and setting.facts.is_matrix(part)]
    if all(letter == ("name", "I") for letter in letters):
        return  # a multiple of I, which has no size
    if "point" not in goal.fields:
        yield from _real(quantity, goal, setting)
        return
    adjoint = goal.fields.get("as") == "adjoint"
    yield from (Outside(quantity, point, None, adjoint) for point in _of_a_point(quantity, goal, setting))


def _of_a_point(quantity: Tree, goal: Goal, setting: Setting) -> Iterator[Tree]:
    """Points made of z and the numbers in X."""
    own = "K" if goal.discrete else "K_ct"
    numbers = [part for part in walk(goal.argument) if part[0] != "num" and not setting.facts.is_matrix(part)]
    numbers = list(dict.fromkeys(part for part in numbers if part[0] in ("name", "/", "^")))[:_MOST_NUMBERS]
    if quantity[1] == own:
        yield from (POINT, *([("neg", POINT)] if goal.discrete else []))
        yield from (("*", ("/", ONE, number), POINT) for number in numbers)
        yield from () if goal.discrete else (("+", POINT, number) for number in (*numbers, ONE))
    elif own == "K_ct":
        yield from (("+", ONE, POINT), *(("+", ONE, ("*", s, POINT)) for s in _scales(quantity[2][0], setting)))


def _scales(X: Tree, setting: Setting) -> Iterator[Tree]:
    """The numbers by which matrices are multiplied in an expression."""
    for part in walk(X):
        if part[0] == "*" and not setting.facts.is_matrix(part[1]):
            yield part[1]


def _real(quantity: Tree, goal: Goal, setting: Setting) -> Iterator[Outside]:
    """−s/t for the inverses of s + tX in the goal."""
    inverted_ones = [inverted(R) for R in inverses_in(goal.argument)]
    for M in [goal.argument] if goal.kind == "inverse" else inverted_ones:
        point = _zero(M, quantity[2][0], setting)
        if point is None:
            continue
        for size in _sizes(point, quantity[1] == "K"):
            found = Outside(quantity, point, size)
            if all(setting.scalars.seems(need, setting.rng) for need in found.needs):
                yield found
                break


def _sizes(point: Tree, discrete: bool) -> tuple[Tree, ...]:
    return (point, ("neg", point), ("call", "abs", (point,))) if discrete else (point,)


def bounds_at_points(R: Tree, setting: Setting) -> Iterator[Tree]:
    """‖R‖ ≤ K_ct(X)/|s| and ‖R‖ ≤ K(X)/(|s| − |t|) for an inverse R of s + tX, as the signs of s and t seem to be."""
    for quantity in setting.scalars.quantities():
        line = _line(inverted(R), quantity[2][0], setting) if quantity[1] in ("K", "K_ct") else None
        for s, t in product(*((x, ("neg", x)) for x in line)) if line else ():
            distance: Tree = s if quantity[1] == "K_ct" else ("-", s, t)
            signs = [("<", ZERO, distance), *([] if quantity[1] == "K_ct" else [("<", ZERO, t)])]
            if all(setting.scalars.seems(sign, setting.rng) for sign in signs):
                yield ("<=", norm(R), ("/", quantity, distance))
                break


def _zero(M: Tree, X: Tree, setting: Setting) -> Tree | None:
    """The number at which M = s + tX vanishes; None for another M."""
    line = _line(M, X, setting)
    if line is None:
        return None
    symbols = Symbols(NEVER)
    s, t = map(symbols.read, line)
    return parse_expression(symbols.text(sympy.cancel(-s / t)))


def _line(M: Tree, X: Tree, setting: Setting) -> tuple[Tree, Tree] | None:
    """(s, t) for M = s + tX; None for another M."""
    symbols = Symbols(NEVER)
    try:
        value = symbols.read(at(M, X, _X, setting.facts))
    except PrecisionExhausted:
        return None
    x = symbols.read(_X)
    slope = sympy.diff(value, x)
    if slope == 0 or slope.has(x):
        return None
    return parse_expression(symbols.text(value.subs(x, 0))), parse_expression(symbols.text(slope))
