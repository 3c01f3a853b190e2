"""Matrices with algebraic entries are certified through a rational matrix and a proved distance from it."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import CRootOf, GoldenRatio, I, Matrix, Rational, cos, exp, pi, sin, sqrt, tan

from kreiss.errors import InvalidMatrix
from kreiss.numeric import certify_kreiss, certify_kreiss_ct, certify_resolvent_norm
from kreiss.numeric.reading.algebraic import enclosed_matrix
from kreiss.verify.checker import Checked, check_document

x = sympy.Symbol("x")
GAP = Fraction(1, 10**6)
QUINTIC = x**5 - x - 1


def enclosed(number) -> tuple[Fraction, Fraction, Fraction]:
    """Real and imaginary part of the rational number, and the radius, for the 1×1 matrix of a number."""
    centre, radius = enclosed_matrix([[number]], GAP)
    ((entry,),) = centre.entries()
    return *entry, radius


def to_mpf(number: Fraction):
    return mpmath.mpf(number.numerator) / number.denominator


def assert_near(value, found: tuple[Fraction, Fraction, Fraction]) -> None:
    """The value lies within the radius, up to the value's own last digits."""
    re, im, radius = map(to_mpf, found)
    assert abs(value - mpmath.mpc(re, im)) <= radius * (1 + mpmath.mpf(10) ** -20)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_square_root_lies_within_the_radius(p, q):
    re, im, radius = enclosed(sqrt(Rational(p, q)))
    assert im == 0
    assert radius <= re / 2**200
    assert max(re - radius, Fraction(0)) ** 2 <= Fraction(p, q) <= (re + radius) ** 2


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=6))
def test_a_real_root_of_a_polynomial_lies_within_the_radius(coefficients):
    polynomial = sympy.Poly([1, *coefficients], x)
    for root in polynomial.real_roots(radicals=False):
        re, im, radius = enclosed(root)
        assert im == 0
        minimal = sympy.Poly(sympy.minimal_polynomial(root, x), x)
        left, right = (minimal.eval(Rational(end.numerator, end.denominator)) for end in (re - radius, re + radius))
        assert left * right <= 0


def test_the_roots_of_a_polynomial_are_told_apart():
    roots = [CRootOf(QUINTIC, k) for k in range(5)]
    with mpmath.workdps(160):
        known = mpmath.polyroots([1, 0, 0, 0, -1, -1], maxsteps=500, extraprec=2000)
        for root in roots:
            rough = complex(root)
            near = min(known, key=lambda z: abs(z - mpmath.mpc(rough)))
            assert_near(near, enclosed(root))
            assert_near(near**2, enclosed(root**2))
            assert_near(near.conjugate(), enclosed(sympy.conjugate(root)))
            assert_near(near.real + 2 * near.imag, enclosed(sympy.re(root) + 2 * sympy.im(root)))
    assert len({enclosed(root)[:2] for root in roots}) == 5


@pytest.mark.parametrize(
    "number",
    [
        sqrt(2) / 3,
        cos(pi / 5),
        cos(pi / 7) * sin(3 * pi / 11) - tan(pi / 13),
        exp(I * pi / 7) / 2,
        GoldenRatio / 2,
        2 ** Rational(1, 3) + sqrt(5) - Rational(7, 3),
        (-2) ** Rational(1, 3),
        (1 + I) ** Rational(-2, 3),
        sqrt(1 + sqrt(2)) * I,
        sqrt(sqrt(2) + I) / sympy.Float("0.75"),
        10**60 * sqrt(3),
        sqrt(3) / 10**60,
    ],
)
def test_the_number_lies_within_the_radius_against_high_precision(number):
    with mpmath.workdps(160):
        value = mpmath.mpmathify(sympy.N(number, 160))
        assert_near(value, enclosed(number))
        assert mpmath.mpf(2) ** 190 * to_mpf(enclosed(number)[2]) <= abs(value)


def test_rational_entries_are_kept_and_a_rational_matrix_has_no_radius():
    centre, radius = enclosed_matrix(Matrix([[sqrt(2), Rational(1, 3)], [0, sympy.Float("0.1")]]), GAP)
    assert [re for row in centre.entries() for re, _ in row][1:] == [Fraction(1, 3), 0, Fraction(0.1)]
    assert 0 < radius < Fraction(1, 2**200)
    assert enclosed_matrix([["1/3", 0.5], [Rational(1, 7), I / 2]], GAP)[1] == 0


def test_the_constant_of_a_jordan_block_with_an_irrational_eigenvalue_is_the_closed_form():
    """For [[γ, 0], [c, γ]] it is (a + 1/a)/2 with a = c/(2(1 − γ))."""
    enclosure = certify_kreiss([[sqrt(2) / 2, 0], [sqrt(5), sqrt(2) / 2]], digits=40)
    with mpmath.workdps(80):
        a = mpmath.sqrt(5) / (2 - mpmath.sqrt(2))
        value = Fraction(str((a + 1 / a) / 2))
    assert enclosure.lower - Fraction(1, 10**75) <= value <= enclosure.upper + Fraction(1, 10**75)
    assert enclosure.complete
    assert enclosure.gap <= Fraction(1, 10**40)
    assert enclosure.certificate["statement"]["radius"] == str(enclosure.radius) != "0"
    assert isinstance(check_document(enclosure.certificate), Checked)


def test_the_radius_asked_for_is_added_to_the_matrix_s_own():
    A, asked = [[sqrt(2) / 2, 3], [0, exp(I * pi / 7) / 2]], Fraction(1, 1000)
    enclosure = certify_kreiss(A, radius=asked)
    assert asked < enclosure.radius < asked + Fraction(1, 2**200)
    assert isinstance(check_document(enclosure.certificate), Checked)


def test_a_half_plane_is_enclosed_through_the_radius_as_well():
    enclosure = certify_kreiss_ct([[-sqrt(2) / 2, 10], [0, -cos(pi / 5)]])
    assert "radius" in enclosure.certificate["statement"]
    assert isinstance(check_document(enclosure.certificate), Checked)


@pytest.mark.parametrize(
    "number", [pi / 4, sympy.E / 4, sqrt(2) ** sqrt(2) / 3, sin(1), sympy.log(2), exp(sqrt(2) - 2)]
)
def test_a_number_that_is_not_algebraic_is_refused_and_the_remedy_named(number):
    with pytest.raises(InvalidMatrix, match=r"entry \(1, 2\): expected an algebraic number.*its error as the radius"):
        certify_kreiss([[0, number], [0, 0]])


def test_a_number_on_a_branch_cut_in_disguise_is_refused():
    minus_one = sympy.Pow(exp(I * pi / 7), 7, evaluate=False)
    with pytest.raises(InvalidMatrix, match="bits tell from a singularity"):
        certify_kreiss([[sympy.Pow(minus_one, Rational(1, 3), evaluate=False)]])


@pytest.mark.parametrize("source", [[["sqrt(2)"]], [[x]], [[sqrt(x)]], [[sympy.oo]], [[sympy.nan]], [[sqrt(2), 1]]])
def test_text_symbols_and_infinities_are_refused_as_ever(source):
    with pytest.raises(InvalidMatrix):
        certify_kreiss(source)


def test_other_quantities_say_which_calls_enclose_irrational_entries():
    with pytest.raises(InvalidMatrix, match=r"expected a rational number.*certify_kreiss"):
        certify_resolvent_norm([[sqrt(2) / 3]])
