"""Norms and numerical radii of small matrices of numbers, proved by determinants: ``minors`` steps.

‖M‖ ≤ f by the minors of f² − MᵀM, w(M) ≤ f by the trace and the determinant of 2f − eM − (eM)* for |e| = 1; from below
by a determinant ≤ 0 at one point. Each is a scalar inequality for the prover.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import sympy

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, Term, cases, minors
from kreiss.verify.language.trees import Tree, show
from kreiss.verify.proving.eigenvalues import Comparison, compared
from kreiss.verify.proving.symbols import Symbols
from kreiss.verify.proving.task import Task

COSINE = "x_"
"""The cosine of the angle of e, in proofs about numerical radii."""
LARGEST = {"norm": 3, "numerical_radius": 2}
"""Orders up to which the quantity is compared by polynomials in the entries."""
_RANGE = (f"-1 <= {COSINE}", f"{COSINE} <= 1")


def steps_by_minors(task: Task) -> Iterator[Step]:
    """Steps for a conclusion about norms and numerical radii of small matrices of numbers; none where it is none."""
    for tree in task.claim.conclusion:
        found = compared(tree, task.facts, LARGEST)
        if found is None or found.sign in ("<", ">"):
            return
        yield from found.ends(task, steps_below, _above)


def steps_below(found: Comparison, bound: Tree, task: Task) -> Iterator[Step]:
    """q(M) ≤ f."""
    due = _Due(task.deadline, found, bound)
    extra: tuple[str, ...] = (f"0 <= {show(bound)}",)
    yield task.inequality(extra[0], (), "the bound is not negative")
    if found.function == "norm":
        shown = due.gram()
    else:
        shown, extra = due.turned(), (*extra, *_RANGE)
    for text in shown:
        yield task.inequality(f"0 <= {text}", extra, "what this needs")
    terms: list[list[Term]] = [[(1, [text])] for text in shown]
    yield minors(f"{found.side} <= {show(bound)}", terms, "a symmetric matrix without negative eigenvalues")


def _above(found: Comparison, bound: Tree, task: Task) -> Iterator[Step]:
    """f ≤ q(M), at one point, or at one for each sign of the trace."""
    ways: list[str] = ["0", "1", "-1"] if found.function == "numerical_radius" else [""]
    ways += [str(i) for i in range(len(found.rows))] if found.function == "norm" else []
    for way in ways:
        try:
            steps = list(_at(found, bound, way, (), task))
        except PrecisionExhausted:
            continue
        yield from steps
        return
    if found.function == "norm":
        raise PrecisionExhausted("no vector is seen to be long enough")
    trace = " + ".join(f"({show(row[i])})" for i, row in enumerate(found.rows))
    yes, no = (
        list(_at(found, bound, way, (fact,), task)) for way, fact in (("1", f"0 <= {trace}"), ("-1", f"{trace} < 0"))
    )
    yield cases(f"{show(bound)} <= {found.side}", f"0 <= {trace}", yes, no, "by the sign of the trace")


def _at(found: Comparison, bound: Tree, way: str, extra: tuple[str, ...], task: Task) -> Iterator[Step]:
    due = _Due(task.deadline, found, bound)
    at: dict[str, Any] = {}
    if found.function == "numerical_radius":
        text, at = due.turned_at(way), {"cosine": way}
    elif way:
        text, at = due.column(int(way)), {"vector": ["1" if str(i) == way else "0" for i in range(len(found.rows))]}
    else:
        text = due.determinant()
    yield task.inequality(f"{show(bound)} <= {show(bound)}", extra, "it has a value")
    yield task.inequality(f"0 <= {text}", extra, "what this needs")
    yield minors(f"{show(bound)} <= {found.side}", [[(1, [text])]], "some vector is as long as that", **at)


class _Due:
    """What is due for f and M, as text."""

    def __init__(self, deadline: Deadline, comparison: Comparison, bound: Tree) -> None:
        self._symbols = Symbols(deadline)
        self._f = self._symbols.read(bound)
        self._M = sympy.Matrix([[self._symbols.read(entry) for entry in row] for row in comparison.rows])
        self._form = self._f**2 * sympy.eye(self._M.cols) - self._M.T * self._M

    def gram(self) -> list[str]:
        """The sums of the principal minors of f² − MᵀM of each size."""
        places = range(self._M.cols)
        return [
            self._symbols.text(sum(self._form.extract(chosen, chosen).det() for chosen in combinations(places, count)))
            for count in range(1, self._M.cols + 1)
        ]

    def turned(self) -> list[str]:
        """The trace and the determinant of 2f − eM − (eM)*, where x is the cosine of the angle of e."""
        x = self._symbols.read(("name", COSINE))
        return [self._symbols.text(entry) for entry in self._turned(x)]

    def _turned(self, x: sympy.Expr) -> list[sympy.Expr]:
        f, M = self._f, self._M
        diagonal = [2 * (f - x * M[i, i]) for i in range(M.rows)]
        if M.rows == 1:
            return diagonal
        beside = (M[0, 1] + M[1, 0]) ** 2 * x**2 + (M[0, 1] - M[1, 0]) ** 2 * (1 - x**2)
        return [diagonal[0] + diagonal[1], diagonal[0] * diagonal[1] - beside]

    def turned_at(self, cosine: str) -> str:
        """The negative of the determinant at one angle."""
        return self._symbols.text(-self._turned(sympy.Integer(int(cosine)))[-1])

    def determinant(self) -> str:
        """−det(f² − MᵀM)."""
        return self._symbols.text(-self._form.det())

    def column(self, place: int) -> str:
        """The square of a column less f²."""
        return self._symbols.text(-self._form[place, place])


def cosine_of(steps: Sequence[Step]) -> str:
    """The cosine that a document with these steps has to name; empty for none."""
    turned = any(step.kind == "minors" and step.states.startswith("numerical_radius") for step in steps)
    return COSINE if turned else ""
