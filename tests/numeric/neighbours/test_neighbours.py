"""Each neighbour of the Kreiss constant: known values lie inside the enclosure, whose certificate is accepted."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import (
    certify_matrix_theorem,
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.reading import gallery
from kreiss.verify.checker import check_document

JORDAN = [["1/2", 1], [0, "1/2"]]
entries = st.integers(-8, 8).map(lambda k: Fraction(k, 16))
matrices = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n)
)
modest = settings(deadline=None, max_examples=15)


def singular_values(A, z=None, power=1):
    """mpmath's singular values of A^power, or of zI − A, at 60 digits."""
    A = mpmath.matrix([[mpmath.mpc(mpmath.mpf(x.numerator) / x.denominator, mpmath.mpf(y.numerator) / y.denominator)
                        for x, y in row] for row in exact_matrix(A).entries()])  # fmt: skip
    return mpmath.svd_c(A**power if z is None else z * mpmath.eye(A.rows) - A, compute_uv=False)


def encloses(enclosure, value):
    """Whether the number lies inside, to 40 digits, and the checker accepts the certificate."""
    check_document(enclosure.certificate)
    lower, upper = (mpmath.mpf(end.numerator) / end.denominator for end in (enclosure.lower, enclosure.upper))
    slack = mpmath.mpf(10) ** -40
    return lower * (1 - slack) <= value <= upper * (1 + slack)


@pytest.fixture(autouse=True)
def sixty_digits():
    with mpmath.workdps(60):
        yield


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-12, 1e-50])
def test_the_resolvent_of_a_jordan_block_on_the_unit_circle(gap):
    enclosure = certify_resolvent_norm(JORDAN, 1, gap)
    assert encloses(enclosure, 2 + 2 * mpmath.sqrt(2))  # 1/σ_min([[1/2, −1], [0, 1/2]])
    assert enclosure.gap <= gap
    assert abs(enclosure.argmax - 1) < 1e-9


def test_the_resolvent_of_a_normal_matrix_is_the_distance_to_its_spectrum():
    A = np.diag([0.5, -0.25, 0.75j])
    for r, value in ((1, 4), (2, Fraction(4, 5)), ("7/4", 1)):
        assert encloses(certify_resolvent_norm(A, r), mpmath.mpf(value.numerator) / value.denominator)


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_no_scale_of_matrix_or_radius_matters(scale):
    plain = certify_resolvent_norm([[0, 1], [0, 0]], 1)
    scaled = certify_resolvent_norm([[0, scale], [0, 0]], scale)
    assert abs(scaled.lower * Fraction(scale) / plain.lower - 1) < 1e-6
    assert check_document(scaled.certificate)


def test_from_order_65_on_rounding_is_bounded_and_the_certificate_is_exact_all_the_same():
    A = gallery.random_stable(66, seed=2)
    fast, slow = certify_resolvent_norm(A, 1, 1e-3), certify_resolvent_norm(A, 1, 1e-3, exact=True)
    assert (fast.rigor, slow.rigor) == ("verified-float", "exact")
    assert fast.lower <= slow.upper
    assert slow.lower <= fast.upper
    assert check_document(fast.certificate)


def test_a_circle_through_or_inside_the_spectrum_is_refused():
    with pytest.raises(UnstableMatrix, match="take a larger r"):
        certify_resolvent_norm(JORDAN, "1/4")
    with pytest.raises((UnstableMatrix, PrecisionExhausted)):
        certify_resolvent_norm(JORDAN, "1/2")


@modest
@given(matrices)
def test_the_distance_to_instability_is_the_least_singular_value_over_the_circle(A):
    if np.abs(np.linalg.eigvals(exact_matrix(A).approx)).max() > 0.95:
        return
    result = distance_to_instability(A, 1e-4)
    check_document(result.certificate)
    for angle in np.linspace(0, 2 * np.pi, 24):
        assert min(singular_values(A, mpmath.expj(angle))) >= mpmath.mpf(float(result.lower)) * (1 - 1e-12)
    assert result.gap <= 1e-4


def test_unstable_matrices_have_no_distance_to_instability():
    with pytest.raises(UnstableMatrix):
        distance_to_instability([[2, 0], [0, 0]])


@pytest.mark.parametrize("epsilon", ["1/10", "1/1000", 3, "1/100000000000000000000"])
def test_the_pseudospectral_radius_of_a_normal_matrix_is_the_spectral_radius_plus_epsilon(epsilon):
    A = np.diag([0.5, 0.25j])
    assert encloses(
        certify_pseudospectral_radius(A, epsilon),
        mpmath.mpf(1) / 2 + mpmath.mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator,
    )


def test_the_pseudospectrum_of_a_nilpotent_block():
    # σ_min([[r, −1], [0, r]]) = ε at r² = ε² + ε
    for epsilon in (1e-3, 1e-9, 0.5):
        assert encloses(
            certify_pseudospectral_radius([[0, 1], [0, 0]], epsilon), mpmath.sqrt(mpmath.mpf(epsilon) ** 2 + epsilon)
        )


def test_the_pseudospectral_radius_reaches_one_at_the_distance_to_instability():
    A = gallery.transient_demo(6)
    distance = distance_to_instability(A, 1e-9)
    assert certify_pseudospectral_radius(A, distance.lower, 1e-9).lower < 1
    assert certify_pseudospectral_radius(A, distance.upper, 1e-9).upper > 1
    assert abs(certify_pseudospectral_radius(A, distance.lower, 1e-9).upper - 1) < 1e-6


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-30])
def test_the_numerical_radius_of_a_nilpotent_block_is_half_its_norm(gap):
    enclosure = certify_numerical_radius([[0, 3], [0, 0]], gap)
    assert encloses(enclosure, mpmath.mpf(3) / 2)
    assert enclosure.gap <= gap


def test_the_numerical_radius_of_a_shift_is_a_cosine():
    for n in (2, 5, 9):
        assert encloses(certify_numerical_radius(np.eye(n, k=1), 1e-9), mpmath.cos(mpmath.pi / (n + 1)))


def test_the_numerical_radius_of_zero_is_zero():
    enclosure = certify_numerical_radius(np.zeros((3, 3)))
    assert enclosure.lower == enclosure.upper == 0
    assert check_document(enclosure.certificate)


def test_the_norm_of_a_power_of_a_jordan_block():
    for t in (0, 1, 2, 7, 100):
        assert encloses(certify_power_norm(JORDAN, t, 1e-9), max(singular_values(JORDAN, power=t)))


def test_the_norm_of_a_power_is_resolved_however_small_it_is():
    enclosure = certify_power_norm([["1/10", 0], [0, "1/10"]], 1000, 1e-9)
    assert encloses(enclosure, mpmath.mpf(10) ** -1000)
    assert enclosure.gap <= 1e-9


def test_a_power_that_vanishes_is_between_zero_and_next_to_nothing():
    enclosure = certify_power_norm(np.eye(4, k=1), 4)
    assert enclosure.lower == 0 < enclosure.upper < 1e-30
    assert check_document(enclosure.certificate)


@pytest.mark.parametrize(("A", "t"), [([["1e-300"]], 1000), (np.triu(np.full((5, 5), 1e9), 1), 90)])
def test_a_power_too_small_to_write_down_is_between_zero_and_next_to_nothing(A, t):
    enclosure = certify_power_norm(A, t)
    assert enclosure.lower == 0 < enclosure.upper <= Fraction(1, 10**30)
    assert check_document(enclosure.certificate)


def test_a_power_too_large_to_write_down_is_said_to_be():
    with pytest.raises(PrecisionExhausted, match="smaller power"):
        certify_power_norm([["1e300"]], 1000)


def test_the_largest_power_of_a_jordan_block_is_found():
    A = [["9/10", 10], [0, "9/10"]]
    norms = [max(singular_values(A, power=t)) for t in range(60)]
    enclosure = certify_sup_powers(A, 1e-9)
    assert encloses(enclosure, max(norms))
    assert enclosure.t == norms.index(max(norms))


@modest
@given(matrices)
def test_no_power_exceeds_the_supremum(A):
    if np.abs(np.linalg.eigvals(exact_matrix(A).approx)).max() > 0.95:
        return
    enclosure = certify_sup_powers(A, 1e-4)
    check_document(enclosure.certificate)
    largest = max(max(singular_values(A, power=t)) for t in range(30))
    assert largest <= mpmath.mpf(enclosure.upper.numerator) / enclosure.upper.denominator
    assert enclosure.gap <= 1e-4


@pytest.mark.parametrize(
    ("A", "value"),
    [
        ([["3/5", "-4/5"], ["4/5", "3/5"]], 1),
        ([[0, 1, 0], [0, 0, 1], [1, 0, 0]], 1),
        ([[0, 2], ["1/2", 0]], 2),
        ([[0, 0], [0, 0]], 1),
    ],
)
def test_powers_that_never_decay_are_bounded_where_one_is_an_exact_contraction(A, value):
    assert encloses(certify_sup_powers(A), value)


def test_growing_powers_are_proved_unbounded():
    enclosure = certify_sup_powers([[2, 1], [0, "1/2"]])
    assert enclosure.lower is enclosure.upper is enclosure.t is None
    assert "∞" in check_document(enclosure.certificate).statement


@pytest.mark.parametrize("A", [[[1, 1], [0, 1]], [[-1, 1], [0, -1]], [[0, 1, 1], [1, 0, 0], [0, 0, 1]]])
def test_a_defective_root_of_unity_makes_the_powers_grow(A):
    enclosure = certify_sup_powers(A)
    assert enclosure.lower is enclosure.upper is None
    assert check_document(enclosure.certificate)


@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9, 1e-12, 0])
@pytest.mark.parametrize("turn", [1, -1])
def test_powers_that_hardly_decay_are_bounded_by_an_invariant(distance, turn):
    """One slow eigenvalue: the powers tend to xy*/y*x, slowly if at all, and ‖xy*‖/|y*x| = √(1 + 2²)·…"""
    A = [[turn * (1 - distance), 1], [0, 0.5]]
    enclosure = certify_sup_powers(A, 1e-6)
    check_document(enclosure.certificate)
    assert enclosure.gap <= 1e-6
    largest = max(max(singular_values(A, power=t)) for t in range(80))
    assert mpmath.mpf(enclosure.lower.numerator) / enclosure.lower.denominator <= largest * (1 + mpmath.mpf(10) ** -30)
    assert largest <= mpmath.mpf(enclosure.upper.numerator) / enclosure.upper.denominator


def test_a_slow_pair_of_eigenvalues_is_bounded_over_all_phases():
    c, s = (1 - 1e-9) * np.cos(1.0), (1 - 1e-9) * np.sin(1.0)
    enclosure = certify_sup_powers([[c, -4 * s], [s / 4, c]], 1e-3)
    check_document(enclosure.certificate)
    assert encloses(enclosure, 4) or 4 / (1 + 1e-3) < enclosure.lower < 4


@pytest.mark.parametrize(
    ("rate", "coupling"), [("9999/10000", 100), ("-999999/1000000", 1), ("999999999/1000000000", 1)]
)
def test_a_hump_of_any_length_is_followed_in_leaps(rate, coupling):
    """[[γ, 0], [c, γ]] has ‖Aᵗ‖ = γ^{t−1}(ct + √(c²t² + 4γ²))/2."""
    enclosure = certify_sup_powers([[rate, 0], [coupling, rate]], 1e-6)
    check_document(enclosure.certificate)
    assert enclosure.gap <= 1e-6
    with mpmath.workdps(40):
        g, c, t = mpmath.mpf(abs(Fraction(rate)).numerator) / Fraction(rate).denominator, coupling, enclosure.t
        norm = [g ** (s - 1) * (c * s + mpmath.sqrt((c * s) ** 2 + 4 * g * g)) / 2 for s in (t - 1, t, t + 1, 2 * t)]
        assert encloses(enclosure, norm[1])
        assert all(x <= mpmath.mpf(enclosure.upper.numerator) / enclosure.upper.denominator for x in norm)


def test_a_horizon_that_is_too_short_is_said_to_be():
    turned = {"re": "60/101", "im": "80/101"}
    with pytest.raises(PrecisionExhausted, match="longer horizon"):
        certify_sup_powers([[turned, 1], [0, turned]], horizon=50)
    with pytest.raises(UnstableMatrix):
        certify_sup_powers([["3/5", "8/5"], ["-2/5", "3/5"]], horizon=50)


@pytest.mark.parametrize("name", ["transient_demo(10)", "kahan(8)"])
def test_both_sides_of_the_kreiss_matrix_theorem(name):
    theorem = certify_matrix_theorem(gallery.DISCRETE[name](), 1e-3)
    assert theorem.holds
    assert theorem.kreiss.lower <= theorem.powers.upper
    assert theorem.powers.lower <= theorem.ceiling
    assert theorem.ceiling >= Fraction(27182818, 10**7) * len(gallery.DISCRETE[name]()) * theorem.kreiss.upper


def test_the_theorem_of_an_unstable_matrix_is_infinite_on_both_sides():
    theorem = certify_matrix_theorem([[2]])
    assert theorem.holds
    assert theorem.ceiling is None


@pytest.mark.parametrize("bad", [0, -1, "x", float("nan"), None, True])
def test_parameters_outside_their_range_are_named(bad):
    with pytest.raises(InvalidArgument, match="r:"):
        certify_resolvent_norm(JORDAN, bad)
    with pytest.raises(InvalidArgument, match="epsilon:"):
        certify_pseudospectral_radius(JORDAN, bad)
    with pytest.raises(InvalidArgument, match="gap:"):
        certify_numerical_radius(JORDAN, bad)
    with pytest.raises(InvalidArgument, match="horizon:"):
        certify_sup_powers(JORDAN, horizon=bad)


def test_powers_are_counted_by_integers():
    with pytest.raises(InvalidArgument, match="t:"):
        certify_power_norm(JORDAN, 1.5)
    with pytest.raises(InvalidMatrix):
        certify_power_norm([[1, 2]], 1)
