"""Real expressions as trees, printed once in the claim language, with the parentheses that they need.

>>> rate, coupling = expression("1 - h"), expression("norm(C)")
>>> str(coupling / (4 * (1 - rate)) + (1 - rate) / coupling)
'norm(C)/(4*(1 - (1 - h))) + (1 - (1 - h))/norm(C)'
"""

import re
from dataclasses import dataclass

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}  # how strongly a sign binds, for brackets
_SUM, _POWER, _ATOM = 0, 4, 5  # the levels outside of all signs, above and around a power, and inside an atom
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+", re.ASCII)
_CALL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\(.*\))", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Expression:
    """A text (``sign`` is empty), which stands in parentheses wherever it is a part, or an operation on two parts."""

    sign: str
    parts: "tuple[Expression, Expression] | tuple[str]"

    def __add__(self, other: "Operand") -> "Expression":
        return _operation("+", self, other)

    def __radd__(self, other: "Operand") -> "Expression":
        return _operation("+", other, self)

    def __sub__(self, other: "Operand") -> "Expression":
        return _operation("-", self, other)

    def __rsub__(self, other: "Operand") -> "Expression":
        return _operation("-", other, self)

    def __mul__(self, other: "Operand") -> "Expression":
        return _operation("*", self, other)

    def __rmul__(self, other: "Operand") -> "Expression":
        return _operation("*", other, self)

    def __truediv__(self, other: "Operand") -> "Expression":
        return _operation("/", self, other)

    def __rtruediv__(self, other: "Operand") -> "Expression":
        return _operation("/", other, self)

    def __pow__(self, exponent: int) -> "Expression":
        return _operation("^", self, exponent)

    def __str__(self) -> str:
        return self._shown(_SUM)

    def _shown(self, outer: int) -> str:
        match self.parts:
            case (str(text),):
                return text if outer == _SUM else enclosed(text)
            case (Expression() as left, Expression() as right):
                level = _LEVELS[self.sign]
                sign = f" {self.sign} " if level == 1 else self.sign
                first = left._shown(_ATOM if level == _POWER else level)
                text = f"{first}{sign}{right._shown(level + 1)}"
                return text if outer <= level else f"({text})"
        raise ValueError(f"not an expression: {self.parts!r:.60}")


Operand = Expression | str | int


def expression(value: Operand) -> Expression:
    """The expression that a text or a whole number stands for."""
    return value if isinstance(value, Expression) else Expression("", (str(value),))


def enclosed(text: str) -> str:
    """The text as it may stand anywhere: in parentheses, unless it is a name, a whole number or one call."""
    return text if _is_atom(text) else f"({text})"


def _operation(sign: str, left: Operand, right: Operand) -> Expression:
    return Expression(sign, (expression(left), expression(right)))


def _is_atom(text: str) -> bool:
    """Whether the text is a name, a whole number, or one call."""
    if _WORD.fullmatch(text):
        return True
    call = _CALL.fullmatch(text)
    return call is not None and _closes_last(call[1])


def _closes_last(text: str) -> bool:
    """Whether the parenthesis that opens the text is closed by its last character."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return position == len(text) - 1
    return False
