"""Claim-language text as a mathematician writes it: in Unicode for the terminal and in LaTeX.

The text is parsed by the standard library's ``ast``; nothing is evaluated, and what the language does not know raises
``InvalidClaim``.
"""

import ast
import re
from collections.abc import Mapping

from kreiss.errors import InvalidClaim

GREEK = {"gamma": "γ", "eps": "ε", "delta": "δ", "kappa": "κ", "rho": "ρ", "alpha": "α", "beta": "β", "lambda": "λ"}
_RELATIONS: Mapping[type[ast.cmpop], tuple[str, str]] = {
    ast.LtE: ("≤", r"\le"),
    ast.GtE: ("≥", r"\ge"),
    ast.Lt: ("<", "<"),
    ast.Gt: (">", ">"),
    ast.Eq: ("=", "="),
}
_SUPERSCRIPT = str.maketrans("0123456789t", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ")
_PREDICATES = {
    *("symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular", "nonnegative", "square"),
    *("orthogonal", "psd", "positive_definite"),
}
_NAMES = {
    "rho": ("ρ", r"\rho"),
    "numerical_radius": ("w", "w"),
    "K_ct": ("K_ct", r"K_{\mathrm{ct}}"),
    "eigmax": ("λ_max", r"\lambda_{\max}"),
    "eigmin": ("λ_min", r"\lambda_{\min}"),
    "sigmamin": ("σ_min", r"\sigma_{\min}"),
    "cond": ("cond", r"\operatorname{cond}"),
    "trace": ("tr", r"\operatorname{tr}"),
    "det": ("det", r"\det"),
    "abscissa": ("α", r"\alpha"),
    "numerical_abscissa": ("ω", r"\omega"),
}
"""Of functions, in Unicode and in LaTeX."""
WORDS = {"psd": "positive semidefinite"}


def unicode(text: str) -> str:
    """``text`` for the terminal.

    >>> unicode("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))")
    'K(J) ≤ 2/(1 − γ) + ‖C‖/(4(1 − γ))'
    """
    return _Unicode().statement(text)


def latex(text: str) -> str:
    r"""``text`` in LaTeX, for math mode.

    >>> latex("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))")
    'K(J) \\le \\frac{2}{1 - \\gamma} + \\frac{\\lVert C\\rVert}{4 (1 - \\gamma)}'
    """
    return _Latex().statement(text)


class _Unicode:
    """One method for each form of expression; ``_Latex`` overrides what differs."""

    column = 0
    minus, dot, bar = "−", "·", "‖"

    def statement(self, text: str) -> str:
        """A relation, a definition or a predicate."""
        self.source = re.sub(r"\^", "**", text.strip())
        try:
            (node,) = ast.parse(self.source).body
        except (SyntaxError, ValueError):
            raise InvalidClaim(f"cannot typeset {text!r:.200}") from None
        self.names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            return f"{self.name(node.targets[0].id)} = {self.show(node.value)}"
        if not isinstance(node, ast.Expr):
            raise InvalidClaim(f"cannot typeset {text!r:.200}")
        if isinstance(node.value, ast.Compare):
            parts = [self.show(node.value.left)]
            for operator, side in zip(node.value.ops, node.value.comparators, strict=True):
                parts += [_RELATIONS[type(operator)][self.column], self.show(side)]
            return " ".join(parts)
        return self.show(node.value)

    def show(self, node: ast.expr, outer: int = 0) -> str:
        """An expression, in parentheses if it binds less than ``outer`` (1 sum, 2 product, 3 sign, 4 power)."""
        match node:
            case ast.Constant():
                return ast.get_source_segment(self.source, node) or ""
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.wrapped(f"{self.minus}{self.show(operand, 2)}", 2, outer)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                sign = "+" if isinstance(op, ast.Add) else self.minus
                return self.wrapped(f"{self.show(left, 1)} {sign} {self.show(right, 2)}", 1, outer)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.wrapped(self.product(left, right), 2, outer)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self.quotient(left, right, outer)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.wrapped(self.power(left, right), 4, outer)
            case ast.Call(func=ast.Name()):
                return self.function(node, outer)
            case ast.List(elts=rows):
                return self.matrix(
                    [[self.show(entry) for entry in row.elts] for row in rows if isinstance(row, ast.List)]
                )
        raise InvalidClaim(f"cannot typeset {ast.unparse(node)!r:.200}")

    def function(self, node: ast.Call, outer: int) -> str:
        """A function at its arguments: inverses bind as powers do, e is exp(1) where no name is e."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("inverse", "resolvent"):
            return self.wrapped(self.inverse(name, node.args), 4, outer)
        return "e" if ast.unparse(node) == "exp(1)" and "e" not in self.names else self.call(name, node.args)

    def wrapped(self, text: str, level: int, outer: int) -> str:
        """``text`` in parentheses if needed."""
        return f"({text})" if level < outer else text

    def name(self, name: str) -> str:
        """A name: Greek letters by their names, with an index that follows."""
        match = re.fullmatch(rf"({'|'.join(GREEK)})(_?[0-9]+)", name)
        return GREEK[match[1]] + match[2] if match else GREEK.get(name, name)

    def product(self, left: ast.expr, right: ast.expr) -> str:
        """A product by juxtaposition where that is unambiguous: never after a quotient, 19/10·w(A)."""
        first, second = self.show(left, 2), self.show(right, 3)
        if _ends_in_quotient(left) or self.is_function(left):
            return f"{first}{self.dot}{second}"
        tight = second.startswith(("(", "‖")) or (first.isdigit() and re.match(r"[0-9.]|[eE][0-9]", second) is None)
        return f"{first}{second}" if tight else f"{first}{self.dot}{second}"

    def is_function(self, node: ast.expr) -> bool:
        """Whether the last factor is the name w: before a parenthesis it would stand for the numerical radius."""
        last = node.right if isinstance(node, ast.BinOp) else node
        return isinstance(last, ast.Name) and last.id == "w"

    def quotient(self, left: ast.expr, right: ast.expr, outer: int) -> str:
        """A quotient on one line."""
        return self.wrapped(f"{self.show(left, 2)}/{self.show(right, 3)}", 2, outer)

    def power(self, left: ast.expr, right: ast.expr) -> str:
        """A power: a superscript for a whole number."""
        return self.show(left, 5) + self.exponent(right)

    def exponent(self, node: ast.expr) -> str:
        """An exponent; nothing for 1."""
        shown = self.show(node)
        if shown == "1":
            return ""
        return shown.translate(_SUPERSCRIPT) if re.fullmatch("[0-9]+|t", shown) else f"^({shown})"

    def inverse(self, function: str, arguments: list[ast.expr]) -> str:
        """An inverse, or the resolvent (zI − A)⁻¹."""
        if function == "inverse":
            return f"({self.show(arguments[0])})⁻¹"
        z = self.show(arguments[1], 3)
        return f"({z}{'' if len(z) == 1 or z.endswith(')') else '·'}I − {self.show(arguments[0], 2)})⁻¹"

    def normed(self, inner: str) -> str:
        """A norm; what has bars itself stands in parentheses, so that each bar has its partner."""
        return f"‖({inner})‖" if self.bar in inner else f"‖{inner}‖"

    def call(self, function: str, arguments: list[ast.expr]) -> str:
        """A function of the language in its usual notation."""
        match function:
            case "sup_powers":
                return f"sup_t {self.normed(self.show(arguments[0], 5) + 'ᵗ')}"
            case "power_norm":
                return self.normed(self.show(arguments[0], 5) + self.exponent(arguments[1]))
            case "sup_exp" | "exp_norm" | "transpose":
                return self.of_matrix(function, arguments)
        shown = [self.show(argument) for argument in arguments]
        match function:
            case "norm":
                return self.normed(shown[0])
            case "abs":
                return f"|({shown[0]})|" if "|" in shown[0] else f"|{shown[0]}|"
            case "sqrt":
                return f"√({shown[0]})"
        if function in _PREDICATES:
            return f"{', '.join(shown)} {WORDS.get(function, function).replace('_', ' ')}"
        name = _NAMES[function][0] if function in _NAMES else GREEK.get(function, function)
        return f"{name}({', '.join(shown)})"

    def of_matrix(self, function: str, arguments: list[ast.expr]) -> str:
        """A transpose, or the norm of an exponential."""
        if function == "transpose":
            return f"{self.show(arguments[0], 5)}ᵀ"
        time = self.show(arguments[1], 3) if function == "exp_norm" else "t"
        return ("" if function == "exp_norm" else "sup_t ") + self.normed(f"exp({time}·{self.show(arguments[0], 3)})")

    def matrix(self, rows: list[list[str]]) -> str:
        """A matrix on one line."""
        return "[" + "; ".join(", ".join(row) for row in rows) + "]"


def _ends_in_quotient(node: ast.expr) -> bool:
    """Whether the last of the factors that are shown is a divisor."""
    if isinstance(node, ast.UnaryOp):
        return _ends_in_quotient(node.operand)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


class _Latex(_Unicode):
    column = 1
    minus = "-"

    def name(self, name: str) -> str:
        """A name: Greek letters as commands, what follows a letter as its index, words in italics."""
        match = re.fullmatch(rf"({'|'.join(GREEK)}|[A-Za-z])(?:_?([0-9]+)|_([A-Za-z0-9]+)|([A-Za-z])|)", name)
        if match is None:
            return "\\mathit{" + name.replace("_", r"\_") + "}"
        letter = {"eps": r"\varepsilon"}.get(match[1], f"\\{match[1]}" if match[1] in GREEK else match[1])
        index = match[2] or match[3] or match[4]
        return f"{letter}_{{{index}}}" if index else letter

    def product(self, left: ast.expr, right: ast.expr) -> str:
        """A product by juxtaposition, but before a number and after the name w."""
        first, second = self.show(left, 2), self.show(right, 3)
        return (
            f"{first} \\cdot {second}" if second[0] in "0123456789." or self.is_function(left) else f"{first} {second}"
        )

    def quotient(self, left: ast.expr, right: ast.expr, outer: int) -> str:
        """A fraction."""
        return f"\\frac{{{self.show(left)}}}{{{self.show(right)}}}"

    def power(self, left: ast.expr, right: ast.expr) -> str:
        """A power."""
        return self.base(left) + f"^{{{self.show(right)}}}"

    def base(self, node: ast.expr) -> str:
        """What an exponent can follow."""
        base = self.show(node, 5)
        return f"\\left({base}\\right)" if base.startswith("\\frac") or base.endswith("}") else base

    def inverse(self, function: str, arguments: list[ast.expr]) -> str:
        """An inverse, or the resolvent."""
        if function == "inverse":
            return f"({self.show(arguments[0])})^{{-1}}"
        return f"({self.show(arguments[1], 3)} I - {self.show(arguments[0], 2)})^{{-1}}"

    def call(self, function: str, arguments: list[ast.expr]) -> str:
        """A function of the language in its usual notation."""
        shown = [self.show(argument) for argument in arguments]
        match function:
            case "norm":
                return f"\\lVert {shown[0]}\\rVert"
            case "abs":
                return f"\\lvert {shown[0]}\\rvert"
            case "sqrt":
                return f"\\sqrt{{{shown[0]}}}"
            case "sup_powers":
                return f"\\sup_t \\lVert {self.base(arguments[0])}^t\\rVert"
            case "power_norm":
                power = self.show(arguments[0]) if shown[1] == "1" else f"{self.base(arguments[0])}^{{{shown[1]}}}"
                return f"\\lVert {power}\\rVert"
            case "sup_exp" | "exp_norm" | "transpose":
                return self.of_matrix(function, arguments)
            case "max" | "min" | "exp" | "log" | "dim":
                return f"\\{function}({', '.join(shown)})"
        if function in _PREDICATES:
            return f"{', '.join(shown)}\\ \\text{{{WORDS.get(function, function).replace('_', ' ')}}}"
        letter = _NAMES[function][1] if function in _NAMES else function
        return f"{letter}({', '.join(shown)})"

    def of_matrix(self, function: str, arguments: list[ast.expr]) -> str:
        """A transpose, or the norm of an exponential."""
        if function == "transpose":
            return self.base(arguments[0]) + "^{\\top}"
        time = self.show(arguments[1], 3) if function == "exp_norm" else "t"
        norm = f"\\lVert \\exp({time} {self.show(arguments[0], 3)})\\rVert"
        return norm if function == "exp_norm" else f"\\sup_t {norm}"

    def matrix(self, rows: list[list[str]]) -> str:
        """A matrix with rows below each other."""
        return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{pmatrix}"
