"""The claim language for its users: text to trees, with errors that point at a column and say what was expected.

A small recursive-descent parser over a whitelist; no text is evaluated. It knows the kind of every expression, by one
rule: a name that begins with a capital letter is a matrix, any other is a number, and a defined name is what its
definition is. The checker reads the same language by a parser of its own (``checker/statements.py``), to the same
trees; a test holds the two together. ``O(…)`` belongs to the users alone: ``orders`` writes it out before the checker
reads a claim.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from keyword import iskeyword
from typing import NoReturn

from kreiss.errors import InvalidClaim
from kreiss.names import no_constant
from kreiss.verify.language.trees import RELATIONS, Tree, constant, depth, walk

LONGEST, DEEPEST, LARGEST_EXPONENT = 10_000, 100, 1000
"""Limits of what is read, so that no claim takes the parser's time or stack."""

NUMBER, MATRIX, TRUTH = "a number", "a matrix", "a predicate"
PREDICATES = ("symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular", "nonnegative", "square")
SHORT_PREDICATES = ("psd", "positive_definite", "orthogonal")
"""Predicates that stand for relations (``notation``)."""
SHORT_FUNCTIONS = ("eigmin", "sigmamin", "cond", "numerical_abscissa")
"""Functions that stand for expressions (``notation``)."""
_NEW = ("sup_exp", "eigmax", "trace", "det", "abscissa")
_MATRIX_TO_NUMBER = ("K", "K_ct", "rho", "norm", "sup_powers", "numerical_radius", "dim")
FUNCTIONS: Mapping[str, tuple[tuple[str, ...], str]] = {  # name -> kinds of the arguments, kind of the value
    **dict.fromkeys((*_MATRIX_TO_NUMBER, *_NEW, *SHORT_FUNCTIONS), ((MATRIX,), NUMBER)),
    **dict.fromkeys(("sqrt", "exp", "log", "abs"), ((NUMBER,), NUMBER)),
    **dict.fromkeys(("inverse", "transpose"), ((MATRIX,), MATRIX)),
    **dict.fromkeys(("power_norm", "exp_norm"), ((MATRIX, NUMBER), NUMBER)),
    "resolvent": ((MATRIX, NUMBER), MATRIX),
}
_VARIADIC = {
    "min": (NUMBER, NUMBER),
    "max": (NUMBER, NUMBER),
    **dict.fromkeys((*PREDICATES, *SHORT_PREDICATES), (MATRIX, TRUTH)),
}
NAMES = (*FUNCTIONS, *_VARIADIC)
"""The names of functions and predicates."""
_RESERVED = tuple(set(NAMES) - {*SHORT_PREDICATES, *SHORT_FUNCTIONS, *_NEW, "exp_norm"})
"""Those that cannot stand for a value: the others could when claims were first written."""
_TOKEN = re.compile(
    r" *(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?(?![A-Za-z0-9_.]))"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]{0,59}(?![A-Za-z0-9_]))"
    r"|(?P<sign>\*\*|<=|>=|==|[-+*/^()\[\],<>=])"
    r"|(?P<end>$))",
    re.ASCII,
)
_SPELLINGS = {"≤": "<=", "≥": ">=", "−": "-", "·": "*", "×": "*"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"'{self.text}'"


@dataclass
class Scope:
    """The kinds of the names that earlier lines of a claim define, and every free name seen so far.

    ``numbers`` are numbers whatever they begin with.
    """

    defined: dict[str, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()

    def kind(self, name: str) -> str:
        """The kind of a name: its definition's, or by its first letter."""
        return self.defined.get(name) or (MATRIX if name[0].isupper() and name not in self.numbers else NUMBER)

    def hint(self, *trees: Tree) -> str:
        """What makes a number of the first of these that is the free name of a matrix; nothing if none is."""
        for tree in trees:
            if tree[0] == "name" and tree[1] != "I" and self.kind(tree[1]) == MATRIX and tree[1] not in self.defined:
                return f"; numbers = [\"{tree[1]}\"] makes '{tree[1]}' a number"
        return ""

    def used(self, name: str) -> str:
        """The kind of a name that a line uses, which is a free name from now on unless it is defined."""
        if name not in self.defined and name != "I":
            self.free[name] = self.kind(name)
        return self.kind(name)


@dataclass(frozen=True)
class Orders:
    """Where ``O(…)`` may stand: a summand of the ``greater`` side of a relation, or of the smaller one."""

    greater: bool

    def allows(self, sign: str, on_the_right: bool) -> bool:
        """Whether the side of a relation may have it; ``==`` stands for ``<=`` where the greater side may."""
        if sign == "==":
            return on_the_right and self.greater
        return on_the_right is ((sign in ("<=", "<")) is self.greater)


def parse(text: str, scope: Scope | None = None, orders: Orders | None = None) -> tuple[Tree, ...]:
    """The relations, definition or predicate that one line states, as trees (see ``checker/statements.py``).

    A definition enters ``scope``. With ``orders``, ``O(…)`` is read as a call. Raises ``InvalidClaim`` with the column
    and what was expected there.
    """
    if len(text) > LONGEST:
        raise InvalidClaim(f"a line has {len(text)} characters; at most {LONGEST} are read")
    trees = _Parser(text, Scope() if scope is None else scope, orders).statement()
    if max(map(depth, trees)) > DEEPEST + 1:
        raise InvalidClaim(f"more than {DEEPEST} operations are nested or chained in {_excerpt(text)}")
    return trees


def parse_expression(text: str, scope: Scope | None = None) -> Tree:
    """The number or matrix that ``text`` is, as a tree. Raises ``InvalidClaim`` as ``parse`` does."""
    if len(text) > LONGEST:
        raise InvalidClaim(f"a line has {len(text)} characters; at most {LONGEST} are read")
    parser = _Parser(text, Scope() if scope is None else scope, None)
    tree, _ = parser.expression()
    if parser.token.kind != "end":
        parser.fail(f"expected the end, found {parser.token}")
    return tree


class _Parser:
    """One method per rule; each returns (tree, kind)."""

    def __init__(self, text: str, scope: Scope, orders: Orders | None) -> None:
        self.text, self.scope, self.orders = text, scope, orders
        self.tokens, self.position, self.depth = _tokens(text), 0, 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def fail(self, message: str, token: _Token | None = None) -> NoReturn:
        raise InvalidClaim(f"column {(token or self.token).column}: {message} in {_excerpt(self.text)}")

    def take(self, *texts: str) -> _Token | None:
        """The next token if it is one of these signs."""
        token = self.token
        if token.kind != "sign" or token.text not in texts:
            return None
        self.position += 1
        return token

    def require(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"expected '{text}', found {self.token}")

    def statement(self) -> tuple[Tree, ...]:
        if self.tokens[0].kind == "name" and self.tokens[1].text == "=":
            return (self.definition(),)
        start = self.token
        sides, signs = [self.expression(top=True)], []
        while sign := self.take(*RELATIONS):
            signs.append(sign)
            sides.append(self.expression(top=True))
        if self.token.kind != "end":
            self.fail(f"expected {' or '.join(RELATIONS)} or the end, found {self.token}")
        for sign, (right, _), following in zip(signs, sides[1:], signs[1:], strict=False):
            if sign.text == "==" and right[:2] == ("call", "O"):
                self.fail(f"'== O(…)' ends a chain: expected the end, found {following}", following)
        if not signs and sides[0][1] == TRUTH:
            return (sides[0][0],)
        if not signs:
            self.fail("expected a relation, a definition or a predicate, not a bare expression", start)
        return tuple(
            self.relation(sign, left, right) for sign, left, right in zip(signs, sides[:-1], sides[1:], strict=True)
        )

    def definition(self) -> Tree:
        name = self.token
        if name.text in _RESERVED or name.text == "I" or iskeyword(name.text):
            self.fail(f"'{name.text}' has a meaning of its own and cannot be defined")
        self.refuse_constant(name)
        if name.text in self.scope.defined or name.text in self.scope.free:
            self.fail(f"'{name.text}' is defined after it is used, or twice")
        self.position += 2
        tree, kind = self.expression()
        if kind == TRUTH or self.token.kind != "end":
            self.fail(f"expected the end of the definition, found {self.token}")
        if name.text in self.scope.free:
            self.fail(f"'{name.text}' is defined by itself", name)
        self.scope.defined[name.text] = kind
        return ("define", name.text, tree)

    def relation(self, sign: _Token, left: tuple[Tree, str], right: tuple[Tree, str]) -> Tree:
        kinds, zero = {left[1], right[1]}, ("num", Fraction(0)) in (left[0], right[0])
        if TRUTH in kinds or (sign.text == "==" and len(kinds) == 2 and not zero):
            hint = self.scope.hint(left[0], right[0])
            self.fail(f"'{sign.text}' compares {left[1]} with {right[1]}{hint}", sign)
        for side, on_the_right in ((left, False), (right, True)):
            if any(part[:2] == ("call", "O") for part in walk(side[0])):
                if MATRIX in kinds:
                    self.fail("O(…) bounds a number; in the order of symmetric matrices it stands nowhere", sign)
                self.order_side(sign, on_the_right, side[0])
        return (sign.text, left[0], right[0])

    def order_side(self, sign: _Token, on_the_right: bool, side: Tree) -> None:
        """Refuse ``O(…)`` where a larger constant would make the claim stronger."""
        if self.orders is None or not self.orders.allows(sign.text, on_the_right):
            greater = self.orders is None or self.orders.greater
            side_, such = ("greater", "K(J) <= O(…)") if greater else ("smaller", "t >= O(…)")
            self.fail(f"O(…) stands on the {side_} side, as in {such}", sign)
        if sign.text == "==" and side[:2] != ("call", "O"):
            self.fail("'== O(…)' takes O(…) alone on its right; use <= for a sum", sign)

    def order(self) -> tuple[Tree, str] | None:
        """``O(g)`` for a number g, as a whole summand."""
        following = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if self.orders is None or self.token.text != "O" or following.text != "(":
            return None
        self.position += 2
        column = self.token
        inner, kind = self.expression()
        self.require(")")
        if kind != NUMBER:
            self.fail(f"O expects {NUMBER}, found {kind}", column)
        if self.token.kind == "sign" and self.token.text in ("*", "/", "^", "**"):
            self.fail(f"O(…) is a whole summand: expected '+' or a relation, found {self.token}")
        return ("call", "O", (inner,)), NUMBER

    def joined(self, sign: _Token, left: tuple[Tree, str], right: tuple[Tree, str]) -> tuple[Tree, str]:
        """A sum or difference of numbers or of matrices."""
        if left[1] != right[1] or left[1] == TRUTH:
            self.fail(f"'{sign.text}' joins {left[1]} and {right[1]}{self.scope.hint(left[0], right[0])}", sign)
        return (sign.text, left[0], right[0]), left[1]

    def expression(self, top: bool = False) -> tuple[Tree, str]:
        """A sum; at the ``top`` of a side ``O(…)`` may be among its terms."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"expected at most {DEEPEST} levels of nesting")
        left = (self.order() if top else None) or self.term()
        while sign := self.take("+", "-"):
            right = (self.order() if top and sign.text == "+" else None) or self.term()
            left = self.joined(sign, left, right)
        self.depth -= 1
        return left

    def term(self) -> tuple[Tree, str]:
        left = self.factor()
        while sign := self.take("*", "/"):
            right = self.factor()
            if TRUTH in (left[1], right[1]) or (sign.text == "/" and right[1] == MATRIX):
                hint = self.scope.hint(right[0])
                self.fail(f"'{sign.text}' joins {left[1]} and {right[1]}; inverse(A) is the inverse of A{hint}", sign)
            if sign.text == "/" and constant(right[0]) == 0:
                self.fail("expected a divisor other than 0", sign)
            left = ((sign.text, left[0], right[0]), MATRIX if MATRIX in (left[1], right[1]) else NUMBER)
        return left

    def factor(self) -> tuple[Tree, str]:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"expected at most {DEEPEST} levels of nesting")
        sign = self.take("-")
        if sign:
            operand, kind = self.factor()
            if kind == TRUTH:
                self.fail(f"'-' before {kind}", sign)
            result = (("neg", operand), kind)
        else:
            result = self.power()
        self.depth -= 1
        return result

    def power(self) -> tuple[Tree, str]:
        base = self.atom()
        sign = self.take("^", "**")
        if not sign:
            return base
        value = constant(self.factor()[0])
        if base[1] == TRUTH or value is None or max(abs(value.numerator), value.denominator) > LARGEST_EXPONENT:
            self.fail(f"expected a rational exponent of at most {LARGEST_EXPONENT} in size", sign)
        if value < 0 and constant(base[0]) == 0:
            self.fail("expected a divisor other than 0", sign)
        return ("^", base[0], ("num", value)), base[1]

    def atom(self) -> tuple[Tree, str]:
        token = self.token
        if token.kind == "number":
            self.position += 1
            value = Fraction(token.text)
            number: Tree = ("num", Fraction(value.numerator))  # 0.5 is 1/2, in one form
            return (number if value.denominator == 1 else ("/", number, ("num", Fraction(value.denominator)))), NUMBER
        if token.kind == "name":
            self.position += 1
            return self.call(token) if self.take("(") else self.name(token)
        if self.take("("):
            inner = self.expression()
            self.require(")")
            return inner
        if self.take("["):
            return self.matrix()
        return self.fail(f"expected a number, a name, '(' or '[[', found {token}")

    def refuse_constant(self, token: _Token) -> None:
        """A number may not bear the name of a constant; a matrix may."""
        reason = no_constant(token.text)
        if reason is not None and token.text[0].islower():
            self.fail(reason, token)

    def name(self, token: _Token) -> tuple[Tree, str]:
        if iskeyword(token.text):
            self.fail(f"'{token.text}' is a reserved word; name it differently, as in '{token.text}1'", token)
        self.refuse_constant(token)
        if token.text in _RESERVED:
            self.fail(f"'{token.text}' is a function and needs its argument, as in {token.text}(…)", token)
        return ("name", token.text), self.scope.used(token.text)

    def call(self, function: _Token) -> tuple[Tree, str]:
        if function.text == "O":
            self.fail("O(…) is a whole summand of a side of a relation in 'states', or in 'given'", function)
        if function.text not in NAMES:
            close = get_close_matches(function.text, NAMES, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"the functions are {', '.join(NAMES)}"
            self.fail(f"unknown function '{function.text}'; {hint}", function)
        arguments, columns = [], [self.token]
        arguments.append(self.expression())
        while self.take(","):
            columns.append(self.token)
            arguments.append(self.expression())
        self.require(")")
        if function.text in _VARIADIC:
            kind, result = _VARIADIC[function.text]
            kinds = (kind,) * min(len(arguments), 50)
        else:
            kinds, result = FUNCTIONS[function.text]
        if len(arguments) != len(kinds):
            self.fail(f"{function.text} takes {len(kinds)} argument(s), found {len(arguments)}", function)
        for (tree, got), wanted, column in zip(arguments, kinds, columns, strict=True):
            if got != wanted:
                hint = self.scope.hint(tree) if wanted == NUMBER else ""
                self.fail(f"{function.text} expects {wanted}, found {got}{hint}", column)
        return ("call", function.text, tuple(tree for tree, _ in arguments)), result

    def matrix(self) -> tuple[Tree, str]:
        start, rows = self.token, [self.row()]
        while self.take(","):
            rows.append(self.row())
        self.require("]")
        if len({len(row) for row in rows}) > 1:
            self.fail("the rows of a matrix need one length", start)
        kinds = {kind for row in rows for tree, kind in row if tree != ("num", Fraction(0))}
        if TRUTH in kinds or len(kinds) > 1:
            hint = self.scope.hint(*(tree for row in rows for tree, _ in row))
            self.fail(f"the entries of a matrix are all numbers, or blocks with 0 and I among them{hint}", start)
        return ("matrix", tuple(tuple(tree for tree, _ in row) for row in rows)), MATRIX

    def row(self) -> list[tuple[Tree, str]]:
        self.require("[")
        entries = [self.expression()]
        while self.take(","):
            entries.append(self.expression())
        self.require("]")
        return entries


def _tokens(text: str) -> list[_Token]:
    result: list[_Token] = []
    position = 0
    while not result or result[-1].kind != "end":
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            column = position + len(text[position:]) - len(text[position:].lstrip(" "))
            raise InvalidClaim(
                f"column {column + 1}: {text[column : column + 10]!r} is not in the claim language"
                f"{_hint(text[column:])} in {_excerpt(text)}"
            )
        result.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        position = match.end()
    return result


def _hint(rest: str) -> str:
    """What to write instead of the beginning of ``rest``, for a sign of print and for a product without one."""
    if rest[0] in _SPELLINGS:
        return f"; write {_SPELLINGS[rest[0]]}"
    if re.match(r"\.[TH]\b|'", rest):
        return "; write transpose(A)"
    return "; write a product with *" if re.match(r"[0-9.]+[A-Za-z]", rest) else ""


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= 200 else text[:200] + "…")
