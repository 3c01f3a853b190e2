"""Norms of float arrays with bounded rounding: they enclose the norm in high precision, of any shape, size and kind."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from kreiss.verify.diagnosis.balls.outward import above, below, frobenius_above, norm_ends, root_above, root_below

ENTRIES = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
ARRAYS = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=ENTRIES)


def norm(X):
    with mpmath.workdps(50):
        return max(mpmath.svd_c(mpmath.matrix(X.tolist()), compute_uv=False))


@given(ARRAYS)
@example(np.zeros((2, 3)))
@example(np.array([[1e-6, 1e6], [1e6, 1e-6]]))
def test_the_ends_enclose_the_norm_and_are_close(X):
    lower, upper, _ = norm_ends(X)
    value = norm(X)
    assert lower <= value <= upper
    assert upper <= lower * (1 + 1e-6)


@given(ARRAYS, ARRAYS)
def test_complex_arrays_are_enclosed_too(X, Y):
    Z = X + 1j * np.resize(Y, X.shape)
    lower, upper, _ = norm_ends(Z)
    assert lower <= norm(Z) <= upper


@pytest.mark.parametrize("exponent", [-900, -300, 0, 300, 900])
def test_scaling_by_a_power_of_two_scales_the_ends(exponent):
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    lower, upper, _ = norm_ends(X * 2.0**exponent)
    assert Fraction(lower) <= Fraction(float(norm(X))) * Fraction(2) ** exponent * (1 + Fraction(1, 10**15))
    assert upper / 2.0**exponent < 5.465 < 5.466 < above(upper / 2.0**exponent * 1.001)
    assert math.isfinite(upper)


def test_a_large_array_takes_the_vector_near_to_the_last_one():
    X = np.random.default_rng(3).standard_normal((90, 80))
    lower, upper, v = norm_ends(X)
    again = norm_ends(X, v)
    assert max(lower, again[0]) <= np.linalg.norm(X, 2) * (1 + 1e-12)
    assert min(upper, again[1]) >= np.linalg.norm(X, 2) * (1 - 1e-12)
    assert upper <= lower * (1 + 1e-6)


def test_what_is_not_finite_has_no_upper_end():
    assert norm_ends(np.array([[np.inf, 0.0], [0.0, 1.0]]))[:2] == (0.0, math.inf)


@given(st.fractions(0, 10**6))
def test_roots_are_rounded_outward(x):
    assert root_below(x) ** 2 <= x <= root_above(x) ** 2
    assert root_above(x) - root_below(x) <= Fraction(1, 2**64)


@given(st.floats(0, 1e300))
def test_above_and_below_are_on_their_sides(x):
    assert below(x) <= x <= above(x)


@pytest.mark.parametrize("entry", [0.1, 1 / 3, 0.7, 1.0])
@pytest.mark.parametrize("shape", [(40, 40), (1500, 1000), (1, 1_500_000)])
def test_the_bound_of_the_frobenius_norm_allows_for_the_rounding_of_all_its_terms(shape, entry):
    """A sum of k squares may lose k·2⁻⁵³ of itself (Higham, §3.1), its root half of that."""
    k = shape[0] * shape[1]
    bound = Fraction(frobenius_above(np.full(shape, entry)))
    assert bound**2 >= k * Fraction(entry) ** 2
    assert bound >= Fraction(math.sqrt(k) * entry) * (1 + Fraction(k, 2**54))
