"""Refuting a claim for every value of its constants: a family of instances along which it fails as n → ∞.

Rates, couplings and numbers are taken from a short list of functions of n, in matrices of order 1 and 2 that have the
stated structure; the checker decides each of them by leading coefficients. What is found carries a ``kreiss/family-1``
certificate that it has accepted; a search that finds nothing says nothing about the claim.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from typing import Any

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.checker.families.family import SCHEMA
from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.along import Along, Rows, Value, dot, equal, germ, witnesses
from kreiss.verify.evaluation.germs import (
    MOST_CONSTANTS,
    ONE,
    ZERO,
    Germ,
    GermRange,
    constant,
    exactly,
    largest,
    number,
)
from kreiss.verify.evaluation.matrices import Unfit
from kreiss.verify.evaluation.ranges import Unresolved
from kreiss.verify.refuting import words
from kreiss.verify.search.layouts import bounds, structure
from kreiss.verify.search.shapes import Shape, shapes
from kreiss.views import View, Viewed

RATES = ("0", "1/2", "1 - 1/n", "1 - 1/n^2")
COUPLINGS = ("n", "1", "0", "n^2", "1/n")
NUMBERS = ("0", "1/2", "1", "n", "1/n", "1 - 1/n", "n^2", "2", "-n")
POINTS = {"K": ("1 + 1/n^2", "1 + 1/n", "2", "n"), "K_ct": ("1/n^2", "1/n", "1", "n")}
_STRUCTURED = {"symmetric", "normal", "diagonal"}
_PLAIN = {"0", "1", (("0",),), (("1",),)}
_MOST_SHAPES, _MOST_OF_A_SHAPE = 6, 50_000  # sizes of the blocks, and families of one size, that are looked through
Texts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Unbounded(Viewed):
    """A family of instances in the parameter n, with the sides of the conclusion, and its certificate."""

    matrices: Mapping[str, Texts]
    parameters: Mapping[str, str]
    left: str
    right: str
    certificate: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """The family as ``verify --json`` shows it: texts in n, sides as bounds that hold for all large n."""
        return {
            "parameter": "n",
            "matrices": {name: [list(row) for row in rows] for name, rows in self.matrices.items()},
            "parameters": dict(self.parameters),
            "lhs": self.left,
            "rhs": self.right,
        }

    def views(self) -> tuple[View, ...]:
        """The family, and both sides along it."""
        return (words.view(self.document()),)

    @classmethod
    def restored(cls, claim: Claim, certificate: Mapping[str, Any]) -> "Unbounded":
        """The family of a certificate that the checker has accepted for the claim, with its sides worked out anew."""
        given = certificate["family"]
        matrices = {name: tuple(map(tuple, given["matrices"][name])) for name in claim.matrices}
        numbers = {name: given["parameters"][name] for name in claim.numbers if name not in claim.constants}
        bounds = [_Bound.read(bound) for bound in certificate.get("bounds", ())]
        left, right = _shown_sides(claim, matrices, numbers, _Below(bounds)) or ("?", "?")
        return cls(matrices, numbers, left, right, certificate)


def refute_for_all(claim: Claim, seconds: float = 5.0) -> Unbounded | None:
    """A family that refutes the claim for all values of its constants, or None. Guarantee: exact where found."""
    try:
        return family_against(claim, Deadline.after(seconds))
    except OutOfTime:
        return None


def family_against(claim: Claim, deadline: Deadline) -> Unbounded | None:
    """A family that refutes the claim for all values of its constants, or None where none of those listed does.

    Guarantee: exact where found. Raises ``OutOfTime``.
    """
    if (
        not claim.constants
        or len(claim.constants) > MOST_CONSTANTS
        or "n" in {**claim.scope.free, **claim.scope.defined}
    ):
        return None
    for matrices, numbers in _candidates(claim):
        deadline.check()
        found = _examined(claim, matrices, numbers, deadline)
        if found is not None:
            return found
    return None


def _candidates(claim: Claim) -> Iterator[tuple[dict[str, Texts], dict[str, str]]]:
    """Families of all shapes, the smallest first, and of each shape those with few different blocks but 0 and 1."""
    numbers = [name for name in claim.numbers if name not in claim.constants]
    pools = [_numbers(claim, name) for name in numbers]
    for shape in islice(shapes(claim, 2), _MOST_SHAPES):
        blocks = [list(_matrices(shape[name], structure(claim, name))) for name in claim.matrices]
        choices: Iterator[tuple[Any, ...]] = islice(product(*blocks, *pools), _MOST_OF_A_SHAPE)
        for chosen in sorted(choices, key=lambda chosen: len(set(chosen) - _PLAIN)):
            matrices, values = chosen[: len(blocks)], chosen[len(blocks) :]
            yield dict(zip(claim.matrices, matrices, strict=True)), dict(zip(numbers, values, strict=True))


def _numbers(claim: Claim, name: str) -> list[str]:
    """The functions of n within the bounds that the hypotheses state for a number."""
    low, high = bounds(claim, name)
    return [text for text in NUMBERS if _is_within(germ(text), low, high)]


def _is_within(value: Germ, low: Fraction | None, high: Fraction | None) -> bool:
    below = low is not None and (value - number(low)).sign < 0
    return not below and (high is None or (number(high) - value).sign >= 0)


def _matrices(shape: Shape, properties: frozenset[str]) -> Iterator[Texts]:
    """Matrices of a shape and structure: a on the diagonal, and x in the corner of what may have one."""
    height, width = shape
    free = not properties & _STRUCTURED
    if height != width or (free and height == 1):
        choices = [("0", x) for x in dict.fromkeys((*COUPLINGS, *(RATES if height == width else ())))]
    else:
        choices = list(product(RATES, COUPLINGS if free else ("0",)))
    corner = (0, width - 1) if "upper_triangular" in properties or height == 1 else (height - 1, 0)
    for a, x in choices:
        rows = [[a if i == j else "0" for j in range(width)] for i in range(height)]
        if x != "0":
            rows[corner[0]][corner[1]] = x
        yield tuple(map(tuple, rows))


def _examined(
    claim: Claim, matrices: Mapping[str, Texts], numbers: Mapping[str, str], deadline: Deadline
) -> Unbounded | None:
    """The certified family, if the claim fails along it: first with positive constants, then as the checker sees it."""
    below = _Below(deadline=deadline)
    sides = _shown_sides(claim, matrices, numbers, below)
    if sides is None:
        return None
    entries = {name: [list(row) for row in rows] for name, rows in matrices.items()}
    document = {
        "schema": SCHEMA,
        "statement": {"exists": list(claim.constants), **claim.statement},
        "parameter": "n",
        "family": {"matrices": entries, "parameters": dict(numbers)},
        "bounds": [bound.document() for bound in below.found],
    }
    try:
        check_document(document)
    except Rejected:
        return None
    return Unbounded(matrices, numbers, *sides, document)


def _shown_sides(
    claim: Claim, matrices: Mapping[str, Texts], numbers: Mapping[str, str], below: "_Below"
) -> tuple[str, str] | None:
    """The greater and the smaller side of the relation that fails, as bounds for all large n, if one is seen to."""
    try:
        sides = _sides(claim, _values(matrices, numbers), below)
    except (Unfit, Unresolved, Rejected):
        return None
    return sides and (_shown(sides[0], "≥", claim.constants), _shown(sides[1], "≤", claim.constants))


def _values(matrices: Mapping[str, Texts], numbers: Mapping[str, str]) -> dict[str, Value]:
    values: dict[str, Value] = {name: exactly(germ(text)) for name, text in numbers.items()}
    for name, rows in matrices.items():
        values[name] = tuple(tuple(germ(text) for text in row) for row in rows)
    return values


def _sides(claim: Claim, values: dict[str, Value], below: "_Below") -> tuple[GermRange, GermRange] | None:
    """The sides of the relation that fails for positive constants, if the hypotheses hold; the greater side first."""
    values |= {name: exactly(constant(i)) for i, name in enumerate(claim.constants)}
    family = Along(values, below, below.deadline)
    for tree in claim.hypotheses:
        if tree[0] == "define":
            family.define(tree[1], tree[2])
        elif family.holds(tree) is not True:
            return None
    failing = next((tree for tree in claim.conclusion if family.holds(tree) is False), None)
    if failing is None or failing[0] == "call":
        return None
    left, right = family.value(failing[1]), family.value(failing[2])
    if not isinstance(left, GermRange) or not isinstance(right, GermRange):
        return None
    return (left, right) if failing[0] in ("<=", "<", "==") else (right, left)


@dataclass(frozen=True)
class _Bound:
    """K(M) ≥ f from a point z and a column of the adjugate of zI − M."""

    quantity: str
    rows: Rows
    z: Germ
    vector: tuple[Germ, ...]
    lower: Germ

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "_Bound":
        rows = tuple(tuple(germ(entry) for entry in row) for row in document["matrix"])
        vector = tuple(germ(entry) for entry in document["vector"])
        z, lower = (germ(document[key]) for key in ("z", "lower"))
        return cls(document["quantity"], rows, z, vector, lower)

    def document(self) -> dict[str, Any]:
        return {
            "quantity": self.quantity,
            "matrix": [[entry.text() for entry in row] for row in self.rows],
            "z": self.z.text(),
            "vector": [entry.text() for entry in self.vector],
            "lower": self.lower.text(),
        }


@dataclass
class _Below:
    """Lower bounds of Kreiss constants, as they are asked for; raises ``OutOfTime``."""

    found: list[_Bound] = field(default_factory=list)
    deadline: Deadline = NEVER

    def __call__(self, quantity: str, rows: Rows) -> Germ:
        for bound in self.found:
            if bound.quantity == quantity and len(bound.rows) == len(rows) and equal(bound.rows, rows):
                return bound.lower
        bounds = list(_lower_bounds(quantity, rows, self.deadline)) if len(rows) > 1 else []
        if not bounds:
            return ZERO
        best = bounds[0]
        for bound in bounds[1:]:
            best = bound if (bound.lower - best.lower).sign > 0 else best
        if (best.lower - ONE).sign <= 0:
            return ZERO
        self.found.append(best)
        return best.lower


def _lower_bounds(quantity: str, rows: Rows, deadline: Deadline) -> Iterator[_Bound]:
    """(z − 1)|v_i|/|det(zI − M)| for the largest entry of each column v of the adjugate, at a few points z."""
    order = range(len(rows))
    for text in POINTS[quantity]:
        deadline.check()
        z = germ(text)
        shifted = [[(z if i == j else ZERO) - rows[i][j] for j in order] for i in order]
        determinant = _determinant(shifted)
        if not determinant.sign:
            continue
        scale = (z - ONE if quantity == "K" else z) * abs(determinant).reciprocal()
        for j in order:
            vector = tuple(_cofactor(shifted, j, i) for i in order)
            lower = scale * largest([abs(entry) for entry in vector])
            if witnesses(quantity, rows, z, vector, lower):
                yield _Bound(quantity, rows, z, vector, lower)


def _cofactor(rows: list[list[Germ]], i: int, j: int) -> Germ:
    minor = [[*row[:j], *row[j + 1 :]] for k, row in enumerate(rows) if k != i]
    return _determinant(minor) if (i + j) % 2 == 0 else -_determinant(minor)


def _determinant(rows: list[list[Germ]]) -> Germ:
    if not rows:
        return ONE
    return dot(tuple(rows[0]), tuple(_cofactor(rows, 0, j) for j in range(len(rows))))


def _shown(side: GermRange, sign: str, constants: tuple[str, ...]) -> str:
    """A side as the bound of it that matters: from below for the greater one, from above for the smaller one."""
    end = side.lo if sign == "≥" else side.hi
    return f"{'=' if side.point is not None else sign} {'?' if end is None else end.text(constants)}"
