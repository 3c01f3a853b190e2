"""The checker's enclosures of norms and radii hold the values that an independent evaluation finds, and are tight."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.verify.checker.arithmetic import intervals, polynomial_roots
from kreiss.verify.checker.arithmetic.intervals import exactly
from kreiss.verify.checker.arithmetic.matrices import Matrix, eliminated
from kreiss.verify.checker.refutations import spectra
from kreiss.verify.checker.refutations.evaluation import compare

BITS = 50
sizes = st.integers(1, 4)
matrices = sizes.flatmap(
    lambda n: st.builds(
        Matrix,
        st.lists(st.lists(st.integers(-9, 9), min_size=n, max_size=n), min_size=n, max_size=n),
        st.integers(1, 9),
    )
)


def floats(matrix):
    return np.array(matrix.rows, dtype=float) / matrix.den


def holds(interval, reference, slack=1e-7):
    """The float reference lies in the interval up to its own rounding; the interval is tight."""
    room = slack * max(1.0, abs(reference))
    assert float(interval.lo) - room <= reference <= float(interval.hi) + room
    assert float(interval.hi - interval.lo) <= 1e-12 * max(1.0, abs(reference))


@settings(deadline=None, max_examples=60)
@given(matrices)
def test_the_norm_is_enclosed(matrix):
    holds(spectra.norm(matrix, BITS), np.linalg.norm(floats(matrix), 2))


@settings(deadline=None, max_examples=60)
@given(matrices)
def test_the_spectral_radius_is_enclosed(matrix):
    with mpmath.workdps(60):
        roots, _ = mpmath.eig(mpmath.matrix([*matrix.rows]) / matrix.den)
        reference = float(max(abs(root) for root in roots))
    holds(spectra.spectral_radius(matrix, BITS), reference)


@settings(deadline=None, max_examples=25)
@given(matrices)
def test_the_numerical_radius_is_enclosed(matrix):
    A = floats(matrix)
    angles = np.exp(1j * np.linspace(0, np.pi, 2001))[:, None, None]
    sampled = np.linalg.eigvalsh((angles * A + np.conj(angles) * A.T) / 2)
    interval = spectra.numerical_radius(matrix, BITS)
    holds(interval, np.abs(sampled).max(), slack=1e-5)
    assert float(interval.hi) >= np.abs(sampled).max() * (1 - 1e-12)


@pytest.mark.parametrize(
    ("rows", "den", "radius"),
    [
        ([[0, -1], [1, 0]], 1, None),
        ([[1, 2, 0], [3, 1, 1], [0, 0, 1]], 2, None),
        ([[0, 1, 0], [1, 0, 0], [5, 0, 0]], 2, Fraction(1, 2)),
        ([[0, 1], [0, 0]], 3, Fraction(0)),
        ([[1, 0], [7, -1]], 2, Fraction(1, 2)),
        ([[1, 1], [0, 1]], 1, Fraction(1)),
    ],
)
def test_a_rational_spectral_radius_on_the_real_axis_is_exact(rows, den, radius):
    interval = spectra.spectral_radius(Matrix(rows, den), BITS)
    assert radius is None or interval == exactly(radius)


def test_norms_that_are_rational_are_exact():
    assert spectra.norm(Matrix([[3, 0], [4, 0]], 5), BITS) == exactly(1)
    assert spectra.norm(Matrix([[1, 1], [1, 1]], 3), BITS) == exactly(Fraction(2, 3))
    assert spectra.norm(Matrix([[0, 0, 0]], 1), BITS) == exactly(0)


def test_the_supremum_of_powers_of_a_coupled_pair_is_its_peak():
    jordan = Matrix([[9, 0], [100, 9]], 10)
    peak = max(np.linalg.norm(np.linalg.matrix_power(floats(jordan), t), 2) for t in range(200))
    holds(spectra.supremum_of_powers(jordan, BITS), peak)


def test_the_supremum_of_powers_is_one_for_a_contraction_and_infinite_beyond_stability():
    assert spectra.supremum_of_powers(Matrix([[1, 1], [1, -1]], 3), BITS) == exactly(1)
    assert spectra.supremum_of_powers(Matrix([[1, 1], [2, 1]], 1), BITS) == spectra.INFINITE


@settings(deadline=None, max_examples=100)
@given(matrices)
def test_semidefinite_agrees_with_the_eigenvalues_of_a_gram_matrix(matrix):
    rows = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in matrix.rows] for x in matrix.rows]
    assert eliminated(rows) == (True, np.linalg.matrix_rank(np.array(matrix.rows, dtype=float)))
    lowered = [list(row) for row in rows]
    lowered[-1][-1] -= sum(abs(entry) for row in rows for entry in row) + 1
    assert eliminated(lowered)[0] is False


@given(
    st.fractions(min_value=0, max_value=9, max_denominator=500),
    st.fractions(min_value=0, max_value=1, max_denominator=99),
)
def test_simplest_finds_the_least_denominator(low, width):
    best = spectra.simplest(low, low + width)
    assert low <= best <= low + width
    assert not any(-(-low * d // 1) <= (low + width) * d for d in range(1, best.denominator))


def companion(coefficients):
    """The matrix whose characteristic polynomial has these whole coefficients, lowest first, and a leading 1."""
    n = len(coefficients)
    return [[int(i == j + 1) - (coefficients[i] if j == n - 1 else 0) for j in range(n)] for i in range(n)]


@pytest.mark.parametrize(
    ("matrix", "square"),
    [
        (Matrix([[2, -1], [1, 2]], 2), Fraction(5, 4)),
        (Matrix([[4, -2], [2, 3]], 4), Fraction(1)),
        (Matrix(companion([1, 0, 1, 0]), 1), Fraction(1)),
        (Matrix(companion([1, 0, 2, 0]), 1), Fraction(1)),
        (Matrix(companion([4, 0, 0, 0]), 1), Fraction(2)),
        (Matrix(companion([-2, 0, 0, 0]), 3), None),
        (Matrix(companion([0, 0, 1]), 1), Fraction(1)),
        (Matrix(companion([1, -3]), 1), None),
        (Matrix(companion([1, -3, 3, -3]), 1), None),
        (Matrix(companion([1, 1, 1]), 1), Fraction(1)),
        (Matrix([[1, 1, 0], [-1, -1, 0], [0, 5, 0]], 1), Fraction(0)),
    ],
)
def test_a_spectral_radius_whose_square_is_rational_is_exact(matrix, square):
    found = spectra.spectral_radius(matrix, BITS)
    if square is None:
        assert found.exact is None
        return
    degree, value = found.exact
    assert value == square if degree == 2 else value**2 == square


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=4), st.fractions(Fraction(1, 3), 3, max_denominator=3))
def test_a_radius_is_accepted_only_where_it_is_the_largest_modulus(coefficients, radius):
    polynomial = [*coefficients, 1]
    with mpmath.workdps(40):
        roots = (
            mpmath.polyroots(polynomial[::-1], maxsteps=500, extraprec=400) if any(coefficients) else [mpmath.mpf(0)]
        )
        largest = max(abs(z) for z in roots)
        away = abs(largest - mpmath.mpf(radius.numerator) / radius.denominator)
    accepted = polynomial_roots.has_radius(polynomial, radius)
    assert not accepted or away < 1e-8
    turned = polynomial_roots.squared_roots(polynomial)
    assert not accepted or polynomial_roots.has_radius(turned, radius**2)


@given(st.integers(1, 12), st.integers(1, 9), st.integers(1, 9), st.fractions(0, 9, max_denominator=9))
def test_powers_of_roots_of_rationals_are_exact(degree, p, q, value):
    surd = intervals.root(exactly(value), degree, BITS)
    assert intervals.power(surd, Fraction(degree), BITS).point == value
    once = intervals.power(surd, Fraction(p, q), BITS)
    other = intervals.power(exactly(value), Fraction(p, degree * q), BITS)
    assert once.lo <= other.hi
    assert other.lo <= once.hi
    if degree * q <= intervals.LARGEST_DEGREE:
        assert compare("==", once, other) is True
        assert compare("<", once, intervals.power(exactly(value + 1), Fraction(p, degree * q), BITS)) is True


def test_roots_upon_roots_stay_small():
    value = exactly(2)
    for _ in range(60):
        value = intervals.root(value, 2, BITS)
    assert value.surd is None
    assert 1 < value.hi < 1 + Fraction(1, 10**9)
