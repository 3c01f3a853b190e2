"""Expressions are printed with the parentheses that they need: what is read back is what was built."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.symbolic.expressions import enclosed, expression
from kreiss.symbolic.inequalities.language import parse

OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
TEXTS = st.sampled_from(["x", "1 - h", "x + y", "-x", "2*y", "x/y", "max(x, y) + 1", "x^2", "(x)*(y)", "sqrt(x)", "3"])


def read(text):
    (_, _, tree) = parse(f"0 <= {text}")[0]
    return tree


def pairs(inner):
    """An expression and its tree."""

    def joined(sign, left, right):
        return OPERATIONS[sign](left[0], right[0]), (sign, left[1], right[1])

    def raised(base, exponent):
        return base[0] ** exponent, ("^", base[1], ("num", exponent))

    return st.builds(joined, st.sampled_from([*OPERATIONS]), inner, inner) | st.builds(raised, inner, st.integers(2, 4))


@given(st.recursive(TEXTS.map(lambda text: (expression(text), read(text))), pairs, max_leaves=8))
def test_an_expression_reads_back_as_it_was_built(pair):
    built, tree = pair
    assert read(str(built)) == tree


@pytest.mark.parametrize("text", ["x", "12", "norm(C)", "power_norm(J, 3)", "max(x, (y + 1)*2)"])
def test_names_numbers_and_calls_stand_without_parentheses(text):
    assert enclosed(text) == text


@pytest.mark.parametrize("text", ["1 - h", "-x", "1/2", "f(x)*g(y)", "(x) + (y)"])
def test_everything_else_stands_in_parentheses(text):
    assert enclosed(text) == f"({text})"


def test_numbers_and_texts_are_parts_on_either_side():
    x = expression("x + 1")
    assert [str(2 - x), str("y" * x), str(x / "y"), str(1 / x), str(x + 1)] == [
        "2 - (x + 1)",
        "y*(x + 1)",
        "(x + 1)/y",
        "1/(x + 1)",
        "(x + 1) + 1",
    ]
