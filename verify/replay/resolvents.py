"""Bounds of K and K_ct in a replay script: a point and a vector from below, circles or lines from above."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.errors import KreissError
from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.numeric.disc.kreiss import certify_kreiss_by_nodes
from kreiss.numeric.half_plane.kreiss import certify_kreiss_ct_by_nodes
from kreiss.verify.evaluation.matrices import stated_rows
from kreiss.verify.replay.arithmetic import (
    Node,
    Rows,
    Vector,
    abscissa_below,
    circles,
    lines,
    radius_below,
    square,
    times,
)
from kreiss.verify.replay.writing import Shown, floats, listed, rounded, shortened, shown_if, text, written

_CERTIFY: Mapping[str, Callable[..., Any]] = {"K": certify_kreiss, "K_ct": certify_kreiss_ct}
_REAL = 1e-7  # imaginary parts below it are rounding


@dataclass(frozen=True)
class _Point:
    """z = a + ib with a bound of |z| − 1 from below, or of Re z for K_ct."""

    function: str
    a: Fraction
    b: Fraction
    distance: Fraction

    @classmethod
    def near(cls, z: complex, function: str, digits: int) -> "_Point":
        """z rounded to some decimal places."""
        unit = 10**digits
        a, b = (Fraction(round(Fraction(part) * unit), unit) for part in (z.real, z.imag))
        if function == "K_ct":
            return cls(function, a, b, a)
        fine = 10**6 * unit
        modulus = abs(a) if b == 0 else Fraction(isqrt(int((a * a + b * b) * fine**2)), fine)
        return cls(function, a, b, modulus - 1)

    def vector(self, M: Rows) -> NDArray[np.complex128]:
        """The v with the least ‖(zI − M)v‖/‖v‖, in floats."""
        shifted = complex(float(self.a), float(self.b)) * np.eye(len(M)) - floats(M)
        return np.array(np.linalg.svd(shifted)[2][-1].conj())

    def image(self, M: Rows, p: Vector, q: Vector) -> list[Fraction]:
        """(zI − M)(p + iq), real part and imaginary part."""
        real = [self.a * s - self.b * t - u for s, t, u in zip(p, q, times(M, p), strict=True)]
        return real + [self.a * t + self.b * s - u for s, t, u in zip(p, q, times(M, q), strict=True)]

    def proves(self, bound: Fraction, vector: Vector, image: Vector) -> bool:
        """Whether distance·‖v‖/‖(zI − M)v‖ ≥ bound."""
        return any(image) and self.distance**2 * square(vector) >= bound**2 * square(image)


def resolvent_lower(function: str, M: Rows, bound: Fraction) -> Shown | None:
    """(|z| − 1)‖v‖/‖(zI − M)v‖, or Re z in place of |z| − 1, at a point z = a + ib and a vector v = p + iq."""
    for z, digits in _points(function, M):
        point = _Point.near(z, function, digits)
        if point.distance > 0:
            shown = (_real_point if point.b == 0 else _complex_point)(M, point, bound)
            if shown is not None:
                return shown
    return None


def _points(function: str, M: Rows) -> Iterator[tuple[complex, int]]:
    """Points where the resolvent is large, each with digits to round it to."""
    try:
        found = _CERTIFY[function]([list(row) for row in M], 1e-6)
    except KreissError:
        return
    if found.argmax is not None:
        z = complex(found.argmax)
        size = abs(z) if function == "K" else z.real
        for digits in range(12):
            yield from ((point, digits) for point in dict.fromkeys((complex(size), -complex(size), z)))
        return
    eigenvalues = np.linalg.eigvals(floats(M))
    worst = complex(eigenvalues[np.abs(eigenvalues).argmax() if function == "K" else eigenvalues.real.argmax()])
    worst = complex(worst.real, worst.imag if abs(worst.imag) > _REAL else 0.0)
    for digits in range(1, 12):
        nudge = 0.3 / 10**digits
        yield (worst * (1 + nudge) if function == "K" else worst + nudge * max(1.0, abs(worst))), digits + 1


def _real_point(M: Rows, point: _Point, bound: Fraction) -> Shown | None:
    v, zero = point.vector(M), [Fraction(0)] * len(M)
    for w in rounded(np.real(v * np.exp(-1j * np.angle(v[np.abs(v).argmax()])))):
        if point.proves(bound, w, point.image(M, w, zero)):
            lines = (
                f"point, vector = {text(point.a)}, {listed(w)}",
                "image = [point*a - b for a, b in zip(vector, times(@, vector))]",
            )
            distance = "point" if point.function == "K_ct" else "abs(point) - 1"
            expression = f"max({distance}, 0)**2*square(vector)/square(image)"
            return Shown(lines, expression, ("times", "square"), True)
    return None


def _complex_point(M: Rows, point: _Point, bound: Fraction) -> Shown | None:
    v = point.vector(M)
    for w in rounded(np.concatenate([v.real, v.imag])):
        p, q = w[: len(M)], w[len(M) :]
        if point.proves(bound, w, point.image(M, p, q)):
            lines: tuple[str, ...] = (
                f"re, im, v, w = {text(point.a)}, {text(point.b)}, {listed(p)}, {listed(q)}  # re + i im and v + iw",
                "image = [re*a - im*b - c for a, b, c in zip(v, w, times(@, v))]"
                " + [re*b + im*a - c for a, b, c in zip(v, w, times(@, w))]",
            )
            expression = "max(re, 0)**2*square(v + w)/square(image)"
            if point.function == "K":
                lines = (f"modulus = {text(point.distance + 1)}", *lines)
                known = "(1 < modulus and modulus**2 <= re**2 + im**2)"
                expression = f"{known}*(modulus - 1)**2*square(v + w)/square(image)"
            return Shown(lines, expression, ("times", "square"), True)
    return None


def discs_upper(M: Rows, bound: Fraction) -> Shown | None:
    """K(M) ≤ bound: 1 by the numerical radius, else by circles."""
    found = _steps(certify_kreiss_by_nodes, M, bound)
    radius = [step for step in found if step["reason"] == "numerical-radius"]
    if radius:
        Z = shortened(stated_rows(radius[0]["Z"]), lambda Z: radius_below(M, Fraction(1), Z))
        return shown_if(bound >= 1 and bool(Z), f"radius_below(@, 1, {written(Z)})", "radius_below")
    nodes = _nodes(_read(found, "circle", "u", "nu")[::-1], lambda nodes: circles(M, bound, nodes))
    return shown_if(bool(nodes), f"circles(@, #, {listed(nodes)})", "circles")


def half_planes_upper(M: Rows, bound: Fraction) -> Shown | None:
    """K_ct(M) ≤ bound: 1 by the numerical abscissa, else by lines."""
    if bound >= 1 and abscissa_below(M, Fraction(0)):
        return Shown((), "abscissa_below(@, 0)", ("abscissa_below",))
    found = _steps(certify_kreiss_ct_by_nodes, M, bound)
    omega = next((Fraction(step["omega"]) for step in found if step["reason"] == "numerical-abscissa"), Fraction(0))
    nodes = _nodes(_read(found, "line", "x", "mu"), lambda nodes: lines(M, bound, omega, nodes))
    return shown_if(bool(nodes), f"lines(@, #, {text(omega)}, {listed(nodes)})", "lines")


def _steps(certify: Callable[..., Any], M: Rows, bound: Fraction) -> list[dict[str, Any]]:
    """The steps of the coarsest enclosure whose upper end is at most ``bound``."""
    for gap in (0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6, 1e-9):
        try:
            found = certify([list(row) for row in M], gap)
        except KreissError:
            break
        if found.upper is not None and found.upper <= bound:
            return list(found.certificate["steps"])
    return []


def _read(steps: list[dict[str, Any]], reason: str, place: str, bound: str) -> list[Node]:
    """The circles or lines of a certificate, by their place."""
    found: list[Node] = [
        (Fraction(step[place]), Fraction(step[bound]), stated_rows(step["P"]))
        for step in steps
        if step["reason"] == reason
    ]
    return sorted(found, key=lambda node: node[0])


def _nodes(nodes: list[Node], accepts: Callable[[list[Node]], bool]) -> list[Node]:
    """The nodes in as few digits as are accepted; none if no rounding is."""
    for digits in (*range(1, 8), 10, 14):
        shorter: list[Node] = [
            (_digits(u, digits), _digits(nu, digits, 1), [[_digits(x, digits) for x in row] for row in P])
            for u, nu, P in nodes
        ]
        if nodes and len({u for u, _, _ in shorter}) == len(nodes) and accepts(shorter):
            return shorter
    return nodes if nodes and accepts(nodes) else []


def _digits(x: Fraction, digits: int, up: int = 0) -> Fraction:
    """x to some decimal places beyond its size, rounded up for ``up`` = 1."""
    places = digits + max(0, len(str(x.denominator)) - len(str(abs(x.numerator))))
    return Fraction(round(x * 10**places) + up, 10**places)
