"""Training runs are those of their seed, their Jacobians those of the step, and one that diverges says so."""

from dataclasses import replace

import numpy as np
import pytest

from kreiss.errors import PrecisionExhausted

pytest.importorskip("jax")

from kreiss.verify.experiments import nn
from kreiss.verify.experiments.actor_critic import STATES, actor_critic, model
from kreiss.verify.experiments.training import at_checkpoint, followed, jacobian


def test_transitions_are_probabilities():
    P, _ = model()
    assert np.allclose(P.sum(axis=2), 1)
    assert P.min() >= 0


def test_a_run_depends_on_its_seed_alone_and_its_jacobian_is_that_of_the_step():
    problem = actor_critic(0.2, 0.1)
    state, key = at_checkpoint(problem, 3, 20)
    again, _ = at_checkpoint(problem, 3, 20)
    assert np.array_equal(state, again)
    assert not np.array_equal(state, at_checkpoint(problem, 4, 20)[0])
    J, size = jacobian(problem, state, key, 20), 1e-6
    eye = np.eye(len(J))
    paths = followed(problem, np.vstack([state + size * eye, state - size * eye]), key, 20, 1)[1]
    assert np.allclose(J, (paths[: len(J)] - paths[len(J) :]).T / (2 * size), atol=1e-7)
    assert len(J) == 4 * STATES


def test_a_run_that_diverges_is_a_message():
    problem = replace(actor_critic(0.2, 0.1), step=lambda state, key: state * 1e200)
    with pytest.raises(PrecisionExhausted, match="diverged before step 9"):
        at_checkpoint(problem, 0, 9)


def test_an_infinite_constant_ranks_above_all_others():
    assert nn.predictor({"K_infinite": True}, "K") > nn.predictor(
        {"K_infinite": False, "K_lower": 1e6, "K_upper": 1e6}, "K"
    )
    assert nn.predictor({"K_infinite": None, "K_lower": None}, "K") is None
