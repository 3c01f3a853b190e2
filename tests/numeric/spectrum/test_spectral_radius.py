"""The spectral radius and abscissa, enclosed: what decides about ρ < 1 and what messages say is no float's opinion."""

from fractions import Fraction

import pytest
from flint import fmpq_poly
from hypothesis import given
from hypothesis import strategies as st

from kreiss.errors import UnstableMatrix
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_ct,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.spectrum.spectral_radius import spectral_abscissa, spectral_radius, why_infinite
from kreiss.verify.checker import check_document

GODUNOV = [
    [289, 2064, 336, 128, 80, 32, 16],
    [1152, 30, 1312, 512, 288, 128, 32],
    [-29, -2000, 756, 384, 1008, 224, 48],
    [512, 128, 640, 0, 640, 512, 128],
    [1053, 2256, -504, -384, -756, 800, 208],
    [-287, -16, 1712, -128, 1968, -30, 2032],
    [-2176, -287, -1565, -512, -541, -1152, -289],
]
"""Eigenvalues 0, ±1, ±2, ±4; LAPACK finds one of modulus 7.39."""


def double_half(c):
    """Both eigenvalues are 1/2, whatever c."""
    return exact_matrix([[c + Fraction(1, 2), -c], [c, Fraction(1, 2) - c]])


@pytest.mark.parametrize("c", [1, 10**6, 10**8, 10**19])
def test_a_double_eigenvalue_that_floats_scatter_is_enclosed_exactly(c):
    rho, alpha = spectral_radius(double_half(c)), spectral_abscissa(double_half(c))
    assert (rho.lower, rho.upper, rho.side) == (Fraction(1, 2), Fraction(1, 2), -1)
    assert (alpha.lower, alpha.upper, alpha.side) == (Fraction(1, 2), Fraction(1, 2), 1)


def test_the_radius_of_godunovs_matrix_is_four_and_its_constants_are_infinite():
    rho = spectral_radius(exact_matrix(GODUNOV))
    assert rho.lower <= 4 <= rho.upper < Fraction("4.000001")
    for certify in (certify_kreiss, certify_kreiss_ct):
        enclosure = certify(GODUNOV)
        assert enclosure.upper is None
        check_document(enclosure.certificate)


@pytest.mark.parametrize(
    ("rows", "side"),
    [
        ([["3/5", "4/5"], ["-4/5", "3/5"]], 0),
        ([[0, 1], [-1, 0]], 0),
        ([[1, 1], [0, 1]], 0),
        ([[0, 1], [0, 0]], -1),
        ([[Fraction(1, 2**1000) + 1, 0], [0, 0]], 1),
        ([[1 - Fraction(1, 2**1000), 5], [0, 1 - Fraction(1, 2**1001)]], -1),
        ([[1, 0], [0, 1 + Fraction(1, 10**40)]], 1),
        ([[{"re": 0, "im": 1}]], 0),
    ],
)
def test_a_radius_is_told_from_one_exactly(rows, side):
    assert spectral_radius(exact_matrix(rows)).side == side


@given(st.lists(st.fractions(-2, 2, max_denominator=50), min_size=1, max_size=5))
def test_the_extremes_of_a_companion_matrix_are_those_of_its_roots(roots):
    p = fmpq_poly([1])
    for root in roots:
        p *= fmpq_poly([-root.numerator, root.denominator]) / root.denominator
    n = len(roots)
    rows = [[Fraction(int(i == j + 1)) for j in range(n)] for i in range(n)]
    for i in range(n):
        rows[i][-1] = -Fraction(int(p[i].p), int(p[i].q))
    A = exact_matrix(rows)
    rho, alpha = spectral_radius(A), spectral_abscissa(A)
    largest, rightmost = max(map(abs, roots)), max(roots)
    assert rho.lower <= largest <= rho.upper
    assert alpha.lower <= rightmost <= alpha.upper
    assert (rho.side, alpha.side) == ((largest > 1) - (largest < 1), (rightmost > 0) - (rightmost < 0))


@pytest.mark.parametrize("c", [10**6, 10**7, 10**8, 10**19])
def test_the_family_with_a_double_eigenvalue_is_certified_in_all_quantities(c):
    A = double_half(c)
    K = certify_kreiss(A)
    assert K.lower <= c <= K.upper
    assert certify_kreiss_ct(A).upper is None
    distance, M = distance_to_instability(A), certify_resolvent_norm(A)
    assert distance.lower <= Fraction(1, 8 * c) * (1 + Fraction(1, c))
    assert distance.upper >= Fraction(1, 8 * c) * (1 - Fraction(1, c))
    assert M.lower * distance.lower <= 1 <= M.upper * distance.upper
    powers = certify_sup_powers(A)
    assert powers.lower <= 2 * c * (1 + Fraction(1, c))
    for enclosure in (K, distance, M, powers):
        check_document(enclosure.certificate)


def test_an_infinite_distance_to_stability_names_the_exact_radius():
    with pytest.raises(UnstableMatrix, match=r"ρ\(A\) = 2"):
        distance_to_instability([[2, 1], [0, 1]])


def test_an_estimate_is_called_one():
    large = spectral_radius(exact_matrix([[Fraction(int(i == j), 2) for j in range(101)] for i in range(101)]))
    assert not large.proved
    assert "double precision only" in str(large)


@pytest.mark.parametrize(
    ("A", "text"),
    [([[3]], "ρ(A) = 3"), ([["1/2"]], "ρ(A) = 0.5"), ([["1/3"]], "ρ(A) ≈ 0.333333"),
     ([[1, 1], [1, 0]], "ρ(A) ≈ 1.61803"), ([["100001/100000"]], "ρ(A) ≈ 1 + 1e-05"), ([[1]], "ρ(A) = 1")],
)  # fmt: skip
def test_a_radius_that_its_digits_do_not_hold_is_not_called_equal(A, text):
    assert str(spectral_radius(exact_matrix(A))) == text


@pytest.mark.parametrize(
    ("A", "rounded"),
    [([["100000001/100000000"]], False), ([[1 + 2.0**-23]], True), ([["8388609/8388608", "1/3"], [0, 0]], False)],
)
def test_only_entries_that_may_be_floats_are_said_to_be_possibly_rounded(A, rounded):
    why = why_infinite(exact_matrix(A), continuous=False)
    assert ("rounded to single precision" in why) is rounded
    assert "give them exactly" not in why
