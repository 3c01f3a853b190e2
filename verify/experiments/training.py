"""Training runs of small coupled networks: the parameters of two players in one flat vector, and one step of both.

JAX in double precision on one thread, so that a run depends on its seed alone.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from kreiss.errors import PrecisionExhausted
from kreiss.verify.experiments.growth import Array

Step = Callable[[Any, Any], Any]
"""(state, key of the batch) ↦ the next state."""


@dataclass(frozen=True)
class Training:
    """A coupled training problem.

    ``split`` counts the parameters of the first player, ``quality`` (larger is better) measures a state, and a fall of
    it by ``drop`` within the following steps is a collapse, if it was at least ``least``.
    """

    start: Callable[[Any], Any]
    step: Step
    split: int
    quality: Callable[[Any], Any]
    drop: float
    least: float = float("-inf")


@cache
def jax() -> Any:
    """JAX in double precision, one thread, on the processor."""
    flags = os.environ.get("XLA_FLAGS", "")
    os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1".strip()
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax as module

    module.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    return module


def at_checkpoint(problem: Training, seed: int, step: int) -> tuple[Any, Any]:
    """The state after ``step`` steps, and the run's key.

    Raises ``PrecisionExhausted`` for a run that has diverged by then.
    """
    j = jax()
    first, run = j.random.split(j.random.key(seed))
    state = _trained(problem)(problem.start(first), run, 0, step)
    if not np.all(np.isfinite(np.asarray(state))):
        raise PrecisionExhausted(f"training diverged before step {step}: its parameters are not finite")
    return state, run


@cache
def _trained(problem: Training) -> Callable[..., Any]:
    """(state, key, t, steps) ↦ the state after so many more steps from step t on, compiled once."""
    j = jax()
    return j.jit(  # type: ignore[no-any-return]
        lambda state, key, t, steps: j.lax.fori_loop(
            t, t + steps, lambda i, z: problem.step(z, j.random.fold_in(key, i)), state
        )
    )


def jacobian(problem: Training, state: Any, key: Any, step: int) -> Array:
    """The Jacobian of the step with the batch of this step; raises ``PrecisionExhausted`` where it is not finite."""
    J = np.asarray(_jacobian(problem)(state, jax().random.fold_in(key, step)), dtype=np.float64)
    if not np.all(np.isfinite(J)):
        raise PrecisionExhausted("a gradient of the training step is not a number")
    return J


@cache
def _jacobian(problem: Training) -> Callable[..., Any]:
    return jax().jit(jax().jacobian(problem.step))  # type: ignore[no-any-return]


def followed(problem: Training, states: Any, key: Any, step: int, steps: int) -> Array:
    """States (one a row) after 0, 1, … steps with the same batches: (steps + 1) × rows × parameters."""
    return np.asarray(_followed(problem, steps)(states, key, step))


@cache
def _followed(problem: Training, steps: int) -> Callable[..., Any]:
    j = jax()

    def run(states: Any, key: Any, step: Any) -> Any:
        def advance(rows: Any, i: Any) -> tuple[Any, Any]:
            batch = j.random.fold_in(key, step + i)
            following = j.vmap(lambda z: problem.step(z, batch))(rows)
            return following, following

        rest = j.lax.scan(advance, states, j.numpy.arange(steps))[1]
        return j.numpy.concatenate([states[None], rest])

    return j.jit(run)  # type: ignore[no-any-return]


def qualities(problem: Training, states: Any) -> Array:
    """The quality of each of a sequence of states."""
    return np.asarray(_qualities(problem)(states), dtype=np.float64)


@cache
def _qualities(problem: Training) -> Callable[..., Any]:
    return jax().jit(jax().vmap(problem.quality))  # type: ignore[no-any-return]


def dense(parameters: Any, sizes: tuple[int, ...], x: Any) -> Any:
    """A network with tanh between its layers, from its flat parameters."""
    j, used = jax().numpy, 0
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        W = parameters[used : used + fan_in * fan_out].reshape(fan_in, fan_out)
        used += fan_in * fan_out
        x = x @ W + parameters[used : used + fan_out]
        used += fan_out
        x = j.tanh(x) if i < len(sizes) - 2 else x
    return x


def count(sizes: tuple[int, ...]) -> int:
    """The number of parameters of ``dense``."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


def drawn(key: Any, sizes: tuple[int, ...]) -> Any:
    """Random flat parameters of ``dense``, of variance 1/(fan in) and 0 for the shifts."""
    j, parts = jax(), []
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        W = j.random.normal(j.random.fold_in(key, i), (fan_in * fan_out,)) / fan_in**0.5
        parts += [W, j.numpy.zeros(fan_out)]
    return j.numpy.concatenate(parts)
