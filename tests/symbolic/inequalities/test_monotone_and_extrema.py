"""Monotone functions of ordered arguments, max, min and abs on both sides, equations among the hypotheses."""

import json

import pytest

from kreiss.symbolic import prove
from kreiss.verify.checker import check_document

QUOTIENTS = "0 < d1 < d2; p > 0; q1 >= q2; q2 > 0"
MONOTONE = [
    ("k*sqrt(q1*p/d1) > k*sqrt(q2*p/d2)", f"k > 1; {QUOTIENTS}"),
    ("sqrt(q1*p/d1) > sqrt(q2*p/d2)", QUOTIENTS),
    ("(q1*p/d1)^2 > (q2*p/d2)^2", QUOTIENTS),
    ("1/(1+q1*p/d1) < 1/(1+q2*p/d2)", QUOTIENTS),
    ("1/sqrt(q1*p/d1) < 1/sqrt(q2*p/d2)", QUOTIENTS),
    ("exp(q1*p/d1) > exp(q2*p/d2)", QUOTIENTS),
    ("log(q1*p/d1) > log(q2*p/d2)", QUOTIENTS),
    ("k*exp(-x/d1) < k*exp(-x/d2)", "k > 0; 0 < d1 < d2; x > 0"),
    ("k*log(1 + x/d1) > k*log(1 + x/d2)", "k > 0; 0 < d1 < d2; x > 0"),
    ("k/(1+sqrt(x/d2)) >= k/(1+sqrt(x/d1))", "k > 0; 0 < d1 <= d2; x > 0"),
    ("sqrt(1 + sqrt(a/b)) >= sqrt(1 + sqrt(a/c))", "a > 0; 0 < b <= c"),
    ("(a/b)^(3/2) >= (a/c)^(3/2)", "a > 0; 0 < b <= c"),
    ("exp(sqrt(x/d1)) >= exp(sqrt(x/d2))", "0 < d1 <= d2; x > 0"),
    ("sqrt(exp(x/d1)) >= sqrt(exp(x/d2))", "0 < d1 < d2; x >= 0"),
    ("(x/d1)^(1/3) >= (y/d2)^(1/3)", "x >= y; y >= 0; 0 < d1 <= d2"),
    ("sqrt(1+exp(-a*x)) <= sqrt(1+exp(-b*x))", "a >= b; b >= 0; x >= 0"),
    ("k*sqrt(q1*p/d1) >= m*sqrt(q2*p/d2)", "k >= m; m > 0; 0 < d1 <= d2; p > 0; q1 >= q2; q2 > 0"),
]
EXTREMA = [
    ("max(abs(1-a*m), abs(1-a*l)) >= (l-m)/(l+m)", "0 < m <= l"),
    ("max(abs(1-a*m), abs(1-a*l)) >= 1 - 2*m/(l+m)", "0 < m <= l"),
    ("max((1-a*m)^2, (1-a*l)^2) >= ((l-m)/(l+m))^2", "0 < m <= l"),
    ("log(exp(x)+exp(y)) <= max(x,y) + log(2)", ""),
    ("max(abs(a-m), abs(a-l)) >= (l-m)/2", "m <= l"),
    ("max(abs(1-a*m), abs(1-a*l)) <= 1-a*m", "0 < m <= l; 0 < a; a*(l+m) <= 2"),
    ("abs(1-a*x) <= max(abs(1-a*m), abs(1-a*l))", "0 < m <= x; x <= l"),
    ("max(abs(x), abs(y)) >= sqrt((x^2+y^2)/2)", ""),
    ("abs(max(x, y) - max(u, v)) <= max(abs(x-u), abs(y-v))", ""),
    ("max(x, y) + min(x, y) == x + y", ""),
    ("max(x, y)*min(x, y) == x*y", ""),
    ("max(1/x, 1/y) >= 2/(x+y)", "x > 0; y > 0"),
    ("min(x, y) <= sqrt(x*y)", "x > 0; y > 0"),
    ("x + y <= 2", "max(x, y) <= 1"),
    ("abs(x*y) <= max(x^2, y^2)", ""),
]
ON_A_VARIETY = [
    ("z^3+2*(x2+(x-1)^3)-3*z*((x1-1)+(x-1)^2) >= 0", "x2^3 == 0; (x2-1)*(x1-1)^3 == 0; x > 0; z-(x-1) > 0"),
    ("x + y >= 3", "x^3 == 0; (x-1)*(y-2)^3 == 0; x > -1"),
    ("x^2 + 2*y^2 <= 1", "x^2 + y^2 == 1"),
    ("x + z > 0", "x*y == 1; y*z == 1; x^2 >= 1"),
    ("u*v >= 0", "u^2 == v^3; v <= 1"),
    ("a*b <= 1", "a^2 == 4; (b-1)^5 == 0"),
]


def decided(states, given):
    """The verdict, after the checker has accepted its certificate."""
    result = prove(states, [text for text in given.split("; ") if text], budget=30)
    if result.certificate is not None:
        check_document(json.loads(json.dumps(result.certificate)))
    return result.verdict


@pytest.mark.parametrize(("states", "given"), MONOTONE)
def test_a_monotone_function_of_ordered_arguments_is_in_their_order(states, given):
    assert decided(states, given) == "PROVED"


@pytest.mark.parametrize(("states", "given"), EXTREMA)
def test_a_maximum_is_bounded_by_the_few_of_its_arguments_that_matter(states, given):
    assert decided(states, given) == "PROVED"


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("k*sqrt(q1*p/d1) > k*sqrt(q2*p/d2)", "k > 1; 0 < d1 <= d2; p > 0; q1 >= q2; q2 > 0"),
        ("exp(x/d1) >= exp(x/d2)", "0 < d1 <= d2"),
        ("(x/d1)^(1/3) >= (y/d2)^(1/3)", "x >= y; y >= 0; d1 > 0; d2 > 0; d1 <= 1.001*d2"),
        ("log(1 + x/d1) > log(1 + x/d2)", "0 < d1 < d2; x >= 0"),
        ("max(abs(1-a*m), abs(1-a*l)) > (l-m)/(l+m)", "0 < m <= l"),
        ("max(abs(1-a*m), abs(1-a*l)) >= 1.01*(l-m)/(l+m)", "0 < m <= l"),
        ("max(x, y)*min(u, v) <= x*v", "x >= y; v >= u"),
        *ON_A_VARIETY,
    ],
)
def test_what_is_false_at_an_end_or_on_the_variety_of_its_equations_is_refuted_there(states, given):
    assert decided(states, given) == "REFUTED"


@pytest.mark.parametrize(
    ("states", "given"),
    [("x + y >= 0", "x^3 == 0; (x-1)*(y-2)^3 == 0; x > -1"), ("z <= 1", "z^2 == x; x^2 == x; y*(z-2)^2 == 0")],
)
def test_what_holds_on_the_variety_of_its_equations_is_proved(states, given):
    assert decided(states, given) == "PROVED"
