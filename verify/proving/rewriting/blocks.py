"""Inverses of block triangular matrices, block by block, and norms of block matrices by those of their blocks.

[[A, 0], [C, D]]⁻¹ = [[A⁻¹, 0], [−D⁻¹CA⁻¹, D⁻¹]]        ‖J‖² ≤ Σ ‖J_ij‖²
"""

from collections.abc import Iterator

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, form, lemma
from kreiss.verify.language.trees import Tree, norm, show
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.rewriting.steps import TWO, Numbers
from kreiss.verify.proving.rewriting.sums import ONE, ZERO, product, total


def rows_of(J: Tree, setting: Setting) -> tuple[tuple[Tree, ...], ...] | None:
    """The blocks of a matrix that the claim defines or writes out; None for any other, or for numbers among them."""
    body = setting.matrices.get(J[1], J) if J[0] == "name" else J
    if body[0] != "matrix" or max(len(body[1]), len(body[1][0])) < 2:
        return None
    entries = [entry for row in body[1] for entry in row]
    return body[1] if all(setting.facts.is_matrix(x) or x == ZERO for x in entries) else None


def inverse_by_blocks(X: Tree, setting: Setting) -> Tree | None:
    """The inverse, or the resolvent, of a block triangular matrix of order 2 as a block matrix."""
    match X:
        case ("call", "inverse" | "resolvent" as function, (J, *point)):
            rows = rows_of(J, setting)
        case _:
            return None
    if rows is None or (len(rows), len(rows[0])) != (2, 2):
        return None
    (A, B), (C, D) = rows
    plain = function == "inverse"
    first, last = (X if plain and X == IDENTITY else ("call", function, (X, *point)) for X in (A, D))
    if ZERO in (A, D) or ZERO not in (B, C):
        return None
    upper, lower = (product([X for X in word if X != IDENTITY]) for word in ((first, B, last), (last, C, first)))
    if plain:
        upper, lower = ("neg", upper), ("neg", lower)
    return ("matrix", ((first, upper if B != ZERO else ZERO), (lower if C != ZERO else ZERO, last)))


def squares_steps(J: Tree, setting: Setting, numbers: Numbers) -> list[Step]:
    """Steps that end in ‖J‖² ≤ Σ ‖J_ij‖², or none."""
    rows = rows_of(J, setting)
    try:
        return [] if rows is None else list(_by_rows(J, rows, numbers))
    except PrecisionExhausted:
        return []


def sum_of_squares(J: Tree, setting: Setting) -> Tree:
    """‖J‖² ≤ Σ ‖J_ij‖²."""
    rows = rows_of(J, setting) or ()
    return _square(J, [entry for row in rows for entry in row if entry != ZERO])


def _square(X: Tree, parts: list[Tree]) -> Tree:
    """‖X‖² ≤ Σ ‖part‖²."""
    return ("<=", ("^", norm(X), TWO), total([(ONE[1], ("^", norm(part), TWO)) for part in parts]))


def _by_rows(J: Tree, rows: tuple[tuple[Tree, ...], ...], numbers: Numbers) -> Iterator[Step]:
    known: list[Tree] = []
    lines: list[Tree] = []
    for row in rows:
        line: Tree = ("matrix", (row,))
        lines.append(line)
        parts = [entry for entry in row if entry != ZERO]
        turned: Tree = ("call", "transpose", (line,))
        across = _square(turned, parts)
        terms = [{"fact": show(norm(part)), "as": "adjoint"} for part in parts]
        yield form(show(across), terms, "a row times its transpose is a sum of such products")
        same: Tree = ("<=", norm(line), norm(turned))
        yield lemma(show(same), "transposed", "the lemma itself")
        known.append(_square(line, parts))
        yield numbers.step(known[-1], "both together", across, same, alone=True)
    down = _square(J, lines)
    if len(rows) > 1:
        yield form(show(down), [{"fact": show(norm(line))} for line in lines], "the sum over the rows")
        whole = _square(J, [entry for row in rows for entry in row if entry != ZERO])
        yield numbers.step(whole, "both together", down, *known, alone=True)
