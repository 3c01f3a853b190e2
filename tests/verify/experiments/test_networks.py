"""Coupled networks: Jacobians are those of the steps, perturbations are followed as they are, divergence is told."""

import numpy as np
import pytest

pytest.importorskip("jax")
pytest.importorskip("sklearn")

from kreiss.verify.experiments import nn
from kreiss.verify.experiments.networks import actor_critic, adversarial, reweighting
from kreiss.verify.experiments.networks.training import (
    Training,
    amplification,
    directions,
    finite,
    flat,
    in_double_precision,
    jacobian_at,
)

SETTINGS = {
    "adversarial": {"size": 0.3, "penalty": 0.1},
    "reweighting": {"size": 3.0, "outer": 5.0},
    "actor-critic": {"size": 1.0, "ratio": 0.5},
}


@pytest.mark.parametrize("problem", list(nn.PROBLEMS))
def test_the_jacobian_of_a_step_is_what_differences_of_steps_give(problem):
    rng = np.random.default_rng(1)
    with in_double_precision():
        import jax
        from jax.flatten_util import ravel_pytree

        training = nn.PROBLEMS[problem](SETTINGS[problem], rng)
        state = training.steps(training.start, 20)
        z, back = ravel_pytree(state)
        step = jax.jit(lambda z: ravel_pytree(training.step(back(z)))[0])
        J = jacobian_at(training, state).dense()
        for _ in range(4):
            v = rng.normal(size=len(z))
            difference = (np.asarray(step(z + 1e-5 * v)) - np.asarray(step(z - 1e-5 * v))) / 2e-5
            assert np.allclose(J @ v, difference, atol=1e-6 * np.linalg.norm(v))


def linear(M):
    """Training of one group by z ↦ Mz."""
    return Training({"z": np.ones(len(M))}, lambda state: {"z": M @ state["z"]}, lambda _: 0.0, lambda *_: False)


def test_a_perturbation_of_a_linear_update_grows_like_its_powers():
    M = np.array([[0.9, 0.0], [1.0, 0.9]])
    with in_double_precision():
        import jax.numpy as jnp

        training = linear(jnp.asarray(M))
        grown = amplification(training, training.start, 30, np.array([[1.0, 0.0], [0.0, 3.0]]))
    assert grown == pytest.approx(max(np.linalg.norm(np.linalg.matrix_power(M, t)[:, 0]) for t in range(31)), rel=1e-9)


def test_the_last_direction_is_the_one_that_the_power_amplifies_most():
    J = np.random.default_rng(2).normal(size=(5, 5)) / 3
    power = np.linalg.matrix_power(J, 7)
    worst = directions(J, 7, np.random.default_rng(0))[-1]
    assert np.linalg.norm(power @ worst) == pytest.approx(np.linalg.norm(power, 2) * np.linalg.norm(worst))


def test_a_perturbation_that_leaves_the_floats_is_infinite():
    with in_double_precision():
        import jax.numpy as jnp

        training = linear(jnp.asarray([[1e200]]))
        assert amplification(training, training.start, 5, np.ones((1, 1))) == float("inf")


def test_training_that_diverged_has_a_record_that_says_so():
    record = nn.measure({"problem": "adversarial", "size": 1e300, "penalty": 1.0, "run": 0, "steps": 100}, 0)
    assert record == {"diverged": True}


def test_checkpoints_lie_on_one_run():
    with in_double_precision():
        training = adversarial.adversarial(SETTINGS["adversarial"], np.random.default_rng(3))
        apart = training.steps(training.steps(training.start, 30), 20)
        assert np.array_equal(flat(apart), flat(training.steps(training.start, 50)))
        assert finite(apart)


def test_modes_are_covered_by_a_sixteenth_of_the_points_near_them():
    centres = adversarial.centres()
    assert adversarial.covered(np.repeat(centres, 4, axis=0)) == adversarial.MODES
    away = np.full((15, 2), 9.0)
    assert adversarial.covered(np.vstack([centres[:1], away])) == 1
    assert adversarial.covered(np.vstack([centres[:1], away, away])) == 0
    assert np.isnan(adversarial.covered(np.array([[np.nan, 0.0]])))


def test_moves_are_probabilities_and_walls_hold():
    P = actor_critic.moves()
    assert np.allclose(P.sum(axis=2), 1)
    assert (P >= 0).all()
    assert P[0, 0, 0] == pytest.approx(1)
    assert P[1, 0, 0] == pytest.approx(1 - actor_critic.SLIP / 2)


def test_the_digits_are_principal_components_of_variance_one():
    X, y = reweighting.digits()
    assert np.allclose(X.mean(axis=0), 0)
    assert np.allclose(X.T @ X / len(X), np.eye(reweighting.FEATURES), atol=1e-9)
    assert set(y) == set(range(reweighting.CLASSES))


def record(run, x, amplification, fails):
    return {
        "cell": f"{run} {x}", "problem": "adversarial", "run": run, "diverged": False, "rho": x, "norm": 1.0, "n": 2,
        "K_lower": None, "K_upper": None, "K_infinite": True,
        "damped_lower": x, "damped_upper": x, "damped_infinite": False, "amplification": amplification, "fails": fails,
    }  # fmt: skip


def test_a_predictor_that_orders_everything_holds_and_one_that_is_always_infinite_is_open():
    records = [record(run, x, None if x == 4 else x**2, x > 2) for run in range(4) for x in (1.0, 2.0, 3.0, 4.0)]
    found = {statement.sentence: statement for statement in nn.statements(records)}
    assert found["adversarial: K(qJ) ranks checkpoints by amplification"].outcome == "holds on these cells"
    assert found["adversarial: K(qJ) is larger before failures"].median == "1"
    assert found["adversarial: K(J) is larger before failures"].outcome == "open: the interval holds 0.5"
    assert found["adversarial: K(qJ) does so beyond ρ(J) and ‖J‖"].median == "0"
    assert found["reweighting: K(J) is larger before failures"].outcome == "no two runs are about it"
    assert {statement.claim for statement in found.values()} == {"gan-prediction", "nn-prediction"}
