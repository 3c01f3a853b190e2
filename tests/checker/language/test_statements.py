"""The checker's parser reads exactly the claim language, exactly, and rejects everything else with ``Rejected``."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.statements import DEEPEST, expression, parse

A, D, g = ("name", "A"), ("name", "D"), ("name", "g")


def num(value):
    return ("num", Fraction(value))


def test_a_relation_reads_as_its_tree():
    bound = ("/", num(2), ("-", num(1), g))
    assert parse("K(A) <= 2/(1 - g)", "$") == (("<=", ("call", "K", (A,)), bound),)


def test_a_chain_is_one_relation_per_sign():
    assert parse("0 <= g < 1", "$") == (("<=", num(0), g), ("<", g, num(1)))


def test_a_definition_and_a_predicate_are_statements():
    blocks = ("matrix", ((A, num(0)), (("name", "C"), D)))
    assert parse("J = [[A, 0], [C, D]]", "$") == (("define", "J", blocks),)
    assert parse("symmetric(A, D)", "$") == (("call", "symmetric", (A, D)),)


def test_caret_and_double_star_bind_like_a_power():
    assert expression("1 + g^2", "$") == expression("1 + g**2", "$") == ("+", num(1), ("^", g, num(2)))
    assert expression("-g^2", "$") == ("neg", ("^", g, num(2)))
    assert expression("g^-(1/2)", "$") == ("^", g, num(Fraction(-1, 2)))


def test_decimals_are_exact():
    assert expression("0.1", "$") == expression("1/10", "$") == ("/", num(Fraction(1)), num(Fraction(10)))
    assert expression("1e-3", "$") == expression("1/1000", "$")
    assert expression("9007199254740993.5", "$") == expression("18014398509481987/2", "$")


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x + 1", "K(A)", "x <= y <= ", "x is y", "x != y", "not x", "x and y <= 1", "x if y else z",
        "a.b <= 1", "a[0] <= 1", "f(x) <= 1", "K(A, B) <= 1", "K(A=1) <= 1", "K(*A) <= 1", "K <= 1", "K = 3",
        "__import__(x) <= 1", "__x__ <= 1", "lambda x: x", "[x for x in y] <= 1", "'a' <= 1", "x\n<= 1", "x; y <= 1",
        "1j <= x", "0x10 <= x", "1_000 <= x", "1e9999 <= x", "1or 2", "True <= x", "None <= x", "... <= x",
        "x @ y <= 1",
        "x // y <= 1", "x % y <= 1", "x << y", "x^y <= 1", "x^(1/0) <= 1", "x^1001 <= 1", "2^2^2000 <= 1", "+x <= 1",
        "(x <= 1) <= 2", "x = y = 1", "A, B = 1", "J = [[A], [B, C]]", "J = []", "J = [A]", "J = [[]]", "x := 1",
        "ρ <= 1", "ｘ <= 1", "x <= 1 #", "x \\ <= 1",
    ],
)  # fmt: skip
def test_text_outside_the_language_is_rejected(text):
    with pytest.raises(Rejected):
        parse(text, "$.states")


@pytest.mark.parametrize(
    "text",
    [
        "-" * 9000 + "1 <= x", "(" * 4000 + "x" + ")" * 4000 + " <= 1", "1" + "+1" * 4000 + " <= x",
        "x" + "**1" * 3000 + " <= 1", "9" * 9000 + " <= x", "[" * 99 + "x" + "]" * 99 + " <= 1",
        "x <= 1" + " " * 10_000, "sqrt(" * 100 + "x" + ")" * 100 + " <= 1",
    ],
)  # fmt: skip
def test_oversized_text_is_rejected(text):
    with pytest.raises(Rejected):
        parse(text, "$")


def test_depth_is_counted_to_the_last_level():
    assert expression("-" * (DEEPEST - 1) + "x", "$")[0] == "neg"
    with pytest.raises(Rejected, match="deep"):
        expression("-" * DEEPEST + "x", "$")


@pytest.mark.parametrize("value", [None, 3, 1.5, b"x <= 1", ["x <= 1"], {"x": 1}])
def test_what_is_not_text_is_rejected(value):
    with pytest.raises(Rejected) as caught:
        parse(value, "$.given[0]")
    assert caught.value.path == "$.given[0]"


@settings(deadline=None, max_examples=300)
@example("0or x")
@example("x<1if x")
@given(st.text(alphabet="xK(),[]<=>+-*/^.0123 e_ain", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_rejected(text):
    try:
        trees = parse(text, "$")
    except Rejected:
        return
    assert trees
    assert all(isinstance(tree, tuple) for tree in trees)
