"""Decimals are rounded outward exactly, and to the digits asked for."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from kreiss.decimals import decimal_above, decimal_below, magnitude

NUMBERS = st.one_of(
    st.fractions(),
    st.fractions(max_denominator=10**6),
    st.builds(lambda x, e: x * Fraction(10) ** e, st.fractions(-10, 10), st.integers(-400, 400)),
)


@given(NUMBERS, st.integers(1, 30))
@example(Fraction(0), 1)
@example(Fraction(999999), 3)
@example(Fraction(-999999, 1000), 3)
@example(Fraction(1, 10**40), 5)
def test_both_decimals_enclose_the_number_within_one_unit_of_the_last_digit(x, digits):
    below, above = Fraction(decimal_below(x, digits)), Fraction(decimal_above(x, digits))
    unit = Fraction(10) ** (magnitude(x) + 1 - digits)
    assert below <= x <= above
    assert x - below < unit
    assert above - x < unit


@given(st.integers(-(10**6), 10**6), st.integers(-6, 6))
def test_a_number_with_few_digits_is_written_exactly(whole, exponent):
    x = whole * Fraction(10) ** exponent
    assert Fraction(decimal_below(x, 7)) == Fraction(decimal_above(x, 7)) == x


@given(NUMBERS)
def test_the_magnitude_is_the_exponent_of_the_leading_digit(x):
    e = magnitude(x)
    assert x == 0 or Fraction(10) ** e <= abs(x) < Fraction(10) ** (e + 1)


def test_numbers_are_written_as_people_write_them():
    assert decimal_below(Fraction(2501, 100), 12) == "25.01"
    assert decimal_above(Fraction(1, 3), 4) == "0.3334"
    assert decimal_below(Fraction(-1, 3), 4) == "-0.3334"
    assert decimal_below(Fraction(120000), 3) == "120000"
    assert decimal_below(Fraction(1, 10**9), 3) == "1e-9"
    assert decimal_above(Fraction(123456789 * 10**50), 3) == "1.24e+58"
    assert decimal_above(Fraction(9996, 10), 3) == "1000"
