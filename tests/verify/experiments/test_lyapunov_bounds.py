"""Quadratic Lyapunov bounds: proved ends of the best one, above the certified peak, and the class's in closed form."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument
from kreiss.numeric import certify_sup_powers
from kreiss.verify.experiments.bounds.ends import root
from kreiss.verify.experiments.bounds.growth import block_norms
from kreiss.verify.experiments.bounds.lyapunov import best_lyapunov, exact, semidefinite
from kreiss.verify.experiments.bounds.uncertainty import class_lyapunov, least_condition
from kreiss.verify.experiments.problems.synthetic import synthetic

rates, couplings = st.sampled_from([0.0, 0.5, 0.75, 0.9]), st.sampled_from([0.5, 1.0, 4.0, 20.0])


@settings(max_examples=15)
@given(rates, couplings, st.sampled_from([0.0, 0.3]), st.integers(0, 3))
def test_the_bound_of_the_matrix_is_at_least_its_peak_and_at_most_that_of_its_class(gamma, c, share, seed):
    J, split = synthetic({"kind": "spread", "n": 4, "gamma": gamma, "c": c, "share": share}, seed)
    found, peak = root(best_lyapunov(J)), certify_sup_powers(J, 1e-6)
    assert found.lower <= found.upper
    assert peak.lower <= found.upper
    common = class_lyapunov(block_norms(J, split))
    assert common is None or found.lower <= root(common).upper


@settings(max_examples=15)
@given(rates, couplings)
def test_numbers_need_the_bound_of_their_class(gamma, c):
    """κ of [[γ, 0], [c, γ]] is max(1, (c/(1 − γ²))²), that of all updates with these norms."""
    found = best_lyapunov(np.array([[gamma, 0.0], [c, gamma]]))
    closed = max(Fraction(1), (Fraction(c) / (1 - Fraction(gamma) ** 2)) ** 2)
    assert found.lower <= closed <= found.upper
    assert found.upper <= closed * (1 + Fraction(1, 10**4))
    common = class_lyapunov(block_norms(np.array([[gamma, 0.0], [c, gamma]]), 1))
    assert common.lower <= closed <= common.upper


@settings(max_examples=15)
@given(st.sampled_from([0.25, 0.5, 0.8]), st.sampled_from([0.0, 0.5, 0.8]), couplings, st.sampled_from([0.1, 0.6]))
def test_the_least_condition_is_feasible_and_smaller_ones_are_not(a, d, c, share):
    b = Fraction(share) * (1 - Fraction(a)) * (1 - Fraction(d)) / Fraction(c)
    J_hat = [[Fraction(a), b], [Fraction(c), Fraction(d)]]
    found = least_condition(J_hat)
    if found is None:
        return
    q = found.upper if Fraction(c) >= b else 1 / found.upper
    assert _feasible(J_hat, q)
    assert found.lower <= 1 or not _feasible(J_hat, found.lower * Fraction(999, 1000))


def _feasible(J_hat, q):
    (a, b), (c, d) = J_hat
    first, second, off = q * (1 - a * a) - c * c, 1 - d * d - q * b * b, -(q * a * b + c * d)
    return first >= 0 and second >= 0 and first * second >= off * off


def test_no_quadratic_function_serves_a_class_without_a_common_one():
    assert least_condition([[Fraction(1, 2), Fraction(1)], [Fraction(1), Fraction(1, 2)]]) is None


def test_a_contraction_has_the_bound_one():
    found = best_lyapunov(np.array([[0.5, 0.0], [0.1, 0.5]]))
    assert found.lower == 1
    assert found.upper <= 1 + Fraction(1, 10**6)


def test_a_matrix_that_is_too_large_is_refused():
    with pytest.raises(InvalidArgument, match="at most 24 rows"):
        best_lyapunov(np.eye(25) / 2)


def test_what_is_not_semidefinite_is_never_proved():
    assert semidefinite(exact(np.array([[2.0, 1.0], [1.0, 1.0]])))
    assert not semidefinite(exact(np.array([[1.0, 2.0], [2.0, 1.0]])))


def test_the_s_procedure_gives_the_closed_form():
    """The linear matrix inequality with a multiplier for each norm-bounded block, solved in floats."""
    cp = pytest.importorskip("cvxpy")
    a, b, c, d = 0.5, 0.05, 2.0, 0.6
    p, tau, kappa = cp.Variable(2), cp.Variable(4, nonneg=True), cp.Variable()
    into = [np.array([[a, b]]), np.array([[c, d]])]
    constraints = [
        p >= 1,
        p <= kappa,
        p[0] >= tau[0] + tau[2],
        p[1] >= tau[1] + tau[3],
        cp.diag(tau[:2]) - p[0] * (into[0].T @ into[0]) >> 0,
        cp.diag(tau[2:]) - p[1] * (into[1].T @ into[1]) >> 0,
    ]
    cp.Problem(cp.Minimize(kappa), constraints).solve(solver=cp.CLARABEL)
    closed = least_condition([[Fraction(a), Fraction(b)], [Fraction(c), Fraction(d)]])
    assert float(root(closed).lower) == pytest.approx(float(kappa.value) ** 0.5, rel=1e-5)
