"""Checks ``kreiss/enclosure-1`` for the neighbours of the Kreiss constant: lower ≤ q(A) ≤ upper.

    M                       max over |z| = r of ‖(zI − A)⁻¹‖                                  parameter ``radius``
    distance_to_instability the least ‖E‖ for which A + E has an eigenvalue with |λ| ≥ 1
    pseudospectral_radius   max |z| over all z with ‖(zI − A)⁻¹‖ ≥ 1/ε, eigenvalues included  parameter ``epsilon``
    w                       the numerical radius max |x*Ax|/x*x
    norm                    ‖Aᵗ‖                                                              parameter ``power``
    sup_powers              sup over t ≥ 0 of ‖Aᵗ‖

Each step proves one fact about A by the argument in its function; the statement has to follow. A complex A is checked
through its real embedding, which is unitarily similar to A ⊕ Ā and has the same value of each quantity.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, rational
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.enclosures import disc, disc_boundary, leaps, powers

_SHORT = 14


@dataclass
class Facts:
    """What the steps have proved so far."""

    A: Matrix
    statement: Mapping[str, Any]
    upper: Fraction | None
    points: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (|z|², s) with σ_min(zI − A) ≤ s
    circles: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (u, ν) with σ_min ≥ 1/(uν) on |z| = 1/u
    last: tuple[Fraction, Matrix] | None = None  # the last circle's u and P
    stable: set[Fraction] = field(default_factory=set)  # u with ρ(A) < 1/u
    at_least: Fraction = Fraction(0)  # w, norm and sup_powers: lower ends proved directly
    at_most: Fraction | None = None
    infinite: bool = False


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    return checked(document, QUANTITIES, Facts)


def checked(document: Mapping[str, Any], quantities: Mapping[str, Any], nothing: Callable[..., Any]) -> Checked:
    """The same for quantities of a table: what follows from the facts, the steps, and a name; ``nothing`` is known."""
    statement = matrices.field(document, "statement", "$")
    follows, reasons, name = quantities[matrices.field(statement, "quantity", "$.statement")]
    lower, upper = disc.end(statement, "lower"), disc.end(statement, "upper")
    facts = nothing(disc.square_matrix(statement), statement, upper)
    for reason, step, path in disc.reasoned(document, reasons):
        reasons[reason](facts, step, path)
    follows(facts, lower, upper)
    ends = f"{show(lower)} ≤ {name(statement)} ≤ {show(upper, up=True)}"
    return Checked("kreiss/enclosure-1", f"{ends} for a matrix of order {disc.order(statement)}")


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


def parameter(statement: Mapping[str, Any], name: str) -> Fraction:
    """The statement's positive number of that name."""
    value = rational(matrices.field(statement, name, "$.statement"), f"$.statement.{name}")
    if value <= 0:
        raise Rejected(f"$.statement.{name}", "expected a positive number")
    return value


def _exponent(statement: Mapping[str, Any]) -> int:
    power = matrices.integer(matrices.field(statement, "power", "$.statement"), "$.statement.power")
    if power < 0:
        raise Rejected("$.statement.power", "expected a whole number")
    return power


def require(holds: bool, end: str) -> None:
    """Reject a statement whose end does not follow."""
    if not holds:
        raise Rejected(f"$.statement.{end}", "the steps prove less")


def number(upper: Fraction | None) -> Fraction:
    """The upper end of a statement, where it has to be finite."""
    if upper is None:
        raise Rejected("$.statement.upper", "expected a number")
    return upper


def _resolvent_norm(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """M(r) ≥ 1/σ_min at a point of the circle; M(r) ≤ uν for the circle u = 1/r."""
    r = parameter(facts.statement, "radius")
    require(lower is not None and (lower <= 0 or any(z == r * r and lower * s <= 1 for z, s in facts.points)), "lower")
    require(upper is None or any(u * r == 1 and u * nu <= upper for u, nu in facts.circles), "upper")


def _distance(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """With ρ(A) < 1 the distance is 1/M(1); a point |z| ≥ 1 with σ_min(zI − A) ≤ s gives E with ‖E‖ ≤ s."""
    proved = any(u == 1 and lower is not None and lower * nu <= 1 for u, nu in facts.circles) and 1 in facts.stable
    require(lower is not None and (lower <= 0 or proved), "lower")
    require(upper is None or any(z >= 1 and s <= upper for z, s in facts.points), "upper")


def _pseudospectral_radius(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """M(r) ≤ 1/ε and ρ(A) < r give ‖R(z)‖ < 1/ε for |z| > r, as r·M(r) does not increase with r."""
    epsilon = parameter(facts.statement, "epsilon")
    reached = any(lower is not None and z >= lower * lower and s <= epsilon for z, s in facts.points)
    require(lower is not None and (lower <= 0 or reached), "lower")
    proved = any(
        upper is not None and u * upper == 1 and u * nu * epsilon <= 1 and u in facts.stable for u, nu in facts.circles
    )
    require(upper is None or proved, "upper")


def follows_directly(facts: Any, lower: Fraction | None, upper: Fraction | None) -> None:
    """The steps speak of the quantity itself."""
    if facts.infinite:
        require(upper is None, "upper")
        return
    require(lower is not None and facts.at_least is not None and lower <= facts.at_least, "lower")
    require(upper is None or (facts.at_most is not None and facts.at_most <= upper), "upper")


def _point(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """σ_min(zI − A) ≤ s at a point with that |z|²."""
    (a, b), s = point(facts.A, step, path)
    facts.points.append((a * a + b * b, s))


def point(A: Matrix, step: Mapping[str, Any], path: str) -> tuple[tuple[Fraction, Fraction], Fraction]:
    """z and an s with σ_min(zI − A) ≤ s: s²·‖v‖² ≥ ‖(zI − A)v‖²."""
    a, b = disc.point_of(step, path)
    s = rational(matrices.field(step, "sigma", path), f"{path}.sigma")
    image, square = disc.shifted_squares(A, (a, b), matrices.field(step, "v", path), f"{path}.v")
    if s < 0 or s * s * square < image:
        raise Rejected(f"{path}.sigma", "the vector proves less")
    return (a, b), s


def _circle(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """‖(I − ζA)⁻¹‖ ≤ ν on |ζ| = u, by the argument of the Kreiss constant's step of that name; u may be any u > 0."""
    u, nu, P = disc.on_a_circle(facts.A, step, path, inside=False)
    facts.circles.append((u, nu))
    facts.last = (u, P)


def _stable(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """ρ(A) < 1/u: the circle before gives P − u²A*PA ⪰ I, and its P is ≻ 0 (Stein)."""
    if facts.last is None:
        raise Rejected(path, "expected a circle before this step")
    u, P = facts.last
    matrices.semidefinite(P.rows, P.den, matrices.field(step, "definite", path), f"{path}.definite", strict=True)
    facts.stable.add(u)


def _field_value(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≥ lower: |v*Av| ≥ lower·v*v, for v = x + iy: v*Av = x·Ax + y·Ay + i(x·Ay − y·Ax)."""
    lower = rational(matrices.field(step, "lower", path), f"{path}.lower")
    re, im, square = form(facts.A, step, path)
    if lower < 0 or lower * lower * square**2 > re * re + im * im:
        raise Rejected(f"{path}.lower", "the vector proves less")
    facts.at_least = max(facts.at_least, lower)


def form(A: Matrix, step: Mapping[str, Any], path: str) -> tuple[Fraction, Fraction, int]:
    """Re v*Av, Im v*Av and v*v for the step's vector v ≠ 0."""
    x, y = disc.vector(matrices.field(step, "v", path), len(A.rows), f"{path}.v")
    Ax, Ay = disc.apply(A, x), disc.apply(A, y)
    return _dot(x, Ax) + _dot(y, Ay), _dot(x, Ay) - _dot(y, Ax), sum(c * c for c in x + y)


def _dot(x: list[int], y: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def _ando(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≤ q, by the argument for q = 1."""
    q = rational(matrices.field(step, "q", path), f"{path}.q")
    if q <= 0:
        raise Rejected(f"{path}.q", "expected q > 0")
    disc.ando(facts.A, q, step, path)
    facts.at_most = q if facts.at_most is None else min(q, facts.at_most)


def _zero(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) = 0, since A = 0."""
    if any(entry for row in facts.A.rows for entry in row):
        raise Rejected(path, "the matrix is not zero")
    facts.at_most = Fraction(0)


def direct(argument: Callable[..., Fraction]) -> Callable[[Any, Mapping[str, Any], str], None]:
    """A step that bounds the quantity itself: by ``upper``, and from below by what ``argument`` returns."""

    def accept(facts: Any, step: Mapping[str, Any], path: str) -> None:
        upper = number(facts.upper)
        facts.at_least, facts.at_most = argument(facts, upper, step, path), upper

    return accept


def _power_norm(facts: Facts, upper: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """From a rounded power and a bound on its error."""
    return powers.power(facts.A, _exponent(facts.statement), upper, step, path)


Follows = Callable[[Facts, Fraction | None, Fraction | None], None]
Reasons = dict[str, Callable[[Facts, Mapping[str, Any], str], None]]
_CIRCLES: Reasons = {"point": _point, "circle": _circle, "stable": _stable}
QUANTITIES: dict[str, tuple[Follows, Reasons, Callable[[Mapping[str, Any]], str]]] = {
    "M": (
        _resolvent_norm,
        _CIRCLES,
        lambda statement: f"max ‖(zI − A)⁻¹‖ on {stated('|z|', parameter(statement, 'radius'))}",
    ),
    "distance_to_instability": (_distance, _CIRCLES, lambda _: "the distance to instability of A"),
    "pseudospectral_radius": (
        _pseudospectral_radius,
        _CIRCLES,
        lambda statement: f"the ε-pseudospectral radius of A for {stated('ε', parameter(statement, 'epsilon'))}",
    ),
    "w": (follows_directly, {"field-value": _field_value, "ando": _ando, "zero": _zero}, lambda _: "w(A)"),
    "norm": (follows_directly, {"power-norm": direct(_power_norm)}, lambda statement: f"‖A^{_exponent(statement)}‖"),
    "sup_powers": (
        follows_directly,
        {
            "powers": direct(lambda facts, *rest: powers.bounded(facts.A, *rest)),
            "leaps": direct(lambda facts, *rest: leaps.bounded(facts.A, *rest)),
            "unstable": disc.growing(disc.unbounded),
            "defective": disc.growing(disc_boundary.grows),
        },
        lambda _: "sup ‖Aᵗ‖",
    ),
}
