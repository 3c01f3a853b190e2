"""Two-way coupling: the critical coupling, below which every J of the class is stable."""

import re

import sympy
from sympy import QQ, lex
from sympy.polys.rings import PolyElement, ring

from kreiss.deadlines import NEVER, Deadline
from kreiss.symbolic.expressions import expression
from kreiss.symbolic.proof import (
    Step,
    Term,
    comparison,
    domination,
    eigenvalues,
    inequality,
    large_eigenvalue,
    transitive,
    witness,
)
from kreiss.symbolic.worst_cases.comparison import Q, bound_steps


def stable_steps(rate: str, b: str, c: str, name: str = "J", deadline: Deadline = NEVER) -> list[Step]:
    """``rho(J) < 1`` where 0 ≤ γ < 1, b, c ≥ 0 and bc < (1 − γ)² are facts: ρ(J) ≤ ρ(Ĵ), and ρ(Ĵ) < 1 by Hurwitz."""
    gamma, product = expression(rate), expression(b) * c
    matrix = f"[[{rate}, {b}], [{c}, {rate}]]"
    minors = [str((1 - gamma) ** 2 - product), str(2 * (1 - gamma**2 + product)), str((1 + gamma) ** 2 - product)]
    known = [below_critical(rate, b, c), f"{rate} < 1", *(f"0 <= {x}" for x in dict.fromkeys((rate, b, c)))]
    return [
        *(inequality(f"0 < {minor}", known, "by Hurwitz's criterion", deadline=deadline) for minor in minors),
        eigenvalues(f"rho({matrix}) < 1", minors, "all eigenvalues lie inside the unit circle"),
        domination(f"rho({name}) <= rho({matrix})", "the entries bound the blocks"),
        transitive(f"rho({name})", f"rho({matrix})", "1", "by comparison", sign="<"),
    ]


def below_critical(rate: str, b: str, c: str) -> str:
    """The relation bc < (1 − γ)²."""
    return f"{expression(b) * c} < {(1 - expression(rate)) ** 2}"


def at_critical(rate: str, b: str, c: str) -> str:
    """The relation (1 − γ)² ≤ bc."""
    return f"{(1 - expression(rate)) ** 2} <= {expression(b) * c}"


def unstable_steps(rate: str, b: str, c: str, name: str = "M") -> list[Step]:
    """``1 <= rho(M)`` for M = [[γ, b], [c, γ]] where bc ≥ (1 − γ)² is a fact: det(λI − M) ≤ 0 at λ = 1."""
    due: list[list[Term]] = [[(1, [str(expression(b) * c - (1 - expression(rate)) ** 2)])]]
    return [large_eigenvalue(f"1 <= rho({name})", "root", due, "an eigenvalue lies at 1 or beyond")]


def contraction_steps(rate: str, b: str, c: str, name: str = "J") -> list[Step]:
    """``K(J) <= 1`` where b + c ≤ 2(1 − γ), b, c ≥ 0 and γ < 1 are facts."""
    h, product = 1 - expression(rate), expression(b) * c
    facts = [f"{rate} < 1", f"0 <= {b}", f"0 <= {c}", f"{expression(b) + c} <= {2 * h}"]
    factor = Q * (2 * h - b - c) + (h**2 - product)
    return bound_steps("1", [[rate, b], [c, rate]], facts, name=name, factor=str(factor))


EXACT = "(4*h^2 + d^2)/(2*(h*({b} + {c}) + d*w))"
"""K(Ĵ) for Ĵ = [[γ, b], [c, γ]] with b + c ≥ 2h and bc < h², where h = 1 − γ, d = |b − c|, w = √(h² − bc)."""


class TwoWay:
    """The algebra of Ĵ = [[γ, b], [c, γ]]: f = s/D with s = 4h² + d², D = 2(hσ + dw), σ = b + c, and q = r − 1.

    Modulo h = 1 − γ, w² = h² − bc and d² = (b − c)², f²((r − γ)² − bc) − q² − fqσ is the square of (σd − 4hw)q/D − fw.
    """

    def __init__(self, rate: str, b: str, c: str) -> None:
        self.rate, self.b, self.c = rate, b, c
        self.bound = EXACT.format(b=b, c=c)
        self.reciprocal = f"1/(2*(h*({b} + {c}) + d*w))"
        self.equations = (("h", f"1 - {rate}"), ("w^2", f"h^2 - {b}*{c}"), ("d^2", f"({b} - {c})^2"))
        self.square = f"((({b} + {c})*d - 4*h*w)*(r - 1)*({self.reciprocal}) - ({self.bound})*w)^2"

    def upper_steps(self, given: list[str], name: str = "J") -> list[Step]:
        """``K(J) <= f``; the definitions of h, d, w, and bc < h², b + c ≥ 2h, b, c ≥ 0, γ < 1 are facts."""
        f, q, couplings = f"({self.bound})", "(r - 1)", (self.b, self.c)
        facts = ["0 < h", "0 <= d", "0 <= w", f"{self.b} + {self.c} >= 2*h", *(f"0 <= {x}" for x in couplings)]
        steps = [
            inequality("0 < h", [f"h = 1 - {self.rate}", f"{self.rate} < 1"], "h = 1 − γ"),
            inequality(f"w^2 == h^2 - {self.b}*{self.c}", [f"w = sqrt(h^2 - {self.b}*{self.c})"], "definition of w"),
            inequality("0 <= w", [f"w = sqrt(h^2 - {self.b}*{self.c})"], "a square root"),
            *given_steps(given, self.b, self.c),
            inequality(f"0 < {self.reciprocal}", facts, "the denominator is positive"),
            inequality(f"0 <= {self.bound}", facts, "the bound is defined and non-negative"),
        ]
        modulo = self._modulo()
        e: list[Term] = [
            (1, [self.square]),
            *(("==", m, x, y) for m, (x, y) in zip(modulo, self.equations, strict=True)),
        ]
        rest: list[Term] = [*((1, [f, q, x]) for x in couplings), (1, [f, f, self.b, self.c])]
        corners: list[list[Term]] = [[*e, *rest, (1, [f, f, x, x])] for x in (self.c, self.b)]
        expression = f"{f}^2*((r - {self.rate})^2 - {self.b}*{self.c}) - {q}^2 - {f}*{q}*({self.b} + {self.c})"
        factor = f"({expression} + {self.square} + 2*{f}*{q}*({self.b} + {self.c}))"
        determinant: list[Term] = [
            (1, [self.square, self.square]),
            *((2, [self.square, f, q, x]) for x in couplings),
            *(("==", f"{m}*{factor}", x, y) for m, (x, y) in zip(modulo, self.equations, strict=True)),
        ]
        bounds = [[self.rate, self.b], [self.c, self.rate]]
        reason = "the principal minors are ≥ 0: one of their factors is a square"
        return [*steps, comparison(f"K({name}) <= {self.bound}", bounds, [*corners, determinant], reason)]

    def attained_steps(self, name: str) -> list[Step]:
        """``f <= K(M)`` for M = [[γ, b], [c, γ]], 0 ≤ b ≤ c, d = c − b; b + c > 2h, w > 0, h > 0 are facts.

        The point is r = 1 + q, q = sw/(σd − 4hw), where the square vanishes; the vector (2h² + 2hw − bd, hσ + dw).
        """
        sigma = f"({self.b} + {self.c})"
        slope, facts = f"{sigma}*d - 4*h*w", ["0 < h", "0 <= d", "0 < w", f"2*h < {sigma}"]
        q, second = f"(4*h^2 + d^2)*w/({slope})", f"h*{sigma} + d*w"
        conjugate = f"({slope})*({sigma}*d + 4*h*w)"
        product = f"(4*h^2 + d^2)*({sigma}^2 - 4*h^2)"
        equations = [f"w^2 == h^2 - {self.b}*{self.c}", f"d^2 == ({self.b} - {self.c})^2"]
        factors = ["0 < h", "0 <= d", "0 < w", f"0 < {sigma}", f"0 < {conjugate}"]
        vector = (f"2*h^2 + 2*h*w - {self.b}*d", second)
        return [
            inequality(f"0 < {sigma}", ["0 < h", f"2*h < {sigma}"], "the couplings do not both vanish"),
            inequality(f"0 < {product}", facts, "both factors are positive"),
            inequality(f"{conjugate} == {product}", equations, "expand"),
            inequality(f"0 < {conjugate}", [f"0 < {product}", f"{conjugate} == {product}"], "the same number"),
            inequality(f"0 < {slope}", factors, "its product with a positive number is positive"),
            inequality(f"0 < 1/({slope})", [f"0 < {slope}"], "its reciprocal"),
            inequality(f"1 < 1 + {q}", ["0 < h", "0 < w", f"0 < {slope}"], "the point lies outside the unit circle"),
            inequality(f"0 < {second}", ["0 < h", "0 <= d", "0 < w", f"0 < {sigma}"], "an entry of the vector"),
            witness(f"{self.bound} <= K({name})", f"1 + {q}", vector, [self._gap()], "the square vanishes here"),
        ]

    def _gap(self) -> list[Term]:
        """Multipliers of the equations in q²‖v‖² − f²‖((1 + q)I − M)v‖² at the point, which vanishes modulo them."""
        _, g, w, d, h, b, c = ring("g, w, d, h, b, c", QQ, lex)
        s, D, sigma = 4 * h**2 + d**2, 2 * (h * (b + c) + d * w), b + c
        slope = sigma * d - 4 * h * w
        x, y = 2 * h**2 + 2 * h * w - b * d, h * sigma + d * w
        images = [(slope + s * w) * x - slope * (g * x + b * y), (slope + s * w) * y - slope * (c * x + g * y)]
        numerator = (s * w * D) ** 2 * (x**2 + y**2) - s**2 * sum(image**2 for image in images)
        quotients, remainder = numerator.div([h - 1 + g, w**2 - h**2 + b * c, d - c + b])
        if remainder:
            raise ArithmeticError("the gap does not vanish")
        names, below = {"g": self.rate, "b": self.b, "c": self.c}, f"({self.b} + {self.c})*d - 4*h*w"
        scale = f"({self.reciprocal})^2*(1/({below}))^2"
        equations = (*self.equations[:2], ("d", f"{self.c} - {self.b}"))
        weights = [f"({_named(_grouped(quotient), names)})*{scale}" for quotient in quotients]
        return [("==", weight, x, y) for weight, (x, y) in zip(weights, equations, strict=True)]

    def _modulo(self) -> list[str]:
        """Multipliers of the equations in f²((r − γ)² − bc) − q² − fqσ minus the square."""
        _, g, w, d, h, b, c, r = ring("g, w, d, h, b, c, r", QQ, lex)
        s, D, sigma, q = 4 * h**2 + d**2, 2 * (h * (b + c) + d * w), b + c, r - 1
        scaled = s**2 * ((r - g) ** 2 - b * c) - q**2 * D**2 - s * D * q * sigma
        difference = scaled - ((sigma * d - 4 * h * w) * q - s * w) ** 2
        quotients, remainder = difference.div([h - 1 + g, w**2 - h**2 + b * c, d**2 - (b - c) ** 2])
        if remainder:
            raise ArithmeticError("the minor is not the square")
        names = {"g": self.rate, "b": self.b, "c": self.c}
        return [f"({_named(_grouped(quotient), names)})*({self.reciprocal})^2" for quotient in quotients]


def _named(text: str, names: dict[str, str]) -> str:
    return re.sub(r"\b[gbc]\b", lambda match: names[match[0]], text)


def _grouped(polynomial: PolyElement) -> str:
    """The polynomial with its terms in groups of twenty, so that no expression is nested deeply."""
    terms = sympy.Add.make_args(polynomial.as_expr())
    groups = [str(sympy.Add(*terms[i : i + 20])) for i in range(0, len(terms), 20)]
    return " + ".join(f"({group})" for group in groups)


def given_steps(given: list[str], b: str, c: str) -> list[Step]:
    """d² = (b − c)² and d ≥ 0 from the definition of d in ``given``."""
    return [
        inequality(f"d^2 == ({b} - {c})^2", given, "definition of d"),
        inequality("0 <= d", given, "definition of d"),
    ]
