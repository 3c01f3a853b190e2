"""Each neighbour of K_ct: known values lie inside the enclosure, whose certificate is accepted."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import (
    certify_continuous_matrix_theorem,
    certify_line_resolvent_norm,
    certify_numerical_abscissa,
    certify_pseudospectral_abscissa,
    distance_to_half_plane_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.checker import check_document

JORDAN = [[-1, 1], [0, -1]]
entries = st.integers(-8, 8).map(lambda k: Fraction(k, 4))
matrices = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n)
)
modest = settings(deadline=None, max_examples=12)


def mpmath_matrix(A):
    return mpmath.matrix([[mpmath.mpc(mpmath.mpf(x.numerator) / x.denominator, mpmath.mpf(y.numerator) / y.denominator)
                           for x, y in row] for row in exact_matrix(A).entries()])  # fmt: skip


def least_singular_value(A, z):
    """σ_min(zI − A) by mpmath at 60 digits."""
    X = mpmath_matrix(A)
    return min(mpmath.svd_c(z * mpmath.eye(X.rows) - X, compute_uv=False))


def to_mpf(end):
    return mpmath.mpf(end.numerator) / end.denominator


def encloses(enclosure, value):
    """Whether the number lies inside, to 40 digits, and the checker accepts the certificate."""
    check_document(enclosure.certificate)
    slack = mpmath.mpf(10) ** -40 * abs(value)
    return to_mpf(enclosure.lower) - slack <= value <= to_mpf(enclosure.upper) + slack


def shifted_to_the_left(A):
    """A − cI with eigenvalues left of the axis, c rational."""
    c = Fraction(float(np.linalg.eigvals(exact_matrix(A).approx).real.max())).limit_denominator(64) + Fraction(1, 8)
    return [[entry - (c if i == j else 0) for j, entry in enumerate(row)] for i, row in enumerate(A)]


@pytest.fixture(autouse=True)
def sixty_digits():
    with mpmath.workdps(60):
        yield


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-12, 1e-50])
def test_the_resolvent_of_a_jordan_block_on_the_axis(gap):
    enclosure = certify_line_resolvent_norm(JORDAN, 0, gap)
    assert encloses(enclosure, (1 + mpmath.sqrt(5)) / 2)  # 1/σ_min([[1, −1], [0, 1]])
    assert enclosure.gap <= gap
    assert abs(enclosure.argmax) < 1e-9


def test_the_resolvent_of_a_normal_matrix_is_the_distance_to_its_spectrum():
    A = np.diag([-0.5, -0.25, -0.75 + 3j])
    for s, value in ((0, 4), ("-1/8", 8), (1, Fraction(4, 5))):
        assert encloses(certify_line_resolvent_norm(A, s), to_mpf(Fraction(value)))


def test_a_line_through_or_left_of_the_spectrum_is_refused():
    with pytest.raises(UnstableMatrix, match="take a larger s"):
        certify_line_resolvent_norm(JORDAN, -2)
    with pytest.raises((UnstableMatrix, PrecisionExhausted)):
        certify_line_resolvent_norm(JORDAN, -1)
    with pytest.raises(InvalidArgument, match="expected a real number"):
        certify_line_resolvent_norm(JORDAN, "left")


def test_a_distance_that_double_precision_takes_for_nothing_is_enclosed():
    A = -np.eye(20) + 10 * np.diag(np.ones(19), -1)
    enclosure = distance_to_half_plane_instability(A)
    assert encloses(enclosure, least_singular_value(A, 0))
    assert enclosure.gap <= 1e-6
    assert Fraction("9.8e-20") < enclosure.lower < Fraction("1e-19")


@modest
@given(matrices)
def test_the_distance_to_instability_is_the_least_singular_value_over_the_axis(A):
    A = shifted_to_the_left(A)
    enclosure = distance_to_half_plane_instability(A, 1e-4)
    check_document(enclosure.certificate)
    assert enclosure.gap <= 1e-4
    for y in np.linspace(-8, 8, 17):
        assert least_singular_value(A, mpmath.mpc(0, float(y))) >= to_mpf(enclosure.lower)


def test_unstable_matrices_have_no_distance_to_instability():
    for A in ([[1, 0], [0, -1]], [[0, 1], [-1, 0]]):
        with pytest.raises(UnstableMatrix):
            distance_to_half_plane_instability(A)


@pytest.mark.parametrize("epsilon", ["1/10", "1/1000", 3, "1/100000000000000000000"])
def test_the_pseudospectral_abscissa_of_a_normal_matrix_is_the_spectral_abscissa_plus_epsilon(epsilon):
    enclosure = certify_pseudospectral_abscissa(np.diag([-0.5, -0.75 + 2j]), epsilon)
    assert encloses(enclosure, mpmath.mpf(-1) / 2 + to_mpf(Fraction(epsilon)))


@pytest.mark.parametrize("epsilon", [1e-3, 1e-9, 0.5, 1e-25])
def test_the_pseudospectrum_of_a_nilpotent_block(epsilon):
    # σ_min([[x, −1], [0, x]]) = ε at x² = ε² + ε
    enclosure = certify_pseudospectral_abscissa([[0, 1], [0, 0]], epsilon)
    assert encloses(enclosure, mpmath.sqrt(mpmath.mpf(epsilon) ** 2 + epsilon))
    assert enclosure.gap <= 1e-6


def test_the_abscissa_of_eigenvalues_that_are_no_fractions_is_told_however_small_epsilon_is():
    enclosure = certify_pseudospectral_abscissa([[1, 2], [1, 1]], "1e-30", 1e-40)
    exact = 1 + mpmath.sqrt(2)
    assert to_mpf(enclosure.lower) > exact
    assert to_mpf(enclosure.upper) - exact < mpmath.mpf("2e-30")
    assert check_document(enclosure.certificate)


def test_the_pseudospectral_abscissa_is_zero_at_the_distance_to_instability():
    A = [[-1, 10], [0, -2]]
    distance = distance_to_half_plane_instability(A, 1e-9)
    assert certify_pseudospectral_abscissa(A, distance.lower, 1e-9).lower < 0
    assert certify_pseudospectral_abscissa(A, distance.upper, 1e-9).upper > 0


@modest
@given(matrices, st.sampled_from(["1/100", "1", "1/1000000"]))
def test_right_of_the_pseudospectral_abscissa_the_resolvent_is_small_and_at_it_it_is_not(A, epsilon):
    enclosure = certify_pseudospectral_abscissa(A, epsilon, 1e-4)
    check_document(enclosure.certificate)
    z, eps = enclosure.argmax, to_mpf(Fraction(epsilon))
    assert least_singular_value(A, mpmath.mpc(z.real, z.imag)) <= eps * (1 + mpmath.mpf(1e-6))
    for y in np.linspace(-6, 6, 13):
        assert least_singular_value(A, mpmath.mpc(to_mpf(enclosure.upper), float(y))) >= eps


@modest
@given(matrices, st.sampled_from([1e-3, 1e-20]))
def test_the_numerical_abscissa_is_the_largest_eigenvalue_of_the_symmetric_part(A, gap):
    X = mpmath_matrix(A)
    largest = max(mpmath.eigh((X + X.H) / 2, eigvals_only=True))
    enclosure = certify_numerical_abscissa(A, gap)
    assert encloses(enclosure, largest) or (enclosure.lower == enclosure.upper == 0 and abs(largest) < 1e-50)
    assert not enclosure.lower or enclosure.gap <= gap


def test_a_numerical_abscissa_of_zero_is_zero():
    for A in ([[0, 3], [-3, 0]], [[-1, 2], [0, -1]], np.zeros((2, 2)), [[{"re": 0, "im": 1}]]):
        enclosure = certify_numerical_abscissa(A)
        assert enclosure.lower == enclosure.upper == 0
        assert check_document(enclosure.certificate)


def test_a_numerical_abscissa_far_below_the_norm_has_its_own_gap():
    enclosure = certify_numerical_abscissa([["-1e-30", 1], [-1, "-1e-30"]])
    assert encloses(enclosure, -mpmath.mpf("1e-30"))
    assert enclosure.gap <= 1e-6


@modest
@given(matrices)
def test_both_sides_of_the_continuous_matrix_theorem_are_enclosed_and_agree(A):
    theorem = certify_continuous_matrix_theorem(shifted_to_the_left(A), 1e-2)
    assert theorem.holds
    assert theorem.ceiling >= theorem.exponentials.lower
    check_document(theorem.kreiss.certificate)
    check_document(theorem.exponentials.certificate)


def test_both_sides_of_the_continuous_matrix_theorem_are_infinite_together():
    theorem = certify_continuous_matrix_theorem([[0, 1], [0, 0]])
    assert theorem.holds
    assert theorem.kreiss.upper is theorem.exponentials.upper is theorem.ceiling is None
