"""What is printed reads back as it was: text, words and LaTeX of random expressions are parsed again to the same tree.

The reader of words and LaTeX here knows precedence, brackets, bars and superscripts as a reader does; what differs in
notation alone is one to it: −ab, A⁻¹ and the inverse, ‖Aᵗ‖ and power_norm(A, t), (zI − A)⁻¹ and the resolvent.
"""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.symbolic.typesetting import latex, unicode
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import constant, show, walk

SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ", "0123456789t")
GREEK = {"γ": "gamma", "ε": "eps", "ρ": "rho"}
FUNCTIONS = ("K", "K_ct", "rho", "w", "dim", "max", "min", "exp", "log", "transpose", "sqrt")
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?)|(?P<sup>⁻¹|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ]+)"
    r"|(?P<name>sup_t|[A-Za-zγερ][A-Za-z0-9_]*)|(?P<sign>.))"
)


class Reader:
    """A recursive-descent reader of what is printed for the terminal."""

    def __init__(self, text):
        self.tokens = [(match.lastgroup, match[match.lastgroup]) for match in TOKEN.finditer(text.strip())]
        self.tokens = [pair for token in self.tokens for pair in self.split(*token)] + [("end", "")]
        self.position = 0

    @staticmethod
    def split(kind, text):
        """zI is z times I."""
        return (
            [("name", text[0]), ("name", "I")] if kind == "name" and re.fullmatch("[a-zγε]I", text) else [(kind, text)]
        )

    @property
    def token(self):
        return self.tokens[self.position]

    def take(self, *texts):
        if self.token[1] in texts and self.token[0] in ("sign", "sup"):
            self.position += 1
            return self.tokens[self.position - 1][1]
        return None

    def require(self, text):
        assert self.take(text), f"expected {text}, found {self.tokens[self.position :]}"

    def whole(self):
        tree = self.sum(None)
        assert self.token[0] == "end", self.tokens[self.position :]
        return tree

    def sum(self, bar):
        tree = self.product(bar)
        while sign := self.take("+", "−"):
            tree = ("+" if sign == "+" else "-", tree, self.product(bar))
        return tree

    def product(self, bar):
        if self.take("−"):
            return ("neg", self.product(bar))
        tree = self.power(bar)
        while True:
            if self.take("·"):
                tree = ("*", tree, self.power(bar))
            elif self.take("/"):
                tree = ("/", tree, self.power(bar))
            elif (
                self.token[0] == "name"
                or self.token[1] in ("(", "√")
                or (self.token[1] in "‖|" and self.token[1] not in (bar, ""))
            ):
                tree = ("*", tree, self.power(bar))
            else:
                return tree

    def power(self, bar):
        tree = self.atom()
        while True:
            if self.token[0] == "sup":
                text = self.token[1]
                self.position += 1
                exponent = ("neg", ("num", 1)) if text == "⁻¹" else Reader(text.translate(SUPERSCRIPT)).whole()
                tree = ("^", tree, exponent)
            elif self.take("ᵀ"):
                tree = ("call", "transpose", (tree,))
            elif self.take("^"):
                self.require("(")
                tree = ("^", tree, self.sum(None))
                self.require(")")
            else:
                return tree

    def arguments(self, close):
        found = [self.sum(None)]
        while self.take(","):
            found.append(self.sum(None))
        self.require(close)
        return tuple(found)

    def atom(self):
        kind, text = self.token
        self.position += 1
        if kind == "number":
            return ("num", Fraction(text))
        if kind == "name" and text == "sup_t":
            return ("call", "sup_powers", self.atom()[2][0][1:2])
        if kind == "name":
            name = GREEK.get(text, text)
            if name in FUNCTIONS and self.take("("):
                return ("call", name, self.arguments(")"))
            return ("name", name)
        if text == "√":
            self.require("(")
            return ("call", "sqrt", self.arguments(")"))
        if text == "(":
            (tree,) = self.arguments(")")
            return tree
        if text == "[":
            rows = [[self.sum(None)]]
            while sign := self.take(",", ";"):
                (rows.append([]) if sign == ";" else None)
                rows[-1].append(self.sum(None))
            self.require("]")
            return ("matrix", tuple(map(tuple, rows)))
        assert text in ("‖", "|"), (text, self.tokens[self.position :])
        inner = self.sum(text)
        self.require(text)
        return ("call", "norm" if text == "‖" else "abs", (inner,))


LATEX = [
    (r"\\left|\\right", ""), (r"\\cdot", "·"), (r"\\lVert|\\rVert", "‖"), (r"\\[lr]vert", "|"), (r"\\sup_t", "sup_t"),
    (r"\\gamma", "γ"), (r"\\varepsilon", "ε"), (r"\\rho", "ρ"), (r"\\(max|min|exp|log|dim)", r"\1"),
    (r"\\begin\{pmatrix\}", "["), (r"\\end\{pmatrix\}", "]"), (r" \\\\ ", ";"), ("&", ","),
    (r"\{\\mathrm\{ct\}\}", "ct"), (r"_\{([A-Za-z0-9]+)\}", r"_\1"), (r"\^\{\\top\}", "ᵀ"),
    (r"\^t", "^(t)"), ("-", "−"),
]  # fmt: skip


def from_latex(text):
    """LaTeX in the notation of the terminal: groups become brackets, and bars keep their partners by brackets."""
    text = text.replace(r"\lVert", r"(\lVert(").replace(r"\rVert", r")\rVert)")
    text = text.replace(r"\lvert", r"(\lvert(").replace(r"\rvert", r")\rvert)").replace(r"\sup_t (", r"(\sup_t ")
    text = text.replace(r"\sqrt", "√")
    for pattern, into in LATEX:
        text = re.sub(pattern, into, text)
    text = re.sub(r"\^\{−1\}", "⁻¹", text)
    text = text.replace(r"\frac", "frac")
    while "frac{" in text:  # the innermost last
        start = text.rindex("frac{")
        top = closing(text, start + 4)
        bottom = closing(text, top + 1)
        text = f"{text[:start]}(({text[start + 5 : top]})/({text[top + 2 : bottom]})){text[bottom + 1 :]}"
    return text.replace("{", "(").replace("}", ")")


def closing(text, start):
    """The place of the brace that closes the one at ``start``."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position
    raise ValueError(text)


def normal(tree):
    """One tree for what differs in notation alone."""
    match tree:
        case ("num", value):
            return ("num", Fraction(value))
        case ("name", _):
            return tree
        case ("call", name, arguments):
            return called(name, arguments)
        case ("matrix", rows):
            return ("matrix", tuple(tuple(map(normal, row)) for row in rows))
        case ("^", a, t):
            return normal(a) if normal(t) == ("num", 1) else ("^", normal(a), normal(t))
        case ("neg", a):
            return negated(normal(a))
    sign, left, right = tree[0], normal(tree[1]), normal(tree[2])
    whole = sign == "/" and left[0] == right[0] == "num" and right[1]
    return ("num", left[1] / right[1]) if whole else (sign, left, right)


def called(name, arguments):
    match name, *arguments:
        case "w", a:
            return normal(("call", "numerical_radius", (a,)))
        case "inverse", a:
            return normal(("^", a, ("num", -1)))
        case "resolvent", a, z:
            return normal(("^", ("-", ("*", z, ("name", "I")), a), ("num", -1)))
        case "power_norm", a, t:
            return ("call", "norm", (normal(("^", a, t)),))
    return ("call", name, tuple(map(normal, arguments)))


def negated(tree):
    """A sign goes to the first factor."""
    if tree[0] in ("*", "/"):
        return (tree[0], negated(tree[1]), tree[2])
    return ("num", -tree[1]) if tree[0] == "num" else ("neg", tree)


ATOMS = ("x", "y", "gamma", "eps", "w", "e", "x1", "e5", "gamma_1", "a_max")
INTEGERS = st.integers(0, 12).map(lambda n: ("num", Fraction(n)))


def numbers(number, matrix):
    unary = st.sampled_from(["sqrt", "abs", "exp", "log"])
    of_matrix = st.sampled_from(["K", "K_ct", "rho", "norm", "sup_powers", "numerical_radius", "dim"])
    return st.one_of(
        st.builds(lambda sign, a, b: (sign, a, b), st.sampled_from("+-*/"), number, number),
        st.builds(lambda a: ("neg", a), number),
        st.builds(
            lambda a, n: ("^", a, ("num", Fraction(n))), number, st.sampled_from([1, 2, 3, -1, -2, Fraction(1, 2)])
        ),
        st.builds(lambda name, a: ("call", name, (a,)), unary, number),
        st.builds(lambda name, a, b: ("call", name, (a, b)), st.sampled_from(["min", "max"]), number, number),
        st.builds(lambda name, a: ("call", name, (a,)), of_matrix, matrix),
        st.builds(
            lambda a, t: ("call", "power_norm", (a, t)), matrix, st.one_of(INTEGERS, st.just(("name", "t")), number)
        ),
    )


def matrices(number, matrix):
    return st.one_of(
        st.builds(lambda sign, a, b: (sign, a, b), st.sampled_from("+-*"), matrix, matrix),
        st.builds(lambda a, b: ("*", a, b), number, matrix),
        st.builds(lambda a, b: ("/", a, b), matrix, number),
        st.builds(lambda a: ("neg", a), matrix),
        st.builds(lambda a, n: ("^", a, ("num", Fraction(n))), matrix, st.sampled_from([1, 2, -1, 3])),
        st.builds(lambda name, a: ("call", name, (a,)), st.sampled_from(["inverse", "transpose"]), matrix),
        st.builds(lambda a, z: ("call", "resolvent", (a, z)), matrix, number),
        st.builds(lambda a, b: ("matrix", ((a, ("num", Fraction(0))), (b, a))), matrix, matrix),
    )


def expressions():
    number = st.one_of(st.sampled_from([("name", name) for name in ATOMS]), INTEGERS)
    matrix = st.sampled_from([("name", name) for name in "ABCI"])
    for _ in range(3):
        number, matrix = st.one_of(number, numbers(number, matrix)), st.one_of(matrix, matrices(number, matrix))
    return number.filter(may_be_written)


def may_be_written(tree):
    """Whether nothing is divided by the number 0, which the language refuses."""
    return not any(
        (part[0] == "/" and constant(part[2]) == 0) or (part[0] == "^" and part[2][1] < 0 and constant(part[1]) == 0)
        for part in walk(tree)
    )


@settings(max_examples=300)
@given(expressions())
def test_the_text_of_a_tree_is_read_back_as_the_tree(tree):
    ((_, again, _),) = parse(f"{show(tree)} <= 1")
    assert normal(again) == normal(tree)


@settings(max_examples=300)
@given(expressions())
def test_words_and_latex_are_read_back_as_they_were(tree):
    text = show(tree)
    expected = comparable(normal(parse(f"{text} <= 1")[0][1]), text)
    assert comparable(normal(Reader(unicode(text)).whole()), text) == expected, unicode(text)
    assert comparable(normal(Reader(from_latex(latex(text))).whole()), text) == expected, latex(text)


def comparable(tree, text):
    """Without what notation does not tell apart: x1 from x_1, and, where no name is e, e from exp(1)."""
    if re.search(r"\be\b", text) is None:
        tree = replaced(tree, ("call", "exp", (("num", Fraction(1)),)), ("name", "e"))
    return named(tree)


def named(tree):
    if isinstance(tree, tuple):
        return tuple(map(named, tree))
    return tree.replace("_", "").replace("γ", "gamma") if isinstance(tree, str) else tree


@pytest.mark.parametrize(
    ("text", "shown", "typeset"),
    [
        ("sup_powers(inverse(S)*A*S) <= 1", "sup_t ‖((S)⁻¹·A·S)ᵗ‖ ≤ 1", r"\sup_t \lVert ((S)^{-1} A S)^t\rVert \le 1"),
        ("sup_powers(inverse(S)) <= 1", "sup_t ‖((S)⁻¹)ᵗ‖ ≤ 1", r"\sup_t \lVert ((S)^{-1})^t\rVert \le 1"),
        ("power_norm(A*B, t + 1) <= 1", "‖(A·B)^(t + 1)‖ ≤ 1", r"\lVert (A B)^{t + 1}\rVert \le 1"),
        ("norm(x*norm(A)*B) <= 1", "‖(x‖A‖·B)‖ ≤ 1", r"\lVert x \lVert A\rVert B\rVert \le 1"),
        ("w*(x + y) <= 2*3", "w·(x + y) ≤ 2·3", r"w \cdot (x + y) \le 2 \cdot 3"),
        ("resolvent(A, z + 1) == A", "((z + 1)I − A)⁻¹ = A", "((z + 1) I - A)^{-1} = A"),
        ("e <= exp(1)", "e ≤ exp(1)", r"e \le \exp(1)"),
        (
            "0.10000000000000000000001 < 2*e5",
            "0.10000000000000000000001 < 2·e5",
            r"0.10000000000000000000001 < 2 e_{5}",
        ),
        ("gamma1 <= gamma_1", "γ1 ≤ γ_1", r"\gamma_{1} \le \gamma_{1}"),
    ],
)
def test_what_could_be_misread_has_its_brackets(text, shown, typeset):
    assert (unicode(text), latex(text)) == (shown, typeset)


def test_a_claim_is_explained_with_its_brackets():
    claim = Claim("similar", "sup_powers(inverse(S)*A*S) <= norm(S)*norm(inverse(S))*sup_powers(A)")
    assert in_words(claim).endswith("sup_t ‖((S)⁻¹·A·S)ᵗ‖ ≤ ‖S‖‖(S)⁻¹‖·sup_t ‖Aᵗ‖.")
    assert r"\sup_t \lVert ((S)^{-1} A S)^t\rVert" in in_latex(claim)


def replaced(tree, old, new):
    if tree == old:
        return new
    return tuple(replaced(part, old, new) for part in tree) if isinstance(tree, tuple) else tree
