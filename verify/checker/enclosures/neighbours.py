"""Checks ``kreiss/enclosure-1`` for the neighbours of K and K_ct: lower ≤ q(A) ≤ upper.

M                          max over |z| = r of ‖(zI − A)⁻¹‖                                   parameter ``radius``
M_ct                       max over Re z = r of ‖(zI − A)⁻¹‖                                  parameter ``line``
distance_to_instability    the least ‖E‖ for which A + E has an eigenvalue with |λ| ≥ 1
distance_to_instability_ct the least ‖E‖ for which A + E has an eigenvalue with Re λ ≥ 0
pseudospectral_radius      max |z| over all z with ‖(zI − A)⁻¹‖ ≥ 1/ε, eigenvalues included   parameter ``epsilon``
pseudospectral_abscissa    max Re z over all z with ‖(zI − A)⁻¹‖ ≥ 1/ε, eigenvalues included  parameter ``epsilon``
w                          the numerical radius max |x*Ax|/x*x
numerical_abscissa         λ_max((A + A*)/2)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import number
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.enclosures import disc, half_plane, steps
from kreiss.verify.checker.enclosures.facts import Argument, Facts, Pair, Quantity, parameter, stated
from kreiss.verify.checker.enclosures.steps import apply, point_of, shifted_squares, vector


@dataclass(frozen=True)
class Curves:
    """The circles |z| = r, or the lines Re z = r; the boundary is the one with r = ``edge``."""

    edge: int
    of: Callable[[Mapping[str, Any]], Fraction]
    """The r of a statement."""
    level: Callable[[Fraction], Fraction]
    """r², which ``points`` compare |z|² with, or r."""
    bounds: Callable[[Facts], list[Pair]]
    """r, and what ‖(zI − A)⁻¹‖ is at most on the curve."""
    inside: Callable[[Facts, Fraction], bool]
    """Whether |λ| < r, or Re λ < r, is shown of all eigenvalues."""

    def norm_at_least(self, facts: Facts, lower: Fraction) -> bool:
        """Whether M ≥ 1/σ_min ≥ lower at a point of the curve."""
        level = self.level(self.of(facts.statement))
        return lower <= 0 or any(z == level and lower * s <= 1 for z, s in facts.points)

    def norm_at_most(self, facts: Facts, upper: Fraction) -> bool:
        """Whether M is at most a bound for the curve."""
        return any(r == self.of(facts.statement) and bound <= upper for r, bound in self.bounds(facts))

    def distance_at_least(self, facts: Facts, lower: Fraction) -> bool:
        """Whether all eigenvalues are inside, so that the distance is 1/M for the boundary, and 1/M ≥ lower.

        On the way from A to A + E with an eigenvalue outside some A + tE has one, λ, on the boundary, where
        1/M ≤ σ_min(λI − A) ≤ ‖E‖.
        """
        near = any(r == self.edge and lower * bound <= 1 for r, bound in self.bounds(facts))
        return lower <= 0 or (near and self.inside(facts, Fraction(self.edge)))

    def distance_at_most(self, facts: Facts, upper: Fraction) -> bool:
        """Whether a point outside, with σ_min(zI − A) ≤ s, gives E with ‖E‖ ≤ s ≤ upper."""
        return any(z >= self.edge and s <= upper for z, s in facts.points)

    def reached(self, facts: Facts, lower: Fraction) -> bool:
        """Whether a point as far as ``lower`` has σ_min(zI − A) ≤ ε."""
        epsilon, level = parameter(facts.statement, "epsilon"), self.level(lower)
        return lower <= 0 < self.edge or any(z >= level and s <= epsilon for z, s in facts.points)

    def not_beyond(self, facts: Facts, upper: Fraction) -> bool:
        """Whether M ≤ 1/ε for r = upper with all eigenvalues inside, so that ‖(zI − A)⁻¹‖ < 1/ε beyond that curve.

        For M decreases there, and r·M for circles does not increase.
        """
        epsilon = parameter(facts.statement, "epsilon")
        near = any(r == upper and bound * epsilon <= 1 for r, bound in self.bounds(facts))
        return near and self.inside(facts, upper)


_CIRCLES = Curves(
    edge=1,
    of=lambda statement: parameter(statement, "radius"),
    level=lambda r: r * r,
    bounds=lambda facts: [(1 / u, u * nu) for u, nu in facts.nodes],
    inside=lambda facts, r: 1 / r in facts.stable,
)
_LINES = Curves(
    edge=0,
    of=lambda statement: number(statement, "line", "$.statement"),
    level=lambda r: r,
    bounds=lambda facts: facts.nodes,
    inside=lambda facts, r: any(x <= r for x in facts.stable),
)


def _point(measure: Callable[[Pair], Fraction], facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """σ_min(zI − A) ≤ s at a point with that ``measure``: s²·‖v‖² ≥ ‖(zI − A)v‖²."""
    z, s = point_of(step, path), number(step, "sigma", path)
    image, square = shifted_squares(facts.A, z, step, path)
    if s < 0 or s * s * square < image:
        raise Rejected(f"{path}.sigma", "the vector proves less")
    facts.points.append((measure(z), s))


def _field_value(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≥ lower: |v*Av| ≥ lower·v*v."""
    lower = number(step, "lower", path)
    re, im, square = _form(facts, step, path)
    if lower < 0 or lower * lower * square**2 > re * re + im * im:
        raise Rejected(f"{path}.lower", "the vector proves less")
    facts.reach(lower)


def _real_field_value(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """ω ≥ lower: Re v*Av ≥ lower·v*v."""
    lower = number(step, "lower", path)
    re, _, square = _form(facts, step, path)
    if re < lower * square:
        raise Rejected(f"{path}.lower", "the vector proves less")
    facts.reach(lower)


def _form(facts: Facts, step: Mapping[str, Any], path: str) -> tuple[Fraction, Fraction, int]:
    """Re v*Av, Im v*Av and v*v for the step's v = x + iy ≠ 0: v*Av = x·Ax + y·Ay + i(x·Ay − y·Ax)."""
    x, y = vector(step, len(facts.A.rows), path)
    Ax, Ay = apply(facts.A, x), apply(facts.A, y)
    return _dot(x, Ax) + _dot(y, Ay), _dot(x, Ay) - _dot(y, Ax), sum(c * c for c in x + y)


def _dot(x: list[int], y: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def _ando(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) ≤ q, by the argument for q = 1."""
    q = number(step, "q", path)
    if q <= 0:
        raise Rejected(f"{path}.q", "expected q > 0")
    disc.ando(facts.A, q, step, path)
    facts.at_most = q if facts.at_most is None else min(q, facts.at_most)


def _zero(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """w(A) = 0, since A = 0."""
    if any(map(any, facts.A.rows)):
        raise Rejected(path, "the matrix is not zero")
    facts.at_most = Fraction(0)


def _numerical_abscissa(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """ω(A) ≤ the number in that step of K_ct."""
    half_plane.numerical_abscissa(facts, step, path)
    facts.at_most = facts.omega


def _at(curves: Curves, name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda statement: f"max ‖(zI − A)⁻¹‖ on {stated(name, curves.of(statement))}"


def _pseudospectral(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda statement: f"the ε-pseudospectral {name} of A for {stated('ε', parameter(statement, 'epsilon'))}"


def _named(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda _: name


_ON_CIRCLES: Mapping[str, Argument] = {
    "point": partial(_point, lambda z: z[0] * z[0] + z[1] * z[1]),
    "circle": disc.circle,
    "stable": steps.stable,
}
_ON_LINES: Mapping[str, Argument] = {
    "point": partial(_point, lambda z: z[0]),
    "line": half_plane.line,
    "stable": half_plane.stable,
}
_FIELD = {"field-value": _field_value, "ando": _ando, "zero": _zero}
_REAL_FIELD = {"field-value": _real_field_value, "numerical-abscissa": _numerical_abscissa}


def _of(curves: Curves, reasons: Mapping[str, Argument], words: tuple[str, str, str]) -> tuple[Quantity, ...]:
    """M, the distance to instability, and the pseudospectral radius or abscissa."""
    curve, distance, beyond = words
    return (
        Quantity(_at(curves, curve), reasons, None, curves.norm_at_least, curves.norm_at_most),
        Quantity(_named(distance), reasons, None, curves.distance_at_least, curves.distance_at_most),
        Quantity(_pseudospectral(beyond), reasons, None, curves.reached, curves.not_beyond),
    )


_DISC = _of(_CIRCLES, _ON_CIRCLES, ("|z|", "the distance to instability of A", "radius"))
_HALF_PLANE = _of(_LINES, _ON_LINES, ("Re z", "the distance of A to instability of the half-plane", "abscissa"))
QUANTITIES = {
    **dict(zip(("M", "distance_to_instability", "pseudospectral_radius"), _DISC, strict=True)),
    **dict(zip(("M_ct", "distance_to_instability_ct", "pseudospectral_abscissa"), _HALF_PLANE, strict=True)),
    "w": Quantity(_named("w(A)"), _FIELD, Fraction(0)),
    "numerical_abscissa": Quantity(_named("the numerical abscissa of A"), _REAL_FIELD),
}
