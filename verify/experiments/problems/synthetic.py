"""Coupled updates by their norms: the rate γ = ρ(A) = ρ(D), ‖C‖ = c, and ‖B‖ = b a share of the critical (1 − γ)²/c.

``numbers`` are [[γ, b], [c, γ]], the worst case of the class; ``clustered`` blocks have their spectra in [0.9γ, γ],
``spread`` ones in [−γ, γ], with random eigenvectors and random couplings.
"""

import numpy as np

from kreiss.verify.experiments.bounds.growth import Array, assembled, symmetric
from kreiss.verify.experiments.cells import Parameters, generator

_SPECTRA = {"clustered": 0.9, "spread": -1.0}  # the least eigenvalue of a block, over its largest


def synthetic(parameters: Parameters, seed: int) -> tuple[Array, int]:
    """The update of a cell, and the order of A."""
    gamma, c = float(parameters["gamma"]), float(parameters["c"])
    b = float(parameters["share"]) * (1 - gamma) ** 2 / c
    if parameters["kind"] == "numbers":
        return np.array([[gamma, b], [c, gamma]]), 1
    rng, m = generator(seed, parameters), int(parameters["n"]) // 2
    least = _SPECTRA[str(parameters["kind"])]
    A, D = (with_spectrum(rng, m, least * gamma, gamma) for _ in range(2))
    return assembled(A, of_norm(rng, m, b), of_norm(rng, m, c), D), m


def with_spectrum(rng: np.random.Generator, m: int, least: float, greatest: float) -> Array:
    """A random symmetric matrix with eigenvalues in [least, greatest], the greatest among them."""
    Q = np.linalg.qr(rng.normal(size=(m, m)))[0]
    values = rng.uniform(least, greatest, m)
    values[0] = greatest
    return symmetric((Q * values) @ Q.T)


def of_norm(rng: np.random.Generator, m: int, size: float) -> Array:
    """A random matrix of this spectral norm."""
    G = rng.normal(size=(m, m))
    return np.asarray(G * (size / np.linalg.norm(G, 2)))
