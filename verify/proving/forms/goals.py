"""What has to be ⪰ 0 for a bound: the goals of a search, and the shapes that they and what is known are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from kreiss.verify.language.trees import Tree, walk
from kreiss.verify.proving.forms.matrices import Array, blocks, identity
from kreiss.verify.proving.forms.multipliers import IDENTITY, UNIT
from kreiss.verify.proving.forms.setting import Draw, Setting

ONE: Tree = ("num", Fraction(1))
TWO: Tree = ("num", Fraction(2))
POINT: Tree = ("name", "z_")
SIZE: Tree = ("name", "d_")
_HIGHEST_POWER = 6
"""Of a matrix whose Kreiss constant is bounded at the powers of points: each power is a search of its own."""


@dataclass(frozen=True)
class Goal:
    """G ⪰ 0 for a relation: ``value`` is G, ``extents`` are those of its blocks, ``fields`` go into the step."""

    relation: Tree
    argument: Tree
    value: Callable[[Draw], Array]
    extents: Callable[[Draw], list[int]]
    count: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    symmetric: bool = False
    factor: Tree = ONE

    @property
    def kind(self) -> str:
        """What the goal is about: a ``range``, an ``inverse``, a ``square`` of a norm, or what it is ``as``."""
        return "range" if "unit" in self.fields else str(self.fields.get("as", "square"))

    @property
    def quantity(self) -> Tree | None:
        """What is bounded, as what is known of it helps only where it stands in its bound as well; else None."""
        _, left, bound = self.relation
        bare = left[2] if left[0] == "*" and left[2][0] == "^" else left
        bare = bare[1] if bare[0] == "^" else bare
        return None if bare in walk(bound) else bare

    @property
    def discrete(self) -> bool:
        """Whether the point z of the goal has |z| > 1, rather than Re z > 0."""
        return bool(self.relation[1][:2] == ("call", "K"))


def goals(relation: Tree, setting: Setting) -> Iterator[Goal]:
    """The ways to show q(X) ≤ f; none for a relation of another kind."""
    sign, left, f = relation
    if sign != "<=" or {UNIT[1], POINT[1], SIZE[1]} & set(setting.claim.numbers):
        return
    if setting.facts.is_matrix(left):
        yield _between(relation, setting)
        return
    match left:
        case ("^", ("call", "norm", (X,)), ("num", exponent)) if exponent == 2:
            yield _square(relation, X, f, setting)
        case ("*", factor, ("^", ("call", "norm", (X,)), ("num", exponent))) if exponent == 2:
            yield _square(relation, X, f, setting, factor)
        case ("call", "norm", (X,)):
            if X[:2] == ("call", "inverse"):
                yield _inverse(relation, X[2][0], f, setting)
            yield _square(relation, X, ("^", f, TWO), setting)
            yield _linear(relation, X, f, setting)
        case ("call", "numerical_radius", (X,)):
            yield _range(relation, X, f, setting)
        case ("call", "eigmax", (X,)):
            yield _between(("<=", X, ("*", f, IDENTITY)), setting, relation)
        case ("call", "K" | "K_ct", (X,)):
            yield from _kreiss(relation, left[1], X, f, setting)


def _between(order: Tree, setting: Setting, relation: Tree | None = None) -> Goal:
    """Y − X for X ⪯ Y, which may be another relation."""
    form = Order(order)
    return Goal(relation or order, form.difference, form.value, form.extents, setting.blocks_of(form.difference)[0])


def _square(relation: Tree, X: Tree, f: Tree, setting: Setting, factor: Tree = ONE) -> Goal:
    def value(draw: Draw) -> Array:
        return gram(draw, X, draw.values.of(f), draw.values.of(factor))

    return Goal(relation, X, value, lambda draw: draw.extents(X)[1], setting.blocks_of(X)[1], factor=factor)


def _linear(relation: Tree, X: Tree, f: Tree, setting: Setting) -> Goal:
    def value(draw: Draw) -> Array:
        return dilated(draw, X, draw.values.of(f))

    def extents(draw: Draw) -> list[int]:
        return [*draw.extents(X)[0], *draw.extents(X)[1]]

    return Goal(relation, X, value, extents, sum(setting.blocks_of(X)), {"as": "linear"}, setting.is_symmetric(X))


def _inverse(relation: Tree, X: Tree, f: Tree, setting: Setting) -> Goal:
    def value(draw: Draw) -> Array:
        bound, matrix = draw.values.of(f), array(draw, X)
        return bound * bound * (draw.values.adjoint(matrix) @ matrix) - identity(len(matrix), bound * 0 + 1)

    return Goal(relation, X, value, lambda draw: draw.extents(X)[1], setting.blocks_of(X)[1], {"as": "inverse"})


def _range(relation: Tree, X: Tree, f: Tree, setting: Setting) -> Goal:
    def value(draw: Draw) -> Array:
        return turned(draw, X, draw.values.of(f), draw.values.of(UNIT))

    return Goal(relation, X, value, lambda draw: draw.extents(X)[1], setting.blocks_of(X)[1], {"unit": UNIT[1]})


def _kreiss(relation: Tree, function: str, X: Tree, f: Tree, setting: Setting) -> Iterator[Goal]:
    """The bound for every point; for a power of a matrix for every point's power; and with adjoints."""

    def value(adjoint: bool, power: int, draw: Draw) -> Array:
        bound, z, d = (draw.values.of(tree) for tree in (f, POINT, SIZE))
        matrix = array(draw, X)
        shifted = identity(len(matrix), z**power) - matrix
        distance = d**power - 1 if function == "K" else d
        outside = product_with_adjoint(shifted, draw, adjoint)
        return bound * bound * outside - identity(len(matrix), distance * distance)

    names = {"point": POINT[1], "size": SIZE[1]}
    power = int(X[2][1]) if X[0] == "^" and function == "K" and X[2][1] <= _HIGHEST_POWER else 1
    known = any(quantity[1] in ("K", "K_ct") for quantity in setting.scalars.quantities(f))
    variants: list[dict[str, Any]] = [{}, *([{"power": power}] if power > 1 else [])]
    for fields in [*variants, *([{"as": "adjoint"}] if known else [])]:
        at = partial(value, "as" in fields, fields.get("power", 1))
        columns = setting.blocks_of(X)[1]
        yield Goal(relation, X, at, lambda draw: draw.extents(X)[1], columns, {**names, **fields})


def product_with_adjoint(X: Array, draw: Draw, adjoint: bool) -> Array:
    """X*X, or XX*."""
    other = draw.values.adjoint(X)
    return X @ other if adjoint else other @ X


@dataclass(frozen=True)
class Order:
    """Y − X for X ⪯ Y."""

    relation: Tree

    @property
    def difference(self) -> Tree:
        """The expression itself."""
        return ("-", self.relation[2], self.relation[1])

    def value(self, draw: Draw) -> Array:
        """The matrix itself."""
        return array(draw, self.difference)

    def extents(self, draw: Draw) -> list[int]:
        """The sizes of its block rows."""
        return draw.extents(self.difference)[0]


def gram(draw: Draw, X: Tree, square: Any, factor: Any = 1) -> Array:
    """f − c·X*X."""
    matrix = array(draw, X)
    own = draw.values.adjoint(matrix) @ matrix
    return identity(len(own), square) - factor * own


def dilated(draw: Draw, X: Tree, f: Any) -> Array:
    """[[f, X], [X*, f]]."""
    matrix = array(draw, X)
    return blocks([[identity(matrix.shape[0], f), matrix], [draw.values.adjoint(matrix), identity(matrix.shape[1], f)]])


def turned(draw: Draw, X: Tree, f: Any, unit: Any) -> Array:
    """2f − uX − (uX)*."""
    product = unit * array(draw, X)
    return identity(len(product), f + f) - product - draw.values.adjoint(product)


def array(draw: Draw, X: Tree) -> Array:
    """The matrix of an expression; a number is one of order 1."""
    value = draw.values.of(X)
    return value if np.ndim(value) else identity(1, value)
