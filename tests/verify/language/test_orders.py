"""Order notation is written out with constants, reads back in words and LaTeX, and is refused where it says nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.language.orders import expanded

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")


@pytest.mark.parametrize(
    ("states", "given", "written", "constants"),
    [
        ("x <= O(y + 1)", (), "x <= c*(y + 1)", ("c",)),
        ("O(y) >= x", (), "c*(y) >= x", ("c",)),
        ("x < 1 + O(y)", (), "x < 1 + c*(y)", ("c",)),
        ("x <= O(c) + O(c1)", (), "x <= c2*(c) + c3*(c1)", ("c2", "c3")),
        ("1 <= x <= O (y)", (), "1 <= x <= c*(y)", ("c",)),
        ("norm(A) == O(x)", (), "norm(A) <= c*(x)", ("c",)),
        ("x == O(y)", (), "-c*(y) <= x <= c*(y)", ("c",)),
        ("x <= O(y) as y -> inf", (), "x <= c*(y)", ("c", "m")),
        ("x <= y as y -> 0", (), "x <= y", ("m",)),
    ],
)
def test_order_notation_is_a_constant_times_its_argument(states, given, written, constants):
    claim = Claim("c", states, given)
    assert (claim.expanded.states, claim.constants) == (written, constants)
    assert claim.states == states
    assert claim == Claim("c", states, given)


def test_a_limit_is_a_neighbourhood_among_the_hypotheses():
    assert expanded(("x > 0",), "x <= 1 as x -> 1/2", ()).given == ("x > 0", "m*(x - 1/2) < 1", "-m*(x - 1/2) < 1")
    assert expanded((), "x <= 1 as x -> -1", ()).given == ("m*(x - (-1)) < 1", "-m*(x - (-1)) < 1")
    assert expanded(("m > 0",), "x <= m as x -> inf", ()).given == ("m > 0", "m1 < x")


def test_an_iteration_count_takes_its_constant_in_a_hypothesis():
    claim = Claim("late", "power_norm(J, t) <= delta", (*COUPLED, "t >= O(K(J)^2*log(1/delta))"))
    assert claim.expanded.given[-1] == "t >= c*(K(J)^2*log(1/delta))"
    assert claim.constants == ("c",)


def test_a_claim_without_order_notation_stays_as_it_is():
    claim = Claim("plain", "norm(O) <= x", ("O == transpose(O)",), exists=("x",))
    assert claim.statement == {"given": ["O == transpose(O)"], "states": "norm(O) <= x"}
    assert claim.constants == ("x",)


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ("K(J) <= 2*O(gamma)", "states, column 11: O(…) is a whole summand"),
        ("K(J) <= O(gamma)*2", "states, column 17: O(…) is a whole summand: expected '+' or a relation, found '*'"),
        ("K(J) <= 1 - O(gamma)", "states, column 13: O(…) is a whole summand"),
        ("K(J) <= sqrt(O(gamma))", "states, column 14: O(…) is a whole summand"),
        ("K(J) <= O(O(1))", "states, column 11: O(…) is a whole summand"),
        ("K(J) >= O(gamma)", "states, column 6: O(…) stands on the greater side, as in K(J) <= O(…)"),
        ("O(gamma) <= K(J)", "states, column 10: O(…) stands on the greater side"),
        ("O(gamma) == K(J)", "states, column 10: O(…) stands on the greater side"),
        ("K(J) == 1 + O(gamma)", "states, column 6: '== O(…)' takes O(…) alone"),
        ("K(J) <= O(A)", "states, column 11: O expects a number, found a matrix"),
        ("K(J) <= O()", "states, column 11: expected a number"),
        ("K(J) <= O(1", "states, column 12: expected ')', found the end"),
        ("K(J) <= O(1, 2)", "states, column 12: expected ')', found ','"),
        ("K(J) <= O(1) as J -> 1", "the limit: 'J' is not a number of the claim"),
        ("K(J) <= O(1) as x -> 1", "the limit: 'x' is not a number of the claim"),
        ("K(J) <= O(1) as gamma -> x", "states, column 26: expected a number or inf after '->'"),
        ("K(J) <= O(1) as gamma ->", "states, column 25: expected a number or inf after '->'"),
        ("K(J) <= O(1) gamma -> 1", "states, column 20: expected 'as NAME -> NUMBER'"),
        ("as gamma -> 1", "states, column 1: expected a number"),
        ("K(J) <= 1 as gamma -> 1 as gamma -> 1", "after '->'"),
    ],
)
def test_an_error_points_at_its_column(states, message):
    with pytest.raises(InvalidClaim) as caught:
        Claim("c", states, COUPLED)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_order_notation_in_a_hypothesis_stands_on_the_smaller_side():
    for line in ("K(J) <= O(1)", "O(1) >= t", "t == O(1)"):
        with pytest.raises(InvalidClaim, match="smaller side, as in t >= O"):
            Claim("c", "K(J) <= t", (*COUPLED, line))
    with pytest.raises(InvalidClaim, match="whole summand"):
        Claim("c", "K(J) <= x", (*COUPLED, "x = O(1)"))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="xKA(),[]<=>+-*/^.01O as->inf", max_size=30), st.booleans())
def test_any_text_is_read_or_refused(text, hypothesis):
    try:
        claim = Claim("c", "x <= 1", (text,)) if hypothesis else Claim("c", text)
    except InvalidClaim:
        return
    assert "O(" not in claim.expanded.states
    assert all(name in claim.numbers for name in claim.constants)


def test_the_limit_is_read_back_in_words_and_latex():
    claim = Claim("c", "K(J) == O(1/(1 - gamma)) as gamma -> 1", COUPLED)
    words = in_words(claim)
    assert words.startswith("There are a real number c and a neighbourhood of γ = 1, the same for everything")
    assert words.endswith("γ < 1 and γ in that neighbourhood:\n    K(J) ≤ c(1/(1 − γ)).")
    assert r"neighbourhood of $\gamma = 1$" in in_latex(claim)
    assert in_words(Claim("c", "x <= 2*x as x -> inf")).startswith("There is a neighbourhood of infinity")
