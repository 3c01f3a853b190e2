"""Spectral radii of small matrices of numbers with parameters, proved by Hurwitz's criterion or by the determinant.

A conclusion may compare ρ(M), or a power of it, with a number s: below s by the expressions that have to be positive
for all eigenvalues to lie inside, above s by one of these that is not, or by the product of all. Each is a scalar
inequality for the prover.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import sympy

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, Term, eigenvalues, large_eigenvalue, larger_eigenvalue, small_eigenvalues
from kreiss.verify.language.trees import Tree, show
from kreiss.verify.proving.forms.scalars import Scalars
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.symbols import Symbols
from kreiss.verify.proving.task import Task

LARGEST_ORDER = 4  # orders up to which spectral radii are compared by characteristic polynomials
_MOST_TERMS = 20_000  # of one coefficient, expanded: more take the budget
_MIRRORED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "=="}
_WAYS = ("root", "negative root", "determinant", "product")


def spectral_steps(task: Task) -> Iterator[Step]:
    """Steps for a conclusion about spectral radii of matrices of numbers; none where there is no such conclusion."""
    for tree in task.claim.conclusion:
        found = compared(tree, task.facts, {"rho": LARGEST_ORDER})
        if found is None:
            return
        yield from found.ends(task, _below, _above)


@dataclass(frozen=True)
class Comparison:
    """q(M)^power against ``value``, as the relation ``tree`` states it, for a matrix M of numbers, ``rows``."""

    tree: Tree
    function: str
    matrix: Tree
    rows: tuple[tuple[Tree, ...], ...]
    sign: str
    power: int
    value: Tree

    @property
    def side(self) -> str:
        """q(M) as text."""
        return show(("call", self.function, (self.matrix,)))

    def ends(self, task: Task, below: "Way", above: "Way") -> Iterator[Step]:
        """Steps by a way to bound q(M) from above and one to bound it from below, as the relation needs them."""
        bound = self.value if self.power == 1 else ("^", self.value, ("num", Fraction(1, self.power)))
        if self.sign in ("<", "<=", "=="):
            yield from below(self, bound, task)
        if self.sign in (">", ">=", "=="):
            yield from above(self, bound, task)
        if self.power > 1 or self.sign == "==":
            quantity: Tree = ("call", self.function, (self.matrix,))
            scalars = Scalars(task.facts)
            for sign in {"==": ("<=", ">=")}.get(self.sign, (self.sign,)):
                scalars.add((sign, quantity, bound) if sign[0] == "<" else (_MIRRORED[sign], bound, quantity))
            yield scalars.inequality(self.tree, "by the bounds above", task.deadline)


Way = Callable[[Comparison, Tree, Task], Iterator[Step]]


def _below(found: Comparison, bound: Tree, task: Task) -> Iterator[Step]:
    """ρ(M) < s, or ρ(M) ≤ s through ρ(M) < s + r − 1 for every r > 1, or for small orders directly."""
    if found.sign != "<" and len(found.rows) <= 2:
        yield from _closed(found, bound, task)
        return
    sign = "<" if found.sign == "<" else "<="
    yield task.inequality(f"0 {sign} {show(bound)}", (), "the bound has the sign that it needs")
    near: Tree = bound if sign == "<" else ("+", bound, ("-", ("name", "r"), ("num", Fraction(1))))
    extra = () if sign == "<" else ("1 < r", f"0 <= {show(bound)}")
    minors = _Criteria(task.deadline).hurwitz(found.rows, near)
    for minor in minors:
        yield task.inequality(f"0 < {minor}", extra, "by Hurwitz's criterion")
    yield eigenvalues(f"{found.side} {sign} {show(bound)}", minors, "all eigenvalues lie inside")


def _closed(found: Comparison, bound: Tree, task: Task) -> Iterator[Step]:
    """ρ(M) ≤ s by what is ≥ 0 for an order of at most 2."""
    extra: tuple[str, ...] = (f"0 <= {show(bound)}",)
    yield task.inequality(extra[0], (), "the bound has the sign that it needs")
    minors = _Criteria(task.deadline).closed(found.rows, bound)
    for minor in minors:
        yield task.inequality(f"0 <= {minor}", extra, "by the criterion for a quadratic polynomial")
        extra += (f"0 <= {minor}",)
    terms: list[list[Term]] = [[(1, [text])] for text in minors]
    yield small_eigenvalues(f"{found.side} <= {show(bound)}", terms, "no eigenvalue lies outside")


def _above(found: Comparison, bound: Tree, task: Task) -> Iterator[Step]:
    """s ≤ ρ(M) or s < ρ(M), in the first way that the prover can show."""
    trouble = PrecisionExhausted("no way was tried")
    sign = "<" if found.sign == ">" else "<="
    for way in _WAYS:
        if way == "determinant" and len(found.rows) <= 2:
            continue
        try:
            due = _Criteria(task.deadline).due(found.rows, bound, way)
            shown = [task.inequality(f"0 {sign} {text}", (), "what this needs") for text in due]
        except PrecisionExhausted as error:
            trouble = error
            continue
        yield from shown
        states, reason = f"{show(bound)} {sign} {found.side}", "an eigenvalue lies outside"
        terms: list[list[Term]] = [[(1, [text])] for text in due]
        strict = found.sign == ">"
        yield larger_eigenvalue(states, way, due, reason) if strict else large_eigenvalue(states, way, terms, reason)
        return
    raise trouble


def compared(tree: Tree, facts: Facts, orders: Mapping[str, int]) -> Comparison | None:
    """The comparison that a relation is, for the functions and largest orders given; None if it is none of these."""
    if tree[0] not in _MIRRORED:
        return None
    for sign, side, value in ((tree[0], tree[1], tree[2]), (_MIRRORED[tree[0]], tree[2], tree[1])):
        base, power = side, 1
        if side[0] == "^" and side[2][1].denominator == 1 and side[2][1] > 0:
            base, power = side[1], int(side[2][1])
        match base:
            case ("call", function, (matrix,)) if function in orders:
                rows = facts.numbers(matrix)
                if rows is not None and len(rows) <= orders[function]:
                    return Comparison(tree, function, matrix, rows, sign, power, value)
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

    def closed(self, rows: Sequence[Sequence[Tree]], bound: Tree) -> list[str]:
        """What has to be ≥ 0 for ρ(M) ≤ s, for an order of at most 2."""
        M, s = self._matrix(rows), self.read(bound)
        trace = M.trace()
        due = [s - trace, s + trace]
        if M.rows == 2:
            square = s**2 + M.det()
            due = [s**2 - M.det(), 2 * s - trace, 2 * s + trace, square - s * trace, square + s * trace]
        return [self.text(entry) for entry in due]

    def due(self, rows: Sequence[Sequence[Tree]], bound: Tree, way: str) -> list[str]:
        """What has to be ≥ 0 for s ≤ ρ(M), and > 0 for s < ρ(M)."""
        if way == "determinant":
            return [f"-({self.hurwitz(rows, bound)[-1]})"]
        M, s = self._matrix(rows), self.read(bound)
        k = M.rows
        if way == "product":
            return [self.text(s), self.text(M.det(method="berkowitz") ** 2 - s ** (2 * k))]
        if way == "root":
            return [self.text(-(s * sympy.eye(k) - M).det(method="berkowitz"))]
        return [self.text(-((-1) ** k) * (-s * sympy.eye(k) - M).det(method="berkowitz"))]

    def _matrix(self, rows: Sequence[Sequence[Tree]]) -> sympy.Matrix:
        return sympy.Matrix([[self.read(entry) for entry in row] for row in rows])
