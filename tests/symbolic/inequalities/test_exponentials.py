"""exp and log in inequalities: textbook bounds are proved, false ones refuted, and the checker knows both by itself."""

from fractions import Fraction
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.symbolic import prove
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.inequalities.exponentials import NEUTRAL, pade, power, taylor

TRUE = [
    ("exp(x) >= 1 + x",),
    ("1 - x <= exp(-x)",),
    ("log(x) <= x - 1", "x > 0"),
    ("log(x) >= 1 - 1/x", "x > 0"),
    ("(1 - h)^10 <= exp(-10*h)", "0 <= h <= 1"),
    ("log(1 + x) >= 2*x/(2 + x)", "x >= 0"),
    ("10*g^10*(1 - g) <= 1/exp(1)", "0 <= g <= 1"),
    ("exp(x + y) == exp(x)*exp(y)",),
    ("log(x*y) == log(x) + log(y)", "x > 0", "y > 0"),
    ("exp(x) <= 1/(1 - x)", "0 <= x < 1"),
    ("exp(1) <= 2.71829",),
    ("exp(1) >= 2.71828",),
    ("exp(x) >= exp(1)*x",),
    ("log(x) <= sqrt(x)", "x > 0"),
    ("exp(-x) <= 1 - x + x^2/2", "x >= 0"),
    ("h*exp(-h) <= 1/exp(1)", "h >= 0"),
    ("t*exp(-a*t) <= 1/(a*exp(1))", "a > 0", "t >= 0"),
    ("x*log(x) >= -1/exp(1)", "x > 0"),
    ("exp(t*(-m/l)) <= d", "0 < m", "0 < l", "d > 0", "t >= l/m*log(1/d)"),
    ("exp(-sqrt(m/l)*t) <= d", "0 < m <= l", "0 < d < 1", "t >= sqrt(l/m)*log(1/d)"),
]
FALSE = [
    ("(1 - h)^10 <= exp(-11*h)", "0 <= h <= 1"),
    ("log(x) <= 0.7*sqrt(x)", "x >= 1"),
    ("exp(x) <= 1 + x",),
    ("exp(1) <= 2.71828",),
    ("log(x) >= 1 - x", "x > 0"),
    ("h*exp(-h) <= 99/(100*exp(1))", "h >= 0"),
    ("t*exp(-a*t) <= 1/(2*a*exp(1))", "a > 0", "t >= 0"),
    ("x*log(x) >= -99/(100*exp(1))", "x > 0"),
    ("exp(t*(-m/l)) <= d", "0 < m", "0 < l", "0 < d < 1", "t >= l/(2*m)*log(1/d)"),
    ("exp(-sqrt(m/l)*t) <= d", "0 < m <= l", "0 < d < 1", "t >= l/m*log(1/d)/4"),
]


@pytest.mark.parametrize("statement", TRUE, ids=lambda statement: statement[0])
def test_a_true_bound_is_proved_and_the_checker_agrees(statement):
    states, *hypotheses = statement
    result = prove(states, hypotheses, budget=20)
    assert result.verdict == "PROVED"
    assert states in check_document(result.certificate).statement


@pytest.mark.parametrize("statement", FALSE, ids=lambda statement: statement[0])
def test_a_false_bound_is_refuted_at_a_point_and_the_checker_agrees(statement):
    states, *hypotheses = statement
    result = prove(states, hypotheses, budget=20)
    assert result.verdict == "REFUTED"
    assert check_document(result.certificate).statement.startswith("false: ")


def test_a_logarithm_that_may_be_undefined_is_not_proved():
    assert prove("log(x) <= x^2 + 5", budget=3).verdict == "UNDECIDED"


numbers = st.fractions(-2, 2, max_denominator=16)


def pair(x):
    """(x, exp(x)) with the float's rational for exp(x), close enough for the slack that the bounds have."""
    return constant(x), constant(Fraction(exp(x)))


@given(numbers, numbers, st.sampled_from([1, 3, 5]))
def test_taylor_bounds_hold_of_the_exponential_function(x, y, order):
    assert taylor(pair(x), pair(y), order).polynomial.constant_value() >= -Fraction(1, 10**9)


@given(numbers, numbers, st.integers(1, 5))
def test_pade_bounds_hold_where_the_first_argument_is_the_larger(x, y, order):
    low, high = sorted((x, y))
    assert pade(pair(high), pair(low), order).polynomial.constant_value() >= -Fraction(1, 10**9)


def test_taylor_polynomials_of_even_order_bound_nothing():
    with pytest.raises(Rejected, match="odd"):
        taylor(NEUTRAL, NEUTRAL, 2)


def test_exponents_whose_arguments_do_not_add_up_give_no_relation():
    with pytest.raises(Rejected, match="add up"):
        power([pair(Fraction(1)), pair(Fraction(1))], [1, 1])


def proof(*nodes):
    """The certificate of exp(x) >= 1 + x with these nodes one inside the other, the last a leaf."""
    node = nodes[-1]
    for outer in reversed(nodes[:-1]):
        node = outer | {"then": node}
    return {
        "schema": "kreiss/inequality-1",
        "statement": {"given": [], "states": "exp(x) >= 1 + x"},
        "verdict": "PROVED",
        "proofs": [node],
    }


BOUND = {"rule": "bound", "kind": "taylor", "pair": 0, "order": 1}
LEAF = {"rule": "identity", "terms": [{"weight": 1, "factors": [1]}, {"weight": 1, "factors": [2]}]}


def test_the_certificate_by_hand_is_accepted():
    assert check_document(proof(BOUND, LEAF)).statement == "exp(x) >= 1 + x"


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ((BOUND | {"order": 2}, LEAF), "odd"),
        ((BOUND | {"order": 41}, LEAF), "order from 1"),
        ((BOUND | {"order": True}, LEAF), "order from 1"),
        ((BOUND | {"kind": "chord"}, LEAF), "expected one of"),
        ((BOUND | {"pair": 1}, LEAF), "number of an exponential"),
        ((BOUND | {"pair": None, "against": 0}, LEAF), "not identically zero"),
        ((BOUND | {"kind": "pade"}, LEAF), "'sign' is missing"),
        ((BOUND | {"kind": "pade", "sign": 0}, LEAF), "not the smaller one"),
        (({"rule": "power", "exponents": [1]}, LEAF), "add up"),
        (({"rule": "power", "exponents": [1, 1]}, LEAF), "number of an exponential"),
        (({"rule": "exponential", "name": "@1", "of": {"x": 1}}, BOUND, LEAF), "fresh"),
        (({"rule": "exponential", "name": "x", "of": {"x": 1}}, BOUND, LEAF), "fresh"),
        (({"rule": "exponential", "name": "@e1", "of": {"y": 1}}, BOUND, LEAF), "not a power of a known variable"),
        ((LEAF,), "number of a relation"),
    ],
)
def test_a_forged_step_about_exponentials_is_rejected(nodes, reason):
    with pytest.raises(Rejected, match=reason):
        check_document(proof(*nodes))
