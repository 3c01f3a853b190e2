"""Eigenvalues exactly on the imaginary axis: K_ct is enclosed where they are semisimple, and ∞ where they are not."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss_ct
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.half_plane.segment import polynomial
from kreiss.numeric.semidefinite.bernstein import bernstein
from kreiss.numeric.spectrum.axis import axis_part
from kreiss.verify.checker import Checked, check_document

QUARTIC = [[0, 0, 0, -2], [1, 0, 0, 0], [0, 1, 0, -4], [0, 0, 1, 0]]  # s⁴ + 4s² + 2: ±i√(2 ± √2)


def accepted(enclosure):
    assert isinstance(check_document(enclosure.certificate), Checked)
    return enclosure


@pytest.mark.parametrize("gap", [1e-3, 1e-6])
@pytest.mark.parametrize(
    ("A", "square"),
    [
        ([[0, 3], [0, -1]], Fraction(10)),
        ([[0, 4], [-1, 0]], Fraction(25, 16)),
        ([[0, 1, 5], [-1, 0, 0], [0, 0, -1]], Fraction(29, 4)),
        ([[{"re": 0, "im": 1}, 1], [0, -1]], Fraction(3, 2)),
    ],
)
def test_a_supremum_at_the_axis_is_the_norm_of_a_spectral_projector(A, square, gap):
    enclosure = accepted(certify_kreiss_ct(A, gap))
    assert enclosure.lower**2 <= square <= enclosure.upper**2
    assert enclosure.gap <= Fraction(gap)
    assert enclosure.complete


@pytest.mark.parametrize(
    ("A", "square", "digits"), [([[0, 3], [0, -1]], 10, 50), ([[0, 0], ["1/2", -1]], Fraction(5, 4), 30)]
)
def test_many_digits_are_reached_where_the_supremum_lies_at_the_axis(A, square, digits):
    enclosure = accepted(certify_kreiss_ct(A, digits=digits))
    assert enclosure.lower**2 <= square <= enclosure.upper**2
    assert enclosure.complete
    assert enclosure.gap <= Fraction(1, 10**digits)


@pytest.mark.parametrize("scale", [Fraction(2) ** 300, Fraction(1, 10**120)])
def test_the_constant_of_a_marginal_matrix_does_not_depend_on_its_scale(scale):
    A = [[0, 4, 1], [-1, 0, 1], [0, 0, 0]]
    first, second = (
        accepted(certify_kreiss_ct([[x * factor for x in row] for row in A], 1e-4)) for factor in (Fraction(1), scale)
    )
    assert first.lower <= second.upper
    assert second.lower <= first.upper


@pytest.mark.parametrize("A", [QUARTIC, [[0, 4, 1], [-1, 0, 1], [0, 0, 0]], [[0, "1/2"], [0, -100]]])
def test_irrational_and_several_eigenvalues_on_the_axis_are_enclosed_as_well(A):
    enclosure = accepted(certify_kreiss_ct(A))
    assert enclosure.gap <= 1e-6
    X = exact_matrix(A).approx
    values = [
        x * np.linalg.norm(np.linalg.inv((x + 1j * y) * np.eye(len(X)) - X), 2)
        for x in np.geomspace(1e-4, 10, 40)
        for y in np.linspace(0, 3, 301)
    ]
    assert max(values) <= enclosure.upper * (1 + 1e-9)


@pytest.mark.parametrize(
    "A",
    [
        [[0, 1], [0, 0]],
        [[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]],
        [[0, 1, 0], [0, 0, 1], [0, 0, 0]],
        [[{"re": 0, "im": 2}, 1], [0, {"re": 0, "im": 2}]],
        [[0, 1, 0, 7], [0, 0, 0, 1], [0, 0, "-1/3", 0], [0, 0, 0, -5]],
        np.kron([[1, 1], [0, 1]], np.zeros((4, 4)))
        + np.kron([[0, 1], [0, 0]], np.eye(4))
        + np.kron(np.eye(2), QUARTIC),
    ],
)
def test_a_jordan_block_on_the_axis_makes_it_infinite(A):
    enclosure = accepted(certify_kreiss_ct(A))
    assert enclosure.lower is None
    assert enclosure.upper is None
    assert enclosure.certificate["steps"][0]["reason"] == "defective"


@pytest.mark.parametrize("A", [[[-1, 5], [0, -2]], [[0, 1], [-2, "-1/1000"]], [[1, 0], [0, -1]], [[0, 2], [1, 0]]])
def test_no_eigenvalue_next_to_the_axis_or_mirrored_in_it_is_taken_for_one_on_it(A):
    assert axis_part(exact_matrix(A)) is None


whole = st.integers(-2, 2)


@st.composite
def marginal(draw):
    """V·diag(rotations, stable)·V⁻¹ with a unimodular V."""
    blocks = draw(st.lists(st.sampled_from([[[0]], [[0, 2], [-1, 0]], [[0, 1], [-1, 0]]]), min_size=1, max_size=2))
    blocks += [[[-k]] for k in draw(st.lists(st.integers(1, 3), max_size=2))]
    n = sum(map(len, blocks))
    D = np.zeros((n, n))
    at = 0
    for block in blocks:
        D[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    L = np.tril(np.array(draw(st.lists(st.lists(whole, min_size=n, max_size=n), min_size=n, max_size=n))), -1)
    V = L + np.eye(n)
    return V @ D @ np.round(np.linalg.inv(V))


@settings(max_examples=8)
@given(marginal())
def test_the_enclosure_holds_against_high_precision(A):
    enclosure = accepted(certify_kreiss_ct(A, 1e-3))
    assert enclosure.upper is not None
    assert enclosure.gap <= Fraction(1e-3)
    upper = mpmath.mpf(enclosure.upper.numerator) / enclosure.upper.denominator
    with mpmath.workdps(30):
        X = mpmath.matrix(A.tolist())
        for x in (mpmath.mpf(2) ** -30, mpmath.mpf(2) ** -7, mpmath.mpf(1) / 2, 2):
            for y in (0, 1, mpmath.sqrt(2), mpmath.mpf(3) / 4):
                S = mpmath.mpc(x, y) * mpmath.eye(len(A)) - X
                assert x / min(mpmath.svd_c(S, compute_uv=False)) <= upper * (1 + mpmath.mpf(10) ** -20)


def test_bernstein_coefficients_are_the_values_at_the_ends_and_reproduce_a_square():
    A = exact_matrix([[0, 1], [-1, 0]])
    T = [exact_matrix(np.eye(2) * k) for k in (2, 3, 5)]
    M = polynomial(A, Fraction(3), T)
    a, b = Fraction(1, 3), Fraction(5, 2)
    first, _, last = bernstein(M, a, b)
    for end, found in ((a, first), (b, last)):
        X, den = found
        expected = sum(
            (fmpq_mat(C) * fmpq(*(end**k).as_integer_ratio()) for k, C in enumerate(M.coefficients[1:], 1)),
            fmpq_mat(M.coefficients[0]),
        )
        assert fmpq_mat(X) / den == expected / M.den
