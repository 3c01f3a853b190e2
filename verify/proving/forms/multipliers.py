"""The multipliers S of a term S*PS: rows of expressions, as many as P has block rows, as long as G has columns."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from kreiss.verify.language.trees import Tree
from kreiss.verify.proving.forms.setting import Rows

IDENTITY: Tree = ("name", "I")
UNIT: Tree = ("name", "e_")
_ZERO: Tree = ("num", Fraction(0))
_MINUS: Tree = ("neg", IDENTITY)
_FEW = 6  # words that are multiplied: pairs of more make too large a programme
_BOTH_SIGNS = [(IDENTITY, IDENTITY, IDENTITY), (_MINUS, _MINUS, IDENTITY)]
_BOTH_SIGNS += [(IDENTITY, _MINUS, _MINUS), (_MINUS, IDENTITY, _MINUS)]


def rows_of_one(words: list[Tree], columns: int, symmetric: bool) -> Iterator[Rows]:
    """One block row: a word in one place, or the same in both places of [[f, X], [X*, f]]."""
    if columns == 1:
        yield from (((word,),) for word in words if word != IDENTITY)
        return
    if not symmetric:
        for place, word in product(range(columns), words[:_FEW]):
            yield (tuple(word if j == place else _ZERO for j in range(columns)),)
    if columns == 2:
        for word in words[:_FEW] if symmetric else (IDENTITY,):
            yield ((word, word),)
            yield ((word, ("neg", word)),)


def columns_of_one(rows: int, dilated: bool, turned: bool) -> Iterator[Rows]:
    """One block column: 1 in one place, or 1 and a number of modulus 1."""
    if not dilated:
        yield from (tuple((IDENTITY if i == place else _ZERO,) for i in range(rows)) for place in range(rows))
    if rows == 2:
        units: list[Tree] = [("*", ("neg", UNIT), IDENTITY), ("*", UNIT, IDENTITY)] if turned else []
        yield from (((IDENTITY,), (factor,)) for factor in (IDENTITY, _MINUS, *units))


def squares_of_two(symmetric: bool, turned: bool) -> Iterator[Rows]:
    """Two rows and columns: signs or units, an exchange, for a symmetric X what parts [[f, X], [X, f]] into f ± X."""
    if turned:
        for sign in (_MINUS, IDENTITY):
            factor: Tree = ("*", UNIT, sign)
            yield ((IDENTITY, _ZERO), (_ZERO, factor))
            yield ((_ZERO, IDENTITY), (factor, _ZERO))
    if not symmetric:
        yield ((IDENTITY, _ZERO), (_ZERO, _MINUS))
        yield ((_ZERO, IDENTITY), (IDENTITY, _ZERO))
    yield from (((IDENTITY, a), (b, c)) for a, b, c in _BOTH_SIGNS)


def places_for_two(columns: int) -> Iterator[Rows]:
    """Two rows, each with 1 in one of more columns."""
    for places in product(range(columns), repeat=2):
        yield tuple(tuple(IDENTITY if k == place else _ZERO for k in range(columns)) for place in places)
