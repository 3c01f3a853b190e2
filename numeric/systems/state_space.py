"""Systems as users bring them: state space or a rational function, exactly, in continuous or discrete time.

Any object with A, B, C, D (``control.StateSpace``, scipy's), four matrices, a mapping with these names, or, for one
input and one output, with ``num`` and ``den``, coefficients by falling powers as ``control`` and scipy hold them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq_mat

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import Exact, ExactMatrix, exact_entry, from_entries
from kreiss.numeric.arithmetic.sources import rows_of

_NAMES = ("A", "B", "C", "D")
_ONE: Exact = (Fraction(1), Fraction(0))  # one, exactly
_ZERO: Exact = (Fraction(0), Fraction(0))  # zero, exactly
_KNOWN = frozenset(_NAMES) | {"dt", "num", "den"}


@dataclass(frozen=True)
class StateSpace:
    """x' = Ax + Bu (or x⁺ = Ax + Bu where ``discrete``), y = Cx + Du, with exact matrices."""

    A: ExactMatrix
    B: ExactMatrix
    C: ExactMatrix
    D: ExactMatrix
    discrete: bool = False

    @property
    def order(self) -> int:
        """The number of states."""
        return self.A.n

    @property
    def matrices(self) -> tuple[ExactMatrix, ExactMatrix, ExactMatrix, ExactMatrix]:
        """A, B, C, D."""
        return self.A, self.B, self.C, self.D

    @cached_property
    def real(self) -> Real:
        """The real embeddings: what is computed with. The norms are the same."""
        if all(X.im is None for X in self.matrices):
            A, B, C, D = (fmpq_mat(X.re) / X.den for X in self.matrices)
        else:
            whole = (X if X.im is not None else ExactMatrix(X.re, X.re * 0, X.den) for X in self.matrices)
            A, B, C, D = (fmpq_mat(X.embedded) / X.den for X in whole)
        return Real(A, B, C, D, self.discrete)

    def document(self) -> dict[str, Any]:
        """The JSON form of the four matrices: all real, or all complex."""
        real = all(X.im is None for X in self.matrices)
        whole = (X if real or X.im is not None else ExactMatrix(X.re, X.re * 0, X.den) for X in self.matrices)
        return {name: X.document() for name, X in zip(_NAMES, whole, strict=True)}


@dataclass(frozen=True)
class Real:
    """A real system over the rationals."""

    A: fmpq_mat
    B: fmpq_mat
    C: fmpq_mat
    D: fmpq_mat
    discrete: bool

    @property
    def n(self) -> int:
        """The number of states."""
        return int(self.A.nrows())


def state_space(source: object, dt: object = None) -> StateSpace:
    """The system that ``source`` is; ``dt`` or its own ``dt``, positive or True, makes the time discrete.

    Guarantee: exact. Raises ``InvalidMatrix`` for anything that is no system.
    """
    if isinstance(source, StateSpace):
        return source if dt is None else replace(source, discrete=_discrete(dt))
    found, own = _parts(source)
    discrete = _discrete(own if dt is None else dt)
    if "num" in found:
        return _companion(found["num"], found["den"], discrete=discrete)
    A, B, C = (_rows(found[name], name) for name in "ABC")
    n = len(A)
    if n == 0:  # a gain alone: one state that nothing reaches and no one sees
        D = _rows(found.get("D"), "D")
        if not D or B or any(C):
            raise InvalidMatrix("expected B and C without entries, and a D with some, beside an A without entries")
        m, p = len(D[0]), len(D)
        A = [[_ZERO if discrete else (Fraction(-1), Fraction(0))]]
        return _checked(A, [[_ZERO] * m], [[_ZERO]] * p, D, discrete)
    D = _rows(found["D"], "D") if found.get("D") is not None else [[_ZERO] * len(B[0]) for _ in C]
    return _checked(A, B, C, D, discrete)


Rows = list[list[Exact]]


def _checked(A: Rows, B: Rows, C: Rows, D: Rows, discrete: bool) -> StateSpace:
    """The system, whose shapes are to fit."""
    n, m, p = len(A), len(B[0]) if B else 0, len(C)
    shapes = {name: (len(rows), len(rows[0]) if rows else 0) for name, rows in zip(_NAMES, (A, B, C, D), strict=True)}
    wanted = {"A": (n, n), "B": (n, m), "C": (p, n), "D": (p, m)}
    for name, shape in shapes.items():
        if shape != wanted[name] or 0 in shape:
            expected, got = ("×".join(map(str, pair)) for pair in (wanted[name], shape))
            raise InvalidMatrix(f"{name}: expected {expected} entries, got {got}")
    parts = [from_entries(rows) for rows in (A, B, C, D)]
    return StateSpace(parts[0], parts[1], parts[2], parts[3], discrete)


def _parts(source: Any) -> tuple[dict[str, Any], object]:
    """The parts by name, and dt."""
    if isinstance(source, Mapping):
        unknown = sorted(map(str, set(source) - _KNOWN))
        if unknown:
            raise InvalidMatrix(f"expected a system with the keys A, B, C, D and dt, got the key {unknown[0]!r:.40}")
        named, dt = dict(source), source.get("dt")
    elif all(hasattr(source, name) for name in _NAMES):
        named, dt = {name: getattr(source, name) for name in _NAMES}, getattr(source, "dt", None)
    elif hasattr(source, "num") and hasattr(source, "den"):
        named, dt = {"num": source.num, "den": source.den}, getattr(source, "dt", None)
    elif isinstance(source, Sequence) and not isinstance(source, str) and len(source) in (3, 4):
        named, dt = dict(zip(_NAMES, source, strict=False)), None
    else:
        got = type(source).__name__
        raise InvalidMatrix(f"expected a system: an object with A, B, C and D, or four matrices, got {got}")
    if {"num", "den"} <= named.keys():
        if not named.keys().isdisjoint(_NAMES):
            raise InvalidMatrix("expected A, B, C and D, or num and den, got both")
        return {name: named[name] for name in ("num", "den")}, dt
    missing = [name for name in "ABC" if name not in named]
    if missing:
        raise InvalidMatrix(f"expected a system with A, B, C and, if not zero, D: {missing[0]} is missing")
    return named, dt


def _discrete(dt: object) -> bool:
    """Whether the time is discrete: ``dt`` is True or positive; None, False and 0 say that it is not."""
    if dt is None or isinstance(dt, (bool, np.bool_)):
        return bool(dt)
    try:
        step = float(dt)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        step = -1.0
    if not 0 <= step < np.inf:
        raise InvalidMatrix(f"dt: expected 0 or None for continuous time, or a positive step, got {dt!r:.40}")
    return step > 0


def _rows(source: Any, name: str) -> Rows:
    """The exact entries of one of the matrices."""
    try:
        if hasattr(source, "shape") and 0 in source.shape:
            return []
        rows = rows_of(source)
        if len({len(row) for row in rows}) > 1:
            raise InvalidMatrix("expected rows of equal length")
        return [[exact_entry(entry, i, j) for j, entry in enumerate(row)] for i, row in enumerate(rows) if row]
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{name}: {error}") from None


def _companion(num: Any, den: Any, *, discrete: bool) -> StateSpace:
    """The controllable companion form of num/den, for one input and one output. Guarantee: exact."""
    top, bottom = _coefficients(num, "num"), _coefficients(den, "den")
    if not bottom:
        raise InvalidMatrix("den: expected a coefficient that is not zero")
    n = len(bottom) - 1
    if len(top) > n + 1:
        raise InvalidMatrix("num: expected a degree of at most that of den: the norm of others is infinite")
    top = [Fraction(0)] * (n + 1 - len(top)) + top
    a, b = [c / bottom[0] for c in bottom[1:]], [c / bottom[0] for c in top]
    d = b[0]
    if n == 0:
        return state_space(
            {"A": np.empty((0, 0)), "B": np.empty((0, 1)), "C": np.empty((1, 0)), "D": [[d]], "dt": discrete}
        )
    c = [x - d * y for x, y in zip(b[1:], a, strict=True)]
    A = [[(-entry, Fraction(0)) for entry in a]]
    A += [[_ONE if j == i else _ZERO for j in range(n)] for i in range(n - 1)]
    B = [[_ONE if i == 0 else _ZERO] for i in range(n)]
    return _checked(A, B, [[(entry, Fraction(0)) for entry in c]], [[(d, Fraction(0))]], discrete)


def _coefficients(source: Any, name: str) -> list[Fraction]:
    """Real coefficients by falling powers, without leading zeros; ``control`` nests them in lists of one output."""
    if not hasattr(source, "__len__") or isinstance(source, str) or getattr(source, "shape", None) == ():
        raise InvalidMatrix(f"{name}: expected a list of coefficients, got {source!r:.40}")
    while len(source) == 1 and hasattr(source[0], "__len__") and not isinstance(source[0], str):
        source = source[0]
    if any(hasattr(entry, "__len__") and not isinstance(entry, str) for entry in source):
        raise InvalidMatrix(f"{name}: expected one input and one output; give others as A, B, C, D")
    pairs = [exact_entry(entry, 0, j) for j, entry in enumerate(source)]
    if any(im for _, im in pairs):
        raise InvalidMatrix(f"{name}: expected real coefficients")
    values = [re for re, _ in pairs]
    while values and not values[0]:
        values.pop(0)
    return values
