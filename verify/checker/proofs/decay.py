"""The step ``decay``: how many iterations reduce every error of one-way coupled iterations by a given factor.

Let J = [[A, 0], [C, D]] with A, D normal of radius ≤ γ < 1, h = 1 − γ, K = K(J), 0 < δ ≤ 1/2 and t ≥ aK² log(1/δ)/h²
a whole number, where a ≥ 10. Then ‖Jᵗ‖ ≤ δ. *Proof.* By comparison ‖Jᵗ‖ ≤ γᵗ + t‖C‖γ^(t−1). With g = √γ, tg^(t−1) ≤
Σ_{j<t} gʲ ≤ 1/(1 − g) = (1 + g)/h ≤ 2/h, so ‖Jᵗ‖ ≤ (1 + 2‖C‖/h)γ^((t−1)/2). Averaging gives ‖C‖ ≤ 4K
(``perturbation``: K ≥ ‖C‖/4 for ‖C‖ ≥ 2, and K ≥ 1), so the factor is at most 9K/h, as K/h ≥ 1. With γ ≤ e^(−h) and L
= log(1/δ) ≥ log 2 it remains to see th/2 ≥ L + log(9K/h) + h/2. Here th/2 ≥ aL/2·K²/h, and log(9K/h) ≤ log 9 − 1 +
K/h ≤ 6/5 + K/h, so that the right side is at most (L + 27/10)·K²/h, because K²/h is at least K/h and 1. And aL/2 ≥ 5L
≥ L + 4 log 2 > L + 27/10. ∎
"""

from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import rational
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract, is_number, rational_value
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import read_bounds
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context
from kreiss.verify.checker.proofs.rational import Reader

LEAST_FACTOR = 10
HALF: Tree = ("num", Fraction(1, 2))


def decay(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``power_norm(J, t) <= delta`` from a known bound t ≥ …; ``factor`` is a ≥ 10, ``bounds`` [[γ, 0], [‖C‖, γ]]."""
    sign, left, right = relation
    match (sign, left):
        case ("<=", ("call", "power_norm", (("name", name), time))) if name in context.known.matrices:
            matrix = context.known.matrices[name]
        case _:
            raise Rejected(f"{path}.states", "expected power_norm(J, t) <= delta for a matrix defined by its blocks")
    delta, t = abstract(right, context.known), abstract(time, context.known)
    bounds = read_bounds(step, matrix, context, path)
    rate = _common_rate(matrix, bounds, context, path)
    due = (("<", rate, ONE), ("<", ZERO, delta), ("<=", ("*", ("num", Fraction(2)), delta), ONE))
    small = context.has(("<=", delta, HALF)) or context.has(("<=", delta, ("/", ONE, ("num", Fraction(2)))))
    if not all(map(context.has, due[:2])) or not (small or context.has(due[2])):
        raise Rejected(path, "gamma < 1 and 0 < delta <= 1/2 are not all known")
    factor = rational(part(step, "factor", path), f"{path}.factor")
    if factor < LEAST_FACTOR:
        raise Rejected(f"{path}.factor", f"expected at least {LEAST_FACTOR}")
    if not _is_late(t, _least_time(factor, rate, delta, ("call", "K", (("name", name),)), context), context):
        raise Rejected(path, "t >= factor*K(J)^2*log(1/delta)/(1 - gamma)^2 is not known")
    context.add(("<=", abstract(left, context.known), delta))


def _common_rate(matrix: Tree, bounds: list[list[Tree]], context: Context, path: str) -> Tree:
    """γ, where J = [[A, 0], [C, D]] in blocks and the comparison matrix is [[γ, 0], [norm(C), γ]]."""
    rows = matrix[1]
    lower = len(bounds) == 2 and rows[0][1] == ZERO and rows[1][0][0] == "name" and bounds[0][0] == bounds[1][1]
    if not lower or is_number(rows[1][0], context.known):
        raise Rejected(f"{path}.bounds", "expected one-way coupled blocks of one rate")
    return bounds[0][0]


def _least_time(factor: Fraction, rate: Tree, delta: Tree, quantity: Tree, context: Context) -> Tree:
    square = ("^", abstract(quantity, context.known), ("num", Fraction(2)))
    gap = ("^", ("-", ONE, rate), ("num", Fraction(2)))
    return ("/", ("*", ("*", ("num", factor), square), ("call", "log", (("/", ONE, delta),))), gap)


def _is_late(t: Tree, least: Tree, context: Context) -> bool:
    """Whether some known x ≤ t has x = ``least``, as quotients, with the numbers that the hypotheses name put in."""
    reader = Reader()
    wanted = reader.read(least)
    # were K(J) infinite, no t would be that late, and the claim speaks of nothing
    late = [low for sign, low, high in context.facts if sign in ("<=", "<") and high == t]
    return any(reader.read(_with_numbers(low, context)).same_as(wanted) for low in late)


def _with_numbers(tree: Tree, context: Context) -> Tree:
    match tree:
        case ("name", name) if name in context.known.definitions:
            value = rational_value(context.known.definitions[name])
            return tree if value is None else ("num", value)
    return tuple(_with_numbers(branch, context) if isinstance(branch, tuple) else branch for branch in tree)
