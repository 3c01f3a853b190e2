"""What the steps of an enclosure have proved so far, and the one way from a document to what it proves.

Each step proves one fact about A by the argument in its function, which writes it here; the statement has to follow. A
complex A is checked through its real embedding, which is unitarily similar to A ⊕ Ā and has the same value of each
quantity.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, number, rational
from kreiss.verify.checker.documents import Checked, Rejected, spend

Pair = tuple[Fraction, Fraction]
_SHORT = 14
WORK_PER_STEP = 1000
"""The work of a step on its few numbers, beside that on matrices."""


@dataclass
class Facts:
    """What the steps have proved so far.

    A place is the u of a circle |z| = 1/u, on which N(u) is the maximum of ‖(I − A/z)⁻¹‖, or the x of a line Re z = x,
    on which M(x) is that of ‖(zI − A)⁻¹‖.
    """

    A: Matrix
    statement: Mapping[str, Any]
    upper: Fraction | None  # as it is stated
    radius: Fraction  # the facts hold for every matrix within this distance of A
    at_least: Fraction | None  # the quantity itself
    at_most: Fraction | None = None
    infinite: bool = False
    nodes: list[Pair] = field(default_factory=list)  # a place, and a bound on N or M there
    last: tuple[Fraction, Matrix] | None = None  # the place and the P that the step 'stable' speaks of
    stable: set[Fraction] = field(default_factory=set)  # places: ρ(A) < 1/u, or Re λ < x for every eigenvalue λ
    beyond: list[Pair] = field(default_factory=list)  # (u, ν): N ≤ ν on (0, u], or (x, μ): M ≤ μ on [x, ∞)
    segments: list[tuple[Fraction, Fraction, Fraction]] = field(default_factory=list)
    """(a, b, κ): (1 − u)N(u) ≤ κ for 0 < u < 1 with a ≤ 1 − u ≤ b, or x·M(x) ≤ κ for 0 < x with a ≤ x ≤ b."""
    points: list[Pair] = field(default_factory=list)  # (|z|² or Re z, s) with σ_min(zI − A) ≤ s
    omega: Fraction | None = None  # (A + A*)/2 ⪯ ωI

    def reach(self, lower: Fraction) -> None:
        """The quantity is at least ``lower``."""
        self.at_least = lower if self.at_least is None else max(self.at_least, lower)


Argument = Callable[[Facts, Mapping[str, Any], str], None]
End = Callable[[Facts, Fraction], bool]


def _no_other_way(_: Facts, __: Fraction) -> bool:
    return False


@dataclass(frozen=True)
class Quantity:
    """A quantity in words, its steps, and when its ends follow from them, where no step speaks of it itself.

    It is at least ``start`` for every matrix; the steps ``of_balls`` speak of every matrix in a ball.
    """

    name: Callable[[Mapping[str, Any]], str]
    reasons: Mapping[str, Argument]
    start: Fraction | None = None
    at_least: End = _no_other_way
    at_most: End = _no_other_way
    of_balls: Collection[str] = ()


def enclosed(document: Mapping[str, Any], quantity: Quantity) -> Checked:
    """Accept the enclosure of the quantity, or reject the document. Guarantee: exact."""
    statement = matrices.field(document, "statement", "$")
    lower, upper = end(statement, "lower"), end(statement, "upper")
    radius = _radius(statement) if quantity.of_balls else Fraction(0)
    facts = Facts(square_matrix(statement), statement, upper, radius, quantity.start)
    for reason, step, path in reasoned(document, quantity.reasons):
        if radius and reason not in quantity.of_balls:
            raise Rejected(f"{path}.reason", "this step speaks of one matrix, the statement of a ball")
        quantity.reasons[reason](facts, step, path)
    if facts.infinite:
        require(upper is None, "upper")
    else:
        require(lower is not None and _below(facts, quantity, lower), "lower")
        require(upper is None or _above(facts, quantity, upper), "upper")
    subject = f"every matrix within {show(radius)} of one" if radius else "a matrix"
    ends = f"{show(lower)} ≤ {quantity.name(statement)} ≤ {show(upper, up=True)}"
    return Checked("kreiss/enclosure-1", f"{ends} for {subject} of order {order(statement)}")


def _below(facts: Facts, quantity: Quantity, lower: Fraction) -> bool:
    return lower <= facts.at_least if facts.at_least is not None else quantity.at_least(facts, lower)


def _above(facts: Facts, quantity: Quantity, upper: Fraction) -> bool:
    return upper >= facts.at_most if facts.at_most is not None else quantity.at_most(facts, upper)


def require(holds: bool, end: str) -> None:
    """Reject a statement whose end does not follow."""
    if not holds:
        raise Rejected(f"$.statement.{end}", "the steps prove less")


def _radius(statement: Mapping[str, Any]) -> Fraction:
    """The radius of the ball that the statement speaks of, 0 for one matrix."""
    value = rational(statement.get("radius", 0), "$.statement.radius")
    if value < 0:
        raise Rejected("$.statement.radius", "expected a radius that is not negative")
    return value


def square_matrix(statement: Mapping[str, Any]) -> Matrix:
    """The statement's matrix, embedded as a real one."""
    A = matrices.matrix(matrices.field(statement, "matrix", "$.statement"), "$.statement.matrix")
    if A.shape[0] != A.shape[1]:
        raise Rejected("$.statement.matrix", "expected a square matrix")
    return A


def order(statement: Mapping[str, Any]) -> int:
    """The order of the statement's matrix, before any embedding."""
    return len(statement["matrix"]["re"])


def reasoned(document: Mapping[str, Any], reasons: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The steps, each with its reason, one of those given, and its path."""
    for step, path in matrices.listed(matrices.field(document, "steps", "$"), "$.steps"):
        reason = matrices.field(step, "reason", path)
        spend(WORK_PER_STEP)
        if not isinstance(reason, str) or reason not in reasons:
            raise Rejected(f"{path}.reason", f"expected one of {', '.join(reasons)}")
        yield reason, step, path


def end(statement: Mapping[str, Any], name: str) -> Fraction | None:
    """The statement's end of that name, None for "inf"."""
    value = matrices.field(statement, name, "$.statement")
    return None if value == "inf" else rational(value, f"$.statement.{name}")


def parameter(statement: Mapping[str, Any], name: str) -> Fraction:
    """The statement's positive number of that name."""
    value = number(statement, name, "$.statement")
    if value <= 0:
        raise Rejected(f"$.statement.{name}", "expected a positive number")
    return value


def show(end: Fraction | None, *, up: bool = False) -> str:
    """``end`` in decimals, exactly where it is short, else rounded down (or up) to 13 significant digits."""
    if end is None:
        return "∞"
    if len(str(end)) <= _SHORT:
        return str(end)
    context = Context(prec=13, rounding=ROUND_CEILING if up else ROUND_FLOOR)
    return str(context.divide(Decimal(end.numerator), Decimal(end.denominator)))


def stated(name: str, value: Fraction) -> str:
    """Which number a parameter is, with ≈ where the decimals are not all of it."""
    return f"{name} {'=' if len(str(value)) <= _SHORT else '≈'} {show(value)}"
