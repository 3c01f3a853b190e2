"""Jacobians of JAX updates, simultaneous, alternating, with momenta: their blocks, and what is refused."""

import builtins
import sys

import numpy as np
import pytest

import kreiss
from kreiss.errors import InvalidArgument, InvalidMatrix, KreissError, MissingExtra
from kreiss.verify.diagnosis.updates import jacobians as training

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    jax = None

with_jax = pytest.mark.skipif(jax is None, reason="needs the extra 'training'")
H, G, C = np.diag([0.5, 1.0, 1.5]), np.diag([1.0, 2.0]), np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]])


def simultaneous(p):
    x, y = p["x"], p["y"]
    return {"x": x - 0.5 * H @ x, "y": y - 0.25 * (G @ y - C @ x)}


def alternating(p):
    x = p[0] - 0.5 * H @ p[0]
    return x, p[1] - 0.25 * (G @ p[1] - C @ x)


@with_jax
def test_a_simultaneous_update_has_the_blocks_of_its_groups():
    J = training.jacobian(simultaneous, {"y": jnp.ones(2), "x": jnp.zeros(3)}, blocks=("x", "y"))
    expected = np.block([[np.eye(3) - H / 2, np.zeros((3, 2))], [C / 4, np.eye(2) - G / 4]])
    assert (J.blocks, J.sizes, J.split, J.shape) == (("x", "y"), (3, 2), (3,), (5, 5))
    assert np.array_equal(J.dense(), expected.astype(np.float32))


@with_jax
def test_products_and_the_array_agree():
    J = training.jacobian(alternating, (jnp.ones(3), jnp.ones(2)))
    D, v = J.dense(), np.arange(5.0)
    assert np.allclose(J @ v, D @ v)
    assert np.allclose(J.rmatvec(v), D.T @ v)
    assert np.allclose(J @ np.eye(5), D)
    assert J.blocks == ("0", "1")


@with_jax
def test_the_later_block_of_an_alternating_update_sees_the_earlier_one():
    D = training.jacobian(alternating, (jnp.ones(3), jnp.ones(2))).dense()
    assert np.allclose(D[3:, :3], C @ (np.eye(3) - H / 2) / 4)


@with_jax
def test_momenta_and_second_moments_are_blocks_and_counts_are_held():
    def adam(p):
        g = jax.grad(lambda x: jnp.sum(jnp.cos(x["a"])) + jnp.sum(x["b"] ** 2))(p["x"])
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, p["m"], g)
        v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g**2, p["v"], g)
        x = jax.tree.map(lambda x, m, v: x - 0.1 * m / (jnp.sqrt(v) + 1e-3), p["x"], m, v)
        return {"x": x, "m": m, "v": v, "count": p["count"] + 1}

    x = {"a": jnp.ones((2, 2)), "b": jnp.ones(3)}
    params = {"x": x, "m": jax.tree.map(jnp.zeros_like, x), "v": jax.tree.map(jnp.ones_like, x), "count": 0}
    J = training.jacobian(adam, params, blocks=("x", ("m", "v"), "count"))
    assert (J.blocks, J.sizes) == (("x", "m+v"), (7, 14))
    assert kreiss.diagnose(J, budget=5).sizes == (7, 14)


@with_jax
def test_named_tuples_come_back_as_themselves():
    from typing import NamedTuple

    class State(NamedTuple):
        x: object
        y: object

    def step(state):
        assert isinstance(state, State)
        return State(state.x / 2, state.y / 2 + state.x)

    assert np.allclose(training.jacobian(step, State(jnp.ones(1), jnp.ones(1))).dense(), [[0.5, 0], [1, 0.5]])


@with_jax
def test_the_diagnosis_takes_the_jacobian_with_its_split():
    J = training.jacobian(simultaneous, {"x": jnp.zeros(3), "y": jnp.zeros(2)})
    found = kreiss.diagnose(J, noise=1e-6)
    assert found.sizes == (3, 2)
    assert found.bounds.hypotheses.one_way
    assert found.kreiss.upper is not None


@with_jax
@pytest.mark.parametrize(
    ("step", "blocks", "message"),
    [
        (lambda p: {"x": p["x"]}, None, "step: expected parameters of the form"),
        (lambda p: {"x": p["x"][:1], "y": p["y"]}, None, "step: expected parameters of the form"),
        (simultaneous, ("x",), "each entry of the parameters once"),
        (simultaneous, ("x", "x", "y"), "each entry of the parameters once"),
        (simultaneous, "xy", "expected a sequence of keys"),
    ],
)
def test_steps_and_blocks_that_do_not_fit_are_refused(step, blocks, message):
    with pytest.raises(InvalidArgument, match=message):
        training.jacobian(step, {"x": jnp.ones(3), "y": jnp.ones(2)}, blocks)


@with_jax
def test_parameters_without_real_numbers_are_refused():
    for params, message in (
        (jnp.ones(2), "a dict, tuple or list"),
        ({"n": 3}, "at least one floating-point number"),
        ({"z": jnp.ones(2) * 1j}, "expected real numbers"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            training.jacobian(lambda p: p, params)


@with_jax
def test_a_jacobian_that_is_not_finite_is_refused_with_its_place():
    J = training.jacobian(lambda p: {"x": jnp.sqrt(p["x"])}, {"x": jnp.array([1.0, 0.0])})
    with pytest.raises(InvalidMatrix, match=r"2 of 4 entries that are NaN or infinite, the first at \(2, 1\)"):
        J.dense()


@with_jax
def test_an_order_too_large_for_an_array_is_refused_before_the_work():
    J = training.jacobian(lambda p: {"x": p["x"] / 2}, {"x": jnp.zeros(5000)})
    with pytest.raises(InvalidArgument, match="at most 4000 for a dense matrix, got 5000"):
        J.dense()
    assert np.allclose(J @ np.ones(5000), 0.5)


def test_without_jax_the_error_says_what_to_install(monkeypatch):
    there = builtins.__import__

    def without(name, *rest, **named):
        if name == "jax" or name.startswith("jax."):
            raise ImportError(name)
        return there(name, *rest, **named)

    monkeypatch.setitem(sys.modules, "jax", None)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'kreiss\[training\]'") as caught:
        training.jacobian(simultaneous, {"x": np.zeros(3), "y": np.zeros(2)})
    assert isinstance(caught.value, KreissError)
    assert isinstance(caught.value, ImportError)
