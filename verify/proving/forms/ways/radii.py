"""Numerical radii of block matrices: those of the matrices of their blocks' norms, and of weighted shifts among these.

w(J) ≤ w(N) where the numbers in N bound the blocks of J. For a shift N with the weights a₁, …, a_{n−1} above its
diagonal, 2f − eN − (eN)* is eliminated from both ends to the middle, as the tridiagonal matrix that it is:
Σ d_k W_k*W_k with pivots d = 2f, then 2f − a²/d, and rows W_k that have −ea/d beside their 1.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kreiss.symbolic.proof import Step, cases, domination, form, lemma, minors, transitive
from kreiss.verify.language.trees import Tree, norm, show
from kreiss.verify.proving.eigenvalues import Comparison
from kreiss.verify.proving.forms.multipliers import UNIT
from kreiss.verify.proving.forms.scalars import numbers_in
from kreiss.verify.proving.forms.setting import Rows, Setting
from kreiss.verify.proving.forms.ways.proposals import numerical_radius
from kreiss.verify.proving.rewriting.steps import Numbers
from kreiss.verify.proving.small import steps_below
from kreiss.verify.proving.task import Task

_ZERO: Tree = ("num", Fraction(0))
_ONE: Tree = ("num", Fraction(1))
_TWO: Tree = ("num", Fraction(2))
_LARGEST = 6  # order of a shift


def radius_steps(goal: Tree, setting: Setting, task: Task) -> list[Step]:
    """Steps that end in w(J) ≤ f or w(J)² ≤ f; none for another goal. Raises ``PrecisionExhausted``."""
    match goal:
        case ("<=", ("call", "numerical_radius", (J,)) as w, f):
            last = []
        case ("<=", ("^", ("call", "numerical_radius", (J,)) as w, ("num", power)), square) if power == 2:
            f = ("call", "sqrt", (square,))
            last = [goal]
        case _:
            return []
    body = setting.matrices.get(J[1], J) if J[0] == "name" else J
    if body[0] != "matrix" or len(body[1]) != len(body[1][0]) or not 2 <= len(body[1]) <= _LARGEST:
        return []
    numbers = Numbers(setting.facts, task.deadline)
    sizes = [[_size(entry, i == j, setting) for j, entry in enumerate(row)] for i, row in enumerate(body[1])]
    rows = [[size for size in row if size is not None] for row in sizes]
    if any(len(row) < len(rows) for row in rows):
        return []
    steps = [_nothing(entry) for row in body[1] for entry in row if setting.facts.is_matrix(entry) and _is_zero(entry)]
    blocks = any(setting.facts.is_matrix(entry) for row in body[1] for entry in row)
    N: Tree = ("matrix", tuple(map(tuple, rows))) if blocks else J
    bound: Tree = ("<=", numerical_radius(N), f)
    steps += [domination(show(("<=", w, numerical_radius(N))), "the entries bound the blocks")] if blocks else []
    if _is_shift(rows):
        steps += _of_shift(bound, N, rows, numbers)
    elif blocks and len(rows) == 2:
        found = Comparison(bound, "numerical_radius", N, N[1], "<=", 1, f)
        steps += steps_below(found, f, task)
    else:
        return []
    if blocks:
        steps.append(transitive(show(w), show(numerical_radius(N)), show(f), "by both"))
    return [*steps, *(numbers.step(tree, "the square of that", ("<=", w, f)) for tree in last)]


def shift_from_below(goal: Tree, setting: Setting, numbers: Numbers) -> list[Step]:
    """Steps that end in f ≤ w(J) or f ≤ w(J)² for a shift J with two weights: √(a² + b²) ≤ ‖J + Jᵀ‖ ≤ 2w(J)."""
    match goal:
        case ("<=", _, ("call", "numerical_radius", (J,)) as w) | ("<=", _, ("^", ("call", _, (J,)) as w, ("num", _))):
            body = setting.matrices.get(J[1], J) if J[0] == "name" else J
        case _:
            return []
    if w[1] != "numerical_radius" or body[0] != "matrix" or len(body[1]) != 3 or not _is_shift(body[1]):
        return []
    a, b = body[1][0][1], body[1][1][2]
    if setting.facts.is_matrix(a) or setting.facts.is_matrix(b):
        return []
    M = norm(("matrix", ((_ZERO, a, _ZERO), (a, _ZERO, b), (_ZERO, b, _ZERO))))
    square: Tree = ("+", ("^", a, _TWO), ("^", b, _TWO))
    length: Tree = ("call", "sqrt", (square,))
    rest: Tree = ("-", square, ("^", length, _TWO))
    low, high = ("<=", length, M), ("<=", M, ("*", _TWO, w))
    terms = [_across(w, unit, sign) for unit, sign in (("-1", "1"), ("1", "-1"))]
    return [
        numbers.step(("<=", length, length), "it has a value"),
        numbers.step(("<=", _ZERO, high[2]), "the bound is not negative", alone=True),
        numbers.step(("<=", _ZERO, rest), "by the root"),
        minors(show(low), [[(1, [show(rest)])]], "a column is as long as that", vector=["0", "1", "0"]),
        form(show(high), terms, "the symmetric part", **{"as": "linear"}),
        numbers.step(goal, "by both", low, high),
    ]


def _across(w: Tree, unit: str, sign: str) -> dict[str, Any]:
    """2w ± (J + Jᵀ), in [[2w, J + Jᵀ], [J + Jᵀ, 2w]]."""
    rows = [", ".join(["0"] * i + ["1", "0", "0", sign] + ["0"] * (2 - i)) for i in range(3)]
    by = f"[[{'], ['.join(rows)}]]"
    return {"fact": show(w), "unit": unit, "by": by, "weight": [["1/2", []]]}


def _size(entry: Tree, diagonal: bool, setting: Setting) -> Tree | None:
    """A number that bounds a block: none on the diagonal but what is a number or vanishes."""
    if entry == ("name", "I"):
        return _ONE
    if not setting.facts.is_matrix(entry):
        return entry
    return _ZERO if _is_zero(entry) else None if diagonal else norm(entry)


def _is_zero(entry: Tree) -> bool:
    return entry[0] == "*" and _ZERO in entry[1:]


def _nothing(entry: Tree) -> Step:
    """‖0·X‖ ≤ 0."""
    return form(show(("<=", norm(entry), _ZERO)), [], "a multiple by 0")


def _is_shift(rows: Rows) -> bool:
    return all(entry == _ZERO or j == i + 1 for i, row in enumerate(rows) for j, entry in enumerate(row))


def _of_shift(bound: Tree, N: Tree, rows: Rows, numbers: Numbers) -> list[Step]:
    f, weights = bound[2], [row[i + 1] for i, row in enumerate(rows[:-1])]
    positive: Tree = ("<", _ZERO, f)
    if not numbers_in(f):
        return _eliminated(bound, weights, numbers, [])
    none, some = ("<=", f, _ZERO), _eliminated(bound, weights, numbers, [positive])
    yes = list(_vanishing(bound, N, weights, numbers, none))
    first = numbers.step(("<=", f, f), "it has a value")
    return [first, cases(show(bound), show(none), yes, some, "by whether the bound vanishes")]


def _vanishing(bound: Tree, N: Tree, weights: list[Tree], numbers: Numbers, none: Tree) -> Iterator[Step]:
    """All weights are 0: w(N) ≤ ‖N‖ ≤ 0 ≤ f, by the minors of −NᵀN."""
    squares = [("^", a, _TWO) for a in weights]
    due: list[Tree] = [("neg", _sum(squares)), ("*", squares[0], squares[-1]), _ZERO]
    texts = [show(tree) for tree in due[: len(weights)]] + ["0"]
    known: list[Tree] = []
    for tree in due[: len(weights)]:
        known.append(("<=", _ZERO, tree))
        yield numbers.step(known[-1], "the weights are 0", none)
    yield minors(f"{show(norm(N))} <= 0", [[(1, [text])] for text in texts], "the matrix is 0")
    yield lemma(show(("<=", bound[1], norm(N))), "numerical-radius-upper", "the lemma itself")
    yield numbers.step(("<=", _ZERO, bound[2]), "a root is not negative")
    small: list[Tree] = [("<=", bound[1], norm(N)), ("<=", norm(N), _ZERO), ("<=", _ZERO, bound[2])]
    yield numbers.step(bound, "by these", *small, alone=True)


def _sum(terms: list[Tree]) -> Tree:
    result = terms[0]
    for term in terms[1:]:
        result = ("+", result, term)
    return result


def _eliminated(bound: Tree, weights: list[Tree], numbers: Numbers, facts: list[Tree]) -> list[Step]:
    """The form with pivots from both ends, and what shows them to be positive."""
    f, e, n = bound[2], UNIT[1], len(weights) + 1
    double: Tree = ("*", _TWO, f)
    last, middle = double, n // 2
    steps, terms, known = list[Step](), list[dict[str, Any]](), list(facts)
    for places, step in ((range(middle), 1), (range(n - 1, middle, -1), -1)):
        rest = double
        for k in places:
            a = weights[min(k, k + step)]
            quotient: Tree = ("/", a, rest)
            known.append(("<", _ZERO, rest))
            steps.append(numbers.step(known[-1], "a pivot is positive", *known[:-1]))
            steps.append(numbers.step(("<=", quotient, quotient), "it has a value", *known))
            one, other = ("1", f"-{e}*({show(quotient)})") if step == 1 else (e, f"-({show(quotient)})")
            terms.append(_square(n, {k: one, k + step: other}, rest))
            end: Tree = ("/", ("^", a, _TWO), rest)
            rest = ("-", double, end)
        last = ("-", last, end) if places else last
    steps.append(numbers.step(("<=", _ZERO, last), "the last pivot is not negative", *known))
    steps.append(numbers.step(("<=", _ZERO, f), "the bound is not negative", *facts))
    terms.append(_square(n, {middle: "1"}, last))
    return [*steps, form(show(bound), terms, "a tridiagonal form without negative pivots", unit=e)]


def _square(n: int, entries: dict[int, str], weight: Tree) -> dict[str, Any]:
    """d·W*W for a row W of numbers."""
    row = ", ".join(entries.get(k, "0") for k in range(n))
    return {"by": f"[[{row}]]", "weight": [["1", [show(weight)]]]}
