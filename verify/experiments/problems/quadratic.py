"""Quadratic bilevel problems: g(x, y) = yᵀQy/2 − yᵀRx inside, f(x, y) = xᵀPx/2 + ‖y‖²/2 outside, Q and P ≻ 0.

The inner minimiser is y*(x) = Q⁻¹Rx. Inner steps y − α∇_y g; outer steps by the hypergradient, at y*(x) (one-way
coupling) or at the present y (two-way):

    one-way   J = [[I − β(P + RᵀQ⁻²R), 0], [αR, I − αQ]]
    two-way   J = [[I − βP, −βRᵀQ⁻¹], [αR, I − αQ]]
"""

import numpy as np

from kreiss.verify.experiments.bounds.growth import Array, assembled, symmetric
from kreiss.verify.experiments.cells import Parameters, generator
from kreiss.verify.experiments.problems.synthetic import of_norm, with_spectrum


def quadratic(parameters: Parameters, seed: int) -> tuple[Array, int]:
    """The update of a cell, and the order of A; α = inner/λ_max(Q), and β = α times the outer share."""
    problem = {key: parameters[key] for key in ("n", "condition", "coupling")}
    rng, m = generator(seed, problem), int(parameters["n"]) // 2
    Q, P = (with_spectrum(rng, m, 1.0, float(parameters["condition"])) for _ in range(2))
    R = of_norm(rng, m, float(parameters["coupling"]) * float(parameters["condition"]))
    alpha = float(parameters["inner"]) / float(parameters["condition"])
    return update(P, Q, R, alpha, alpha * float(parameters["outer"]), one_way=parameters["way"] == "one")


def update(P: Array, Q: Array, R: Array, alpha: float, beta: float, *, one_way: bool) -> tuple[Array, int]:
    """J, and the order of A."""
    eye, slope = np.eye(len(Q)), np.asarray(np.linalg.solve(Q, R), dtype=np.float64)
    curvature = P + symmetric(slope.T @ slope) if one_way else P
    B = np.zeros_like(slope.T) if one_way else np.asarray(-beta * slope.T)
    return assembled(eye - beta * curvature, B, alpha * R, eye - alpha * Q), len(P)
