"""Adversarial training on a mixture of Gaussians: generator and discriminator, simultaneous stochastic gradients."""

from functools import cache
from math import cos, pi, sin
from typing import Any

from kreiss.verify.experiments.training import Training, count, dense, drawn, jax

MODES, RADIUS, SPREAD = 5, 1.0, 0.08
GENERATOR, DISCRIMINATOR, BATCH = (2, 10, 2), (2, 12, 1), 64
_NEAR, _SAMPLES, _LEAST_SHARE = 0.25, 400, 0.04


@cache
def mixture(rate: float, ratio: float, decay: float) -> Training:
    """The game with step ``rate`` for the discriminator and rate·ratio for the generator; quality: modes covered.

    ``decay`` is the weight of decay for both, and ten times it that of the penalty on the discriminator's gradient at
    real points.
    """
    j = jax()
    np, m = j.numpy, count(GENERATOR)
    centres = np.array([[RADIUS * cos(2 * pi * k / MODES), RADIUS * sin(2 * pi * k / MODES)] for k in range(MODES)])

    def losses(generator: Any, discriminator: Any, key: Any) -> tuple[Any, Any]:
        mode, noise, latent = j.random.split(key, 3)
        real = centres[j.random.randint(mode, (BATCH,), 0, MODES)] + SPREAD * j.random.normal(noise, (BATCH, 2))
        made = dense(generator, GENERATOR, j.random.normal(latent, (BATCH, 2)))
        on_real, on_made = (dense(discriminator, DISCRIMINATOR, x)[:, 0] for x in (real, made))
        apart = np.mean(j.nn.softplus(-on_real)) + np.mean(j.nn.softplus(on_made))
        slopes = j.vmap(j.grad(lambda x: dense(discriminator, DISCRIMINATOR, x)[0]))(real)
        own = apart + 5 * decay * np.mean(np.sum(slopes**2, axis=1)) + decay * np.sum(discriminator**2) / 2
        return np.mean(j.nn.softplus(-on_made)) + decay * np.sum(generator**2) / 2, own

    def step(state: Any, key: Any) -> Any:
        generator, discriminator = state[:m], state[m:]
        first = j.grad(lambda x: losses(x, discriminator, key)[0])(generator)
        second = j.grad(lambda y: losses(generator, y, key)[1])(discriminator)
        return np.concatenate([generator - rate * ratio * first, discriminator - rate * second])

    def quality(state: Any) -> Any:
        made = dense(state[:m], GENERATOR, j.random.normal(j.random.key(0), (_SAMPLES, 2)))
        distance = np.linalg.norm(made[:, None] - centres, axis=2)
        return np.sum(np.mean(distance < _NEAR, axis=0) > _LEAST_SHARE)

    def start(key: Any) -> Any:
        one, two = j.random.split(key)
        return np.concatenate([drawn(one, GENERATOR), drawn(two, DISCRIMINATOR)])

    return Training(start, step, m, quality, 1.0, least=2.0)
