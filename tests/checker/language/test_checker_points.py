"""Refutations by a point: what is evaluated exactly, what by enclosure, and what proves nothing."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.symbolic.inequalities.exact import refutes as refutes_in_prover
from kreiss.symbolic.inequalities.systems import read_statement as read_in_prover
from kreiss.verify.checker.inequalities.points import refutes
from kreiss.verify.checker.inequalities.systems import read_statement
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.ranges import Range


def refuted(states, given_texts=(), **point):
    statement = read_statement({"given": list(given_texts), "states": states}, "$")
    return refutes(statement, {name: Fraction(value) for name, value in point.items()})


@pytest.mark.parametrize(
    ("states", "point", "expected"),
    [
        ("sqrt(x) <= 1", {"x": 2}, True),
        ("sqrt(x) >= 1.4142135623730950488", {"x": 2}, False),
        ("sqrt(x) >= 1.4142135623730950489", {"x": 2}, True),
        ("sqrt(x) < 3/2", {"x": "9/4"}, True),
        ("sqrt(x) <= 3/2", {"x": "9/4"}, False),
        ("x^(1/3) < 2", {"x": 8}, True),
        ("x^(-1/2) <= 1/3", {"x": 4}, True),
        ("max(x, 1/x) <= 2", {"x": "1/3"}, True),
        ("abs(x) == x", {"x": -1}, True),
        ("min(x, 2, 3) >= 0", {"x": -1}, True),
        ("x^2 >= 0", {"x": -1}, False),
        ("1/x <= 1", {"x": 0}, False),
        ("sqrt(x) <= 1", {"x": -1}, False),
        ("sqrt(2)*sqrt(2) < 2", {}, False),
        ("sqrt(2) < 1.41421356237309504880168872420969807856967187537694", {}, True),
        ("0 <= x <= 1", {"x": 2}, True),
    ],
)
def test_a_conclusion_fails_only_for_certain(states, point, expected):
    assert refuted(states, **point) is expected


def test_hypotheses_must_hold_for_certain():
    assert refuted("x > 1", ["sqrt(x) <= 1"], x=1)
    assert not refuted("x > 2", ["sqrt(x)*sqrt(x) <= 2"], x=2)
    assert not refuted("x > 2", ["1/x <= 1"], x=0)
    assert refuted("s > 2", ["s = x + 1"], x=1)
    assert not refuted("x > 2", ["s = 1/(x-1)"], x=1)


NUMBERS = st.fractions(-3, 3, max_denominator=4)
EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "2", "1/3"]),
    lambda inner: st.one_of(
        st.builds("({}{}{})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("sqrt({})".format, inner),
        st.builds("({})^(2/3)".format, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("abs({})".format, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@example("((2)^(2/3))^(2/3)", "((2)^(2/3))^(2/3)", "<", Fraction(0), Fraction(0))
@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from(["<=", "<", "=="]), NUMBERS, NUMBERS)
def test_three_independent_evaluations_agree(left, right, sign, x, y):
    """All are certain where they refute; equal roots of rationals are told by the checker and by witnesses' values."""
    states, point = f"{left} {sign} {right}", {"x": x, "y": y}
    try:
        statement = read_statement({"given": [], "states": states}, "$")
    except ValueError:
        return
    refuted_by_checker = refutes(statement, point)
    assert refuted_by_checker or not refutes_in_prover(read_in_prover(states, []), point)
    if refuted_by_checker:
        assert Evaluation({}, point, lambda *_: Range(None, None)).holds(statement.conclusion[0]) is False
