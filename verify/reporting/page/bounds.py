"""Bounds on K(J) for J = [[A, 0], [C, D]] with symmetric A and D, beside the exact worst case over that class.

With h = 1 − γ the largest K(J) for given γ and ‖C‖ = c is c/(4h) + h/c where c > 2h, else 1; numbers A = D = γ, C = c
attain it (``symbolic/worst_cases/one_way``).
"""

from fractions import Fraction

from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.numbers import PRECISIONS, Number
from kreiss.verify.language.trees import Tree
from kreiss.verify.reporting.page.points import ABSENT, at_point

RATE = Fraction(9, 10)  # of both blocks, in the page's explorer
_COUPLINGS = tuple(Fraction(round(10 ** (k / 10 + 4)), 10**4) for k in range(-20, 31))


def blocks(claim: Claim) -> tuple[str, str, str] | None:
    """The names (A, C, D) of a J = [[A, 0], [C, D]] with symmetric A and D that the claim defines; None without one."""
    symmetric = {
        name
        for tree in claim.hypotheses
        if tree[:2] == ("call", "symmetric")
        for kind, name in tree[2]
        if kind == "name"
    }
    for tree in claim.hypotheses:
        match tree:
            case ("define", _, ("matrix", ((("name", a), ("num", zero)), (("name", c), ("name", d))))):
                if zero == 0 and {a, d} <= symmetric and len({a, c, d}) == 3:
                    return a, c, d
    return None


def is_one_way(claim: Claim) -> bool:
    """Whether the claim is about that class."""
    return blocks(claim) is not None


def right_sides(claim: Claim) -> list[tuple[Fraction, Fraction]]:
    """(c, f) for a claim K(J) <= f at A = D = 9/10 and C = c, for the c at which its hypotheses hold.

    f is exact, or rounded down. Empty for claims of another form, and where f has no value.
    """
    names = blocks(claim)
    if names is None or set(claim.matrices) != set(names) or claim.numbers or len(claim.conclusion) != 1:
        return []
    sign, left, right = claim.conclusion[0]
    if sign not in ("<=", "<") or left[:2] != ("call", "K"):
        return []
    found = ((coupling, _right_side(claim, names, coupling, right)) for coupling in _COUPLINGS)
    return [(coupling, value) for coupling, value in found if value is not None]


def _right_side(claim: Claim, names: tuple[str, str, str], coupling: Fraction, right: Tree) -> Fraction | None:
    point = dict(zip(names, ([[RATE]], [[coupling]], [[RATE]]), strict=True))
    try:
        evaluation = at_point(claim, point, {})
        if not all(evaluation.holds(tree) for tree in claim.hypotheses if tree[0] != "define"):
            return None
        value = evaluation.value(right)
        return value.range(PRECISIONS[0]).lo if isinstance(value, Number) else None
    except ABSENT:
        return None


def worst_case(coupling: Fraction, rate: Fraction = RATE) -> Fraction:
    """The largest K(J) over the class. Guarantee: exact."""
    h = 1 - rate
    return coupling / (4 * h) + h / coupling if coupling > 2 * h else Fraction(1)
