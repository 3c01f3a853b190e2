"""The prover's reader of statements: what it accepts, and where it says that something is wrong."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidClaim
from kreiss.symbolic.inequalities.language import parse
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.statements import parse as parse_in_checker


def test_a_chain_is_two_relations():
    zero, one, g = ("num", Fraction(0)), ("num", Fraction(1)), ("name", "g")
    assert parse("0 <= g < 1") == (("<=", zero, g), ("<", g, one))


def test_a_minus_sign_binds_less_than_a_power():
    x, two = ("name", "x"), ("num", Fraction(2))
    assert parse("-x^2 <= 2")[0][1] == ("neg", ("^", x, two))


@pytest.mark.parametrize(
    ("text", "column", "wanted"),
    [
        ("x <= ", 6, "a number, a name or '('"),
        ("x <= y $ 2", 8, "'$'"),
        ("sin(x) <= 1", 1, "not a function known here"),
        ("x^y <= 1", 3, "a rational number as exponent"),
        ("x", 2, "<="),
        ("lambda < 1", 1, "reserved"),
        ("K <= 1", 1, "name of a function"),
        ("2x < 1", 2, "got 'x'"),
        ("x^2000 <= 3", 3, "exponent"),
        ("(x < 1", 4, "')'"),
        ("sqrt(x, y) <= 1", 1, "takes 1 argument"),
        ("__import__ < 1", 1, "reserved"),
        ("x < 1 = 2", 7, "the end of the statement"),
        ("", 1, "got the end"),
        ("x.real < 1", 2, "unexpected character '.'"),
    ],
)
def test_an_error_names_the_column_and_what_was_expected(text, column, wanted):
    with pytest.raises(InvalidClaim) as caught:
        parse(text)
    assert f"column {column}:" in str(caught.value)
    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    "text", ["(" * 200 + "x" + ")" * 200 + "<1", "+".join(["x"] * 200) + "<1", "x" * 20_000 + "<1"]
)
def test_deep_and_long_text_is_refused(text):
    with pytest.raises(InvalidClaim):
        parse(text)


ATOMS = st.sampled_from(["x", "y2", "3", "0.25", "1e-3", ".5", "7."])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["+", "-", "*", "/"]), inner),
        st.builds(
            "({}){}{}".format, inner, st.sampled_from(["^", "**"]), st.sampled_from(["2", "-1", "(1/2)", "(-3/2)"])
        ),
        st.builds("-{}".format, inner),
        st.builds("sqrt({})".format, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from(["<=", "<", ">=", ">", "=="]))
def test_two_independent_readers_agree(left, right, sign):
    text = f"{left} {sign} {right}"
    assert parse(text) == parse_in_checker(text, "$")


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="xy12.+-*/^()<>=, e", max_size=14))
def test_what_the_prover_reads_the_checker_reads_alike(text):
    try:
        trees = parse(text)
    except InvalidClaim:
        return
    try:
        assert parse_in_checker(text, "$") == trees
    except Rejected as error:
        pytest.fail(f"the checker refuses {text!r}: {error}")
