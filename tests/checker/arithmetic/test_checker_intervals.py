"""The checker's interval functions enclose the real functions, tightly, and stay exact on rationals."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.verify.checker.arithmetic.intervals import (
    Interval,
    Unresolved,
    absolute,
    exactly,
    exponential,
    greatest,
    least,
    logarithm,
    power,
    root,
)

BITS = 80
rationals = st.fractions(min_value=-50, max_value=50, max_denominator=1000)
positives = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
ends = st.none() | rationals


def encloses(interval, reference):
    """The interval holds the 60-digit reference value and is no wider than 2^−60 of it."""
    with mpmath.workdps(60):
        low, high = (mpmath.mpf(end.numerator) / end.denominator for end in (interval.lo, interval.hi))
        slack = mpmath.mpf(10) ** -50 * abs(reference)
        return low - slack <= reference <= high + slack and high - low <= abs(reference) * mpmath.mpf(2) ** -60


def real(x):
    with mpmath.workdps(60):
        return mpmath.mpf(x.numerator) / x.denominator


@settings(deadline=None)
@given(rationals)
def test_exp_is_enclosed(x):
    with mpmath.workdps(60):
        assert encloses(exponential(exactly(x), BITS), mpmath.exp(real(x)))


@settings(deadline=None)
@given(positives.filter(lambda x: abs(x - 1) > Fraction(1, 2000)))
def test_log_is_enclosed(x):
    with mpmath.workdps(60):
        assert encloses(logarithm(exactly(x), BITS), mpmath.log(real(x)))


@settings(deadline=None)
@given(positives, st.integers(1, 7), st.integers(-7, 7))
def test_rational_powers_are_enclosed(x, q, p):
    with mpmath.workdps(60):
        assert encloses(power(exactly(x), Fraction(p, q), BITS), real(x) ** (mpmath.mpf(p) / q))


@settings(deadline=None)
@given(positives, st.integers(2, 7))
def test_the_root_of_a_power_is_the_number_itself(x, degree):
    assert root(exactly(x**degree), degree, BITS) == exactly(x)


def test_exact_values_stay_points():
    assert exponential(exactly(0), BITS) == logarithm(exactly(1), BITS) + exactly(1) == exactly(1)
    assert root(exactly(0), 2, BITS) == exactly(0)


@pytest.mark.parametrize("x", [Fraction(1, 10**40), Fraction(10**40), Fraction(3, 10**80), Fraction(2) ** -333])
def test_roots_of_extreme_numbers_are_enclosed(x):
    with mpmath.workdps(60):
        assert encloses(root(exactly(x), 3, BITS), mpmath.cbrt(real(x)))


def intervals():
    return st.tuples(ends, ends).map(
        lambda pair: Interval(*pair) if None in pair or pair[0] <= pair[1] else Interval(pair[1], pair[0])
    )


def inside(interval):
    """A strategy of rationals in the interval."""
    low = interval.lo if interval.lo is not None else (interval.hi or 0) - 60
    high = interval.hi if interval.hi is not None else (interval.lo or 0) + 60
    return st.fractions(min_value=low, max_value=max(low, high), max_denominator=10**6)


def member(interval, x):
    return (interval.lo is None or interval.lo <= x) and (interval.hi is None or x <= interval.hi)


@settings(deadline=None, max_examples=300)
@given(intervals(), intervals(), st.data())
def test_arithmetic_encloses_every_member(left, right, data):
    x, y = data.draw(inside(left)), data.draw(inside(right))
    assert member(left + right, x + y)
    assert member(left - right, x - y)
    assert member(left * right, x * y)
    assert member(least([left, right]), min(x, y))
    assert member(greatest([left, right]), max(x, y))
    assert member(absolute(left), abs(x))
    assert member(power(left, Fraction(3), BITS), x**3)
    assert member(power(left, Fraction(2), BITS), x**2)
    try:
        quotient = left / right
    except Unresolved:
        assert member(right, 0)
    else:
        assert member(quotient, x / y)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: exactly(1) / exactly(0),
        lambda: exactly(1) / Interval(Fraction(-1), Fraction(1)),
        lambda: root(exactly(-1), 2, BITS),
        lambda: logarithm(exactly(0), BITS),
        lambda: exponential(exactly(10**9), BITS),
        lambda: power(exactly(2**300), Fraction(1000), BITS),
        lambda: power(exactly(0), Fraction(-1), BITS),
    ],
)
def test_what_has_no_value_or_is_out_of_reach_is_unresolved(attempt):
    with pytest.raises(Unresolved):
        attempt()
