"""The checker's exact polynomials: a ring, substitution by powers, and reading from JSON."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.verify.checker import Rejected
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, exponents, read, total, variable
from kreiss.verify.checker.language.statements import expression
from kreiss.verify.checker.proofs.rational import Reader

NAMES = {"x": 0, "y": 1, "@1": 2}
RATIONALS = st.fractions(min_value=-5, max_value=5, max_denominator=6)
MONOMIALS = st.tuples(*[st.integers(0, 3)] * 3)


@st.composite
def polynomials(draw):
    terms = draw(st.dictionaries(MONOMIALS, RATIONALS, max_size=5))
    return total(
        product(variable(i) ** e for i, e in enumerate(monomial)).scaled(value) for monomial, value in terms.items()
    )


def product(factors):
    result = constant(Fraction(1))
    for factor in factors:
        result = result * factor
    return result


def value(polynomial, point):
    result = Fraction(0)
    for monomial, coefficient in polynomial.terms.items():
        term = Fraction(coefficient, polynomial.den)
        for place, exponent in enumerate(exponents(monomial)):
            term *= point[place] ** exponent
        result += term
    return result


@settings(max_examples=60)
@given(polynomials(), polynomials(), st.tuples(*[RATIONALS] * 3))
def test_evaluation_is_a_homomorphism(p, q, point):
    assert value(p + q, point) == value(p, point) + value(q, point)
    assert value(p * q, point) == value(p, point) * value(q, point)
    assert value(p**3, point) == value(p, point) ** 3
    assert value(-p, point) == -value(p, point)


@settings(max_examples=60)
@given(polynomials(), polynomials(), polynomials())
def test_the_ring_laws_hold_exactly(p, q, r):
    assert p * (q + r) == p * q + p * r
    assert p - p == Polynomial({})
    assert not p - p
    assert (p == q) == (not p - q)


@settings(max_examples=60)
@given(polynomials(), st.integers(0, 2))
def test_a_polynomial_is_the_sum_of_its_coefficients_times_powers(p, place):
    parts = p.by_powers(place)
    assert total(part * variable(place) ** power for power, part in enumerate(parts)) == p
    assert all(place not in part.variables() for part in parts)
    assert parts[-1] or len(parts) == 1


def test_a_large_exponent_does_not_run_into_the_next_variable():
    with pytest.raises(Rejected, match="too large"):
        variable(0) ** 70_000
    assert exponents(next(iter((variable(0) ** 3000 * variable(1)).terms))) == [3000, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ({"x^2*y": "3/4", "1": -2}, variable(0) ** 2 * variable(1).scaled(Fraction(3, 4)) - constant(Fraction(2))),
        ({"x*x": 1, "x^2": 1}, (variable(0) ** 2).scaled(Fraction(2))),
        ({"@1": 0}, Polynomial({})),
        ("5/7", constant(Fraction(5, 7))),
        ({}, Polynomial({})),
    ],
)
def test_polynomials_are_read_exactly(text, expected):
    assert read(text, NAMES, "$") == expected


@pytest.mark.parametrize(
    "text",
    [{"z": 1}, {"x^": 1}, {"x^-1": 1}, {"x**2": 1}, {"x": 0.5}, {"x": None}, {"": 1}, {"x^4001": 1}, [1], None, 1.5],
)
def test_what_is_no_polynomial_is_rejected(text):
    with pytest.raises(Rejected):
        read(text, NAMES, "$")


def test_an_expansion_that_would_not_end_is_rejected():
    wide = total(variable(i) for i in range(12)) ** 3
    with pytest.raises(Rejected, match="too large"):
        wide**9


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1/(x*y) + 1/x^2", "(x + y)/(x^2*y)", True),
        ("1/(x*y)^2", "(1/x)^2*(1/y)^2", True),
        ("1/(2*(1 - x))^3", "1/(8*(1 - x)^3)", True),
        ("1/(x - y)^2", "1/(y - x)^2", True),
        ("1/(x*y)^2", "1/(x*y)", False),
        ("1/x^2 + 1/x", "(1 + x)/x", False),
    ],
)
def test_quotients_are_inverted_factor_by_factor(left, right, same):
    reader = Reader()
    first, second = (reader.read(expression(text, "$")) for text in (left, right))
    assert first.same_as(second) is same


@pytest.mark.parametrize("text", ["1/(x*0)", "1/(x - x)^2", "1/(y*(x - x))", "1/0", "1/(12345678901^999*x + 1)^999"])
def test_a_quotient_by_zero_or_by_endless_numbers_is_rejected(text):
    with pytest.raises(Rejected):
        Reader().read(expression(text, "$"))
