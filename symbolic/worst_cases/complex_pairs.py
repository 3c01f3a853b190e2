"""The Kreiss constant of [[h, −b], [c, h]] where it is attained off the real axis, as steps of a proof.

Every real 2×2 matrix with complex eigenvalues is orthogonally similar to one of these, up to sign, with h ≥ 0 and
0 < b ≤ c. Let D = h² + bc (p in the steps), h < D < 1, w = c − b, d = b + c, s = √(1 − D), w > ds, and

    f = (d − ws)/(2√(bcD)),   κ = f² = (d − ws)²/(4bcD),   q = r − 1,   z = re^{iθ},   x = cos θ.

Then 4D·det(f²T*T − q²I), for T = zI − M, is the sum of two terms,

    (4Dκrx + 2h(q² − κ(r² + D)))²   and   (r(w − ds) − wD)²·Q/(4bcD²)   with
    Q = (w − ds)²(r² − 1) + 2D(2d² − dsw − w²)(r − 1) + s²(d − ws)² ≥ 0,

and vanishes at r = wD/(w − ds) > 1, x = h/D. The trace is 2f²|z − h|² + f²(b² + c²) − 2q², where |z − h| ≥ r − h ≥ q
and f ≥ 1.
"""

import re
from functools import cache

import sympy

from kreiss.symbolic.proof import Step, Term, circle, circle_witness, inequality

D, W, DIAMETER = "(1 - s^2)", "(c - b)", "(b + c)"
BOUND = "(b + c - (c - b)*s)/(2*sqrt(b*c*p))"
SQUARE = f"({DIAMETER} - {W}*s)^2/(4*b*c*{D})"
DISTANCE = f"({W} - {DIAMETER}*s)"
SLOPE = f"(2*{DIAMETER}^2 - {DIAMETER}*s*{W} - {W}^2)"
PEAK = f"({DISTANCE}^2*(r^2 - 1) + 2*{D}*{SLOPE}*(r - 1) + s^2*({DIAMETER} - {W}*s)^2)"
QUARTER, REST = f"1/(4*{D})", f"1/(16*b*c*{D}^3)"
RADIUS, COSINE = f"({W}*{D})/{DISTANCE}", f"h/{D}"
EQUATIONS = ((f"({BOUND})^2", SQUARE), ("h^2", "1 - s^2 - b*c"))


@cache
def _multipliers() -> tuple[str, str]:
    """Those of f² = κ and h² = 1 − s² − bc in det N − the two terms, which vanishes modulo these equations."""
    h, b, c, s, r, x, k, f = sympy.symbols("h b c s r x k f")
    det, q = 1 - s**2, r - 1
    first, second = h**2 + c**2 - 2 * r * x * h + r**2, h**2 + b**2 - 2 * r * x * h + r**2
    product = first * second - (c - b) ** 2 * (h - r * x) ** 2 - r**2 * (1 - x**2) * (b + c) ** 2
    of_square = (f**2 + k) * product - q**2 * (first + second)
    middle, rest = q**2 - k * (r**2 + det), det - b * c
    last = k**2 * ((r**2 - det) ** 2 + 4 * rest * r**2) - k * q**2 * (2 * r**2 + (c - b) ** 2 + 2 * det) + q**4
    terms = (4 * det * r * k * x + 2 * h * middle) ** 2 + 4 * det * last - 4 * rest * middle**2
    difference = sympy.expand(4 * det * (k**2 * product - k * q**2 * (first + second) + q**4) - terms)
    quotient, remainder = sympy.div(sympy.Poly(difference, h), sympy.Poly(h**2 - rest, h))
    if not remainder.is_zero:
        raise ArithmeticError("the determinant is not the sum of the two terms")
    texts = (str(of_square), f"({quotient.as_expr()})*({QUARTER})")
    return _put(texts[0]), _put(texts[1])


def _put(text: str) -> str:
    names = {"k": f"({SQUARE})", "f": f"({BOUND})"}
    return re.sub(r"\b[kf]\b", lambda match: names[match[0]], text)


def _facts() -> list[Step]:
    """From 0 < b <= c, 0 <= h < p = h² + bc < 1, s = √(1 − p) and w > ds."""
    names = ["p = h^2 + b*c", "s = sqrt(1 - p)"]
    signs = ["0 < b", "b <= c", "p < 1"]
    small = [*signs, "0 < s", f"0 < {D}"]
    return [
        inequality("0 < s", [names[1], "p < 1"], "the root of a positive number"),
        inequality("p == 1 - s^2", [names[1], "p < 1"], "definition of s"),
        inequality("h^2 == 1 - s^2 - b*c", ["p == 1 - s^2", names[0]], "definition of p"),
        inequality("0 < p", [names[0], "0 < b", "b <= c"], "the determinant is positive"),
        inequality(f"0 < {D}", ["p == 1 - s^2", "0 < p"], "the same number"),
        inequality(f"0 < {QUARTER}", [f"0 < {D}"], "its reciprocal"),
        inequality(f"0 < {REST}", small, "a product of positive numbers"),
        inequality(f"0 <= {BOUND}", [*small, "p == 1 - s^2"], "s < 1, and the bound is defined"),
        inequality(f"({BOUND})^2 == {SQUARE}", [*small, "p == 1 - s^2"], "the square of the bound"),
        inequality(f"1 <= {SQUARE}", small, "1 is less by (w − ds)²/(4bcD)"),
        inequality(f"0 <= ({BOUND})^2 - 1", [f"({BOUND})^2 == {SQUARE}", f"1 <= {SQUARE}"], "the same"),
    ]


def upper_steps(name: str = "M") -> list[Step]:
    """``K(M) <= f``."""
    f = f"({BOUND})"
    couplings: list[Term] = [(1, [f, f, "b", "b"]), (1, [f, f, "c", "c"])]
    trace: list[Term] = [(4, [f, f, "r", "h", "1 - x"]), (2, [f"{f}^2 - 1", "(r - h)^2"]), *couplings]
    trace.insert(2, (2, ["(r - h)^2 - (r - 1)^2"]))
    turned = f"(4*{D}*r*({SQUARE})*x + 2*h*((r - 1)^2 - ({SQUARE})*(r^2 + {D})))^2"
    determinant: list[Term] = [
        (1, [turned, QUARTER]),
        (1, [f"(r*{DISTANCE} - {W}*{D})^2", PEAK, REST]),
        *_vanishing("1", "r", "x"),
    ]
    return [
        *_facts(),
        inequality("0 <= r", ["1 < r"], "a radius"),
        inequality("0 <= 1 - x", ["x <= 1"], "a cosine"),
        inequality("0 <= b", ["0 < b"], "by hypothesis"),
        inequality("0 <= c", ["0 < b", "b <= c"], "by hypothesis"),
        inequality("0 <= (r - h)^2 - (r - 1)^2", ["1 < r", "0 <= h", "h < p", "p < 1"], "h < 1"),
        inequality(f"0 <= {PEAK}", ["1 < r", "0 < s", f"0 < {D}", "0 < b", "b <= c"], "each of its terms is"),
        circle(f"K({name}) <= {BOUND}", [trace, determinant], "the determinant is a sum of two squares with weights"),
    ]


def equality_steps(name: str = "M") -> list[Step]:
    """Both directions of K(M) == f, where w > ds."""
    known = ["0 < s", f"0 < {D}", "0 < b", "b <= c", f"0 < {DISTANCE}"]
    squares, why = _vanishing("-1", f"({RADIUS})", f"({COSINE})"), "both squares vanish there"
    return [
        *upper_steps(name),
        inequality(f"0 < {DISTANCE}", ["c - b > (b + c)*s"], "by hypothesis"),
        inequality(f"1 < {RADIUS}", known, "the point lies outside the unit circle"),
        inequality(f"-1 <= {COSINE}", ["0 <= h", f"0 < {D}"], "a cosine"),
        inequality(f"{COSINE} <= 1", [f"0 < {D}", "h < p", "p == 1 - s^2"], "a cosine"),
        circle_witness(f"{BOUND} <= K({name})", RADIUS, COSINE, squares, why),
    ]


def _vanishing(sign: str, radius: str, cosine: str) -> list[Term]:
    """Multiples of the two equations, at a point."""
    at = {"r": radius, "x": cosine}
    texts = [re.sub(r"\b[rx]\b", lambda match: at[match[0]], text) for text in _multipliers()]
    return [("==", f"{sign}*({text})", left, right) for text, (left, right) in zip(texts, EQUATIONS, strict=True)]
