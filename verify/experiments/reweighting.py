"""Bilevel data re-weighting on scikit-learn's digits: weights of groups outside, softmax regression inside.

Half of the groups of the training half have random labels. The outer step descends the loss on clean data after one
inner step, through that step. Quality: the accuracy on the clean half.
"""

from functools import cache
from typing import Any

import numpy as np

from kreiss.verify.experiments.ridge import load
from kreiss.verify.experiments.training import Training, jax

GROUPS, FEATURES, CLASSES, DECAY = 10, 5, 10, 1e-2


def data() -> tuple[Any, ...]:
    """Training features, labels (random ones in every second group) and groups; clean features and labels."""
    X, y = load("digits")
    X = X - X.mean(axis=0)
    scores = X @ np.linalg.svd(X, full_matrices=False)[2][:FEATURES].T
    scores /= scores.std(axis=0)
    rng = np.random.default_rng(0)
    order = rng.permutation(len(y))
    train, clean = order[::2], order[1::2]
    group: Any = np.arange(len(train)) % GROUPS
    label: Any = np.where(group % 2, rng.integers(0, CLASSES, len(train)), y[train].astype(int))
    return scores[train], label, group, scores[clean], y[clean].astype(int)


@cache
def reweighting(rate: float, ratio: float) -> Training:
    """The problem with step ``rate`` inside and rate·ratio outside; the weights of the groups come first."""
    j = jax()
    jnp = j.numpy
    X, y, group, X_clean, y_clean = (jnp.asarray(part) for part in data())

    def loss(w: Any, x: Any, label: Any) -> Any:
        W = w.reshape(FEATURES + 1, CLASSES)
        return -jnp.take_along_axis(j.nn.log_softmax(x @ W[:-1] + W[-1]), label[:, None], axis=1)[:, 0]

    def inner(lam: Any, w: Any) -> Any:
        return jnp.mean(2 * j.nn.sigmoid(lam[group]) * loss(w, X, y)) + DECAY * jnp.sum(w**2) / 2

    def step(state: Any, key: Any) -> Any:
        lam, w = state[:GROUPS], state[GROUPS:]

        def outer(lam: Any) -> Any:
            ahead = w - rate * j.grad(inner, argnums=1)(lam, w)
            return jnp.mean(loss(ahead, X_clean, y_clean)) + DECAY * rate * jnp.sum(lam**2) / 2

        following = w - rate * j.grad(inner, argnums=1)(lam, w)
        return jnp.concatenate([lam - ratio * j.grad(outer)(lam), following])

    def quality(state: Any) -> Any:
        W = state[GROUPS:].reshape(FEATURES + 1, CLASSES)
        return jnp.mean(jnp.argmax(X_clean @ W[:-1] + W[-1], axis=1) == y_clean)

    def start(key: Any) -> Any:
        w = 0.1 * j.random.normal(key, ((FEATURES + 1) * CLASSES,))
        return jnp.concatenate([jnp.zeros(GROUPS), w])

    return Training(start, step, GROUPS, quality, 0.02)
