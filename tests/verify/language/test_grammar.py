"""The users' parser reads what the checker's reads, to the same trees, and its errors point at the column."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidClaim
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language import statements
from kreiss.verify.language.grammar import FUNCTIONS, MATRIX, NUMBER, SHORT_FUNCTIONS, Scope, parse, parse_expression

numbers = st.recursive(
    st.sampled_from(["1", "2/3", "0.25", "1e-2", "x", "gamma", "y_1"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " - "]), inner).map("".join),
        inner.map("-{}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["^2", "**3", "^(1/2)", "^-1"])).map("({0[0]}){0[1]}".format),
        inner.map("sqrt({})".format),
        st.tuples(inner, inner).map("max({0[0]}, {0[1]})".format),
    ),
    max_leaves=8,
)
matrices = st.recursive(
    st.sampled_from(["A", "B_1", "I", "[[1, x], [0, 2]]"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map("".join),
        st.tuples(numbers, inner).map("({0[0]})*{0[1]}".format),
        inner.map("transpose({})".format),
        st.tuples(inner, inner).map("[[{0[0]}, 0], [{0[1]}, I]]".format),
    ),
    max_leaves=5,
)
valued = st.one_of(
    numbers,
    st.just("0"),
    st.tuples(st.sampled_from(["K", "norm", "rho", "dim"]), matrices).map("{0[0]}({0[1]})".format),
)


@settings(deadline=None, max_examples=200)
@given(valued, st.sampled_from(["<=", "<", ">", ">=", "=="]), valued)
def test_both_parsers_build_the_same_tree(left, sign, right):
    text = f"{left} {sign} {right}"
    assert parse(text) == statements.parse(text, "$")


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="xKA(),[]<=>+-*/^.0123 e_", max_size=30))
def test_what_users_may_write_the_checker_reads_alike(text):
    try:
        trees = parse(text)
    except InvalidClaim:
        return
    assert trees == statements.parse(text, "$")


def test_every_function_is_known_to_both_parsers():
    for name in FUNCTIONS.keys() - set(SHORT_FUNCTIONS):
        kinds, _ = FUNCTIONS[name]
        assert statements.FUNCTIONS[name] == (len(kinds), len(kinds))


def test_a_definition_carries_its_kind():
    scope = Scope()
    assert parse("J = [[A, 0], [C, D]]", scope)[0][:2] == ("define", "J")
    parse("K0 = K(J)", scope)
    assert parse("K0 <= 2*gamma", scope)[0][0] == "<="
    assert scope.defined == {"J": MATRIX, "K0": NUMBER}
    assert scope.free == {"A": MATRIX, "C": MATRIX, "D": MATRIX, "gamma": NUMBER}


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("K(J) <= 2/(1 - gamma", 21, "expected ')', found the end"),
        ("K(J) =< 2", 6, "expected <= or < or >= or > or == or the end, found '='"),
        ("kreis(J) <= 2", 1, "unknown function 'kreis'"),
        ("sqr(x) <= 2", 1, "did you mean 'sqrt'?"),
        ("K <= 2", 1, "is a function and needs its argument"),
        ("K(x) <= 2", 3, "K expects a matrix, found a number"),
        ("sqrt(A) <= 2", 6, "sqrt expects a number, found a matrix"),
        ("norm(A, B) <= 2", 1, "norm takes 1 argument(s), found 2"),
        ("A == 2", 3, "compares a matrix with a number"),
        ("A <= symmetric(B)", 3, "compares a matrix with a predicate"),
        ("K(A + 1) <= 2", 5, "'+' joins a matrix and a number"),
        ("norm(1/A) <= 2", 7, "'/' joins"),
        ("x^y <= 2", 2, "expected a rational exponent"),
        ("x^1001 <= 2", 2, "expected a rational exponent"),
        ("x + <= 2", 5, "expected a number, a name, '(' or '[[', found '<='"),
        ("x.y <= 2", 2, "not in the claim language"),
        ("x <= 2 @", 8, "not in the claim language"),
        ("x", 1, "not a bare expression"),
        ("", 1, "expected a number"),
        ("[[A], [B, C]] == A", 2, "rows of a matrix need one length"),
        ("[[A, x], [B, C]] == A", 2, "all numbers, or blocks"),
        ("I = A", 1, "has a meaning of its own"),
        ("x = x + 1", 1, "defined by itself"),
        ("symmetric(A) <= 1", 14, "compares a predicate"),
        ("symmetric(A) + 1 <= 1", 14, "'+' joins a predicate"),
        ("x <= lambda", 6, "'lambda' is a reserved word; name it differently, as in 'lambda1'"),
        ("in <= 1", 1, "'in' is a reserved word"),
        ("None <= 1", 1, "'None' is a reserved word"),
        ("as = 2", 1, "has a meaning of its own"),
        ("2x <= 1", 1, "not in the claim language; write a product with *"),
        ("x ≤ 1", 3, "not in the claim language; write <="),
        ("__import__(x) <= 1", 1, "not in the claim language"),
        ("-" * 200 + "x <= 1", 100, "levels of nesting"),
    ],
)
def test_an_error_points_at_its_column(text, column, message):
    with pytest.raises(InvalidClaim) as caught:
        parse(text)
    assert str(caught.value).startswith(f"column {column}: ")
    assert message in str(caught.value)


def test_a_name_is_not_defined_twice_or_after_its_use():
    scope = Scope()
    parse("x <= 1", scope)
    with pytest.raises(InvalidClaim, match="defined after it is used"):
        parse("x = 2", scope)
    parse("z = 2", scope)
    with pytest.raises(InvalidClaim, match="or twice"):
        parse("z = 3", scope)


def test_the_longest_line_is_refused_at_once():
    with pytest.raises(InvalidClaim, match="at most 10000"):
        parse("x" * 10**7)


@pytest.mark.parametrize("terms", [98, 99, 100, 101, 102, 2000])
def test_a_long_sum_is_read_by_both_parsers_or_by_neither(terms):
    def read(parser):
        try:
            return parser("+".join("x" * terms) + " <= 1")
        except (InvalidClaim, Rejected):
            return None

    assert read(parse) == read(lambda text: statements.parse(text, "$"))


def test_numbers_are_exact():
    assert parse("x <= 0.1") == parse("x <= 1/10") == parse("x <= 1e-1")


def test_both_parsers_refuse_the_same_hostile_text():
    for text in [
        "a.b <= 1",
        "f(x) <= 1",
        "x := 1",
        "x; y",
        "'x' <= 1",
        "x if y else z",
        "[x for x in y] <= 1",
        "ρ <= 1",
    ]:
        with pytest.raises(InvalidClaim):
            parse(text)
        with pytest.raises(Rejected):
            statements.parse(text, "$")


@settings(deadline=None, max_examples=100)
@given(valued)
def test_an_expression_alone_is_read_as_it_is_in_a_relation(text):
    assert parse_expression(text) == parse(f"{text} <= 1")[0][1]


@pytest.mark.parametrize("text", ["x <= 1", "x 1", "", "x +", "g = x", "x" * 20_000])
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(InvalidClaim):
        parse_expression(text)
