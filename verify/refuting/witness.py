"""Exact witnesses: a rational point of a claim, and the certificate that its hypotheses hold and its conclusion fails.

The Kreiss constants that the statement speaks of are enclosed by ``kreiss.numeric`` when they are asked for; hypotheses
and conclusion are decided by ``evaluation``, and a refutation counts once the checker, which has its own, accepts it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import mul
from typing import Any

import numpy as np
from flint import fmpq_mat

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import KreissError
from kreiss.numeric import certify_exponential_norm, certify_kreiss, certify_kreiss_ct, certify_sup_exponential
from kreiss.verify.checker.documents import Rejected, check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.matrices import Unfit, fractions, from_fractions, stated_rows
from kreiss.verify.evaluation.numbers import PRECISIONS, Number
from kreiss.verify.evaluation.ranges import INFINITE, Range, Unresolved
from kreiss.verify.language.trees import COMPARISONS
from kreiss.verify.refuting import words
from kreiss.views import View, Viewed

SCHEMA = "kreiss/refutation-1"
_LONGEST_EXACT, _DIGITS = 40, 15  # characters of a value that is shown exactly; of a longer one, the digits shown
_DENOMINATORS = (1, 2, 6, 60, 10**4, 10**8)  # of the vector with which an order fails, the smallest first
_INSTANCE_GAP, _LONGEST_LOOK = 1e-2, 60.0  # of the enclosures at a given point, and seconds for them
Sides = tuple[Range, Range, tuple[int, int] | None, tuple[Fraction, ...] | None]


@dataclass(frozen=True)
class Witness(Viewed):
    """A rational point; ``left`` and ``right`` enclose the sides of the relation that decides the conclusion there.

    Where that is an equation of matrices they are the first entries that differ, in the place ``entry``; where it is an
    order X ⪯ Y, they are vᵀXv and vᵀYv for a ``vector`` v.
    """

    matrices: Mapping[str, list[list[Fraction]]]
    parameters: Mapping[str, Fraction]
    left: Range
    right: Range
    certificate: Mapping[str, Any]
    entry: tuple[int, int] | None = None
    vector: tuple[Fraction, ...] | None = None

    def document(self) -> dict[str, Any]:
        """The witness as ``verify --json`` shows it; ``entry`` is where two matrices differ, counted from 1."""
        place: dict[str, Any] = {} if self.entry is None else {"entry": list(self.entry)}
        place |= {} if self.vector is None else {"vector": [str(x) for x in self.vector]}
        return {
            "matrices": {name: [[str(x) for x in row] for row in rows] for name, rows in self.matrices.items()},
            "parameters": {name: str(x) for name, x in self.parameters.items()},
            "lhs": _ends(self.left),
            "rhs": _ends(self.right),
            **place,
        }

    def views(self) -> tuple[View, ...]:
        """The point, and both sides there."""
        return (words.view(self.document()),)

    @classmethod
    def restored(cls, claim: Claim, certificate: Mapping[str, Any]) -> "Witness":
        """The witness of a certificate that the checker has accepted for the claim, with its sides worked out anew."""
        given = certificate["witness"]
        matrices = {name: stated_rows(given["matrices"][name]) for name in claim.matrices}
        parameters = {name: Fraction(given["parameters"][name]) for name in claim.numbers}
        known = certificate.get("enclosures", ())
        try:
            found = examine(claim, matrices, parameters, _INSTANCE_GAP, Deadline.after(_LONGEST_LOOK), known)
        except OutOfTime:
            found = None
        if found is None:
            return cls(matrices, parameters, Range(None, None), Range(None, None), certificate)
        return replace(found.witness, certificate=certificate)


@dataclass(frozen=True)
class Instance:
    """What is known at one rational point: the truth of the hypotheses and of the conclusion (None: undecided)."""

    hypotheses: bool | None
    conclusion: bool | None
    margin: float | None
    witness: Witness


def examine(
    claim: Claim,
    matrices: Mapping[str, list[list[Fraction]]],
    parameters: Mapping[str, Fraction],
    gap: float,
    deadline: Deadline = NEVER,
    known: Sequence[Mapping[str, Any]] = (),
) -> Instance | None:
    """What holds at a rational point, with Kreiss constants enclosed to a relative ``gap``; exact where not None.

    ``known`` are certificates of enclosures that the checker has accepted. None where the statement has no meaning at
    the point (a zero divisor, an irrational matrix entry), or where an enclosure is out of reach. Raises ``OutOfTime``.
    """
    enclosures = _Enclosures(gap, known, deadline)
    try:
        evaluation = Evaluation(matrices, parameters, enclosures, deadline)
        given, sides, stated = _truths(claim, evaluation)
    except (Unfit, Unresolved, KreissError):
        deadline.check()
        return None
    decisive = stated.index(False) if False in stated else 0
    left, right, entry, vector = sides[decisive]
    smaller, greater = (right, left) if claim.conclusion[decisive][0] in (">", ">=") else (left, right)
    certificate = _document(claim, matrices, parameters, enclosures)
    witness = Witness(matrices, parameters, left, right, certificate, entry, vector)
    return Instance(_all(given), _all(stated), _margin(smaller, greater), witness)


def hypotheses_at(
    claim: Claim, matrices: Mapping[str, list[list[Fraction]]], parameters: Mapping[str, Fraction], deadline: Deadline
) -> dict[str, Any] | None:
    """The point as the ``instance`` of a proof, if every hypothesis of the claim is seen to hold there; else None.

    Raises ``OutOfTime``.
    """
    enclosures = _Enclosures(_INSTANCE_GAP, (), deadline)
    try:
        evaluation = Evaluation(matrices, parameters, enclosures, deadline)
        given = [evaluation.holds(tree) for tree in claim.hypotheses if not _defines(evaluation, tree)]
    except (Unfit, Unresolved, KreissError):
        deadline.check()
        return None
    if not all(given):
        return None
    document = _document(claim, matrices, parameters, enclosures)
    return {name: document[name] for name in ("witness", "enclosures")}


def _truths(claim: Claim, evaluation: Evaluation) -> tuple[list[bool | None], list[Sides], list[bool | None]]:
    """The truth of each hypothesis; the sides of each relation of the conclusion, and its truth."""
    given = [evaluation.holds(tree) for tree in claim.hypotheses if not _defines(evaluation, tree)]
    sides = [_sides(evaluation, tree) for tree in claim.conclusion]
    return given, sides, [evaluation.holds(tree) for tree in claim.conclusion]


def refutes(claim: Claim, witness: Witness) -> bool:
    """Whether the checker accepts the witness as a refutation of exactly this claim. Guarantee: exact."""
    if claim.constants or witness.certificate["statement"] != claim.statement:
        return False
    try:
        check_document(witness.certificate)
    except Rejected:
        return False
    return True


CERTIFY: Mapping[str, Callable[..., Any]] = {  # quantity -> its enclosure
    "K": certify_kreiss,
    "K_ct": certify_kreiss_ct,
    "sup_exp": certify_sup_exponential,
    "exp_norm": lambda rows, gap, budget: certify_exponential_norm(rows, 1, gap, budget=budget),
}


class _Enclosures:
    """Encloses the Kreiss constants that an evaluation asks for, once each, and keeps their certificates."""

    def __init__(self, gap: float, known: Sequence[Mapping[str, Any]], deadline: Deadline) -> None:
        self.gap, self.deadline, self.known = gap, deadline, list[tuple[str, fmpq_mat, Range, Mapping[str, Any]]]()
        for certificate in known:
            statement = certificate["statement"]
            matrix = from_fractions(stated_rows(statement["matrix"]))
            ends = _range(statement["lower"], statement["upper"])
            self.known.append((statement["quantity"], matrix, ends, certificate))

    def __call__(self, quantity: str, matrix: fmpq_mat) -> Range:
        for name, other, interval, _ in self.known:
            if name == quantity and other == matrix:
                return interval
        rows = fractions(matrix)
        found = CERTIFY[quantity](rows, self.gap, budget=self.deadline)
        interval = INFINITE if found.lower is None else Range(found.lower, found.upper)
        self.known.append((quantity, matrix, interval, found.certificate))
        return interval


def _defines(evaluation: Evaluation, tree: Any) -> bool:
    if tree[0] != "define":
        return False
    evaluation.define(tree[1], tree[2])
    return True


def _all(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _sides(evaluation: Evaluation, tree: Any) -> Sides:
    """The sides of a relation between numbers, or entries in which matrices differ; nothing for predicates."""
    unknown = Range(None, None)
    if tree[0] == "call":
        return unknown, unknown, None, None
    left, right = evaluation.value(tree[1]), evaluation.value(tree[2])
    if isinstance(left, Number) and isinstance(right, Number):
        return _side(left), _side(right), None, None
    apart = _apart(evaluation, tree[1], tree[2])
    found = None if apart is None else _difference(*apart) if tree[0] == "==" else _form(tree[0], *apart)
    return found or (unknown, unknown, None, None)


def _apart(evaluation: Evaluation, left: Any, right: Any) -> tuple[list[list[Fraction]], list[list[Fraction]]] | None:
    """Two matrices, each of which takes the size of the other by adding 0; None for multiples of I alone."""
    first, second = (evaluation.value(("+", one, ("-", other, other))) for one, other in ((left, right), (right, left)))
    if not isinstance(first, fmpq_mat) or not isinstance(second, fmpq_mat):
        return None
    return fractions(first), fractions(second)


def _form(sign: str, X: list[list[Fraction]], Y: list[list[Fraction]]) -> Sides | None:
    """vᵀXv and vᵀYv for a short vector v with which an order of symmetric matrices fails; None if none is found."""
    if [list(row) for row in zip(*X, strict=True)] != X or [list(row) for row in zip(*Y, strict=True)] != Y:
        return None
    difference = np.array([[float(a - b) for a, b in zip(*rows, strict=True)] for rows in zip(X, Y, strict=True)])
    sides = np.linalg.eigh(difference * (1 if sign in ("<=", "<") else -1))[1][:, -1]
    for limit in _DENOMINATORS:
        v = tuple(Fraction(float(x / np.abs(sides).max())).limit_denominator(limit) for x in sides)
        images = ([sum(map(mul, row, v), Fraction(0)) for row in M] for M in (X, Y))
        left, right = (sum(map(mul, v, image), Fraction(0)) for image in images)
        if any(v) and not COMPARISONS[sign](left, right):
            return Range(left, left), Range(right, right), None, v
    return None


def _difference(first: list[list[Fraction]], second: list[list[Fraction]]) -> Sides | None:
    """The first entry in which two matrices differ."""
    for i, rows in enumerate(zip(first, second, strict=True)):
        for j, (a, b) in enumerate(zip(*rows, strict=True)):
            if a != b:
                return Range(a, a), Range(b, b), (i + 1, j + 1), None
    return None


def _side(number: Number) -> Range:
    """A number's range, a point where it is rational."""
    exact = number.rational()
    return number.range(PRECISIONS[0]) if exact is None else Range(exact, exact)


def _margin(smaller: Range, greater: Range) -> float | None:
    """(y − x)/(|x| + |y|) for x ≤ y, about, for the report; None where a side is unbounded, or both are 0."""
    low, high = smaller.hi, greater.lo
    if low is None or high is None or smaller.lo is None or greater.hi is None:
        return None
    size = max(abs(low), abs(high))
    x, y = (float(low / size), float(high / size)) if size else (0.0, 0.0)
    return (y - x) / (abs(x) + abs(y)) if size else None


def _document(claim: Claim, matrices: Any, parameters: Mapping[str, Fraction], known: _Enclosures) -> dict[str, Any]:
    blocks = {name: from_fractions(rows).numer_denom() for name, rows in matrices.items()}
    return {
        "schema": SCHEMA,
        "statement": claim.statement,
        "witness": {
            "matrices": {
                name: {"denominator": int(den), "re": [[int(x) for x in row] for row in numerators.tolist()]}
                for name, (numerators, den) in blocks.items()
            },
            "parameters": {name: str(x) for name, x in parameters.items()},
        },
        "enclosures": [certificate for *_, certificate in known.known],
    }


def _ends(interval: Range) -> Any:
    """A side as "p/q" where it is exact and short, else as two ends rounded outward; "inf" for +∞."""
    if interval == INFINITE:
        return "inf"
    if interval.point is not None and len(str(interval.point)) <= _LONGEST_EXACT:
        return str(interval.point)
    return [
        None if interval.lo is None else decimal_below(interval.lo, _DIGITS),
        "inf" if interval.hi is None else decimal_above(interval.hi, _DIGITS),
    ]


def _range(lower: str, upper: str) -> Range:
    """The range between the ends that an enclosure states."""
    if lower == "inf":
        return INFINITE
    return Range(Fraction(lower), None if upper == "inf" else Fraction(upper))
