"""The multipliers S of a term S*PS: rows of expressions, as many as P has block rows, as long as G has columns."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from kreiss.verify.language.trees import Tree
from kreiss.verify.proving.forms.setting import Rows

IDENTITY: Tree = ("name", "I")
UNIT: Tree = ("name", "e_")
_ZERO: Tree = ("num", Fraction(0))
_TWO: Tree = ("num", Fraction(2))
_LARGEST = 3  # order of a matrix of numbers by whose rows forms are eliminated
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


def rows_of_numbers(rows: Rows, kind: str, bound: Tree) -> Iterator[Rows]:
    """For a matrix M of numbers of order 2 or 3: rows of −M − M* (``flow``) or of 2f − eM − (eM)* (``range``), and 1.

    For a norm of two columns, (m, n) of each row turned to (n, −m): the sum of all squares of entries less M*M.
    """
    order = len(rows[0])
    if kind == "square":
        yield from (((row[1], ("neg", row[0])),) for row in rows if order == 2)
    elif order == len(rows) <= _LARGEST:
        turned = kind == "range"
        for i in range(order):
            pairs = [(_turned(rows[i][j], turned, False), _turned(rows[j][i], turned, True)) for j in range(order)]
            row: list[Tree] = [("neg", ("+", *pair)) for pair in pairs]
            if turned:
                row[i] = ("+", ("*", _TWO, bound), row[i])
            yield (tuple(row),)
        yield from ((row,) for row in units(order))


def units(count: int) -> Iterator[tuple[Tree, ...]]:
    """Rows with 1 in one place, where there are several."""
    yield from (tuple(IDENTITY if i == j else _ZERO for j in range(count)) for i in range(count) if count > 1)


def _turned(number: Tree, turned: bool, back: bool) -> Tree:
    return ("*", ("call", "transpose", (UNIT,)) if back else UNIT, number) if turned else number


def places_for_two(columns: int) -> Iterator[Rows]:
    """Two rows, each with 1 in one of more columns."""
    for places in product(range(columns), repeat=2):
        yield tuple(tuple(IDENTITY if k == place else _ZERO for k in range(columns)) for place in places)
