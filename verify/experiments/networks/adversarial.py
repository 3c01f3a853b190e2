"""Adversarial training on a mixture of four Gaussians on the unit circle, simultaneous gradient steps.

    discriminator  mean s(−D(x)) + mean s(D(G(u))) + (penalty/2) mean ‖∇D(x)‖²    s(y) = log(1 + e^y)
    generator      mean s(−D(G(u)))

with the same 128 points x and noises u at each step, and a little weight decay. Sources: Goodfellow et al., Generative
adversarial nets, 2014; Mescheder, Geiger & Nowozin, Which training methods for GANs do actually converge?, 2018.
"""

import numpy as np

from kreiss.verify.experiments.bounds.growth import Array
from kreiss.verify.experiments.cells import Parameters
from kreiss.verify.experiments.networks.training import (
    Layers,
    State,
    Tensor,
    Training,
    decay,
    dense,
    descended,
    jax,
    network,
)

MODES, SPREAD, POINTS = 4, 0.1, 128  # the problem: a mixture's modes, their spread, and how many points are drawn
REACH, SHARE = 3.5 * SPREAD, 1 / 16
"""A mode is covered if this share of all generated points lies within this distance of it."""
DECAY = 1e-3  # of the weights, so that training has a limit


def adversarial(parameters: Parameters, rng: np.random.Generator) -> Training:
    """The training; ``size`` of the steps, ``penalty`` on the gradient of the discriminator."""
    package, size, penalty = jax(), float(parameters["size"]), float(parameters["penalty"])
    numbers, soft = package.numpy, package.nn.softplus
    x = numbers.asarray(centres()[np.arange(POINTS) % MODES] + SPREAD * rng.normal(size=(POINTS, 2)))
    u = numbers.asarray(rng.normal(size=(POINTS, 2)))

    def discriminator(D: Layers, G: Layers) -> Tensor:
        slopes = package.vmap(package.grad(lambda point: network(D, point)[0]))(x)
        fit = numbers.mean(soft(-network(D, x))) + numbers.mean(soft(network(D, network(G, u))))
        return fit + penalty / 2 * numbers.mean(numbers.sum(slopes**2, axis=1)) + DECAY * decay(D)

    def generator(G: Layers, D: Layers) -> Tensor:
        return numbers.mean(soft(-network(D, network(G, u)))) + DECAY * decay(G)

    def step(state: State) -> State:
        D, G = state["discriminator"], state["generator"]
        return {
            "discriminator": descended(D, package.grad(discriminator)(D, G), size),
            "generator": descended(G, package.grad(generator)(G, D), size),
        }

    start = {"discriminator": dense((2, 8, 1), rng), "generator": dense((2, 8, 2), rng)}
    return Training(start, step, lambda z: covered(np.asarray(network(z["generator"], u))), lambda a, b: b < a)


def centres() -> Array:
    """Those of the mixture."""
    angles = 2 * np.pi * np.arange(MODES) / MODES
    return np.column_stack([np.cos(angles), np.sin(angles)])


def covered(points: Array) -> float:
    """How many modes are; NaN where a point is not finite."""
    if not np.isfinite(points).all():
        return float("nan")
    near = np.linalg.norm(points[:, None] - centres(), axis=2) <= REACH
    return float(np.sum(near.mean(axis=0) >= SHARE))
