"""What reads like a constant is no free number, in claims and in inequalities, and the error says what to write."""

import pytest

from kreiss.errors import InvalidClaim
from kreiss.symbolic.inequalities.systems import read_statement
from kreiss.verify.claims import Claim

ADVICE = {
    "inf": "state a bound",
    "infinity": "state a bound",
    "oo": "state a bound",
    "nan": "it is no number",
    "pi": "355/113 above or 333/106 below",
}
CLAIM, INEQUALITY = (
    lambda given, states: Claim("c", states, tuple(given)),
    lambda given, states: read_statement(states, given),
)


@pytest.fixture(params=[CLAIM, INEQUALITY], ids=["claim", "inequality"])
def read(request):
    return request.param


@pytest.mark.parametrize("name", ADVICE)
def test_a_constant_that_the_languages_do_not_have_is_refused_with_what_to_write(read, name):
    for given, states in (((), f"x < {name}"), ((f"x <= 2*{name}",), "x <= 1"), ((f"{name} = 3",), "x <= 1")):
        with pytest.raises(InvalidClaim) as refused:
            read(given, states)
        assert f"'{name}' reads like a constant" in str(refused.value)
        assert ADVICE[name] in str(refused.value)
        assert f"as in '{name}1'" in str(refused.value)
    read((), f"{name}1 <= x")


def test_the_letter_e_is_a_variable_where_a_hypothesis_speaks_of_it_and_refused_where_none_does(read):
    for given in ((), ("x >= 1",), ("y = 2*e",)):
        with pytest.raises(InvalidClaim, match=r"write exp\(1\) for the constant"):
            read(given, "e*x <= 1")
    read(("0 < e <= 1",), "e*x <= 1")
    read(("e = 2",), "e*x <= 1")


def test_a_matrix_may_have_any_capital_letter():
    Claim("c", "norm(E*Pi) <= norm(E)*norm(Pi)")
    with pytest.raises(InvalidClaim, match="write exp"):
        Claim("c", "sup_powers(A) <= e*dim(A)*K(A)")
    Claim("c", "K(A) <= e", exists=("e",))


@pytest.mark.parametrize("quotient", ["1/0", "x/(0/3)", "x/-0", "0^-1", "0^(-1/2)"])
def test_a_division_by_zero_is_refused_where_it_stands(quotient):
    with pytest.raises(InvalidClaim, match=r"states, column .*expected a divisor other than 0"):
        Claim("c", f"K(A) <= {quotient}")


def test_a_limit_may_still_be_infinite():
    assert Claim("c", "K(A) <= O(1) as x -> inf", ("x = norm(A)",)).constants
