"""The Kreiss constant of [[a, c], [0, b]] with a and b of opposite signs, as steps of a proof.

Let a + b ≥ 0 ≥ −ab, u = 1 − a, v = 1 − b, and with w, d, n, f, q = r − 1 as in ``two_blocks`` (b and 0 for its c and b)

    e = f²(r − a)(r − b) − q² − fqw = square,   g = 2f²r(a + b) ≥ 0.

N = f²T*T − q²I for T = zI − M, z = re^{iθ}, x = cos θ has tr N = f²S − 2q², linear in x, and det N = f⁴P − f²q²S + q⁴
with the coefficient 4f⁴r²ab ≤ 0 of x². At x = 1, tr N = 2e + 2fqw + f²w² and det N = e(e + 2fqw); at x = −1, the same
with e + g for e, since P = (r + a)(r + b) there. So

    det N = (1 + x)/2·e(e + 2fqw) + (1 − x)/2·(e + g)(e + g + 2fqw) + (1 + x)(1 − x)·4f⁴r²(−ab) ≥ 0.
"""

from dataclasses import dataclass

from kreiss.symbolic.proof import Step, Term, circle, inequality
from kreiss.symbolic.worst_cases.two_blocks import (
    BOUND,
    RECIPROCAL,
    SQUARE,
    attained_steps,
    definition_steps,
    determinant_equations,
    equations,
    square_multipliers_text,
    trace_equations,
)

NAMES = ("a", "b", "c", "0")
Q, LEFT, RIGHT = "(r - 1)", "(1 + x)", "(1 - x)"


def _facts() -> list[Step]:
    """Signs and squares of all that is defined, from a, b < 1, c > 0, a + b >= 0, a*b <= 0 and the definitions."""
    return [
        inequality("0 < c", ["c > 0"], "by hypothesis"),
        *definition_steps(("a", "b"), "c", "0"),
        inequality(f"0 <= {LEFT}", ["-1 <= x"], "a cosine"),
        inequality(f"0 <= {RIGHT}", ["x <= 1"], "a cosine"),
        inequality("0 <= r", ["1 < r"], "a radius"),
        inequality("0 <= a + b", ["a + b >= 0"], "by hypothesis"),
        inequality("0 <= -(a*b)", ["a*b <= 0"], "the signs are opposite"),
    ]


def upper_steps(name: str = "M") -> list[Step]:
    """``K(M) <= f``, where a, b < 1, c > 0, a + b >= 0, a*b <= 0 and the definitions of u, v, w, d, n are facts."""
    positive = ["0 < u", "0 < v", "0 <= d", "0 < w", "0 <= n"]
    return [
        *_facts(),
        inequality(f"0 < {RECIPROCAL}", positive, "the denominator is positive"),
        inequality(f"0 <= {BOUND}", positive, "the bound is defined and non-negative"),
        _Circle(BOUND, SQUARE, square_multipliers_text(*NAMES)).step(name),
    ]


def contraction_steps(name: str = "M") -> list[Step]:
    """``K(M) <= 1`` where w ≤ u + v as well: e = q(u + v − w) + uv for f = 1."""
    base = "(r - 1)*(u + v - w) + u*v"
    zero = ["-1*(r - b)", "-1*((r - 1) + u)", "0", "0", "0"]
    return [
        *_facts(),
        inequality(f"0 <= {base}", ["1 < r", "w <= u + v", "0 < u", "0 < v"], "e for f = 1"),
        _Circle("1", base, zero).step(name),
    ]


@dataclass(frozen=True)
class _Circle:
    """The step for a bound f, with e = ``base`` + Σ ``zero``·(equation)."""

    bound: str
    base: str
    zero: list[str]

    def step(self, name: str) -> Step:
        reason = "tr N is linear and det N is concave in cos θ, and both are ≥ 0 at cos θ = ±1"
        return circle(f"K({name}) <= {self.bound}", [self.trace(), self.determinant()], reason)

    def trace(self) -> list[Term]:
        """(1 + x)/2·(2e + 2fqw + f²w²) + (1 − x)/2·(2(e + g) + 2fqw + f²w²) = 2e + (1 − x)g + 2fqw + f²w²."""
        f = f"({self.bound})"
        rest: list[Term] = [(2, [RIGHT, *self.half_of_g()]), (2, [f, Q, "w"]), (1, [f, f, "w", "w"])]
        return [(2, [self.base]), *self.vanishing("2"), *rest, *trace_equations(f, *NAMES)]

    def determinant(self) -> list[Term]:
        """e² + 2efqw + (1 − x)/2·(2eg + g² + 2gfqw) + (1 + x)(1 − x)·4f⁴r²(−ab)."""
        f, e, half = f"({self.bound})", self.base, self.half_of_g()
        form = f"({f}^2*(r - a)*(r - b) - {Q}^2 - {f}*{Q}*w)"
        return [
            (1, [e, e]),
            (2, [e, f, Q, "w"]),
            *self.vanishing(f"({form} + {e} + 2*{f}*{Q}*w + {RIGHT}*(2*{f}^2*r*(a + b)))"),
            (2, [RIGHT, e, *half]),
            (2, [RIGHT, *half, *half]),
            (2, [RIGHT, f, Q, "w", *half]),
            (4, [LEFT, RIGHT, f, f, f, f, "r", "r", "-(a*b)"]),
            *determinant_equations(f, *NAMES),
        ]

    def half_of_g(self) -> list[str]:
        """The factors of g/2 = f²r(a + b)."""
        return [f"({self.bound})", f"({self.bound})", "r", "a + b"]

    def vanishing(self, factor: str) -> list[Term]:
        """Σ zero·(equation)·factor."""
        pairs = zip(self.zero, equations(*NAMES), strict=True)
        return [("==", f"{m}*{factor}", left, right) for m, (left, right) in pairs]


def equality_steps(name: str = "M") -> list[Step]:
    """Both directions of K(M) == f, where n > 0 and w > u + v as well."""
    strong = inequality("u + v < w", ["w > u + v"], "by hypothesis")
    return [*upper_steps(name), strong, *attained_steps(("a", "b"), "c", "0", name)]
