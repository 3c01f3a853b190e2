"""Soundness of enclosures, held against an evaluation that shares no code with them: mpmath's singular values.

No grid value of (|z| − 1)/σ_min(zI − A) may exceed the upper end, and the certificate's own witness z must show at
least the lower end. mpmath works with 50 digits here, and 10^−30 is granted to its rounding.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.checker import Checked, check_document

RADII = [1 + Fraction(1, 10**k) for k in (4, 2, 1)] + [Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(8)]
ANGLES = [Fraction(k, 8) for k in range(16)]
SLACK = Fraction(1, 10**30)


def to_mpf(x: Fraction):
    return mpmath.mpf(x.numerator) / x.denominator


def to_fraction(x) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def kreiss_ratio(rows, z) -> Fraction:
    """(|z| − 1)/σ_min(zI − A), from mpmath's singular values."""
    A = mpmath.matrix([[mpmath.mpc(*map(to_mpf, entry)) for entry in row] for row in rows])
    sigma = mpmath.svd_c(z * mpmath.eye(A.rows) - A, compute_uv=False)
    return to_fraction((abs(z) - 1) / min(sigma))


def assert_sound(rows, enclosure):
    with mpmath.workdps(50):
        for radius in RADII:
            for angle in ANGLES:
                z = to_mpf(radius) * mpmath.expjpi(to_mpf(angle))
                assert kreiss_ratio(rows, z) * (1 - SLACK) <= enclosure.upper
        for step in enclosure.certificate["steps"]:
            if step["reason"] == "witness":
                z = mpmath.mpc(*(to_mpf(Fraction(step["z"][part])) for part in ("re", "im")))
                assert kreiss_ratio(rows, z) * (1 + SLACK) >= enclosure.lower


def numbers(most: int):
    return st.fractions(-most, most, max_denominator=12)


@st.composite
def matrices(draw, *, imaginary: bool, largest: int):
    n = draw(st.integers(1, largest))
    part = st.tuples(numbers(2), numbers(2)) if imaginary else st.tuples(numbers(2), st.just(Fraction(0)))
    rows = draw(st.lists(st.lists(part, min_size=n, max_size=n), min_size=n, max_size=n))
    scale = draw(st.sampled_from([Fraction(1, 8), Fraction(1, 3), Fraction(1)]))
    return [[(scale * x, scale * y) for x, y in row] for row in rows]


@settings(max_examples=20)
@given(matrices(imaginary=False, largest=4))
def test_the_enclosure_of_a_real_matrix_holds_against_high_precision(rows):
    check(rows, certify([[x for x, _ in row] for row in rows]))


@settings(max_examples=10)
@given(matrices(imaginary=True, largest=3))
def test_the_enclosure_of_a_complex_matrix_holds_against_high_precision(rows):
    check(rows, certify([[{"re": x, "im": y} for x, y in row] for row in rows]))


@settings(max_examples=15)
@given(
    st.integers(2, 5).flatmap(lambda n: st.tuples(st.just(n), st.lists(numbers(10), min_size=n * n, max_size=n * n)))
)
def test_the_enclosure_of_a_triangular_matrix_with_large_entries_holds_against_high_precision(drawn):
    n, entries = drawn
    rows = [
        [
            (entries[i * n + j] / 11 if i == j else entries[i * n + j] if j < i else Fraction(0), Fraction(0))
            for j in range(n)
        ]
        for i in range(n)
    ]
    check(rows, certify([[x for x, _ in row] for row in rows]))


def certify(A):
    radius = np.abs(np.linalg.eigvals(exact_matrix(A).approx)).max()
    assume(abs(radius - 1) > 1e-6)  # the marginal case has its own test
    return certify_kreiss(A, gap=1e-4)


def check(rows, enclosure):
    assert isinstance(check_document(enclosure.certificate), Checked)
    if enclosure.upper is None:
        with mpmath.workdps(30):
            A = mpmath.matrix([[mpmath.mpc(*map(to_mpf, entry)) for entry in row] for row in rows])
            assert max(map(abs, mpmath.eig(A)[0])) > 1
        return
    assert 1 <= enclosure.lower <= enclosure.upper
    assert enclosure.gap <= Fraction(1e-4)
    assert_sound(rows, enclosure)


def test_an_enclosure_that_misses_is_noticed_by_the_evaluation():
    rows = [
        [(Fraction(9, 10), Fraction(0)), (Fraction(0), Fraction(0))],
        [(Fraction(10), Fraction(0)), (Fraction(9, 10), Fraction(0))],
    ]
    with mpmath.workdps(50):
        assert kreiss_ratio(rows, mpmath.mpf("1.1")) > 25
    enclosure = certify_kreiss([[x for x, _ in row] for row in rows])
    wrong = type("Wrong", (), {"upper": Fraction(24), "lower": Fraction(1), "certificate": enclosure.certificate})
    with pytest.raises(AssertionError):
        assert_sound(rows, wrong)
