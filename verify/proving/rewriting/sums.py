"""A matrix expression as a sum of products of others: X = Σ c·s·W with rational c, scalars s and words W of atoms.

    A³ − B³ = A²(A − B) + A(A − B)B + (A − B)B²        (A + E)⁻¹ − A⁻¹ = −A⁻¹·E·(A + E)⁻¹

The coefficients solve a linear system at matrices drawn at random, the one for which Σ |c|·|s|·Π ‖atom‖ is least at a
point of the facts: a linear program. Floating point: a proposal, which the checker multiplies out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import islice
from itertools import product as pairs
from typing import Any

import numpy as np
from scipy.linalg import qr
from scipy.optimize import linprog

from kreiss.deadlines import Deadline
from kreiss.verify.language.trees import QUANTITIES, Tree, are_inverse, walk
from kreiss.verify.proving.forms.matrices import Array, Unfit, Values
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.scalars import FLOATS
from kreiss.verify.proving.forms.setting import Setting

ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))
_LONGEST, _FURTHER, _MOST_WORDS, _MOST_STARTS = 5, 2, 300, 1500
"""Factors of a word, those more than in the first sum, words of one linear program, and beginnings of longer words."""
_LONGEST_SCALED = 3  # factors of a word that may have a scalar other than 1
_DRAWS = 100  # of the matrices: with nine entries, or four, enough for most systems
_POINTS = 4  # of the facts: the mean of the sizes there is a more even measure than those at one
_LARGEST_DENOMINATOR, _MISSED, _MOST_SUMMANDS = 6, 1e-7, 8
"""Of the coefficients; the error that is rounding; and the summands of a sum that is still short."""


@dataclass(frozen=True)
class Atom:
    """A matrix whose norm is ‖``of``‖: ``of`` itself, or its transpose."""

    of: Tree
    turned: bool = False

    @property
    def tree(self) -> Tree:
        """The matrix."""
        return transposed(self.of) if self.turned else self.of

    @property
    def norm(self) -> Tree:
        """‖X‖ of the matrix or its transpose."""
        return ("call", "norm", (self.of,))


@dataclass(frozen=True)
class Word:
    """s·W: a scalar, perhaps seen to be positive, times a product of atoms, which is I for none."""

    scalar: Tree
    atoms: tuple[Atom, ...]
    positive: bool = False

    @property
    def tree(self) -> Tree:
        """The product as an expression."""
        factors = [atom.tree for atom in self.atoms] or [IDENTITY]
        return product(factors if self.scalar == ONE else [self.scalar, *factors])

    @property
    def size(self) -> Tree:
        """|s|·Π ‖atom‖."""
        norms = [atom.norm for atom in self.atoms]
        if self.scalar != ONE:
            norms = [self.scalar if self.positive else ("call", "abs", (self.scalar,)), *norms]
        return product(norms or [ONE])


Sum = tuple[tuple[Fraction, Word], ...]


def total(terms: Sequence[tuple[Fraction, Tree]]) -> Tree:
    """Σ |c|·x."""
    parts = [x if abs(c) == 1 else ("num", abs(c)) if x == ONE else ("*", ("num", abs(c)), x) for c, x in terms]
    return reduce(lambda left, right: ("+", left, right), parts) if parts else ("num", Fraction(0))


def size_of(terms: Sum) -> Tree:
    """Σ |c|·|s|·Π ‖atom‖."""
    return total([(c, word.size) for c, word in terms])


def transposed(tree: Tree) -> Tree:
    """The transpose of an expression."""
    return tree[2][0] if tree[:2] == ("call", "transpose") else ("call", "transpose", (tree,))


def sums(
    X: Tree, atoms: Sequence[Atom], scalars: Sequence[Tree], setting: Setting, deadline: Deadline
) -> Iterator[Sum]:
    """Ways to write X, those of short words first; none repeats. Raises ``OutOfTime``."""
    seen: set[Sum] = set()
    words = _Words(X, atoms, [ONE, *scalars], setting)
    last = _LONGEST
    for length in range(1, _LONGEST + 1):
        deadline.check()
        if length > last or not words.lengthen():
            return
        for found in words.sums():
            if found not in seen:
                seen.add(found)
                last = min(last, length + _FURTHER)
                yield found


class _Words:
    """The words up to a length, with their values at enough draws."""

    def __init__(self, X: Tree, atoms: Sequence[Atom], scalars: Sequence[Tree], setting: Setting) -> None:
        self._X, self._atoms, self._scalars, self._setting = X, list(atoms), list(scalars), setting
        self._draws = _DRAWS
        self._positive = [setting.scalars.seems(("<", ZERO, scalar), setting.rng) for scalar in scalars]
        self._target, self._values, self._numbers = _drawn(X, [a.tree for a in atoms], scalars, setting, self._draws)
        rows, columns = self._target.shape[1:]
        self._last: list[tuple[tuple[Atom, ...], Array]] = []
        self._words: list[tuple[Word, Array]] = []
        if rows == columns:
            self._add((), np.broadcast_to(np.eye(rows), self._target.shape))
        self._first, self._tried = True, 0

    def lengthen(self) -> bool:
        """Words of one more factor; False if there are none or too many."""
        shorter = [((), None)] if self._first else self._last
        self._first, self._last = False, []
        for (atoms, value), (atom, one) in pairs(shorter, zip(self._atoms, self._values, strict=True)):
            fits = one.shape[1] == (self._target.shape[1] if value is None else value.shape[2])
            if fits and not (atoms and are_inverse(atoms[-1].tree, atom.tree)):
                self._last.append(((*atoms, atom), one if value is None else value @ one))
        for atoms, value in self._last:
            if value.shape == self._target.shape and (len(atoms) > 1 or atoms[0].tree != self._X):
                self._add(atoms, value)
        return bool(self._last) and len(self._last) <= _MOST_STARTS and len(self._words) <= _MOST_WORDS

    def _add(self, atoms: tuple[Atom, ...], value: Array) -> None:
        few = 1 if len(atoms) > _LONGEST_SCALED else None
        for scalar, number, positive in islice(zip(self._scalars, self._numbers, self._positive, strict=True), few):
            self._words.append((Word(scalar, atoms, positive), value * number[:, None, None]))

    def sums(self) -> Iterator[Sum]:
        """X as a sum of the words, if it is one."""
        if len(self._words) == self._tried:
            return
        self._tried = len(self._words)
        height, width = self._target.shape[1:]
        count = min(self._draws, 3 + (len(self._words) + height * width - 1) // (height * width))
        matrix = np.array([value[:count].ravel() for _, value in self._words]).T
        right = self._target[:count].ravel()
        scale = np.maximum(np.abs(matrix).max(axis=0, initial=0), 1e-12)
        solution, *_ = np.linalg.lstsq(matrix / scale, right, rcond=1e-11)
        if np.abs(matrix / scale @ solution - right).max() > _MISSED * max(1.0, np.abs(right).max()):
            return
        for costs in self._costs():
            found = _least(matrix / scale, right, costs / scale)
            rational = None if found is None else self._rounded(found / scale, matrix, right)
            if rational is not None:
                yield rational

    def _costs(self) -> Iterator[Array]:
        """The mean of the sizes of the words at some points of the facts, then those at one of them."""
        found = [costs for _ in range(_POINTS) if (costs := self._costs_at_a_point()) is not None]
        yield from [np.mean(found, axis=0), found[0]] if found else []

    def _costs_at_a_point(self) -> Array | None:
        sizes = [word.size for word, _ in self._words]
        point = self._setting.scalars.draw(self._setting.rng, *sizes)
        values = Values({} if point is None else dict(point), FLOATS)
        try:
            lengths = [len(word.atoms) for word, _ in self._words]
            return np.array([0.01 * (1 + n) + abs(values.of(size)) for size, n in zip(sizes, lengths, strict=True)])
        except (Unfit, ValueError, ArithmeticError, TypeError):
            return None

    def _rounded(self, found: Array, matrix: Array, right: Array) -> Sum | None:
        rational = [Fraction(float(x)).limit_denominator(_LARGEST_DENOMINATOR) for x in found]
        if np.abs(matrix @ np.array(rational, dtype=float) - right).max() > _MISSED * max(1.0, np.abs(right).max()):
            return None
        terms = tuple((c, word) for c, (word, _) in zip(rational, self._words, strict=True) if c)
        return terms if len(terms) <= _MOST_SUMMANDS else None


def _least(matrix: Array, right: Array, costs: Array) -> Array | None:
    """x with matrix·x = right for which Σ cost·|x| is least."""
    orthogonal, triangle = qr(matrix, mode="economic")
    equal, wanted = np.hstack([triangle, -triangle]), orthogonal.T @ right
    found = linprog(np.concatenate([costs, costs]), A_eq=equal, b_eq=wanted, bounds=(0, None), method="highs")
    if found.status != 0:
        return None
    half = len(costs)
    result: Array = found.x[:half] - found.x[half:]
    return result


def _drawn(
    X: Tree, atoms: Sequence[Tree], scalars: Sequence[Tree], setting: Setting, count: int
) -> tuple[Array, list[Array], list[Array]]:
    """Values of X, of the atoms and of the scalars at random matrices and numbers. Raises ``Unfit``."""
    trees = (X, *atoms, *scalars, *setting.matrices.values())
    unknown = sorted({part for tree in trees for part in walk(tree) if _is_number(part, setting)}, key=repr)
    targets, values, numbers = [], [], []
    for _ in range(count):
        point: Mapping[Tree, Any] = {part: float(np.exp(setting.rng.normal() / 2)) for part in unknown}
        draw = setting.floats(point).values
        targets.append(draw.of(X))
        values.append([draw.of(atom) for atom in atoms])
        numbers.append([float(draw.of(scalar)) for scalar in scalars])
    shape = next((np.shape(value) for value in (targets[0], *values[0]) if np.ndim(value)), None)
    if shape is None or any(not np.ndim(value) for value in values[0]):
        raise Unfit("a number, or no matrix at all")
    if not np.ndim(targets[0]):
        targets = [target * np.eye(shape[0]) for target in targets]
    columns = [np.array(column) for column in zip(*values, strict=True)]
    return np.array(targets), columns, [np.array(column) for column in zip(*numbers, strict=True)]


def _is_number(tree: Tree, setting: Setting) -> bool:
    if tree[0] == "name":
        return bool(tree != IDENTITY and not setting.facts.is_matrix(tree))
    return tree[0] == "call" and tree[1] in QUANTITIES


def product(factors: Sequence[Tree]) -> Tree:
    """The product of expressions, from the left."""
    return reduce(lambda left, right: ("*", left, right), factors)
