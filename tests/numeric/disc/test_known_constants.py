"""Kreiss constants that are known otherwise: closed forms, published values, K = 1, K = ∞, and the marginal case."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, KreissError, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import certify_kreiss
from kreiss.numeric.reading import gallery
from kreiss.verify.checker import check_document

RATES = st.fractions(0, Fraction(99, 100), max_denominator=100)
COUPLINGS = st.fractions(Fraction(1, 100), 1000, max_denominator=100)


def worst_case(rate: Fraction, coupling: Fraction) -> Fraction:
    """K([[γ, 0], [c, γ]]) = c/(4(1−γ)) + (1−γ)/c for c ≥ 2(1−γ), else 1."""
    room = 1 - rate
    return coupling / (4 * room) + room / coupling if coupling >= 2 * room else Fraction(1)


def grcar(n: int) -> np.ndarray:
    return np.array([[-1.0 if i == j + 1 else float(0 <= j - i <= 3) for j in range(n)] for i in range(n)])


def test_a_gap_of_a_billionth_takes_at_most_40_circles():
    enclosure = certify_kreiss([[0.9, 0, 0], [10, 0.9, 0], [0, 0, 0]], gap=1e-9)
    exact = worst_case(Fraction(0.9), Fraction(10))
    assert enclosure.lower <= exact <= enclosure.upper
    assert abs(exact - Fraction("25.01")) < Fraction(1, 10**13)
    assert enclosure.gap <= Fraction(1, 10**9)
    assert 1 <= enclosure.nodes <= 40
    assert enclosure.rigor == "exact"


@settings(max_examples=25)
@given(RATES, COUPLINGS, st.sampled_from([1e-3, 1e-6, 1e-9]))
@example(Fraction(9, 10), Fraction(1, 5), 1e-6)  # c = 2(1 − γ), where the closed form changes
@example(Fraction(9, 10), Fraction("0.2000001"), 1e-6)
@example(Fraction(0), Fraction(1000), 1e-9)
def test_the_closed_form_for_equal_rates_lies_in_the_enclosure(rate, coupling, gap):
    enclosure = certify_kreiss([[rate, 0], [coupling, rate]], gap)
    assert enclosure.lower <= worst_case(rate, coupling) <= enclosure.upper
    assert enclosure.gap <= Fraction(gap)


def test_the_grcar_matrix_has_its_published_constant():
    A = grcar(20)
    enclosure = certify_kreiss(A / (1.01 * np.abs(np.linalg.eigvals(A)).max()), gap=1e-9)
    published, last_digit = Fraction("26.1868970018"), Fraction(1, 10**10)
    assert enclosure.lower - last_digit <= published <= enclosure.upper + last_digit


def test_a_riffle_shuffle_minus_its_limit_has_the_constant_of_fifty_digits():
    """Its balanced form is far from it, entries go from 1 to 2^−226, and the common denominator has 4,500 bits."""
    enclosure = certify_kreiss(gallery.riffle_rest(52))
    assert enclosure.gap <= Fraction(1, 10**6)
    assert enclosure.lower <= Fraction("1.25364742542638451333") <= enclosure.upper
    check_document(enclosure.certificate)


@pytest.mark.parametrize("over", [100, 10**4, 10**6])
def test_a_riffle_shuffle_next_to_the_circle_has_a_constant(over):
    P = [[x * (1 - Fraction(1, over)) * 2 for x in row] for row in gallery.riffle_rest(30)]
    enclosure = certify_kreiss(P, 1e-4)
    assert enclosure.gap <= Fraction(1, 10**4)
    check_document(enclosure.certificate)


def test_a_triangular_matrix_of_order_60_is_certified():
    rng = np.random.default_rng(60)
    A = np.triu(rng.standard_normal((60, 60)), 1) / 8 + np.diag(rng.uniform(-0.9, 0.9, 60))
    enclosure = certify_kreiss(A, gap=1e-6)
    assert enclosure.gap <= Fraction(1, 10**6)
    assert enclosure.lower > 1


def normal_matrices():
    """Q·diag(λ)·Q* with |λ| < 1, real symmetric or complex; circulant matrices; diagonal ones."""
    rng = np.random.default_rng(1)
    Q = np.linalg.qr(rng.standard_normal((5, 5)) + 1j * rng.standard_normal((5, 5)))[0]
    yield "symmetric", (Q.real + Q.real.T) / 8
    yield "complex normal", Q @ np.diag(0.95 * np.exp(2j * np.arange(5))) @ Q.conj().T
    yield "diagonal", np.diag([0.99, -0.5, 0.0, 0.25])
    yield "circulant", np.array([[0.0, 0.5, 0.25], [0.25, 0.0, 0.5], [0.5, 0.25, 0.0]])
    yield "rotation", 0.999 * np.array([[0.6, -0.8], [0.8, 0.6]])
    yield "zero", np.zeros((3, 3))
    yield "one by one", [[Fraction(-9, 10)]]


@pytest.mark.parametrize(("name", "A"), list(normal_matrices()))
def test_a_normal_contraction_has_the_constant_1_exactly(name, A):
    enclosure = certify_kreiss(A)
    assert (enclosure.lower, enclosure.upper, enclosure.gap, enclosure.argmax) == (1, 1, 0, None)
    assert "K(A)" in check_document(enclosure.certificate).statement


def test_a_non_normal_matrix_of_numerical_radius_below_1_has_the_constant_1():
    enclosure = certify_kreiss([[Fraction(1, 2), Fraction(9, 10)], [0, Fraction(1, 2)]])  # w = 1/2 + 9/20
    assert enclosure.lower == enclosure.upper == 1


@pytest.mark.parametrize(
    "A",
    [
        [[1.5]],
        [[-1.001, 0], [3, 0.5]],
        [[0, -1.2], [1.2, 0]],
        [[1.1j, 0], [0, 0.3]],
        [[Fraction(1000001, 1000000), 7], [0, Fraction(1, 2)]],
        [[0.5, 1e6, 0], [0, 2, 0], [0, 0, 1.01]],
    ],
)
def test_an_eigenvalue_outside_the_unit_circle_makes_the_constant_infinite_with_a_certificate(A):
    enclosure = certify_kreiss(A)
    assert (enclosure.lower, enclosure.upper, enclosure.gap, enclosure.argmax) == (None, None, None, None)
    assert enclosure.certificate["statement"]["upper"] == "inf"
    assert "∞" in check_document(enclosure.certificate).statement


@pytest.mark.parametrize("gap", [0, -1, 0.0, float("nan"), float("-inf"), "x", None, [1]])
def test_a_gap_that_is_not_positive_is_an_argument_error(gap):
    with pytest.raises(InvalidArgument, match="gap: expected a positive number"):
        certify_kreiss([[0.5]], gap)


@pytest.mark.parametrize("gap", [Fraction(1, 1000), 0.5, 10, 1])
def test_any_positive_gap_is_reached(gap):
    enclosure = certify_kreiss([[0.9, 0], [10, 0.9]], gap)
    assert enclosure.gap <= gap


def test_complex_matrices_are_certified_as_their_conjugates_are():
    A = np.array([[0.5j, 0], [3 - 1j, 0.7]])
    first, second = certify_kreiss(A), certify_kreiss(A.conj())
    assert max(first.lower, second.lower) <= min(first.upper, second.upper)
    assert check_document(first.certificate).schema == "kreiss/enclosure-1"


def test_unitary_similarity_leaves_the_enclosures_overlapping():
    A = np.array([[0.9, 2.0, 0.0], [0.0, 0.5, 1.0], [0.0, 0.0, -0.7]])
    P = np.eye(3)[[2, 0, 1]]
    first, second = certify_kreiss(A), certify_kreiss(P @ A @ P.T)
    assert max(first.lower, second.lower) <= min(first.upper, second.upper)


def test_errors_of_the_numeric_layer_are_one_family():
    assert issubclass(UnstableMatrix, KreissError)
    assert issubclass(InvalidArgument, (KreissError, ValueError))


def test_entries_beyond_the_reach_of_every_precision_are_a_typed_error():
    with pytest.raises(PrecisionExhausted, match="no certificate was found"):
        certify_kreiss([[0.5, 1e300], [0, 0.5]])
