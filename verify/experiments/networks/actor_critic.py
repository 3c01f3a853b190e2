"""Two-time-scale actor–critic on a walk along 21 places with two hills of reward, in exact expectation.

At each place the policy goes left, stays or goes right, and a tenth of the time slips. With its discounted occupation
d = (1 − q)(I − qPᵀ)⁻¹d₀, the critic V and δ(s, a) = r(s) + q(P_aV)(s) − V(s):

    critic  w + β Σ d(s)π(a|s)δ(s, a) ∇V(s)
    actor   θ + α Σ d(s)π(a|s)δ(s, a) ∇log π(a|s) + α·0.01·∇ Σ d(s)H(π(·|s))

d and δ are not differentiated in the steps, but they are in the Jacobian of the update, on which they depend. Source:
Konda & Tsitsiklis, Actor-critic algorithms, 2000.
"""

import numpy as np

from kreiss.verify.experiments.bounds.growth import Array
from kreiss.verify.experiments.cells import Parameters
from kreiss.verify.experiments.networks.training import Layers, State, Tensor, Training, dense, descended, jax, network

PLACES, DISCOUNT, SLIP, ENTROPY, WORSE = 21, 0.95, 0.1, 0.01, 0.99
"""The problem: places of a walk, its discount, slips, the reward of entropy, and what counts as worse."""


def actor_critic(parameters: Parameters, rng: np.random.Generator) -> Training:
    """The training; ``size`` of the actor's steps, ``ratio`` of the critic's to them."""
    package, alpha = jax(), float(parameters["size"])
    beta, numbers = alpha * float(parameters["ratio"]), package.numpy
    place = np.linspace(-1, 1, PLACES)
    features = numbers.asarray(np.column_stack([place, place**2 - 0.5]))
    P = numbers.asarray(moves())
    reward = numbers.asarray(np.exp(-20 * (place - 0.7) ** 2) + 0.5 * np.exp(-20 * (place + 0.7) ** 2))
    first = numbers.asarray(np.where(place < 0.3, 1.0, 0.0) / np.sum(place < 0.3))

    def occupation(policy: Tensor) -> Tensor:
        along = numbers.einsum("sa,ast->st", policy, P)
        return (1 - DISCOUNT) * numbers.linalg.solve(numbers.eye(PLACES) - DISCOUNT * along.T, first)

    def policy(actor: Layers) -> Tensor:
        return package.nn.softmax(network(actor, features))

    def value(critic: Layers) -> Tensor:
        return network(critic, features)[:, 0]

    def seen(critic: Layers, weights: Tensor) -> Tensor:
        return numbers.sum(weights * value(critic))

    def chosen(actor: Layers, weights: Tensor, d: Tensor) -> Tensor:
        logs = package.nn.log_softmax(network(actor, features))
        return numbers.sum(weights * logs) - ENTROPY * numbers.sum(d[:, None] * numbers.exp(logs) * logs)

    def step(state: State) -> State:
        actor, critic = state["actor"], state["critic"]
        pi, V = policy(actor), value(critic)
        d = occupation(pi)
        delta = reward[:, None] + DISCOUNT * (P @ V).T - V[:, None]
        weights = d[:, None] * pi * delta
        return {
            "actor": descended(actor, package.grad(chosen)(actor, weights, d), -alpha),
            "critic": descended(critic, package.grad(seen)(critic, weights.sum(axis=1)), -beta),
        }

    def earned(state: State) -> float:
        return float(numbers.sum(occupation(policy(state["actor"])) * reward))

    start = {"actor": dense((2, 6, 3), rng), "critic": dense((2, 6, 1), rng)}
    return Training(start, step, earned, lambda a, b: b < WORSE * a)


def moves() -> Array:
    """P[a, s, t]: the probability of t after s and a, for left, stay and right; walls hold."""
    P = np.zeros((3, PLACES, PLACES))
    for a, shift in enumerate((-1, 0, 1)):
        for s in range(PLACES):
            for slip, share in ((-1, SLIP / 2), (0, 1 - SLIP), (1, SLIP / 2)):
                P[a, s, min(max(s + shift + slip, 0), PLACES - 1)] += share
    return P
