"""The text of an inequality as a plain tree: a recursive-descent parser that evaluates nothing and points at columns.

    relation   = sum (("<=" | "<" | ">=" | ">" | "==") sum)+      a chain states each neighbouring pair
    definition = name "=" sum
    sum        = product (("+" | "-") product)*
    product    = factor (("*" | "/") factor)*
    factor     = "-" factor | atom (("^" | "**") exponent)?       so that -x^2 is -(x^2)
    atom       = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"

Trees: ("num", Fraction), ("name", str), ("neg", x), ("call", function, arguments), ("+" | "-" | "*" | "/", x, y),
("^", base, ("num", q)), (relation, left, right), ("define", name, expression).
"""

import re
from fractions import Fraction
from keyword import iskeyword
from typing import Any, NoReturn

from kreiss.errors import InvalidClaim
from kreiss.names import no_constant

Tree = tuple[Any, ...]

RELATIONS = ("<=", "<", ">=", ">", "==")
FUNCTIONS = {**dict.fromkeys(["sqrt", "abs", "exp", "log"], (1, 1)), **dict.fromkeys(["min", "max"], (1, 50))}
OF_MATRICES = {
    *("K", "K_ct", "rho", "norm", "sup_powers", "power_norm", "numerical_radius", "dim", "inverse", "transpose"),
    *("symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular", "nonnegative", "square"),
}
"""Functions and predicates of the claim language that are no functions of real numbers."""
LONGEST, DEEPEST, LARGEST_EXPONENT = 10_000, 100, 1000
"""Limits of what is read, so that no statement takes the parser's time or stack."""
_TOKEN = re.compile(
    r"\s*(?:(?P<num>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\*\*|<=|>=|==|[-+*/^()<>=,])|(?P<end>$))",
    re.ASCII,
)


def parse(text: str) -> tuple[Tree, ...]:
    """The relations or the definition that ``text`` states; raises ``InvalidClaim`` with the column of the trouble."""
    if not isinstance(text, str):
        raise InvalidClaim(f"expected the text of a relation, got {text!r:.60}")
    if len(text) > LONGEST:
        raise InvalidClaim(f"a statement may have {LONGEST} characters, this one has {len(text)}")
    return _Parser(text).statement()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.depth = text, 0
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while not self.tokens or self.tokens[-1][0] != "end":
            match = _TOKEN.match(text, position)
            if match is None:
                position += len(text[position:]) - len(text[position:].lstrip())
                self._fail(f"unexpected character {text[position]!r}", position)
            kind = match.lastgroup or "end"
            self.tokens.append((kind, match[kind], match.start(kind)))
            position = match.end()
        self.next = 0

    def statement(self) -> tuple[Tree, ...]:
        if self.tokens[0][0] == "name" and self.tokens[1][1] == "=":
            name = self._variable(self._take()[1], 0)
            self._take()
            result: tuple[Tree, ...] = (("define", name, self._sum()),)
        else:
            result = self._relations()
        if self.tokens[self.next][0] != "end":
            self._unexpected("an operator or the end of the statement")
        return result

    def _relations(self) -> tuple[Tree, ...]:
        left, result = self._sum(), []
        while self._peek() in RELATIONS:
            sign = self._take()[1]
            right = self._sum()
            result.append((sign, left, right))
            left = right
        if not result:
            self._unexpected("one of <=, <, >=, >, ==")
        return tuple(result)

    def _sum(self) -> Tree:
        return self._series(self._product, ("+", "-"))

    def _product(self) -> Tree:
        return self._series(self._factor, ("*", "/"))

    def _series(self, operand: Any, signs: tuple[str, str]) -> Tree:
        depth = self.depth
        tree: Tree = operand()
        while self._peek() in signs:
            self._deeper()
            tree = (self._take()[1], tree, operand())
        self.depth = depth
        return tree

    def _factor(self) -> Tree:
        if self._peek() == "-":
            self._take()
            return ("neg", self._nested(self._factor))
        base = self._atom()
        if self._peek() not in ("^", "**"):
            return base
        self._take()
        column = self.tokens[self.next][2]
        return ("^", base, ("num", self._exponent(self._nested(self._factor), column)))

    def _exponent(self, tree: Tree, column: int) -> Fraction:
        value = _constant(tree)
        if value is None:
            self._fail("expected a rational number as exponent, for example 3, -1 or (1/2)", column)
        if max(abs(value.numerator), value.denominator) > LARGEST_EXPONENT:
            self._fail(f"expected an exponent with numerator and denominator up to {LARGEST_EXPONENT}", column)
        return value

    def _atom(self) -> Tree:
        if self.tokens[self.next][0] not in ("num", "name") and self._peek() != "(":
            self._unexpected("a number, a name or '('")
        kind, text, column = self._take()
        if kind == "num":
            top, bottom = self._number(text, column).as_integer_ratio()  # 0.5 is 1/2, in one form
            return ("num", Fraction(top)) if bottom == 1 else ("/", ("num", Fraction(top)), ("num", Fraction(bottom)))
        if kind == "name":
            return self._call(text, column) if self._peek() == "(" else ("name", self._variable(text, column))
        tree: Tree = self._nested(self._sum)
        self._close()
        return tree

    def _number(self, text: str, column: int) -> Fraction:
        if re.fullmatch(r"0+[1-9][0-9]*", text):
            self._fail(f"write {text.lstrip('0')} for {text}", column)
        return Fraction(text)

    def _variable(self, name: str, column: int) -> str:
        if name in FUNCTIONS or name in OF_MATRICES:
            self._fail(f"{name} is the name of a function: choose another name for the variable", column)
        if iskeyword(name) or name.startswith("__") or len(name) > 60:
            self._fail(f"{name!r:.60} is reserved: choose another name for the variable", column)
        reason = no_constant(name)
        if reason is not None:
            self._fail(reason, column)
        return name

    def _call(self, function: str, column: int) -> Tree:
        if function not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            self._fail(f"{function!r:.60} is not a function known here ({known})", column)
        self._take()
        arguments = [self._nested(self._sum)]
        while self._peek() == ",":
            self._take()
            arguments.append(self._nested(self._sum))
        self._close()
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            self._fail(f"{function} takes {most} argument{'s' if most > 1 else ''}, not {len(arguments)}", column)
        return ("call", function, tuple(arguments))

    def _nested(self, operand: Any) -> Any:
        depth = self.depth
        self._deeper()
        result = operand()
        self.depth = depth
        return result

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST - 2:
            self._fail(f"nested more than {DEEPEST - 2} deep, or a sum of as many terms", self.tokens[self.next][2])

    def _close(self) -> None:
        if self._peek() != ")":
            self._unexpected("')'")
        self._take()

    def _peek(self) -> str:
        return self.tokens[self.next][1]

    def _take(self) -> tuple[str, str, int]:
        token = self.tokens[self.next]
        self.next = min(self.next + 1, len(self.tokens) - 1)
        return token

    def _unexpected(self, wanted: str) -> NoReturn:
        kind, text, column = self.tokens[self.next]
        self._fail(f"expected {wanted}, got {'the end' if kind == 'end' else repr(text)}", column)

    def _fail(self, message: str, column: int) -> NoReturn:
        raise InvalidClaim(f"{self.text[:200]!r}, column {column + 1}: {message}")


def _constant(tree: Tree) -> Fraction | None:
    """The value of a number, its negation, or a quotient of such; None for anything else."""
    if tree[0] == "num":
        return Fraction(tree[1])
    if tree[0] == "neg":
        inner = _constant(tree[1])
        return None if inner is None else -inner
    if tree[0] == "/":
        top, bottom = _constant(tree[1]), _constant(tree[2])
        return None if top is None or not bottom else top / bottom
    return None
