"""Checks ``kreiss/enclosure-1`` for the growth of powers and exponentials: lower ≤ q(A) ≤ upper.

norm        ‖Aᵗ‖                        parameter ``power``
sup_powers  sup over t ≥ 0 of ‖Aᵗ‖
exp_norm    ‖exp(tA)‖                   parameter ``time``
sup_exp     sup over t ≥ 0 of ‖exp(tA)‖
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import number
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.enclosures import disc, disc_boundary, half_plane, half_plane_boundary
from kreiss.verify.checker.enclosures.facts import Argument, Facts, Quantity, stated
from kreiss.verify.checker.enclosures.steps import infinite
from kreiss.verify.checker.growth import exponentials, leaps, powers


def _exponent(statement: Mapping[str, Any]) -> int:
    power = matrices.integer(matrices.field(statement, "power", "$.statement"), "$.statement.power")
    if power < 0:
        raise Rejected("$.statement.power", "expected a whole number")
    return power


def _time(statement: Mapping[str, Any]) -> Fraction:
    t = number(statement, "time", "$.statement")
    if t < 0:
        raise Rejected("$.statement.time", "expected a time that is not negative")
    return t


def _dissipative(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """sup ‖exp(tA)‖ = 1 if (A + A*)/2 ⪯ 0: ‖y‖² does not increase along y' = Ay."""
    half_plane.numerical_abscissa(facts, step, path)
    if facts.omega is None or facts.omega > 0:
        raise Rejected(f"{path}.omega", "expected ω ≤ 0")
    facts.at_least = facts.at_most = Fraction(1)


def _between(lower_end: Callable[[Facts, Fraction, Mapping[str, Any], str], Fraction]) -> Argument:
    """A step that shows the quantity to be at most the stated upper end, and gives a lower one."""

    def argument(facts: Facts, step: Mapping[str, Any], path: str) -> None:
        if facts.upper is None:
            raise Rejected("$.statement.upper", "expected a number")
        facts.at_least, facts.at_most = lower_end(facts, facts.upper, step, path), facts.upper

    return argument


QUANTITIES = {
    "norm": Quantity(
        lambda statement: f"‖A^{_exponent(statement)}‖",
        {"power-norm": _between(lambda facts, *rest: powers.power(facts.A, _exponent(facts.statement), *rest))},
        Fraction(0),
    ),
    "sup_powers": Quantity(
        lambda _: "sup ‖Aᵗ‖",
        {
            "powers": _between(lambda facts, *rest: powers.bounded(facts.A, *rest)),
            "leaps": _between(lambda facts, *rest: leaps.bounded(facts.A, *rest)),
            "unstable": infinite(disc.unbounded),
            "defective": infinite(disc_boundary.unbounded),
        },
        Fraction(0),
    ),
    "exp_norm": Quantity(
        lambda statement: f"‖exp(tA)‖ at {stated('t', _time(statement))}",
        {"exp-norm": _between(lambda facts, *rest: exponentials.norm(facts.A, _time(facts.statement), *rest))},
    ),
    "sup_exp": Quantity(
        lambda _: "sup ‖exp(tA)‖",
        {
            "flow": _between(lambda facts, *rest: exponentials.bounded(facts.A, *rest)),
            "numerical-abscissa": _dissipative,
            "unstable": infinite(half_plane.unbounded),
            "defective": infinite(half_plane_boundary.unbounded),
        },
    ),
}
