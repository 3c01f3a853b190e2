"""The exact Kreiss constant of every non-negative 2×2 matrix, in closed form.

Let Ĵ = [[1 − u, b], [c, 1 − v]] ≥ 0 with u, v > 0 and bc < uv. With q = r − 1,

    w = √((u − v)² + (b + c)²),   n = √(uv − bc),   d = |b − c|,   T = (r − 1)I + (I − Ĵ),

the singular values of T satisfy σ₁σ₂ = (q + u)(q + v) − bc and (σ₁ − σ₂)² = w², which is constant in r. Hence f²TᵀT −
q²I has the determinant e(e + 2fqw) and the trace 2e + 2fqw + f²w² with e = f²σ₁σ₂ − q² − fqw, a quadratic polynomial
in q. It is a square for f = (w² + 4n²)/((u + v)w + 2dn). So K(Ĵ) = 1 if w ≤ u + v, and K(Ĵ) = f else.
"""

import re

import sympy

from kreiss.symbolic.proof import Step, Term, comparison, inequality, singular

SLOPE = "d*w - 2*n*(u + v)"
BOUND = "(w^2 + 4*n^2)/((u + v)*w + 2*d*n)"
RECIPROCAL = "1/((u + v)*w + 2*d*n)"
SQUARE = f"(({SLOPE})*(r - 1)*({RECIPROCAL}) - ({BOUND})*n)^2"
Equations = tuple[tuple[str, str], ...]


def definitions(b: str, c: str) -> tuple[str, ...]:
    """The lines that define d, w and n in a claim; u and v are 1 minus the rates."""
    return (f"d = abs({_gap(b, c)})", f"w = sqrt((u - v)^2 + {_square(_sum(b, c))})", f"n = sqrt({_product(b, c)})")


def _sum(b: str, c: str) -> str:
    return b if c == "0" else f"{b} + {c}"


def _gap(b: str, c: str) -> str:
    return b if c == "0" else f"{b} - {c}"


def _product(b: str, c: str) -> str:
    """det(I − Ĵ)."""
    return "u*v" if c == "0" else f"u*v - {b}*{c}"


def _square(text: str) -> str:
    return f"{text}^2" if text.isidentifier() else f"({text})^2"


def _symbols() -> dict[str, sympy.Symbol]:
    return {name: sympy.Symbol(name) for name in ("x", "y", "n", "d", "w", "u", "v", "b", "c", "r")}


def _multipliers(difference: sympy.Expr, rates: bool) -> list[sympy.Expr]:
    """Multipliers of the equations in a polynomial that vanishes modulo them; ``ArithmeticError`` if it does not."""
    s = _symbols()
    relations = [
        *((s["x"] - 1 + s["u"], s["y"] - 1 + s["v"]) if rates else ()),
        s["n"] ** 2 - s["u"] * s["v"] + s["b"] * s["c"],
        s["d"] ** 2 - (s["b"] - s["c"]) ** 2,
        s["w"] ** 2 - (s["u"] - s["v"]) ** 2 - (s["b"] + s["c"]) ** 2,
    ]
    quotients, remainder = sympy.reduced(sympy.expand(difference), relations, *s.values(), order="lex")
    if remainder != 0:
        raise ArithmeticError("the expression does not vanish modulo the definitions of n, d and w")
    return list(quotients)


def _text(polynomial: sympy.Expr, names: dict[str, str]) -> str:
    """The polynomial as text, its terms in groups of twenty so that no expression is nested deeply."""
    terms = sympy.Add.make_args(sympy.expand(polynomial))
    groups = [str(sympy.Add(*terms[i : i + 20])) for i in range(0, len(terms), 20)]
    text = " + ".join(f"({group})" for group in groups)
    return re.sub(r"\b[xybc]\b", lambda match: names[match[0]], text)


def equations(x: str, y: str, b: str, c: str) -> Equations:
    """The definitions as equations, in the order of ``square_multipliers_text``."""
    return (
        (x, "1 - u"),
        (y, "1 - v"),
        ("n^2", _product(b, c)),
        ("d^2", _square(_gap(b, c))),
        ("w^2", f"(u - v)^2 + {_square(_sum(b, c))}"),
    )


def definition_steps(rates: tuple[str, str], b: str, c: str) -> list[Step]:
    """Signs and squares of u, v, d, w, n from their definitions; x, y < 1, b, c ≥ 0 and b + c > 0 are facts."""
    (x, y), (d, w, n) = rates, definitions(b, c)
    return [
        inequality("0 < u", [f"u = 1 - {x}", f"{x} < 1"], "the first rate is below 1"),
        inequality("0 < v", [f"v = 1 - {y}", f"{y} < 1"], "the second rate is below 1"),
        inequality(f"{x} == 1 - u", [f"u = 1 - {x}"], "definition of u"),
        inequality(f"{y} == 1 - v", [f"v = 1 - {y}"], "definition of v"),
        inequality("0 <= d", [d], "an absolute value"),
        inequality(f"d^2 == {_square(_gap(b, c))}", [d], "definition of d"),
        inequality("0 <= n", [n], "a square root"),
        inequality(f"n^2 == {_product(b, c)}", [n], "definition of n"),
        inequality(f"w^2 == (u - v)^2 + {_square(_sum(b, c))}", [w], "definition of w"),
        inequality("0 < w", [w, f"0 < {_sum(b, c)}"], "the couplings do not both vanish"),
    ]


def upper_steps(rates: tuple[str, str], b: str, c: str, name: str = "J") -> list[Step]:
    """``K(J) <= f`` for Ĵ = [[x, b], [c, y]], after ``definition_steps``."""
    facts = ["0 < u", "0 < v", "0 <= d", "0 < w", "0 <= n"]
    zero = square_multipliers_text(*rates, b, c)
    return [
        inequality(f"0 < {RECIPROCAL}", facts, "the denominator is positive"),
        inequality(f"0 <= {BOUND}", facts, "the bound is defined and non-negative"),
        _comparison(BOUND, SQUARE, zero, rates, b, c, name),
    ]


def contraction_steps(rates: tuple[str, str], b: str, c: str, name: str = "J") -> list[Step]:
    """``K(J) <= 1`` where w ≤ u + v, after ``definition_steps``: e = q(u + v − w) + n² ≥ 0 for f = 1."""
    base, product = f"(r - 1)*(u + v - w) + ({_product(b, c)})", _product(b, c)
    zero = [f"-1*(r - {rates[1]})", "-1*((r - 1) + u)", "0", "0", "0"]
    return [
        inequality(f"0 <= {product}", [f"n^2 == {product}"], "it is a square"),
        inequality(f"0 <= {base}", ["1 < r", "w <= u + v", f"0 <= {product}"], "e for f = 1"),
        _comparison("1", base, zero, rates, b, c, name),
    ]


def _comparison(bound: str, base: str, zero: list[str], rates: tuple[str, str], b: str, c: str, name: str) -> Step:
    """The comparison step: e = base + Σ zero·(equation), trace 2e + 2fqw + f²w² and determinant e(e + 2fqw)."""
    (x, y), f, q = rates, f"({bound})", "(r - 1)"
    pairs = equations(x, y, b, c)
    e = f"({f}^2*((r - {x})*(r - {y}) - {b}*{c}) - {q}^2 - {f}*{q}*w)"
    factor = f"({e} + {base} + 2*{f}*{q}*w)"
    squares: list[Term] = [(2, [f, q, "w"]), (1, [f, f, "w", "w"])]
    trace: list[Term] = [(2, [base]), *_vanishing(zero, "2", pairs), *squares, *trace_equations(f, x, y, b, c)]
    determinant: list[Term] = [(1, [base, base]), (2, [base, f, q, "w"])]
    determinant += [*_vanishing(zero, factor, pairs), *determinant_equations(f, x, y, b, c)]
    reason = "trace and determinant are ≥ 0: the determinant is e(e + 2fqw) with e ≥ 0"
    return comparison(f"K({name}) <= {bound}", [[x, b], [c, y]], [trace, determinant], reason)


def attained_steps(rates: tuple[str, str], b: str, c: str, name: str) -> list[Step]:
    """``f <= K(M)`` for M = [[x, b], [c, y]]; the facts of ``upper_steps`` and n > 0, w > u + v are known before.

    At q = (w² + 4n²)n/(dw − 2n(u + v)) the square vanishes, so that the form is singular.
    """
    x, y = rates
    q = f"(w^2 + 4*n^2)*n/({SLOPE})"
    conjugate, product = f"({SLOPE})*(d*w + 2*n*(u + v))", "(w^2 + 4*n^2)*(w^2 - (u + v)^2)"
    known = [f"{left} == {right}" for left, right in equations(x, y, b, c)[2:]]
    signs = ["0 < n", "0 < u", "0 < v", "0 <= d", "0 < w"]
    steps = [
        inequality(f"0 < {product}", ["0 < n", "0 < u", "0 < v", "u + v < w"], "both factors are positive"),
        inequality(f"{conjugate} == {product}", known, "expand"),
        inequality(f"0 < {conjugate}", [f"0 < {product}", f"{conjugate} == {product}"], "the same number"),
        inequality(f"0 < {SLOPE}", [*signs, f"0 < {conjugate}"], "its product with a positive number is positive"),
        inequality(f"0 < 1/({SLOPE})", [f"0 < {SLOPE}"], "its reciprocal"),
        inequality(f"1 < 1 + {q}", ["0 < n", f"0 < {SLOPE}"], "the point lies outside the unit circle"),
    ]
    s, z = _symbols(), f"(1 + {q.replace(f'/({SLOPE})', f'*(1/({SLOPE}))')})"
    at = [re.sub(r"\br\b", z, _text(m, {"x": x, "y": y, "b": b, "c": c})) for m in _square_multipliers(s)]
    f, below = f"({BOUND})", f"({RECIPROCAL})^2"
    e = f"({f}^2*(({z} - {x})*({z} - {y}) - {b}*{c}) - ({z} - 1)^2 - {f}*({z} - 1)*w)"
    factor = f"(-1)*({e} + 2*{f}*({z} - 1)*w)"
    terms: list[Term] = [*_vanishing([f"({m})*{below}" for m in at], factor, equations(x, y, b, c))]
    for sign, m, left, right in determinant_equations(f, x, y, b, c):
        terms.append((sign, re.sub(r"\br\b", z, f"-1*({m})"), left, right))
    return [*steps, singular(f"{BOUND} <= K({name})", f"1 + {q}", [terms], "the square vanishes: the form is singular")]


def square_multipliers_text(x: str, y: str, b: str, c: str) -> list[str]:
    """The multipliers of ``equations`` in e − square, as text."""
    names = {"x": x, "y": y, "b": b, "c": c}
    return [f"({_text(m, names)})*({RECIPROCAL})^2" for m in _square_multipliers(_symbols())]


def _vanishing(multipliers: list[str], factor: str, pairs: Equations) -> list[Term]:
    return [("==", f"{m}*{factor}", x, y) for m, (x, y) in zip(multipliers, pairs, strict=True)]


def _square_multipliers(s: dict[str, sympy.Symbol]) -> list[sympy.Expr]:
    """For D²(e − square), e = f²((r − x)(r − y) − bc) − q² − fqw."""
    top, below, sigma = s["w"] ** 2 + 4 * s["n"] ** 2, (s["u"] + s["v"]) * s["w"] + 2 * s["d"] * s["n"], s["u"] + s["v"]
    q, slope = s["r"] - 1, s["d"] * s["w"] - 2 * s["n"] * sigma
    product = (s["r"] - s["x"]) * (s["r"] - s["y"]) - s["b"] * s["c"]
    difference = top**2 * product - q**2 * below**2 - top * below * q * s["w"] - (slope * q - top * s["n"]) ** 2
    return _multipliers(difference, rates=True)


def trace_equations(f: str, x: str, y: str, b: str, c: str) -> list[Term]:
    """tr N = 2(f²p − q²) + f²((x − y)² + (b + c)²), and the last bracket is w² since x − y = v − u."""
    factor = f"{f}^2"
    return [
        ("==", f"-{factor}", "w^2", f"(u - v)^2 + {_square(_sum(b, c))}"),
        ("==", f"{factor}*(({x} - {y}) + (v - u))", x, "1 - u"),
        ("==", f"-{factor}*(({x} - {y}) + (v - u))", y, "1 - v"),
    ]


def determinant_equations(f: str, x: str, y: str, b: str, c: str) -> list[tuple[str, str, str, str]]:
    """det N = (f²p − q²)² − f²q²((x − y)² + (b + c)²)."""
    factor = f"{f}^2*(r - 1)^2"
    return [
        ("==", factor, "w^2", f"(u - v)^2 + {_square(_sum(b, c))}"),
        ("==", f"-{factor}*(({x} - {y}) + (v - u))", x, "1 - u"),
        ("==", f"{factor}*(({x} - {y}) + (v - u))", y, "1 - v"),
    ]
