"""Bilevel re-weighting of training data: a small network inside, the weights of groups of examples outside.

    inner  L(w, v) = Σ_g σ(v_g) · mean cross-entropy of group g / G + decay    steps w − α∇_w L
    outer  F(w) = mean cross-entropy on clean data                            steps v − β∇_v F(w − α∇_w L(w, v))

on scikit-learn's handwritten digits, in six principal components. Half of the groups have wrong labels. Source: Ren,
Zeng, Yang & Urtasun, Learning to reweight examples for robust deep learning, 2018 (its one-step hypergradient).
"""

from functools import cache

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

GROUPS, MEMBERS, FEATURES, HIDDEN, CLASSES = 12, 25, 6, 5, 10
"""The problem: groups of digits and their members, and the network's layers."""
DECAY, WORSE = 1e-3, 1.01
"""Of the weights, so that training has a limit; and the growth of the loss that counts as worse."""


@cache
def digits() -> tuple[Array, Array]:
    """Principal components of mean 0 and variance 1, and labels."""
    from sklearn.datasets import load_digits  # start-up time

    X, y = load_digits(return_X_y=True)
    X = X - X.mean(axis=0)
    scores = X @ np.linalg.svd(X, full_matrices=False)[2][:FEATURES].T
    return scores / scores.std(axis=0), y


def reweighting(parameters: Parameters, rng: np.random.Generator) -> Training:
    """The training; ``size`` of the inner steps, ``outer`` of the outer ones."""
    package, alpha, beta = jax(), float(parameters["size"]), float(parameters["outer"])
    numbers, (X, y) = package.numpy, digits()
    order = rng.permutation(len(y))
    train, clean = order[: GROUPS * MEMBERS], order[GROUPS * MEMBERS : 2 * GROUPS * MEMBERS]
    labels = y[train].reshape(GROUPS, MEMBERS)
    labels[: GROUPS // 2] = (labels[: GROUPS // 2] + 1) % CLASSES
    inputs, inside, outside = numbers.asarray(X[train].reshape(GROUPS, MEMBERS, FEATURES)), labels, y[clean]
    validation = numbers.asarray(X[clean])

    def entropies(w: Layers, x: Tensor, answers: Array) -> Tensor:
        scores = package.nn.log_softmax(network(w, x))
        return -numbers.take_along_axis(scores, answers[..., None], axis=-1)[..., 0]

    def inner(w: Layers, v: Tensor) -> Tensor:
        losses = numbers.mean(entropies(w, inputs, inside), axis=1)
        return numbers.mean(package.nn.sigmoid(v) * losses) + DECAY * decay(w)

    def outer(w: Layers) -> Tensor:
        return numbers.mean(entropies(w, validation, outside))

    def unrolled(v: Tensor, w: Layers) -> Tensor:
        return outer(descended(w, package.grad(inner)(w, v), alpha))

    def step(state: State) -> State:
        w, v = state["weights"], state["groups"]
        return {
            "groups": v - beta * package.grad(unrolled)(v, w),
            "weights": descended(w, package.grad(inner)(w, v), alpha),
        }

    start = {"groups": numbers.zeros(GROUPS), "weights": dense((FEATURES, HIDDEN, CLASSES), rng)}
    return Training(start, step, lambda z: float(outer(z["weights"])), lambda a, b: b > WORSE * a)
