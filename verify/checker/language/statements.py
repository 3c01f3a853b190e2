"""Reading statements of the claim language: text to a plain tree, by the ``ast`` module with a whitelist.

Nothing is evaluated. A statement is a relation ``a <= b`` (a chain ``a <= b < c`` is two of them), a definition
``name = expression``, or a predicate such as ``symmetric(A, D)``. Trees are nested tuples:

    ("num", Fraction)  ("name", str)  ("neg", x)  ("call", function, (argument, …))
    ("+" | "-" | "*" | "/" | "^", left, right)          the exponent is always ("num", q), folded from the text
    ("matrix", ((entry, …), …))                         rectangular, at least 1×1
    ("<=" | "<" | ">=" | ">" | "==", left, right)  ("define", name, expression)
"""

import ast
import re
import warnings
from fractions import Fraction
from keyword import iskeyword
from typing import Any

from kreiss.verify.checker.documents import Rejected, division, spend

Tree = tuple[Any, ...]

WORK_PER_LETTER = 80
"""The work of reading a character of a statement, of holding its expressions in memory, and of looking them up."""
LONGEST, DEEPEST, LARGEST_EXPONENT = 10_000, 100, 1000
PREDICATES = {"symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular", "nonnegative", "square"}
_NAMES_TOO = {"eigmax", "trace", "det", "abscissa", "exp_norm", "sup_exp"}
"""Functions of which a number may bear the name, as it could before there were these functions."""
FUNCTIONS = {  # name -> least and greatest number of arguments
    **dict.fromkeys(["K", "K_ct", "rho", "norm", "sup_powers", "numerical_radius", "dim"], (1, 1)),
    **dict.fromkeys(["sqrt", "exp", "log", "abs", "inverse", "transpose"], (1, 1)),
    **dict.fromkeys(["min", "max"], (1, 50)),
    **dict.fromkeys(PREDICATES, (1, 50)),
    **dict.fromkeys(["eigmax", "trace", "det", "abscissa", "sup_exp"], (1, 1)),
    **dict.fromkeys(["power_norm", "resolvent", "exp_norm"], (2, 2)),
}
_CHARACTERS = re.compile(r"[A-Za-z0-9_ .,+\-*/^()\[\]<>=]*", re.ASCII)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}", re.ASCII)
_NUMBER = re.compile(r"(?:[0-9]{1,1000}(?:\.[0-9]{0,1000})?|\.[0-9]{1,1000})(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_RELATIONS = {ast.LtE: "<=", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.Eq: "=="}


def parse(text: object, path: str) -> tuple[Tree, ...]:
    """The relations, definition or predicate that ``text`` states; anything else raises ``Rejected(path, …)``."""
    node, source = _read(text, path)
    if isinstance(node, ast.Assign):
        return (_definition(node, source, path),)
    if not isinstance(node, ast.Expr):
        raise Rejected(path, "expected a relation, a definition or a predicate")
    if isinstance(node.value, ast.Compare):
        return _chain(node.value, source, path)
    tree = _Reader(source, path).tree(node.value, 1)
    if tree[0] != "call" or tree[1] not in PREDICATES:
        raise Rejected(path, "expected a relation, a definition or a predicate, got a bare expression")
    return (tree,)


def is_name(value: object) -> bool:
    """Whether a value of a document is a name that may stand for a matrix or a number."""
    return (
        isinstance(value, str)
        and NAME.fullmatch(value) is not None
        and not value.startswith("__")
        and (value not in FUNCTIONS or value in _NAMES_TOO)
        and not iskeyword(value)
    )


def names_of(tree: object) -> set[str]:
    """Every name that stands for a value in a tree, or in trees."""
    spend(4)
    if not isinstance(tree, tuple | list):
        return set()
    if len(tree) == 2 and tree[0] == "name" and isinstance(tree[1], str):
        return {tree[1]}
    return set().union(*map(names_of, tree))


def expression(text: object, path: str) -> Tree:
    """The tree of one expression without relations."""
    node, source = _read(text, path)
    if not isinstance(node, ast.Expr):
        raise Rejected(path, "expected an expression")
    return _Reader(source, path).tree(node.value, 1)


def _read(text: object, path: str) -> tuple[ast.stmt, str]:
    if not isinstance(text, str):
        raise Rejected(path, "expected text")
    if len(text) > LONGEST:
        raise Rejected(path, f"longer than {LONGEST} characters")
    if not _CHARACTERS.fullmatch(text):
        raise Rejected(path, "has a character outside the claim language")
    spend(WORK_PER_LETTER * len(text))
    source = text.strip().replace("^", "**")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Rejected(path, "is not well formed, or is nested too deeply") from None
    if len(body) != 1:
        raise Rejected(path, "expected one statement")
    return body[0], source


def _definition(node: ast.Assign, source: str, path: str) -> Tree:
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        raise Rejected(path, "expected one fresh name on the left of '='")
    name = node.targets[0].id
    if name == "I" or not is_name(name):
        raise Rejected(path, f"{name!r:.60} has a meaning of its own")
    return ("define", name, _Reader(source, path).tree(node.value, 1))


def _chain(node: ast.Compare, source: str, path: str) -> tuple[Tree, ...]:
    reader = _Reader(source, path)
    sides = [reader.tree(side, 1) for side in (node.left, *node.comparators)]
    signs = [_RELATIONS.get(type(op)) for op in node.ops]
    if None in signs:
        raise Rejected(path, "expected <=, <, >=, > or ==")
    return tuple((sign, left, right) for sign, left, right in zip(signs, sides[:-1], sides[1:], strict=True))


class _Reader:
    """Turns whitelisted expression nodes into trees; numbers are read from the source text, never through floats."""

    def __init__(self, source: str, path: str) -> None:
        self.source, self.path = source, path

    def tree(self, node: ast.expr, depth: int) -> Tree:
        if depth > DEEPEST:
            raise Rejected(self.path, f"nested more than {DEEPEST} deep")
        match node:
            case ast.Constant():
                top, bottom = self._number(node).as_integer_ratio()  # 0.5 is 1/2, in one form
                return (
                    ("num", Fraction(top)) if bottom == 1 else ("/", ("num", Fraction(top)), ("num", Fraction(bottom)))
                )
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return ("neg", self.tree(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return self._operation(_OPERATORS[type(op)], left, right, depth + 1)
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments, depth + 1)
            case ast.List(elts=rows):
                return self._matrix(rows, depth + 1)
        raise Rejected(self.path, f"{type(node).__name__} is outside the claim language")

    def _number(self, node: ast.Constant) -> Fraction:
        text = self.source[node.col_offset : node.end_col_offset]
        if not _NUMBER.fullmatch(text):
            raise Rejected(self.path, f"{text!r:.40} is not a decimal number")
        return Fraction(text)

    def _name(self, name: str) -> Tree:
        if not is_name(name):
            raise Rejected(self.path, f"{name!r:.60} cannot stand for a value")
        return ("name", name)

    def _operation(self, sign: str, left: ast.expr, right: ast.expr, depth: int) -> Tree:
        operand = self.tree(right, depth)
        if sign == "^":
            operand = ("num", self._exponent(operand))
        return (sign, self.tree(left, depth), operand)

    def _exponent(self, tree: Tree) -> Fraction:
        value = _constant(tree)
        if value is None or max(abs(value.numerator), value.denominator) > LARGEST_EXPONENT:
            raise Rejected(self.path, f"expected a rational exponent of numerator and denominator ≤ {LARGEST_EXPONENT}")
        return value

    def _call(self, function: str, arguments: list[ast.expr], depth: int) -> Tree:
        least, most = FUNCTIONS.get(function, (0, -1))
        if not least <= len(arguments) <= most:
            raise Rejected(self.path, f"no function {function!r:.60} of {len(arguments)} arguments")
        return ("call", function, tuple(self.tree(argument, depth) for argument in arguments))

    def _matrix(self, rows: list[ast.expr], depth: int) -> Tree:
        entries = [row.elts for row in rows if isinstance(row, ast.List)]
        if len(entries) != len(rows) or not entries or not entries[0] or len({len(row) for row in entries}) > 1:
            raise Rejected(self.path, "expected a matrix [[…], …] with rows of one length")
        return ("matrix", tuple(tuple(self.tree(entry, depth) for entry in row) for row in entries))


def _constant(tree: Tree) -> Fraction | None:
    """The value of a number, its negation, or a quotient of the two; None for anything else."""
    match tree:
        case ("num", value):
            return Fraction(value)
        case ("neg", operand):
            inner = _constant(operand)
            return None if inner is None else -inner
        case ("/", left, right):
            top, bottom = _constant(left), _constant(right)
            if top is None or not bottom:
                return None
            bits = max(value.bit_length() for value in (*top.as_integer_ratio(), *bottom.as_integer_ratio()))
            spend(8 * division(bits, bits))
            return top / bottom
    return None
