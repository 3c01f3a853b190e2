"""The comparison matrix Ĵ of a block matrix J, and bounds K(J) ≤ f through it.

With normal diagonal blocks of spectral radius ≤ γ_i and off-diagonal blocks of norm ≤ c_ij, K(J) ≤ f holds if f ≥ 0 and
N(r) = f²(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I ⪰ 0 for all r > 1: finitely many principal minors, polynomial in all variables
(proof: ``docs/certificate/proof.md``). For Ĵ = [[γ, b], [c, γ]], with s = r − γ, q = r − 1 and p = s² − bc,

    det N = (f²p − q² − fq(b + c))·(f²p − q² + fq(b + c)),

so that one polynomial inequality f²p − q² − fq(b + c) ≥ 0 decides; the other minors follow from it.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import InvalidArgument
from kreiss.symbolic.constants.extremum import determinant
from kreiss.symbolic.expressions import Expression, enclosed, expression
from kreiss.symbolic.proof import Step, comparison, inequality
from kreiss.symbolic.typesetting import unicode

Bounds = Sequence[Sequence[str]]
Product = tuple[int, list[str]]
"""A positive weight and factors that are known to be non-negative."""
Q = expression("r") - 1
GROUP = 20
"""Terms of a sum that stand in one pair of parentheses."""


def bound_steps(
    bound: str,
    bounds: Bounds,
    given: Sequence[str],
    *,
    name: str = "J",
    factor: str = "",
    function: str = "K",
    deadline: Deadline = NEVER,
) -> list[Step]:
    """Steps that prove ``K(J) <= bound``, or ``K_ct(J) <= bound``, for every J with comparison matrix ``bounds``.

    ``given`` are the facts about the quantities that the inequalities may use; ``factor`` is f²p − q² − fq(b + c) in a
    form that is easier to prove non-negative, for equal rates. Raises ``PrecisionExhausted`` if a minor is not proved
    non-negative (which does not mean that the bound is false), and ``OutOfTime`` once the deadline has passed.
    """
    facts = ["1 < r", *given]
    if len(bounds) == 2 and bounds[0][0] == bounds[1][1] and factor:
        steps, minors = _equal_rates(bound, bounds, facts, factor, deadline)
    else:
        steps, minors = _by_components(bound, bounds, facts, deadline)
    shown = ", ".join(f"[{', '.join(row)}]" for row in bounds)
    reason = f"all principal minors are ≥ 0 for the comparison matrix {unicode(f'[{shown}]')}"
    return [*steps, comparison(f"{function}({name}) <= {bound}", bounds, minors, reason)]


def _nonnegative(bound: str, facts: Sequence[str], deadline: Deadline) -> list[Step]:
    if re.fullmatch(r"[0-9]+", bound):
        return []
    return [inequality(f"0 <= {bound}", facts[1:], "the bound is defined and non-negative", deadline=deadline)]


def _by_components(
    bound: str, bounds: Bounds, facts: list[str], deadline: Deadline
) -> tuple[list[Step], list[list[Product]]]:
    """The minors of a direct sum are products of minors of its parts, which are proved one by one."""
    steps: dict[str, Step] = {}
    minors: dict[tuple[int, ...], list[Product]] = {(): [(1, [])]}
    for part in components(bounds):
        inner = [[bounds[i][j] for j in part] for i in part]
        prove = _equal_rates if len(part) == 2 and inner[0][0] == inner[1][1] else _general
        found, terms = prove(bound, inner, facts, "", deadline)
        steps.update((step.states, step) for step in found)
        own = dict(zip(_subsets(part), terms, strict=True))
        minors.update({_merged(x, y): _product(minors[x], own[y]) for x in list(minors) for y in own})
    return list(steps.values()), [minors[subset] for subset in _subsets(range(len(bounds)))]


def components(bounds: Bounds) -> list[list[int]]:
    """Sets of indices that are linked by non-zero entries, each in increasing order."""
    parts: list[set[int]] = [{i} for i in range(len(bounds))]
    for i, j in combinations(range(len(bounds)), 2):
        if bounds[i][j] != "0" or bounds[j][i] != "0":
            joined = set().union(*(part for part in parts if part & {i, j}))
            parts = [part for part in parts if not part & joined] + [joined]
    return sorted(sorted(part) for part in parts)


def _subsets(indices: Sequence[int]) -> list[tuple[int, ...]]:
    """The non-empty subsets by size, then in lexicographic order."""
    return [subset for size in range(1, len(indices) + 1) for subset in combinations(indices, size)]


def _merged(x: tuple[int, ...], y: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted((*x, *y)))


def _product(left: list[Product], right: list[Product]) -> list[Product]:
    return [(v * w, [*x, *y]) for v, x in left for w, y in right]


def _equal_rates(
    bound: str, bounds: Bounds, facts: list[str], factor: str, deadline: Deadline
) -> tuple[list[Step], list[list[Product]]]:
    """The minors of Ĵ = [[γ, b], [c, γ]] from the one factor e = f²p − q² − fq(b + c) ≥ 0.

    det N = e(e + 2fq(b + c)), and f²(s² + x²) − q² = e + fq(b + c) + f²(bc + x²) for the diagonal entries.
    """
    (rate, b), (c, _) = bounds
    couplings = [text for text in (b, c) if text != "0"]
    e = factor or str(_factor(bound, rate, couplings))
    steps = _nonnegative(bound, facts, deadline)
    steps.append(inequality(f"0 <= {e}", facts, "(r − 1)‖R(r)‖ ≤ f for the comparison matrix", deadline=deadline))
    rest: list[Product] = [(1, [bound, str(Q), text]) for text in couplings]
    product: list[Product] = [(1, [bound, bound, b, c])] if len(couplings) == 2 else []
    corners = [[(1, [e]), *rest, *product, *([(1, [bound, bound, x, x])] if x != "0" else [])] for x in (c, b)]
    determinant: list[Product] = [(1, [e, e]), *((2, [e, *part]) for _, part in rest)]
    return steps, [*corners, determinant]


def _factor(bound: str, rate: str, couplings: Sequence[str]) -> Expression:
    """e = f²p − q² − fq(b + c), of the couplings that are not 0."""
    f, p = expression(bound), (expression("r") - rate) ** 2
    match couplings:
        case [b, c]:
            return f**2 * (p - expression(b) * c) - Q**2 - f * Q * (expression(b) + c)
        case [c]:
            return f**2 * p - Q**2 - f * Q * c
    return f**2 * p - Q**2


def _general(
    bound: str, bounds: Bounds, facts: list[str], factor: str, deadline: Deadline
) -> tuple[list[Step], list[list[Product]]]:
    """Every principal minor, expanded in f and in the variables of Ĵ."""
    steps = _nonnegative(bound, facts, deadline)
    minors = principal_minors(bounds, bound, deadline)
    known = [*facts, f"0 <= {bound}"]
    steps += [inequality(f"0 <= {text}", known, "a principal minor of N(r)", deadline=deadline) for text in minors]
    return steps, [[(1, [text])] for text in minors]


def principal_minors(bounds: Bounds, bound: str, deadline: Deadline = NEVER) -> list[str]:
    """The principal minors of f²(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I by size, as text in r, f and the entries of Ĵ. Exact.

    Raises ``OutOfTime``.
    """
    size = len(bounds)
    if any(len(row) != size for row in bounds):
        raise InvalidArgument("expected a square comparison matrix")
    texts = {
        text: f"x{i}" for i, text in enumerate(sorted({text for row in bounds for text in row})) if not _number(text)
    }
    context = fmpq_mpoly_ctx.get(("f", "r", *texts.values()), Ordering.lex)
    f, r, *entries = context.gens()
    values = dict(zip(texts, entries, strict=True))
    J_hat = [[values[text] if text in values else fmpq(*_ratio(text)) for text in row] for row in bounds]
    shifted = [[r * int(i == j) - entry for j, entry in enumerate(row)] for i, row in enumerate(J_hat)]
    form = [[f**2 * sum((row[i] * row[j] for row in shifted), 0 * f) for j in range(size)] for i in range(size)]
    for i in range(size):
        form[i][i] -= (r - 1) ** 2
    shown = {"f": enclosed(bound), **{name: enclosed(text) for text, name in texts.items()}}
    minors = []
    for subset in _subsets(range(size)):
        deadline.check()
        minors.append(_text(determinant([[form[i][j] for j in subset] for i in subset]), shown))
    return minors


def _number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(/[0-9]+)?", text) is not None


def _ratio(text: str) -> tuple[int, int]:
    value = Fraction(text)
    return value.numerator, value.denominator


def _text(minor: Any, texts: dict[str, str]) -> str:
    """The minor by powers of f, the coefficient of each as a product of its factors."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for (power, *rest), coefficient in minor.to_dict().items():
        parts.setdefault(int(power), {})[(0, *rest)] = coefficient
    terms = [
        _product_text(power, minor.context().from_dict(part)) for power, part in sorted(parts.items(), reverse=True)
    ]
    return re.sub(r"\b(f|x[0-9]+)\b", lambda match: texts[match[0]], " + ".join(terms) or "0")


def _product_text(power: int, coefficient: Any) -> str:
    constant, factors = coefficient.factor()
    shown = [f"({constant})"] if constant != 1 else []
    shown += [f"f^{power}"] if power else []
    shown += [f"({_grouped(factor)})" + (f"^{exponent}" if exponent > 1 else "") for factor, exponent in factors]
    return "*".join(shown) or "1"


def _grouped(polynomial: Any) -> str:
    """The polynomial, its terms in groups so that no expression is nested deeply."""
    terms = list(polynomial.to_dict().items())
    if len(terms) <= GROUP:
        return str(polynomial)
    groups = (polynomial.context().from_dict(dict(terms[i : i + GROUP])) for i in range(0, len(terms), GROUP))
    return " + ".join(f"({group})" for group in groups)
