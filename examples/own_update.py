"""Diagnose an update of your own: two players, one descending with momentum, in JAX (pip install 'kreiss[training]').

python examples/own_update.py
"""

import jax
import jax.numpy as jnp

import kreiss
from kreiss.verify.diagnosis.updates.jacobians import jacobian


def update(p):
    """One step: x descends with the momentum m, and y follows 3x."""
    gx = jax.grad(lambda x: jnp.sum(x**2) / 2 + jnp.sum(x**4))(p["x"])
    gy = jax.grad(lambda y: jnp.sum((y - 3 * p["x"]) ** 2) / 2)(p["y"])
    m = 0.5 * p["m"] + gx
    return {"x": p["x"] - 0.2 * m, "m": m, "y": p["y"] - 0.4 * gy}


J = jacobian(update, {"x": jnp.zeros(3), "m": jnp.zeros(3), "y": jnp.zeros(3)}, blocks=(("x", "m"), "y"))
found = kreiss.diagnose(J, noise=1e-6, peak=2)
print(found)
for advice in found.advice:
    print(f"{advice.what} for a peak of 2:", advice.shown())
