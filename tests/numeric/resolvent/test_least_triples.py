"""The least singular triple agrees with numpy's SVD on circles of every size, above and below the Lanczos threshold."""

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.arithmetic.scales import power_of_two
from kreiss.numeric.reading import gallery
from kreiss.numeric.resolvent.circles import CircleResolvent
from kreiss.numeric.resolvent.lines import LineResolvent
from kreiss.numeric.resolvent.triples import LeastTriple


@pytest.mark.parametrize("u", [1.0, 0.2, 0.03125, 0.001])
@pytest.mark.parametrize("n", [12, 80])
def test_the_least_singular_value_is_numpys(n, u):
    A = gallery.random_stable(n, seed=1)
    triples = LeastTriple(A)
    for theta in np.linspace(0, 2 * np.pi, 7):
        S = np.eye(n) - u * np.exp(1j * theta) * A
        sigma = np.linalg.svd(S, compute_uv=False)[-1]
        triple = triples.at(u * np.exp(1j * theta))
        assert triple.sigma == pytest.approx(sigma, rel=1e-4)
        assert np.linalg.norm(S @ triple.vector) == pytest.approx(sigma, rel=1e-4)


@given(st.integers(0, 10**6), st.sampled_from([float, complex]), st.floats(-3, 3), st.booleans())
def test_the_formula_for_two_by_two_matrices_gives_numpys_triple(seed, kind, scale, triangular):
    rng = np.random.default_rng(seed)
    A = 10**scale * (rng.standard_normal((2, 2)) + (1j * rng.standard_normal((2, 2)) if kind is complex else 0))
    A = np.triu(A) if triangular else A
    zeta = complex(*rng.standard_normal(2))
    S = np.eye(2) - zeta * A
    left, values, right = np.linalg.svd(S)
    triple, condition = LeastTriple(A).at(zeta), values[0] / values[1]
    assert abs(triple.sigma / values[1] - 1) <= 1e-13 * condition
    if condition > 1.01:
        assert abs(triple.inner - np.vdot(left[:, 1], right[1].conj())) <= 1e-12 * condition
        assert np.linalg.norm(S @ triple.vector) == pytest.approx(values[1], rel=1e-12 * condition)


@pytest.mark.parametrize("exponent", [20, 100, 150])
def test_entries_far_apart_leave_the_least_singular_value_accurate(exponent):
    d = np.geomspace(1.0, 10.0**exponent, 5)
    A = d[:, None] * gallery.random_stable(5, seed=2) / d
    balanced = balance(exact_matrix(A))
    triple = LeastTriple(balanced.B.approx, balanced.T).at(0.9 + 0.3j)
    with mpmath.workdps(3 * exponent):
        S = mpmath.eye(5) - mpmath.mpc(0.9, 0.3) * mpmath.matrix(A.tolist())
        sigma = min(mpmath.svd_c(S, compute_uv=False))
        assert abs(triple.sigma / sigma - 1) < mpmath.mpf(10) ** -10


@pytest.mark.parametrize("exponent", [20, 100])
def test_entries_far_apart_have_a_constant_all_the_same(exponent):
    d = np.geomspace(1.0, 10.0**exponent, 4)
    K = certify_kreiss(d[:, None] * gallery.random_stable(4, seed=3) / d, gap=1e-4)
    assert K.gap <= 1e-4
    assert K.lower > 10 ** (exponent - 2)


@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9])
def test_a_maximum_next_to_an_eigenvalue_is_followed_to_circles_far_from_it(distance):
    c, s = (1 - distance) * np.cos(3.0), (1 - distance) * np.sin(3.0)
    A = np.block([[np.array([[c, -s], [s, c]]), np.ones((2, 3))], [np.zeros((3, 2)), gallery.random_stable(3, seed=4)]])
    resolvent = CircleResolvent(exact_matrix(A))
    resolvent.scan(1.0)
    resolvent.peak(mpmath.mpf(1), 1e-4)
    found = resolvent.peak(mpmath.mpf("0.9988"), 1e-7).N
    assert found == pytest.approx(resolvent.highest(0.9988), rel=1e-6)


@pytest.mark.parametrize("x", [0.0, 1e-3, 1e-2, 1.0])
def test_what_the_schur_form_misses_is_added_to_the_least_singular_value(x):
    balanced = balance(exact_matrix(gallery.orr_sommerfeld(40, 1000)))
    scale = power_of_two(balanced.size)
    resolvent = LineResolvent(balanced.divided(scale))
    resolvent.scan(0.0)
    u = x / float(scale)
    peak = resolvent.peak(u, 1e-11)
    with working_precision(240):
        N = float(resolvent._triple_in_balls(arb(u), arb(peak.theta), 240)[1])
    assert peak.bits == 53
    assert abs(float(peak.N) / N - 1) <= peak.error <= 1e-11
