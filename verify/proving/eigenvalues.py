"""Spectral radii of small matrices of numbers with parameters, proved by Hurwitz's criterion or by the determinant.

A conclusion may compare ρ(M), or a power of it, with a number s: below s by the expressions that have to be positive
for all eigenvalues to lie inside, above s by a real eigenvalue or by the product of all. Each expression is a scalar
inequality for the prover.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import sympy

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, eigenvalues, large_eigenvalue
from kreiss.verify.language.trees import Tree, show
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.symbols import Symbols
from kreiss.verify.proving.task import Task

LARGEST_ORDER = 4
_MOST_TERMS = 20_000
_MIRRORED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "=="}
_WAYS = ("root", "negative root", "product")


def spectral_steps(task: Task) -> Iterator[Step]:
    """Steps for a conclusion about spectral radii of matrices of numbers; none where there is no such conclusion."""
    for tree in task.claim.conclusion:
        found = _comparison(tree, task.facts)
        if found is None:
            return
        yield from found.steps(task)


@dataclass(frozen=True)
class _Comparison:
    """ρ(M)^power against ``value``, as the relation ``tree`` states it."""

    tree: Tree
    name: str
    rows: tuple[tuple[Tree, ...], ...]
    sign: str
    power: int
    value: Tree

    def steps(self, task: Task) -> Iterator[Step]:
        bound = self.value if self.power == 1 else ("^", self.value, ("num", Fraction(1, self.power)))
        if self.sign in ("<", "<=", "=="):
            yield from self._below(task, bound)
        if self.sign in (">", ">=", "=="):
            yield from self._above(task, bound)
        if self.power > 1 or self.sign == "==":
            radius, limit = f"rho({self.name})", show(bound)
            extra = [f"0 <= {radius}", *([f"{radius} <= {limit}"] if self.sign in ("<=", "==") else [])]
            extra += [f"{radius} < {limit}"] if self.sign == "<" else []
            extra += [f"{limit} <= {radius}"] if self.sign in (">=", "==") else []
            yield task.inequality(show(self.tree), tuple(extra), "by the bound on the spectral radius")

    def _below(self, task: Task, bound: Tree) -> Iterator[Step]:
        """ρ(M) < s, or ρ(M) ≤ s through ρ(M) < s + r − 1 for every r > 1."""
        sign = "<" if self.sign == "<" else "<="
        yield task.inequality(f"0 {sign} {show(bound)}", (), "the bound has the sign that it needs")
        near: Tree = bound if sign == "<" else ("+", bound, ("-", ("name", "r"), ("num", Fraction(1))))
        extra = () if sign == "<" else ("1 < r", f"0 <= {show(bound)}")
        minors = _Criteria(task.deadline).hurwitz(self.rows, near)
        for minor in minors:
            yield task.inequality(f"0 < {minor}", extra, "by Hurwitz's criterion")
        yield eigenvalues(f"rho({self.name}) {sign} {show(bound)}", minors, "all eigenvalues lie inside")

    def _above(self, task: Task, bound: Tree) -> Iterator[Step]:
        """s ≤ ρ(M), in the first way that the prover can show."""
        if self.sign == ">":
            raise PrecisionExhausted("a strict lower bound of a spectral radius has no rule")
        trouble = PrecisionExhausted("no way was tried")
        for way in _WAYS:
            due = _Criteria(task.deadline).due(self.rows, bound, way)
            try:
                shown = [task.inequality(f"0 <= {text}", (), "what this needs") for text in due]
            except PrecisionExhausted as error:
                trouble = error
                continue
            yield from shown
            terms = [[(1, [text])] for text in due]
            yield large_eigenvalue(f"{show(bound)} <= rho({self.name})", way, terms, "an eigenvalue lies outside")
            return
        raise trouble


def _comparison(tree: Tree, facts: Facts) -> _Comparison | None:
    """The comparison that a relation is; None if it is none of this kind."""
    if tree[0] not in _MIRRORED:
        return None
    for sign, side, value in ((tree[0], tree[1], tree[2]), (_MIRRORED[tree[0]], tree[2], tree[1])):
        base, power = side, 1
        if side[0] == "^" and side[2][1].denominator == 1 and side[2][1] > 0:
            base, power = side[1], int(side[2][1])
        match base:
            case ("call", "rho", (("name", name),)):
                rows = facts.numbers(name)
                if rows is not None and len(rows) <= LARGEST_ORDER:
                    return _Comparison(tree, name, rows, sign, power, value)
    return None


class _Criteria(Symbols):
    """What has to be shown of a matrix of numbers. Raises ``PrecisionExhausted`` for what is too large to be formed."""

    def hurwitz(self, rows: Sequence[Sequence[Tree]], bound: Tree) -> list[str]:
        """What has to be > 0 for ρ(M) < s: the coefficients of (1 − w)ᵏ·det(s(1 + w)/(1 − w)·I − M), and a minor."""
        M, s, w = self._matrix(rows), self.read(bound), sympy.Dummy("w")
        k = M.rows
        inner = sympy.expand((s * (1 + w) * sympy.eye(k) - (1 - w) * M).det(method="berkowitz"))
        q = [inner.coeff(w, i) for i in range(k + 1)]
        if k > 2 and prod(len(sympy.Add.make_args(entry)) for entry in q[1:k]) > _MOST_TERMS:
            raise PrecisionExhausted("the product of the coefficients in Hurwitz's criterion is too large to be formed")
        if k == 3:
            q.append(q[1] * q[2] - q[0] * q[3])
        if k == 4:
            q.append(q[1] * q[2] * q[3] - q[1] ** 2 * q[4] - q[0] * q[3] ** 2)
        return [self.text(entry) for entry in q]

    def due(self, rows: Sequence[Sequence[Tree]], bound: Tree, way: str) -> list[str]:
        """What has to be ≥ 0 for s ≤ ρ(M)."""
        M, s = self._matrix(rows), self.read(bound)
        k = M.rows
        if way == "product":
            return [self.text(s), self.text(M.det(method="berkowitz") ** 2 - s ** (2 * k))]
        if way == "root":
            return [self.text(-(s * sympy.eye(k) - M).det(method="berkowitz"))]
        return [self.text(-((-1) ** k) * (-s * sympy.eye(k) - M).det(method="berkowitz"))]

    def _matrix(self, rows: Sequence[Sequence[Tree]]) -> sympy.Matrix:
        return sympy.Matrix([[self.read(entry) for entry in row] for row in rows])
