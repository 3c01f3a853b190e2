"""The closed form for 2×2 matrices is the exact constant that resultants and root isolation find."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.symbolic.constants.extremum import worst_case_kreiss

hundredths = st.integers(1, 100).map(lambda n: Fraction(n, 100))


@settings(max_examples=40)
@given(hundredths, hundredths, st.integers(0, 60), st.integers(1, 60))
@example(Fraction(1, 10), Fraction(1, 2), 0, 16)
@example(Fraction(1, 10), Fraction(1, 10), 3, 3)
def test_the_closed_form_is_the_exact_constant(u, v, lower, upper):
    """With b and c in twentieths; roots are compared through rational enclosures of 40 digits."""
    b, c = Fraction(lower, 20), Fraction(upper, 20)
    while b * c >= u * v:
        c /= 2
    exact = worst_case_kreiss([[1 - u, b], [c, 1 - v]])
    w, n = (_root((u - v) ** 2 + (b + c) ** 2), _root(u * v - b * c))
    d = abs(b - c)
    if (u - v) ** 2 + (b + c) ** 2 <= (u + v) ** 2:
        assert exact.rational == 1
    else:
        low, high = (
            (w[0] ** 2 + 4 * n[0] ** 2) / ((u + v) * w[1] + 2 * d * n[1]),
            (w[1] ** 2 + 4 * n[1] ** 2) / ((u + v) * w[0] + 2 * d * n[0]),
        )
        assert high - low < Fraction(1, 10**30)
        assert exact.compare(low) >= 0
        assert exact.compare(high) <= 0


def _root(square):
    """Rationals 10⁻⁴⁰ apart that enclose the square root."""
    from math import isqrt

    scale = 10**40
    root = isqrt(square.numerator * scale**2 // square.denominator)
    return Fraction(root, scale), Fraction(root + 1, scale)
