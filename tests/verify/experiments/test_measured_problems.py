"""The problems that are measured: Jacobians at fixed points are those of the steps, T(δ) is what a hand computes."""

import numpy as np
import pytest

from kreiss.verify.experiments import complexity
from kreiss.verify.experiments.problems import quadratic, ridge
from kreiss.verify.experiments.statistics import bootstrap, exponents


def differentiated(f, x, size=1e-6):
    return np.column_stack([(f(x + size * e) - f(x - size * e)) / (2 * size) for e in np.eye(len(x))])


@pytest.mark.parametrize("each", [False, True])
def test_the_ridge_jacobian_is_that_of_the_two_steps(each):
    pytest.importorskip("sklearn")
    problem = ridge._problem("diabetes", 0, each=each)
    lam = problem.fixed_point()
    w, m = problem.weights(lam), problem.outer_size
    assert np.linalg.norm(problem.hypergradient(lam, w)) < 1e-10
    state = np.concatenate([lam, w])

    def gradients(z):
        return np.concatenate([problem.hypergradient(z[:m], z[m:]), problem.hessian(z[:m]) @ z[m:] - problem.b])

    found = np.block(
        [[problem.by_regularisation(lam, w), problem.by_weights(lam, w)], [problem.mixed(lam, w), problem.hessian(lam)]]
    )
    assert np.allclose(found, differentiated(gradients, state), atol=1e-7)
    outer = differentiated(lambda x: problem.hypergradient(x, problem.weights(x)), lam)
    assert np.allclose(problem.curvature(lam), outer, atol=1e-7)


def test_one_way_ridge_is_block_triangular_and_two_way_is_not():
    pytest.importorskip("sklearn")
    cell = {"data": "diabetes", "reg": "one", "half": 0, "inner": 1.0, "outer": 1.0}
    (one, m), (two, _) = (ridge.ridge({**cell, "way": way}, 0) for way in ("one", "two"))
    assert not one[:m, m:].any()
    assert two[:m, m:].any()
    assert np.array_equal(one[m:], two[m:])


def test_both_ways_of_a_quadratic_problem_share_the_fixed_point_zero_and_the_inner_step():
    P, Q, R = np.array([[2.0]]), np.array([[4.0]]), np.array([[3.0]])
    one, _ = quadratic.update(P, Q, R, 0.1, 0.05, one_way=True)
    two, _ = quadratic.update(P, Q, R, 0.1, 0.05, one_way=False)
    assert np.allclose(one, [[1 - 0.05 * (2 + 9 / 16), 0], [0.3, 0.6]])
    assert np.allclose(two, [[0.9, -0.05 * 0.75], [0.3, 0.6]])


def test_the_iterations_of_a_number_are_those_of_a_geometric_sequence():
    peaks, sums = complexity.moments(np.array([[0.5]]), 1e-6)
    assert complexity.iterations(peaks, sums, 0.1, 0.0) == 4  # 1/16 ≤ 1/10 < 1/8
    assert sums[-1] == pytest.approx(1 / (1 - 0.25))
    assert complexity.iterations(peaks, sums, 0.1, 1.0) == 0  # from rest the error stays below the stationary one


def test_the_iterations_wait_for_the_last_rise():
    J = np.array([[0.5, 0.0], [10.0, 0.5]])
    peaks, sums = complexity.moments(J, 1e-4)
    T = complexity.iterations(peaks, sums, 0.5, 0.0)
    assert peaks[T - 1] > 0.5 >= peaks[T:].max()


def test_the_exponents_of_a_power_law_are_found():
    rng = np.random.default_rng(0)
    logs = rng.normal(size=(50, 2))
    assert np.allclose(exponents(logs, 3 + 2 * logs[:, 0] - logs[:, 1]), [2, -1])


def test_bootstrap_intervals_hold_the_value_and_are_the_same_for_the_same_seed():
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    y = x + rng.normal(size=60)

    def slope(x, y):
        return float(exponents(x[:, None], y)[0])

    one, two = (bootstrap(slope, [x, y], seed=3) for _ in range(2))
    assert one == two
    assert one.lower < one.value < one.upper
