"""The step ``eigenvalues``: the spectral radius of a matrix M of numbers, of order k ≤ 4, against a number s.

ρ(M) < s, s > 0: with p(λ) = det(λI − M), all roots of p lie in |λ| < s if and only if those of
q(w) = (1 − w)ᵏ·p(s(1 + w)/(1 − w)) = Σ q_i wⁱ lie in Re w < 0 and q has degree k: w = (λ − s)/(λ + s) maps the disc to
the half-plane, and −s to ∞. By Hurwitz's criterion that is q_i > 0 for all i, and for k = 3 also q_1q_2 − q_0q_3 > 0,
for k = 4 also q_1q_2q_3 − q_1²q_4 − q_0q_3² > 0.

ρ(M) ≤ s, s ≥ 0: ρ(M) < s + r − 1 for every r > 1. Or, for k ≤ 2 and with T = tr M and D = det M: s ± T ≥ 0 for
k = 1; s² − D, 2s ± T and s² + D ± sT ≥ 0 for k = 2. For s > 0 the last two say p(±s) ≥ 0, so that real roots lie both
in [−s, s] or on one side of it, where |T| > 2s; roots that are not real have modulus √D. For s = 0, T = 0 and D = 0.

s ≤ ρ(M): one of Hurwitz's conditions fails, q_0 = p(s) ≤ 0, q_k = (−1)ᵏp(−s) ≤ 0, or the last one of them ≤ 0, since
s > ρ(M) needs them all; or |det M| ≥ sᵏ, s ≥ 0, as the determinant is the product of the eigenvalues. s < ρ(M): with <
and > for ≤ and ≥. If s ≥ ρ(M), all conditions hold for s + ε with any ε > 0, so that none is < 0 for s.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import check_minors, numbers_of, quotient_sum
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, names
from kreiss.verify.checker.proofs.rational import Quotient, Reader, product

LARGEST_ORDER = 4


def eigenvalues(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``rho(M) < s``, ``rho(M) <= s``, ``s < rho(M)``: ``minors`` are known to be > 0; ``s <= rho(M)``: shown ≥ 0."""
    sign, left, right = relation
    if left[:2] == ("call", "rho") and sign == "<=" and step.get("by") == "closed":
        _closed(step, left, abstract(right, context.known), context, path)
    elif left[:2] == ("call", "rho") and sign in ("<", "<="):
        _inside(step, left, _bound(sign, right, context, path), context, path)
    elif right[:2] == ("call", "rho") and sign in ("<", "<="):
        _outside(step, sign, right, abstract(left, context.known), context, path)
    else:
        raise Rejected(f"{path}.states", "expected rho(M) < s, rho(M) <= s, s < rho(M) or s <= rho(M)")
    context.add((sign, abstract(left, context.known), abstract(right, context.known)))


def _bound(sign: str, right: Tree, context: Context, path: str) -> Tree:
    """s > 0, or s + r − 1 with s ≥ 0 and any r > 1."""
    value = abstract(right, context.known)
    if not context.has((sign, ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to have the sign that it needs")
    if sign == "<":
        return value
    if context.local or context.radius in names(value):
        raise Rejected(path, "the bound, or the case that this step stands in, depends on r")
    return ("+", value, ("-", ("name", context.radius), ONE))


def _read(side: Tree, value: Tree, context: Context, path: str) -> tuple[Reader, list[list[Quotient]], Quotient]:
    rows = numbers_of(side, "rho", context, path)
    if len(rows) > LARGEST_ORDER:
        raise Rejected(f"{path}.states", f"expected a matrix of order at most {LARGEST_ORDER}")
    if not context.is_defined(value):
        raise Rejected(f"{path}.states", "the bound is not known to be defined")
    reader = Reader()
    return reader, [[reader.read(entry) for entry in row] for row in rows], reader.read(value)


def _inside(step: Any, side: Tree, value: Tree, context: Context, path: str) -> None:
    reader, M, s = _read(side, value, context, path)
    check_minors(step, hurwitz(transformed(M, s)), context, reader, path, positive=True)


def _closed(step: Any, side: Tree, value: Tree, context: Context, path: str) -> None:
    """ρ(M) ≤ s for an order of at most 2, by what is ≥ 0."""
    reader, M, s = _read(side, value, context, path)
    if not context.has(("<=", ZERO, value)):
        raise Rejected(f"{path}.states", "the bound is not known to be at least 0")
    if len(M) > 2:
        raise Rejected(f"{path}.by", "expected a matrix of order at most 2")
    trace = quotient_sum([M[i][i] for i in range(len(M))])
    due = [s - trace, s + trace]
    if len(M) == 2:
        square, determinant = s * s, characteristic(M)[0]
        due = [square - determinant, s + due[0], s + due[1]]
        due += [square + determinant - s * trace, square + determinant + s * trace]
    check_minors(step, due, context, reader, path)


def _outside(step: Any, sign: str, side: Tree, value: Tree, context: Context, path: str) -> None:
    reader, M, s = _read(side, value, context, path)
    way, ways = str(part(step, "by", path)), {"root": 0, "negative root": len(M), "determinant": -1}
    if way == "product":
        whole, power = characteristic(M)[0], product([s] * len(M))
        due = [s, whole * whole - power * power]
    elif way in ways:
        due = [_number(0) - hurwitz(transformed(M, s))[ways[way]]]
    else:
        raise Rejected(f"{path}.by", "expected root, negative root, determinant or product")
    check_minors(step, due, context, reader, path, positive=sign == "<")


def transformed(M: Sequence[Sequence[Quotient]], s: Quotient) -> list[Quotient]:
    """The coefficients q_0, …, q_k of (1 − w)ᵏ·det(s(1 + w)/(1 − w)·I − M)."""
    p = characteristic(M)
    k = len(M)
    result = [_number(0) for _ in range(k + 1)]
    for i, coefficient in enumerate(p):  # p_i sⁱ (1 + w)ⁱ (1 − w)ᵏ⁻ⁱ
        scale = coefficient * product([s] * i)
        for j, number in enumerate(_binomials(i, k - i)):
            result[j] = result[j] + scale * _number(number)
    return result


def hurwitz(q: list[Quotient]) -> list[Quotient]:
    """What has to be > 0 for all roots of Σ q_i wⁱ to have a negative real part."""
    if len(q) == 4:
        return [*q, q[1] * q[2] - q[0] * q[3]]
    if len(q) == 5:
        return [*q, q[1] * q[2] * q[3] - q[1] * q[1] * q[4] - q[0] * q[3] * q[3]]
    return q


def characteristic(M: Sequence[Sequence[Quotient]]) -> list[Quotient]:
    """The coefficients of det(λI − M), by Faddeev and LeVerrier."""
    k = len(M)
    coefficients = [_number(1)]
    power = [[_number(0) for _ in range(k)] for _ in range(k)]
    for step in range(1, k + 1):
        power = _times(M, power, coefficients[-1])
        diagonal = [quotient_sum([M[i][j] * power[j][i] for j in range(k)]) for i in range(k)]
        coefficients.append(_number(Fraction(-1, step)) * quotient_sum(diagonal))
    return coefficients[::-1]


def _times(M: Sequence[Sequence[Quotient]], X: list[list[Quotient]], c: Quotient) -> list[list[Quotient]]:
    """MX + cI."""
    k = range(len(M))
    products = [[quotient_sum([M[i][m] * X[m][j] for m in k]) for j in k] for i in k]
    return [[products[i][j] + c if i == j else products[i][j] for j in k] for i in k]


def _binomials(plus: int, minus: int) -> list[int]:
    """The coefficients of (1 + w)^plus·(1 − w)^minus."""
    result = [1]
    for sign in [1] * plus + [-1] * minus:
        result = [a + sign * b for a, b in zip([*result, 0], [0, *result], strict=True)]
    return result


def _number(value: Fraction | int) -> Quotient:
    return Quotient(constant(Fraction(value)))
