"""A coupled training run as a dynamical system z ↦ F(z): its states, its Jacobian, and what a perturbation becomes.

Everything is deterministic, in float64: whole batches, or exact expectations. A state is a dict of two groups of
parameters. Guarantee: estimate.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from kreiss.errors import MissingExtra
from kreiss.verify.diagnosis.updates.jacobians import CoupledJacobian, jacobian
from kreiss.verify.experiments.bounds.growth import Array

State = dict[str, Any]
Tensor = Any
"""An array of JAX."""
Layers = list[dict[str, Tensor]]
SIZE = 1e-4
"""Of a perturbation, over the size of the state."""
_DIRECTIONS = 8  # random ones, beside the worst, along which a perturbation is followed


@dataclass(frozen=True)
class Training:
    """The first state, one step, how good a state is, and whether a later value of that is a failure after a former."""

    start: State
    step: Callable[[State], State]
    quality: Callable[[State], float]
    fails: Callable[[float, float], bool]

    @cached_property
    def steps(self) -> Callable[[State, int], State]:
        """Fᵗ(z) by z and t, compiled once."""
        package = jax()
        compiled: Callable[[State, int], State] = package.jit(
            lambda z, t: package.lax.fori_loop(0, t, lambda _, z: self.step(z), z)
        )
        return compiled


def jax() -> Any:
    """The package. Raises ``MissingExtra`` without it."""
    try:
        return import_module("jax")
    except ImportError:
        raise MissingExtra("expected JAX, which trains the networks: pip install 'kreiss[training]'") from None


@contextmanager
def in_double_precision() -> Iterator[None]:
    """JAX in float64, here and not elsewhere in the process."""
    package = jax()
    home = package if hasattr(package, "enable_x64") else import_module("jax.experimental")  # before 0.8
    with home.enable_x64(True):
        yield


def flat(state: State) -> Array:
    """All numbers of a state, group after group."""
    leaves = jax().tree.leaves(state)
    return np.concatenate([np.ravel(np.asarray(leaf, dtype=np.float64)) for leaf in leaves])


def finite(state: State) -> bool:
    """Whether all numbers of a state are."""
    return bool(np.isfinite(flat(state)).all())


def jacobian_at(training: Training, state: State) -> CoupledJacobian:
    """J = F′(z), in the blocks of the two groups."""
    return jacobian(training.step, state, sorted(state))


def amplification(training: Training, state: State, horizon: int, directions: Array) -> float:
    """max ‖Fᵗ(z + v) − Fᵗ(z)‖/‖v‖ over t ≤ horizon and v along each row; infinite where a number leaves the floats."""
    package, ravel = jax(), import_module("jax.flatten_util").ravel_pytree
    z, back = ravel(state)
    v = directions * (SIZE * max(1.0, float(np.linalg.norm(z))) / np.linalg.norm(directions, axis=1, keepdims=True))

    def moved(z: Any, _: Any) -> tuple[Any, Any]:
        z = package.vmap(lambda one: ravel(training.step(back(one)))[0])(z)
        return z, package.numpy.linalg.norm(z[1:] - z[:1], axis=1)

    starts = package.numpy.concatenate([z[None], z + v])
    _, distances = package.jit(lambda z: package.lax.scan(moved, z, None, length=horizon))(starts)
    ratios = np.asarray(distances) / np.linalg.norm(v, axis=1)
    return float(np.max(ratios)) if np.isfinite(ratios).all() else float("inf")


def directions(J: Array, horizon: int, rng: np.random.Generator) -> Array:
    """Eight random ones, and the one along which Jᵗ at t = ``horizon`` is largest."""
    worst = np.linalg.svd(np.linalg.matrix_power(J, horizon))[2][0]
    return np.vstack([rng.normal(size=(_DIRECTIONS, len(J))), worst])


def dense(sizes: Sequence[int], rng: np.random.Generator) -> Layers:
    """Random layers of a network with these widths: weights of variance 1/(inputs), no bias."""
    numbers = jax().numpy
    return [{"W": numbers.asarray(rng.normal(size=(m, n)) / m**0.5), "b": numbers.zeros(n)} for m, n in pairwise(sizes)]


def network(layers: Layers, x: Tensor) -> Tensor:
    """x through the layers, with tanh between them."""
    *hidden, last = layers
    for layer in hidden:
        x = jax().numpy.tanh(x @ layer["W"] + layer["b"])
    return x @ last["W"] + last["b"]


def descended(parameters: Any, gradient: Any, size: float) -> Any:
    """One step of gradient descent."""
    return jax().tree.map(lambda x, g: x - size * g, parameters, gradient)


def decay(parameters: Any) -> Tensor:
    """‖parameters‖²/2."""
    return sum(jax().numpy.sum(leaf * leaf) for leaf in jax().tree.leaves(parameters)) / 2
