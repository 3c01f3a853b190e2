"""Linear systems over a field of rational functions, solved without fractions (Bareiss, Math. Comp. 22, 1968)."""

from functools import reduce
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly_ctx
from sympy.polys.matrices import DomainMatrix

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted

NO_SOLUTION = "no weights solve the identity"


def eliminated(rows: list[list[sympy.Expr]], deadline: Deadline) -> list[sympy.Expr]:
    """x with Ax = b for rows (A, b), over the field of fractions in what occurs, for a square A.

    Guarantee: exact. Raises ``PrecisionExhausted`` for a singular A, and ``OutOfTime``.
    """
    matrix = DomainMatrix.from_Matrix(sympy.Matrix(rows)).to_field()
    domain, entries = matrix.domain, matrix.to_list()
    if domain.is_FractionField and domain.domain in (sympy.ZZ, sympy.QQ):
        return _without_fractions(entries, domain, deadline)
    for k in range(len(entries)):
        _pivot(entries, k)
        top = [x / entries[k][k] for x in entries[k]]
        for i, row in enumerate(entries):
            deadline.check()
            entries[i] = top if i == k else [x - row[k] * y for x, y in zip(row, top, strict=True)] if row[k] else row
    return [domain.to_sympy(row[-1]) for row in entries]


def _pivot(rows: list[list[Any]], k: int) -> None:
    """Bring a row with an entry in column k to the place k."""
    pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
    if pivot is None:
        raise PrecisionExhausted(NO_SOLUTION)
    rows[k], rows[pivot] = rows[pivot], rows[k]


def _without_fractions(entries: list[list[Any]], domain: Any, deadline: Deadline) -> list[sympy.Expr]:
    """The same for fractions of polynomials: after k steps all entries are minors, which the last pivot divides."""
    context = fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(len(domain.symbols))), Ordering.lex)

    def read(polynomial: Any) -> Any:
        return context.from_dict({m: fmpq(int(c.numerator), int(c.denominator)) for m, c in polynomial.terms()})

    def expression(polynomial: Any) -> sympy.Expr:
        terms = [
            sympy.Rational(int(c.p), int(c.q)) * sympy.prod(x**e for x, e in zip(domain.symbols, m, strict=True))
            for m, c in polynomial.to_dict().items()
        ]
        return sympy.Add(*terms)

    work = []
    for row in entries:
        tops, bottoms = [read(x.numer) for x in row], [read(x.denom) for x in row]
        common = reduce(lambda a, b: a * (b / a.gcd(b)), bottoms)
        work.append([x * (common / y) for x, y in zip(tops, bottoms, strict=True)])
    last = context.constant(1)
    for k in range(len(work)):
        _pivot(work, k)
        pivot, top = work[k][k], work[k]
        for i, row in enumerate(work):
            deadline.check()
            if i != k:
                work[i] = [(pivot * x - row[k] * y) / last for x, y in zip(row, top, strict=True)]
        last = pivot
    result = []
    for k, row in enumerate(work):
        deadline.check()
        shared = row[-1].gcd(row[k])
        result.append(expression(row[-1] / shared) / expression(row[k] / shared))
    return result
