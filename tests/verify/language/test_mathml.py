"""What is typeset reads back as it was: random expressions, through MathML and a reader of brackets and precedence.

The reader sees rows as a person does, as one line of signs: rows inside rows group nothing for it. What differs in
notation alone is one to it: −ab, A⁻¹ and the power −1, (zI − A)⁻¹ and the resolvent, 2/3 and a quotient.
"""

from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.verify.claims import PAPER, load_claims
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.mathml import APPLY, DEFINES, FUNCTIONS, MINUS, NAMESPACE, SIGNS, TIMES, mathml
from kreiss.verify.language.trees import constant, show

GREEK = {"γ": "gamma", "ρ": "rho", "ε": "eps", "δ": "delta"}
NAMES = ("x", "gamma", "w", "e", "t", "eps1", "x_max", "x_1", "long", "delta")
MATRICES = ("A", "J", "A11", "A_11", "B_x", "I", "T")


def atoms(kinds):
    return st.sampled_from(kinds).map(lambda name: ("name", name))


def powers(inner, exponents):
    return st.tuples(st.just("^"), inner, st.sampled_from(exponents).map(lambda x: ("num", Fraction(x))))


def calls(names, *arguments):
    return st.tuples(st.just("call"), st.sampled_from(names), st.tuples(*arguments))


def binary(signs, left, right):
    return st.tuples(st.sampled_from(signs), left, right)


def nonzero(inner):
    """The trees that the language takes for divisors: what is written as 0 is none."""
    return inner.filter(lambda tree: constant(tree) != 0)


rationals = st.fractions(0, 30, max_denominator=7).map(lambda x: ("num", x))
squares = st.recursive(
    atoms(MATRICES),
    lambda inner: st.one_of(
        binary("+-*", inner, inner),
        st.tuples(st.just("neg"), inner),
        powers(inner, [2, 3, -1]),
        calls(["transpose", "inverse"], inner),
        calls(["resolvent"], inner, atoms(("z", "x"))),
        st.tuples(st.just("matrix"), st.tuples(st.tuples(inner, inner), st.tuples(inner, inner))),
    ),
    max_leaves=5,
)
numbers = st.recursive(
    st.one_of(atoms(NAMES), rationals, calls(["K", "K_ct", "rho", "norm", "sup_powers", "numerical_radius"], squares)),
    lambda inner: st.one_of(
        binary("+-*", inner, inner),
        binary("/", inner, nonzero(inner)),
        st.tuples(st.just("neg"), inner),
        powers(inner, [2, Fraction(1, 2)]),
        powers(nonzero(inner), [-1, Fraction(-3, 2)]),
        calls(["sqrt", "exp", "log", "abs"], inner),
        calls(["max", "min"], inner, inner),
        calls(["power_norm"], squares, inner),
    ),
    max_leaves=10,
)
relations = binary(["<=", "<", ">=", ">", "=="], numbers, numbers)


class Reader:
    """Reads a flat line of MathML by precedence and brackets alone."""

    def __init__(self, element):
        self.line, self.position = list(flat(element)), 0

    def peek(self):
        return self.line[self.position] if self.position < len(self.line) else None

    def take(self, *signs):
        found = self.peek()
        if found is None or found.tag != "mo" or found.text not in signs:
            return None
        self.position += 1
        return found.text

    def need(self, sign):
        assert self.take(sign), (sign, self.position, [piece.text for piece in self.line])

    def whole(self):
        tree = self.sum()
        assert self.position == len(self.line), [piece.text for piece in self.line[self.position :]]
        return tree

    def sum(self):
        tree = ("neg", self.product()) if self.take(MINUS) else self.product()
        while sign := self.take("+", MINUS):
            tree = ("+" if sign == "+" else "-", tree, self.product())
        return tree

    def product(self):
        tree = self.atom()
        while self.take(TIMES, "·"):
            tree = ("*", tree, self.atom())
        return tree

    def atom(self):
        if self.take("("):
            inner = self.sum()
            self.need(")")
            return inner
        if self.take("["):
            table = self.line[self.position]
            self.position += 1
            self.need("]")
            return ("matrix", tuple(tuple(Reader(cell).whole() for cell in row) for row in table))
        if bar := self.take("|", "‖"):
            inner = self.sum()
            self.need(bar)
            return ("call", {"|": "abs", "‖": "norm"}[bar], (inner,))
        return self.piece()

    def piece(self):
        element = self.line[self.position]
        self.position += 1
        match element.tag:
            case "mn":
                return ("num", Fraction(element.text))
            case "mi" | "msub":
                return self.applied(name_of(element))
            case "mfrac":
                return ("/", Reader(one(element[0])).whole(), Reader(one(element[1])).whole())
            case "msqrt":
                return ("call", "sqrt", (Reader(element).whole(),))
            case "munder":
                (_, _, ((_, base, exponent),)) = self.atom()
                assert exponent == ("name", element[1].text)
                return ("call", "sup_powers", (base,))
            case "msup":
                return raised(element)
        raise AssertionError(element.tag)

    def applied(self, name):
        if not self.take(APPLY):
            return ("name", name)
        self.need("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.need(")")
        return ("call", {sign: function for function, sign in FUNCTIONS.items()}.get(name, name), tuple(arguments))


def flat(element):
    for part in element:
        if part.tag == "mrow":
            yield from flat(part)
        else:
            yield part


def one(element):
    """The element as the only piece of a line."""
    row = ElementTree.Element("mrow")
    row.append(element)
    return row


def raised(element):
    base, exponent = element
    if exponent.tag == "mi" and exponent.text == "⊤":
        return ("call", "transpose", (Reader(one(base)).whole(),))
    return ("^", Reader(one(base)).whole(), Reader(one(exponent)).whole())


def name_of(element):
    if element.tag == "mi":
        return GREEK.get(element.text, element.text)
    letter, index = element
    if (letter.text, index.text) == ("K", "ct"):
        return "K_ct"
    return f"{GREEK.get(letter.text, letter.text)}{'' if index.tag == 'mn' else '_'}{index.text}"


def plain(tree):
    """The tree in the notation of what is printed."""
    match tree:
        case ("num", value) if value.denominator != 1 or value < 0:
            size = abs(value)
            whole = ("num", Fraction(size.numerator))
            size = whole if size.denominator == 1 else ("/", whole, ("num", Fraction(size.denominator)))
            return ("neg", size) if value < 0 else size
        case ("num" | "name", _):
            return tree
        case ("*", ("neg", left), right):
            return plain(("neg", ("*", left, right)))
        case ("matrix", rows):
            return ("matrix", tuple(tuple(map(plain, row)) for row in rows))
        case ("call", "inverse", (inner,)):
            return ("^", plain(inner), ("neg", ("num", Fraction(1))))
        case ("call", "resolvent", (inner, z)):
            return plain(("call", "inverse", (("-", ("*", z, ("name", "I")), inner),)))
        case ("call", "power_norm", (base, exponent)):
            return ("call", "norm", (("^", plain(base), plain(exponent)),))
        case ("call", function, arguments):
            return ("call", function, tuple(map(plain, arguments)))
    return (tree[0], *map(plain, tree[1:]))


def normal(tree):
    """Without the difference between exp(1) and e, and with signs at the front of products, as they are printed."""
    if tree[0] in ("num", "name"):
        return tree
    if tree[0] == "matrix":
        return ("matrix", tuple(tuple(map(normal, row)) for row in tree[1]))
    if tree[0] == "call":
        return ("call", tree[1], tuple(map(normal, tree[2])))
    parts = tuple(map(normal, tree[1:]))
    return ("neg", ("*", parts[0][1], parts[1])) if tree[0] == "*" and parts[0][0] == "neg" else (tree[0], *parts)


def read(text):
    math = ElementTree.fromstring(text)
    for element in math.iter():
        assert element.tag.startswith(f"{{{NAMESPACE}}}")
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    return math


@settings(deadline=None, max_examples=400)
@given(relations)
@example(("<=", ("*", ("name", "w"), ("+", ("name", "x"), ("num", Fraction(1)))), ("name", "x")))
@example(("<=", ("-", ("name", "x"), ("neg", ("name", "x"))), ("^", ("num", Fraction(2, 3)), ("num", Fraction(2)))))
@example(("<=", ("call", "abs", (("call", "norm", (("name", "A"),)),)), ("call", "exp", (("num", Fraction(1)),))))
@example(("<=", ("*", ("*", ("neg", ("name", "x")), ("name", "t")), ("name", "e")), ("name", "x")))
def test_what_is_typeset_reads_back_to_the_same_relation(tree):
    sides = Reader(read(mathml([tree]))).line
    (place,) = [i for i, piece in enumerate(sides) if piece.tag == "mo" and piece.text in SIGNS.values()]
    left, right = Reader([]), Reader([])
    left.line, right.line = sides[:place], sides[place + 1 :]
    assert sides[place].text == SIGNS[tree[0]]
    assert settled(left.whole()) == settled(plain(tree[1]))
    assert settled(right.whole()) == settled(plain(tree[2]))


def settled(tree):
    """A tree with every difference of notation removed."""
    before = None
    while tree != before:
        before, tree = tree, normal(tree)
    return e_is_exp_one(tree)


def e_is_exp_one(tree):
    if tree == ("call", "exp", (("num", Fraction(1)),)):
        return ("name", "e")
    if tree[0] in ("num", "name"):
        return tree
    if tree[0] == "matrix":
        return ("matrix", tuple(tuple(map(e_is_exp_one, row)) for row in tree[1]))
    if tree[0] == "call":
        return ("call", tree[1], tuple(map(e_is_exp_one, tree[2])))
    return (tree[0], *map(e_is_exp_one, tree[1:]))


def test_e_is_written_for_exp_of_one_only_where_nothing_else_is_called_e():
    assert "exp" not in mathml(parse("x <= exp(1)"))
    assert "exp" in mathml(parse("e <= exp(1)"))


def test_the_letter_of_a_supremum_is_not_a_name_of_the_line():
    assert ">t<" in mathml(parse("x <= sup_powers(A)"))
    assert "<munder><mo>sup</mo><mi>k</mi></munder>" in mathml(parse("x <= sup_powers(t*A)"))


@settings(deadline=None, max_examples=200)
@given(relations)
def test_what_the_language_reads_is_typeset(tree):
    assert parse(show(tree))
    assert mathml(parse(show(tree)), display=True).startswith("<math")


@pytest.mark.parametrize("claim", load_claims(PAPER), ids=lambda claim: claim.id)
def test_each_line_of_the_bundled_claims_is_typeset(claim):
    for tree in (*claim.hypotheses, *claim.conclusion):
        assert read(mathml([tree])).tag == "math"


def test_chains_are_joined_and_definitions_and_predicates_have_signs_of_their_own():
    chain = [piece.text for piece in flat(read(mathml(parse("0 <= x < 1"))))]
    assert chain == ["0", "≤", "x", "<", "1"]
    assert DEFINES in mathml(parse("g = max(x, y)"))
    assert "symmetric" in mathml(parse("symmetric(A, D)"))


def test_what_is_no_tree_is_refused():
    with pytest.raises(ValueError, match="not a tree"):
        mathml([("eval", "1")])


def test_names_are_text_whatever_they_are():
    assert "&lt;script&gt;" in mathml([("name", "<script>")])
