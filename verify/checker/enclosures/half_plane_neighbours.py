"""Checks ``kreiss/enclosure-1`` for the neighbours of K_ct: lower ≤ q(A) ≤ upper.

    M_ct                       max over Re z = s of ‖(zI − A)⁻¹‖                                  parameter ``line``
    distance_to_instability_ct the least ‖E‖ for which A + E has an eigenvalue with Re λ ≥ 0
    pseudospectral_abscissa    max Re z over all z with ‖(zI − A)⁻¹‖ ≥ 1/ε, eigenvalues included  parameter ``epsilon``
    numerical_abscissa         λ_max((A + A*)/2)
    exp_norm                   ‖exp(tA)‖                                                          parameter ``time``
    sup_exp                    sup over t ≥ 0 of ‖exp(tA)‖

Each step proves one fact about A by the argument in its function; the statement has to follow. A complex A is checked
through its real embedding, which is unitarily similar to A ⊕ Ā and has the same value of each quantity.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, rational
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.enclosures import exponentials, half_plane, half_plane_boundary, neighbours
from kreiss.verify.checker.enclosures.facts import HalfPlaneFacts
from kreiss.verify.checker.enclosures.neighbours import checked, form, parameter, point, require, stated


@dataclass
class Facts:
    """What the steps have proved so far: of the half-plane, and of the quantity itself."""

    A: Matrix
    statement: Mapping[str, Any]
    upper: Fraction | None
    half_plane: HalfPlaneFacts
    points: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (Re z, s) with σ_min(zI − A) ≤ s
    at_least: Fraction | None = None  # exp_norm, sup_exp, numerical_abscissa: lower ends proved directly
    at_most: Fraction | None = None

    @property
    def infinite(self) -> bool:
        """Whether the quantity is infinite, where the constant being so says that."""
        return self.half_plane.infinite


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    return checked(document, QUANTITIES, lambda A, statement, upper: Facts(A, statement, upper, HalfPlaneFacts(A)))


def _place(statement: Mapping[str, Any]) -> Fraction:
    return rational(matrices.field(statement, "line", "$.statement"), "$.statement.line")


def _time(statement: Mapping[str, Any]) -> Fraction:
    t = rational(matrices.field(statement, "time", "$.statement"), "$.statement.time")
    if t < 0:
        raise Rejected("$.statement.time", "expected a time that is not negative")
    return t


def _resolvent_norm(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """M_ct ≥ 1/σ_min at a point of the line; M_ct ≤ μ for the line x = s."""
    x = _place(facts.statement)
    require(lower is not None and (lower <= 0 or any(z == x and lower * s <= 1 for z, s in facts.points)), "lower")
    require(upper is None or any(at == x and mu <= upper for at, mu in facts.half_plane.lines), "upper")


def _distance(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """With Re λ < 0 the distance is 1/M(0); a point Re z ≥ 0 with σ_min(zI − A) ≤ s gives E with ‖E‖ ≤ s.

    On the way from A to A + E with an eigenvalue Re λ ≥ 0, some A + tE has one with Re λ = 0, where
    1/μ ≤ σ_min(λI − A) ≤ ‖E‖.
    """
    left, bounds = facts.half_plane.left_of, [mu for x, mu in facts.half_plane.lines if x == 0]
    stable = left is not None and left <= 0
    require(lower is not None and (lower <= 0 or (stable and any(lower * mu <= 1 for mu in bounds))), "lower")
    require(upper is None or any(z >= 0 and s <= upper for z, s in facts.points), "upper")


def _pseudospectral_abscissa(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """M(x) ≤ 1/ε and Re λ < x give ‖R(z)‖ < 1/ε for Re z > x, as M decreases there."""
    epsilon, left = parameter(facts.statement, "epsilon"), facts.half_plane.left_of
    require(lower is not None and any(z >= lower and s <= epsilon for z, s in facts.points), "lower")
    proved = any(x == upper and mu * epsilon <= 1 for x, mu in facts.half_plane.lines)
    require(upper is None or (left is not None and left <= upper and proved), "upper")


def _numerical_abscissa(facts: Facts, lower: Fraction | None, upper: Fraction | None) -> None:
    """A vector proves ω ≥ Re v*Av/v*v, the step of K_ct ω ≤ the number in it."""
    require(lower is not None and facts.at_least is not None and lower <= facts.at_least, "lower")
    omega = facts.half_plane.omega
    require(upper is None or (omega is not None and omega <= upper), "upper")


def _point(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """σ_min(zI − A) ≤ s, by a vector."""
    z, s = point(facts.A, step, path)
    facts.points.append((z[0], s))


def _field_value(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """ω ≥ lower: Re v*Av ≥ lower·v*v."""
    lower = rational(matrices.field(step, "lower", path), f"{path}.lower")
    re, _, square = form(facts.A, step, path)
    if re < lower * square:
        raise Rejected(f"{path}.lower", "the vector proves less")
    facts.at_least = lower if facts.at_least is None else max(facts.at_least, lower)


def _exp_norm(facts: Facts, upper: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    return exponentials.norm(facts.A, _time(facts.statement), upper, step, path)


def _dissipative(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """sup ‖exp(tA)‖ = 1 if (A + A*)/2 ⪯ 0: ‖y‖² does not increase along y' = Ay."""
    half_plane.numerical_abscissa(facts.half_plane, step, path)
    if facts.half_plane.omega is None or facts.half_plane.omega > 0:
        raise Rejected(f"{path}.omega", "expected ω ≤ 0")
    facts.at_least = facts.at_most = Fraction(1)


Argument = Callable[[HalfPlaneFacts, Mapping[str, Any], str], None]


def _of_the_half_plane(argument: Argument) -> Callable[[Facts, Mapping[str, Any], str], None]:
    return lambda facts, step, path: argument(facts.half_plane, step, path)


Follows = Callable[[Facts, Fraction | None, Fraction | None], None]
Reasons = dict[str, Callable[[Facts, Mapping[str, Any], str], None]]
_LINES: Reasons = {
    "point": _point,
    "line": _of_the_half_plane(half_plane.line),
    "stable": _of_the_half_plane(half_plane.stable),
}
QUANTITIES: dict[str, tuple[Follows, Reasons, Callable[[Mapping[str, Any]], str]]] = {
    "M_ct": (_resolvent_norm, _LINES, lambda statement: f"max ‖(zI − A)⁻¹‖ on {stated('Re z', _place(statement))}"),
    "distance_to_instability_ct": (_distance, _LINES, lambda _: "the distance of A to instability of the half-plane"),
    "pseudospectral_abscissa": (
        _pseudospectral_abscissa,
        _LINES,
        lambda statement: f"the ε-pseudospectral abscissa of A for {stated('ε', parameter(statement, 'epsilon'))}",
    ),
    "numerical_abscissa": (
        _numerical_abscissa,
        {"field-value": _field_value, "numerical-abscissa": _of_the_half_plane(half_plane.numerical_abscissa)},
        lambda _: "the numerical abscissa of A",
    ),
    "exp_norm": (
        neighbours.follows_directly,
        {"exp-norm": neighbours.direct(_exp_norm)},
        lambda statement: f"‖exp(tA)‖ at {stated('t', _time(statement))}",
    ),
    "sup_exp": (
        neighbours.follows_directly,
        {
            "flow": neighbours.direct(lambda facts, *rest: exponentials.bounded(facts.A, *rest)),
            "numerical-abscissa": _dissipative,
            "unstable": _of_the_half_plane(half_plane.unstable),
            "defective": _of_the_half_plane(half_plane_boundary.defective),
        },
        lambda _: "sup ‖exp(tA)‖",
    ),
}
"""What follows, from which steps, and the quantity in words."""
