"""Two-time-scale actor-critic on a double integrator: position and velocity on a grid, three pushes, noisy transitions.

The critic v follows expected temporal differences, the actor's logits θ expected policy gradients with the critic's
advantage, all states alike; both decay slightly. Quality: the expected discounted return of the policy, from the model.
"""

from functools import cache
from typing import Any

import numpy as np

from kreiss.verify.experiments.growth import Array
from kreiss.verify.experiments.training import Training, jax

SIZE, ACTIONS, DISCOUNT, SLIP, DECAY = 3, 3, 0.9, 0.1, 1e-2
STATES = SIZE * SIZE


def model() -> tuple[Array, Array]:
    """Transition probabilities (action, state, next state) and the rewards of the states."""
    P, reward = np.zeros((ACTIONS, STATES, STATES)), np.zeros(STATES)
    half = SIZE // 2
    for x in range(-half, half + 1):
        for v in range(-half, half + 1):
            here = (x + half) * SIZE + v + half
            reward[here] = -(x * x + v * v) / (2 * half * half)
            for action in range(ACTIONS):
                faster = int(np.clip(v + action - 1, -half, half))
                further = int(np.clip(x + faster, -half, half))
                P[action, here, (further + half) * SIZE + faster + half] += 1 - SLIP
                P[action, here] += SLIP / STATES
    return P, reward


@cache
def actor_critic(rate: float, ratio: float) -> Training:
    """The two players with step ``rate`` for the critic and rate·ratio for the actor."""
    j = jax()
    jnp, m = j.numpy, STATES * ACTIONS
    P, reward = (jnp.asarray(part) for part in model())

    def policy(theta: Any) -> Any:
        return j.nn.softmax(theta.reshape(STATES, ACTIONS), axis=1)

    def step(state: Any, key: Any) -> Any:
        theta, v = state[:m], state[m:]
        advantage = reward[:, None] + DISCOUNT * jnp.einsum("ast,t->sa", P, v) - v[:, None]
        direction = policy(theta) * (advantage - jnp.sum(policy(theta) * advantage, axis=1, keepdims=True))
        surprise = jnp.sum(policy(theta) * advantage, axis=1)
        actor = theta + rate * ratio * (direction.ravel() - DECAY * theta)
        return jnp.concatenate([actor, v + rate * (surprise - DECAY * v)])

    def quality(state: Any) -> Any:
        chosen = jnp.einsum("sa,ast->st", policy(state[:m]), P)
        return jnp.mean(jnp.linalg.solve(jnp.eye(STATES) - DISCOUNT * chosen, reward))

    def start(key: Any) -> Any:
        return 0.1 * j.random.normal(key, (m + STATES,))

    return Training(start, step, m, quality, 0.1)
